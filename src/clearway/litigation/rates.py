"""How often: counts of suits as Poisson, their rates as drawn from one gamma distribution.

A holder that was seen to sue once in ten years need not sue once in every ten. So each rate is
drawn towards those of all holders and venues, the more the less is known: empirical Bayes. With
shape a and b years in the prior, n suits in T years give a gamma of shape a + n and b + T years.

Source: A. Gelman et al., Bayesian Data Analysis, 3rd edition, section 2.6 (Poisson counts with
exposure, gamma prior, negative binomial margin); C. N. Morris, Parametric Empirical Bayes
Inference, JASA 78 (1983) 47 to 55 (the prior fitted to the margin). The interval is the prior's
own: it does not widen for the fit of the prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

SHAPES = (1e-3, 1e4)
"""Bounds of the fitted shape; at the upper one all cells have one rate as good as exactly."""
STARTS = (0.05, 0.5, 5.0)
"""Shapes from which the fit starts; the likeliest of what it finds is kept."""
LEVEL = 0.95


@dataclass(frozen=True)
class Prior:
    """The gamma distribution from which rates are taken to be drawn.

    Attributes:
        shape: a; small when few holders do most of the suing.
        years: b, as many years of observation as the prior weighs.
        cells: holders by venue that it was fitted to.
        suits: their suits.
    """

    shape: float
    years: float
    cells: int
    suits: int

    @property
    def mean(self) -> float:
        """The mean rate, suits a year."""
        return self.shape / self.years


@dataclass(frozen=True)
class Estimate:
    """A rate in suits a year with the interval that holds it with probability `LEVEL`."""

    mean: float
    low: float
    high: float


def fit_prior(suits: Sequence[int], years: Sequence[float]) -> Prior | None:
    """Fit the prior to all cells by maximum likelihood of their negative binomial margin.

    Args:
        suits: counts, N.
        years: of exposure, N, each above 0.

    Returns:
        The prior; None when there is no suit to learn from.
    """
    counts, exposure = np.asarray(suits, dtype=np.float64), np.asarray(years, dtype=np.float64)
    if not counts.sum():
        return None
    mean, shape = min(
        (_fit(counts, exposure, start) for start in STARTS), key=lambda found: found[0]
    )[1:]
    return Prior(shape, shape / mean, len(counts), int(counts.sum()))


def _fit(counts: np.ndarray, exposure: np.ndarray, start: float) -> tuple[float, float, float]:
    """Return the negative log-likelihood reached, the mean rate and the shape."""
    from scipy.optimize import minimize
    from scipy.special import gammaln

    def loss(logs: np.ndarray) -> float:
        mean, shape = np.exp(logs)
        expected = mean * exposure
        margin = (
            gammaln(counts + shape)
            - gammaln(shape)
            + shape * np.log(shape / (shape + expected))
            + counts * np.log(expected / (shape + expected))
        )
        return -float(margin.sum())

    rate = counts.sum() / exposure.sum()
    bounds = [(np.log(rate) - 5, np.log(rate) + 5), tuple(np.log(SHAPES))]
    found = minimize(loss, np.log([rate, start]), method="L-BFGS-B", bounds=bounds)
    mean, shape = np.exp(found.x)
    return float(found.fun), float(mean), float(shape)


def posterior(prior: Prior, suits: int, years: float) -> Estimate:
    """Return the rate of a cell after its own suits.

    Args:
        prior: of all cells.
        suits: of this one.
        years: of exposure, 0 or more; at 0 the prior is all there is.
    """
    from scipy.special import gammaincinv

    shape, observed = prior.shape + suits, prior.years + years
    tail = (1 - LEVEL) / 2
    low, high = (float(gammaincinv(shape, level)) / observed for level in (tail, 1 - tail))
    return Estimate(shape / observed, low, high)
