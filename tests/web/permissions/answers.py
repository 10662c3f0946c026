"""The roles of the tables, and the answers a role can get."""

from __future__ import annotations

ROLES = ("nobody", "stranger", "viewer", "editor", "owner")
SIGN_IN, GONE, NO, YES = 302, 404, 403, 200
