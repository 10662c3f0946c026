"""When and where what a product touches is in force: found once, then counted under any deals."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from clearway.clearance.force_kernel import lay_families

if TYPE_CHECKING:
    from clearway.clearance.board import Board, Touched

THREADS = os.cpu_count() or 2


@dataclass(frozen=True)
class Part:
    """Some of the families: CSR by family its units, CSR by unit its rows, one per market.

    `force` and `pending` are days as bits, uint64[rows, W].
    """

    first_place: int
    unit_at: np.ndarray
    unit_right: np.ndarray
    row_at: np.ndarray
    market: np.ndarray
    force: np.ndarray
    pending: np.ndarray

    @property
    def family_of_row(self) -> np.ndarray:
        """Place of each row's family among those touched."""
        units = np.repeat(np.arange(len(self.unit_at) - 1), np.diff(self.unit_at))
        return np.repeat(units, np.diff(self.row_at)) + self.first_place


@dataclass(frozen=True)
class Force:
    """What a product touches on D days in M markets, whatever the deals.

    Attributes:
        touched: its N families and their rights.
        is_special: bool[R]: rights that some deal or pool lists.
        parts: the families, one part per thread.
        totals: int32[4, M, D]: families, pending, groups, estimated.
        by_holder: int32[H, M, D]: families in force, or no rows when not asked for.
    """

    touched: Touched
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


def lay_force(
    board: Board, touched: Touched, days: np.ndarray, is_special: np.ndarray, *, by_holder: bool
) -> Force:
    """Find when and where the touched families are in force.

    Args:
        board: the record under a case.
        touched: what the product touches.
        days: int32[D], ascending, days since 1970-01-01.
        is_special: bool[R]: rights that some deal or pool lists.
        by_holder: whether to count by holder too.
    """
    shape = (len(board.markets), len(days) + 1)
    arrays = _arrays(board, touched, is_special)
    holders = len(touched.holders) if by_holder else 0

    def lay(places: tuple[int, int]) -> tuple[Part, np.ndarray, np.ndarray]:
        totals = np.zeros((4, *shape), np.int32)
        held = np.zeros((holders, *shape), np.int32)
        return Part(places[0], *lay_families(*places, days, *arrays, totals, held)), totals, held

    with ThreadPoolExecutor(THREADS) as pool:
        parts, totals, held = zip(*pool.map(lay, _parts(touched)), strict=True)
    return Force(touched, is_special, parts, summed(totals), summed(held))


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


def _arrays(board: Board, touched: Touched, is_special: np.ndarray) -> tuple[Any, ...]:
    layout, title = board.layout, board.title
    right_set, *sets = board.flat_designations
    spans, _ = board.holder_rows
    counts_estimates = board.setting.case.policy.estimates == "counted"
    return (
        counts_estimates,
        layout.right_filed, layout.right_granted, layout.right_ended, layout.right_flags,
        right_set, is_special, layout.family_is_group,
        title.at, title.owner, title.from_day, title.to_day,
        layout.state_at, board.state_market, layout.state_kind, layout.state_from,
        layout.state_to, *sets,
        spans.at, touched.holder_of, spans.from_day, spans.to_day,
        touched.family, touched.right_at, touched.right,
    )  # fmt: skip
