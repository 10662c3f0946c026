"""What was public on a day (page: section 7; decisions 0004 and 0009).

Each table has one day on which a row became public, and some have days inside the row that became
known later than the row itself. A row without such a day was always public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle.world import Row, World, latest_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

PUBLIC_FROM: dict[str, tuple[str, ...]] = {
    "declarations": ("reflected_on", "signed_on"),
    "transfers": ("recorded_on", "executed_on"),
    "status_events": ("published_on", "dated_on"),
    "validations": ("published_on", "from_on"),
    "applicants": ("dated_on",),
    "assessments": ("assessed_on",),
    "terms": ("published_on",),
    "suits": ("filed_on",),
    "orders": ("from_on",),
    "pool_patents": ("from_on",),
}
"""By table: the day a row became public, else the next best."""
LATER: dict[str, tuple[str, ...]] = {
    "rights": ("granted_on", "ended_on"),
    "validations": ("to_on",),
    "orders": ("to_on",),
    "pool_patents": ("to_on",),
}
"""By table: days that became known when they came, whenever the row itself did."""


def is_public(day: date | None, known_at: date | None) -> bool:
    """Say whether a fact of this day was known; a fact without a day was."""
    return day is None or known_at is None or day <= known_at


def known_world(world: World, known_at: date | None) -> World:
    """Return the record as it could be read on a day."""
    return World(
        **{
            table: [
                _as_then(row, LATER.get(table, ()), known_at)
                for row in rows
                if is_public(_first(row, PUBLIC_FROM.get(table, ())), known_at)
            ]
            for table, rows in world.tables.items()
        }
    )


def _first(row: Mapping[str, Any], keys: tuple[str, ...]) -> date | None:
    return next((latest_day(row[key]) for key in keys if row.get(key) is not None), None)


def _as_then(row: Mapping[str, Any], keys: tuple[str, ...], known_at: date | None) -> Row:
    """Return the row without the days that were still to come."""
    to_come = {key for key in keys if not is_public(latest_day(row.get(key)), known_at)}
    return {key: None if key in to_come else value for key, value in row.items()}


def known_entries(entries: list[Row], known_at: date | None, begins: str = "from") -> list[Row]:
    """Return those of a case's dated entries that had begun; an end to come was not known."""
    return [
        _as_then(entry, ("to",), known_at)
        for entry in entries
        if is_public(latest_day(entry.get(begins)), known_at)
    ]


def is_deal_known(case: Mapping[str, Any], deal: Mapping[str, Any], known_at: date | None) -> bool:
    """Say whether a deal was public: by its earliest dated source, else once it took effect.

    A hypothetical one is the asker's own assumption.
    """
    if deal["status"] == "hypothetical":
        return True
    published = {
        source["id"]: latest_day(source.get("published")) for source in case.get("source", [])
    }
    days = [day for day in map(published.get, deal.get("sources", [])) if day is not None]
    return is_public(min(days) if days else latest_day(deal.get("effective")), known_at)
