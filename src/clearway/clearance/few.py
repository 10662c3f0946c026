"""Compiled: a few numbers out of many, each noted once, gone through, and forgotten again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clearway.clearance.bits import inlined


class Few(NamedTuple):
    """The first `size[0]` of `numbers` are noted, in the order in which they came."""

    is_noted: np.ndarray  # bool[N]
    numbers: np.ndarray  # int64[N]
    size: np.ndarray  # int64[1]


@inlined
def none_of(many: int) -> Few:
    """Return room for numbers below `many`, none noted."""
    return Few(np.zeros(many, np.bool_), np.zeros(many, np.int64), np.zeros(1, np.int64))


@inlined
def note(few: Few, number: int) -> bool:
    """Note a number; return whether it is new."""
    if few.is_noted[number]:
        return False
    few.is_noted[number] = True
    few.numbers[few.size[0]] = number
    few.size[0] += 1
    return True


@inlined
def noted(few: Few) -> np.ndarray:
    """Return the numbers noted, int64[n]; only for functions that count no references."""
    return few.numbers[: few.size[0]]


@inlined
def forget(few: Few) -> None:
    """Note nothing any more."""
    for number in noted(few):
        few.is_noted[number] = False
    few.size[0] = 0
