"""Pages of a discussion: all threads, one thread, writing, confirming, the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearway.errors import UsageError
from clearway.web.cases.keeping import text_of
from clearway.web.pages.answers import ANSWERS
from clearway.web.talk import asking, judging, news, reading, rules, writing
from clearway.web.talk.forms import WriteForm
from clearway.web.talk.markup import html_of
from clearway.web.talk.models import Comment, Follow, Pending, State
from clearway.web.talk.people import GUEST, Visit, visit_of
from clearway.web.talk.targets import MOST, WHOLE, Target, lost_target, target_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    import clearway.case
    from clearway.web.cases.models import Case

form_view = require_http_methods(["GET", "POST"])


def said_by(case: Case) -> clearway.case.Case:
    """Return what the text of a case says."""
    return ANSWERS.case(text_of(case))[1]


@require_GET
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The threads of a case, or of one place in it."""
    visit = visit_of(request, pk)
    asking.tidy()
    said = said_by(visit.case)
    on, order = request.GET.get("on", ""), request.GET.get("order", "new")
    target, is_lost = place_for(visit, said, on)
    on = "" if target.text == WHOLE else target.text
    page = Paginator(reading.roots(visit, on, order), reading.THREADS_A_PAGE).get_page(
        request.GET.get("page")
    )
    form = WriteForm(author=visit.author, initial={"on": target.text})
    context = frame(visit) | {
        "target": target, "is_lost": is_lost, "on": on, "order": order, "page": page, "form": form,
        "threads": reading.threads(visit, said, page),
        "places": _places(said, reading.counts_of(visit.case)),
        "follows": _follows(visit, on), "orders": ORDERS(),
        "keep": "&" + urlencode({"order": order, "on": on}),
    }  # fmt: skip
    return render(request, "talk/talk.html", context)


@require_GET
def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """Where there is talk, for the case page: loaded after it, for its pieces are all readers'.

    The places are listed; deals get their mark where they stand on that page.
    """
    visit = visit_of(request, pk)
    said = said_by(visit.case)
    cell = f"cell:{request.GET.get('market', '')}/{request.GET.get('product', '')}"
    places = [target_of(said, WHOLE), target_of(said, cell)]
    deals = [f"deal:{deal.id}" for deal in (*said.deals, *said.candidates)]
    context = frame(visit) | {"places": places, "deals": deals}
    return render(request, "talk/marks.html", context)


@require_GET
def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One comment in its thread: what a permanent link leads to."""
    visit = visit_of(request, pk)
    comment = comment_for(visit, number)
    pages = reading.thread_pages(visit, comment.root_id)
    wanted = list(pages.object_list).index(comment.pk) // reading.COMMENTS_A_PAGE + 1
    page = pages.get_page(request.GET.get("page", wanted))
    said = said_by(visit.case)
    form = WriteForm(author=visit.author, initial={"to": comment.pk})
    context = frame(visit) | {
        "comment": comment, "page": page, "form": form,
        "entries": reading.entries_of(visit, said, list(page)),
    }  # fmt: skip
    return render(request, "talk/one.html", context)


@require_GET
def history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a comment said before it was changed, beside what it says now."""
    visit = visit_of(request, pk)
    comment = comment_for(visit, number)
    entry = reading.entries_of(visit, said_by(visit.case), [comment.pk])[0]
    if entry.is_place or not entry.earlier:
        raise Http404
    earlier = [
        {"at": one.at, "was_shown": one.was_shown, "html": html_of(one.text, comment.markup)}
        for one in reading.earlier_of(visit, comment)
    ]
    context = frame(visit) | {"comment": comment, "entry": entry, "earlier": earlier}
    return render(request, "talk/history.html", context)


@form_view
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a comment, or a reply: a form of its own, which the other pages send theirs to."""
    visit = visit_of(request, pk)
    data = request.POST if request.method == "POST" else None
    asked = data or request.GET
    to = _number(asked.get("to"))
    parent = comment_for(visit, to) if to else None
    said = said_by(visit.case)
    target = (
        place_for(visit, said, parent.target)[0] if parent else target_of(said, asked.get("on", ""))
    )
    form = WriteForm(data, author=visit.author, initial={"to": to or None, "on": target.text})
    if data is not None and form.is_valid():
        try:
            return _written(request, visit, form, target, parent)
        except writing.RefusedError as error:
            form.add_error(None, str(error))
    context = frame(visit) | {"form": form, "target": target, "parent": parent}
    if parent:
        context["entry"] = reading.entries_of(visit, said, [parent.pk])[0]
    return render(request, "talk/write.html", context)


def _written(
    request: HttpRequest, visit: Visit, form: WriteForm, target: Target, parent: Comment | None
) -> HttpResponse:
    if not visit.may_write:
        raise writing.RefusedError(_("The owner lets only members of the case comment here."))
    if parent and parent.state != State.SHOWN:
        raise writing.RefusedError(_("What you replied to is no longer shown."))
    data = form.cleaned_data
    if visit.author is None:
        said = {name: data[name] for name in ("text", "name", "tell_me")}
        said |= {"target": target.text, "comment": parent.pk if parent else None}
        return asked_by_mail(request, visit, data["mail"], "comment", said)
    made = writing.write(visit.case, visit.author, data["text"], target.text, parent)
    tell_state(request, made)
    if data["tell_me"] and not news.address_of(visit.author):
        messages.warning(request, no_address())
    elif data["tell_me"]:
        root = Comment.objects.get(pk=made.root_id)
        news.follow(visit.author, visit.case, thread=root, link=visit.link)
    return redirect(address_of(made))


def no_address() -> str:
    """Say that a member cannot be written to yet."""
    words = _("Your account has no confirmed mail address. Add and confirm one first: %(place)s")
    return words % {"place": reverse("account_email")}


def asked_by_mail(
    request: HttpRequest, visit: Visit, mail: str, what: str, said: dict[str, Any]
) -> HttpResponse:
    """Ask an address for confirmation, and say so; the same page whoever's address it is."""
    asking.ask(request, visit, mail, what, said)
    return render(request, "talk/asked.html", frame(visit))


@never_cache
@form_view
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what waits for an address; do it when the button is pressed."""
    kept = asking.pending(token)
    if kept is None:
        return render(request, "talk/gone.html", status=404)
    if request.method == "GET":
        act = asking.ACTS.get(kept.what)
        context = {"kept": kept, "html": html_of(kept.said.get("text", "")), "act": act}
        return render(request, "talk/confirm.html", context)
    try:
        author, comment = asking.confirm(kept)
    except writing.RefusedError as error:
        return render(request, "talk/refused.html", {"message": str(error)}, status=409)
    if not request.user.is_authenticated:
        request.session.cycle_key()
        request.session[GUEST] = author.pk
    return _confirmed(request, kept, comment)


def _confirmed(request: HttpRequest, kept: Pending, comment: Comment | None) -> HttpResponse:
    try:
        visit_of(request, kept.case_id)
    except Http404:  # confirmed where the link to the case was never opened
        return render(request, "talk/done.html")
    if act := asking.ACTS.get(kept.what):
        messages.success(request, act.done())
        return redirect(act.page, kept.case_id)
    if comment is None:
        messages.success(request, _("Done."))
        return redirect("talk", kept.case_id)
    tell_state(request, comment)
    return redirect(address_of(comment))


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget in this browser which guest confirmed here."""
    visit_of(request, pk)
    request.session.pop(GUEST, None)
    return redirect("talk", pk)


@require_GET
def show_rules(request: HttpRequest) -> HttpResponse:
    """How discussions are moderated: the tables that decide."""
    return render(request, "talk/rules.html", {"rules": rules, "steps": rules.TRUST})


def ORDERS() -> list[tuple[str, str]]:  # noqa: N802 - texts that are translated when shown
    """Return the orders that threads can be read in."""
    return [("new", _("newest first")), ("old", _("oldest first")), ("votes", _("by votes"))]


def frame(visit: Visit) -> dict[str, Any]:
    """Return what every page of a discussion needs."""
    waiting = judging.queue(visit.case).count() if visit.is_moderator else 0
    return {"case": visit.case, "visit": visit, "waiting": waiting, "whole": WHOLE}


def place_for(visit: Visit, said: clearway.case.Case, text: str) -> tuple[Target, bool]:
    """Return a place to read at, and whether the case's text has lost it.

    Raises:
        UsageError: the case has no such place, and nothing was ever said there.
    """
    try:
        return target_of(said, text), False
    except UsageError:
        here = Comment.objects.filter(case=visit.case, target=text)
        if len(text) > MOST or "\0" in text or not here.exists():
            raise
        return lost_target(text), True


def comment_for(visit: Visit, number: int) -> Comment:
    """Return a comment of the case that the visitor may see, or of which he sees the place.

    Raises:
        Http404: there is none for him.
    """
    comment = Comment.objects.filter(case=visit.case, pk=number).select_related("author").first()
    if (
        comment is None
        or comment.pk not in reading.thread_pages(visit, comment.root_id).object_list
    ):
        raise Http404
    return comment


def address_of(comment: Comment) -> str:
    """Return the permanent address of a comment."""
    return reverse("talk-comment", args=[comment.case_id, comment.pk]) + f"#c{comment.pk}"


def tell_state(request: HttpRequest, comment: Comment) -> None:
    """Say whether a comment is shown, or what it waits for."""
    if comment.state == State.WAITING:
        why = ", ".join(str(reason.label) for reason in comment.why)
        messages.info(request, _("Your comment waits for a moderator (%(why)s).") % {"why": why})
    else:
        messages.success(request, _("Done."))


def _places(said: clearway.case.Case, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    from clearway.web.talk.targets import label_of

    found = [(text, label_of(said, text), count) for text, count in counts.items() if text != WHOLE]
    return sorted(found, key=lambda place: (-place[2], place[1]))


def _follows(visit: Visit, on: str) -> Follow | None:
    if visit.author is None:
        return None
    found = Follow.objects.filter(case=visit.case, author=visit.author, thread=None, target=on)
    return found.first()


def _number(text: str | None) -> int:
    """Return a number that a form sent; 0, which nothing has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
