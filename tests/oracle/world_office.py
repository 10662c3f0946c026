"""Random office data (decision 0009): applicants, facts of terms, families of other kinds.

Drawn so that the rules come apart: parties that tie on all but one point, terms that end about the
day asked by one reading and not by another, families that join and split those of ETSI.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from oracle.world import Row, years_after

if TYPE_CHECKING:
    from oracle.world_record import Draft

OUTSIDER = "Omega Radio"
"""An applicant that no case and no other table names."""
A_DAY = timedelta(days=1)
PUBLISHED_FROM = date(2016, 5, 1)
US_CHANGE = date(1995, 6, 8)
"""From this day on a US term counts from the filing alone."""


def add_office_data(draft: Draft, as_of: date) -> None:
    """Add office data to a record: to some rights each, and families of both other kinds."""
    for right in list(draft.rows("rights")):
        if draft.chance(0.5):
            add_applicants(draft, right)
        if draft.chance(0.6):
            _bring_to_its_end(draft, right, as_of)
            _add_terms(draft, right, as_of)
    for kind in ("docdb", "inpadoc"):
        _add_families(draft, kind)


def _add_families(draft: Draft, kind: str) -> None:
    families = [f"{kind}-{number}" for number in range(draft.random.randint(1, 4))]
    used = set()
    for right in draft.rows("rights"):
        if draft.chance(0.2):
            continue
        for family in draft.some(families, 1 if draft.chance(0.9) else 2):
            used.add(family)
            draft.add("family_rights", family_id=family, right_id=right["right_id"], basis="member")
    for family in sorted(used):
        draft.add("families", family_id=family, family_kind=kind)


def add_applicants(draft: Draft, right: Row) -> None:
    """Draw parties of which many share a day, a role or a place."""
    together = draft.maybe_day(0.8)
    for _ in range(draft.random.randint(1, 4)):
        draft.add(
            "applicants",
            right_id=right["right_id"],
            name=OUTSIDER if draft.chance(0.1) else draft.spelling(),
            role=draft.random.choice(["assignee", "assignee", "applicant", "inventor"]),
            organization=draft.random.choice([True, True, True, False, None]),
            sequence=draft.random.choice([None, 1, 2]),
            dated_on=together if draft.chance(0.6) else draft.maybe_day(0.7),
        )


def _bring_to_its_end(draft: Draft, right: Row, as_of: date) -> None:
    """Give a right the dates of one whose time is up, or was extended, about the day asked."""
    right["ended_on"] = right["ended_basis"] = None
    if right["granted"]:
        right["filed_on"] = draft.random.choice(_filings(right["office"], as_of))
        right["granted_on"] = draft.random.choice(
            [years_after(as_of, -17) - A_DAY, years_after(as_of, -17), years_after(as_of, -12)]
        )
        right["granted_basis"] = "recorded"
    else:
        twelve_years_ago = years_after(as_of, -12)
        right["filed_on"] = draft.random.choice(
            [twelve_years_ago, twelve_years_ago + A_DAY, years_after(as_of, -10)]
        )
    right["filed_basis"] = "recorded" if right["filed_on"] else None


def _filings(office: str, as_of: date) -> list[date | None]:
    """Return filing days: most are twenty years back, or by the change of law in the US."""
    twenty_years_ago = years_after(as_of, -20)
    days = [None, years_after(as_of, -15), years_after(as_of, -22)]
    if office == "US":
        return [*days, *[US_CHANGE - A_DAY, US_CHANGE] * 2]
    return [*days, *[twenty_years_ago - A_DAY, twenty_years_ago] * 3]


def _add_terms(draft: Draft, right: Row, as_of: date) -> None:
    """Draw facts that end a term on the day asked or just beside it, or say too little to."""
    filed = right["filed_on"] or as_of
    twenty_years_ago = years_after(as_of, -20)
    earlier = [None, US_CHANGE - A_DAY, twenty_years_ago, twenty_years_ago - A_DAY]
    parents = draft.some([*earlier, years_after(as_of, -14)], 2) if draft.chance(0.4) else []
    for day in parents:
        _add_term(draft, right, "parent", dated_on=day)
    start = min([filed, *(day for day in parents if day)])
    missing = max((as_of - years_after(start, 20)).days, 2)
    if draft.chance(0.5):
        half = missing // 2
        shares = [[missing], [missing - 1], [half, missing - half], [missing, half]]
        for days in draft.random.choice([*shares, [1], [1], [0], [400, 30]]):
            _add_term(draft, right, "adjustment", days=days)
    if draft.chance(0.3):
        caps = [None, as_of - A_DAY, as_of, as_of + A_DAY, years_after(as_of, 1)]
        for day in draft.some(caps, 2):
            _add_term(draft, right, "disclaimer", dated_on=day)


def _add_term(
    draft: Draft, right: Row, kind: str, *, days: int | None = None, dated_on: date | None = None
) -> None:
    draft.add(
        "terms",
        right_id=right["right_id"],
        kind=kind,
        days=days,
        dated_on=dated_on,
        published_on=draft.maybe_day(0.5, PUBLISHED_FROM),
    )
