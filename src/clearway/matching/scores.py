"""How likely two spellings are one company, from what they differ in.

A logistic model over counted differences. Its weights come from `python -m benchmarks.name_weights`
(half of the clusters of the AIR-UMass benchmark and the NBER clusters it shares no name with); they
are constants here, so that a pair has one score whatever else is on record.
"""

from __future__ import annotations

from math import exp, log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.matching.compare import Comparison, Difference

THRESHOLD = 0.5
"""Scores from here on are merged without a person (docs/concepts/names.md: what that reaches)."""
PROPOSED = 0.35
"""Scores from here on are put before a person."""
HELD: frozenset[Difference] = frozenset(
    {"alone", "initials", "mark", "name", "order", "other office", "place", "trade"}
)
"""Differences that are more than a way to write a name: subsidiaries and namesakes differ so."""
_MOST = 3
_BIAS = -3.04
WEIGHTS: Mapping[Difference, float] = {
    "abbreviation": 0.97,
    "acronym": 0.62,
    "alone": 1.28,
    "form": 3.22,
    "initials": 3.62,
    "legal": -0.02,
    "mark": 1.0,
    "name": -0.58,
    "office": 0.78,
    "order": -1.19,
    "other office": -0.98,
    "place": 0.67,
    "plural": 0.68,
    "spacing": 0.5,
    "trade": -0.86,
    "typo": 0.4,
    "typo in a common word": 1.0,
    "two typos": -0.19,
}
_SHARED, _EQUAL = 0.3, 0.78


def features(comparison: Comparison) -> tuple[int, ...]:
    """Return how often each difference of `WEIGHTS` occurs, at most three times, in its order."""
    return tuple(min(comparison.differences[kind], _MOST) for kind in WEIGHTS)


def evidence(comparison: Comparison) -> tuple[float, float]:
    """Return how much is equal: letters of telling words, and of all words, as logarithms."""
    return log2(1 + comparison.shared), log2(1 + comparison.equal)


def probability(comparison: Comparison) -> float:
    """Return the model's own answer, 0 to 1."""
    shared, equal = evidence(comparison)
    total = _BIAS + _SHARED * shared + _EQUAL * equal
    for kind, count in comparison.differences.items():
        total += WEIGHTS[kind] * min(count, _MOST)
    return 1 / (1 + exp(-total))


def is_held(comparison: Comparison) -> bool:
    """Return whether a person must decide, however likely the model finds it."""
    return not HELD.isdisjoint(comparison.differences)


def score(comparison: Comparison) -> float:
    """Return the score of a pair, 0 to 1 with four decimals; what is held stays below THRESHOLD."""
    likely = probability(comparison)
    return round(likely * (THRESHOLD - 0.01) if is_held(comparison) else likely, 4)
