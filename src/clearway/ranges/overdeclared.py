"""What the studies of over-declaration make of the counts of a product in a market."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.clearance.counting import count_series
from clearway.clearance.question import ask
from clearway.essentiality.corrected import correct, correct_share, judge
from clearway.essentiality.studies import studies
from clearway.ranges.results import StudyRanges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np

    from clearway.app import Desk
    from clearway.case import Case
    from clearway.essentiality.corrected import Corrected, Judged
    from clearway.essentiality.shares import AssessorError

CLEARED, EXPOSED = 1, 3
"""States of a family in force, as `count_series` gives them."""


class Overdeclared:
    """One case's families in force, cell by cell, as assessors and studies see them."""

    def __init__(
        self, desk: Desk, case: Case, question: Mapping[str, Any], error: AssessorError | None
    ) -> None:
        self._setting = desk.setting(case, ask(case, **question))
        self._board = desk.board(self._setting)
        self._error = error
        self._states: dict[str, np.ndarray] = {}

    def of(self, product: str, market: str) -> dict[str, Any]:
        """Return the fields of `CellRanges` on over-declaration."""
        question = self._setting.question
        chosen = next(p for p in question.products if p.name == product)
        if product not in self._states:
            series = count_series(
                self._board, chosen, [question.as_of], by_holder=False, families=True
            )
            self._states[product] = series.families_of
        states = self._states[product][:, self._board.markets.index(market)]
        families = judge(self._board, chosen, states > 0)
        cleared = judge(self._board, chosen, states == CLEARED)
        exposed = judge(self._board, chosen, states == EXPOSED)
        return {
            "judged": families,
            "studies": tuple(self._by_study(families, cleared, exposed)),
            "by_generation": tuple(self._by_generation(families)),
        }

    def _by_study(
        self, families: Judged, cleared: Judged, exposed: Judged
    ) -> Iterator[StudyRanges]:
        judged = {"families": families, "cleared": cleared, "exposed": exposed}
        for study in studies():
            counts = {name: correct(of, study, self._error) for name, of in judged.items()}
            share = correct_share(cleared, exposed, study, self._error)
            yield StudyRanges(study, {**counts, "share": share})

    def _by_generation(self, families: Judged) -> Iterator[tuple[str, int, str, Corrected]]:
        for study in studies():
            declared = families.unassessed.get(study.generation, 0)
            if declared:
                alone = type(families)(0, 0, 0, {study.generation: declared})
                yield study.generation, declared, study.id, correct(alone, study, self._error)
