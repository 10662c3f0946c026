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
    {"initials", "mark", "name", "order", "other office", "place", "trade"}
)
"""Differences that are more than a way to write a name: subsidiaries and namesakes differ so."""
MISTAKES: frozenset[Difference] = frozenset({"abbreviation", "plural", "typo in a common word"})
"""Differences of a common word, which may be a coined one: Digitel, Digital."""
ADDITIONS: frozenset[Difference] = frozenset({"other office", "place", "trade"})
TYPOS: frozenset[Difference] = frozenset({"two typos", "typo"})
_ENOUGH, _LONG = 16, 40
_MOST = 3
_BIAS = -2.62
WEIGHTS: Mapping[Difference, float] = {
    "abbreviation": 0.92,
    "acronym": 0.64,
    "form": 4.03,
    "initials": 3.48,
    "legal": 0.03,
    "mark": 0.83,
    "name": -0.59,
    "office": 0.87,
    "order": -1.14,
    "other office": -0.87,
    "place": 0.29,
    "plural": 0.61,
    "spacing": 0.74,
    "trade": -0.89,
    "typo": 0.71,
    "typo in a common word": 0.95,
    "two typos": 0.4,
}
_SHARED, _EQUAL = 0.11, 0.79


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
    held = HELD if comparison.equal < _LONG else HELD - ADDITIONS
    if not comparison.shared:
        held |= TYPOS if comparison.equal >= _ENOUGH else TYPOS | MISTAKES
    return any(comparison.differences[kind] for kind in held)


def score(comparison: Comparison) -> float:
    """Return the score of a pair, 0 to 1 with four decimals; what is held stays below THRESHOLD."""
    likely = probability(comparison)
    return round(likely * (THRESHOLD - 0.01) if is_held(comparison) else likely, 4)
