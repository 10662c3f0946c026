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
from clearway.clearance.arrays import spread
from clearway.clearance.board import Board
from clearway.clearance.groups import MAX
from clearway.clearance.layout import EPOCH, LAST_DAY, day_number
from clearway.lookup.basis import Basis, Sheet, basis_of, setting_of
from clearway.lookup.estate import Estate, Places, estate_on
from clearway.lookup.stale import StaleOwner, stale_in
from clearway.lookup.title import NOBODY, Owned, owned_on
from clearway.model.names import BUNDLED_OWNERSHIP
from clearway.model.territory import COUNTRIES

if TYPE_CHECKING:
    from datetime import date

    from clearway.clearance.companies import Companies
    from clearway.clearance.layout import Layout
    from clearway.record import Record

_END_ESTIMATED = 2
"""Bit of `Layout.right_flags`."""


@dataclass(frozen=True)
class OfficeRow:
    """The company's rights at one office on the day; `rights` is the sum of the others.

    `in_force`: in at least one country; `nowhere`: granted and not ended, yet in force in none.
    """

    office: str
    rights: int
    in_force: int
    nowhere: int
    pending: int
    ended: int


@dataclass(frozen=True)
class CountryRow:
    """The company's rights with effect in one country on the day.

    `families`: declared families with a right of the company in force there.
    """

    country: str
    in_force: int
    families: int
    pending: int


@dataclass(frozen=True)
class Member:
    """A company of the same group on the day, and the rights that it owns."""

    company: str
    rights: int


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
        parent: its ultimate parent on the day, itself where it has none.
        group: the other companies of that parent that own rights on the day, most first.
        unconfirmed: days of the bundled corporate tree about it that no source confirms, in words.
        rights: rights it owns on the day, ended ones included, those filed later left out.
        undeclared: those of them that lie in no declared family.
        in_force: those in force in at least one country.
        nowhere: those granted and not ended at the office, yet in force in no country.
        families: declared families in which it owns a right.
        families_in_force: those of them with a right of the company in force somewhere.
        expiry_estimated: share of rights in force whose end is estimated; None without any.
        by_generation: a family declared to two generations counts in both.
        by_specification: likewise, most families first.
        by_country: where they are in force, most families first.
        stale: what it declared as its own and companies of other groups own now.
    """

    basis: Basis
    company: str
    spellings: tuple[str, ...]
    parent: str
    group: tuple[Member, ...]
    unconfirmed: tuple[str, ...]
    rights: int
    undeclared: int
    in_force: int
    nowhere: int
    pending: int
    ended: int
    families: int
    families_in_force: int
    expiry_estimated: float | None
    by_office: tuple[OfficeRow, ...]
    by_country: tuple[CountryRow, ...]
    by_generation: tuple[StandardRow, ...]
    by_specification: tuple[StandardRow, ...]
    by_expiry: tuple[ExpiryRow, ...]
    stale: tuple[StaleOwner, ...]


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
    setting = setting_of(desk.facts, on, known_at, chosen)
    company = setting.companies.asked_for(name)
    board = Board(desk.layout(known_at or MAX, chosen), setting, sorted(COUNTRIES))
    owned = owned_on(board.layout, setting, on)
    number = owned.number_of.get(company, NOBODY)
    estate = estate_on(board, owned.current == number, day_number(on))
    by_expiry = _by_expiry(board.layout, estate)
    in_force = int(estate.in_force.sum())
    families = _declared_families(board.layout, estate.owned)
    alive = _declared_families(board.layout, estate.in_force)
    living = alive | _declared_families(board.layout, estate.pending)
    generations, specifications = _by_standard(board.layout, families, living)
    return CompanySheet(
        basis=basis_of(desk.facts, on, known_at),
        company=company,
        spellings=tuple(sorted(n for n, c in setting.companies.spellings.items() if c == company)),
        parent=setting.groups.holder(company, on),
        group=_group(owned, number, setting.groups.holder(company, on)),
        unconfirmed=_unconfirmed(setting.companies, company) if chosen.bundled_ownership else (),
        rights=int(estate.owned.sum()),
        undeclared=int((estate.owned & ~np.asarray(board.layout.is_declared)).sum()),
        in_force=in_force,
        nowhere=int(estate.nowhere.sum()),
        pending=int(estate.pending.sum()),
        ended=int(estate.ended.sum()),
        families=int(families.sum()),
        families_in_force=int(alive.sum()),
        expiry_estimated=sum(r.estimated for r in by_expiry) / in_force if in_force else None,
        by_office=_by_office(board.layout, estate),
        by_country=_by_country(board, estate),
        by_generation=generations,
        by_specification=specifications,
        by_expiry=by_expiry,
        stale=tuple(stale_in(record, board.layout, setting, owned, company)),
    )


def _unconfirmed(companies: Companies, company: str) -> tuple[str, ...]:
    """Days between a company and its parents or subsidiaries that are only the best known ones."""
    return tuple(
        f"{row.child} was held by {row.parent} {bound} {on}: the day is not confirmed"
        for row in BUNDLED_OWNERSHIP
        if company in {companies.find(row.child), companies.find(row.parent)}
        for bound, on in (("from", row.from_on), ("to", row.to_on))
        if row.unconfirmed == bound
    )


def _group(owned: Owned, number: int, parent: str) -> tuple[Member, ...]:
    counts = np.bincount(owned.current[owned.current >= 0], minlength=len(owned.companies))
    rows = [
        Member(company, int(counts[place]))
        for place, company in enumerate(owned.companies)
        if owned.holders[place] == parent and place != number and counts[place]
    ]
    return tuple(sorted(rows, key=lambda row: (-row.rights, row.company)))


def _by_office(layout: Layout, estate: Estate) -> tuple[OfficeRow, ...]:
    offices = layout.words["offices"]
    masks = (estate.owned, estate.in_force, estate.nowhere, estate.pending, estate.ended)
    counts = [np.bincount(layout.right_office[mask], minlength=len(offices)) for mask in masks]
    rows = [
        OfficeRow(office, *(int(count[place]) for count in counts))
        for place, office in enumerate(offices)
        if counts[0][place]
    ]
    return tuple(sorted(rows, key=lambda row: (-row.rights, row.office)))


def _by_country(board: Board, estate: Estate) -> tuple[CountryRow, ...]:
    size = len(board.markets)
    force = np.bincount(estate.force.market, minlength=size)
    waiting = np.bincount(estate.waiting.market, minlength=size)
    families = np.bincount(_family_markets(board.layout, estate.force), minlength=size)
    rows = [
        CountryRow(country, int(force[m]), int(families[m]), int(waiting[m]))
        for m, country in enumerate(board.markets)
        if force[m] or waiting[m]
    ]
    return tuple(sorted(rows, key=lambda row: (-row.families, -row.in_force, row.country)))


def _family_markets(layout: Layout, places: Places) -> np.ndarray:
    """The market of each pair of a declared family and a market in which a right of it counts."""
    families = np.repeat(np.arange(layout.families), np.diff(layout.family_right_at))
    has_leaf = np.diff(layout.family_leaf_at) > 0
    counts = layout.is_counted & has_leaf[families]
    member, family = layout.family_right[counts], families[counts]
    order = np.argsort(member, kind="stable")
    first, last = (np.searchsorted(member[order], places.right, side) for side in ("left", "right"))
    found = family[order][spread(first, last - first)]
    market = np.repeat(places.market, last - first)
    width = int(market.max(initial=0)) + 1
    return np.unique(found.astype(np.int64) * width + market) % width


def _by_expiry(layout: Layout, estate: Estate) -> tuple[ExpiryRow, ...]:
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
    layout: Layout, families: np.ndarray, alive: np.ndarray
) -> tuple[tuple[StandardRow, ...], tuple[StandardRow, ...]]:
    """Rows by generation and by specification."""
    leaves = [leaf.split("|", 1) for leaf in layout.words["leaves"]]
    family_of = np.repeat(np.arange(layout.families), np.diff(layout.family_leaf_at))
    chosen = families[family_of]
    pairs = list(zip(family_of[chosen].tolist(), layout.family_leaf[chosen].tolist(), strict=True))
    tables = [
        _standard_rows({(family, leaves[leaf][part]) for family, leaf in pairs}, alive)
        for part in (0, 1)
    ]
    return tables[0], tables[1]


def _standard_rows(pairs: set[tuple[int, str]], alive: np.ndarray) -> tuple[StandardRow, ...]:
    families = Counter(name for _, name in pairs)
    living = Counter(name for family, name in pairs if alive[family])
    rows = [StandardRow(name or "none named", families[name], living[name]) for name in families]
    return tuple(sorted(rows, key=lambda row: (-row.families, row.name)))


def _declared_families(layout: Layout, rights: np.ndarray) -> np.ndarray:
    """bool[F]: the declared families in which one of some rights counts."""
    rows = rights[layout.family_right] & layout.is_counted
    family_of = np.repeat(np.arange(layout.families), np.diff(layout.family_right_at))
    found = np.zeros(layout.families, dtype=np.bool_)
    found[family_of[rows]] = True
    return found & (np.diff(layout.family_leaf_at) > 0)
