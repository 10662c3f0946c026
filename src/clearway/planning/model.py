"""What a choice of deals opens, exactly and compressed: clauses, groups of families, cells.

A pair in force is cleared by a choice of deals when its *clause* holds: when one of some deals is
chosen, or one of some purchases, which would have moved the right elsewhere, is not. The families
of a cell (product and market) that have the same clauses are one *group* with a count. That loses
nothing: the counts of a choice are those of the engine, which the certificate checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Clause(NamedTuple):
    """Holds when one of `chosen` is among the deals or one of `left` is not; bits by deal.

    Without any bit it never holds.
    """

    chosen: int
    left: int = 0

    def implies(self, other: Clause) -> bool:
        """Say whether the other holds whenever this one does."""
        return not (self.chosen & ~other.chosen or self.left & ~other.left)


NEVER = Clause(0)
"""No choice of candidates makes it hold."""


@dataclass(frozen=True)
class Cell:
    """One product in one market, and what it takes to open it.

    Attributes:
        weight: its demand; what it is a part of is the sum over all cells.
        families: in force.
        cleared: of these, by what counts without any candidate; groups are the others.
        needed: families that must be cleared.
        groups: group -> how many families.
        clauses: those of the enforcers' pairs, all of which must hold.
        unanswered: enforcers of whose pairs no candidate clears some.
        blocked: why no deal can open it; empty when that depends on deals.
    """

    product: str
    market: str
    weight: int
    families: int
    cleared: int
    needed: int
    groups: Mapping[int, int]
    clauses: frozenset[int]
    unanswered: tuple[str, ...] = ()
    blocked: str = ""

    @property
    def missing(self) -> int:
        """Families that must be cleared beside those that are."""
        return max(self.needed - self.cleared, 0)


@dataclass(frozen=True)
class Need:
    """What some cells, which open together, take: clauses that hold and families to be cleared.

    Attributes:
        cells: their places.
        weight: their demand together.
        clauses: all of which must hold; those too on which so many families hang that without
            them too few are left to clear.
        missing: families still to be cleared out of `groups`; 0 when the clauses see to that.
        groups: group -> how many families; none where no family is missing.
    """

    cells: tuple[int, ...]
    weight: int
    clauses: tuple[int, ...]
    missing: int
    groups: Mapping[int, int]


@dataclass(frozen=True)
class Outcome:
    """What B choices lead to: bool[cells, B] open, int64[cells, B] cleared families."""

    is_open: np.ndarray
    cleared: np.ndarray


@dataclass(frozen=True)
class Model:
    """Candidates and cells.

    Attributes:
        deals: n ids, sorted.
        costs: of each, in the smallest unit of the currency; None where costs do not count.
        excludes: pairs of places of deals that cannot go together.
        clauses: Q of them.
        groups: each a set of places of clauses, all of which must hold for the family to be
            cleared.
        cells: sorted by product, then market.
    """

    deals: tuple[str, ...]
    costs: tuple[int, ...] | None
    excludes: frozenset[tuple[int, int]]
    clauses: tuple[Clause, ...]
    groups: tuple[frozenset[int], ...]
    cells: tuple[Cell, ...]

    @cached_property
    def weights(self) -> np.ndarray:
        """int64[cells]."""
        return np.array([cell.weight for cell in self.cells], dtype=np.int64)

    @cached_property
    def chosen(self) -> sparse.csr_array:
        """int32[Q, n]: 1 where choosing the deal makes the clause hold."""
        return _bits([clause.chosen for clause in self.clauses], len(self.deals))

    @cached_property
    def left(self) -> sparse.csr_array:
        """int32[Q, n]: 1 where leaving the deal makes the clause hold."""
        return _bits([clause.left for clause in self.clauses], len(self.deals))

    @cached_property
    def members(self) -> sparse.csr_array:
        """int32[groups, Q]: 1 for the clauses of each group."""
        return _ones(self.groups, len(self.clauses))

    @cached_property
    def counts(self) -> sparse.csr_array:
        """int32[cells, groups]."""
        return _matrix([cell.groups for cell in self.cells], len(self.groups))

    @cached_property
    def barriers(self) -> sparse.csr_array:
        """int32[cells, Q]: 1 for the clauses of each cell's enforcers."""
        return _ones([cell.clauses for cell in self.cells], len(self.clauses))

    @cached_property
    def most_cleared(self) -> tuple[int, ...]:
        """Of each cell, the families cleared if every clause that can hold did."""
        return tuple(
            cell.cleared + sum(n for g, n in cell.groups.items() if self._can_hold(self.groups[g]))
            for cell in self.cells
        )

    def _can_hold(self, clauses: Iterable[int]) -> bool:
        return all(self.clauses[place] != NEVER for place in clauses)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What the cells take that candidates might open, each kind of need once."""
        found: dict[tuple[object, ...], list[int]] = {}
        for place, cell in enumerate(self.cells):
            can_open = self._can_hold(cell.clauses) and self.most_cleared[place] >= cell.needed
            if can_open and not cell.blocked and (cell.clauses or cell.missing):
                groups = frozenset(self._usable(cell).items()) if cell.missing else frozenset()
                key = (cell.clauses, cell.missing, groups)
                found.setdefault(key, []).append(place)
        return tuple(self._need(places) for places in found.values())

    def _usable(self, cell: Cell) -> dict[int, int]:
        return {g: n for g, n in cell.groups.items() if self._can_hold(self.groups[g])}

    def _need(self, places: Sequence[int]) -> Need:
        cell = self.cells[places[0]]
        groups = self._usable(cell) if cell.missing else {}
        clauses = {*cell.clauses, *self._indispensable(groups, cell.missing)}
        if all(self.groups[place] <= clauses for place in groups):
            groups = {}  # what is indispensable clears them all
        return Need(
            cells=tuple(places),
            weight=sum(self.cells[place].weight for place in places),
            clauses=tuple(sorted(clauses)),
            missing=cell.missing if groups else 0,
            groups=groups,
        )

    def _indispensable(self, groups: Mapping[int, int], missing: int) -> list[int]:
        """Return the clauses without which too few families are left to clear."""
        spare = sum(groups.values()) - missing
        hanging: dict[int, int] = {}
        for group, count in groups.items():
            for clause in self.groups[group]:
                hanging[clause] = hanging.get(clause, 0) + count
        return [clause for clause, count in hanging.items() if count > spare]

    def holds(self, choices: np.ndarray) -> np.ndarray:
        """Return bool[Q, B]: which clauses hold under choices bool[n, B]."""
        x = choices.astype(np.int32)
        return np.asarray(((self.chosen @ x) + (self.left @ (1 - x))) > 0)

    def outcome(self, choices: np.ndarray) -> Outcome:
        """Return what choices lead to.

        Args:
            choices: bool[n, B].
        """
        fails = (~self.holds(choices)).astype(np.int32)
        is_cleared = (self.members @ fails) == 0
        cleared = self._cleared[:, None] + (self.counts @ is_cleared.astype(np.int32))
        is_open = (self.barriers @ fails) == 0
        is_open &= (cleared >= self._needed[:, None]) & self._can_open[:, None]
        return Outcome(is_open, cleared)

    @cached_property
    def _cleared(self) -> np.ndarray:
        return np.array([cell.cleared for cell in self.cells], dtype=np.int64)

    @cached_property
    def _needed(self) -> np.ndarray:
        return np.array([cell.needed for cell in self.cells], dtype=np.int64)

    @cached_property
    def _can_open(self) -> np.ndarray:
        return np.array([not cell.blocked for cell in self.cells], dtype=np.bool_)

    def choice(self, deals: Iterable[int]) -> np.ndarray:
        """Return bool[n]: which deals are chosen."""
        x = np.zeros(len(self.deals), dtype=np.bool_)
        x[list(deals)] = True
        return x

    def opened(self, choice: np.ndarray) -> int:
        """Return the demand that a choice opens, what is open anyway included."""
        return int(self.weights @ self.outcome(choice[:, None]).is_open[:, 0])

    def cost(self, choice: np.ndarray) -> int:
        """Return the cost of a choice, 0 where costs do not count."""
        costs = self.costs or ()
        return sum(cost for cost, is_chosen in zip(costs, choice, strict=False) if is_chosen)


def bits_of(mask: int) -> list[int]:
    """Return the places of the bits that are set, ascending."""
    places = []
    while mask:
        places.append((mask & -mask).bit_length() - 1)
        mask &= mask - 1
    return places


def _bits(rows: Sequence[int], columns: int) -> sparse.csr_array:
    return _ones([bits_of(row) for row in rows], columns)


def _ones(rows: Iterable[Iterable[int]], columns: int) -> sparse.csr_array:
    return _matrix([dict.fromkeys(row, 1) for row in rows], columns)


def _matrix(rows: Sequence[Mapping[int, int]], columns: int) -> sparse.csr_array:
    at = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=at[1:])
    places = [place for row in rows for place in sorted(row)]
    values = [row[place] for row in rows for place in sorted(row)]
    return sparse.csr_array(
        (np.array(values, np.int32), np.array(places, np.int64), at), shape=(len(rows), columns)
    )
