"""The best choice of deals: greedy first, then the solver, one aim after another.

The aims, in order: the most demand opened (or given needs met); the least cost; the fewest deals;
those that come first by id (the smallest sum of places). Each aim is solved with what the aims
before it reached held fast. What the solver says is believed only after the model has computed it
in whole numbers.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from clearway.planning.floors import Floors
from clearway.planning.greedy import Greedy
from clearway.planning.program import Answer, Program, Watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.planning.limits import Limits
    from clearway.planning.model import Model
    from clearway.planning.program import Rows, Scaled

GREEDY_PART = 0.05
"""Of the time, for the choice that the solver starts from."""
FIRST_PART = 0.8
"""Of the time that is then left, for the first aim."""
FLOORS_PART = 0.15
"""Of a solve, for what limits rule out."""
TOLERANCE = 1e-6
"""Of the solver, on every line of the program."""

Held = tuple["Sequence[int]", float, float]
"""Places of needs, and of how many of them at least and at most a choice meets."""


@dataclass(frozen=True)
class Found:
    """A choice of deals, and how sure it is the best.

    Attributes:
        choice: bool[n].
        greedy: bool[n], what the solver started from; None when that met not what was wanted.
        bound: demand that no choice exceeds; or cost, or number of deals, that none undercuts.
        is_optimal: proven best in the first aim.
        is_least: proven best in the aims after it too.
        is_stopped: Ctrl-C ended the search.
    """

    choice: np.ndarray
    greedy: np.ndarray | None
    bound: int
    is_optimal: bool
    is_least: bool
    is_stopped: bool


@dataclass(frozen=True)
class Nothing:
    """No choice was found that meets what was wanted.

    Attributes:
        is_proven: there is none.
        is_stopped: Ctrl-C ended the search.
        free: what meets it without limits, when limits alone rule it out.
    """

    is_proven: bool
    is_stopped: bool = False
    free: Found | None = None


class Search:
    """Looks for choices over one model."""

    def __init__(self, model: Model, watch: Watch) -> None:
        self.model = model
        self.watch = watch

    @cached_property
    def program(self) -> Program:
        """The model as the solver takes it."""
        return Program(self.model)

    def most(self, limits: Limits, seconds: float, start: np.ndarray | None = None) -> Found:
        """Find the choice that opens the most demand.

        Args:
            limits: what it may take.
            seconds: in all; a choice is found in any case.
            start: bool[n], to start from instead of a greedy choice.
        """
        begun = time.monotonic()
        greedy = Greedy(self.model, limits)
        best = greedy.best((), begun + GREEDY_PART * seconds) if start is None else start
        opening = self.program.opening
        left = FIRST_PART * (begun + seconds - time.monotonic())
        ruled_out = self._ruled_out(limits, time.monotonic() + FLOORS_PART * left)
        answer = self._solve(opening, limits, ruled_out, best, left, greatest=True)
        first = self._better(greedy, (), best, answer.choice)
        reached = self.model.opened(first)
        always = reached - self._value(opening, first)
        last, is_least = self._thrifty(greedy, (), ruled_out, first, begun + seconds)
        return Found(
            choice=last,
            greedy=best,
            bound=always + self._most(answer, reached - always),
            is_optimal=answer.is_optimal,
            is_least=is_least,
            is_stopped=self.watch.is_stopped,
        )

    def cheapest(self, wanted: Sequence[int], limits: Limits, seconds: float) -> Found | Nothing:
        """Find the cheapest choice, or that of the fewest deals, that meets needs.

        Args:
            wanted: places of the needs.
            limits: what it may take.
            seconds: in all.
        """
        begun = time.monotonic()
        greedy = Greedy(self.model, limits)
        built = greedy.best(wanted, begun + GREEDY_PART * seconds)
        best = built if greedy.value(built, wanted)[0] == len(wanted) else None
        aim = self.program.spending if self.model.costs else self.program.counting
        left = begun + seconds - time.monotonic()
        held = [((place,), 1.0, math.inf) for place in wanted]
        answer = self._solve(aim, limits, held, best, FIRST_PART * left, greatest=False)
        if best is None and answer.choice is None:
            return Nothing(is_proven=answer.is_optimal, is_stopped=self.watch.is_stopped)
        first = self._better(greedy, wanted, best, answer.choice)
        last, is_least = self._thrifty(greedy, wanted, held, first, begun + seconds)
        return Found(
            choice=last,
            greedy=best,
            bound=self._least(answer, aim, self._value(aim, first)),
            is_optimal=answer.is_optimal,
            is_least=answer.is_optimal and is_least,
            is_stopped=self.watch.is_stopped,
        )

    def _most(self, answer: Answer, reached: int) -> int:
        """Return the demand of needs that no choice exceeds.

        A solver that was cut short may tell no bound, or one that it has not proven: what it has
        proven to be reached, it calls optimal. Then all needs together are the bound.
        """
        opening = self.program.opening
        if answer.is_optimal:
            return reached
        all_needs = sum(opening.whole)
        told = answer.bound * opening.unit + TOLERANCE
        is_sound = math.isfinite(told) and math.floor(told) > reached
        return min(math.floor(told), all_needs) if is_sound else all_needs

    def _least(self, answer: Answer, aim: Scaled, reached: int) -> int:
        """Return the cost, or the number of deals, that no choice undercuts; see `_most`."""
        if answer.is_optimal:
            return reached // aim.step
        told = answer.bound * aim.unit - TOLERANCE
        is_sound = math.isfinite(told) and 0 < math.ceil(told) < reached
        return math.ceil(told) // aim.step if is_sound else 0

    def _thrifty(
        self,
        greedy: Greedy,
        wanted: Sequence[int],
        held: Sequence[Held],
        choice: np.ndarray,
        deadline: float,
    ) -> tuple[np.ndarray, bool]:
        """Keep what a choice opens; make it cheaper, then of fewer deals, then of earlier ids.

        What wider limits ruled out, these narrower ones do too.

        Returns:
            The choice, and whether it is proven that none is better.
        """
        aims = [self.program.spending] if self.model.costs else []
        is_least = True
        for aim in (*aims, self.program.counting):
            limits = self._as_thrifty(greedy.limits, choice, aim)
            left = (deadline - time.monotonic()) / 2
            opened = None if wanted else choice
            answer = self._solve(aim, limits, held, choice, left, opened=opened, greatest=False)
            choice = self._better(greedy, wanted, choice, answer.choice)
            is_least = is_least and answer.is_optimal
        return choice, is_least

    def _as_thrifty(self, limits: Limits, choice: np.ndarray, aim: Scaled) -> Limits:
        """Return limits that only choices as good as this one keep to."""
        if self.model.costs:
            limits = replace(limits, budget=self.model.cost(choice))
        if aim is self.program.counting:
            limits = replace(limits, most_deals=int(choice.sum()))
        return limits

    def _better(
        self,
        greedy: Greedy,
        wanted: Sequence[int],
        one: np.ndarray | None,
        other: np.ndarray | None,
    ) -> np.ndarray:
        """Return the better of two choices; the first where they are equally good."""
        choices = [choice for choice in (one, other) if choice is not None]
        return max(choices, key=lambda choice: greedy.value(choice, wanted))

    def _value(self, aim: Scaled, choice: np.ndarray) -> int:
        """Return what an aim comes to, in whole numbers."""
        columns = self.program.columns(choice)
        return sum(
            value
            for (column, _), value in zip(aim.terms, aim.whole, strict=True)
            if columns[column]
        )

    def _solve(  # noqa: PLR0913 - one solve: its aim, and everything held fast
        self,
        aim: Scaled,
        limits: Limits,
        held: Sequence[Held],
        start: np.ndarray | None,
        seconds: float,
        *,
        greatest: bool,
        opened: np.ndarray | None = None,
    ) -> Answer:
        """Solve for an aim within limits, and with as much opened as by some choice."""
        if self.watch.is_stopped:
            return Answer(None, math.inf, is_optimal=False, is_stopped=True)
        deadline = time.monotonic() + seconds
        rows = self._rows(limits, held)
        if opened is not None:
            opening = self.program.opening
            least = self._value(opening, opened) / opening.unit - TOLERANCE
            rows.add(opening.terms, lower=least)
        while True:
            left = deadline - time.monotonic()
            answer = self.program.solve(aim, rows, start, left, self.watch, greatest=greatest)
            choice = answer.choice
            if choice is None or limits.allow(self.model, choice):
                return answer
            # Over the budget by less than the solver can see: no plan may hold all of these.
            rows.add([(d, 1.0) for d in np.flatnonzero(choice).tolist()], upper=choice.sum() - 1)

    def _rows(self, limits: Limits, held: Sequence[Held]) -> Rows:
        """Return the lines of the program with those of the limits and of what is held fast."""
        program = self.program
        rows = program.rows.copy()
        if limits.most_deals is not None:
            rows.add([(deal, 1.0) for deal in range(program.deals)], upper=limits.most_deals)
        if limits.budget is not None and self.model.costs:
            spending = program.spending
            rows.add(spending.terms, upper=limits.budget / spending.unit + TOLERANCE)
        for places, least, most in held:
            rows.add([(program.needs[place], 1.0) for place in places], lower=least, upper=most)
        return rows

    def _ruled_out(self, limits: Limits, deadline: float) -> list[Held]:
        """Return what limits leave of needs; pairs of them are looked at until a deadline."""
        bounds = []
        if limits.most_deals is not None:
            bounds.append((self._counts, limits.most_deals))
        if limits.budget is not None and self.model.costs:
            bounds.append((self._prices, limits.budget))
        held: list[Held] = []
        for floors, limit in bounds:
            dead, apart = floors.ruled_out(limit, deadline)
            held += [((place,), -math.inf, 0.0) for place in dead]
            held += [(places, -math.inf, 1.0) for places in apart]
        return held

    @cached_property
    def _prices(self) -> Floors:
        return Floors(self.model, self.model.costs or ())

    @cached_property
    def _counts(self) -> Floors:
        return Floors(self.model, [1] * len(self.model.deals))
