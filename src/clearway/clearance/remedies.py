"""What would clear what is exposed: the exposed pairs in force, each with the deals that would do.

A question is asked with every deal that is thought of; the pairs that the deals counted anyway
leave open then come with those of the others that clear them. The same compiled reading as in
`kernel` says what a channel clears, so that a plan made from these facts and the counts agree.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.channels import channels_of, pack_channels
from clearway.clearance.force import THREADS
from clearway.clearance.force_kernel import FAMILIES
from clearway.clearance.layout import day_number
from clearway.clearance.remedies_kernel import find_sets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clearway.case import Product
    from clearway.clearance.arrays import Channels, Part
    from clearway.clearance.board import Board
    from clearway.clearance.force import Force


@dataclass(frozen=True)
class Remedies:
    """The pairs of one product that nothing counted clears, on one day, and what would.

    Pairs of a family that lie in the same hands and have the same remedy are one of N rows.

    Attributes:
        family: int64[N], place in the layout.
        market: int64[N], place among the board's markets.
        right: int64[N], one of the rights, place in the layout.
        holder: int64[N], place among the board's holders.
        remedy: int64[N], row of `sets`.
        sets: bool[S, C]: which of the C deals asked about clear such a pair, each by itself.
        families: int64[M]: families in force in each market, exposed or not.
    """

    family: np.ndarray
    market: np.ndarray
    right: np.ndarray
    holder: np.ndarray
    remedy: np.ndarray
    sets: np.ndarray
    families: np.ndarray


def find_remedies(board: Board, product: Product, day: date, deals: Sequence[str]) -> Remedies:
    """Return what is exposed and which of some deals would clear it.

    Args:
        board: of a question that counts these deals too.
        product: one of the case's.
        day: of the answer.
        deals: ids of C deals whose effect is asked for; what clears without them is left out.
    """
    days = np.array([day_number(day)], dtype=np.int32)
    ways = channels_of(board, product)
    channels = pack_channels(board, product, ways, days)
    force = board.force(product, channels.leaf_class, days, by_holder=True)
    number = {deal: i for i, deal in enumerate(deals)}
    deal_of = np.array([number.get(c.deal, -1) for c in ways], np.int64)
    words = max(-(-len(deals) // 64), 1)

    def find(part: Part) -> tuple[np.ndarray, ...]:
        found = find_sets(days, part, force.touched, board.title, channels, deal_of, words)
        return _rows(part, force, channels, *found)

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(find, force.parts))
    family, market, right, bits = (np.concatenate(parts) for parts in zip(*found, strict=True))
    distinct, remedy = np.unique(bits, axis=0, return_inverse=True)
    return Remedies(
        family=family,
        market=market,
        right=right,
        holder=board.holders_on(day)[right],
        remedy=remedy.reshape(-1).astype(np.int64),
        sets=_as_sets(distinct, len(deals)),
        families=force.totals[FAMILIES, :, 0].astype(np.int64),
    )


def _rows(
    part: Part, force: Force, channels: Channels, set_at: np.ndarray, sets: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Give every unit in force in a market the sets of remedies that it has there."""
    alive = np.flatnonzero(part.force[:, 0] & np.uint64(1))
    units = np.repeat(np.arange(len(part.unit_right)), np.diff(part.row_at))[alive]
    market = part.market[alive].astype(np.int64)
    place = units * len(channels.market_ok) + channels.market_class[market]
    counts = np.diff(set_at)[place]
    row = np.repeat(np.arange(len(alive)), counts)
    first = np.cumsum(counts) - counts
    chosen = set_at[place][row] + np.arange(len(row)) - first[row]
    family = force.touched.family[part.family_of_row[alive]].astype(np.int64)
    return family[row], market[row], part.unit_right[units[row]].astype(np.int64), sets[chosen]


def _as_sets(bits: np.ndarray, deals: int) -> np.ndarray:
    raw = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")
    return raw[:, :deals].astype(np.bool_)
