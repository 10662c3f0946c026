"""Compiled: which channels clear one unit of a family, and on which days.

Each channel (own rights, a grant, a component) has the days on which it clears a unit, whatever
the leaf and the market; leaf by leaf and market by market it then counts or not. Source: the
semantics page, sections 3 and 4.
"""

# ruff: noqa: PLR0913 - compiled functions take arrays, by place

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clearway.clearance.arrays import LISTED, OWNED, STANDING, Channels, Holders, Title, Touched
from clearway.clearance.bits import LAST, bare, inlined, set_days
from clearway.clearance.few import Few, forget, none_of, note, noted


class Clearing(NamedTuple):
    """The unit at hand: the channels that may clear it, and when."""

    tried: Few
    first_day: np.ndarray  # int64[C]: of its capture by a channel
    days: np.ndarray  # uint64[C, W]
    clears: np.ndarray  # int64[C]: the channels that clear it on some day come first
    listed: np.ndarray  # int64: the channels by list
    has_class: np.ndarray  # bool[classes of leaves]: of the family at hand
    cleared: np.ndarray  # uint64[W], of the moment


@inlined
def new_clearing(channels: Channels) -> Clearing:
    """Return room for one unit after another."""
    count, words = channels.days.shape
    return Clearing(
        none_of(count),
        np.zeros(count, np.int64),
        np.zeros((count, words), np.uint64),
        np.zeros(count, np.int64),
        np.flatnonzero(channels.kind == LISTED),
        np.zeros(channels.class_ok.shape[0], np.bool_),
        np.zeros(words, np.uint64),
    )


@inlined
def find_classes(family: int, touched: Touched, leaf_class: np.ndarray, clearing: Clearing) -> None:
    """Say of which classes the relevant leaves of a family are."""
    clearing.has_class[:] = False
    for i in range(touched.leaf_at[family], touched.leaf_at[family + 1]):
        k = leaf_class[touched.leaf[i]]
        if k >= 0:
            clearing.has_class[k] = True


@bare
def clear_unit(
    right: int,
    first_filed: int,
    days: np.ndarray,
    title: Title,
    channels: Channels,
    clearing: Clearing,
) -> int:
    """Say when each channel clears a unit, whatever the leaf and the market.

    Args:
        right: of the unit.
        first_filed: of its family.
        days: int32[D], ascending.
        title: who owns the right when.
        channels: of the product.
        clearing: out, `clears`, and the `days` of these.

    Returns:
        How many channels clear it on some day: the first of `clearing.clears`.
    """
    _try_grants(right, first_filed, days, title, channels, clearing)
    _try_lists(right, first_filed, channels, clearing)
    count = 0
    for c in noted(clearing.tried):
        if channels.kind[c] == STANDING:
            _clear_while_granted(c, right, days, title, channels, clearing)
        elif channels.kind[c] != OWNED:
            set_days(clearing.days[c], days, clearing.first_day[c], LAST + 1)
        some = np.uint64(0)
        for w in range(clearing.days.shape[1]):
            clearing.days[c, w] &= channels.days[c, w]
            some |= clearing.days[c, w]
        if some != 0:
            clearing.clears[count] = c
            count += 1
    forget(clearing.tried)
    return count


@inlined
def _try_grants(
    right: int,
    first_filed: int,
    days: np.ndarray,
    title: Title,
    channels: Channels,
    clearing: Clearing,
) -> None:
    """Try the channels whose grantors, or own companies, ever owned the right."""
    grants = channels.grants
    for j in range(title.at[right], title.at[right + 1]):
        owner = title.owner[j]
        for e in range(grants.at[owner], grants.at[owner + 1]):
            c = grants.channel[e]
            if not _reaches(c, right, channels):
                continue
            start = max(title.from_day[j], grants.from_day[e])
            end = min(title.to_day[j], grants.to_day[e])
            if channels.kind[c] != OWNED:
                start = max(start, channels.from_day[c], first_filed)
                end = min(end, channels.until_day[c])
            if start >= end:
                continue
            _try(c, clearing)
            if channels.kind[c] == OWNED:
                set_days(clearing.days[c], days, start, end)
            else:
                clearing.first_day[c] = min(clearing.first_day[c], start)


@inlined
def _try_lists(right: int, first_filed: int, channels: Channels, clearing: Clearing) -> None:
    """Try the channels whose pool lists the right."""
    lists = channels.lists
    for c in clearing.listed:
        if not _reaches(c, right, channels):
            continue
        for j in range(lists.at[lists.row[c], right], lists.at[lists.row[c], right + 1]):
            start = max(channels.from_day[c], lists.from_day[j], first_filed)
            if start < min(channels.until_day[c], lists.to_day[j]):
                _try(c, clearing)
                clearing.first_day[c] = min(clearing.first_day[c], start)


@inlined
def _reaches(channel: int, right: int, channels: Channels) -> bool:
    """Return whether a channel is not limited to families that the right lies outside of."""
    limit = channels.limit[channel]
    return bool(limit < 0 or channels.right_ok[limit, right])


@inlined
def _try(channel: int, clearing: Clearing) -> None:
    """Note a channel once, with no day so far."""
    if note(clearing.tried, channel):
        clearing.days[channel] = np.uint64(0)
        clearing.first_day[channel] = LAST


@inlined
def _clear_while_granted(
    channel: int,
    right: int,
    days: np.ndarray,
    title: Title,
    channels: Channels,
    clearing: Clearing,
) -> None:
    """Set the days from the capture on on which the right is still with a grantor."""
    grants, first_day = channels.grants, clearing.first_day[channel]
    for j in range(title.at[right], title.at[right + 1]):
        owner = title.owner[j]
        for e in range(grants.at[owner], grants.at[owner + 1]):
            if grants.channel[e] == channel:
                start = max(first_day, title.from_day[j], grants.from_day[e])
                end = min(title.to_day[j], grants.to_day[e])
                set_days(clearing.days[channel], days, start, end)


@inlined
def find_open(
    market_class: int,
    clears: np.ndarray,
    channels: Channels,
    clearing: Clearing,
    opened: np.ndarray,
) -> None:
    """Say on which days some relevant leaf of a unit stays open in a class of markets.

    Args:
        market_class: of which class.
        clears: from `clear_unit`.
        channels: of the product.
        clearing: with the classes of the family's leaves.
        opened: out, uint64[W]; bits from D on mean nothing.
    """
    opened[:] = np.uint64(0)
    for k in range(clearing.has_class.shape[0]):
        if not clearing.has_class[k]:
            continue
        clearing.cleared[:] = np.uint64(0)
        for c in clears:
            if channels.class_ok[k, c] and channels.market_ok[market_class, c]:
                for w in range(opened.shape[0]):
                    clearing.cleared[w] |= clearing.days[c, w]
        for w in range(opened.shape[0]):
            opened[w] |= ~clearing.cleared[w]


@inlined
def hold(
    right: int, days: np.ndarray, title: Title, holders: Holders, few: Few, held: np.ndarray
) -> None:
    """Note the holders of a right in `few`, and add the days of each to `held`, uint64[H, W]."""
    for j in range(title.at[right], title.at[right + 1]):
        owner = title.owner[j]
        for k in range(holders.at[owner], holders.at[owner + 1]):
            holder = holders.holder[k]
            note(few, holder)
            start = max(title.from_day[j], holders.from_day[k])
            end = min(title.to_day[j], holders.to_day[k])
            set_days(held[holder], days, start, end)
