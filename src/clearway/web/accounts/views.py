"""Pages of people: one's own account, teams and their members, invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clearway.web.accounts.forms import InviteForm, MemberForm, TeamForm
from clearway.web.accounts.models import Team, User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

form_view = require_http_methods(["GET", "POST"])


@login_required
@form_view
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: password, teams, and the making of a team."""
    who = cast("User", request.user)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("team", _made(form, who).pk)
    teams = Team.objects.all() if who.is_superuser else who.teams.all()
    return render(request, "accounts/me.html", {"form": form, "teams": teams})


@transaction.atomic
def _made(form: TeamForm, who: User) -> Team:
    team: Team = form.save()
    team.members.add(who)
    team.leads.add(who)
    return team


@login_required
@form_view
def team_page(request: HttpRequest, team: int) -> HttpResponse:
    """A team's members; who leads it adds and takes away. For others there is no such team."""
    who = cast("User", request.user)
    found = Team.objects.filter(pk=team).first()
    if found is None or not found.is_seen_by(who):
        raise Http404
    action = request.POST.get("action", "")
    form = MemberForm(request.POST if action == "add" else None)
    if request.method == "POST":
        if not found.is_led_by(who):
            raise PermissionDenied
        if action != "add":
            _change(request, found, action)
            return redirect("team", found.pk)
        if form.is_valid():
            found.members.add(form.cleaned_data["who"])
            return redirect("team", found.pk)
    leads = set(found.leads.all())
    context = {
        "team": found, "form": form, "may_lead": found.is_led_by(who),
        "members": [(one, one in leads) for one in found.members.order_by("username")],
    }  # fmt: skip
    return render(request, "accounts/team.html", context)


def _change(request: HttpRequest, team: Team, action: str) -> None:
    """Take a member away, or let one lead; somebody leads always."""
    number = request.POST.get("member", "")
    one = team.members.filter(pk=int(number) if number.isdecimal() else 0).first()
    if one is None:
        return
    if action == "lead":
        team.leads.add(one)
    elif action == "remove":
        if not team.leads.exclude(pk=one.pk).exists():
            messages.error(
                request, _("A team needs somebody who leads it; name another one first.")
            )
            return
        with transaction.atomic():
            team.leads.remove(one)
            team.members.remove(one)


@login_required
@form_view
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account and show, once, the link at which its owner chooses a password."""
    if not cast("User", request.user).is_superuser:
        raise PermissionDenied
    form = InviteForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        one = form.save(commit=False)
        one.set_unusable_password()
        one.save()
        context |= {"form": InviteForm(), "one": one, "address": _link(request, one)}
    return render(request, "accounts/invite.html", context)


def _link(request: HttpRequest, one: User) -> str:
    """Return the address at which an account without a password is given one, for three days."""
    words = {
        "uidb36": user_pk_to_url_str(one),
        "key": default_token_generator.make_token(one),
    }
    return request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=words))
