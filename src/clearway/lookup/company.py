"""What a company owns and declared: by standard, by office, by year of expiry; what it sold since.

Counted from the arrays that answers are counted from, so it is quick over a whole register.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from clearway.app import Desk
from clearway.case import Policy
from clearway.clearance.groups import MAX
from clearway.clearance.layout import EPOCH, LAST_DAY, day_number
from clearway.lookup.basis import Basis, Sheet, basis_of, setting_of
from clearway.lookup.stale import StaleOwner, stale_in
from clearway.lookup.title import owned_on

if TYPE_CHECKING:
    from datetime import date

    from clearway.clearance.layout import Layout
    from clearway.record import Record

_END_ESTIMATED = 2
"""Bit of `Layout.right_flags`."""


@dataclass(frozen=True)
class OfficeRow:
    """The company's rights at one office on the day."""

    office: str
    rights: int
    in_force: int
    pending: int
    ended: int


@dataclass(frozen=True)
class StandardRow:
    """Declared families in which the company owns a right, by what they were declared to.

    `name` is a generation, or a specification; `alive`: one of its own rights there is in force or
    pending on the day.
    """

    name: str
    families: int
    alive: int


@dataclass(frozen=True)
class ExpiryRow:
    """Rights in force on the day that end in a year, and how many of these ends are estimated."""

    year: int | None
    rights: int
    estimated: int


@dataclass(frozen=True)
class CompanySheet(Sheet):
    """One company on one day, without its parents and subsidiaries.

    Attributes:
        spellings: names on record that stand for it.
        rights: rights it owns on the day, ended ones included, those filed later left out.
        undeclared: those of them that lie in no declared family.
        in_force: those granted and not ended, at the office; single states apart.
        families: declared families in which it owns a right.
        expiry_estimated: share of rights in force whose end is estimated; None without any.
        by_generation: a family declared to two generations counts in both.
        by_specification: likewise, most families first.
        stale: what it declared as its own and others own now.
    """

    basis: Basis
    company: str
    spellings: tuple[str, ...]
    rights: int
    undeclared: int
    in_force: int
    pending: int
    ended: int
    families: int
    expiry_estimated: float | None
    by_office: tuple[OfficeRow, ...]
    by_generation: tuple[StandardRow, ...]
    by_specification: tuple[StandardRow, ...]
    by_expiry: tuple[ExpiryRow, ...]
    stale: tuple[StaleOwner, ...]


@dataclass(frozen=True)
class _Estate:
    """Masks over all rights of a layout: the company's, and how each stands on the day."""

    owned: np.ndarray
    in_force: np.ndarray
    pending: np.ndarray
    ended: np.ndarray


def look_up_company(
    record: Record,
    name: str,
    on: date,
    known_at: date | None = None,
    policy: Policy | None = None,
) -> CompanySheet:
    """Return the portfolio of a company; neither parent nor subsidiaries are counted with it.

    Args:
        record: from `open_record`.
        name: in any spelling that the record's names bring to a company.
        on: the day of the sheet.
        known_at: only what was public on that day counts; None: all that is on record.
        policy: its estimates; those of a case without a policy by default.

    Raises:
        UsageError: for a company that the record does not name; it tells near ones.
    """
    desk, chosen = Desk(record), policy or Policy()
    companies = setting_of(desk.facts, on, known_at, chosen).companies
    company = companies.asked_for(name)
    layout = desk.layout(known_at or MAX, chosen)
    owned = owned_on(layout, companies, on)
    estate = _estate(layout, owned.current == owned.number_of.get(company, -2), day_number(on))
    by_expiry = _by_expiry(layout, estate)
    in_force = int(estate.in_force.sum())
    generations, specifications, families = _by_standard(layout, estate)
    return CompanySheet(
        basis=basis_of(desk.facts, on, known_at),
        company=company,
        spellings=tuple(sorted(n for n, c in companies.spellings.items() if c == company)),
        rights=int(estate.owned.sum()),
        undeclared=int((estate.owned & ~np.asarray(layout.is_declared)).sum()),
        in_force=in_force,
        pending=int(estate.pending.sum()),
        ended=int(estate.ended.sum()),
        families=families,
        expiry_estimated=sum(r.estimated for r in by_expiry) / in_force if in_force else None,
        by_office=_by_office(layout, estate),
        by_generation=generations,
        by_specification=specifications,
        by_expiry=by_expiry,
        stale=tuple(stale_in(record, layout, companies, owned, known_at, company)),
    )


def _estate(layout: Layout, owned: np.ndarray, day: int) -> _Estate:
    """How rights stand on a day at their office, as `bounds` says."""
    granted, ended = np.asarray(layout.right_granted), np.asarray(layout.right_ended)
    is_over = ended <= day
    is_granted = granted <= day
    mine = owned & (is_over | is_granted | (np.asarray(layout.right_filed) <= day))
    return _Estate(
        mine,
        in_force=mine & is_granted & ~is_over,
        pending=mine & ~is_granted & ~is_over,
        ended=mine & is_over,
    )


def _by_office(layout: Layout, estate: _Estate) -> tuple[OfficeRow, ...]:
    offices = layout.words["offices"]
    masks = (estate.owned, estate.in_force, estate.pending, estate.ended)
    counts = [np.bincount(layout.right_office[mask], minlength=len(offices)) for mask in masks]
    rows = [
        OfficeRow(office, *(int(count[place]) for count in counts))
        for place, office in enumerate(offices)
        if counts[0][place]
    ]
    return tuple(sorted(rows, key=lambda row: (-row.rights, row.office)))


def _by_expiry(layout: Layout, estate: _Estate) -> tuple[ExpiryRow, ...]:
    ended = layout.right_ended[estate.in_force]
    is_estimated = (layout.right_flags[estate.in_force] & _END_ESTIMATED) > 0
    days, place = np.unique(ended, return_inverse=True)
    years = np.array([_year(int(day)) for day in days], dtype=np.int64)[place]
    return tuple(
        ExpiryRow(
            int(year) if year else None,
            int((years == year).sum()),
            int(is_estimated[years == year].sum()),
        )
        for year in np.unique(years)
    )


def _year(ended: int) -> int:
    """The year of the last day in force; 0 where no end is known."""
    return 0 if ended == LAST_DAY else (EPOCH + timedelta(days=ended - 1)).year


def _by_standard(
    layout: Layout, estate: _Estate
) -> tuple[tuple[StandardRow, ...], tuple[StandardRow, ...], int]:
    """Rows by generation and by specification, and the number of declared families."""
    owned = _families_with(layout, estate.owned)
    alive = _families_with(layout, estate.in_force | estate.pending)
    has_leaf = np.diff(layout.family_leaf_at) > 0
    leaves = [leaf.split("|", 1) for leaf in layout.words["leaves"]]
    family_of = np.repeat(np.arange(layout.families), np.diff(layout.family_leaf_at))
    chosen = owned[family_of]
    pairs = list(zip(family_of[chosen].tolist(), layout.family_leaf[chosen].tolist(), strict=True))
    tables = [
        _standard_rows({(family, leaves[leaf][part]) for family, leaf in pairs}, alive)
        for part in (0, 1)
    ]
    return tables[0], tables[1], int((owned & has_leaf).sum())


def _standard_rows(pairs: set[tuple[int, str]], alive: np.ndarray) -> tuple[StandardRow, ...]:
    families = Counter(name for _, name in pairs)
    living = Counter(name for family, name in pairs if alive[family])
    rows = [StandardRow(name or "none named", families[name], living[name]) for name in families]
    return tuple(sorted(rows, key=lambda row: (-row.families, row.name)))


def _families_with(layout: Layout, rights: np.ndarray) -> np.ndarray:
    """bool[F]: the families in which one of the rights counts."""
    rows = rights[layout.family_right] & layout.is_counted
    family_of = np.repeat(np.arange(layout.families), np.diff(layout.family_right_at))
    found = np.zeros(layout.families, dtype=np.bool_)
    found[family_of[rows]] = True
    return found
