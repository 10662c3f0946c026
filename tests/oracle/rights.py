"""Where a right has effect, and when it is in force or pending (page: section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from clearway.model import territory
from oracle.known import is_known
from oracle.world import Row, before_or_none, holds, years_after

if TYPE_CHECKING:
    from oracle.facts import Facts

CESSATIONS = {"lapse", "expiry", "withdrawal"}
US_TERM_FROM_FILING = date(1995, 6, 8)


@dataclass(frozen=True)
class Bounds:
    """A right's life in one country; None of `granted` is never, other Nones are infinite.

    `is_patent` says that it was granted at all; a grant of unknown day is from minus infinity.
    """

    filed: date | None
    granted: date | None
    ended: date | None
    is_patent: bool
    is_estimated: bool

    def in_force(self, day: date) -> bool:
        """Say whether the right is in force on a day."""
        return self.is_patent and holds(self.granted, self.ended, day)

    def pending(self, day: date) -> bool:
        """Say whether the right is pending on a day: filed, not granted, not ended."""
        granted_by_now = self.is_patent and before_or_none(self.granted, day)
        return not granted_by_now and holds(self.filed, self.ended, day)


def bounds(facts: Facts, right_id: str, country: str) -> Bounds:
    """Return the bounds of a right in a country, recorded or estimated."""
    right = facts.rights[right_id]
    events = [
        row
        for row in facts.record.rows("status_events")
        if row["right_id"] == right_id and row["dated_on"] is not None
    ]
    whole = [row for row in events if row["country"] is None]
    granted, is_patent, grant_estimated = _grant(facts, right, whole)
    ended = _recorded_end(right["ended_on"], whole)
    end_estimated = ended is None
    if ended is None:
        ended = _estimated_end(facts, right, granted, is_patent=is_patent)
    lapsed = _recorded_end(None, [row for row in events if row["country"] == country])
    if lapsed is not None:
        ended = min(lapsed, ended or lapsed)
        end_estimated = False
    estimated = (is_patent and grant_estimated) or end_estimated
    return Bounds(right["filed_on"], granted, ended, is_patent, estimated)


def _grant(facts: Facts, right: Row, events: list[Row]) -> tuple[date | None, bool, bool]:
    """Return (day, was granted, day is estimated)."""
    grants = [row["dated_on"] for row in events if row["category"] == "grant"]
    if grants:
        return min(grants), True, False
    if right["granted_on"] is not None:
        return right["granted_on"], True, False
    if not right["granted"]:
        return None, False, False
    if right["filed_on"] is None:
        return None, True, True
    lags = facts.policy["grant_lag_days"]
    day = right["filed_on"] + timedelta(days=lags.get(right["office"], lags.get("default", 1460)))
    if not is_known(day, facts.known_at):
        return None, False, False
    return day, True, True


def _recorded_end(ended: date | None, events: list[Row]) -> date | None:
    """Return the end by the legal events, else the recorded one, unless a revival voids it."""
    cessations: list[date] = [row["dated_on"] for row in events if row["category"] in CESSATIONS]
    revivals = [row["dated_on"] for row in events if row["category"] == "restoration"]
    last_revival = max(revivals, default=date.min)
    standing = [day for day in cessations if day > last_revival]
    if standing:
        return min(standing)
    if ended is not None and revivals and ended <= last_revival:
        return None
    return ended


def _estimated_end(
    facts: Facts, right: Row, granted: date | None, *, is_patent: bool
) -> date | None:
    filed = right["filed_on"]
    if filed is None:
        return _cap(facts, right) if is_patent else None
    if not is_patent:
        return years_after(filed, facts.policy["pending_max_years"])
    years = facts.policy["term_years"]
    told = [row for row in facts.record.rows("terms") if row["right_id"] == right["right_id"]]
    parents = [row["dated_on"] for row in told if row["kind"] == "parent" and row["dated_on"]]
    last_day = years_after(
        min([filed, *parents]), years.get(right["office"], years.get("default", 20))
    )
    if right["office"] == "US" and filed < US_TERM_FROM_FILING and granted is not None:
        last_day = max(last_day, years_after(granted, 17))
    added = max((row["days"] or 0 for row in told if row["kind"] == "adjustment"), default=0)
    caps = [row["dated_on"] for row in told if row["kind"] == "disclaimer" and row["dated_on"]]
    ends: date = min([last_day + timedelta(days=added + 1), *caps])
    return ends


def _cap(facts: Facts, right: Row) -> date | None:
    """Return the day at which a disclaimer cuts a term of unknown length off."""
    days = [
        row["dated_on"]
        for row in facts.record.rows("terms")
        if row["right_id"] == right["right_id"] and row["kind"] == "disclaimer" and row["dated_on"]
    ]
    return min(days, default=None)


def application_states(right: Row) -> set[str]:
    """Return where a right has effect as an application: its country, or the designated states."""
    return set(territory.designated(right["office"], right["filed_on"]))


def patent_states(facts: Facts, right: Row, day: date) -> set[str]:
    """Return where a right has effect on a day once it is granted."""
    designated = application_states(right)
    if right["office"] not in territory.REGIONAL:
        return designated
    validations = [
        row for row in facts.record.rows("validations") if row["right_id"] == right["right_id"]
    ]
    validated = {row["country"] for row in validations if holds(row["from_on"], row["to_on"], day)}
    if any(row["basis"] == "recorded" for row in validations):
        return validated
    policy = facts.policy["ep_validation"]
    return validated | (designated if policy == "all" else designated & set(policy))


def state_in(facts: Facts, right_id: str, country: str, day: date) -> str | None:
    """Return `in force`, `pending` or None for a right in a market on a day."""
    right = facts.rights[right_id]
    life = bounds(facts, right_id, country)
    if life.in_force(day) and country in patent_states(facts, right, day):
        return "in force"
    if life.pending(day) and country in application_states(right):
        return "pending"
    return None
