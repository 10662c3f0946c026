"""Who is told of a new comment by mail: who follows, may still read the case, and is not flooded.

A letter says that there is something new and where; neither the case nor the comment is in it, for
mail travels in the open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from clearway.web.talk import answering, mails
from clearway.web.talk.limits import is_within, mailbox_of
from clearway.web.talk.models import Comment, Follow, State
from clearway.web.talk.people import may_read
from clearway.web.talk.rules import NEWS_ADDRESS

if TYPE_CHECKING:
    from clearway.web.cases.models import Case, Link
    from clearway.web.talk.models import Author, Letter

STOP = "clearway.talk.stop"


def tell(comment: Comment) -> None:
    """Write to those who follow, once a comment is shown; call it in the comment's transaction."""
    if comment.state != State.SHOWN:
        return
    told: dict[str, Follow] = {}
    for one in _follows(comment):
        mail = address_of(one.author)
        if mail and mail not in told and may_read(one.author, comment.case, one.link):
            told[mail] = one
    mails.post(
        _letter(mail, comment, one)
        for mail, one in told.items()
        if is_within(NEWS_ADDRESS, mailbox_of(mail))
    )


def follow(
    author: Author, case: Case, target: str = "", thread: Comment | None = None,
    link: Link | None = None,
) -> Follow:  # fmt: skip
    """Tell somebody of new comments; again is the same."""
    found, _is_new = Follow.objects.update_or_create(
        author=author, case=case, target=target, thread=thread,
        defaults={"link": link, "language": get_language() or "en"},
    )  # fmt: skip
    return found


def address_of(author: Author) -> str:
    """Return where somebody is written to; "" for nowhere, as for all who were imported.

    Of a member only an address that he has confirmed, or got from his identity provider: whoever
    may write any address into his account could sign up others.
    """
    if author.is_imported or author.user is None:
        return author.mail or ""
    known = EmailAddress.objects.filter(user=author.user, verified=True).order_by("-primary", "pk")
    first = known.first()
    return str(first.email) if first else ""


def stop_address(**what: object) -> str:
    """Return the signed address that ends a follow (`follow`), or all mail to one (`mail`)."""
    return settings.SITE_ADDRESS + reverse("talk-stop", args=[signing.dumps(what, salt=STOP)])


def _follows(comment: Comment) -> list[Follow]:
    wide = Q(target="", thread=None) | Q(target=comment.target, thread=None)
    return list(
        Follow.objects.filter(wide | Q(thread_id=comment.root_id), case=comment.case)
        .exclude(author=comment.author)
        .select_related("author__user", "link")
        .order_by("pk")
    )


def _letter(mail: str, comment: Comment, follow: Follow) -> Letter:
    place = reverse("talk-comment", args=[comment.case_id, comment.pk])
    stop, answer = stop_address(follow=follow.pk), answering.address_of(follow, comment)
    with override(follow.language):
        body = _(
            "There is a new comment in a discussion that you follow:\n\n%(place)s\n\n%(answer)s\n\n"
            "No more mail of this kind:\n%(stop)s\n"
        )
        words = {
            "place": settings.SITE_ADDRESS + place, "stop": stop,
            "answer": _(
                "Answer this mail to reply to it; what you write is shown there under your name."
            ) if answer else _("To answer, open that page; answers to this mail reach nobody."),
        }  # fmt: skip
        return mails.letter(mail, _("Clearway: a new comment"), body % words, stop, answer)
