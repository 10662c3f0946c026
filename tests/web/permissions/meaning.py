"""Who may see what a clearance means: whoever may read the case."""

from __future__ import annotations

from web.permissions.answers import GONE, YES

_READERS = (GONE, GONE, YES, YES, YES)
_SUBJECTS = ("plan", "burden", "arsenal", "suits", "ranking", "unknowns", "counts", "report")
TABLE = {
    **dict.fromkeys(_SUBJECTS, _READERS),
    "meaning-chart": _READERS,
}
ADDRESSES = {
    **{name: f"/cases/{{pk}}/{name}/" for name in _SUBJECTS},
    "arsenal": "/cases/{pk}/arsenal/?rivals=B",
    "meaning-chart": "/cases/{pk}/burden/charts/1.json",
}
