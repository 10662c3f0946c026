"""Counts of declared families, corrected for over-declaration: study by study, beside the count.

What assessors on record agree on is taken from them; of the rest each study predicts how many are
essential, as if its sample were like what is counted here. Source: methods, section 4.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clearway.clearance.declared_to import GENERATIONS, declared_to
from clearway.clearance.standing import LEAST, UNASSESSED
from clearway.essentiality.shares import LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.case import Product
    from clearway.clearance.board import Board
    from clearway.essentiality.shares import AssessorError
    from clearway.essentiality.studies import Study


@dataclass(frozen=True)
class Judged:
    """Some declared families by what assessors say of them.

    Attributes:
        agreed: every assessor says that they touch.
        disputed: in part, or some assessor says so.
        dismissed: none does.
        unassessed: by newest generation, those that nobody read, or not against every leaf.
    """

    agreed: int
    disputed: int
    dismissed: int
    unassessed: Mapping[str, int]

    @property
    def unread(self) -> int:
        """How many nobody assessed."""
        return sum(self.unassessed.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain data."""
        return {
            "agreed": self.agreed,
            "disputed": self.disputed,
            "dismissed": self.dismissed,
            "unassessed": dict(self.unassessed),
        }


@dataclass(frozen=True)
class Corrected:
    """A count, or a share, that one study leads one to expect; the range at `LEVEL`."""

    mean: float | None
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """Return the range as plain data."""
        return dict(vars(self))


def judge(board: Board, product: Product, families: np.ndarray) -> Judged:
    """Sort families by what assessors on record say of them.

    Args:
        board: the record under a case.
        product: what they may touch.
        families: bool[F], those of the count.
    """
    facts = declared_to(board, product)
    standing = facts.standing[families]
    unread = Counter(facts.generation[families][standing == UNASSESSED].tolist())
    return Judged(
        agreed=int(np.sum(standing == LEAST["agreed"])),
        disputed=int(np.sum(standing == LEAST["assessed"])),
        dismissed=int(np.sum(standing == LEAST["declared"])),
        unassessed={GENERATIONS[g]: n for g, n in sorted(unread.items())},
    )


def correct(judged: Judged, study: Study, error: AssessorError | None = None) -> Corrected:
    """Return how many of a count are essential: as assessed, and of the rest as a study found."""
    number = study.predict(judged.unread, error)
    share = error.corrected(study.share.mean) if error else study.share.mean
    return Corrected(
        judged.agreed + judged.disputed * share + number.mean,
        judged.agreed + number.low,
        judged.agreed + judged.disputed + number.high,
    )


def correct_share(
    cleared: Judged, exposed: Judged, study: Study, error: AssessorError | None = None
) -> Corrected:
    """Return the share cleared of the essential families, were these spread alike over both.

    A study cannot move the share itself, for it knows nothing of deals; what it moves is how much
    chance there is in a share of fewer families. So the range is that of as many as the study
    finds at the least (hypergeometric), and its mean is left out where nothing is counted.
    """
    from scipy.stats import hypergeom

    unread = cleared.unread + exposed.unread
    essential = study.predict(unread, error).low
    low, high = hypergeom(unread, cleared.unread, essential).interval(LEVEL) if unread else (0, 0)
    sure = cleared.agreed + exposed.agreed + essential
    least, most = sure + exposed.disputed, sure + cleared.disputed
    counted = _total(cleared) + _total(exposed)
    return Corrected(
        _total(cleared) / counted if counted else None,
        float((cleared.agreed + max(low, 0)) / least) if least else 0.0,
        float((cleared.agreed + cleared.disputed + high) / most) if most else 1.0,
    )


def _total(judged: Judged) -> int:
    return judged.agreed + judged.disputed + judged.unread
