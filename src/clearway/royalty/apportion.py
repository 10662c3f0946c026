"""Who a family's burden goes to, exactly.

Each family in force weighs 1. Exposed, it goes in equal parts to the holders through whose rights
it is exposed, so that what the holders' parts add up to is what the market counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clearway.clearance.holdings import Holdings


@dataclass(frozen=True)
class Shares:
    """Families of a product by market, and each holder's part of the exposed ones, by plan.

    Attributes:
        families: market to the number in force.
        exposed: market to the number exposed, one for each plan.
        parts: market to holder to its part of the exposed ones, one for each plan, in pieces of
            1 / `unit` of a family; holders that no plan exposes are left out.
        unit: a family cut into so many equal pieces can be shared by the holders at hand.
    """

    families: Mapping[str, int]
    exposed: Mapping[str, tuple[int, ...]]
    parts: Mapping[str, Mapping[str, tuple[int, ...]]]
    unit: int


def apportion(holdings: Holdings) -> Shares:
    """Cut each exposed family into equal parts, one for each holder that exposes it."""
    is_exposed, markets, holders = holdings.is_exposed, holdings.markets, holdings.holders
    plans, count = is_exposed.shape[1], len(markets)
    first = _first_rows(holdings)
    sizes = np.diff(np.append(first, len(is_exposed)))
    exposing = is_exposed.astype(np.int64)
    sharing = np.add.reduceat(exposing, first) if len(first) else exposing
    unit = lcm(*(int(number) for number in np.unique(sharing) if number))
    most = int(sharing.max(initial=0))
    # Beyond 2^53 the sums of `bincount` are not whole, so Python's own integers take over.
    kind = np.int64 if unit * len(is_exposed) < 2**53 else np.object_
    piece = np.array([0, *(unit // number for number in range(1, most + 1))], dtype=kind)
    pieces = piece[np.repeat(sharing, sizes, axis=0)] * is_exposed
    place = holdings.market.astype(np.int64) * len(holders) + holdings.holder
    parts = _totals(place, pieces, count * len(holders))
    families = np.bincount(holdings.market[first], minlength=count).tolist()
    exposed = _totals(holdings.market[first], sharing > 0, count).tolist()
    return Shares(
        families=dict(zip(markets, families, strict=True)),
        exposed={m: tuple(row) for m, row in zip(markets, exposed, strict=True)},
        parts=_by_holder(markets, holders, parts.reshape(count, len(holders), plans)),
        unit=unit,
    )


def _by_holder(
    markets: Sequence[str], holders: Sequence[str], parts: np.ndarray
) -> dict[str, dict[str, tuple[int, ...]]]:
    found: dict[str, dict[str, tuple[int, ...]]] = {market: {} for market in markets}
    for m, h in np.argwhere((parts != 0).any(axis=2)).tolist():
        found[markets[m]][holders[h]] = tuple(parts[m, h].tolist())
    return found


def joined(shares: Sequence[Shares], places: Sequence[tuple[int, int]]) -> Shares:
    """Put plans counted on several boards in order.

    Args:
        shares: one for each board, over the same families.
        places: for each plan the number of its board, and its place among that board's plans.
    """
    if len(shares) == 1:
        return shares[0]
    unit = lcm(*(each.unit for each in shares))
    markets = shares[0].families

    def part(holder: str, market: str, board: int, plan: int) -> int:
        held = shares[board].parts[market].get(holder)
        return held[plan] * (unit // shares[board].unit) if held else 0

    return Shares(
        families=markets,
        exposed={m: tuple(shares[board].exposed[m][p] for board, p in places) for m in markets},
        parts={
            m: {
                holder: tuple(part(holder, m, board, p) for board, p in places)
                for holder in sorted({h for each in shares for h in each.parts[m]})
            }
            for m in markets
        },
        unit=unit,
    )


def _first_rows(holdings: Holdings) -> np.ndarray:
    """First row of each family in each market."""
    family, market = holdings.family, holdings.market
    is_first = np.ones(len(family), dtype=np.bool_)
    is_first[1:] = (family[1:] != family[:-1]) | (market[1:] != market[:-1])
    return np.flatnonzero(is_first)


def _totals(place: np.ndarray, values: np.ndarray, places: int) -> np.ndarray:
    """Add up [N, P] by place, exactly."""
    if values.dtype == np.object_:
        total = np.zeros((places, values.shape[1]), dtype=np.object_)
        np.add.at(total, place, values)
        return total
    columns = [np.bincount(place, weights=column, minlength=places) for column in values.T]
    return np.stack(columns, axis=1).astype(np.int64)
