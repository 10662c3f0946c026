"""What a record covers: which sources speak of each office, and on what its rights rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from clearway.record.record import Record


@dataclass(frozen=True)
class Spoken:
    """One office x one source: first and last filing, rights, and how many have what."""

    office: str
    source: str
    from_on: date | None
    to_on: date | None
    rights: int
    with_grant_date: int
    with_events: int

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data; dates ISO."""
        days = {"from_on": self.from_on, "to_on": self.to_on}
        return vars(self) | {k: v.isoformat() if v else None for k, v in days.items()}


@dataclass(frozen=True)
class Evidence:
    """How many rights of an office rest on what, the strongest only.

    `fees`: a maintenance fee is on record; `events`: another legal event; `grant`: a grant date or
    a granted kind code; `dates`: nothing but dates of filing, if these.
    """

    office: str
    fees: int
    events: int
    grant: int
    dates: int


def coverage(record: Record) -> list[Spoken]:
    """Return which sources speak of each office, by office and source."""
    rows = record.connect().execute(
        "SELECT office, source, from_on, to_on, rights, with_grant_date, with_events "
        "FROM coverage ORDER BY office, source"
    )
    return [Spoken(*row) for row in rows.fetchall()]


def evidence(record: Record) -> list[Evidence]:
    """Return on what the rights of each office rest, by office. Missing events prove nothing."""
    rows = record.connect().execute(
        "WITH told AS (SELECT right_id, bool_or(category = 'fee') AS has_fee "
        "FROM status_events GROUP BY right_id), "
        "leveled AS (SELECT r.office, CASE WHEN t.has_fee THEN 'fees' "
        "WHEN t.right_id IS NOT NULL THEN 'events' WHEN r.granted THEN 'grant' ELSE 'dates' END "
        "AS level FROM rights AS r LEFT JOIN told AS t ON r.right_id = t.right_id) "
        "SELECT office, count(*) FILTER (level = 'fees'), count(*) FILTER (level = 'events'), "
        "count(*) FILTER (level = 'grant'), count(*) FILTER (level = 'dates') "
        "FROM leveled GROUP BY office ORDER BY office"
    )
    return [Evidence(*row) for row in rows.fetchall()]
