"""Who may see, change and share a case."""

from __future__ import annotations

from web.permissions.answers import GONE, NO, SIGN_IN, YES

TABLE = {
    "export": (GONE, GONE, YES, YES, YES),
    "history": (GONE, GONE, YES, YES, YES),
    "edit": (SIGN_IN, GONE, NO, YES, YES),
    "restore": (SIGN_IN, GONE, NO, 302, 302),
    "share": (SIGN_IN, GONE, NO, NO, YES),
    "named": (302, 302, 302, 302, 302),
    "cases": (YES, YES, YES, YES, YES),
    "new": (SIGN_IN, YES, YES, YES, YES),
    "import": (SIGN_IN, YES, YES, YES, YES),
    "follow": (GONE, GONE, GONE, GONE, GONE),
}
ADDRESSES = {
    "export": "/cases/{pk}/case.toml", "history": "/cases/{pk}/history/",
    "edit": "/cases/{pk}/edit/", "restore": "/cases/{pk}/history/1/restore/",
    "share": "/cases/{pk}/share/", "cases": "/cases/",
    "named": "/cases/named/?title=May+X+sell+the+phone+in+Germany%3F&page=burden",
    "new": "/cases/new/",
    "import": "/cases/import/", "follow": "/link/guessed/",
}  # fmt: skip
POSTS = {"restore": {"seen": 1}}
