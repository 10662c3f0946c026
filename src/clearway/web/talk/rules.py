"""The rules of discussion, as data: what a person may do unasked, and how much of it.

The page of rules shows these tables; nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_CHARACTERS = 10_000
DEEPEST = 6
"""Steps that replies are set in; deeper ones stand at the last step, and say to whom they reply."""
EDIT_TIME = timedelta(minutes=15)
CONFIRM_TIME = timedelta(hours=48)
ANSWER_TIME = timedelta(days=60)
"""How long the address that a mail can be answered to holds."""
FLAGS_TO_HIDE = 3
"""Persons whose flags take a comment out of sight until a moderator looked."""
MEMORY = timedelta(days=90)
"""How long a rejected comment takes trust away."""


@dataclass(frozen=True)
class Trust:
    """One step of trust in one case.

    Attributes:
        name: what the pages call it.
        shown: comments that moderators let stand in the case, to be at this step.
        days: days since the first of them.
        links: links that a comment may hold without waiting.
        per_hour: comments in an hour that do not wait; three times as many are refused.
        is_waiting: whether every comment waits.
    """

    name: StrOrPromise
    shown: int
    days: int
    links: int
    per_hour: int
    is_waiting: bool = False


TRUST = (
    Trust(_("new"), shown=0, days=0, links=0, per_hour=3, is_waiting=True),
    Trust(_("known"), shown=1, days=0, links=0, per_hour=10),
    Trust(_("trusted"), shown=5, days=14, links=3, per_hour=20),
)
COLLEAGUE = Trust(_("with a role in the case"), shown=0, days=0, links=20, per_hour=60)


@dataclass(frozen=True)
class Limit:
    """How often something may happen in a window of so many seconds."""

    name: str
    label: StrOrPromise
    most: int
    seconds: int


HOUR, DAY = 3600, 86_400
MAIL_ADDRESS = Limit("address", _("mails to one address that asks to confirm"), 3, HOUR)
MAIL_ADDRESS_DAY = Limit("address-day", _("mails to one address that asks to confirm"), 8, DAY)
MAIL_IP = Limit("ip", _("mails asked for from one network address"), 10, HOUR)
MAIL_CASE = Limit("case", _("mails asked for in one case"), 60, HOUR)
NEWS_ADDRESS = Limit("news", _("mails of new comments to one address"), 20, HOUR)
ANSWERS = Limit("answers", _("answers by mail of one person"), 30, HOUR)
LIMITS = (MAIL_ADDRESS, MAIL_ADDRESS_DAY, MAIL_IP, MAIL_CASE, NEWS_ADDRESS, ANSWERS)
