"""When and where a right stands, out of the relations `bounds` and `reach`; and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clearway.clearance.groups import MAX
from clearway.lookup.basis import known_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from clearway.lookup.reading import Reading, Rows
    from clearway.record.connection import Connection

Phase = Literal["in force", "pending", "ended", "not yet"]
EvidenceLevel = Literal["fees", "events", "grant on record", "dates only"]
_ENDINGS = ("lapse", "expiry", "withdrawal")


@dataclass(frozen=True)
class Bound:
    """One bound of a right.

    Attributes:
        on: the day; None: unknown, or never.
        basis: `recorded`, `estimated`, or None where there is no day.
        source: who says so; `policy` of an estimate.
        by_event: a legal event says so, not the right's own data.
    """

    on: date | None
    basis: str | None
    source: str | None
    by_event: bool = False


@dataclass(frozen=True)
class Bounds:
    """Filing, grant, and the first day no longer in force (or pending, of an application)."""

    filed: Bound
    granted: Bound
    ended: Bound


@dataclass(frozen=True)
class State:
    """Where a right has or had effect.

    Attributes:
        country: ISO code.
        phase: on the day: `in force`, `pending`, `ended`, or `not yet`.
        from_on: since when; None: unknown.
        to_on: first day no longer so; None: no end known.
        basis: `estimated` when one of the two days is, else `recorded`.
    """

    country: str
    phase: Phase
    from_on: date | None
    to_on: date | None
    basis: str


def bounds_of(reading: Reading, right: str) -> Bounds:
    """Return the bounds of a right as the rules found them, each with who says so."""
    row = reading.of("rights", right)[0]
    source, (filed, granted, ended, lagged, end_estimated) = row[7], row[8:]
    events = reading.of("events", right)
    return Bounds(
        _bound(known_day(filed), source, is_estimated=False),
        _told(_bound(known_day(granted), source, is_estimated=lagged), events, ("grant",)),
        _told(_bound(known_day(ended), source, is_estimated=end_estimated), events, _ENDINGS),
    )


def _bound(day: date | None, source: str | None, *, is_estimated: bool) -> Bound:
    if day is None:
        return Bound(None, None, None)
    return Bound(day, "estimated", "policy") if is_estimated else Bound(day, "recorded", source)


def _told(bound: Bound, events: Rows, categories: Sequence[str]) -> Bound:
    """Name the event that says so, where one does; one of a single state does not."""
    if bound.basis != "recorded":
        return bound
    sources = sorted(
        row[5]
        for row in events
        if row[0] == bound.on and row[1] in categories and not row[3] and row[5]
    )
    return Bound(bound.on, bound.basis, sources[0], by_event=True) if sources else bound


def phase_of(reading: Reading, right: str, on: date) -> Phase:
    """Return how a right stands at its office on a day; single states apart."""
    filed, granted, ended = reading.of("rights", right)[0][8:11]
    if on >= ended:
        return "ended"
    if on >= granted:
        return "in force"
    return "pending" if filed is None or on >= filed else "not yet"


def states_of(reading: Reading, right: str, on: date) -> tuple[State, ...]:
    """Return the states in which a right has, had or will have effect, by country."""
    by_country: dict[str, Rows] = {}
    for country, *rest in reading.of("reach", right):
        by_country.setdefault(country, []).append(tuple(rest))
    return tuple(_state(country, rows, on) for country, rows in sorted(by_country.items()))


def _state(country: str, rows: Rows, on: date) -> State:
    """The stretch that runs on the day; else the last one over, or the first to come."""
    running = [row for row in rows if row[1] <= on < row[2]]
    over = [row for row in rows if row[2] <= on]
    coming = [row for row in rows if row[1] > on]
    if running:
        chosen = min(running)  # in force goes before pending
        phase: Phase = "in force" if chosen[0] == "in_force" else "pending"
    elif over:
        chosen, phase = max(over, key=lambda row: row[2]), "ended"
    else:
        chosen, phase = min(coming, key=lambda row: row[1]), "not yet"
    _, start, end, is_estimated = chosen
    basis = "estimated" if is_estimated else "recorded"
    return State(country, phase, known_day(start), known_day(end), basis)


def countries(states: Iterable[State], phase: Phase) -> tuple[str, ...]:
    """Return the countries of one phase, sorted."""
    return tuple(sorted({state.country for state in states if state.phase == phase}))


def evidence_of(reading: Reading, right: str) -> EvidenceLevel:
    """Return on what the status of a right rests: the strongest of four levels.

    Missing events prove nothing: a right of level `dates only` or `grant on record` may have lapsed
    without any source of this record having said so.
    """
    categories = {row[1] for row in reading.of("events", right)}
    return evidence_level(categories, is_grant_known=reading.of("rights", right)[0][9] != MAX)


def evidence_level(categories: Collection[str], *, is_grant_known: bool) -> EvidenceLevel:
    """Return the level of evidence by the categories of a right's events, and its grant."""
    if "fee" in categories:
        return "fees"
    if categories:
        return "events"
    return "grant on record" if is_grant_known else "dates only"


def event_categories(
    connection: Connection, right_ids: Sequence[str], known_at: date
) -> Mapping[str, frozenset[str]]:
    """Return of each right that has legal events, as known on a day, their categories."""
    rows = connection.execute(
        "SELECT right_id, list(DISTINCT category) FROM status_events "
        "WHERE right_id IN (SELECT unnest($1)) "
        "AND coalesce(published_on, dated_on, DATE '0001-01-01') <= $2 GROUP BY right_id",
        [list(right_ids), known_at],
    ).fetchall()
    return {right: frozenset(categories) for right, categories in rows}
