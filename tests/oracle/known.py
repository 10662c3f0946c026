"""What was public on a day (page: section 7): rows and entries that were not are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle.world import Row, World, latest_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


def is_known(day: date | None, known_at: date | None) -> bool:
    """Say whether something of that day was known; an unknown day always is."""
    return known_at is None or day is None or day <= known_at


def known_world(world: World, known_at: date | None) -> World:
    """Return the record as it was known on a day (all of it when None)."""
    day_of: dict[str, Callable[[Row], date | None]] = {
        "declarations": lambda row: row["reflected_on"] or row["signed_on"],
        "transfers": lambda row: row["recorded_on"] or row["executed_on"],
        "status_events": lambda row: row["published_on"] or row["dated_on"],
        "validations": lambda row: row["published_on"] or row["from_on"],
        "applicants": lambda row: row["dated_on"],
        "terms": lambda row: row["published_on"],
        "pool_patents": lambda row: row["from_on"],
        "suits": lambda row: row["filed_on"],
        "orders": lambda row: row["from_on"],
    }
    known = World()
    for name, rows in world.tables.items():
        day = day_of.get(name, _always)
        known.tables[name] = [row for row in rows if is_known(day(row), known_at)]
    for name in ("validations", "pool_patents"):
        known.tables[name] = [_known_interval(row, known_at) for row in known.tables[name]]
    known.tables["rights"] = [_known_right(row, known_at) for row in known.tables["rights"]]
    return known


def _always(_row: Row) -> None:
    """Tables without a day of publication are known from the start."""


def _known_right(row: Row, known_at: date | None) -> Row:
    """A grant that was not yet known makes no patent; an end not yet known is to be estimated."""
    row = dict(row)
    if not is_known(row["granted_on"], known_at):
        row["granted_on"] = None
        row["granted"] = False
    if not is_known(row["ended_on"], known_at):
        row["ended_on"] = None
    return row


def _known_interval(row: Row, known_at: date | None) -> Row:
    """An end that lay ahead was not known."""
    return row if is_known(row["to_on"], known_at) else {**row, "to_on": None}


def known_ownership(case: Mapping[str, Any], known_at: date | None) -> list[Row]:
    """Return the ownership entries known; an end that lay ahead was not."""
    rows = []
    for entry in case.get("ownership", []):
        start, end = latest_day(entry.get("from")), latest_day(entry.get("to"))
        if is_known(start, known_at):
            end = end if is_known(end, known_at) else None
            rows.append({**entry, "from": start, "to": end})
    return rows


def known_entries(case: Mapping[str, Any], kind: str, key: str, known_at: date | None) -> list[Row]:
    """Return the entries of one kind whose day under `key` was not after `known_at`."""
    return [
        dict(entry)
        for entry in case.get(kind, [])
        if is_known(latest_day(entry.get(key)), known_at)
    ]


def deal_known_on(case: Mapping[str, Any], deal: Mapping[str, Any]) -> date | None:
    """Return the day of the earliest dated source of a deal, else the day it took effect."""
    days = [
        latest_day(source.get("published"))
        for source in case.get("source", [])
        if source["id"] in deal.get("sources", [])
    ]
    dated = [day for day in days if day is not None]
    return min(dated) if dated else latest_day(deal.get("effective"))
