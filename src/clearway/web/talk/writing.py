"""How comments come about and change: written, judged, edited, taken back, voted on, flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clearway.web.talk import news
from clearway.web.talk.limits import tally
from clearway.web.talk.markup import links_in
from clearway.web.talk.models import Comment, Earlier, Flag, Reason, State, Vote
from clearway.web.talk.people import trust_in
from clearway.web.talk.rules import DEEPEST, FLAGS_TO_HIDE, HOUR

if TYPE_CHECKING:
    from clearway.web.cases.models import Case
    from clearway.web.talk.models import Author


class RefusedError(Exception):
    """What somebody wanted to do in a discussion is not to be; the message says why."""


def write(
    case: Case, author: Author, text: str, target: str, parent: Comment | None = None
) -> Comment:
    """Add a comment; it is shown, or waits and says why.

    Args:
        case: the case.
        author: who writes; may write there, which the caller has seen to.
        text: Markdown, cleaned.
        target: the place, that of the parent for a reply.
        parent: what is replied to; shown, and in this case.

    Raises:
        RefusedError: too many in a short time, or a moderator closed the thread.
    """
    if parent and parent.is_closed:
        raise RefusedError(_("A moderator closed this thread."))
    reasons = judge(case, author, text, tally(f"write {case.pk} {author.pk}", HOUR))
    with transaction.atomic():
        made = Comment.objects.create(
            case=case, author=author, text=text, target=parent.target if parent else target,
            parent=parent, thread_id=parent.root_id if parent else None,
            depth=min(parent.depth + 1, DEEPEST) if parent else 0,
            state=State.WAITING if reasons else State.SHOWN, reasons=",".join(reasons),
        )  # fmt: skip
        news.tell(made)
    return made


def judge(case: Case, author: Author, text: str, count: int = 0) -> list[Reason]:
    """Return what a comment has to wait for; nothing is: it is shown at once.

    Args:
        case: the case.
        author: who writes.
        text: Markdown.
        count: which one in this hour it is.

    Raises:
        RefusedError: it is the last of far too many.
    """
    trust = trust_in(author, case)
    if count > 3 * trust.per_hour:
        raise RefusedError(_("That is more than can be read. Write again in an hour."))
    found = {
        Reason.NEW: trust.is_waiting,
        Reason.LINK: links_in(text) > trust.links,
        Reason.RATE: count > trust.per_hour,
    }
    return [reason for reason, is_so in found.items() if is_so]


def edit(comment: Comment, author: Author, text: str) -> None:
    """Change the text of one's own comment; it is judged again, and the earlier text is kept.

    Raises:
        RefusedError: the time is over, somebody replied or decided, or it changed meanwhile.
    """
    if not comment.is_open_to_change(author):
        raise RefusedError(
            _("This can no longer be changed: the time is over, or somebody replied or decided.")
        )
    reasons = judge(comment.case, author, text) or comment.why
    state = State.WAITING if reasons else State.SHOWN
    with transaction.atomic():
        Earlier.objects.create(
            comment=comment, text=comment.text, at=comment.edited_at or comment.at,
            was_shown=comment.state == State.SHOWN,
        )  # fmt: skip
        _changed(comment, text=text, edited_at=timezone.now(), state=state,
                 reasons=",".join(reasons))  # fmt: skip


def withdraw(comment: Comment, author: Author) -> None:
    """Take one's own comment back: its texts are deleted, its place stays where others replied.

    Raises:
        RefusedError: it is another's, or changed meanwhile.
    """
    if comment.author_id != author.pk:
        raise RefusedError(_("Only its author takes a comment back."))
    with transaction.atomic():
        _changed(comment, text="", state=State.WITHDRAWN, reasons="")
        comment.earlier.all().delete()


def vote(comment: Comment, author: Author, value: int) -> None:
    """Vote for (1) or against (-1) a comment, or take the vote back (0).

    Raises:
        RefusedError: it is one's own, or not shown.
    """
    if comment.state != State.SHOWN:
        raise RefusedError(_("This comment is not shown."))
    if comment.author_id == author.pk:
        raise RefusedError(_("Nobody votes on his own comment."))
    if value:
        Vote.objects.update_or_create(
            comment=comment, author=author, defaults={"value": 1 if value > 0 else -1}
        )
    else:
        Vote.objects.filter(comment=comment, author=author).delete()


def flag(comment: Comment, author: Author, why: str) -> None:
    """Ask a moderator to look; enough flags take the comment out of sight until one did.

    A flag that a moderator settled is not raised again by the same person.

    Raises:
        RefusedError: the comment is not shown.
    """
    with transaction.atomic():
        comment = Comment.objects.select_for_update().get(pk=comment.pk)
        if comment.state != State.SHOWN:
            raise RefusedError(_("This comment is not shown."))
        Flag.objects.get_or_create(comment=comment, author=author, defaults={"why": why[:300]})
        if comment.flags.filter(is_settled=False).count() >= FLAGS_TO_HIDE:
            comment.change(state=State.WAITING, reasons=Reason.FLAGGED)


def _changed(comment: Comment, **to: object) -> None:
    if not comment.change(**to):
        raise RefusedError(_("Somebody changed or judged this comment meanwhile."))
