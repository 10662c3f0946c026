"""What a market's answer becomes when some slots turn out otherwise: exact, family by family.

The counts are differences to the whole, and the status is the engine's own conclusion from them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.assess import Counts, conclude
from clearway.unknowns.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.clearance.assess import Assessment, Cell
    from clearway.clearance.setting import Setting
    from clearway.unknowns.slots import View

EXPOSED = 3
Figures = tuple[int, int, int, tuple[int, ...]]
"""Families, exposed, estimated, and exposed families of each enforcer."""


class Tally:
    """One product in one market: the slots as the answer has them today.

    Args:
        cell: product and market.
        setting: of the question.
        found: who enforces, what is barred; its counts are not looked at.
        family: int64[S], sorted.
        state: uint8[S] and `holder`, int64[S]: as today.
        is_rough: bool[S]: in force by an estimate.
        names: of the holders.
    """

    def __init__(  # noqa: PLR0913
        self,
        cell: Cell,
        setting: Setting,
        found: Assessment,
        family: np.ndarray,
        today: View,
        place: int,
        is_rough: np.ndarray,
        names: Sequence[str],
    ) -> None:
        self._cell, self._setting, self._found = cell, setting, found
        self._family, self._rough = family, is_rough
        self.state, self.holder = today.state[:, place], today.holder
        enforcers = found.enforcers.get(cell[1], frozenset())
        self._enforcers = [(name, i) for i, name in enumerate(names) if name in enforcers]
        self._statuses: dict[Figures, str] = {}
        everything = np.arange(len(family))
        self._whole = self._count(everything, self.state, self.holder)

    def today(self, found: str = "as the answer stands") -> Outcome:
        """Return the answer as it stands."""
        return self._outcome(found, self._whole, is_assumed=True)

    def otherwise(
        self, found: str, slots: np.ndarray, state: np.ndarray | int, holder: np.ndarray | None
    ) -> tuple[Outcome, np.ndarray]:
        """Return the answer when some slots are otherwise, and the families that then differ.

        Args:
            found: what turned out, in words.
            slots: which, ascending.
            state: theirs then, as in `View`.
            holder: theirs then; None when it stays.
        """
        near = self._near(slots)
        new_state, new_holder = self.state.copy(), self.holder
        new_state[slots] = state
        if holder is not None:
            new_holder = self.holder.copy()
            new_holder[slots] = holder
        before = self._count(near, self.state, self.holder)
        after = self._count(near, new_state, new_holder)
        figures = _moved(self._whole, before, after)
        families, first = np.unique(self._family[near], return_index=True)
        differs = _worst(self.state[near], first) != _worst(new_state[near], first)
        return self._outcome(found, figures, is_assumed=False), families[differs]

    def _near(self, slots: np.ndarray) -> np.ndarray:
        """All slots of the families of some, ascending."""
        families = np.unique(self._family[slots])
        first = np.searchsorted(self._family, families)
        last = np.searchsorted(self._family, families, side="right")
        return np.concatenate(
            [np.arange(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
            or [np.zeros(0, dtype=np.int64)]
        )

    def _count(self, slots: np.ndarray, state: np.ndarray, holder: np.ndarray) -> Figures:
        family, state, holder = self._family[slots], state[slots], holder[slots]
        exposed = state == EXPOSED
        rough = (state > 0) & self._rough[slots]
        return (
            _distinct(family[state > 0]),
            _distinct(family[exposed]),
            _distinct(family[rough]),
            tuple(_distinct(family[exposed & (holder == i)]) for _, i in self._enforcers),
        )

    def _outcome(self, found: str, figures: Figures, *, is_assumed: bool) -> Outcome:
        families, exposed, _, _ = figures
        if figures not in self._statuses:
            self._statuses[figures] = self._status(figures)
        status = self._statuses[figures]
        return Outcome(found, families, families - exposed, status, is_assumed)

    def _status(self, figures: Figures) -> str:
        families, exposed, estimated, of_enforcers = figures
        counts = Counts()
        counts.totals.update(
            families=families, cleared=families - exposed, exposed=exposed, estimated=estimated
        )
        held = zip(self._enforcers, of_enforcers, strict=True)
        counts.holders = {name: (count, 0, count) for (name, _), count in held if count}
        found = replace(self._found, counts={self._cell: counts})
        return conclude(self._setting, [self._cell], found).results[0].status


def _moved(whole: Figures, before: Figures, after: Figures) -> Figures:
    families, exposed, estimated = (
        w - b + a for w, b, a in zip(whole[:3], before[:3], after[:3], strict=True)
    )
    of_enforcers = zip(whole[3], before[3], after[3], strict=True)
    return families, exposed, estimated, tuple(w - b + a for w, b, a in of_enforcers)


def _distinct(sorted_values: np.ndarray) -> int:
    if not len(sorted_values):
        return 0
    return int((np.diff(sorted_values) != 0).sum()) + 1


def _worst(state: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The state of each family: exposed, else cleared, else not in force."""
    return np.maximum.reduceat(state, first) if len(first) else state[:0]
