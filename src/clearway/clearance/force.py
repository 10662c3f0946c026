"""When and where what a product touches is in force: found once, then counted under any deals."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.force_kernel import lay_families

if TYPE_CHECKING:
    from clearway.clearance.arrays import Part, Touched
    from clearway.clearance.board import Board

THREADS = os.cpu_count() or 2


@dataclass(frozen=True)
class Force:
    """What a product touches on D days in M markets, whatever the deals.

    Attributes:
        touched: its N families and their rights.
        holders: names of the H holders touched, whether or not they are counted by.
        is_special: bool[R]: rights that some deal or pool lists.
        parts: the families, one part per thread.
        totals: int32[4, M, D]: families, pending, groups, estimated.
        by_holder: int32[H, M, D]: families in force, or no rows when not asked for.
    """

    touched: Touched
    holders: list[str]
    is_special: np.ndarray
    parts: tuple[Part, ...]
    totals: np.ndarray
    by_holder: np.ndarray

    def on_first_day(self, families: int, markets: int) -> np.ndarray:
        """Return bool[F, M]: which families are in force on the first day."""
        return self._first_day("force", families, markets)

    def pending_on_first_day(self, families: int, markets: int) -> np.ndarray:
        """Return bool[F, M]: which families are pending on the first day, and not in force."""
        found = self._first_day("pending", families, markets)
        found &= ~self.on_first_day(families, markets)
        return found

    def _first_day(self, phase: str, families: int, markets: int) -> np.ndarray:
        found = np.zeros((families, markets), dtype=np.bool_)
        for part in self.parts:
            alive = (getattr(part, phase)[:, 0] & np.uint64(1)).astype(np.bool_)
            found[self.touched.family[part.family_of_row[alive]], part.market[alive]] = True
        return found


def lay_force(  # noqa: PLR0913 - what is touched by whom, when, and how to count it
    board: Board,
    touched: Touched,
    holders: list[str],
    days: np.ndarray,
    is_special: np.ndarray,
    *,
    by_holder: bool,
) -> Force:
    """Find when and where the touched families are in force.

    Args:
        board: the record under a case.
        touched: what the product touches.
        holders: names of the holders touched.
        days: int32[D], ascending, days since 1970-01-01.
        is_special: bool[R]: rights that some deal or pool lists.
        by_holder: whether to count by holder too.
    """
    shape = (len(board.markets), len(days) + 1)
    counts_estimates = board.setting.case.policy.estimates == "counted"

    def lay(places: tuple[int, int]) -> tuple[Part, np.ndarray, np.ndarray]:
        totals = np.zeros((4, *shape), np.int32)
        held = np.zeros((len(holders) if by_holder else 0, *shape), np.int32)
        part = lay_families(
            *places, days, counts_estimates, board.rights, board.designations, touched,
            is_special, board.layout.family_is_group, totals, held,
        )  # fmt: skip
        return part, totals, held

    with ThreadPoolExecutor(THREADS) as pool:
        parts, totals, held = zip(*pool.map(lay, _parts(touched)), strict=True)
    return Force(touched, holders, is_special, parts, summed(totals), summed(held))


def summed(parts: tuple[np.ndarray, ...]) -> np.ndarray:
    """Add up what the threads counted and turn differences into counts, in place."""
    total = parts[0]
    for part in parts[1:]:
        total += part
    for day in range(1, total.shape[-1] - 1):
        total[..., day] += total[..., day - 1]
    return total[..., :-1]


def _parts(touched: Touched) -> list[tuple[int, int]]:
    """Split the families so that each thread gets as many rights."""
    rights = touched.right_at[-1]
    cuts = [
        int(np.searchsorted(touched.right_at, rights * i // THREADS)) for i in range(1, THREADS)
    ]
    return list(pairwise([0, *cuts, len(touched.family)]))
