"""Where a right has effect and what it is there on a day (page: section 1; decision 0009).

Read from the page alone: each bound of a right, in one country, is found by one short rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from clearway.model import territory
from oracle.world import Row, before_or_none, holds, years_after

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oracle.facts import Facts

A_DAY = timedelta(days=1)
CESSATIONS = {"lapse", "expiry", "withdrawal"}
SINGLE_STATES = {"translation", "event", "unitary"}
NEW_US_TERM = date(1995, 6, 8)


@dataclass(frozen=True)
class Life:
    """The bounds of a right in a country; a missing start is minus, a missing end plus infinity."""

    filed: date | None
    is_patent: bool
    granted: date | None
    ended: date | None
    is_estimated: bool
    is_grant_estimated: bool

    def phase(self, day: date) -> str | None:
        """Return `in force`, `pending` or None."""
        if self.ended is not None and self.ended <= day:
            return None
        if self.is_patent and before_or_none(self.granted, day):
            return "in force"
        return "pending" if before_or_none(self.filed, day) else None

    def rests_on_estimate(self, day: date) -> bool:
        """Say whether its phase on a day hangs on an estimated bound.

        What is granted in the end is pending until then, whenever the patent will end.
        """
        is_waiting = self.is_patent and self.phase(day) == "pending"
        return self.is_grant_estimated if is_waiting else self.is_estimated


def state_in(facts: Facts, right_id: str, country: str, day: date) -> str | None:
    """Return what a right is in a country on a day: `in force`, `pending`, or None for nothing."""
    right = facts.rights[right_id]
    bounds = life(facts, right_id, country)
    phase = bounds.phase(day)
    if facts.policy["estimates"] == "left-out" and bounds.rests_on_estimate(day):
        return None
    states = {"in force": patent_states, "pending": application_states}
    return phase if phase and country in states[phase](facts, right, day) else None


def application_states(_facts: Facts, right: Row, _day: date) -> set[str]:
    """Return where an application has effect: its country, or the members on its filing day."""
    return set(territory.designated(right["office"], right["filed_on"]))


def patent_states(facts: Facts, right: Row, day: date) -> set[str]:
    """Return where a patent has effect on a day.

    A regional one: where a whole list of validations says, else where the policy does, for European
    patents, or in every designated state. What shows a single state adds that state to either; of a
    state on the list the list alone decides. Nothing takes a national one its own country.
    """
    rows = [row for row in facts.record.rows("validations") if row["right_id"] == right["right_id"]]
    whole = [row for row in rows if row["basis"] not in SINGLE_STATES]
    states = application_states(facts, right, day)
    if whole and right["office"] in territory.REGIONAL:
        states = set()
    elif right["office"] == "EP" and facts.policy["ep_validation"] != "all":
        states &= set(facts.policy["ep_validation"])
    listed = {row["country"] for row in whole}
    told = whole + [row for row in rows if row["country"] not in listed]
    return states | {
        country
        for country in {row["country"] for row in told}
        if _took_effect([row for row in told if row["country"] == country], day)
    }


def _took_effect(rows: list[Row], day: date) -> bool:
    """Say whether a state's rows, which make one interval, hold on a day."""
    starts, ends = [row["from_on"] for row in rows], [row["to_on"] for row in rows]
    start = None if None in starts else min(starts)
    end = None if None in ends else max(ends)
    return holds(start, end, day)


def life(facts: Facts, right_id: str, country: str) -> Life:
    """Return the bounds of a right in one country, recorded where they are, else estimated.

    What happened to the whole right and what happened in this state alone are two chains of events:
    neither revives what the other ended, and the right is over there with the first end of the two.
    """
    right = facts.rights[right_id]
    events = [row for row in facts.record.rows("status_events") if row["right_id"] == right_id]
    whole = [row for row in events if row["country"] in (None, right["office"])]
    here = [row for row in events if row["country"] == country and row not in whole]
    is_patent, granted, is_grant_recorded = _grant(facts, right, whole)
    over = [_recorded_end(right["ended_on"], whole), _recorded_end(None, here)]
    ended = min((day for day in over if day), default=None)
    is_end_recorded = ended is not None
    if not is_end_recorded:
        ended = _patent_end(facts, right, granted) if is_patent else _pending_end(facts, right)
    is_estimated = not (is_end_recorded and (is_grant_recorded or not is_patent))
    is_grant_estimated = is_patent and not is_grant_recorded
    return Life(right["filed_on"], is_patent, granted, ended, is_estimated, is_grant_estimated)


def _grant(facts: Facts, right: Row, events: list[Row]) -> tuple[bool, date | None, bool]:
    """Return whether it is a patent, since when, and whether that day is on record.

    An event goes before the record's own column. Where the record holds a day that nobody could
    know yet, it is no patent; where it never held one, a granted kind code says that there is one
    and the office's lag says since when: it is known from then.
    """
    days = [event["dated_on"] for event in events if event["category"] == "grant"]
    if days or right["granted_on"]:
        return True, min(days, default=right["granted_on"]), True
    if not right["granted"] or right["right_id"] in facts.granted_on_record:
        return False, None, False
    filed, lags = right["filed_on"], facts.policy["grant_lag_days"]
    if filed is None:
        return True, None, False
    day = filed + timedelta(days=lags.get(right["office"], lags["default"]))
    return facts.is_public(day), day, False


def _recorded_end(recorded: date | None, events: Iterable[Row]) -> date | None:
    """Return the first cessation after the last restoration; one on its day is undone.

    An event goes before the record's own column, which a later restoration undoes as well.
    """
    every = list(events)
    revivals = [event["dated_on"] for event in every if event["category"] == "restoration"]
    ends = [event["dated_on"] for event in every if event["category"] in CESSATIONS]
    revived = max(revivals, default=date.min)
    standing = [[day for day in days if day and day > revived] for days in (ends, [recorded])]
    return min(standing[0] or standing[1], default=None)


def _pending_end(facts: Facts, right: Row) -> date | None:
    filed = right["filed_on"]
    return filed and years_after(filed, facts.policy["pending_max_years"])


def _patent_end(facts: Facts, right: Row, granted: date | None) -> date | None:
    """Return the day after the term's last day, moved by what the office tells of it."""
    terms = [row for row in facts.record.rows("terms") if row["right_id"] == right["right_id"]]
    caps = [row["dated_on"] for row in terms if row["kind"] == "disclaimer" and row["dated_on"]]
    return min([*_full_term(facts, right, granted, terms), *caps], default=None)


def _full_term(
    facts: Facts, right: Row, granted: date | None, terms: list[dict[str, Any]]
) -> list[date]:
    """Return the end of the term before any disclaimer, if the filing day is known."""
    filed = right["filed_on"]
    if filed is None:
        return []
    parents = [row["dated_on"] for row in terms if row["kind"] == "parent" and row["dated_on"]]
    years = facts.policy["term_years"]
    last = years_after(min([filed, *parents]), years.get(right["office"], years["default"]))
    if right["office"] == "US" and filed < NEW_US_TERM and granted is not None:
        last = max(last, years_after(granted, 17))
    days = [row["days"] for row in terms if row["kind"] == "adjustment" and row["days"]]
    return [last + max(days, default=0) * A_DAY + A_DAY]
