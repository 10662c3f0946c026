"""Compiled: the days on which the channels of a product clear families, by market and holder.

The kernel reads the same page as the rules (sections 3 to 5) in another way: the days asked for are
bits of a few 64-bit words, each unit of a family (rights with the same owners) has the days on
which it is in force and pending, each channel (own rights, a grant, a component) the days on which
it clears the unit, and a family is cleared on the days on which it is in force and nothing of it
stays open. Families that no channel reaches are passed over. Tests hold it equal to the rules, cell
for cell.
"""

# ruff: noqa: PLR0912, PLR0913, PLR0915, C901 - compiled loops over plain arrays

from __future__ import annotations

import numpy as np

from clearway.clearance.bits import FIRST, LAST, add_days, compiled, set_days

LISTED, OWNED, GRANTED, STANDING = 0, 1, 2, 3
"""Kinds of channel: pool by list; owner on the day; captured; captured and still with a grantor."""


@compiled
def days_cleared(
    right: int,
    first_filed: int,
    days: np.ndarray,
    title_at: np.ndarray,
    title_owner: np.ndarray,
    title_from: np.ndarray,
    title_to: np.ndarray,
    channel_kind: np.ndarray,
    channel_from: np.ndarray,
    channel_until: np.ndarray,
    channel_days: np.ndarray,
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
    lists: np.ndarray,
    in_use: np.ndarray,  # bool[channels], all false before and after
    first_day: np.ndarray,
    clears: np.ndarray,  # out: uint64[channels, W]
    used_channel: np.ndarray,  # out: the channels that clear some day
) -> int:
    """Say when each channel clears a right, whatever the leaf and the market; return how many."""
    used = 0
    for j in range(title_at[right], title_at[right + 1]):
        owner = title_owner[j]
        for e in range(owner_at[owner], owner_at[owner + 1]):
            c = owner_channel[e]
            if channel_limit[c] >= 0 and not right_ok[channel_limit[c], right]:
                continue
            start = max(title_from[j], owner_from[e])
            end = min(title_to[j], owner_to[e])
            if channel_kind[c] != OWNED:
                start = max(start, channel_from[c], first_filed)
                end = min(end, channel_until[c])
            if start >= end:
                continue
            if not in_use[c]:
                in_use[c] = True
                used_channel[used] = c
                used += 1
                clears[c, :] = np.uint64(0)
                first_day[c] = LAST
            if channel_kind[c] == OWNED:
                set_days(clears[c], days, start, end)
            else:
                first_day[c] = min(first_day[c], start)
    for n in range(lists.shape[0]):
        c = lists[n]
        if channel_limit[c] >= 0 and not right_ok[channel_limit[c], right]:
            continue
        row = channel_listed[c]
        for j in range(listed_at[row, right], listed_at[row, right + 1]):
            start = max(channel_from[c], listed_from[j], first_filed)
            if start >= min(channel_until[c], listed_to[j]):
                continue
            if not in_use[c]:
                in_use[c] = True
                used_channel[used] = c
                used += 1
                clears[c, :] = np.uint64(0)
                first_day[c] = LAST
            first_day[c] = min(first_day[c], start)
    kept = 0
    for n in range(used):
        c = used_channel[n]
        in_use[c] = False
        if channel_kind[c] == STANDING:
            for j in range(title_at[right], title_at[right + 1]):
                owner = title_owner[j]
                for e in range(owner_at[owner], owner_at[owner + 1]):
                    if owner_channel[e] == c:
                        start = max(first_day[c], title_from[j], owner_from[e])
                        set_days(clears[c], days, start, min(title_to[j], owner_to[e]))
        elif channel_kind[c] != OWNED:
            set_days(clears[c], days, first_day[c], LAST + 1)
        some = np.uint64(0)
        for w in range(clears.shape[1]):
            clears[c, w] &= channel_days[c, w]
            some |= clears[c, w]
        if some != 0:
            used_channel[kept] = c
            kept += 1
    return kept


@compiled
def _is_reached(
    right: int,
    is_special: np.ndarray,
    title_at: np.ndarray,
    title_owner: np.ndarray,
    owner_at: np.ndarray,
    lists: int,
) -> bool:
    """Return whether any channel could clear a right."""
    if lists > 0 and is_special[right]:
        return True
    for j in range(title_at[right], title_at[right + 1]):
        if owner_at[title_owner[j] + 1] > owner_at[title_owner[j]]:
            return True
    return False


@compiled
def count_cleared(
    days: np.ndarray,  # int32[D], sorted
    # the families laid out: `force_kernel.lay_families`, and its places
    first_place: int,
    unit_at: np.ndarray,
    unit_right: np.ndarray,
    row_at: np.ndarray,
    row_market: np.ndarray,
    row_force: np.ndarray,
    row_pending: np.ndarray,
    family_at: np.ndarray,  # int32[N]: family of each place
    # the layout
    is_special: np.ndarray,  # bool[R]: a deal or pool lists it; a unit of its own
    family_first: np.ndarray,
    family_leaf_at: np.ndarray,
    family_leaf: np.ndarray,
    title_at: np.ndarray,
    title_owner: np.ndarray,
    title_from: np.ndarray,
    title_to: np.ndarray,
    holder_at: np.ndarray,  # CSR by owner: holder in time
    holder_of: np.ndarray,
    holder_from: np.ndarray,
    holder_to: np.ndarray,
    # channels
    leaf_class: np.ndarray,  # int16[L]: class of a relevant leaf, or -1
    class_ok: np.ndarray,  # bool[classes, channels]
    market_class: np.ndarray,  # int16[M]
    market_ok: np.ndarray,  # bool[market classes, channels]
    channel_kind: np.ndarray,
    channel_label: np.ndarray,
    channel_from: np.ndarray,  # capture window
    channel_until: np.ndarray,
    channel_days: np.ndarray,  # uint64[channels, W]
    channel_limit: np.ndarray,  # int32[channels]: row of right_ok, or -1 for all
    right_ok: np.ndarray,  # bool[rows, R]
    owner_at: np.ndarray,  # CSR by owner: the channels, lists apart, that it grants in time
    owner_channel: np.ndarray,
    owner_from: np.ndarray,
    owner_to: np.ndarray,
    channel_listed: np.ndarray,  # int32[channels]: row of listed_at
    listed_at: np.ndarray,  # int64[listed channels, R + 1]
    listed_from: np.ndarray,
    listed_to: np.ndarray,
    # out: differences along the last axis
    totals: np.ndarray,  # int32[2, M, D + 1]: cleared; pending and cleared
    by_label: np.ndarray,  # int32[labels, M, D + 1]
    by_holder: np.ndarray,  # int32[holders or 0, M, D + 1]: cleared
    holder_label: np.ndarray,  # int32[labels or 0, holders, M, D + 1]
    is_cleared: np.ndarray,  # bool[F or 0, M]: on the first day, in force or pending
) -> None:
    """Count what is cleared among the families laid out into the output arrays."""
    day_count = days.shape[0]
    words = row_force.shape[1]
    markets = market_class.shape[0]
    channels = channel_kind.shape[0]
    classes = class_ok.shape[0]
    market_classes = market_ok.shape[0]
    labels = by_label.shape[0]
    holders = by_holder.shape[0]
    with_holder_labels = holder_label.shape[0] > 0

    everything = np.zeros(words, np.uint64)
    set_days(everything, days, FIRST, LAST + 1)
    planes = np.zeros((4, markets, words), np.uint64)
    family_labels = np.zeros((labels, markets, words), np.uint64)
    held = np.zeros((2, holders, markets, words), np.uint64)
    held_labels = np.zeros((holder_label.shape[0], holders, markets, words), np.uint64)
    holder_mask = np.zeros((max(holders, 1), words), np.uint64)
    holds = np.zeros(max(holders, 1), np.bool_)
    unit_holder = np.zeros(max(holders, 1), np.int64)
    family_holds = np.zeros(max(holders, 1), np.bool_)
    family_holder = np.zeros(max(holders, 1), np.int64)
    in_family = np.zeros(markets, np.bool_)
    family_markets = np.zeros(markets, np.int64)
    has_class = np.zeros(classes, np.bool_)
    in_use = np.zeros(channels, np.bool_)
    used_channel = np.zeros(channels, np.int64)
    first_day = np.zeros(channels, np.int64)
    lists = np.flatnonzero(channel_kind == LISTED)
    is_seen_label = np.zeros(labels, np.bool_)
    seen_label = np.zeros(labels, np.int64)
    clears = np.zeros((channels, words), np.uint64)
    cleared = np.zeros(words, np.uint64)
    open_days = np.zeros((market_classes, words), np.uint64)
    label_days = np.zeros((market_classes, labels, words), np.uint64)

    for place in range(unit_at.shape[0] - 1):
        reached = False
        for u in range(unit_at[place], unit_at[place + 1]):
            reached = reached or _is_reached(
                unit_right[u], is_special, title_at, title_owner, owner_at, lists.shape[0]
            )
        if not reached:
            continue
        family = family_at[first_place + place]
        has_class[:] = False
        for i in range(family_leaf_at[family], family_leaf_at[family + 1]):
            k = leaf_class[family_leaf[i]]
            if k >= 0:
                has_class[k] = True
        seen_labels = 0
        market_count = 0
        holder_count = 0

        for u in range(unit_at[place], unit_at[place + 1]):
            right = unit_right[u]
            kept = days_cleared(
                right, family_first[family], days, title_at, title_owner, title_from, title_to,
                channel_kind, channel_from, channel_until, channel_days, channel_limit, right_ok,
                owner_at, owner_channel, owner_from, owner_to, channel_listed, listed_at,
                listed_from, listed_to, lists, in_use, first_day, clears, used_channel,
            )  # fmt: skip
            for n in range(kept):
                label = channel_label[used_channel[n]]
                if not is_seen_label[label]:
                    is_seen_label[label] = True
                    seen_label[seen_labels] = label
                    seen_labels += 1

            # Days on which some relevant leaf stays open, by class of market; days by label.
            for m in range(market_classes):
                for n in range(seen_labels):
                    label_days[m, seen_label[n], :] = np.uint64(0)
                open_days[m, :] = np.uint64(0)
                for k in range(classes):
                    if not has_class[k]:
                        continue
                    cleared[:] = np.uint64(0)
                    for n in range(kept):
                        c = used_channel[n]
                        if class_ok[k, c] and market_ok[m, c]:
                            for w in range(words):
                                cleared[w] |= clears[c, w]
                                label_days[m, channel_label[c], w] |= clears[c, w]
                    for w in range(words):
                        open_days[m, w] |= everything[w] & ~cleared[w]

            unit_holders = 0
            for j in range(title_at[right], title_at[right + 1] if holders > 0 else 0):
                owner = title_owner[j]
                for h in range(holder_at[owner], holder_at[owner + 1]):
                    holder = holder_of[h]
                    if not holds[holder]:
                        holds[holder] = True
                        unit_holder[unit_holders] = holder
                        unit_holders += 1
                    set_days(
                        holder_mask[holder], days, max(title_from[j], holder_from[h]),
                        min(title_to[j], holder_to[h]),
                    )  # fmt: skip

            for row in range(row_at[u], row_at[u + 1]):
                market = np.int64(row_market[row])
                m = market_class[market]
                if not in_family[market]:
                    in_family[market] = True
                    family_markets[market_count] = market
                    market_count += 1
                for w in range(words):
                    planes[0, market, w] |= row_force[row, w]
                    planes[1, market, w] |= row_force[row, w] & open_days[m, w]
                    planes[2, market, w] |= row_pending[row, w]
                    planes[3, market, w] |= row_pending[row, w] & open_days[m, w]
                if kept > 0:
                    for n in range(seen_labels):
                        label = seen_label[n]
                        for w in range(words):
                            family_labels[label, market, w] |= (
                                row_force[row, w] & label_days[m, label, w]
                            )
                for s in range(unit_holders):
                    holder = unit_holder[s]
                    for w in range(words):
                        of_holder = row_force[row, w] & holder_mask[holder, w]
                        held[0, holder, market, w] |= of_holder
                        held[1, holder, market, w] |= of_holder & open_days[m, w]
                        if with_holder_labels and kept > 0:
                            for n in range(seen_labels):
                                label = seen_label[n]
                                held_labels[label, holder, market, w] |= (
                                    of_holder & label_days[m, label, w]
                                )
            for s in range(unit_holders):
                holder = unit_holder[s]
                holds[holder] = False
                holder_mask[holder, :] = np.uint64(0)
                if not family_holds[holder]:
                    family_holds[holder] = True
                    family_holder[holder_count] = holder
                    holder_count += 1

        for t in range(market_count):
            market = family_markets[t]
            in_family[market] = False
            for w in range(words):
                planes[3, market, w] = planes[2, market, w] & ~(
                    planes[0, market, w] | planes[3, market, w]
                )
                planes[1, market, w] = planes[0, market, w] & ~planes[1, market, w]
            add_days(totals[0, market], planes[1, market], day_count)
            add_days(totals[1, market], planes[3, market], day_count)
            if is_cleared.shape[0] > 0:
                some = planes[1, market, 0] | planes[3, market, 0]
                is_cleared[family, market] = some & np.uint64(1) != 0
            planes[:, market, :] = np.uint64(0)
            for n in range(seen_labels):
                label = seen_label[n]
                add_days(by_label[label, market], family_labels[label, market], day_count)
                family_labels[label, market, :] = np.uint64(0)
            for s in range(holder_count):
                holder = family_holder[s]
                for w in range(words):
                    held[0, holder, market, w] &= ~held[1, holder, market, w]
                add_days(by_holder[holder, market], held[0, holder, market], day_count)
                held[:, holder, market, :] = np.uint64(0)
                for n in range(seen_labels if with_holder_labels else 0):
                    label = seen_label[n]
                    add_days(
                        holder_label[label, holder, market],
                        held_labels[label, holder, market],
                        day_count,
                    )
                    held_labels[label, holder, market, :] = np.uint64(0)
        for s in range(holder_count):
            family_holds[family_holder[s]] = False
        for n in range(seen_labels):
            is_seen_label[seen_label[n]] = False
