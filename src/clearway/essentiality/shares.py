"""How many of N declared families are essential, given what a study found in its sample.

Beta-binomial with a uniform prior: of `sample` families `found` were essential, so the share is
Beta(1 + found, 1 + sample - found), and of N others it predicts a beta-binomial number (Gelman et
al., Bayesian Data Analysis, 3rd ed., section 2.1 and exercise 3.5). Assessors err: Rogan and
Gladen, American Journal of Epidemiology 107 (1978) 71.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.errors import UsageError

if TYPE_CHECKING:
    from scipy.stats.distributions import rv_frozen

LEVEL = 0.95
"""Probability that a range holds, were the study's sample like what is counted."""
_STEPS = 200
"""Equally likely shares that stand for the whole of a corrected one."""
PRIOR = (1.0, 1.0)
"""Uniform: nothing is known of the share before the study."""


@dataclass(frozen=True)
class Share:
    """A share of essential families, 0 to 1: its mean and the range at `LEVEL`."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Predicted:
    """How many families are essential: mean, standard deviation, and the range at `LEVEL`."""

    mean: float
    sd: float
    low: int
    high: int


@dataclass(frozen=True)
class AssessorError:
    """How well assessors judge.

    Attributes:
        sensitivity: probability (0 to 1) that an essential family is called so.
        specificity: probability (0 to 1) that another one is not.
    """

    sensitivity: float
    specificity: float

    def __post_init__(self) -> None:
        """Refuse assessors who do no better than chance.

        Raises:
            UsageError: for probabilities outside 0 to 1, or that add up to 1 or less.
        """
        both = (self.sensitivity, self.specificity)
        if not all(0 <= value <= 1 for value in both) or sum(both) <= 1:
            raise UsageError(
                f"sensitivity {both[0]} and specificity {both[1]}: each lies between 0 and 1, and "
                "together they are more than 1"
            )

    def corrected(self, observed: float) -> float:
        """Return the true share behind an observed one (Rogan and Gladen), within 0 and 1."""
        true = (observed + self.specificity - 1) / (self.sensitivity + self.specificity - 1)
        return min(1.0, max(0.0, true))


def posterior(found: int, sample: int) -> Share:
    """Return the share of essential families after a study found `found` in `sample`."""
    share = _beta(found, sample)
    low, high = share.interval(LEVEL)
    return Share(float(share.mean()), float(low), float(high))


def predict(
    found: int, sample: int, declared: int, error: AssessorError | None = None
) -> Predicted:
    """Return how many of `declared` families a study's sample leads one to expect.

    Args:
        found: essential in the sample.
        sample: families read.
        declared: families counted, not in the sample; 0 or more.
        error: of the study's assessors; None takes their word.
    """
    from scipy.stats import betabinom

    if error is not None:
        return _corrected(_beta(found, sample), declared, error)
    return _predicted(betabinom(declared, PRIOR[0] + found, PRIOR[1] + sample - found))


def predict_by_share(
    low: float, high: float, declared: int, error: AssessorError | None = None
) -> Predicted:
    """Return the same for a study that gives a share, or two, and no sample.

    Only chance within the count is in the range then; what the study's own sample leaves open is
    not.
    """
    from scipy.stats import binom

    shares = [error.corrected(share) if error else share for share in (low, (low + high) / 2, high)]
    least, middle, most = (_predicted(binom(declared, share)) for share in shares)
    return Predicted(middle.mean, middle.sd, least.low, most.high)


def _beta(found: int, sample: int) -> rv_frozen:
    from scipy.stats import beta

    if not 0 <= found <= sample:
        raise UsageError(f"{found} essential of {sample}: a study finds between none and all")
    return beta(PRIOR[0] + found, PRIOR[1] + sample - found)


def _corrected(share: rv_frozen, declared: int, error: AssessorError) -> Predicted:
    """Predict by equally likely shares, each corrected for the assessors' error."""
    from scipy.stats import binom

    places = (np.arange(_STEPS) + 0.5) / _STEPS
    true = np.array([error.corrected(observed) for observed in share.ppf(places)])
    at_most = binom.cdf(np.arange(declared + 1)[:, None], declared, true).mean(axis=1)
    low, high = np.searchsorted(at_most, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    variance = declared * np.mean(true * (1 - true)) + declared**2 * np.var(true)
    return Predicted(
        float(declared * true.mean()), float(np.sqrt(variance)), int(low), min(int(high), declared)
    )


def _predicted(number: rv_frozen) -> Predicted:
    low, high = number.interval(LEVEL)
    return Predicted(float(number.mean()), float(number.std()), int(low), int(high))
