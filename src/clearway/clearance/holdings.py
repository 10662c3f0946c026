"""Whose families are in force where, and under which deals each holder's part of one is cleared.

Counts say how many; models that weigh families (royalties, over-declaration) need them one by one.
One pass answers for many plans, each a set of deals that count.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.channels import channels_of, pack_channels
from clearway.clearance.force import THREADS
from clearway.clearance.holdings_kernel import open_units
from clearway.clearance.layout import day_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clearway.case import Product
    from clearway.clearance.arrays import Part
    from clearway.clearance.board import Board

Plan = frozenset[str]
"""Ids of the deals that count, purchases apart: these are the board's."""


@dataclass(frozen=True)
class Holdings:
    """The families of a product in force on a day: one row for each family, market and holder.

    Attributes:
        markets: M codes.
        holders: H names.
        family: int32[N], index into the layout's families.
        market: int16[N].
        holder: int32[N]; rows are sorted by family, market, holder.
        is_exposed: bool[N, P]: whether, under each plan, some relevant pair of the holder's rights
            in force there is cleared by nothing.
    """

    markets: tuple[str, ...]
    holders: list[str]
    family: np.ndarray
    market: np.ndarray
    holder: np.ndarray
    is_exposed: np.ndarray


def lay_holdings(board: Board, product: Product, day: date, plans: Sequence[Plan]) -> Holdings:
    """Say whose families are in force on a day, and under which plans they are exposed.

    Args:
        board: the record under a case; its question must count every deal of every plan.
        product: its standards say which families; what it is made of says what is exhausted.
        day: of the answer.
        plans: at least one.
    """
    copies = np.full(len(plans), day_number(day), dtype=np.int32)
    ways = channels_of(board, product)
    channels = pack_channels(board, product, ways, copies)
    channels = channels._replace(days=_allowed([c.deal for c in ways], plans, channels.days))
    force = board.force(product, channels.leaf_class, copies[:1], by_holder=False)

    def lay(part: Part) -> tuple[np.ndarray, ...]:
        holder, opened = open_units(copies, part, force.touched, board.title, channels)
        unit = np.repeat(np.arange(len(holder)), np.diff(part.row_at))
        alive = (part.force[:, 0] & np.uint64(1)).astype(np.bool_)
        unit, market = unit[alive], part.market[alive]
        rows = force.touched.family[part.family_of_row[alive]]
        return rows, market, holder[unit], opened[unit, channels.market_class[market]]

    with ThreadPoolExecutor(THREADS) as pool:
        parts = [np.concatenate(of_all) for of_all in zip(*pool.map(lay, force.parts), strict=True)]
    return _joined(board.markets, force.holders, parts, len(plans))


def _allowed(deals: Sequence[str], plans: Sequence[Plan], usable: np.ndarray) -> np.ndarray:
    """uint64[C, W]: the plans in which each channel may be used; own rights in all.

    `usable` says the same of the day, once for each plan.
    """
    chosen = np.zeros((len(deals), usable.shape[1] * 64), dtype=np.uint8)
    for row, deal in zip(chosen, deals, strict=True):
        row[: len(plans)] = [not deal or deal in plan for plan in plans]
    allowed: np.ndarray = np.packbits(chosen, axis=1, bitorder="little").view(np.uint64)
    allowed &= usable
    return allowed


def _joined(
    markets: tuple[str, ...], holders: list[str], rows: Sequence[np.ndarray], plans: int
) -> Holdings:
    """Put the units of one family, market and holder together: one open unit exposes it."""
    family, market, holder, opened = rows
    order = np.lexsort((holder, market, family))
    family, market, holder, opened = (column[order] for column in (family, market, holder, opened))
    first = np.ones(len(family), dtype=np.bool_)
    first[1:] = (
        (family[1:] != family[:-1]) | (market[1:] != market[:-1]) | (holder[1:] != holder[:-1])
    )
    at = np.flatnonzero(first)
    together = np.bitwise_or.reduceat(opened, at, axis=0) if len(at) else opened[:0]
    bits = np.unpackbits(np.ascontiguousarray(together).view(np.uint8), axis=1, bitorder="little")
    return Holdings(
        markets, holders, family[at], market[at], holder[at], bits[:, :plans].astype(np.bool_)
    )
