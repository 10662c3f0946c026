"""Compiled: on which days one unit of a family is in force and pending where, and whose it is.

A unit is the rights of a family that have had the same owners.
"""

# ruff: noqa: FBT001, PLR0913 - compiled functions take arrays, by place

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clearway.clearance.bits import FIRST, LAST, inlined, set_days
from clearway.clearance.clearing_kernel import hold
from clearway.clearance.few import Few, none_of, note

if TYPE_CHECKING:
    from clearway.clearance.arrays import Designations, Holders, Rights, States, Title

CEASED = 2
"""The kind of a row of `States` that says when a right ceased in a state."""


class Effect(NamedTuple):
    """Where and when a right with states on record has effect as a patent."""

    start: np.ndarray  # int64[M]
    end: np.ndarray  # int64[M]
    ceased: np.ndarray  # int64[M]: LAST where that is not on record


class Unit(NamedTuple):
    """The unit at hand: where it is alive on which days, and in whose hands."""

    markets: Few
    force: np.ndarray  # uint64[M, W]
    pending: np.ndarray  # uint64[M, W]
    estimated: np.ndarray  # uint64[M, W]: in force by an estimate
    owned: np.ndarray  # uint64[W]: days with any owner
    holders: Few
    held: np.ndarray  # uint64[holders, W]
    effect: Effect  # of the right at hand
    mask: np.ndarray  # uint64[W], of the moment


class Life(NamedTuple):
    """The bounds of one right, and which of them are estimates."""

    filed: np.int64
    granted: np.int64
    ended: np.int64
    is_grant_estimated: bool
    is_end_estimated: bool


@inlined
def new_unit(markets: int, holders: int, words: int) -> Unit:
    """Return room for one unit after another."""
    return Unit(
        none_of(markets),
        np.zeros((markets, words), np.uint64),
        np.zeros((markets, words), np.uint64),
        np.zeros((markets, words), np.uint64),
        np.zeros(words, np.uint64),
        none_of(holders),
        np.zeros((holders, words), np.uint64),
        Effect(
            np.zeros(markets, np.int64), np.zeros(markets, np.int64), np.zeros(markets, np.int64)
        ),
        np.zeros(words, np.uint64),
    )


@inlined
def add_right(
    right: int,
    days: np.ndarray,
    counts_estimates: bool,
    rights: Rights,
    designations: Designations,
    unit: Unit,
) -> None:
    """Add to a unit the days on which one of its rights is in force and pending in each market."""
    life = Life(
        np.int64(rights.filed[right]),
        np.int64(rights.granted[right]),
        np.int64(rights.ended[right]),
        rights.flags[right] & 1 != 0,
        rights.flags[right] & 2 != 0,
    )
    designation = rights.designation[right]
    has_states = rights.states.at[right + 1] > rights.states.at[right]
    if has_states:
        _find_effect(right, designation, rights.states, designations, unit.effect)
        _add_by_states(life, days, counts_estimates, unit)
    elif designation >= 0:
        _add_as_designated(life, days, counts_estimates, designation, designations, unit)
    if designation >= 0 and life.filed < min(life.granted, life.ended):
        _add_pending(life, days, counts_estimates, designation, designations, has_states, unit)


@inlined
def _find_effect(
    right: int, designation: int, states: States, designations: Designations, effect: Effect
) -> None:
    """Say where a right with states on record has effect: those, or the policy's beside them."""
    effect.start[:] = LAST
    effect.end[:] = FIRST
    effect.ceased[:] = LAST
    is_listed = False
    for j in range(states.at[right], states.at[right + 1]):
        is_listed = is_listed or states.kind[j] == 0
    if not is_listed and designation >= 0:
        for j in range(
            designations.patent_at[designation], designations.patent_at[designation + 1]
        ):
            effect.start[designations.patent_market[j]] = FIRST
            effect.end[designations.patent_market[j]] = LAST
    for j in range(states.at[right], states.at[right + 1]):
        market = states.market[j]
        if market < 0:
            continue
        if states.kind[j] == CEASED:
            effect.ceased[market] = states.from_day[j]
        else:
            effect.start[market] = min(effect.start[market], states.from_day[j])
            effect.end[market] = max(effect.end[market], states.to_day[j])


@inlined
def _add_by_states(
    life: Life,
    days: np.ndarray,
    counts_estimates: bool,
    unit: Unit,
) -> None:
    """Add where a right is in force by what is on record of single states."""
    for market in range(unit.force.shape[0]):
        ceased = unit.effect.ceased[market]
        end = min(unit.effect.end[market], ceased)
        if not (life.is_end_estimated and ceased < LAST):
            end = min(end, life.ended)
        is_estimated = life.is_grant_estimated or (life.is_end_estimated and ceased == LAST)
        if is_estimated and not counts_estimates:
            continue
        if _mark(unit.mask, days, max(life.granted, unit.effect.start[market]), end):
            _add_force(market, is_estimated, unit)


@inlined
def _add_as_designated(
    life: Life,
    days: np.ndarray,
    counts_estimates: bool,
    designation: int,
    designations: Designations,
    unit: Unit,
) -> None:
    """Add where a right without states on record is in force."""
    is_estimated = life.is_grant_estimated or life.is_end_estimated
    if is_estimated and not counts_estimates:
        return
    if _mark(unit.mask, days, life.granted, life.ended):
        for j in range(
            designations.patent_at[designation], designations.patent_at[designation + 1]
        ):
            _add_force(designations.patent_market[j], is_estimated, unit)


@inlined
def _add_force(market: int, is_estimated: bool, unit: Unit) -> None:
    """Add the days of the mask to those on which a unit is in force in a market."""
    note(unit.markets, market)
    for w in range(unit.mask.shape[0]):
        unit.force[market, w] |= unit.mask[w]
        if is_estimated:
            unit.estimated[market, w] |= unit.mask[w]


@inlined
def _add_pending(
    life: Life,
    days: np.ndarray,
    counts_estimates: bool,
    designation: int,
    designations: Designations,
    has_states: bool,
    unit: Unit,
) -> None:
    """Add where an application is pending: until its grant, its end or its end in the state."""
    for j in range(designations.pending_at[designation], designations.pending_at[designation + 1]):
        market = designations.pending_market[j]
        has_ceased = has_states and unit.effect.ceased[market] < LAST
        if has_states or j == designations.pending_at[designation]:  # else the mask holds
            until = min(life.granted, unit.effect.ceased[market] if has_ceased else life.ended)
            if has_ceased and not life.is_end_estimated:
                until = min(until, life.ended)
            is_estimated = life.is_grant_estimated or (
                life.is_end_estimated and life.granted == LAST and not has_ceased
            )
            is_there = _mark(unit.mask, days, life.filed, until)
            is_there = is_there and (counts_estimates or not is_estimated)
        if is_there:
            note(unit.markets, market)
            for w in range(unit.mask.shape[0]):
                unit.pending[market, w] |= unit.mask[w]


@inlined
def _mark(mask: np.ndarray, days: np.ndarray, start: int, end: int) -> bool:
    """Make `mask` the days in [start, end); return whether there is any."""
    mask[:] = np.uint64(0)
    if start < end:
        set_days(mask, days, start, end)
    some = np.uint64(0)
    for w in range(mask.shape[0]):
        some |= mask[w]
    return bool(some != 0)


@inlined
def find_owners(
    right: int,
    days: np.ndarray,
    title: Title,
    holders: Holders,
    with_holders: bool,
    unit: Unit,
) -> None:
    """Say in whose hands a unit is, and on which days it has any owner."""
    unit.owned[:] = np.uint64(0)
    for j in range(title.at[right], title.at[right + 1]):
        set_days(unit.owned, days, title.from_day[j], title.to_day[j])
    if with_holders:
        hold(right, days, title, holders, unit.holders, unit.held)
