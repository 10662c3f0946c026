"""The address that a mail of a discussion is answered to: whose answer it is, and to what.

The address holds the numbers of a wish for mail and of the comment that the mail told of, the day
that it ends on, and a code that only this site can make (HMAC with SHA-256, 104 bits). So it is one
person's and one thread's, cannot be guessed, and ends with the wish.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from clearway.web.talk.rules import ANSWER_TIME

if TYPE_CHECKING:
    from clearway.web.talk.models import Comment, Follow

_PREFIX = "reply+"
_ADDRESS = re.compile(r"reply\+([a-z2-7]{40})@", re.IGNORECASE)
_NUMBER, _DAY, _CODE = 5, 2, 13
"""Bytes of each part; together 25, which are 40 letters: a local part has at most 64 (RFC 5321)."""
_EPOCH = date(2020, 1, 1)


@dataclass(frozen=True)
class Asked:
    """What an address says.

    Attributes:
        follow: number of the wish for mail.
        comment: number of the comment that the mail told of.
        ends_on: the first day on which it holds no longer.
    """

    follow: int
    comment: int
    ends_on: date


def address_of(follow: Follow, comment: Comment) -> str:
    """Return the address that answers go to; empty where the site takes no mail."""
    if not settings.REPLY_DOMAIN:
        return ""
    ends_on = timezone.now().date() + ANSWER_TIME
    said = (
        follow.pk.to_bytes(_NUMBER) + comment.pk.to_bytes(_NUMBER)
        + (ends_on - _EPOCH).days.to_bytes(_DAY)
    )  # fmt: skip
    token = base64.b32encode(said + _code(said)).decode().lower()
    return f"{_PREFIX}{token}@{settings.REPLY_DOMAIN}"


def asked(address: str) -> Asked | None:
    """Return what an address of ours says; None for any other, forged ones too."""
    found = _ADDRESS.match(address.strip().lstrip("<"))
    try:
        raw = base64.b32decode(found[1].upper()) if found else b""
    except binascii.Error:
        return None
    said, code = raw[:-_CODE], raw[-_CODE:]
    if not said or not constant_time_compare(code, _code(said)):
        return None
    day = int.from_bytes(said[2 * _NUMBER :])
    return Asked(
        int.from_bytes(said[:_NUMBER]), int.from_bytes(said[_NUMBER : 2 * _NUMBER]),
        date.fromordinal(_EPOCH.toordinal() + day),
    )  # fmt: skip


def _code(said: bytes) -> bytes:
    return salted_hmac("clearway.talk.answer", said, algorithm="sha256").digest()[:_CODE]
