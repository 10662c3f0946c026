"""Drawing whole numbers, dates and places so that totals come out and repeat exactly.

Every step of the sample draws from its own stream, named by the step, so that a change in one
step leaves the draws of the others as they were.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def stream(seed: int, step: str) -> np.random.Generator:
    """The random stream of one named step; the same seed and name give the same draws."""
    key = (seed % 2**64, zlib.crc32(step.encode()))
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(key)))


def spread(shares: Floats, total: int) -> Ints:
    """Whole numbers in proportion to `shares` that add up to `total`.

    Args:
        shares: non-negative weights, any scale, in an order of their own.
        total: what the result sums to.

    Returns:
        One count per share, each within one of its exact proportion.
    """
    cumulated = np.cumsum(shares, dtype=np.float64)
    if cumulated.size == 0 or cumulated[-1] <= 0:
        return np.zeros(shares.size, dtype=np.int64)
    edges = np.rint(cumulated / cumulated[-1] * total).astype(np.int64)
    counts: Ints = np.diff(edges, prepend=0)
    return counts


def pick(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """Draw `size` places by weight, with replacement."""
    cumulated = np.cumsum(weights, dtype=np.float64)
    drawn = np.searchsorted(cumulated, rng.random(size) * cumulated[-1], side="right")
    places: Ints = np.minimum(drawn, weights.size - 1).astype(np.int64)
    return places


def counted_within(keys: Ints) -> Ints:
    """The running number, from 0, of each entry among those of the same key, in order."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    lengths = np.diff(np.append(starts, ordered.size))
    result = np.empty(keys.size, dtype=np.int64)
    result[order] = np.arange(keys.size) - np.repeat(starts, lengths)
    return result


def solve_factor(count_at: Callable[[float], float], target: float) -> float:
    """The factor at which a rising function reaches `target`, by halving on a log scale.

    Args:
        count_at: a function that does not fall as its argument rises.
        target: the value wanted.

    Returns:
        The factor between 1/1000 and 1000 that comes nearest from above.
    """
    low, high = 1e-3, 1e3
    for _ in range(40):
        middle = float(np.sqrt(low * high))
        low, high = (middle, high) if count_at(middle) < target else (low, middle)
    return high


def years_of(days: Ints) -> Ints:
    """The calendar years of days since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
