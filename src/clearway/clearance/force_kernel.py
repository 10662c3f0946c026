"""Compiled: on which of the days asked each family is in force where, and in whose hands.

Nothing here depends on deals, so that one pass serves every question that differs in deals or in
the company alone. The days asked for are bits of a few 64-bit words. The rights of a family that
have had the same owners are one *unit*; a unit has one row for each market in which it is alive.
"""

# ruff: noqa: PLR0912, PLR0913, PLR0915, C901 - compiled loops over plain arrays

from __future__ import annotations

import numpy as np

from clearway.clearance.bits import FIRST, LAST, add_days, compiled, set_days

FAMILIES, PENDING, GROUPS, ESTIMATED = range(4)
"""Planes of the totals."""


@compiled
def same_owners(
    title_at: np.ndarray,
    title_owner: np.ndarray,
    title_from: np.ndarray,
    title_to: np.ndarray,
    one: int,
    other: int,
) -> bool:
    """Return whether two rights have had the same owners at the same times."""
    rows = title_at[one + 1] - title_at[one]
    if rows != title_at[other + 1] - title_at[other]:
        return False
    for n in range(rows):
        j, k = title_at[one] + n, title_at[other] + n
        if (
            title_owner[j] != title_owner[k]
            or title_from[j] != title_from[k]
            or title_to[j] != title_to[k]
        ):
            return False
    return True


@compiled
def _states_of(
    right: int,
    designation: int,
    state_at: np.ndarray,
    state_market: np.ndarray,
    state_kind: np.ndarray,
    state_from: np.ndarray,
    state_to: np.ndarray,
    patent_at: np.ndarray,
    patent_market: np.ndarray,
    start: np.ndarray,  # out: int64[M], when it has effect as a patent
    end: np.ndarray,
    ceased: np.ndarray,  # out: int64[M]
) -> None:
    """Say where a right with states on record has effect: those, or the policy's beside them."""
    start[:] = LAST
    end[:] = FIRST
    ceased[:] = LAST
    is_listed = False
    for j in range(state_at[right], state_at[right + 1]):
        is_listed = is_listed or state_kind[j] == 0
    if not is_listed and designation >= 0:
        for j in range(patent_at[designation], patent_at[designation + 1]):
            start[patent_market[j]] = FIRST
            end[patent_market[j]] = LAST
    for j in range(state_at[right], state_at[right + 1]):
        market = state_market[j]
        if market < 0:
            continue
        if state_kind[j] == 2:
            ceased[market] = state_from[j]
        else:
            start[market] = min(start[market], state_from[j])
            end[market] = max(end[market], state_to[j])


@compiled
def _touch(market: int, is_touched: np.ndarray, touched: np.ndarray, count: int) -> int:
    """Note a market once; return how many are noted."""
    if is_touched[market]:
        return count
    is_touched[market] = True
    touched[count] = market
    return count + 1


@compiled
def _is_any(mask: np.ndarray) -> bool:
    some = np.uint64(0)
    for w in range(mask.shape[0]):
        some |= mask[w]
    return bool(some != 0)


@compiled
def _grown(rows: np.ndarray) -> np.ndarray:
    return np.concatenate((rows, np.zeros_like(rows)))


@compiled
def lay_families(
    first_place: int,
    last_place: int,
    days: np.ndarray,  # int32[D], sorted
    counts_estimates: bool,  # noqa: FBT001 - of the policy: else what is alive by one is left out
    # the layout
    right_filed: np.ndarray,
    right_granted: np.ndarray,
    right_ended: np.ndarray,
    right_flags: np.ndarray,
    right_set: np.ndarray,  # int32[R]: designation set
    is_special: np.ndarray,  # bool[R]: a deal or pool lists it; a unit of its own
    family_is_group: np.ndarray,
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
    # out: differences along the last axis
    totals: np.ndarray,  # int32[4, M, D + 1]
    by_holder: np.ndarray,  # int32[holders or 0, M, D + 1]: families
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Lay out places `first_place` to `last_place` of `family_at`.

    Returns:
        CSR by place the units, a right of each; CSR by unit the rows; of each row its market and
        the days (uint64[W]) on which the unit is in force there, and pending.
    """
    day_count = days.shape[0]
    words = (day_count + 63) // 64
    markets = totals.shape[1]
    holders = by_holder.shape[0]
    largest = 1
    for place in range(first_place, last_place):
        largest = max(largest, family_right_at[place + 1] - family_right_at[place])

    unit_at = np.zeros(last_place - first_place + 1, np.int64)
    unit_right = np.zeros(1024, np.int32)
    row_at = np.zeros(1025, np.int64)
    row_market = np.zeros(4096, np.int16)
    row_force = np.zeros((4096, words), np.uint64)
    row_pending = np.zeros((4096, words), np.uint64)
    units, rows = 0, 0

    unit_of = np.zeros(largest, np.int64)
    force = np.zeros((markets, words), np.uint64)
    pending = np.zeros((markets, words), np.uint64)
    rough = np.zeros((markets, words), np.uint64)  # in force by an estimate
    family_planes = np.zeros((3, markets, words), np.uint64)
    held = np.zeros((holders, markets, words), np.uint64)
    holder_mask = np.zeros((max(holders, 1), words), np.uint64)
    holds = np.zeros(max(holders, 1), np.bool_)
    unit_holder = np.zeros(max(holders, 1), np.int64)
    family_holds = np.zeros(max(holders, 1), np.bool_)
    family_holder = np.zeros(max(holders, 1), np.int64)
    owned = np.zeros(words, np.uint64)
    mask = np.zeros(words, np.uint64)
    in_unit = np.zeros(markets, np.bool_)
    unit_markets = np.zeros(markets, np.int64)
    in_family = np.zeros(markets, np.bool_)
    family_markets = np.zeros(markets, np.int64)
    start = np.zeros(markets, np.int64)
    end = np.zeros(markets, np.int64)
    ceased = np.zeros(markets, np.int64)

    for place in range(first_place, last_place):
        first_right = family_right_at[place]
        count = family_right_at[place + 1] - first_right
        first_unit = units
        for i in range(count):
            right = family_right[first_right + i]
            unit_of[i] = -1
            has_states = state_at[right + 1] > state_at[right]
            if (right_ended[right] <= days[0] and not has_states) or (
                right_filed[right] > days[day_count - 1]
                and right_granted[right] > days[day_count - 1]
            ):
                continue
            for u in range(first_unit, units):
                if (
                    not is_special[right]
                    and not is_special[unit_right[u]]
                    and same_owners(
                        title_at, title_owner, title_from, title_to, right, unit_right[u]
                    )
                ):
                    unit_of[i] = u
                    break
            if unit_of[i] < 0:
                if units == unit_right.shape[0]:
                    unit_right = _grown(unit_right)
                    row_at = np.concatenate((row_at, np.zeros(units, np.int64)))
                unit_right[units] = right
                unit_of[i] = units
                units += 1

        family_market_count = 0
        family_holder_count = 0
        for u in range(first_unit, units):
            unit_market_count = 0
            for i in range(count):
                if unit_of[i] != u:
                    continue
                right = family_right[first_right + i]
                designation = right_set[right]
                has_states = state_at[right + 1] > state_at[right]
                filed = np.int64(right_filed[right])
                granted = np.int64(right_granted[right])
                ended = np.int64(right_ended[right])
                grant_estimated = right_flags[right] & 1 != 0
                end_estimated = right_flags[right] & 2 != 0
                if has_states:
                    _states_of(
                        right, designation, state_at, state_market, state_kind, state_from,
                        state_to, patent_at, patent_market, start, end, ceased,
                    )  # fmt: skip
                    for market in range(markets):
                        from_day = max(granted, start[market])
                        to_day = min(end[market], ceased[market])
                        if not (end_estimated and ceased[market] < LAST):
                            to_day = min(to_day, ended)
                        if from_day >= to_day:
                            continue
                        mask[:] = np.uint64(0)
                        set_days(mask, days, from_day, to_day)
                        estimated = grant_estimated or (end_estimated and ceased[market] == LAST)
                        if not _is_any(mask) or (estimated and not counts_estimates):
                            continue
                        unit_market_count = _touch(market, in_unit, unit_markets, unit_market_count)
                        for w in range(words):
                            force[market, w] |= mask[w]
                            if estimated:
                                rough[market, w] |= mask[w]
                elif (
                    designation >= 0
                    and granted < ended
                    and (counts_estimates or not (grant_estimated or end_estimated))
                ):
                    mask[:] = np.uint64(0)
                    set_days(mask, days, granted, ended)
                    if _is_any(mask):
                        for j in range(patent_at[designation], patent_at[designation + 1]):
                            market = patent_market[j]
                            unit_market_count = _touch(
                                market, in_unit, unit_markets, unit_market_count
                            )
                            for w in range(words):
                                force[market, w] |= mask[w]
                                if grant_estimated or end_estimated:
                                    rough[market, w] |= mask[w]
                if designation < 0 or filed >= min(granted, ended):
                    continue
                for j in range(pending_at[designation], pending_at[designation + 1]):
                    market = pending_market[j]
                    to_day = min(granted, ended)
                    if has_states and ceased[market] < LAST:
                        to_day = min(granted, ceased[market])
                        if not end_estimated:
                            to_day = min(to_day, ended)
                    if has_states or j == pending_at[designation]:
                        mask[:] = np.uint64(0)
                        set_days(mask, days, filed, to_day)
                    estimated = grant_estimated or (
                        end_estimated
                        and granted == LAST
                        and not (has_states and ceased[market] < LAST)
                    )
                    if not _is_any(mask) or (estimated and not counts_estimates):
                        continue
                    unit_market_count = _touch(market, in_unit, unit_markets, unit_market_count)
                    for w in range(words):
                        pending[market, w] |= mask[w]

            # In whose hands: days without any owner do not count.
            owned[:] = np.uint64(0)
            unit_holders = 0
            right = unit_right[u]
            for j in range(title_at[right], title_at[right + 1]):
                set_days(owned, days, title_from[j], title_to[j])
                owner = title_owner[j]
                if holders == 0:
                    continue
                for k in range(holder_at[owner], holder_at[owner + 1]):
                    holder = holder_of[k]
                    unit_holders = _touch(holder, holds, unit_holder, unit_holders)
                    set_days(
                        holder_mask[holder], days, max(title_from[j], holder_from[k]),
                        min(title_to[j], holder_to[k]),
                    )  # fmt: skip
            for t in range(unit_market_count):
                market = unit_markets[t]
                in_unit[market] = False
                some = np.uint64(0)
                for w in range(words):
                    force[market, w] &= owned[w]
                    pending[market, w] &= owned[w]
                    some |= force[market, w] | pending[market, w]
                if some != 0:
                    if rows == row_market.shape[0]:
                        row_market = _grown(row_market)
                        row_force = _grown(row_force)
                        row_pending = _grown(row_pending)
                    row_market[rows] = market
                    row_force[rows] = force[market]
                    row_pending[rows] = pending[market]
                    rows += 1
                    family_market_count = _touch(
                        market, in_family, family_markets, family_market_count
                    )
                    for w in range(words):
                        family_planes[0, market, w] |= force[market, w]
                        family_planes[1, market, w] |= pending[market, w]
                        family_planes[2, market, w] |= rough[market, w] & owned[w]
                    for n in range(unit_holders):
                        holder = unit_holder[n]
                        for w in range(words):
                            held[holder, market, w] |= force[market, w] & holder_mask[holder, w]
                force[market, :] = np.uint64(0)
                pending[market, :] = np.uint64(0)
                rough[market, :] = np.uint64(0)
            for n in range(unit_holders):
                holder = unit_holder[n]
                holds[holder] = False
                holder_mask[holder, :] = np.uint64(0)
                family_holder_count = _touch(
                    holder, family_holds, family_holder, family_holder_count
                )
            row_at[u + 1] = rows
        unit_at[place - first_place + 1] = units

        for t in range(family_market_count):
            market = family_markets[t]
            in_family[market] = False
            planes = family_planes[:, market, :]
            for w in range(words):
                planes[1, w] &= ~planes[0, w]
            add_days(totals[FAMILIES, market], planes[0], day_count)
            add_days(totals[PENDING, market], planes[1], day_count)
            add_days(totals[ESTIMATED, market], planes[2], day_count)
            if family_is_group[family_at[place]]:
                add_days(totals[GROUPS, market], planes[0], day_count)
            planes[:] = np.uint64(0)
            for n in range(family_holder_count):
                holder = family_holder[n]
                add_days(by_holder[holder, market], held[holder, market], day_count)
                held[holder, market, :] = np.uint64(0)
        for n in range(family_holder_count):
            family_holds[family_holder[n]] = False
    return (
        unit_at,
        unit_right[:units].copy(),
        row_at[: units + 1].copy(),
        row_market[:rows].copy(),
        row_force[:rows].copy(),
        row_pending[:rows].copy(),
    )


@compiled
def pick_families(
    leaf_class: np.ndarray,
    family_leaf_at: np.ndarray,
    family_leaf: np.ndarray,
    family_right_at: np.ndarray,
    family_right: np.ndarray,
    is_counted: np.ndarray,
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
            has_effect = right_set[right] >= 0 or state_at[right + 1] > state_at[right]
            if is_counted[i] and has_effect:
                rights[total] = right
                total += 1
        if total > before:
            chosen[count] = family
            count += 1
            at[count] = total
    return chosen[:count].copy(), at[: count + 1].copy(), rights[:total].copy()
