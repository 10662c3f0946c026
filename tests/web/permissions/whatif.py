"""Who may try deals out, keep variants and see them side by side."""

from __future__ import annotations

from web.permissions.answers import GONE, SIGN_IN, YES

TABLE = {
    "what-if": (GONE, GONE, YES, YES, YES),
    "save-variant": (SIGN_IN, GONE, 302, 302, 302),
    "variants": (GONE, GONE, YES, YES, YES),
}
ADDRESSES = {
    "what-if": "/cases/{pk}/what-if/", "save-variant": "/cases/{pk}/what-if/save/",
    "variants": "/cases/{pk}/variants/",
}  # fmt: skip
POSTS = {"save-variant": {"name": "mine", "query": "without=L1"}}
