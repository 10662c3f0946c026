"""Confirmation by mail: an address acts only once its owner has said so.

What a form said waits under a random key; the mail holds fixed words and a signed link to it.
Opening the link shows what waits and changes nothing, for mail programs open links too; the button
on that page does it, once. Nothing else becomes of it: it is deleted when its time is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clearway.web.talk import mails, news, writing
from clearway.web.talk.limits import forget, is_within, mailbox_of, network_of
from clearway.web.talk.models import Author, Comment, Pending, Received, State
from clearway.web.talk.people import guest_author, may_answer
from clearway.web.talk.rules import (
    ANSWER_TIME,
    CONFIRM_TIME,
    MAIL_ADDRESS,
    MAIL_ADDRESS_DAY,
    MAIL_CASE,
    MAIL_IP,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from clearway.web.talk.models import Letter
    from clearway.web.talk.people import Visit

SALT = "clearway.talk.confirm"


@dataclass(frozen=True)
class Act:
    """What another part of the site does once an address has answered.

    Attributes:
        do: does it; may refuse.
        page: name of the page to go to afterwards, which takes the number of the case.
        told: what the page that asks says of it.
        done: what that page says then.
    """

    do: Callable[[Pending, Author], None]
    page: str
    told: StrOrPromise
    done: Callable[[], str]


ACTS: dict[str, Act] = {}
"""Acts of other parts, by `Pending.what`; each part puts its own in when the site starts."""


def ask(request: HttpRequest, visit: Visit, mail: str, what: str, said: dict[str, Any]) -> None:
    """Keep what a guest wants apart, and write to the address he gave.

    Raises:
        RefusedError: too many mails were asked for. Which limit it was is not told.
    """
    limits = (
        (MAIL_IP, network_of(request)), (MAIL_ADDRESS, mailbox_of(mail)),
        (MAIL_ADDRESS_DAY, mailbox_of(mail)), (MAIL_CASE, str(visit.case.pk)),
    )  # fmt: skip
    if not all(is_within(limit, whose) for limit, whose in limits):
        raise writing.RefusedError(_("Too many mails were asked for. Try again in an hour."))
    with transaction.atomic():
        kept = Pending.objects.create(
            case=visit.case, link=visit.link, mail=mail, what=what, said=said,
            expires_at=timezone.now() + CONFIRM_TIME,
        )  # fmt: skip
        mails.post([_letter(kept)])


def pending(token: str) -> Pending | None:
    """Return what a link of a mail is about; None for one that is forged, used or too old."""
    try:
        key = signing.loads(token, salt=SALT, max_age=CONFIRM_TIME)
    except signing.BadSignature:
        return None
    return (
        Pending.objects.filter(key=key, expires_at__gt=timezone.now())
        .select_related("case", "link")
        .first()
    )


def confirm(kept: Pending) -> tuple[Author, Comment | None]:
    """Do what waited for its address, once; return who it is from now on, and the comment.

    Raises:
        RefusedError: it was done already, or is no longer allowed.
    """
    with transaction.atomic():
        if not Pending.objects.filter(key=kept.key).delete()[0]:
            raise writing.RefusedError(_("This was confirmed already."))
        author = guest_author(kept.mail, kept.said.get("name", ""))
        if not may_answer(author, kept.case, kept.link):
            raise writing.RefusedError(_("This discussion is no longer open to you."))
        return author, _done(kept, author)


def tidy() -> None:
    """Delete what was never confirmed, and counts that are over; send what is still to be sent.

    Writes nothing where nothing is to be done, so that every visit may ask for it.
    """
    over = Pending.objects.filter(expires_at__lte=timezone.now())
    if over.exists():
        over.delete()
    filed = Received.objects.filter(at__lte=timezone.now() - 2 * ANSWER_TIME)
    if filed.exists():
        filed.delete()
    forget()
    mails.deliver()


def _done(kept: Pending, author: Author) -> Comment | None:
    said, case = kept.said, kept.case
    if kept.what in ACTS:
        ACTS[kept.what].do(kept, author)
        return None
    shown = Comment.objects.filter(case=case, state=State.SHOWN)
    comment = shown.filter(pk=said.get("comment")).first()
    if kept.what == "comment":
        if said.get("comment") and comment is None:
            raise writing.RefusedError(_("What you replied to is no longer shown."))
        made = writing.write(case, author, said["text"], said["target"], comment)
        if said.get("tell_me"):
            root = Comment.objects.get(pk=made.root_id)
            news.follow(author, case, thread=root, link=kept.link)
        return made
    if kept.what == "follow":
        news.follow(author, case, target=said["target"], link=kept.link)
    elif comment is None:
        raise writing.RefusedError(_("This comment is not shown."))
    elif kept.what == "vote":
        writing.vote(comment, author, said["value"])
    else:
        writing.flag(comment, author, said["why"])
    return comment


def _letter(kept: Pending) -> Letter:
    token = signing.dumps(str(kept.key), salt=SALT)
    stop = news.stop_address(mail=kept.mail)
    body = _(
        "Somebody, you perhaps, gave this address on a page of Clearway. If it was you, open "
        "this within two days:\n\n%(place)s\n\nIf not, do nothing: nothing was written in your "
        "name, and what was sent is deleted.\n\nNever write to this address again:\n%(stop)s\n"
    )
    place = settings.SITE_ADDRESS + reverse("talk-confirm", args=[token])
    return mails.letter(
        kept.mail, _("Clearway: please confirm"), body % {"place": place, "stop": stop}, stop
    )
