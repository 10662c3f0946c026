"""What a product touches: the families declared to its standards, their rights, their holders."""

# ruff: noqa: PLR0913 - compiled functions take arrays, by place

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.arrays import Touched
from clearway.clearance.bits import compiled, inlined

if TYPE_CHECKING:
    from clearway.clearance.board import Board


def find_touched(
    board: Board, leaf_class: np.ndarray, leaf_at: np.ndarray, leaf: np.ndarray
) -> tuple[Touched, list[str]]:
    """Return what a product touches, and the names of the holders.

    Args:
        board: the record under a case.
        leaf_class: int16: not negative for the leaves that the product's standards cover.
        leaf_at: int64[F + 1], CSR by family.
        leaf: its leaves, less those that assessments take out.
    """
    layout, rows = board.layout, board.holder_rows
    family, right_at, right = pick_families(
        leaf_class, leaf_at, leaf, layout.family_right_at, layout.family_right,
        layout.is_counted, board.rights.designation, layout.state_at,
    )  # fmt: skip
    is_held = np.zeros(len(layout.right_ids), dtype=np.bool_)
    is_held[right] = True
    is_owner = np.zeros(len(board.owners), dtype=np.bool_)
    is_owner[board.title.owner[np.repeat(is_held, np.diff(board.title.at))]] = True
    seen = np.unique(rows.holder[np.repeat(is_owner, np.diff(rows.at))])
    number = np.full(len(board.holders), -1, dtype=np.int32)
    number[seen] = np.arange(len(seen))
    holders = rows._replace(holder=number[rows.holder])
    touched = Touched(family, right_at, right, layout.family_first, leaf_at, leaf, holders)
    return touched, [board.holders[i] for i in seen]


@compiled
def pick_families(
    leaf_class: np.ndarray,
    family_leaf_at: np.ndarray,
    family_leaf: np.ndarray,
    family_right_at: np.ndarray,
    family_right: np.ndarray,
    is_counted: np.ndarray,
    designation: np.ndarray,
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
        if not _is_relevant(family, leaf_class, family_leaf_at, family_leaf):
            continue
        before = total
        for i in range(family_right_at[family], family_right_at[family + 1]):
            right = family_right[i]
            has_effect = designation[right] >= 0 or state_at[right + 1] > state_at[right]
            if is_counted[i] and has_effect:
                rights[total] = right
                total += 1
        if total > before:
            chosen[count] = family
            count += 1
            at[count] = total
    return chosen[:count].copy(), at[: count + 1].copy(), rights[:total].copy()


@inlined
def _is_relevant(
    family: int, leaf_class: np.ndarray, family_leaf_at: np.ndarray, family_leaf: np.ndarray
) -> bool:
    """Return whether a product touches a leaf of a family."""
    for i in range(family_leaf_at[family], family_leaf_at[family + 1]):
        if leaf_class[family_leaf[i]] >= 0:
            return True
    return False
