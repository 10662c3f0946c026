"""Moderation: what waits and why, and decisions of which the first one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clearway.web.talk import news
from clearway.web.talk.models import Comment, Decision, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clearway.web.accounts.models import User
    from clearway.web.cases.models import Case

VERDICTS = (State.SHOWN, State.REJECTED, State.SPAM)


class DecidedMeanwhileError(Exception):
    """Somebody else decided, or the comment changed, since the moderator saw it.

    Attributes:
        last: the last decision there is on it, if any.
    """

    def __init__(self, last: Decision | None) -> None:
        super().__init__()
        self.last = last


def queue(case: Case) -> QuerySet[Comment]:
    """Return what a moderator should look at: what waits, and what is flagged; oldest first."""
    return (
        Comment.objects.filter(case=case)
        .annotate(open_flags=Count("flags", filter=Q(flags__is_settled=False)))
        .filter(Q(state=State.WAITING) | Q(state=State.SHOWN, open_flags__gt=0))
        .select_related("author__user", "case", "parent__author")
        .prefetch_related("flags__author", "earlier")
        .order_by("at", "pk")
    )


def close(root: Comment, by: User, *, is_closed: bool) -> None:
    """Close the thread that a comment began, or open it again; the log keeps who and when."""
    with transaction.atomic():
        turned = Comment.objects.filter(pk=root.pk, thread=None, closed_at__isnull=is_closed)
        if turned.update(closed_at=timezone.now() if is_closed else None):
            Decision.objects.create(
                comment=root, by=by, by_name=by.username, verdict=root.state,
                why=_("thread closed") if is_closed else _("thread opened again"),
            )  # fmt: skip


def decide(comment: Comment, by: User, verdict: str, why: str, seen: int) -> Decision:
    """Decide on a comment, and keep who, what, why and what it had waited for.

    Args:
        comment: as it is now.
        by: the moderator.
        verdict: one of `VERDICTS`.
        why: in words; may be empty when it is shown.
        seen: version of the comment that the moderator read.

    Raises:
        DecidedMeanwhileError: it is no longer that version, or was taken back; nothing was written.
        ValueError: no such verdict.
    """
    if verdict not in VERDICTS:
        raise ValueError(verdict)
    waited_for = comment.reasons or ("flagged" if comment.state == State.SHOWN else "")
    if comment.state == State.WITHDRAWN:
        raise DecidedMeanwhileError(None)
    first_shown = verdict == State.SHOWN and comment.state == State.WAITING
    with transaction.atomic():
        comment.version = seen
        if not comment.change(state=verdict, is_settled=True, reasons=""):
            raise DecidedMeanwhileError(comment.decisions.last())
        made = Decision.objects.create(
            comment=comment, by=by, by_name=by.username, verdict=verdict, why=why[:300],
            waited_for=waited_for,
        )  # fmt: skip
        comment.flags.update(is_settled=True)
        if first_shown:
            comment.state = State.SHOWN
            news.tell(comment)
    return made
