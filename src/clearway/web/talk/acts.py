"""What is done to a comment: a vote, a flag, a change, taking it back.

A guest whom the site does not know yet is asked for an address first, by the same form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clearway.web.talk import reading, writing
from clearway.web.talk.forms import FlagForm, TextForm, WhoForm
from clearway.web.talk.people import visit_of
from clearway.web.talk.views import (
    address_of,
    asked_by_mail,
    comment_for,
    form_view,
    frame,
    said_by,
    tell_state,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, QueryDict

    from clearway.web.pages.views import HtmxRequest
    from clearway.web.talk.models import Author, Comment
    from clearway.web.talk.people import Visit


@dataclass(frozen=True)
class Act:
    """Something that a member does at once, and a guest once he has confirmed.

    Attributes:
        what: as `Pending.what`.
        title: heading of the form that asks who it is.
        said: what is kept until it is confirmed, as `Pending.said`.
        do: does it.
        comment: what it is done to; None for the case.
    """

    what: str
    title: str
    said: dict[str, Any]
    do: Callable[[Author], None]
    comment: Comment | None = None


@form_view
def vote(request: HtmxRequest, pk: int, number: int) -> HttpResponse:
    """Vote on a comment; 0 takes the vote back."""
    visit = visit_of(request, pk)
    comment = comment_for(visit, number)
    value = {"1": 1, "-1": -1}.get(request.POST.get("value", request.GET.get("value", "")), 0)
    said = {"comment": comment.pk, "value": value}
    form = WhoForm(sent(request, visit), author=visit.author)
    act = Act("vote", _("Your vote"), said, lambda who: writing.vote(comment, who, value), comment)
    return perform(request, visit, form, act)


@form_view
def flag(request: HtmxRequest, pk: int, number: int) -> HttpResponse:
    """Ask a moderator to look at a comment."""
    visit = visit_of(request, pk)
    comment = comment_for(visit, number)
    form = FlagForm(sent(request, visit), author=visit.author)
    why = form.cleaned_data.get("why", "") if form.is_valid() else ""
    said = {"comment": comment.pk, "why": why}
    title = _("Ask a moderator to look at this")
    act = Act("flag", title, said, lambda who: writing.flag(comment, who, why), comment)
    return perform(request, visit, form, act)


def sent(request: HttpRequest, visit: Visit) -> QueryDict | None:
    """Return what was posted, once it is whole: a guest's first click posts no address yet."""
    is_whole = visit.author is not None or "mail" in request.POST
    return request.POST if request.method == "POST" and is_whole else None


def perform(request: HtmxRequest, visit: Visit, form: WhoForm, act: Act) -> HttpResponse:
    """Do it, or ask who it is; then show the comment again.

    Raises:
        PermissionDenied: the visitor may only read here.
    """
    if not visit.may_write:
        raise PermissionDenied
    if form.is_bound and form.is_valid():
        try:
            return _performed(request, visit, form, act)
        except writing.RefusedError as error:
            form.add_error(None, str(error))
    context = frame(visit) | {"form": form, "act": act}
    if act.comment is not None:
        context["entry"] = reading.entries_of(visit, said_by(visit.case), [act.comment.pk])[0]
    return render(request, "talk/act.html", context)


def _performed(request: HtmxRequest, visit: Visit, form: WhoForm, act: Act) -> HttpResponse:
    if visit.author is None:
        said = act.said | {"name": form.cleaned_data["name"]}
        return asked_by_mail(request, visit, form.cleaned_data["mail"], act.what, said)
    act.do(visit.author)
    if act.comment is None:
        return redirect("talk", visit.case.pk)
    if not request.htmx:
        return redirect(address_of(act.comment))
    entry = reading.entries_of(visit, said_by(visit.case), [act.comment.pk])[0]
    return render(request, "talk/entry.html", frame(visit) | {"entry": entry})


@form_view
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change one's own comment while there is time."""
    visit = visit_of(request, pk)
    comment = comment_for(visit, number)
    author = visit.author
    if author is None or not comment.is_open_to_change(author):
        raise PermissionDenied
    form = TextForm(request.POST or None, initial={"text": comment.text})
    if form.is_valid():
        try:
            writing.edit(comment, author, form.cleaned_data["text"])
        except writing.RefusedError as error:
            form.add_error(None, str(error))
        else:
            comment.refresh_from_db()
            tell_state(request, comment)
            return redirect(address_of(comment))
    context = frame(visit) | {"form": form, "title": _("Change your comment"), "comment": comment}
    return render(request, "talk/edit.html", context)


@form_view
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take one's own comment back, after asking."""
    visit = visit_of(request, pk)
    comment = comment_for(visit, number)
    if visit.author is None or comment.author_id != visit.author.pk:
        raise PermissionDenied
    if request.method == "POST":
        try:
            writing.withdraw(comment, visit.author)
        except writing.RefusedError as error:
            messages.error(request, str(error))
        return redirect("talk", visit.case.pk)
    entry = reading.entries_of(visit, said_by(visit.case), [comment.pk])[0]
    return render(request, "talk/withdraw.html", frame(visit) | {"entry": entry})
