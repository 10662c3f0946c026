"""Compiled: the leaves of each unit that the deals counted leave open, and the deals that would do.

Where `holdings_kernel` asks of whole plans, this asks of each deal by itself: a set of bits, one
for each deal, says which of them clear a leaf.
"""

# ruff: noqa: PLR0913 - compiled functions take arrays, by place

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.bits import bare, compiled, inlined
from clearway.clearance.clearing_kernel import Clearing, clear_unit, find_classes, new_clearing

if TYPE_CHECKING:
    from clearway.clearance.arrays import Channels, Part, Title, Touched


@compiled
def find_sets(
    days: np.ndarray,
    part: Part,
    touched: Touched,
    title: Title,
    channels: Channels,
    channel_deal: np.ndarray,
    words: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Find the leaves of each unit that stay open, by class of market.

    Args:
        days: int32[1].
        part: some families laid out for the day.
        touched: all of them.
        title: who owns each right when.
        channels: what may clear.
        channel_deal: int64[C]: the deal asked about, -1 for what counts anyway.
        words: how many hold a bit for each deal asked about.

    Returns:
        CSR by unit and class of market the different sets of deals that clear such a leaf, and
        the sets as bits, uint64[sets, words]; an empty one where no deal does.
    """
    clearing = new_clearing(channels)
    set_at = np.zeros(part.unit_right.shape[0] * channels.market_ok.shape[0] + 1, np.int64)
    sets = np.zeros((1024, words), np.uint64)
    place, last = 0, part.unit_at.shape[0] - 1
    while place < last:
        place = _find(
            place, days, part, touched, title, channels, channel_deal, clearing, set_at, sets
        )
        if place < last:
            sets = np.concatenate((sets, np.zeros_like(sets)))
    return set_at, sets[: set_at[-1]].copy()


@bare
def _find(
    place: int,
    days: np.ndarray,
    part: Part,
    touched: Touched,
    title: Title,
    channels: Channels,
    channel_deal: np.ndarray,
    clearing: Clearing,
    set_at: np.ndarray,
    sets: np.ndarray,
) -> int:
    """Go through the units of one family after another; return the first without room for sets."""
    classes = channels.market_ok.shape[0]
    for here in range(place, part.unit_at.shape[0] - 1):
        first, last = part.unit_at[here], part.unit_at[here + 1]
        at_most = (last - first) * classes * channels.class_ok.shape[0]
        if set_at[first * classes] + at_most > sets.shape[0]:
            return here
        family = touched.family[part.first_place + here]
        find_classes(family, touched, channels.leaf_class, clearing)
        for u in range(first, last):
            right, first_filed = part.unit_right[u], touched.first_filed[family]
            count = clear_unit(right, first_filed, days, title, channels, clearing)
            clears = clearing.clears[:count]
            for m in range(classes):
                row = u * classes + m
                set_at[row + 1] = _add_sets(
                    m, clears, channels, channel_deal, clearing, sets, set_at[row]
                )
    return int(part.unit_at.shape[0] - 1)


@inlined
def _add_sets(
    market_class: int,
    clears: np.ndarray,
    channels: Channels,
    channel_deal: np.ndarray,
    clearing: Clearing,
    sets: np.ndarray,
    count: int,
) -> int:
    """Add the different sets of deals that clear an open leaf of a unit; return how many there are.

    Each class of leaves is tried in the next free row, which stays when it is open and new.
    """
    first = count
    for k in range(clearing.has_class.shape[0]):
        if (
            clearing.has_class[k]
            and _is_open(k, market_class, clears, channels, channel_deal, sets[count])
            and _is_new(sets, first, count)
        ):
            count += 1
    return count


@inlined
def _is_open(
    leaf_class: int,
    market_class: int,
    clears: np.ndarray,
    channels: Channels,
    channel_deal: np.ndarray,
    deals: np.ndarray,
) -> bool:
    """Return whether only deals asked about clear a class of leaves; `deals` are these, as bits."""
    deals[:] = np.uint64(0)
    for c in clears:
        if channels.class_ok[leaf_class, c] and channels.market_ok[market_class, c]:
            deal = channel_deal[c]
            if deal < 0:
                return False
            deals[deal >> 6] |= np.uint64(1) << np.uint64(deal & 63)
    return True


@inlined
def _is_new(sets: np.ndarray, first: int, count: int) -> bool:
    """Return whether the row at `count` is none of those from `first` on."""
    for earlier in range(first, count):
        is_same = True
        for w in range(sets.shape[1]):
            is_same = is_same and sets[earlier, w] == sets[count, w]
        if is_same:
            return False
    return True
