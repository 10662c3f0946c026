"""Who may read, write and moderate a discussion: reading needs reading the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.web.accounts.models import User
from clearway.web.talk.models import Comment, State
from clearway.web.talk.people import member_author
from web.permissions.answers import GONE, NO, SIGN_IN, YES

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

TABLE = {
    "talk": (GONE, GONE, YES, YES, YES),
    "talk-marks": (GONE, GONE, YES, YES, YES),
    "talk-comment": (GONE, GONE, YES, YES, YES),
    "talk-write": (GONE, GONE, 302, 302, 302),
    "talk-history": (GONE, GONE, YES, YES, YES),
    "talk-vote": (GONE, GONE, 302, 302, YES),
    "talk-flag": (GONE, GONE, 302, 302, 302),
    "talk-edit": (GONE, GONE, NO, NO, 302),
    "talk-withdraw": (GONE, GONE, NO, NO, 302),
    "talk-leave": (GONE, GONE, 302, 302, 302),
    "talk-follow": (GONE, GONE, YES, YES, YES),
    "talk-feed": (GONE, GONE, GONE, GONE, GONE),
    "talk-feed-address": (SIGN_IN, GONE, YES, YES, YES),
    "talk-queue": (SIGN_IN, GONE, NO, YES, YES),
    "talk-decide-many": (SIGN_IN, GONE, NO, 302, 302),
    "talk-log": (SIGN_IN, GONE, NO, YES, YES),
    "talk-decide": (SIGN_IN, GONE, NO, 302, 302),
    "talk-close": (SIGN_IN, GONE, NO, 302, 302),
    "talk-promote": (SIGN_IN, GONE, NO, YES, YES),
    "talk-terms": (SIGN_IN, GONE, NO, NO, YES),
    "talk-import": (SIGN_IN, GONE, NO, NO, YES),
    "talk-export-lines": (SIGN_IN, GONE, NO, NO, YES),
    "talk-export-wxr": (SIGN_IN, GONE, NO, NO, YES),
    "talk-rules": (YES, YES, YES, YES, YES),
    "talk-confirm": (GONE, GONE, GONE, GONE, GONE),
    "talk-stop": (GONE, GONE, GONE, GONE, GONE),
    "talk-secret-feed": (GONE, GONE, GONE, GONE, GONE),
}
_CASE = "/cases/{pk}/talk/"
ADDRESSES = {
    "talk": _CASE,
    "talk-marks": _CASE + "marks/?market=DE&product=phone",
    "talk-comment": _CASE + "{comment}/", "talk-write": _CASE + "write/",
    "talk-history": _CASE + "{comment}/history/",
    "talk-vote": _CASE + "{comment}/vote/", "talk-flag": _CASE + "{comment}/flag/",
    "talk-edit": _CASE + "{comment}/edit/", "talk-withdraw": _CASE + "{comment}/withdraw/",
    "talk-leave": _CASE + "leave/",
    "talk-follow": _CASE + "follow/", "talk-feed": _CASE + "feed.atom",
    "talk-feed-address": _CASE + "feed-address/", "talk-queue": _CASE + "queue/",
    "talk-decide-many": _CASE + "queue/decide/",
    "talk-log": _CASE + "log/", "talk-decide": _CASE + "{comment}/decide/",
    "talk-close": _CASE + "{comment}/close/",
    "talk-promote": _CASE + "{comment}/promote/",
    "talk-terms": _CASE + "terms/", "talk-import": _CASE + "import/",
    "talk-export-lines": _CASE + "export.jsonl", "talk-export-wxr": _CASE + "export.xml",
    "talk-rules": "/talk/rules/", "talk-confirm": "/talk/confirm/forged/",
    "talk-stop": "/talk/stop/forged/", "talk-secret-feed": "/talk/feed/guessed.atom",
}  # fmt: skip
POSTS: dict[str, dict[str, object]] = {
    "talk-write": {"text": "words"},
    "talk-vote": {"value": 1},
    "talk-flag": {"why": "rude"},
    "talk-edit": {"text": "other words"},
    "talk-withdraw": {},
    "talk-leave": {},
    "talk-feed-address": {},
    "talk-decide": {"verdict": "shown", "seen": 1},
    "talk-close": {"closed": "1"},
    "talk-decide-many": {"verdict": "shown", "chosen": "1:1"},
}
"""The feed of a private case is at secret addresses alone.

The owner's vote is on a comment of his own, which the form refuses."""


def make(case: Case) -> dict[str, int]:
    """Make a comment of the owner's, with an earlier text."""
    author = member_author(User.objects.get(username="owner"))
    made = Comment.objects.create(case=case, author=author, text="said", state=State.SHOWN)
    made.earlier.create(text="siad", at=made.at, was_shown=True)
    return {"comment": made.pk}
