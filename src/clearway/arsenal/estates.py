"""The rights of one group apart from all others: what they touch of a product, and the undeclared.

The engine is asked as for any product, over a record in which only the group's rights count: so
each family is judged on that group's rights alone, as in the rows of holders.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clearway.case import Product
from clearway.clearance.counting import count_series, rights_held
from clearway.clearance.layout import day_number
from clearway.clearance.standing import AS_DECLARED

if TYPE_CHECKING:
    from clearway.clearance.board import Board
    from clearway.clearance.setting import Setting

EXPOSED = 3
"""The state of a family in force that something does not clear, as `count_series` gives it."""


class Estates:
    """The record of one view of the deals, cut to one group's rights at a time."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._cut: dict[str, Board] = {}
        self._undeclared: dict[str, np.ndarray] | None = None

    @property
    def families(self) -> int:
        """How many families the record holds, F."""
        return self._board.layout.families

    def states(self, owner: str, seller: Setting) -> np.ndarray:
        """Return uint8[F, M]: of the owner's families in force, 1 cleared for a product, 3 not.

        Args:
            owner: whose rights.
            seller: the question of the company that sells the one product.
        """
        board = self._of(owner).under(seller)
        question = seller.question
        series = count_series(
            board, question.products[0], [question.as_of], by_holder=False, families=True
        )
        return series.families_of

    def _of(self, owner: str) -> Board:
        if owner not in self._cut:
            board, layout = self._board, self._board.layout
            held = rights_held(board, owner, board.setting.question.as_of)
            counted = layout.is_counted & held[layout.family_right]
            self._cut[owner] = board.over(replace(layout, is_counted=counted))
        return self._cut[owner]

    def undeclared(self, owner: str, market: str) -> int | None:
        """Return how many rights of a group in force in a market lie in no declared family.

        None when none is on record: that proves nothing, for no source tells them all.
        """
        if self._undeclared is None:
            self._undeclared = self._count_undeclared()
        counted = self._undeclared.get(owner)
        return None if counted is None else int(counted[self._board.markets.index(market)]) or None

    def _count_undeclared(self) -> dict[str, np.ndarray]:
        """Count by holder and market, each such right taken as a family of its own."""
        layout = self._board.layout
        rights = np.flatnonzero(~layout.is_declared).astype(np.int32)
        count = len(rights)
        one_each = np.arange(count + 1, dtype=np.int64)
        alone = replace(
            layout,
            family_ids=layout.right_ids[rights],
            family_first=layout.right_filed[rights],
            family_is_group=np.zeros(count, dtype=np.bool_),
            family_right_at=one_each,
            family_right=rights,
            is_counted=np.ones(count, dtype=np.bool_),
            family_leaf_at=one_each,
            family_leaf=np.zeros(count, dtype=np.int32),
            family_standing=np.full(count, AS_DECLARED, dtype=np.uint8),
        )
        day = np.array([day_number(self._board.setting.question.as_of)], dtype=np.int32)
        board = self._board.over(alone)
        touched = Product(name="undeclared", category="other", standards=("undeclared",))
        force = board.force(touched, np.zeros(1, dtype=np.int16), day, by_holder=True)
        return dict(zip(force.holders, force.by_holder[:, :, 0], strict=True))
