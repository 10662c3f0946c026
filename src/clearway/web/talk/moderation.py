"""Pages of moderators: what waits and why, the decision, the log, what guests may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clearway.web.cases.access import case_for, member
from clearway.web.cases.models import Level
from clearway.web.talk import judging
from clearway.web.talk.forms import DecideForm
from clearway.web.talk.markup import html_of
from clearway.web.talk.models import Comment, Decision, State, Terms
from clearway.web.talk.people import moderator_of, trust_in, visit_of
from clearway.web.talk.targets import label_of
from clearway.web.talk.views import form_view, frame, said_by

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    import clearway.case

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
    found = Comment.objects.select_related("author", "case")
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


def _item(comment: Comment, said: clearway.case.Case) -> dict[str, Any]:
    """Return what a moderator needs to decide: the text, the reasons, the flags, the author."""
    flags = [flag for flag in comment.flags.all() if not flag.is_settled]
    why = [str(reason.label) for reason in comment.why]
    if flags and "flagged" not in comment.reasons:
        why.append(_("flagged"))
    return {
        "comment": comment, "flags": flags, "why": why,
        "label": label_of(said, comment.target), "trust": trust_in(comment.author, comment.case),
        "html": html_of(comment.text, comment.markup),
    }  # fmt: skip


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
