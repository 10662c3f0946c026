"""Counting, compiled: every family once, over any number of days, by market, holder and reason.

The kernel reads the same page as the rules (sections 3 to 5) in another way: the days asked for are
bits of a few 64-bit words, each right is a mask of the days on which it is in force, each channel
(own rights, a grant, a component) a mask of the days on which it clears the right, and a family is
exposed on the days that stay set when the cleared ones are taken away. Tests hold it equal to the
rules, cell for cell.
"""

# ruff: noqa: PLR0912, PLR0913, PLR0915, C901 - one compiled loop; calls inside would be inlined anyway

from __future__ import annotations

import numpy as np

from clearway.clearance.bits import FIRST, LAST, add_days, compiled, set_days

LISTED, OWNED, GRANTED, STANDING = 0, 1, 2, 3
"""Kinds of channel: pool by list; owner on the day; captured; captured and still with a grantor."""

FAMILIES, EXPOSED, PENDING, PENDING_EXPOSED, GROUPS, ESTIMATED = range(6)
"""Planes of the totals."""


@compiled
def count_families(
    first_place: int,
    last_place: int,
    days: np.ndarray,  # int32[D], sorted
    # the layout
    right_filed: np.ndarray,
    right_granted: np.ndarray,
    right_ended: np.ndarray,
    right_flags: np.ndarray,
    right_set: np.ndarray,  # int32[R]: designation set
    family_first: np.ndarray,
    family_is_group: np.ndarray,
    family_leaf_at: np.ndarray,
    family_leaf: np.ndarray,
    title_at: np.ndarray,
    title_owner: np.ndarray,
    title_from: np.ndarray,
    title_to: np.ndarray,
    state_at: np.ndarray,
    state_market: np.ndarray,  # int16: market, or -1 when not asked for
    state_kind: np.ndarray,
    state_from: np.ndarray,
    state_to: np.ndarray,
    # designation sets, as markets asked for
    pending_at: np.ndarray,
    pending_market: np.ndarray,
    patent_at: np.ndarray,
    patent_market: np.ndarray,
    # owners
    holder_at: np.ndarray,  # CSR by owner: holder in time
    holder_of: np.ndarray,
    holder_from: np.ndarray,
    holder_to: np.ndarray,
    # what the product touches: N families, and their rights that have effect where asked
    family_at: np.ndarray,  # int32[N]
    family_right_at: np.ndarray,  # int64[N + 1]
    family_right: np.ndarray,
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
    totals: np.ndarray,  # int32[6, M, D + 1]
    by_label: np.ndarray,  # int32[labels, M, D + 1]
    by_holder: np.ndarray,  # int32[2, holders or 0, M, D + 1]: families, exposed
    holder_label: np.ndarray,  # int32[labels or 0, holders, M, D + 1]
    families_of: np.ndarray,  # uint8[F or 0, M]: 1 in force, 2 exposed, on the first day
) -> None:
    """Count places `first_place` to `last_place` of `family_at` into the output arrays."""
    day_count = days.shape[0]
    words = (day_count + 63) // 64
    markets = market_class.shape[0]
    channels = channel_kind.shape[0]
    classes = class_ok.shape[0]
    market_classes = market_ok.shape[0]
    labels = by_label.shape[0]
    with_holders = by_holder.shape[1] > 0
    with_holder_labels = holder_label.shape[0] > 0
    slots = 16

    everything = np.zeros(words, np.uint64)
    set_days(everything, days, FIRST, LAST + 1)
    family_planes = np.zeros((5, markets, words), np.uint64)
    family_labels = np.zeros((labels, markets, words), np.uint64)
    slot_holder = np.zeros(slots, np.int32)
    slot_force = np.zeros((slots, markets, words), np.uint64)
    slot_exposed = np.zeros((slots, markets, words), np.uint64)
    slot_labels = np.zeros((slots if with_holder_labels else 1, labels, markets, words), np.uint64)
    touched = np.zeros(markets, np.bool_)
    touched_list = np.zeros(markets, np.int64)
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
    holder_mask = np.zeros((slots, words), np.uint64)
    holder_slot = np.zeros(slots, np.int64)
    in_patent = np.zeros(markets, np.bool_)
    state_start = np.zeros(markets, np.int64)
    state_end = np.zeros(markets, np.int64)
    ceased = np.zeros(markets, np.int64)
    mask = np.zeros(words, np.uint64)
    was_stated = True

    for place in range(first_place, last_place):
        family = family_at[place]
        has_class[:] = False
        for i in range(family_leaf_at[family], family_leaf_at[family + 1]):
            k = leaf_class[family_leaf[i]]
            if k >= 0:
                has_class[k] = True
        seen_labels = 0
        last_right = np.int64(-1)
        touched_count = 0
        slots_used = 0

        for i in range(family_right_at[place], family_right_at[place + 1]):
            right = family_right[i]
            designation = right_set[right]
            states = state_at[right + 1] - state_at[right]
            granted = np.int64(right_granted[right])
            ended = np.int64(right_ended[right])
            if ended <= days[0] or (
                right_filed[right] > days[day_count - 1] and (granted > days[day_count - 1])
            ):
                continue

            # The rights of a family mostly have one owner: what was found for the last one stands.
            same = last_right >= 0 and lists.shape[0] == 0
            if same:
                rows = title_at[right + 1] - title_at[right]
                same = rows == title_at[last_right + 1] - title_at[last_right]
                for n in range(rows if same else 0):
                    j, k = title_at[right] + n, title_at[last_right] + n
                    same = (
                        same
                        and title_owner[j] == title_owner[k]
                        and title_from[j] == title_from[k]
                        and title_to[j] == title_to[k]
                    )
                for n in range(right_ok.shape[0]):
                    same = same and right_ok[n, right] == right_ok[n, last_right]
            if not same:
                last_right = right
                # When each channel clears this right, whatever the leaf and the market.
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
                            start = max(start, channel_from[c], family_first[family])
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
                        start = max(channel_from[c], listed_from[j], family_first[family])
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
                    if channel_kind[c] != OWNED:
                        set_days(clears[c], days, first_day[c], LAST + 1)
                    if channel_kind[c] == STANDING:
                        mask[:] = np.uint64(0)
                        for j in range(title_at[right], title_at[right + 1]):
                            owner = title_owner[j]
                            for e in range(owner_at[owner], owner_at[owner + 1]):
                                if owner_channel[e] == c:
                                    start = max(title_from[j], owner_from[e])
                                    set_days(mask, days, start, min(title_to[j], owner_to[e]))
                        for w in range(words):
                            clears[c, w] &= mask[w]
                    some = False
                    for w in range(words):
                        clears[c, w] &= channel_days[c, w]
                        some = some or clears[c, w] != 0
                    if not some:
                        continue
                    used_channel[kept] = c
                    kept += 1
                    label = channel_label[c]
                    if not is_seen_label[label]:
                        is_seen_label[label] = True
                        seen_label[seen_labels] = label
                        seen_labels += 1

                # Days on which some relevant leaf stays open, by class of market; days by label.
                any_channel = kept > 0
                for m in range(market_classes):
                    if not any_channel:
                        open_days[m, :] = everything
                        continue
                    open_days[m, :] = np.uint64(0)
                    for n in range(seen_labels):
                        label_days[m, seen_label[n], :] = np.uint64(0)
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

                # Who holds it when.
                spans = 0
                if not with_holders:
                    holder_mask[0, :] = np.uint64(0)
                    for j in range(title_at[right], title_at[right + 1]):
                        set_days(holder_mask[0], days, title_from[j], title_to[j])
                    spans = 1
                for j in range(title_at[right], title_at[right + 1] if with_holders else 0):
                    owner = title_owner[j]
                    for h in range(holder_at[owner], holder_at[owner + 1]):
                        start = max(title_from[j], holder_from[h])
                        end = min(title_to[j], holder_to[h])
                        if start >= end:
                            continue
                        mask[:] = np.uint64(0)
                        set_days(mask, days, start, end)
                        some = False
                        for w in range(words):
                            some = some or mask[w] != 0
                        if not some:
                            continue
                        slot = -1
                        for s in range(slots_used):
                            if slot_holder[s] == holder_of[h]:
                                slot = s
                        if slot < 0:
                            if slots_used == slots:
                                grown = slots * 2
                                slot_holder = np.concatenate(
                                    (slot_holder, np.zeros(slots, np.int32))
                                )
                                more = np.zeros((slots, markets, words), np.uint64)
                                slot_force = np.concatenate((slot_force, more))
                                slot_exposed = np.concatenate((slot_exposed, more))
                                if with_holder_labels:
                                    slot_labels = np.concatenate(
                                        (
                                            slot_labels,
                                            np.zeros((slots, labels, markets, words), np.uint64),
                                        )
                                    )
                                slots = grown
                            slot = slots_used
                            slot_holder[slot] = holder_of[h]
                            slots_used += 1
                        if spans == holder_mask.shape[0]:
                            holder_mask = np.concatenate((holder_mask, np.zeros_like(holder_mask)))
                            holder_slot = np.concatenate((holder_slot, np.zeros_like(holder_slot)))
                        holder_mask[spans] = mask
                        holder_slot[spans] = slot
                        spans += 1
            if spans == 0:
                continue

            # Where it has effect as a patent: the policy's states, or those on record.
            if states > 0 or was_stated:
                in_patent[:] = False
                ceased[:] = LAST
            was_stated = states > 0
            is_listed = False
            for j in range(state_at[right], state_at[right + 1]):
                is_listed = is_listed or state_kind[j] == 0
            if states > 0 and not is_listed and designation >= 0:
                for j in range(patent_at[designation], patent_at[designation + 1]):
                    market = patent_market[j]
                    in_patent[market] = True
                    state_start[market] = FIRST
                    state_end[market] = LAST
            for j in range(state_at[right], state_at[right + 1]):
                market = state_market[j]
                if market < 0:
                    continue
                if state_kind[j] == 2:
                    ceased[market] = state_from[j]
                elif in_patent[market]:
                    state_start[market] = min(state_start[market], state_from[j])
                    state_end[market] = max(state_end[market], state_to[j])
                else:
                    in_patent[market] = True
                    state_start[market] = state_from[j]
                    state_end[market] = state_to[j]

            grant_estimated = right_flags[right] & 1 != 0
            end_estimated = right_flags[right] & 2 != 0
            patent_count = (
                patent_at[designation + 1] - patent_at[designation]
                if (designation >= 0 and not is_listed)
                else 0
            )
            scan = markets if states > 0 else patent_count
            for j in range(scan):
                market = j if states > 0 else patent_market[patent_at[designation] + j]
                start, end = granted, ended
                if states > 0:
                    if not in_patent[market]:
                        continue
                    start = max(start, state_start[market])
                    end = min(end, state_end[market], ceased[market])
                if start >= end:
                    continue
                if states > 0 or j == 0:  # else the same days in every market
                    mask[:] = np.uint64(0)
                    set_days(mask, days, start, end)
                estimated = grant_estimated or (end_estimated and ceased[market] == LAST)
                m = market_class[market]
                some = False
                for w in range(words):
                    some = some or mask[w] != 0
                if not some:
                    continue
                if not touched[market]:
                    touched[market] = True
                    touched_list[touched_count] = market
                    touched_count += 1
                for s in range(spans):
                    slot = holder_slot[s]
                    for w in range(words):
                        held = mask[w] & holder_mask[s, w]
                        if held == 0:
                            continue
                        family_planes[0, market, w] |= held
                        family_planes[1, market, w] |= held & open_days[m, w]
                        if estimated:
                            family_planes[4, market, w] |= held
                        if with_holders:
                            slot_force[slot, market, w] |= held
                            slot_exposed[slot, market, w] |= held & open_days[m, w]
                        if any_channel:
                            for n in range(seen_labels):
                                label = seen_label[n]
                                by = held & label_days[m, label, w]
                                family_labels[label, market, w] |= by
                                if with_holder_labels:
                                    slot_labels[slot, label, market, w] |= by

            if designation < 0:
                continue
            for j in range(pending_at[designation], pending_at[designation + 1]):
                market = pending_market[j]
                end = min(granted, ended, ceased[market])
                if right_filed[right] >= end:
                    continue
                if states > 0 or j == pending_at[designation]:
                    mask[:] = np.uint64(0)
                    set_days(mask, days, right_filed[right], end)
                m = market_class[market]
                for w in range(words):
                    if mask[w] == 0:
                        continue
                    if not touched[market]:
                        touched[market] = True
                        touched_list[touched_count] = market
                        touched_count += 1
                    for s in range(spans):
                        held = mask[w] & holder_mask[s, w]
                        family_planes[2, market, w] |= held
                        family_planes[3, market, w] |= held & open_days[m, w]

        for t in range(touched_count):
            market = touched_list[t]
            planes = family_planes[:, market, :]
            add_days(totals[FAMILIES, market], planes[0], day_count)
            add_days(totals[EXPOSED, market], planes[1], day_count)
            if family_is_group[family]:
                add_days(totals[GROUPS, market], planes[0], day_count)
            add_days(totals[ESTIMATED, market], planes[4], day_count)
            for w in range(words):
                planes[2, w] &= ~planes[0, w]
                planes[3, w] &= ~planes[0, w]
            add_days(totals[PENDING, market], planes[2], day_count)
            add_days(totals[PENDING_EXPOSED, market], planes[3], day_count)
            for n in range(seen_labels):
                label = seen_label[n]
                add_days(by_label[label, market], family_labels[label, market], day_count)
            for slot in range(slots_used):
                holder = slot_holder[slot]
                add_days(by_holder[0, holder, market], slot_force[slot, market], day_count)
                add_days(by_holder[1, holder, market], slot_exposed[slot, market], day_count)
                slot_force[slot, market, :] = np.uint64(0)
                slot_exposed[slot, market, :] = np.uint64(0)
                if with_holder_labels:
                    for n in range(seen_labels):
                        label = seen_label[n]
                        add_days(
                            holder_label[label, holder, market],
                            slot_labels[slot, label, market],
                            day_count,
                        )
                        slot_labels[slot, label, market, :] = np.uint64(0)
            if families_of.shape[0] > 0:
                families_of[family, market] = np.uint8(planes[0, 0] & np.uint64(1)) + np.uint8(
                    np.uint64(2) * (planes[1, 0] & np.uint64(1))
                )
            planes[:] = np.uint64(0)
            for n in range(seen_labels):
                family_labels[seen_label[n], market, :] = np.uint64(0)
            touched[market] = False
        for n in range(seen_labels):
            is_seen_label[seen_label[n]] = False


@compiled
def pick_families(
    leaf_class: np.ndarray,
    family_leaf_at: np.ndarray,
    family_leaf: np.ndarray,
    family_right_at: np.ndarray,
    family_right: np.ndarray,
    right_set: np.ndarray,
    state_at: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the families with a relevant leaf, and CSR their rights with effect where asked.

    Rights with states on record stay in.
    """
    families = family_leaf_at.shape[0] - 1
    chosen = np.empty(families, np.int32)
    at = np.zeros(families + 1, np.int64)
    rights = np.empty(family_right.shape[0], np.int32)
    count, total = 0, 0
    for family in range(families):
        relevant = False
        for i in range(family_leaf_at[family], family_leaf_at[family + 1]):
            relevant = relevant or leaf_class[family_leaf[i]] >= 0
        if not relevant:
            continue
        before = total
        for i in range(family_right_at[family], family_right_at[family + 1]):
            right = family_right[i]
            if right_set[right] >= 0 or state_at[right + 1] > state_at[right]:
                rights[total] = right
                total += 1
        if total > before:
            chosen[count] = family
            count += 1
            at[count] = total
    return chosen[:count].copy(), at[: count + 1].copy(), rights[:total].copy()
