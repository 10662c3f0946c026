"""Stale owners: declarants that owned what they declared, and no longer do.

Who declares seldom corrects: the register goes on naming the old owner. Companies are told apart as
the record's names do; what moves within a corporate group has moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.app import Desk
from clearway.case import Policy
from clearway.clearance.groups import MAX
from clearway.lookup.basis import Sheet, setting_of
from clearway.lookup.title import NOBODY_ELSE, Owned, family_places, owned_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clearway.clearance.companies import Companies
    from clearway.clearance.layout import Layout
    from clearway.record import Record


@dataclass(frozen=True)
class StaleOwner(Sheet):
    """`families` were declared by `declarant` as its own, which sold `rights` of them to `owner`.

    A family whose rights went to two owners counts once for each.
    """

    declarant: str
    owner: str
    families: int
    rights: int


def stale_owners(
    record: Record, on: date, known_at: date | None = None, policy: Policy | None = None
) -> list[StaleOwner]:
    """Return the families whose declarant is no longer the owner, most families first.

    Args:
        record: from `open_record`.
        on: the day.
        known_at: only what was public on that day counts; None: all that is on record.
        policy: of the layout; that of a case without a policy by default.
    """
    desk = Desk(record)
    chosen = policy or Policy()
    companies = setting_of(desk.facts, on, known_at, chosen).companies
    layout = desk.layout(known_at or MAX, chosen)
    return stale_in(record, layout, companies, owned_on(layout, companies, on), known_at)


def stale_in(  # noqa: PLR0913 - what a company's sheet has at hand
    record: Record,
    layout: Layout,
    companies: Companies,
    owned: Owned,
    known_at: date | None,
    declarant: str | None = None,
) -> list[StaleOwner]:
    """Count stale declarations, of all declarants or of one company."""
    declared = _declared(record, companies, known_at, declarant)
    place = family_places(layout, [family for family, _ in declared])
    company = np.array(
        [owned.number_of.get(name, NOBODY_ELSE) for _, name in declared], dtype=np.int64
    )
    kept = (place >= 0) & (company != NOBODY_ELSE)
    family, right, of_company = _members(layout, place[kept], company[kept])
    width = len(owned.companies) + 1
    ever = owned.span_right[owned.has_begun].astype(np.int64) * width
    ever += owned.span_owner[owned.has_begun]
    now = owned.current[right].astype(np.int64)
    was_owner = np.isin(right * width + of_company, ever)
    gone = was_owner & (now != of_company) & (now != NOBODY_ELSE)
    return _counted(owned.companies, of_company[gone], now[gone], family[gone])


def _declared(
    record: Record, companies: Companies, known_at: date | None, declarant: str | None
) -> list[tuple[str, str]]:
    """(family, company) for each company that declared a family as its own."""
    spelled = companies.spellings
    names = [n for n, company in spelled.items() if declarant is None or company == declarant]
    rows = record.connect().execute(
        "SELECT DISTINCT family_id, declarant FROM declarations WHERE is_proprietor "
        "AND list_contains($1, declarant) "
        "AND coalesce(reflected_on, signed_on, DATE '0001-01-01') <= $2",
        [names, known_at or MAX],
    )
    return sorted({(family, spelled[name]) for family, name in rows.fetchall()})


def _members(
    layout: Layout, place: np.ndarray, company: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spread families over their rights: family, right and company of each."""
    first = layout.family_right_at[place]
    counts = layout.family_right_at[place + 1] - first
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    rows = np.repeat(first, counts) + np.arange(counts.sum()) - starts
    right = layout.family_right[rows].astype(np.int64)
    return np.repeat(place, counts), right, np.repeat(company, counts)


def _counted(
    companies: Sequence[str], declarant: np.ndarray, owner: np.ndarray, family: np.ndarray
) -> list[StaleOwner]:
    families: dict[tuple[int, int], set[int]] = {}
    rights: dict[tuple[int, int], int] = {}
    for old, new, of_family in zip(
        declarant.tolist(), owner.tolist(), family.tolist(), strict=True
    ):
        families.setdefault((old, new), set()).add(of_family)
        rights[old, new] = rights.get((old, new), 0) + 1
    found = [
        StaleOwner(companies[old], companies[new], len(members), rights[old, new])
        for (old, new), members in families.items()
    ]
    return sorted(found, key=lambda row: (-row.families, row.declarant, row.owner))
