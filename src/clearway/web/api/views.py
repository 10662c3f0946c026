"""The page to try the API, and the page of one's tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from clearway.web.accounts.models import Scope, Token
from clearway.web.cases.access import member

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_TOKENS = 50


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(label=_("What it is for"), max_length=120)
    scope = forms.ChoiceField(label=_("It may"), choices=Scope.choices)


@require_GET
def trying(request: HttpRequest) -> HttpResponse:
    """The API, described and to be tried, from our own origin."""
    return render(request, "api/try.html")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens: make one, which is shown once; take one back."""
    owner = member(request)
    if "revoke" in request.POST:
        owner.tokens.filter(pk=_number(request.POST["revoke"])).delete()
        return redirect("tokens")
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if owner.tokens.count() >= MOST_TOKENS:
            form.add_error(None, _("You have as many tokens as anybody may; take one back first."))
        else:
            name, scope = form.cleaned_data["name"], Scope(form.cleaned_data["scope"])
            context["made"], context["text"] = Token.issue(owner, name, scope)
            context["form"] = TokenForm()
    return render(request, "api/tokens.html", context | {"tokens": owner.tokens.all()})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
