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
TYPOS: frozenset[Difference] = frozenset({"two typos", "typo"})
"""Differences of a word that tells a company; held where it is the only one."""
ADDITIONS: frozenset[Difference] = frozenset({"other office", "place", "trade"})
"""Of what is held, what a long name may have more, once: more words may be another company's."""
_ENOUGH, _LONG = 16, 40
"""Equal letters from which on a mistake in a common word, and an addition, are let through."""
_MOST = 3
_BIAS = -2.37
WEIGHTS: Mapping[Difference, float] = {
    "abbreviation": 0.94,
    "acronym": 0.68,
    "form": 4.11,
    "initials": 3.28,
    "legal": -0.3,
    "mark": 0.87,
    "name": -0.58,
    "office": 1.07,
    "order": -1.12,
    "other office": -0.88,
    "place": 0.2,
    "plural": 0.57,
    "spacing": 0.78,
    "trade": -0.77,
    "typo": 0.61,
    "typo in a common word": 0.94,
    "two typos": 0.39,
}
_SHARED, _EQUAL = 0.11, 0.71


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
    added = sum(comparison.differences[kind] for kind in ADDITIONS)
    held = HELD - ADDITIONS if comparison.equal >= _LONG and added <= 1 else HELD
    if not comparison.shared:
        held |= TYPOS if comparison.equal >= _ENOUGH else TYPOS | MISTAKES
    return any(comparison.differences[kind] for kind in held)


def score(comparison: Comparison) -> float:
    """Return the score of a pair, 0 to 1 with four decimals; what is held stays below THRESHOLD."""
    likely = probability(comparison)
    return round(likely * (THRESHOLD - 0.01) if is_held(comparison) else likely, 4)
