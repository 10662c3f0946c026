"""The case across time: what stood in the way on the day of each market entry, as known then."""

from __future__ import annotations

from clearway.history.entries import Entry, bundled_entries, entries_of, read_entries
from clearway.history.timeline import History, Moment, history

__all__ = [
    "Entry",
    "History",
    "Moment",
    "bundled_entries",
    "entries_of",
    "history",
    "read_entries",
]
