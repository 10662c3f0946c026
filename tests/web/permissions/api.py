"""Who may see the page of the API, and have tokens; its operations have a table in test_api."""

from __future__ import annotations

from web.permissions.answers import SIGN_IN, YES

TABLE = {
    "api": (YES, YES, YES, YES, YES),
    "tokens": (SIGN_IN, YES, YES, YES, YES),
}
ADDRESSES = {"api": "/api/", "tokens": "/tokens/"}
