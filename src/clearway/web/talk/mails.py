"""Mails: an outbox, fixed words, one link, and a way out of each that one click takes (RFC 8058).

A letter is written in the transaction of what it tells of, and sent once that is kept. Whoever
sends it claims it first, so no two workers send the same; one that cannot be sent is tried again
later, and given up after a while. Nothing that a visitor typed gets into a mail but the address.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clearway.web.talk.limits import hashed, mailbox_of
from clearway.web.talk.models import Letter, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.mail.backends.base import BaseEmailBackend

MOST_TRIES = 5
PAUSE = timedelta(minutes=10)
AT_ONCE = 100
"""Letters sent before a request is answered; the rest goes with the next."""
_log = logging.getLogger(__name__)


def letter(to: str, subject: str, body: str, stop: str, reply_to: str = "") -> Letter:
    """Return a letter, not kept yet.

    Args:
        to: the address, already checked to be one.
        subject: fixed words.
        body: fixed words and links of ours.
        stop: address that ends such letters when it is posted to.
        reply_to: where an answer goes; empty for nowhere.
    """
    return Letter(to=to, subject=subject, body=body, stop=stop, reply_to=reply_to)


def post(letters: Iterable[Letter]) -> None:
    """Put letters into the outbox, to be sent once the transaction is kept."""
    wanted = [one for one in letters if not is_refused(one.to)]
    if wanted:
        Letter.objects.bulk_create(wanted)
        transaction.on_commit(deliver, robust=True)


def is_refused(mail: str) -> bool:
    """Say whether an address wants nothing from this site."""
    return Refusal.objects.filter(digest=_digest(mail)).exists()


def refuse(mail: str) -> None:
    """Never write to an address again."""
    Refusal.objects.get_or_create(digest=_digest(mail))
    Letter.objects.filter(to=mail).delete()


def deliver() -> int:
    """Send what is due; return how many letters went.

    A server that cannot be reached is left alone for a while, so nobody's page waits for it twice.
    """
    due = list(Letter.objects.filter(due_at__lte=timezone.now()).order_by("due_at")[:AT_ONCE])
    if not due:
        return 0
    connection = get_connection()
    sent = 0
    try:
        for letter in due:
            sent += _claim(letter) and _send(letter, connection)
        connection.close()
    except OSError as error:
        _log.warning("the mail server cannot be reached: %s", error)
        later = timezone.now() + PAUSE
        Letter.objects.filter(due_at__lt=later).update(due_at=later)
    return sent


def _claim(letter: Letter) -> bool:
    """Take a letter for a while: whoever else would send it passes it by."""
    later = timezone.now() + PAUSE * 2**letter.tries
    taken = Letter.objects.filter(pk=letter.pk, due_at=letter.due_at).update(
        due_at=later, tries=F("tries") + 1
    )
    return taken == 1


def _send(letter: Letter, connection: BaseEmailBackend) -> bool:
    """Send a letter; False for one that the server does not take.

    Raises:
        OSError: the server cannot be reached.
    """
    try:
        _message(letter, connection).send()
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        _give_up(letter, error)
        return False
    except OSError as error:
        _give_up(letter, error)
        raise
    letter.delete()
    return True


def _give_up(letter: Letter, error: OSError) -> None:
    """Delete a letter that was tried often enough."""
    if letter.tries + 1 >= MOST_TRIES:
        _log.warning("a mail was given up after %d tries: %s", MOST_TRIES, error)
        letter.delete()


def _message(letter: Letter, connection: BaseEmailBackend) -> EmailMessage:
    return EmailMessage(
        letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.to],
        connection=connection, reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "List-Unsubscribe": f"<{letter.stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
        },
    )  # fmt: skip


def _digest(mail: str) -> str:
    return hashed(f"refused {mailbox_of(mail)}")
