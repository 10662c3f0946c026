"""A good choice of deals, fast: market by market, then one deal swapped at a time.

No single deal opens a market in which several holders enforce, so a greedy that looks at single
deals is blind. This one looks at what a market still needs, completes it at the least apparent
cost, and takes the market that opens the most demand for it. It starts the solver off.
"""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from clearway.planning.part import Part
from clearway.planning.peeling import peel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.planning.limits import Limits
    from clearway.planning.model import Model

_LOOKED_AT = 8
"""Needs that are looked at afresh before one is taken; what is remembered of the others is old."""


class Greedy:
    """Looks for a good choice under limits."""

    def __init__(self, model: Model, limits: Limits) -> None:
        self.model = model
        self.limits = limits
        self.price = np.array(model.costs or [1] * len(model.deals), dtype=np.float64)
        self.price += self.price.max(initial=0) * 1e-6 + 1e-9  # what is free is not infinitely good

    @cached_property
    def parts(self) -> list[Part]:
        """The needs of the model."""
        return [Part(self.model, need) for need in self.model.needs]

    def best(self, wanted: Sequence[int], deadline: float) -> np.ndarray:
        """Return a choice that opens much: built up, then improved by swaps until the deadline.

        Args:
            wanted: places of needs to meet before any other, or none.
            deadline: by `time.monotonic`.
        """
        nothing = np.zeros(len(self.price), dtype=np.bool_)
        starts = (
            [nothing] if wanted else [peel(self.model, self.limits, self.price, deadline), nothing]
        )
        choices = [self._built(wanted, start, deadline) for start in starts]
        choice = max(choices, key=lambda choice: self.value(choice, wanted))
        improved = True
        while improved and time.monotonic() < deadline:
            improved = False
            for deal in np.flatnonzero(choice).tolist():
                swapped = self._without(choice, deal, wanted, deadline)
                if self.value(swapped, wanted) > self.value(choice, wanted):
                    choice, improved = swapped, True
                    break
        return choice

    def value(self, choice: np.ndarray, wanted: Sequence[int]) -> tuple[int, ...]:
        """Return what makes one choice better than another: greater is better."""
        thrift = (-self.model.cost(choice), -int(choice.sum()), -int(np.flatnonzero(choice).sum()))
        if wanted:
            is_open = self.model.outcome(choice[:, None]).is_open[:, 0]
            met = sum(bool(is_open[self.model.needs[place].cells[0]]) for place in wanted)
            return met, *thrift
        return self.model.opened(choice), *thrift

    def _without(
        self, choice: np.ndarray, deal: int, wanted: Sequence[int], deadline: float
    ) -> np.ndarray:
        """Leave a deal out for good and build up again."""
        rest = choice.copy()
        rest[deal] = False
        return self._built(wanted, rest, deadline, forbidden=deal)

    def _built(
        self,
        wanted: Sequence[int],
        choice: np.ndarray,
        deadline: float,
        forbidden: int | None = None,
    ) -> np.ndarray:
        """Meet needs one after another, those that give the most for their cost first."""
        left = list(wanted) or list(range(len(self.parts)))
        promise = dict.fromkeys(left, np.inf)
        while left and time.monotonic() < deadline:
            left.sort(key=lambda place: (-promise[place], place))
            found: list[tuple[float, int, np.ndarray]] = []
            for place in list(left):
                completed = self._completed(self.parts[place], choice, forbidden)
                if completed is None or not (completed & ~choice).any():
                    left.remove(place)
                    continue
                promise[place] = self._promise(choice, completed)
                found.append((promise[place], -place, completed))
                if len(found) >= _LOOKED_AT and promise[place] < np.inf:
                    break
            if not found:
                break
            choice = max(found, key=lambda each: each[:2])[2]
        return self._pruned(choice, wanted)

    def _promise(self, choice: np.ndarray, completed: np.ndarray) -> float:
        gain = self.model.opened(completed) - self.model.opened(choice)
        return gain / float(self.price[completed & ~choice].sum())

    def _completed(
        self, part: Part, choice: np.ndarray, forbidden: int | None
    ) -> np.ndarray | None:
        """Return the choice with what a need still takes; None when the limits do not allow it."""
        choice = choice.copy()
        added: list[int] = []
        while not part.is_met(holds := part.holds(choice)):
            gain = part.hits.T @ (part.worth * ~holds)
            gain[choice] = 0
            gain[self._ruled_out(choice, forbidden)] = 0
            ratio = gain / self.price
            deal = int(ratio.argmax())
            if ratio[deal] <= 0:
                return None
            choice[deal] = True
            added.append(deal)
        for deal in sorted(added, key=lambda d: (-self.price[d], d)):
            choice[deal] = False
            if not part.is_met(part.holds(choice)):
                choice[deal] = True
        return choice

    def _ruled_out(self, choice: np.ndarray, forbidden: int | None) -> np.ndarray:
        """bool[n]: deals that the limits, or a deal already chosen, keep out."""
        out = np.zeros(len(choice), dtype=np.bool_)
        if forbidden is not None:
            out[forbidden] = True
        for a, b in self.model.excludes:
            out[a] |= choice[b]
            out[b] |= choice[a]
        if self.limits.budget is not None and self.model.costs is not None:
            left = self.limits.budget - self.model.cost(choice)
            out |= np.array(self.model.costs, dtype=np.float64) > left
        if self.limits.most_deals is not None and choice.sum() >= self.limits.most_deals:
            out[:] = True
        return out

    def _pruned(self, choice: np.ndarray, wanted: Sequence[int]) -> np.ndarray:
        """Leave out deals that open nothing, the costliest first."""
        for deal in sorted(np.flatnonzero(choice).tolist(), key=lambda d: (-self.price[d], d)):
            without = choice.copy()
            without[deal] = False
            if self.value(without, wanted)[0] >= self.value(choice, wanted)[0]:
                choice = without
        return choice
