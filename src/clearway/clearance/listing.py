"""The families behind a count, one by one: what a page lists when a number is opened.

Counted by the kernel over the same board as the answer, so that a list has as many rows as the
number that it opens. A holder's families are judged on its own rights alone, as its row is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from clearway.clearance.counting import count_series, rights_held
from clearway.clearance.layout import FIRST_DAY

if TYPE_CHECKING:
    from datetime import date

    from clearway.case import Product
    from clearway.clearance.board import Board

State = Literal["cleared", "exposed", "pending", "pending_exposed"]
_GRANT_ESTIMATED, _END_ESTIMATED, _CEASED = 1, 2, 2
"""Bits of `Layout.right_flags`, and a kind of `Layout.state_kind`."""


@dataclass(frozen=True)
class ListedFamily:
    """One family alive in a market.

    Attributes:
        state: `pending` and `pending_exposed` of one that is in force by no right there.
        is_estimated: in force there by a right whose being so is an estimate.
        first_filed: day number of its first filing; None: unknown.
    """

    family: str
    state: State
    is_estimated: bool
    first_filed: int | None


def list_families(
    board: Board, product: Product, market: str, day: date, holder: str | None = None
) -> tuple[ListedFamily, ...]:
    """Return the families that touch a product in a market on a day, by id.

    Args:
        board: the record under a case, `market` among its markets.
        product: one of the case's.
        market: ISO code.
        day: of the answer.
        holder: only those by rights of its group, judged on these alone.
    """
    place, layout = board.markets.index(market), board.layout
    if holder is not None:
        board = _over(board, rights_held(board, holder, day))
    in_force, pending = _states(board, product, day)
    states = in_force[:, place] + 4 * pending[:, place]
    rough, _ = _states(_over(board, _rough_rights(board, market)), product, day)
    estimated = (rough[:, place] > 0) & (in_force[:, place] > 0)
    found = np.flatnonzero(states)
    columns = (layout.family_ids, states, estimated, layout.family_first)
    return tuple(
        ListedFamily(
            family.decode(), _WORDS[state], is_estimated, None if first == FIRST_DAY else first
        )
        for family, state, is_estimated, first in zip(
            *(np.asarray(column[found]).tolist() for column in columns), strict=True
        )
    )


_WORDS: dict[int, State] = {1: "cleared", 3: "exposed", 4: "pending", 12: "pending_exposed"}


def _states(board: Board, product: Product, day: date) -> tuple[np.ndarray, np.ndarray]:
    series = count_series(board, product, [day], by_holder=False, families=True)
    return series.families_of, series.pending_of


def _over(board: Board, is_meant: np.ndarray) -> Board:
    """Return the board as if families had only some rights, bool[R]."""
    layout = board.layout
    counted = layout.is_counted & is_meant[layout.family_right]
    return board.over(replace(layout, is_counted=counted))


def _rough_rights(board: Board, market: str) -> np.ndarray:
    """bool[R]: the rights whose being in force in a market rests on an estimate, if they are.

    An end on record in the market itself makes up for an estimated one.
    """
    layout = board.layout
    flags = layout.right_flags
    here = (layout.state_country == market.encode()) & (layout.state_kind == _CEASED)
    has_ceased = np.zeros(len(layout.right_ids), dtype=np.bool_)
    has_ceased[np.repeat(np.arange(len(has_ceased)), np.diff(layout.state_at))[here]] = True
    return ((flags & _GRANT_ESTIMATED) > 0) | (((flags & _END_ESTIMATED) > 0) & ~has_ceased)
