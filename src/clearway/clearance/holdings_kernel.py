"""Compiled: which units of families stay open under which plans, and whose they are on the day.

The bits that count days in `kernel` count plans here: each plan is a set of deals, and a channel
clears a unit on the bits of the plans that hold its deal. One pass so serves every plan.
"""

# ruff: noqa: PLR0913 - compiled functions take arrays, by place

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.bits import bare, compiled, inlined
from clearway.clearance.clearing_kernel import (
    Clearing,
    clear_unit,
    find_classes,
    find_open,
    new_clearing,
)

if TYPE_CHECKING:
    from clearway.clearance.arrays import Channels, Holders, Part, Title, Touched


@compiled
def open_units(
    plans: np.ndarray, part: Part, touched: Touched, title: Title, channels: Channels
) -> tuple[np.ndarray, np.ndarray]:
    """Say whose each unit is, and under which plans something of it stays open.

    Args:
        plans: int32[P]: the day, once for each plan.
        part: some families laid out for the day.
        touched: all of them.
        title: who owns each right when.
        channels: `days` are the plans in which each may be used, uint64[C, W] over P plans.

    Returns:
        int32[units] the holder, -1 when nobody is known to own it; and uint64[units, classes of
        markets, W] the plans that leave it open there, bits from P on without meaning.
    """
    holder = np.empty(part.unit_right.shape[0], np.int32)
    classes, words = channels.market_ok.shape[0], channels.days.shape[1]
    opened = np.zeros((part.unit_right.shape[0], classes, words), np.uint64)
    _find(plans, part, touched, title, channels, new_clearing(channels), holder, opened)
    return holder, opened


@bare
def _find(
    plans: np.ndarray,
    part: Part,
    touched: Touched,
    title: Title,
    channels: Channels,
    clearing: Clearing,
    holder: np.ndarray,
    opened: np.ndarray,
) -> None:
    """Go through the units of one family after another."""
    for place in range(part.unit_at.shape[0] - 1):
        family = touched.family[part.first_place + place]
        find_classes(family, touched, channels.leaf_class, clearing)
        for u in range(part.unit_at[place], part.unit_at[place + 1]):
            right, first_filed = part.unit_right[u], touched.first_filed[family]
            holder[u] = _holder_on(plans[0], right, title, touched.holders)
            count = clear_unit(right, first_filed, plans, title, channels, clearing)
            clears = clearing.clears[:count]
            for m in range(opened.shape[1]):
                find_open(m, clears, channels, clearing, opened[u, m])


@inlined
def _holder_on(day: int, right: int, title: Title, holders: Holders) -> int:
    """Return the number of the holder of a right on a day, or -1 when nobody is known to own it."""
    for j in range(title.at[right], title.at[right + 1]):
        if title.from_day[j] <= day < title.to_day[j]:
            owner = title.owner[j]
            for h in range(holders.at[owner], holders.at[owner + 1]):
                if holders.from_day[h] <= day < holders.to_day[h]:
                    return int(holders.holder[h])
    return -1
