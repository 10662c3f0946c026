"""Who may look closely: into a case whoever may read it, into the record whoever is signed in.

Where a case is open to all, so is the record: test_look holds that.
"""

from __future__ import annotations

from web.permissions.answers import GONE, SIGN_IN, YES

_SIGNED_IN = (SIGN_IN, YES, YES, YES, YES)
_RECORD = (
    "search", "right", "family", "holder", "standard", "market", "record", "rejects",
    "record-changes",
)  # fmt: skip
TABLE = {
    "explain": (GONE, GONE, YES, YES, YES),
    **dict.fromkeys(_RECORD, _SIGNED_IN),
}
ADDRESSES = {
    "explain": "/cases/{pk}/explain/",
    "search": "/search/?q=phone",
    "right": "/right/?of=EP1001001B1",
    "family": "/family/?of=F1",
    "holder": "/holder/?of=A",
    "standard": "/standard/?of=4G",
    "market": "/market/?of=de",
    "record": "/record/",
    "rejects": "/record/rejects/",
    "record-changes": "/record/changes/",
}
