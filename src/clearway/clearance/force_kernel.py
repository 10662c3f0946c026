"""Compiled: on which of the days asked each family is in force where, and in whose hands.

Nothing here depends on deals, so that one pass serves every question that differs in deals or in
the company alone. The days asked for are bits of a few 64-bit words. The rights of a family that
have had the same owners are one *unit*; a unit has one row for each market in which it is alive.
"""

# ruff: noqa: FBT001, PLR0913 - compiled functions take arrays, by place

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clearway.clearance.arrays import Designations, Part, Rights, Title, Touched
from clearway.clearance.bits import add_days, bare, compiled, inlined
from clearway.clearance.few import Few, forget, none_of, note, noted
from clearway.clearance.unit_kernel import Unit, add_right, find_owners, new_unit

FAMILIES, PENDING, GROUPS, ESTIMATED = range(4)
"""Planes of the totals."""


class Sums(NamedTuple):
    """The family at hand: the days on which one of its units is alive."""

    markets: Few
    force: np.ndarray  # uint64[M, W]
    pending: np.ndarray  # uint64[M, W]
    estimated: np.ndarray  # uint64[M, W]
    holders: Few
    held: np.ndarray  # uint64[holders or 0, M, W]: in force in a holder's hands


class Laid(NamedTuple):
    """What is laid out so far, as in `Part`, with room for more; and where families are worked on.

    Places count from the first of the part.
    """

    unit_at: np.ndarray
    unit_right: np.ndarray
    row_at: np.ndarray
    market: np.ndarray
    force: np.ndarray
    pending: np.ndarray
    unit_of: np.ndarray  # int64: unit of each right of the family at hand, -1 for one not alive
    unit: Unit
    sums: Sums


@compiled
def lay_families(
    first_place: int,
    last_place: int,
    days: np.ndarray,
    counts_estimates: bool,
    rights: Rights,
    designations: Designations,
    touched: Touched,
    is_special: np.ndarray,
    is_group: np.ndarray,
    totals: np.ndarray,
    by_holder: np.ndarray,
) -> Part:
    """Lay out some of the families that a product touches, and count them.

    Args:
        first_place: of the first of the N families to lay out.
        last_place: behind the last.
        days: int32[D], ascending.
        counts_estimates: of the policy; else what is alive by an estimate is left out.
        rights: the R rights on record.
        designations: where they have effect.
        touched: the N families, of F on record.
        is_special: bool[R]: a deal or pool lists it; a unit of its own.
        is_group: bool[F]: the family is a declared group.
        totals: out, int32[4, M, D + 1], differences along the last axis.
        by_holder: out, int32[holders or 0, M, D + 1]: families in force, the same.
    """
    laid = _nothing_laid(first_place, last_place, days, touched, by_holder)
    place = first_place
    while place < last_place:
        place = _lay(
            place, first_place, last_place, days, counts_estimates, rights, designations, touched,
            is_special, is_group, laid, totals, by_holder,
        )  # fmt: skip
        if place < last_place:
            laid = _with_room(laid)
    units = laid.unit_at[last_place - first_place]
    rows = laid.row_at[units]
    return Part(
        first_place,
        laid.unit_at,
        laid.unit_right[:units].copy(),
        laid.row_at[: units + 1].copy(),
        laid.market[:rows].copy(),
        laid.force[:rows].copy(),
        laid.pending[:rows].copy(),
    )


@bare
def _lay(
    place: int,
    first_place: int,
    last_place: int,
    days: np.ndarray,
    counts_estimates: bool,
    rights: Rights,
    designations: Designations,
    touched: Touched,
    is_special: np.ndarray,
    is_group: np.ndarray,
    laid: Laid,
    totals: np.ndarray,
    by_holder: np.ndarray,
) -> int:
    """Lay out families from a place on; return the place of the first for which room is short."""
    for here in range(place, last_place):
        members = touched.right[touched.right_at[here] : touched.right_at[here + 1]]
        first_unit = laid.unit_at[here - first_place]
        count = laid.row_at[first_unit]
        if count + members.shape[0] * totals.shape[1] > laid.market.shape[0]:
            return here
        units = _group(members, days, first_unit, rights, is_special, laid)
        for u in range(first_unit, units):
            for i in range(members.shape[0]):
                if laid.unit_of[i] == u:
                    add_right(members[i], days, counts_estimates, rights, designations, laid.unit)
            find_owners(
                laid.unit_right[u], days, rights.title, touched.holders, by_holder.shape[0] > 0,
                laid.unit,
            )  # fmt: skip
            count = _add_rows(count, laid)
            laid.row_at[u + 1] = count
        laid.unit_at[here - first_place + 1] = units
        _count_family(is_group[touched.family[here]], days.shape[0], laid.sums, totals, by_holder)
    return last_place


@inlined
def _nothing_laid(
    first_place: int,
    last_place: int,
    days: np.ndarray,
    touched: Touched,
    by_holder: np.ndarray,
) -> Laid:
    """Return room for the units of all families, and for the rows of the largest at least."""
    holders, markets = by_holder.shape[:2]
    words = (days.shape[0] + 63) // 64
    largest = 1
    for place in range(first_place, last_place):
        largest = max(largest, touched.right_at[place + 1] - touched.right_at[place])
    units, rows = touched.right_at[last_place] - touched.right_at[first_place], largest * markets
    return Laid(
        np.zeros(last_place - first_place + 1, np.int64),
        np.zeros(units, np.int32),
        np.zeros(units + 1, np.int64),
        np.zeros(rows, np.int16),
        np.zeros((rows, words), np.uint64),
        np.zeros((rows, words), np.uint64),
        np.zeros(largest, np.int64),
        new_unit(markets, holders, words),
        _new_sums(markets, holders, words),
    )


@inlined
def _with_room(laid: Laid) -> Laid:
    """Return what is laid out with room for as many rows again."""
    return Laid(
        laid.unit_at,
        laid.unit_right,
        laid.row_at,
        np.concatenate((laid.market, np.zeros_like(laid.market))),
        np.concatenate((laid.force, np.zeros_like(laid.force))),
        np.concatenate((laid.pending, np.zeros_like(laid.pending))),
        laid.unit_of,
        laid.unit,
        laid.sums,
    )


@inlined
def _new_sums(markets: int, holders: int, words: int) -> Sums:
    return Sums(
        none_of(markets),
        np.zeros((markets, words), np.uint64),
        np.zeros((markets, words), np.uint64),
        np.zeros((markets, words), np.uint64),
        none_of(holders),
        np.zeros((holders, markets, words), np.uint64),
    )


@inlined
def _group(
    members: np.ndarray,
    days: np.ndarray,
    first_unit: int,
    rights: Rights,
    is_special: np.ndarray,
    laid: Laid,
) -> int:
    """Group the rights of a family into units; return the number of the next unit."""
    units = first_unit
    for i in range(members.shape[0]):
        right = members[i]
        unit = -1
        if _may_live(right, days, rights):
            unit = _unit_like(right, first_unit, units, laid.unit_right, is_special, rights.title)
            if unit == units:
                laid.unit_right[units] = right
                units += 1
        laid.unit_of[i] = unit
    return units


@inlined
def _may_live(right: int, days: np.ndarray, rights: Rights) -> bool:
    """Return whether a right may be pending or in force on some day asked."""
    last_day = days[days.shape[0] - 1]
    if rights.filed[right] > last_day and rights.granted[right] > last_day:
        return False
    has_states = rights.states.at[right + 1] > rights.states.at[right]
    return bool(rights.ended[right] > days[0] or has_states)


@inlined
def _unit_like(
    right: int,
    first_unit: int,
    units: int,
    unit_right: np.ndarray,
    is_special: np.ndarray,
    title: Title,
) -> int:
    """Return the unit of the family whose owners a right has had; the next one when there is none.

    A right that a deal or pool lists is a unit of its own.
    """
    if is_special[right]:
        return units
    for u in range(first_unit, units):
        if not is_special[unit_right[u]] and same_owners(title, right, unit_right[u]):
            return u
    return units


@inlined
def same_owners(title: Title, one: int, other: int) -> bool:
    """Return whether two rights have had the same owners at the same times."""
    rows = title.at[one + 1] - title.at[one]
    if rows != title.at[other + 1] - title.at[other]:
        return False
    for n in range(rows):
        j, k = title.at[one] + n, title.at[other] + n
        if (
            title.owner[j] != title.owner[k]
            or title.from_day[j] != title.from_day[k]
            or title.to_day[j] != title.to_day[k]
        ):
            return False
    return True


@inlined
def _add_rows(count: int, laid: Laid) -> int:
    """Write the rows of a unit, add it to its family and clear it; return the count of rows.

    Days without any owner do not count.
    """
    unit = laid.unit
    for market in noted(unit.markets):
        some = np.uint64(0)
        for w in range(unit.owned.shape[0]):
            unit.force[market, w] &= unit.owned[w]
            unit.pending[market, w] &= unit.owned[w]
            unit.estimated[market, w] &= unit.owned[w]
            some |= unit.force[market, w] | unit.pending[market, w]
        if some != 0:
            laid.market[count] = market
            for w in range(unit.owned.shape[0]):
                laid.force[count, w] = unit.force[market, w]
                laid.pending[count, w] = unit.pending[market, w]
            count += 1
            _add_unit(market, unit, laid.sums)
        unit.force[market] = np.uint64(0)
        unit.pending[market] = np.uint64(0)
        unit.estimated[market] = np.uint64(0)
    for holder in noted(unit.holders):
        unit.held[holder] = np.uint64(0)
        note(laid.sums.holders, holder)
    forget(unit.markets)
    forget(unit.holders)
    return count


@inlined
def _add_unit(market: int, unit: Unit, sums: Sums) -> None:
    """Add what a unit is in one market to its family."""
    note(sums.markets, market)
    for w in range(unit.owned.shape[0]):
        sums.force[market, w] |= unit.force[market, w]
        sums.pending[market, w] |= unit.pending[market, w]
        sums.estimated[market, w] |= unit.estimated[market, w]
    for holder in noted(unit.holders):
        for w in range(unit.owned.shape[0]):
            sums.held[holder, market, w] |= unit.force[market, w] & unit.held[holder, w]


@inlined
def _count_family(
    is_group: bool,
    day_count: int,
    sums: Sums,
    totals: np.ndarray,
    by_holder: np.ndarray,
) -> None:
    """Add a family to the counts, and clear its sums; in force goes before pending."""
    for market in noted(sums.markets):
        force, pending = sums.force[market], sums.pending[market]
        for w in range(force.shape[0]):
            pending[w] &= ~force[w]
        add_days(totals[FAMILIES, market], force, day_count)
        add_days(totals[PENDING, market], pending, day_count)
        add_days(totals[ESTIMATED, market], sums.estimated[market], day_count)
        if is_group:
            add_days(totals[GROUPS, market], force, day_count)
        force[:] = np.uint64(0)
        pending[:] = np.uint64(0)
        sums.estimated[market] = np.uint64(0)
        for holder in noted(sums.holders):
            add_days(by_holder[holder, market], sums.held[holder, market], day_count)
            sums.held[holder, market] = np.uint64(0)
    forget(sums.markets)
    forget(sums.holders)
