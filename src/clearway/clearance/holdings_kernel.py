"""Compiled: which units of families stay open under which plans, and whose they are on the day.

The bits that count days in `kernel` count plans here: each plan is a set of deals, and a channel
clears a unit on the bits of the plans that hold its deal. One pass so serves every plan.
"""

# ruff: noqa: PLR0913 - compiled loops over plain arrays

from __future__ import annotations

import numpy as np

from clearway.clearance.bits import FIRST, LAST, compiled, set_days
from clearway.clearance.kernel import LISTED, days_cleared


@compiled
def holder_on(
    day: int,
    right: int,
    title_at: np.ndarray,
    title_owner: np.ndarray,
    title_from: np.ndarray,
    title_to: np.ndarray,
    holder_at: np.ndarray,
    holder_of: np.ndarray,
    holder_from: np.ndarray,
    holder_to: np.ndarray,
) -> int:
    """Return the number of the holder of a right on a day, or -1 when nobody is known to own it."""
    for j in range(title_at[right], title_at[right + 1]):
        if title_from[j] <= day < title_to[j]:
            owner = title_owner[j]
            for h in range(holder_at[owner], holder_at[owner + 1]):
                if holder_from[h] <= day < holder_to[h]:
                    return int(holder_of[h])
    return -1


@compiled
def open_units(
    plans: np.ndarray,  # int32[P]: the day, once for each plan
    # the families laid out: `force_kernel.lay_families`
    unit_at: np.ndarray,
    unit_right: np.ndarray,
    family_at: np.ndarray,  # int32: family of each place laid out
    # the layout
    family_first: np.ndarray,
    family_leaf_at: np.ndarray,
    family_leaf: np.ndarray,
    title_at: np.ndarray,
    title_owner: np.ndarray,
    title_from: np.ndarray,
    title_to: np.ndarray,
    holder_at: np.ndarray,
    holder_of: np.ndarray,
    holder_from: np.ndarray,
    holder_to: np.ndarray,
    # channels
    leaf_class: np.ndarray,
    class_ok: np.ndarray,
    market_ok: np.ndarray,
    channel_kind: np.ndarray,
    channel_from: np.ndarray,
    channel_until: np.ndarray,
    channel_plans: np.ndarray,  # uint64[channels, W]: the plans in which it may be used
    channel_limit: np.ndarray,
    right_ok: np.ndarray,
    owner_at: np.ndarray,
    owner_channel: np.ndarray,
    owner_from: np.ndarray,
    owner_to: np.ndarray,
    channel_listed: np.ndarray,
    listed_at: np.ndarray,
    listed_from: np.ndarray,
    listed_to: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return int32[units] the holder, and uint64[units, market classes, W] the plans left open."""
    channels, words = channel_plans.shape
    market_classes = market_ok.shape[0]
    holder = np.empty(unit_right.shape[0], np.int32)
    opened = np.zeros((unit_right.shape[0], market_classes, words), np.uint64)
    everything = np.zeros(words, np.uint64)
    set_days(everything, plans, FIRST, LAST + 1)
    in_use = np.zeros(channels, np.bool_)
    used = np.zeros(channels, np.int64)
    first_day = np.zeros(channels, np.int64)
    clears = np.zeros((channels, words), np.uint64)
    cleared = np.zeros(words, np.uint64)
    lists = np.flatnonzero(channel_kind == LISTED)
    for place in range(unit_at.shape[0] - 1):
        family = family_at[place]
        for u in range(unit_at[place], unit_at[place + 1]):
            right = unit_right[u]
            holder[u] = holder_on(
                plans[0], right, title_at, title_owner, title_from, title_to,
                holder_at, holder_of, holder_from, holder_to,
            )  # fmt: skip
            kept = days_cleared(
                right, family_first[family], plans, title_at, title_owner, title_from, title_to,
                channel_kind, channel_from, channel_until, channel_plans, channel_limit, right_ok,
                owner_at, owner_channel, owner_from, owner_to, channel_listed, listed_at,
                listed_from, listed_to, lists, in_use, first_day, clears, used,
            )  # fmt: skip
            for m in range(market_classes):
                for i in range(family_leaf_at[family], family_leaf_at[family + 1]):
                    k = leaf_class[family_leaf[i]]
                    if k < 0:
                        continue
                    cleared[:] = np.uint64(0)
                    for n in range(kept):
                        c = used[n]
                        if class_ok[k, c] and market_ok[m, c]:
                            for w in range(words):
                                cleared[w] |= clears[c, w]
                    for w in range(words):
                        opened[u, m, w] |= everything[w] & ~cleared[w]
    return holder, opened
