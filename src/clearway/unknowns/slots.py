"""Every right in its family by itself: what clears it, and in whose hands it is.

The engine counts families. To say what hangs on one register entry it is asked over a record in
which each right stands in a family of its own, with the leaves and the first filing of the family
it came from; a family is exposed when one of its rights is, and in force when one is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clearway.clearance.arrays import spread
from clearway.clearance.counting import count_series
from clearway.clearance.layout import day_number

if TYPE_CHECKING:
    from clearway.case import Product
    from clearway.clearance.board import Board
    from clearway.clearance.layout import Layout

LAST_ID = b"\xff"
"""Sorts after every family id of a record."""


@dataclass(frozen=True)
class Slots:
    """The places of rights in families that a product touches: S of them, sorted by family.

    Attributes:
        family: int64[S], index into the layout's families.
        right: int64[S], index into its rights.
    """

    family: np.ndarray
    right: np.ndarray


def lay_slots(board: Board, product: Product) -> Slots:
    """Return the places of rights granted and not ended that may have effect where asked."""
    layout, day = board.layout, day_number(board.setting.question.as_of)
    family = np.repeat(np.arange(layout.families), np.diff(layout.family_right_at))
    right = layout.family_right.astype(np.int64)
    is_alive = (np.asarray(layout.right_granted) <= day) & (day < np.asarray(layout.right_ended))
    has_effect = (board.rights.designation >= 0) | (np.diff(layout.state_at) > 0)
    kept = layout.is_counted & _is_relevant(board, product)[family] & (is_alive & has_effect)[right]
    return Slots(family[kept], right[kept])


def _is_relevant(board: Board, product: Product) -> np.ndarray:
    """bool[F]: the families declared to a leaf that a standard of the product covers."""
    layout, setting = board.layout, board.setting
    covered = frozenset().union(*(setting.covered_by(name) for name in product.standards))
    is_covered = np.array([leaf in covered for leaf in layout.words["leaves"]], dtype=np.bool_)
    before = np.zeros(len(layout.family_leaf) + 1, dtype=np.int64)
    np.cumsum(is_covered[layout.family_leaf], out=before[1:])
    relevant: np.ndarray = before[layout.family_leaf_at[1:]] > before[layout.family_leaf_at[:-1]]
    return relevant


def apart(layout: Layout, slots: Slots) -> Layout:
    """Return the record with each slot as a family of its own, after all others, which rest."""
    first, last = layout.family_leaf_at[slots.family], layout.family_leaf_at[slots.family + 1]
    leaves = spread(first, last - first)
    count = len(slots.family)
    one_each = layout.family_right_at[-1] + np.arange(1, count + 1)
    leaf_at = layout.family_leaf_at[-1] + np.cumsum(last - first)
    alone: dict[str, np.ndarray] = {
        "family_ids": np.full(count, LAST_ID),
        "family_first": layout.family_first[slots.family],
        "family_is_group": np.zeros(count, dtype=np.bool_),
        "family_right_at": one_each,
        "family_right": slots.right.astype(np.int32),
        "is_counted": np.ones(count, dtype=np.bool_),
        "family_leaf_at": leaf_at,
        "family_leaf": layout.family_leaf[leaves],
        "family_standing": layout.family_standing[leaves],
    }
    resting = replace(layout, is_counted=np.zeros_like(layout.is_counted))
    both: dict[str, Any] = {
        name: np.concatenate([getattr(resting, name), more]) for name, more in alone.items()
    }
    return replace(resting, **both)


@dataclass(frozen=True)
class View:
    """What is said of the slots under one reading of what is unknown.

    Attributes:
        state: uint8[S, M]: 0 not in force, 1 cleared, 3 exposed.
        holder: int64[S], index into `Views.names`; -1 where nobody is known to own it.
    """

    state: np.ndarray
    holder: np.ndarray


class Views:
    """Reads the slots of one product under one board after another, holders numbered alike."""

    def __init__(self, product: Product, slots: Slots) -> None:
        self.product, self.slots = product, slots
        self.names: list[str] = []
        self._number: dict[str, int] = {}

    def view(self, board: Board) -> View:
        """Ask the engine of every slot; the board holds the families as they are."""
        alone = board.over(apart(board.layout, self.slots))
        day = board.setting.question.as_of
        series = count_series(alone, self.product, [day], by_holder=False, families=True)
        states = series.families_of[board.layout.families :]
        numbers = np.array([*(self.number(name) for name in board.holders), -1], dtype=np.int64)
        return View(states, numbers[board.holders_on(day)[self.slots.right]])

    def number(self, name: str) -> int:
        """Return the number of a holder, given when it is first met."""
        if name not in self._number:
            self._number[name] = len(self.names)
            self.names.append(name)
        return self._number[name]
