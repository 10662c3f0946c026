"""Days as the bits of 64-bit words, compiled: set a stretch of days, add a mask to counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST, LAST = -719162, 2932896
"""The ends of the calendar in days since 1970-01-01, as the layout writes them."""


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function once per machine, free of the interpreter's lock."""
    return numba.njit(cache=True, nogil=True, boundscheck=False)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """Write a function into those that call it."""
    return numba.njit(boundscheck=False, inline="always")(function)


_BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
"""Nothing for Python to call, and no references counted: that takes a third of the time."""


def bare(function: Callable[..., Any]) -> Any:
    """Compile a function that others call, which neither makes nor returns arrays."""
    return numba.njit(boundscheck=False, **_BARE)(function)


@bare
def place_of(days: np.ndarray, day: int) -> int:
    """Return how many of the sorted `days` lie before a day."""
    low: int = 0
    high: int = days.shape[0]
    if high == 0 or day <= days[0]:
        return 0
    if day > days[high - 1]:
        return high
    while low < high:
        middle = (low + high) >> 1
        if days[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low


@bare
def set_days(mask: np.ndarray, days: np.ndarray, start: int, end: int) -> None:
    """Set in `mask` the bits of the days in [start, end)."""
    first = place_of(days, start)
    last = place_of(days, end)
    if first >= last:
        return
    for w in range(first >> 6, ((last - 1) >> 6) + 1):
        low = max(first - (w << 6), 0)
        high = min(last - (w << 6), 64)
        bits = ~np.uint64(0) << np.uint64(low)
        if high < 64:
            bits &= (np.uint64(1) << np.uint64(high)) - np.uint64(1)
        mask[w] |= bits


@bare
def _lowest(bits: np.uint64) -> int:
    """Return the place of the lowest set bit of a word that is not zero."""
    place = 0
    step = 32
    while step:
        if bits & ((np.uint64(1) << np.uint64(step)) - np.uint64(1)) == 0:
            bits >>= np.uint64(step)
            place += step
        step >>= 1
    return place


@bare
def add_days(count: np.ndarray, mask: np.ndarray, days: int) -> None:
    """Add the bits of `mask` to the differences of `count` (length days + 1).

    +1 where a run of set days starts, -1 where it ends. Bits from `days` on must be unset.
    """
    carry = np.uint64(0)
    sign = 1
    for w in range(mask.shape[0]):
        bits = mask[w]
        edges = bits ^ ((bits << np.uint64(1)) | carry)
        carry = bits >> np.uint64(63)
        while edges != 0:
            count[(w << 6) + _lowest(edges)] += sign
            sign = -sign
            edges &= edges - np.uint64(1)
    if sign < 0:
        count[days] -= 1
