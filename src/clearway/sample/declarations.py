"""The declarations of the sample: who signed what when, and which standards each entry names.

An entry is one family (or list item without a family id) in one declaration, with the items of
the standards it is declared to; it makes as many rows as it has items times rights. The number of
items is fitted so that the rows with a 4G flag, without any flag, and all come out as counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.sample.drawing import Floats, Ints, counted_within, pick, solve_factor, stream
from clearway.sample.families import NO_FLAG, SET_OF, WITH_4G, Units
from clearway.sample.rights import EDITION, Rights
from clearway.sample.standards import standards_catalog
from clearway.sample.tables import FULL_ROWS, GENERATION_SETS, TOTALS, declarants

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGAIN = 0.14
"""Share of families their declarant declares once more, to other standards."""

ALSO_WITHOUT_FLAG = 0.16
"""Share of flagged families that are also declared to a project or a standard without flags."""

IDLESS_ITEMS = 0.6
"""Standards of a group without a family id, as a share of a family's."""

FIRST_DAY = int(np.datetime64("1996-06-01", "D").astype(np.int64))
UNKNOWN_DAY = int(np.datetime64("1900-01-01", "D").astype(np.int64))
KINDS = (*GENERATION_SETS[:-1], "other", "bare", "unflagged")
"""What an entry may name: the sets of generations, and three kinds of rows without flags."""


@dataclass(frozen=True)
class Entries:
    """The entries in the order they are written, and the declarations they belong to.

    Aligned by entry: `unit`, `declarant`, `declaration` (running from 0), `group` (the
    `DIPG_ID`, running from 1, shared by entries that were joined), `generations` (place in
    `GENERATION_SETS`), `first` and `count` of its items in `items` (places in the catalog).
    By declaration: `signed` and `reflected` (days since 1970), `sequence` (in the month
    it was reflected).
    """

    unit: Ints
    declarant: Ints
    declaration: Ints
    group: Ints
    generations: Ints
    first: Ints
    count: Ints
    items: Ints
    signed: Ints
    reflected: Ints
    sequence: Ints

    def __len__(self) -> int:
        """The number of entries."""
        return int(self.unit.size)


@dataclass(frozen=True)
class _Draft:
    """Entries before their items: unit, declarant, kind (place in `KINDS`), wished day and items.

    How many items an entry wishes for is fitted to the totals later.
    """

    unit: Ints
    declarant: Ints
    kind: Ints
    day: Ints
    wished: Floats

    def take(self, order: Ints) -> _Draft:
        """The entries in another order."""
        return _Draft(
            self.unit[order],
            self.declarant[order],
            self.kind[order],
            self.day[order],
            self.wished[order],
        )


def draw_entries(units: Units, rights: Rights, rows: int, seed: int) -> Entries:
    """Draw every entry of every declaration.

    Args:
        units: the families and entries without one.
        rights: their rights, whose number makes the rows of an entry.
        rows: rows asked for, which set the totals fitted to.
        seed: any integer.

    Returns:
        The entries, by declaration in order of signature.
    """
    draft = _draft(units, stream(seed, "entries"))
    draft, declaration, signed = _declare(draft, stream(seed, "declarations"))
    leader = _joined(units, draft, declaration, rows, stream(seed, "groups"))
    width = np.diff(rights.first)[draft.unit]
    first, count, items = _items(draft, leader, width, rows, stream(seed, "items"))
    own = leader == np.arange(leader.size)
    reflected = np.minimum(signed + stream(seed, "reflected").integers(5, 46, signed.size), EDITION)
    month = reflected.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    unknown = stream(seed, "unknown").random(signed.size) < 0.004
    if signed.size:
        unknown[signed.size // 3] = True
    return Entries(
        unit=draft.unit,
        declarant=draft.declarant,
        declaration=declaration,
        group=np.cumsum(own)[leader],
        generations=np.minimum(draft.kind, NO_FLAG),
        first=first,
        count=count,
        items=items,
        signed=np.where(unknown, UNKNOWN_DAY, signed),
        reflected=reflected,
        sequence=counted_within(month),
    )


def _draft(units: Units, rng: np.random.Generator) -> _Draft:
    """First declarations, those repeated, second declarants' and those without flags."""
    every = np.arange(len(units))
    flagged = units.generations != NO_FLAG
    lag = np.exp(np.log(900.0) + 0.7 * rng.standard_normal(every.size)).astype(np.int64)
    day = np.maximum(units.day + np.maximum(lag, 60), FIRST_DAY)
    kind = units.generations.copy()
    kind[~flagged] = KINDS.index("other") + (rng.random((~flagged).sum()) < 0.25)
    again = every[flagged & units.has_family & (rng.random(every.size) < AGAIN)]
    bare = every[flagged & units.has_family & (rng.random(every.size) < ALSO_WITHOUT_FLAG)]
    bare_kind = np.full(bare.size, KINDS.index("bare"))
    four = (units.generations[bare] == SET_OF["4G"]) & (rng.random(bare.size) < 0.3)
    bare_kind[four] = KINDS.index("unflagged")
    plain = (rng.random(bare.size) < 0.45) & ~four
    bare_kind[plain] = KINDS.index("other")
    second = every[units.second >= 0]
    unit = np.concatenate([every, again, bare, second])
    later = rng.integers(180, 2200, unit.size)
    later[: every.size] = 0
    declarant = np.concatenate(
        [units.declarant, units.declarant[again], units.declarant[bare], units.second[second]]
    )
    usual = np.array([item.rows_per_right for item in declarants()])[declarant]
    usual *= np.where(units.has_family[unit], 1.0, IDLESS_ITEMS)
    return _Draft(
        unit=unit,
        declarant=declarant,
        kind=np.concatenate([kind, kind[again], bare_kind, kind[second]]),
        day=np.minimum(day[unit] + later, EDITION - 60),
        wished=usual * np.exp(0.7 * rng.standard_normal(unit.size)),
    )


def _declare(draft: _Draft, rng: np.random.Generator) -> tuple[_Draft, Ints, Ints]:
    """Sort entries into declarations: what a declarant wished to declare in one quarter.

    Returns:
        The entries in order of declaration, the declaration of each, the day each was signed.
    """
    quarter = draft.day // 91
    key = quarter * len(declarants()) + draft.declarant
    distinct, place = np.unique(key, return_inverse=True)
    signed = (distinct // len(declarants()) + 1) * 91 + rng.integers(0, 25, distinct.size)
    signed = np.minimum(signed, EDITION - 20 - rng.integers(0, 25, distinct.size))
    rank = np.argsort(signed, kind="stable")
    position = np.empty(rank.size, dtype=np.int64)
    position[rank] = np.arange(rank.size)
    declaration = position[place]
    order = np.lexsort((rng.random(declaration.size), draft.kind, declaration))
    return draft.take(order), declaration[order], signed[rank]


def _joined(
    units: Units, draft: _Draft, declaration: Ints, rows: int, rng: np.random.Generator
) -> Ints:
    """The entry that leads each group: itself, but where several families share one list item.

    A few per cent share theirs with a neighbor of the same declaration and standards; one group
    is as large as the largest of the register, in proportion.
    """
    size = draft.unit.size
    same = np.zeros(size, dtype=bool)
    same[1:] = (declaration[1:] == declaration[:-1]) & (draft.kind[1:] == draft.kind[:-1])
    family = units.has_family[draft.unit]
    same[1:] &= family[1:] & family[:-1]
    joined = same & (rng.random(size) < 0.03)
    start = np.maximum.accumulate(np.where(same, 0, np.arange(size)))
    length = np.arange(size) - start + 1
    largest = min(TOTALS.largest_group, max(4, TOTALS.largest_group * rows // FULL_ROWS * 4))
    full = np.flatnonzero(length >= min(largest, int(length.max())))[0]
    begin = start[full]
    joined[begin + 1 : begin + largest] = same[begin + 1 : begin + largest]
    joined[begin + largest : begin + largest + 1] = False
    lead: Ints = np.maximum.accumulate(np.where(joined, 0, np.arange(size)))
    return lead


def _items(
    draft: _Draft, leader: Ints, width: Ints, rows: int, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Choose the items of each entry and how many, so that the rows come out as counted."""
    catalog = standards_catalog()
    lists, of_entry, order = _lists(draft, rng)
    lists_of = np.bincount(of_entry, minlength=draft.unit.size)
    room = np.bincount(of_entry, catalog.length[lists], draft.unit.size).astype(np.int64)
    room = np.minimum(room, lists_of * catalog.length[lists][order])
    limits = (lists_of[leader], room[leader])
    count = _fitted(draft.take(leader), limits, width, rows / FULL_ROWS)
    share, extra = np.divmod(count[of_entry], lists_of[of_entry])
    run = share + (counted_within(of_entry) < extra)
    start = (rng.random(run.size) * catalog.length[lists]).astype(np.int64)
    flat = np.repeat(np.arange(run.size), run)
    step = np.arange(flat.size) - np.repeat(np.cumsum(run) - run, run)
    items = catalog.first[lists][flat] + (start[flat] + step) % catalog.length[lists][flat]
    first = np.cumsum(count) - count
    return first[leader], count, items


def _lists(draft: _Draft, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """The lists of items each entry draws from: one specification or several, no one twice.

    Returns:
        Lists, the entry of each (rising), and the first of them by entry.
    """
    catalog = standards_catalog()
    many = 1 + rng.poisson(np.minimum(draft.wished / 7.0, 8.0))
    versioned = rng.random(draft.unit.size) < np.where(draft.day < 16_700, 0.55, 0.1)
    of_entry = np.repeat(np.arange(draft.unit.size), many)
    chosen = np.zeros(of_entry.size, dtype=np.int64)
    for place, kind in enumerate(KINDS):
        for with_version in (False, True):
            here = (draft.kind == place)[of_entry] & (versioned == with_version)[of_entry]
            key = (kind, with_version and place < NO_FLAG)
            options = catalog.kinds[key]
            chosen[here] = options[pick(rng, catalog.weight[options], int(here.sum()))]
    distinct = np.unique(of_entry * catalog.first.size + chosen)
    of_entry = distinct // catalog.first.size
    first: Ints = np.searchsorted(of_entry, np.arange(draft.unit.size)).astype(np.int64)
    return distinct % catalog.first.size, of_entry, first


def _fitted(draft: _Draft, limits: tuple[Ints, Ints], width: Ints, scale: float) -> Ints:
    """Items per entry: what was wished, times a factor per class of rows that meets its total.

    Args:
        draft: the entries.
        limits: least and most items of each.
        width: rights of each, so rows per item.
        scale: size of the sample; 1 is the register's.
    """
    least, most = limits
    four = np.append(WITH_4G[:NO_FLAG], [False, False, False])[draft.kind]
    blank = draft.kind >= NO_FLAG
    rest = TOTALS.rows - TOTALS.rows_4g - TOTALS.rows_without_flag
    classes: list[tuple[NDArray[np.bool_], int]] = [
        (four, TOTALS.rows_4g),
        (blank, TOTALS.rows_without_flag),
        (~four & ~blank, rest),
    ]
    result = np.zeros(draft.unit.size, dtype=np.int64)
    for here, total in classes:

        def counts_at(factor: float, here: NDArray[np.bool_] = here) -> Ints:
            wanted = np.floor(draft.wished[here] * factor + 0.5).astype(np.int64)
            return np.clip(wanted, least[here], most[here])

        def rows_at(factor: float, here: NDArray[np.bool_] = here) -> float:
            return float((counts_at(factor) * width[here]).sum())

        result[here] = counts_at(solve_factor(rows_at, total * scale))
    return result
