"""Cost against demand opened: every plan than which none opens as much for less.

A stretch between two such plans is searched first at half its cost, so that points lie apart when
time runs out, and then just below its dearer end: what is found there is a new plan, or there is
none between the two and the stretch is done.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from clearway.planning.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.planning.search import Search

LEAST_SECONDS = 0.2
"""With less than this left, nothing more is looked for."""


@dataclass(frozen=True)
class Point:
    """One plan of the frontier: its price (cost, or number of deals), what it opens, its deals."""

    price: int
    opened: int
    choice: np.ndarray


@dataclass(frozen=True)
class Frontier:
    """Plans from nothing to the most that can be opened, by price.

    Attributes:
        points: by price, each opening more than the one before.
        is_complete: whether it is proven that no plan is missing and none is cheaper.
    """

    points: tuple[Point, ...]
    is_complete: bool


@dataclass(frozen=True)
class _Stretch:
    """Between two plans; up to the price `searched` nothing opens more than the cheaper one."""

    low: Point
    high: Point
    searched: int
    is_halved: bool = False

    @property
    def price(self) -> int:
        """The price to look below next."""
        middle = (self.searched + self.high.price) // 2
        is_useful = not self.is_halved and self.searched < middle
        return middle if is_useful else self.high.price - 1


def trace(search: Search, most_deals: int | None, plan: np.ndarray, seconds: float) -> Frontier:
    """Return the frontier from nothing to all that can be opened, whatever it costs.

    Args:
        search: over the model.
        most_deals: the most that a plan may have, where it goes by cost.
        plan: bool[n], a plan that is known.
        seconds: in all.
    """
    tracing = _Tracing(search, most_deals, time.monotonic() + seconds)
    nothing = np.zeros(len(plan), dtype=np.bool_)
    known = [tracing.point(nothing), tracing.point(plan)]
    if not tracing.can_go_on():
        return Frontier(_ascending(known), is_complete=False)
    points = list(_ascending([*known, tracing.most(seconds / 4)]))
    stretches = [_Stretch(low, high, low.price) for low, high in pairwise(points)]
    while stretches and tracing.can_go_on():
        stretches.sort(key=lambda each: each.high.opened - each.low.opened)
        stretch = stretches.pop()
        found = tracing.below(stretch.price, stretch.low)
        if found.opened > stretch.low.opened:
            points.append(found)
        stretches += _rest(stretch, found)
    return Frontier(_ascending(points), is_complete=tracing.is_proven and not stretches)


def _ascending(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return points by price, those left out that open no more than a cheaper one."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda point: (point.price, -point.opened)):
        if not kept or point.opened > kept[-1].opened:
            kept.append(point)
    return tuple(kept)


def _rest(stretch: _Stretch, found: Point) -> list[_Stretch]:
    """Return what is left to search of a stretch, given the best plan up to its price."""
    low, high, price = stretch.low, stretch.high, stretch.price
    is_last = price == high.price - 1
    if found.opened == low.opened:
        return [] if is_last else [replace(stretch, searched=price, is_halved=True)]
    beneath = [_Stretch(low, found, stretch.searched)]
    return beneath if is_last else [*beneath, _Stretch(found, high, price)]


class _Tracing:
    """Searches under one price after another until the time is up."""

    def __init__(self, search: Search, most_deals: int | None, deadline: float) -> None:
        self.search = search
        self.deadline = deadline
        self.is_proven = True
        self._most_deals = most_deals

    def point(self, choice: np.ndarray) -> Point:
        """Return a choice as a point."""
        model = self.search.model
        price = model.cost(choice) if model.costs else int(choice.sum())
        return Point(price, model.opened(choice), choice)

    def can_go_on(self) -> bool:
        """Say whether there is time for another search, and nobody wants to stop."""
        left = self.deadline - time.monotonic()
        return left > LEAST_SECONDS and not self.search.watch.is_stopped

    def most(self, seconds: float) -> Point:
        """Return the cheapest plan that opens all that can be opened."""
        return self._found(None, seconds, None)

    def below(self, price: int, start: Point) -> Point:
        """Return the best plan up to a price, at least as good as one that is known."""
        return self._found(price, (self.deadline - time.monotonic()) / 2, start.choice)

    def _found(self, price: int | None, seconds: float, start: np.ndarray | None) -> Point:
        by_cost = bool(self.search.model.costs)
        limits = Limits(price, self._most_deals) if by_cost else Limits(most_deals=price)
        found = self.search.most(limits, seconds, start)
        self.is_proven = self.is_proven and found.is_optimal and found.is_least
        return self.point(found.choice)
