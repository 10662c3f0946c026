"""The record as lists of plain rows, and the few readings of a value that all parts share."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from clearway.model.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row: TypeAlias = "dict[str, Any]"
Leaf: TypeAlias = "tuple[str | None, str | None]"
Pair: TypeAlias = "tuple[str, Leaf]"


class World:
    """The record's tables; a table or a column that is not given is empty."""

    def __init__(self, **tables: Iterable[Mapping[str, Any]]) -> None:
        """Take tables by name; an unknown table or column is a mistake of the test."""
        self.tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        for name, rows in tables.items():
            self.tables[name] = [_whole_row(name, row) for row in rows]

    def rows(self, table: str) -> list[Row]:
        """Return the rows of one table, every column present."""
        return self.tables[table]


def _whole_row(table: str, row: Mapping[str, Any]) -> Row:
    columns = TABLES[table].column_names
    unknown = set(row) - set(columns)
    if unknown:
        raise ValueError(f"{table}: no column {sorted(unknown)}")
    return {column: row.get(column) for column in columns}


def as_list(value: Any) -> list[Any]:
    """Return a list for a list, one value, or nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def latest_day(value: Any) -> date | None:
    """Return a day; `2016` and `2016-07` count at their latest possible day."""
    if value is None or isinstance(value, date):
        return value
    parts = [int(part) for part in str(value).split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, day)


def before_or_none(start: date | None, day: date) -> bool:
    """Say whether an interval has begun: a missing start is minus infinity."""
    return start is None or start <= day


def holds(start: date | None, end: date | None, day: date) -> bool:
    """Say whether `day` lies in `[start, end)`; a missing bound is infinite."""
    return before_or_none(start, day) and (end is None or day < end)


def years_after(day: date, years: int) -> date:
    """Return the same month and day some years later; 29 February becomes 28."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day, last))
