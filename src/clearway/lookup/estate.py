"""The rights of one company on one day, and the countries in which each is in force or pending.

Found in the arrays that answers are counted from, by the rules `reach` and `title`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.arrays import spread
from clearway.clearance.layout import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from clearway.clearance.board import Board
    from clearway.clearance.layout import Layout

_CEASED = 2
"""`Layout.state_kind` of a cessation in one state."""
_END_ESTIMATED = 2
"""The bit of `Layout.right_flags`."""
_LISTED = 0
"""`Layout.state_kind` of a whole list of validations."""


@dataclass(frozen=True)
class Places:
    """Pairs of a right and a market of the board, each once: int64[N] both."""

    right: np.ndarray
    market: np.ndarray


@dataclass(frozen=True)
class Estate:
    """Some rights of a layout on a day, as masks bool[R], each right in one of the last four.

    Attributes:
        owned: those filed, granted or ended by then.
        in_force: granted and not ended, in at least one country.
        nowhere: granted and not ended at the office, and in force in no country: lapsed in every
            state, validated in none, or of an office without a country.
        pending: at the office.
        ended: at the office.
        force: where those in force are.
        waiting: where those pending have effect as applications.
    """

    owned: np.ndarray
    in_force: np.ndarray
    nowhere: np.ndarray
    pending: np.ndarray
    ended: np.ndarray
    force: Places
    waiting: Places


def estate_on(board: Board, owned: np.ndarray, day: int) -> Estate:
    """Return how some rights stand on a day, and where.

    Args:
        board: with every country as a market.
        owned: bool[R].
        day: since 1970-01-01.
    """
    layout = board.layout
    granted, ended = np.asarray(layout.right_granted), np.asarray(layout.right_ended)
    is_over, is_granted = (ended <= day) & ~_outlives(layout, day), granted <= day
    mine = owned & (is_over | is_granted | (np.asarray(layout.right_filed) <= day))
    standing, pending = mine & is_granted & ~is_over, mine & ~is_granted & ~is_over
    force, waiting = _force(board, standing, day), _waiting(board, pending, day)
    in_force = np.zeros(len(mine), dtype=np.bool_)
    in_force[force.right] = True
    return Estate(
        mine, in_force, standing & ~in_force, pending, mine & is_over, force, waiting
    )  # fmt: skip


def _outlives(layout: Layout, day: int) -> np.ndarray:
    """bool[R]: the estimated end has come, and in a state a later one is on record."""
    right, states = _states(layout, np.asarray(layout.right_flags) & _END_ESTIMATED != 0)
    later = (layout.state_kind[states] == _CEASED) & (layout.state_from[states] > day)
    found = np.zeros(len(layout.right_ids), dtype=np.bool_)
    found[right[later]] = True
    return np.asarray(found & (layout.right_ended <= day))


def _force(board: Board, standing: np.ndarray, day: int) -> Places:
    """Where granted rights are in force: in the states listed, else of the policy; less ceased.

    Of rights past their estimated end only states with a later end on record are left.
    """
    layout = board.layout
    right_set, sets = board.rights.designation, board.designations
    state_right, states = _states(layout, standing)
    kind, market = layout.state_kind[states], board.states.market[states]
    is_listed = np.zeros(len(standing), dtype=np.bool_)
    is_listed[state_right[kind == _LISTED]] = True
    by_policy = np.flatnonzero(standing & ~is_listed & (right_set >= 0))
    counts = np.diff(sets.patent_at)[right_set[by_policy]]
    right = np.repeat(by_policy, counts)
    told = (kind != _CEASED) & (market >= 0)
    key = np.concatenate(
        [
            _key(
                board,
                right,
                sets.patent_market[spread(sets.patent_at[right_set[by_policy]], counts)],
            ),
            _key(board, state_right[told], market[told]),
        ]
    )
    start = np.concatenate([np.full(len(right), FIRST_DAY), layout.state_from[states][told]])
    end = np.concatenate([np.full(len(right), LAST_DAY), layout.state_to[states][told]])
    pairs, place = np.unique(key, return_inverse=True)
    first, last = np.full(len(pairs), LAST_DAY), np.full(len(pairs), FIRST_DAY)
    np.minimum.at(first, place, start)
    np.maximum.at(last, place, end)
    running = pairs[(first <= day) & (day < last)]
    return _places(board, _less_ceased(board, running, standing, day))


def _waiting(board: Board, pending: np.ndarray, day: int) -> Places:
    """Where applications have effect: in every designated state, less those that ceased."""
    right_set, sets = board.rights.designation, board.designations
    chosen = np.flatnonzero(pending & (right_set >= 0))
    counts = np.diff(sets.pending_at)[right_set[chosen]]
    market = sets.pending_market[spread(sets.pending_at[right_set[chosen]], counts)]
    key = _key(board, np.repeat(chosen, counts), market)
    return _places(board, _less_ceased(board, key, pending, day))


def _less_ceased(board: Board, key: np.ndarray, rights: np.ndarray, day: int) -> np.ndarray:
    layout = board.layout
    right, states = _states(layout, rights)
    is_end, since = layout.state_kind[states] == _CEASED, layout.state_from[states]
    there = _key(board, right, board.states.market[states])
    left = key[~np.isin(key, there[is_end & (since <= day)])]
    is_over = np.asarray(layout.right_ended)[left // len(board.markets)] <= day
    return np.asarray(left[~is_over | np.isin(left, there[is_end & (since > day)])])


def _states(layout: Layout, rights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The right and the place of each row of `state_*` that tells of some rights."""
    chosen = np.flatnonzero(rights)
    counts = layout.state_at[chosen + 1] - layout.state_at[chosen]
    return np.repeat(chosen, counts), spread(layout.state_at[chosen], counts)


def _key(board: Board, right: np.ndarray, market: np.ndarray) -> np.ndarray:
    return np.asarray(right.astype(np.int64) * len(board.markets) + market)


def _places(board: Board, key: np.ndarray) -> Places:
    return Places(*np.divmod(key, len(board.markets)))
