"""Answers from the kernel: one day, many days, many products, many companies.

Shapes: a series over M markets, D days, H holders gives integer arrays `[M, D]` and `[H, M, D]`.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.assess import Assessment, Counts, asked_cells, conclude
from clearway.clearance.channels import channels_of, labels_of, pack_channels
from clearway.clearance.force import THREADS, summed
from clearway.clearance.kernel import Cleared, count_cleared
from clearway.clearance.layout import day_number
from clearway.model.calendar import add_years
from clearway.model.territory import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from clearway.case import Product
    from clearway.clearance.arrays import Part
    from clearway.clearance.assess import Cell
    from clearway.clearance.board import Board
    from clearway.clearance.force import Force
    from clearway.clearance.layout import Layout
    from clearway.clearance.question import Question
    from clearway.clearance.results import Clearance
    from clearway.clearance.setting import Setting
    from clearway.clearance.suits import KnownSuit, Suits


@dataclass(frozen=True)
class Series:
    """Counts of families over time for one product.

    Attributes:
        markets: M codes.
        days: D dates, ascending.
        holders: H names.
        labels: L reasons that clear.
        totals: int32[6, M, D]: families, exposed, pending, pending_exposed, groups, estimated.
        cleared_by: int32[L, M, D].
        by_holder: int32[2, H, M, D]: families, exposed.
        holder_cleared_by: int32[L, H, M, D], or no rows when not asked for.
        families_of: uint8[F, M] on the first day, or no rows: 1 in force, 2 exposed.
        pending_of: the same of families pending there and not in force.
    """

    markets: tuple[str, ...]
    days: tuple[date, ...]
    holders: list[str]
    labels: list[str]
    totals: np.ndarray
    cleared_by: np.ndarray
    by_holder: np.ndarray
    holder_cleared_by: np.ndarray
    families_of: np.ndarray
    pending_of: np.ndarray


def count_series(  # noqa: PLR0913 - one flag for each table that costs time
    board: Board,
    product: Product,
    days: Sequence[date],
    *,
    by_holder: bool = True,
    holder_reasons: bool = False,
    families: bool = False,
) -> Series:
    """Count the families of a product in every market of the board on every day.

    Args:
        board: the record under a case.
        product: one of the case's.
        days: ascending, at least one.
        by_holder: whether to count by holder at all; totals alone take half the time.
        holder_reasons: also count by holder and reason (memory: L x H x M x D).
        families: also say of each family whether it is in force and exposed on the first day.
    """
    numbers = np.array([day_number(day) for day in days], dtype=np.int32)
    ways = channels_of(board, product)
    labels = labels_of(ways)
    channels = pack_channels(board, product, ways, numbers)
    force = board.force(product, channels.leaf_class, numbers, by_holder=by_holder)
    holders = force.holders if by_holder else []
    shape = (len(board.markets), len(numbers) + 1)
    is_cleared = np.zeros((board.layout.families if families else 0, shape[0]), dtype=np.bool_)

    def count(part: Part) -> Cleared:
        counts = Cleared(
            totals=np.zeros((2, *shape), np.int32),
            by_label=np.zeros((len(labels), *shape), np.int32),
            by_holder=np.zeros((len(holders), *shape), np.int32),
            holder_label=np.zeros(
                (len(labels) if holder_reasons else 0, len(holders), *shape), np.int32
            ),
            is_cleared=is_cleared,
        )
        count_cleared(numbers, part, force.touched, force.is_special, board.title, channels, counts)
        return counts

    with ThreadPoolExecutor(THREADS) as pool:
        counted = list(pool.map(count, force.parts))
    *tables, _ = zip(*counted, strict=True)
    cleared, by_label, held, holder_label = (summed(parts) for parts in tables)
    in_force, pending, groups, estimated = force.totals
    families_of, pending_of = _states(force, is_cleared)
    return Series(
        markets=board.markets,
        days=tuple(days),
        holders=holders,
        labels=labels,
        totals=np.stack(
            [in_force, in_force - cleared[0], pending, pending - cleared[1], groups, estimated]
        ),
        cleared_by=by_label,
        by_holder=np.stack([force.by_holder, force.by_holder - held]),
        holder_cleared_by=holder_label,
        families_of=families_of,
        pending_of=pending_of,
    )


def _states(force: Force, is_cleared: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each family in force, and of each only pending: 0 not so, 1 cleared, 3 exposed."""
    if not len(is_cleared):
        none = np.zeros(is_cleared.shape, np.uint8)
        return none, none
    status = np.uint8(3) - is_cleared.astype(np.uint8) * np.uint8(2)
    shape = is_cleared.shape
    return status * force.on_first_day(*shape), status * force.pending_on_first_day(*shape)


def clear_by_kernel(board: Board) -> Clearance:
    """Answer the question of a board; equal to `clear_by_rules`."""
    return count_days(board, [board.setting.question.as_of]).on(board.setting)


@dataclass(frozen=True)
class Counted:
    """What is counted for a question on some days: neighboring days cost little more than one.

    Attributes:
        layout: the record that was counted.
        series: by product, for those with standards.
    """

    layout: Layout
    series: Mapping[str, Series]

    def on(self, setting: Setting) -> Clearance:
        """Return the answer to the question on one of the days, `as_of` of the setting."""
        counts = {
            (product, market): found
            for product, series in self.series.items()
            for market, found in _count_day(series, setting.question.as_of).items()
        }
        touched = [
            cell
            for cell, found in counts.items()
            if found.totals["families"] + found.totals["pending"]
        ]
        asked = asked_cells(setting, lambda: touched)
        return conclude(setting, asked, _assessment(setting, self.layout, counts, asked))


def count_days(board: Board, days: Sequence[date]) -> Counted:
    """Count everything that the answers on some days rest on; days ascending, at least one."""
    return Counted(
        board.layout,
        {
            product.name: count_series(board, product, days, holder_reasons=True)
            for product in board.setting.question.products
            if product.standards
        },
    )


def markets_of(setting: Setting) -> list[str]:
    """Return the markets to count in: all countries when the case names none."""
    question = setting.question
    named = question.markets if question.markets is not None else setting.case.markets
    if named is None:
        return sorted(COUNTRIES)
    if question.markets is not None:
        return sorted(named)
    return sorted({*named, *(c for p in question.products for c in p.made_in)})


def _count_day(series: Series, day: date) -> dict[str, Counts]:
    d = series.days.index(day)
    counts = {
        market: Counts(
            totals=_totals(series.totals[:, m, d].tolist()),
            cleared_by=_nonzero(series.labels, series.cleared_by[:, m, d].tolist()),
        )
        for m, market in enumerate(series.markets)
    }
    families, exposed = series.by_holder[:, :, :, d]
    for h, m in np.argwhere(families).tolist():
        there, not_cleared = int(families[h, m]), int(exposed[h, m])
        counts[series.markets[m]].holders[series.holders[h]] = (
            there, there - not_cleared, not_cleared,
        )  # fmt: skip
    reasons = series.holder_cleared_by[..., d]
    for label, h, m in np.argwhere(reasons).tolist():
        held = counts[series.markets[m]].holder_cleared_by[series.holders[h]]
        held[series.labels[label]] = int(reasons[label, h, m])
    return counts


def family_states(board: Board, question: Question) -> dict[Cell, dict[str, int]]:
    """Return, per product and market, the families in force on the day: 1 cleared, 3 exposed."""
    ids = board.layout.family_ids
    found: dict[Cell, dict[str, int]] = {}
    for product in question.products:
        if not product.standards:
            continue
        states = count_series(
            board, product, [question.as_of], by_holder=False, families=True
        ).families_of
        for m, market in enumerate(board.markets):
            places = np.flatnonzero(states[:, m])
            found[product.name, market] = {ids[f].decode(): int(states[f, m]) for f in places}
    return found


def rights_held(board: Board, holder: str, day: date) -> np.ndarray:
    """Return bool[R]: the rights that a holder's group owns on a day."""
    is_held = np.zeros(len(board.layout.right_ids), dtype=np.bool_)
    if holder not in board.holders:
        return is_held
    title, number = board.title, day_number(day)
    rows = board.holder_rows
    wanted = np.zeros(len(board.owners), dtype=np.bool_)
    of_day = (rows.from_day <= number) & (number < rows.to_day)
    owner_of_row = np.repeat(np.arange(len(board.owners)), np.diff(rows.at))
    wanted[owner_of_row[of_day & (rows.holder == board.holders.index(holder))]] = True
    owned = wanted[title.owner] & (title.from_day <= number) & (number < title.to_day)
    right_of_row = np.repeat(np.arange(len(is_held)), np.diff(title.at))
    is_held[right_of_row[owned]] = True
    return is_held


def families_held(board: Board, holder: str, day: date) -> list[str]:
    """Return the declared families in which a holder owns a right on a day."""
    layout = board.layout
    family_of_row = np.repeat(np.arange(layout.families), np.diff(layout.family_right_at))
    declared = np.diff(layout.family_leaf_at) > 0
    counts = layout.is_counted & declared[family_of_row]
    is_held = rights_held(board, holder, day)
    places = np.unique(family_of_row[is_held[layout.family_right] & counts])
    return [layout.family_ids[place].decode() for place in places]


def _totals(planes: Sequence[int]) -> dict[str, int]:
    families, exposed, pending, pending_exposed, groups, estimated = planes
    return {
        "families": families,
        "cleared": families - exposed,
        "exposed": exposed,
        "pending": pending,
        "pending_exposed": pending_exposed,
        "groups": groups,
        "estimated": estimated,
    }


def _nonzero(labels: Sequence[str], counts: Sequence[int]) -> dict[str, int]:
    return {label: n for label, n in zip(labels, counts, strict=True) if n}


def _assessment(
    setting: Setting, layout: Layout, counts: dict[Cell, Counts], asked: Iterable[Cell]
) -> Assessment:
    return Assessment(
        counts=counts,
        enforcers=enforcers_of(setting, layout),
        barred=frozenset(cell for cell in asked if _is_barred(setting, *cell)),
        declared_leaves=frozenset(layout.words["leaves"]),
    )


def enforcers_of(setting: Setting, layout: Layout) -> dict[str, frozenset[str]]:
    """Return who enforces in each market: the rule `enforcers`, over the layout."""
    day = setting.question.as_of
    since = add_years(day, -setting.case.policy.enforcer_years)
    suing: dict[str, set[str]] = defaultdict(set)
    for suit in enforcing(setting.suits, layout):
        if since <= suit.filed_on < day:
            suing[suit.market].update(suit.plaintiffs)
    found = {
        market: {setting.groups.holder(company, day) for company in companies}
        for market, companies in suing.items()
    }
    for company in setting.groups.joint:
        owners = setting.groups.holders(company, day)
        for holders in found.values():
            if not owners.isdisjoint(holders):
                holders.add(company)
    return {market: frozenset(holders) for market, holders in found.items()}


def enforcing(suits: Suits, layout: Layout) -> tuple[KnownSuit, ...]:
    """Return the suits that ask for a stop over rights shown to be declared to a standard."""
    if layout not in suits.enforcing:
        asking = [suit for suit in suits.suits if suit.action in ("infringement", "import-stop")]
        cited = sorted({right for suit in asking for right in suit.right_ids})
        declared = set(itertools.compress(cited, _are_declared(layout, cited)))
        suits.enforcing[layout] = tuple(
            suit
            for suit in asking
            if suit.basis in ("declared", "mixed") or not declared.isdisjoint(suit.right_ids)
        )
    return suits.enforcing[layout]


def _are_declared(layout: Layout, right_ids: Sequence[str]) -> np.ndarray:
    """bool: whether each right is on record and some declaration speaks for it."""
    if not len(layout.right_ids):
        return np.zeros(len(right_ids), dtype=np.bool_)
    keys = np.array([right_id.encode() for right_id in right_ids], dtype=np.bytes_)
    place = np.searchsorted(layout.right_ids, keys)
    place[place == len(layout.right_ids)] = 0
    found: np.ndarray = (layout.right_ids[place] == keys) & layout.is_declared[place]
    return found


def _is_barred(setting: Setting, product_name: str, market: str) -> bool:
    question = setting.question
    product = next(p for p in question.products if p.name == product_name)
    suppliers = {supplier for _, supplier, _ in setting.components(product)}
    suits = setting.suits.by_place
    return any(
        (order.suit_id, market) in suits
        and order.kind in ("injunction", "import-stop")
        and order.from_on <= question.as_of < order.to_on
        and {"*", product.name, product.category} & set(order.reaches)
        and not suppliers & set(order.excepts)
        and setting.holder
        in {
            setting.groups.holder(company, question.as_of)
            for company in suits[order.suit_id, market].defendants
        }
        for order in setting.suits.orders
    )
