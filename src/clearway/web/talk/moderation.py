"""Pages of moderators: what waits and why, the decision, the log, what guests may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearway.web.cases.access import case_for, member
from clearway.web.cases.models import Level
from clearway.web.talk import judging
from clearway.web.talk.forms import DecideForm, DecideManyForm
from clearway.web.talk.markup import html_of
from clearway.web.talk.models import Comment, Decision, Reason, State, Terms
from clearway.web.talk.people import moderator_of, trust_in, visit_of
from clearway.web.talk.targets import label_of
from clearway.web.talk.views import form_view, frame, said_by

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    import clearway.case
    from clearway.web.talk.rules import Trust

A_PAGE = 25


@login_required
@require_GET
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits for a decision, oldest first, and why."""
    visit = moderator_of(request, pk)
    page = Paginator(judging.queue(visit.case), A_PAGE).get_page(request.GET.get("page"))
    said = said_by(visit.case)
    items = [_item(comment, said) for comment in page]
    return render(request, "talk/queue.html", frame(visit) | {"page": page, "items": items})


@login_required
@form_view
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Decide on one comment, also anew on one that was decided."""
    visit = moderator_of(request, pk)
    found = Comment.objects.select_related("author", "case", "parent__author")
    comment = get_object_or_404(found, case=visit.case, pk=number)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _decided(request, comment, form.cleaned_data):
        return redirect("talk-queue", pk)
    comment.refresh_from_db()
    item = _item(comment, said_by(visit.case))
    log = comment.decisions.all()
    context = frame(visit) | {"item": item, "form": form, "log": log, "comment": comment}
    return render(request, "talk/decide.html", context)


def _decided(request: HttpRequest, comment: Comment, data: dict[str, Any]) -> bool:
    try:
        judging.decide(comment, member(request), data["verdict"], data["why"], data["seen"])
    except judging.DecidedMeanwhileError as error:
        messages.error(request, _told(error.last))
        return False
    messages.success(request, _("Decided and written to the log."))
    return True


def _told(last: Decision | None) -> str:
    if last is None:
        return _("The comment changed since you read it. Nothing was decided; read it again.")
    return _("%(who)s decided before you: %(verdict)s. Your decision was not taken.") % {
        "who": last.by_name, "verdict": last.get_verdict_display(),
    }  # fmt: skip


@login_required
@require_POST
def decide_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on several comments at once, each on the version that the moderator read."""
    visit = moderator_of(request, pk)
    form = DecideManyForm(request.POST)
    if not form.is_valid():
        for error in form.errors.values():
            messages.error(request, str(error[0]))
        return redirect("talk-queue", pk)
    data = form.cleaned_data
    found = Comment.objects.filter(case=visit.case).in_bulk(list(data["chosen"]))
    done = 0
    for number, comment in found.items():
        try:
            judging.decide(
                comment, member(request), data["verdict"], data["why"], data["chosen"][number]
            )
        except judging.DecidedMeanwhileError:
            continue
        done += 1
    told = _("%(done)d of %(all)d decided and written to the log.")
    messages.success(request, told % {"done": done, "all": len(data["chosen"])})
    return redirect("talk-queue", pk)


@login_required
@require_POST
def close(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Close a thread, so that nobody replies in it, or open it again."""
    visit = moderator_of(request, pk)
    root = get_object_or_404(Comment, case=visit.case, pk=number, thread=None)
    judging.close(root, member(request), is_closed=request.POST.get("closed") == "1")
    messages.success(request, _("Decided and written to the log."))
    return redirect("talk-comment", pk, root.pk)


def _item(comment: Comment, said: clearway.case.Case) -> dict[str, Any]:
    """Return what a moderator needs to decide: the text, the reasons, the flags, the author."""
    flags = [flag for flag in comment.flags.all() if not flag.is_settled]
    why = comment.why
    if flags and Reason.FLAGGED not in why:
        why.append(Reason.FLAGGED)
    trust = trust_in(comment.author, comment.case)
    above = comment.parent
    earlier = [html_of(one.text, comment.markup) for one in comment.earlier.all()]
    return {
        "comment": comment, "flags": flags, "why": [(r.label, _because(r, trust)) for r in why],
        "label": label_of(said, comment.target), "trust": trust, "earlier": earlier,
        "html": html_of(comment.text, comment.markup),
        "above": html_of(above.text, above.markup) if above else "",
    }  # fmt: skip


def _because(reason: Reason, trust: Trust) -> str:
    """Say which rule a comment waits by, for an author who is trusted so far."""
    said = {
        Reason.NEW: _("nothing of this author stands in this case, or something was rejected"),
        Reason.LINK: _("it holds links; at this step of trust %(n)d pass unread")
        % {"n": trust.links},
        Reason.RATE: _("more than %(n)d comments in an hour") % {"n": trust.per_hour},
        Reason.FLAGGED: _("somebody asked a moderator to look"),
    }
    return said[reason]


@login_required
@require_GET
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Every decision: who, when, what, why, and what had waited for what."""
    visit = moderator_of(request, pk)
    made = Decision.objects.filter(comment__case=visit.case).select_related("comment__author")
    page = Paginator(made.order_by("-at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "talk/log.html", frame(visit) | {"page": page})


@login_required
@form_view
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """What guests may do, and the ways in and out; owners only."""
    case = case_for(request, pk, Level.OWNER)
    held = Terms.objects.filter(case=case).first() or Terms(case=case)
    if request.method == "POST":
        held.guests_by_link = request.POST.get("guests_by_link") == "1"
        held.save()
        messages.success(request, _("Done."))
        return redirect("talk-terms", pk)
    spam = Comment.objects.filter(case=case, state=State.SPAM).count()
    visit = visit_of(request, pk)
    return render(request, "talk/terms.html", frame(visit) | {"terms": held, "spam": spam})
