"""One need cut out of the model, so that a choice is tried on it without the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

    from clearway.planning.model import Model, Need


class Part:
    """A need with its own clauses, and what each of them is worth to it.

    Attributes:
        need: the need.
        hits: int32[its clauses, n]: 1 where choosing a deal makes a clause hold.
        worth: float64[its clauses]: parts of the need; they add up to 1 or, with families
            missing beside the clauses, a little more.
    """

    def __init__(self, model: Model, need: Need) -> None:
        self.need = need
        groups = list(need.groups)
        clauses = sorted({*need.clauses, *(q for g in groups for q in model.groups[g])})
        place = {q: i for i, q in enumerate(clauses)}
        self.hits: sparse.csr_array = model.chosen[clauses]
        self._spared: sparse.csr_array = model.left[clauses]
        self._barriers = np.isin(clauses, need.clauses)
        self._groups = [([place[q] for q in model.groups[g]], need.groups[g]) for g in groups]
        self.worth = self._barriers / max(len(need.clauses), 1)
        for members, count in self._groups:
            self.worth[members] += count / len(members) / need.missing

    def holds(self, choice: np.ndarray) -> np.ndarray:
        """Return bool[its clauses]: which hold under a choice bool[n]."""
        holds = self.hits @ choice.astype(np.int32) > 0
        if self._spared.nnz:
            holds |= self._spared @ (~choice).astype(np.int32) > 0
        return np.asarray(holds)

    def is_met(self, holds: np.ndarray) -> bool:
        """Say whether it is met when these of its clauses hold."""
        if not holds[self._barriers].all():
            return False
        cleared = sum(count for members, count in self._groups if holds[members].all())
        return cleared >= self.need.missing
