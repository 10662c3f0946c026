"""Scores of forecasts, and how well the probabilities were calibrated.

Brier 1950; Gneiting and Raftery 2007 (log, ranked probability, CRPS); Hersbach 2000 (CRPS of a
piecewise distribution); Murphy 1973 (the three parts of the Brier score). Zero is best in all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

DRAWS = 2_000
"""Bootstrap draws of a band."""
LEAST = 5
"""Forecasts below which a band would only look precise."""
_SEED = 2017


def brier(probability: float, happened: bool) -> float:  # noqa: FBT001 - an outcome, not a switch
    """Return (p - o)^2."""
    return (probability - happened) ** 2


def log_score(probability: float, happened: bool) -> float:  # noqa: FBT001
    """Return -ln of the probability of what came; infinite after a certainty that failed."""
    given = probability if happened else 1 - probability
    return -math.log(given) if given > 0 else math.inf


def ranked_probability(reached: Sequence[float], came: Sequence[bool]) -> float:
    """Return the sum over ordered classes of (F - O)^2.

    Args:
        reached: probability that the event is in this class or an earlier one.
        came: whether it was; the last class, where both are 1, may be left out.
    """
    return sum((f - o) ** 2 for f, o in zip(reached, came, strict=True))


def crps(places: Sequence[float], reached: Sequence[float], event: float | None) -> float:
    """Return the integral of (F(t) - 1[t >= event])^2 over the places given.

    Args:
        places: rising; the first and the last bound the integral (days, say).
        reached: the distribution there, linear between; what it lacks to 1 at the end is 'never'.
        event: where it happened; None, or one past the end, is not within.
    """
    at = np.asarray(places, dtype=float)
    f = np.asarray(reached, dtype=float)
    if event is not None and at[0] < event < at[-1] and event not in at:
        f = np.insert(f, np.searchsorted(at, event), np.interp(event, at, f))
        at = np.insert(at, np.searchsorted(at, event), event)
    came = np.zeros(len(at) - 1) if event is None else (at[:-1] >= event).astype(float)
    start, end = f[:-1] - came, f[1:] - came
    return float((np.diff(at) * (start**2 + start * end + end**2) / 3).sum())


@dataclass(frozen=True)
class Bin:
    """Forecasts that gave one probability.

    Attributes:
        observed: share of them that happened.
        low: with probability 0.95 the share lies from `low` to `high` if they are calibrated, by
            the binomial distribution.
    """

    probability: float
    count: int
    observed: float
    low: float
    high: float


@dataclass(frozen=True)
class Calibration:
    """Murphy's decomposition: mean Brier = reliability - resolution + uncertainty, exactly."""

    bins: tuple[Bin, ...]
    brier: float
    reliability: float
    resolution: float
    uncertainty: float

    def to_dict(self) -> dict[str, Any]:
        """Return the decomposition as plain data."""
        return {**vars(self), "bins": [vars(each) for each in self.bins]}


def calibration(pairs: Sequence[tuple[float, bool]]) -> Calibration | None:
    """Return how well probabilities fit what came; None without any."""
    if not pairs:
        return None
    count = len(pairs)
    base = sum(happened for _, happened in pairs) / count
    bins = []
    for given in sorted({probability for probability, _ in pairs}):
        came = [happened for probability, happened in pairs if probability == given]
        bins.append(Bin(given, len(came), sum(came) / len(came), *_binomial(len(came), given)))
    return Calibration(
        bins=tuple(bins),
        brier=sum(brier(p, o) for p, o in pairs) / count,
        reliability=sum(b.count * (b.probability - b.observed) ** 2 for b in bins) / count,
        resolution=sum(b.count * (b.observed - base) ** 2 for b in bins) / count,
        uncertainty=base * (1 - base),
    )


def _binomial(count: int, probability: float) -> tuple[float, float]:
    from scipy.stats import binom

    low, high = binom.ppf((0.025, 0.975), count, probability)
    return max(0.0, float(low)) / count, float(high) / count


def band(scores: Sequence[float]) -> tuple[float, float] | None:
    """Return the 2.5 and 97.5 percent points of the bootstrapped mean; None below five scores."""
    if len(scores) < LEAST:
        return None
    draws = np.random.default_rng(_SEED).choice(np.asarray(scores), (DRAWS, len(scores)))
    low, high = np.quantile(draws.mean(axis=1), (0.025, 0.975))
    return float(low), float(high)
