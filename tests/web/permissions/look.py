"""Who may look closely: behind the numbers of a case, whoever may read the case."""

from __future__ import annotations

from web.permissions.answers import GONE, YES

TABLE = {"explain": (GONE, GONE, YES, YES, YES)}
ADDRESSES = {"explain": "/cases/{pk}/explain/"}
