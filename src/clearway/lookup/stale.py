"""Stale owners: declarants that owned what they declared, and no longer do.

Who declares seldom corrects: the register goes on naming the old owner. What moves within a
corporate group, as it stands on the day, has not left its declarant; a declarant whose group never
owned the right by the record (a stranger applied for it, say) is not stale.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clearway.app import Desk
from clearway.case import Policy
from clearway.clearance.groups import MAX
from clearway.lookup.basis import Sheet, setting_of
from clearway.lookup.title import NOBODY, Owned, family_places, owned_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clearway.clearance.layout import Layout
    from clearway.clearance.setting import Setting
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


class StaleRight(NamedTuple):
    """A right, in a family that `declarant` declared as its own, that `owner` owns now.

    Family and right are places in the layout.
    """

    family: int
    right: int
    declarant: str
    owner: str


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
    setting = setting_of(desk.facts, on, known_at, chosen)
    layout = desk.layout(known_at or MAX, chosen)
    return stale_in(record, layout, setting, owned_on(layout, setting, on))


def stale_in(
    record: Record,
    layout: Layout,
    setting: Setting,
    owned: Owned,
    declarant: str | None = None,
) -> list[StaleOwner]:
    """Count stale declarations, of all declarants or of one company."""
    return _counted(stale_rights(record, layout, setting, owned, declarant))


def stale_rights(
    record: Record,
    layout: Layout,
    setting: Setting,
    owned: Owned,
    declarant: str | None = None,
) -> list[StaleRight]:
    """Return each right of each stale declaration, of all declarants or of one company."""
    declared = _declared(record, setting, declarant)
    declarants = sorted({name for _, name in declared})
    group = _Groups(owned, declarants, setting)
    number = {name: i for i, name in enumerate(declarants)}
    place = family_places(layout, [family for family, _ in declared])
    company = np.array([number[name] for _, name in declared], dtype=np.int64)
    family, right, by = _members(layout, place[place >= 0], company[place >= 0])
    is_asked = np.zeros(len(layout.right_ids), dtype=np.bool_)
    is_asked[right] = True
    spans = owned.has_begun & is_asked[owned.span_right]
    ever = owned.span_right[spans] * group.width + group.of_owner[owned.span_owner[spans]]
    now = owned.current[right]
    was_owner = np.isin(right * group.width + group.of_declarant[by], ever)
    gone = was_owner & (now != NOBODY) & (group.of_owner[now] != group.of_declarant[by])
    rows = zip(family[gone].tolist(), right[gone].tolist(), by[gone], now[gone], strict=True)
    return [StaleRight(f, r, declarants[b], owned.companies[n]) for f, r, b, n in rows]


class _Groups:
    """The corporate group of every owner and declarant on the day, as numbers below `width`."""

    def __init__(self, owned: Owned, declarants: Sequence[str], setting: Setting) -> None:
        on = setting.question.as_of
        holders = [*owned.holders, *(setting.groups.holder(name, on) for name in declarants)]
        number = {holder: i for i, holder in enumerate(dict.fromkeys(holders))}
        self.width = len(number)
        numbers = np.array([number[holder] for holder in holders], dtype=np.int64)
        of_owner, self.of_declarant = np.split(numbers, [len(owned.holders)])
        self.of_owner = np.append(of_owner, NOBODY)  # the group of an owner nobody knows


def _declared(record: Record, setting: Setting, declarant: str | None) -> list[tuple[str, str]]:
    """(family, company) for each company that declared a family as its own."""
    spelled = setting.companies.spellings
    names = [n for n, company in spelled.items() if declarant is None or company == declarant]
    rows = record.connect().execute(
        "SELECT DISTINCT family_id, declarant FROM declarations WHERE is_proprietor "
        "AND declarant IN (SELECT unnest($1)) "
        "AND coalesce(reflected_on, signed_on, DATE '0001-01-01') <= $2",
        [names, setting.question.horizon],
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


def _counted(stale: Sequence[StaleRight]) -> list[StaleOwner]:
    rights = Counter((row.declarant, row.owner) for row in stale)
    distinct = Counter((d, o) for d, o, _ in {(r.declarant, r.owner, r.family) for r in stale})
    found = [StaleOwner(d, o, distinct[d, o], count) for (d, o), count in rights.items()]
    return sorted(found, key=lambda row: (-row.families, row.declarant, row.owner))
