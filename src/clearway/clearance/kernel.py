"""Compiled: the days on which the channels of a product clear families, by market and holder.

The kernel reads the same page as the rules (sections 3 to 5) in another way: the days asked for are
bits of a few 64-bit words, each unit of a family (rights with the same owners) has the days on
which it is in force and pending, each channel (own rights, a grant, a component) the days on which
it clears the unit, and a family is cleared on the days on which it is in force and nothing of it
stays open. Families that no channel reaches are passed over. Tests hold it equal to the rules, cell
for cell.
"""

# ruff: noqa: FBT001, PLR0913 - compiled functions take arrays, by place

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clearway.clearance.bits import add_days, bare, compiled, inlined
from clearway.clearance.clearing_kernel import (
    Clearing,
    clear_unit,
    find_classes,
    find_open,
    hold,
    new_clearing,
)
from clearway.clearance.few import Few, forget, none_of, note, noted

if TYPE_CHECKING:
    from clearway.clearance.arrays import Channels, Part, Title, Touched


class Cleared(NamedTuple):
    """Counts of families that are cleared, as differences along the last axis."""

    totals: np.ndarray  # int32[2, M, D + 1]: in force and cleared; pending and cleared
    by_label: np.ndarray  # int32[labels, M, D + 1]
    by_holder: np.ndarray  # int32[holders or 0, M, D + 1]
    holder_label: np.ndarray  # int32[labels or 0, holders, M, D + 1]
    is_cleared: np.ndarray  # bool[F or 0, M]: on the first day, in force or pending


class Unit(NamedTuple):
    """The unit at hand: when something of it is open, and what clears it."""

    opened: np.ndarray  # uint64[classes of markets, W]
    by_label: np.ndarray  # uint64[classes of markets, labels, W]
    holders: Few
    held: np.ndarray  # uint64[holders, W]


class Sums(NamedTuple):
    """The family at hand: the days on which one of its units is alive, open, cleared."""

    markets: Few
    force: np.ndarray  # uint64[M, W]
    open_force: np.ndarray  # uint64[M, W]: in force and open
    pending: np.ndarray  # uint64[M, W]
    open_pending: np.ndarray  # uint64[M, W]
    labels: Few
    by_label: np.ndarray  # uint64[labels, M, W]
    holders: Few
    held: np.ndarray  # uint64[holders, M, W]
    open_held: np.ndarray  # uint64[holders, M, W]
    held_label: np.ndarray  # uint64[labels or 0, holders, M, W]


@compiled
def count_cleared(
    days: np.ndarray,
    part: Part,
    touched: Touched,
    is_special: np.ndarray,
    title: Title,
    channels: Channels,
    counts: Cleared,
) -> None:
    """Count what is cleared among some of the families that a product touches.

    Args:
        days: int32[D], ascending.
        part: the families laid out for these days.
        touched: all of them.
        is_special: bool[R]: a deal or pool lists the right.
        title: who owns each right when.
        channels: what may clear.
        counts: out.
    """
    clearing = new_clearing(channels)
    unit, sums = _new_unit(channels, counts), _new_sums(days.shape[0], counts)
    _count(days, part, touched, is_special, title, channels, clearing, unit, sums, counts)


@bare
def _count(
    days: np.ndarray,
    part: Part,
    touched: Touched,
    is_special: np.ndarray,
    title: Title,
    channels: Channels,
    clearing: Clearing,
    unit: Unit,
    sums: Sums,
    counts: Cleared,
) -> None:
    """Clear one family after another, unit by unit, and count them."""
    for place in range(part.unit_at.shape[0] - 1):
        first, last = part.unit_at[place], part.unit_at[place + 1]
        if not _is_reached(first, last, part, is_special, title, channels, clearing):
            continue
        family = touched.family[part.first_place + place]
        find_classes(family, touched, channels.leaf_class, clearing)
        for u in range(first, last):
            right = part.unit_right[u]
            first_filed = touched.first_filed[family]
            count = clear_unit(right, first_filed, days, title, channels, clearing)
            clears = clearing.clears[:count]
            _find_days(clears, channels, clearing, unit, sums)
            if counts.by_holder.shape[0] > 0:
                hold(right, days, title, touched.holders, unit.holders, unit.held)
            for row in range(part.row_at[u], part.row_at[u + 1]):
                _add_row(row, clears.shape[0] > 0, part, channels.market_class, unit, sums)
            _add_holders(unit, sums)
        _take_out_open(sums)
        if counts.is_cleared.shape[0] > 0:
            _mark_family(counts.is_cleared[family], sums)
        _count_family(days.shape[0], sums, counts)


@inlined
def _new_unit(channels: Channels, counts: Cleared) -> Unit:
    classes, words = channels.market_ok.shape[0], channels.days.shape[1]
    holders = counts.by_holder.shape[0]
    return Unit(
        np.zeros((classes, words), np.uint64),
        np.zeros((classes, counts.by_label.shape[0], words), np.uint64),
        none_of(holders),
        np.zeros((holders, words), np.uint64),
    )


@inlined
def _new_sums(day_count: int, counts: Cleared) -> Sums:
    words = (day_count + 63) // 64
    labels, markets = counts.by_label.shape[:2]
    holders = counts.by_holder.shape[0]
    return Sums(
        none_of(markets),
        np.zeros((markets, words), np.uint64),
        np.zeros((markets, words), np.uint64),
        np.zeros((markets, words), np.uint64),
        np.zeros((markets, words), np.uint64),
        none_of(labels),
        np.zeros((labels, markets, words), np.uint64),
        none_of(holders),
        np.zeros((holders, markets, words), np.uint64),
        np.zeros((holders, markets, words), np.uint64),
        np.zeros((counts.holder_label.shape[0], holders, markets, words), np.uint64),
    )


@inlined
def _is_reached(
    first: int,
    last: int,
    part: Part,
    is_special: np.ndarray,
    title: Title,
    channels: Channels,
    clearing: Clearing,
) -> bool:
    """Return whether any channel could clear one of the units of a family."""
    at = channels.grants.at
    for u in range(first, last):
        right = part.unit_right[u]
        if clearing.listed.shape[0] > 0 and is_special[right]:
            return True
        for j in range(title.at[right], title.at[right + 1]):
            if at[title.owner[j] + 1] > at[title.owner[j]]:
                return True
    return False


@inlined
def _find_days(
    clears: np.ndarray, channels: Channels, clearing: Clearing, unit: Unit, sums: Sums
) -> None:
    """Say, by class of market, when some leaf of a unit is open and when a label clears one."""
    for c in clears:
        note(sums.labels, channels.label[c])
    for m in range(unit.opened.shape[0]):
        find_open(m, clears, channels, clearing, unit.opened[m])
        for label in noted(sums.labels):
            unit.by_label[m, label] = np.uint64(0)
        for c in clears:
            if channels.market_ok[m, c] and _clears_leaf(c, channels.class_ok, clearing.has_class):
                for w in range(clearing.days.shape[1]):
                    unit.by_label[m, channels.label[c], w] |= clearing.days[c, w]


@inlined
def _clears_leaf(channel: int, class_ok: np.ndarray, has_class: np.ndarray) -> bool:
    """Return whether a channel reaches some relevant leaf of the family."""
    is_any = False
    for k in range(has_class.shape[0]):
        is_any |= has_class[k] and class_ok[k, channel]
    return is_any


@inlined
def _add_row(
    row: int,
    is_cleared: bool,
    part: Part,
    market_class: np.ndarray,
    unit: Unit,
    sums: Sums,
) -> None:
    """Add what a unit is in one market to its family."""
    market = np.int64(part.market[row])
    m = market_class[market]
    note(sums.markets, market)
    for w in range(part.force.shape[1]):
        sums.force[market, w] |= part.force[row, w]
        sums.open_force[market, w] |= part.force[row, w] & unit.opened[m, w]
        sums.pending[market, w] |= part.pending[row, w]
        sums.open_pending[market, w] |= part.pending[row, w] & unit.opened[m, w]
    if is_cleared:
        for label in noted(sums.labels):
            for w in range(part.force.shape[1]):
                sums.by_label[label, market, w] |= part.force[row, w] & unit.by_label[m, label, w]
    for holder in noted(unit.holders):
        for w in range(part.force.shape[1]):
            held = part.force[row, w] & unit.held[holder, w]
            sums.held[holder, market, w] |= held
            sums.open_held[holder, market, w] |= held & unit.opened[m, w]
            if is_cleared and sums.held_label.shape[0] > 0:
                for label in noted(sums.labels):
                    sums.held_label[label, holder, market, w] |= held & unit.by_label[m, label, w]


@inlined
def _add_holders(unit: Unit, sums: Sums) -> None:
    """Note the holders of a unit for its family, and forget them."""
    for holder in noted(unit.holders):
        unit.held[holder] = np.uint64(0)
        note(sums.holders, holder)
    forget(unit.holders)


@inlined
def _take_out_open(sums: Sums) -> None:
    """Leave of the days alive those on which nothing is open; in force goes before pending."""
    for market in noted(sums.markets):
        for w in range(sums.force.shape[1]):
            sums.pending[market, w] &= ~(sums.force[market, w] | sums.open_pending[market, w])
            sums.force[market, w] &= ~sums.open_force[market, w]
        sums.open_force[market] = np.uint64(0)
        sums.open_pending[market] = np.uint64(0)


@inlined
def _mark_family(is_cleared: np.ndarray, sums: Sums) -> None:
    """Say in which markets the family at hand is cleared on the first day."""
    for market in noted(sums.markets):
        first = (sums.force[market, 0] | sums.pending[market, 0]) & np.uint64(1)
        is_cleared[market] = first != 0


@inlined
def _count_family(day_count: int, sums: Sums, counts: Cleared) -> None:
    """Add what of a family is cleared to the counts, and clear its sums."""
    for market in noted(sums.markets):
        add_days(counts.totals[0, market], sums.force[market], day_count)
        add_days(counts.totals[1, market], sums.pending[market], day_count)
        sums.force[market] = np.uint64(0)
        sums.pending[market] = np.uint64(0)
        for label in noted(sums.labels):
            add_days(counts.by_label[label, market], sums.by_label[label, market], day_count)
            sums.by_label[label, market] = np.uint64(0)
        for holder in noted(sums.holders):
            _count_held(holder, market, day_count, sums, counts)
    forget(sums.markets)
    forget(sums.labels)
    forget(sums.holders)


@inlined
def _count_held(holder: int, market: int, day_count: int, sums: Sums, counts: Cleared) -> None:
    """Add what a holder has of a family in one market to the counts, and clear its sums."""
    held = sums.held[holder, market]
    for w in range(held.shape[0]):
        held[w] &= ~sums.open_held[holder, market, w]
    add_days(counts.by_holder[holder, market], held, day_count)
    held[:] = np.uint64(0)
    sums.open_held[holder, market] = np.uint64(0)
    if sums.held_label.shape[0] > 0:
        for label in noted(sums.labels):
            held_label = sums.held_label[label, holder, market]
            add_days(counts.holder_label[label, holder, market], held_label, day_count)
            held_label[:] = np.uint64(0)
