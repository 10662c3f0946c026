"""Pages around a case: list, make, import, change, export, history, undo, share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearway.errors import CaseError
from clearway.web.accounts.models import Team
from clearway.web.cases import keeping
from clearway.web.cases.access import LINKS, case_for, may, member
from clearway.web.cases.forms import ImportForm, LinkForm, NewCaseForm, ShareForm, TextForm
from clearway.web.cases.models import Case, Level, Link, Revision, Role
from clearway.web.cases.nav import case_links
from clearway.web.pages.complaints import said_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

form_view = require_http_methods(["GET", "POST"])


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The cases that the visitor may read, and a search in their titles."""
    words = request.GET.get("q", "").strip()
    found = Case.objects.allowed(request.user).prefetch_related("roles__user", "roles__team")
    if words:
        found = found.filter(title__icontains=words)
    return render(request, "cases/list.html", {"cases": found[:500], "words": words})


@require_GET
def named(request: HttpRequest) -> HttpResponse:
    """Lead on to a page of the case of a title, for links from where nobody knows its number.

    Where no case that the visitor may read has the title, or several have it, to the list.
    """
    query = request.GET.copy()
    title, page = (query.pop(name, [""])[0] for name in ("title", "page"))
    found = Case.objects.allowed(request.user).filter(title=title, parent=None)[:2]
    if len(found) != 1 or page not in {link.name for link in case_links()}:
        return redirect(f"{reverse('cases')}?{urlencode({'q': title})}")
    return redirect(f"{reverse(page, args=[found[0].pk])}?{query.urlencode()}")


@login_required
@form_view
def new(request: HttpRequest) -> HttpResponse:
    """Make a case by a form."""
    form = NewCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = keeping.create(form.cleaned_data["raw"], member(request))
        return redirect("case", made.pk)
    return render(request, "cases/form.html", {"form": form, "title": _("New case")})


@login_required
@form_view
def upload(request: HttpRequest) -> HttpResponse:
    """Make a case of a case file."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = keeping.create(form.cleaned_data["file"], member(request), _("imported"))
        return redirect("case", made.pk)
    context = {"form": form, "title": _("Import a case file"), "multipart": True}
    return render(request, "cases/form.html", context)


@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case file back, byte for byte."""
    case = case_for(request, pk)
    response = HttpResponse(keeping.text_of(case), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="case-{case.pk}.toml"'
    return response


@login_required
@form_view
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the text of a case."""
    case = case_for(request, pk, Level.EDITOR)
    if request.method == "POST":
        form = TextForm(request.POST)
        if form.is_valid() and (done := _revised(request, case, form)):
            return done
    else:
        current = case.current
        text = bytes(current.text).decode("utf-8-sig")
        form = TextForm(initial={"text": text, "seen": current.number})
    return render(request, "cases/form.html", {"form": form, "title": case.title, "case": case})


def _revised(request: HttpRequest, case: Case, form: TextForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        keeping.revise(case, data["text"], member(request), data["what"], data["seen"])
    except keeping.ChangedMeanwhileError:
        form.add_error(None, _CHANGED())
        return None
    return redirect("case", case.pk)


def _CHANGED() -> str:  # noqa: N802 - a text that is translated when it is shown
    return _(
        "Somebody else changed the case since you opened it. Nothing was written; copy your text, "
        "open the case again and bring both together."
    )


@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every change: who, when, what."""
    case = case_for(request, pk)
    context = {
        "case": case,
        "revisions": case.revisions.select_related("by"),
        "may_edit": may(request, case, Level.EDITOR),
    }
    return render(request, "cases/history.html", context)


@login_required
@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Bring an earlier text back."""
    case = case_for(request, pk, Level.EDITOR)
    try:
        keeping.restore(case, number, member(request), _number(request.POST.get("seen")))
    except Revision.DoesNotExist:
        return HttpResponseNotFound()
    except keeping.ChangedMeanwhileError:
        messages.error(request, _CHANGED())
    except CaseError as error:
        messages.error(request, said_of(error))
    return redirect("history", case.pk)


@login_required
@form_view
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Give roles, take them, and make links that expire; owners only."""
    case = case_for(request, pk, Level.OWNER)
    action = request.POST.get("action", "")
    form = ShareForm(request.POST if action == "role" else None)
    link = LinkForm(request.POST if action == "link" else None)
    context: dict[str, Any] = {"case": case, "form": form, "link": link}
    if action == "role" and form.is_valid():
        _give(request, case, form)
        return redirect("share", case.pk)
    if action == "link" and link.is_valid():
        made, secret = Link.issue(case, member(request), link.cleaned_data["days"])
        context |= {"made": made, "address": request.build_absolute_uri(f"/link/{secret}/")}
    if action == "take":
        _take(request, case)
        return redirect("share", case.pk)
    context |= {"roles": case.roles.select_related("user", "team"), "links": case.links.all()}
    return render(request, "cases/share.html", context)


def _give(request: HttpRequest, case: Case, form: ShareForm) -> None:
    who, level = form.cleaned_data["who"], form.cleaned_data["level"]
    whose = {"team": who} if isinstance(who, Team) else {"user": who}
    with _owner_stays(request, case):
        Role.objects.update_or_create(case=case, **whose, defaults={"level": level})


def _take(request: HttpRequest, case: Case) -> None:
    """Take a role or a link away."""
    case.links.filter(pk=_number(request.POST.get("link"))).delete()
    with _owner_stays(request, case):
        case.roles.filter(pk=_number(request.POST.get("role"))).delete()


@contextmanager
def _owner_stays(request: HttpRequest, case: Case) -> Iterator[None]:
    """Undo a change of roles that leaves a case without an owner: nobody could give it on."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        yield
        if not Case.objects.owned().filter(pk=case.pk).exists():
            transaction.set_rollback(True)
            messages.error(request, _("A case needs an owner; name another one first."))


def _number(text: str | None) -> int:
    """Return a number that a form sent; 0, which nothing has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_GET
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """Open a shared link: remember it for this session and go to the case."""
    case = Link.case_of(secret)
    if case is None:
        return render(request, "cases/link_gone.html", status=404)
    kept = [s for s in request.session.get(LINKS, []) if s != secret][-19:]
    request.session[LINKS] = [*kept, secret]
    return redirect("case", case.pk)
