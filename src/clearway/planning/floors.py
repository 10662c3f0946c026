"""What limits rule out: needs that cost too much, and pairs of needs that do so together.

A market opens only whole, and the solver's relaxation does not see that half the money does not
open half of it. So for each need, and each two of them, the least that they can cost is reckoned
from below; where that is over the limit, the program says that they are not (both) met. That
excludes no plan, and takes away most of what the relaxation promises too much.

The floor comes from weights on clauses (a dual ascent): each clause in turn takes what is left of
the price of its cheapest deal, and every deal of the clause has that much less left; what all take
together no choice undercuts. Families that a share still asks for add the cheapest they can cost at
what is left of the prices, parts of deals allowed.
"""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from clearway.planning.model import NEVER, bits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clearway.planning.model import Model

MOST_PAIRED = 400
"""Needs that are looked at in pairs, those of the most demand first."""
MOST_LINES = 1_000
"""Sets of needs of which one at most is met; more slow the solver down."""
SLACK = 1e-6
"""A floor must pass a limit by so much, in parts of the dearest deal, to rule anything out."""


class Floors:
    """Least prices of the needs of a model, and of any two of them."""

    def __init__(self, model: Model, prices: Sequence[int]) -> None:
        """Take what each deal costs; 1 each to count them."""
        self.model = model
        self.prices = np.array(prices, dtype=np.float64)
        # A clause that a deal left out makes hold may cost nothing.
        costly = [q for q, c in enumerate(model.clauses) if not c.left and c != NEVER]
        chosen = {q: np.array(bits_of(model.clauses[q].chosen)) for q in costly}
        self._clauses = sorted(chosen.items(), key=lambda each: (len(each[1]), each[0]))
        self._takes = np.zeros((len(model.needs), len(model.clauses)), dtype=np.bool_)
        for row, need in zip(self._takes, model.needs, strict=True):
            row[list(need.clauses)] = True
        self._missing, self._reach = _shares(model, len(self.prices))
        self._left = np.repeat(self.prices[None], len(model.needs), axis=0)
        self._taken = self._ascend(self._takes, self._left)
        self._paired = np.sort(np.argsort(-self._weights, kind="stable")[:MOST_PAIRED])
        self._floors = np.zeros((len(self._paired), len(self._paired)))
        self._looked = 0

    def ruled_out(self, limit: int, deadline: float) -> tuple[list[int], list[list[int]]]:
        """Return needs that no choice within a limit meets, and sets of which it meets one at most.

        Args:
            limit: on the sum of the prices.
            deadline: by `time.monotonic`; pairs not looked at by then are not ruled out.
        """
        most = limit + SLACK * self.prices.max(initial=0)
        if self.prices.sum() <= most:
            return [], []
        self._look(deadline)
        paired = self._paired
        apart = np.maximum(self._floors, self._floors.T) > most
        np.fill_diagonal(apart, val=False)
        sets = _cover(apart, self._first_apart(apart), self._weights[paired])
        dead = np.flatnonzero(self.alone > most).tolist()
        return dead, [[int(paired[i]) for i in members] for members in sets]

    @cached_property
    def _weights(self) -> np.ndarray:
        return np.array([need.weight for need in self.model.needs], dtype=np.float64)

    @cached_property
    def alone(self) -> np.ndarray:
        """float64[needs]: what each costs at least."""
        return np.asarray(self._taken + _least(self._reach, self._missing, self._left))

    def _look(self, deadline: float) -> None:
        """Look at pairs that were not looked at before, those of the most demand first."""
        order = np.argsort(-self._weights[self._paired], kind="stable")
        for place in order[self._looked :]:
            if time.monotonic() >= deadline:
                return
            self._floors[place] = self._with_each(int(self._paired[place]), self._paired)
            self._looked += 1

    def _with_each(self, one: int, others: np.ndarray) -> np.ndarray:
        """Return what one need and each of others cost together at least."""
        left = np.repeat(self._left[one][None], len(others), axis=0)
        taken = self._taken[one] + self._ascend(self._takes[others] & ~self._takes[one], left)
        missing, reach = self._missing[others], self._reach[others]
        if not (missing.any() or self._missing[one]):
            return np.asarray(taken)
        mine, my_reach = np.full(len(others), self._missing[one]), self._reach[one][None]
        # Half of the one and half of the other: who meets both meets that, too.
        both = (missing > 0) & (mine > 0)
        halves = (
            my_reach / max(self._missing[one], 1) + reach / np.maximum(missing, 1)[:, None]
        ) / 2
        shares = np.maximum(_least(my_reach, mine, left), _least(reach, missing, left))
        return np.asarray(taken + np.maximum(shares, _least(halves, both.astype(np.float64), left)))

    def _ascend(self, takes: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Return what the clauses of each row take, and lower what is left in place."""
        taken = np.zeros(len(takes))
        used = np.asarray(takes.any(axis=0))
        for clause, deals in self._clauses:
            if used[clause]:
                block = np.ix_(takes[:, clause], deals)
                least = left[block].min(axis=1)
                taken[takes[:, clause]] += least
                left[block] -= least[:, None]
        return taken

    def _first_apart(self, apart: np.ndarray) -> np.ndarray:
        """Leave out pairs that follow from others: of needs that include one of these."""
        paired = self._paired
        takes = self._takes[paired].astype(np.int32)
        shared, sizes = takes @ takes.T, takes.sum(axis=1)
        includes = (shared == sizes) & (sizes < sizes[:, None]) & (self._missing[paired] == 0)
        steps = includes.astype(np.int32)
        follows = (steps @ apart.astype(np.int32) > 0) | (apart.astype(np.int32) @ steps.T > 0)
        return np.asarray(apart & ~follows)


def _shares(model: Model, deals: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what shares still ask for.

    Returns:
        float64[needs]: families missing that must cost something; float64[needs, n]: families of
        which a deal makes some clause hold.
    """
    missing = np.zeros(len(model.needs))
    reach = np.zeros((len(model.needs), deals))
    for place, need in enumerate(model.needs):
        for group, count in need.groups.items():
            clauses = [model.clauses[q] for q in model.groups[group]]
            missing[place] -= count if all(clause.left for clause in clauses) else 0
            helping = {deal for clause in clauses for deal in bits_of(clause.chosen)}
            reach[place, sorted(helping)] += count
        missing[place] = max(missing[place] + need.missing, 0)
    return missing, reach


def _least(reach: np.ndarray, missing: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Return for each row the least price of what is missing, parts of deals allowed.

    Args:
        reach: float64[rows or 1, n], how much of it each deal gives.
        missing: float64[rows].
        left: float64[rows, n], prices.
    """
    if not missing.any():
        return np.zeros(len(missing))
    reach = np.broadcast_to(reach, left.shape)
    helps = reach > 0
    order = np.argsort(np.where(helps, left, np.inf) / np.where(helps, reach, 1), axis=1)
    gives, price = (np.take_along_axis(each, order, axis=1) for each in (reach, left))
    before = np.cumsum(gives, axis=1) - gives
    part = np.clip((missing[:, None] - before) / np.where(gives > 0, gives, 1), 0, 1)
    return np.asarray((price * np.where(gives > 0, part, 0)).sum(axis=1))


def _cover(apart: np.ndarray, pairs: np.ndarray, weights: np.ndarray) -> Iterator[list[int]]:
    """Yield sets whose members are all apart, until every pair lies in one."""
    left = pairs.copy()
    for _ in range(MOST_LINES):
        if not left.any():
            return
        first = int(left.sum(axis=1).argmax())
        members = [first]
        able, covered = apart[first].copy(), left[first].astype(np.int64)
        promise = np.where(left[first], weights, -1)
        while promise.max() >= 0:
            member = int(promise.argmax())
            members.append(member)
            able &= apart[member]
            covered += left[member]
            promise = np.where(able, covered + weights / (weights.max() + 1), -1)
        left[np.ix_(members, members)] = False
        yield members
