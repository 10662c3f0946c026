"""Scores have the values of the literature, and Murphy's parts add up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from clearway.dossier.scoring import (
    band,
    brier,
    calibration,
    crps,
    log_score,
    ranked_probability,
)

PAIRS = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), st.booleans()), min_size=1)


def test_golden_values() -> None:
    """The published values: two Brier scores, three year classes, a standard normal at 0."""
    assert brier(0.9, True) == pytest.approx(0.01)
    assert brier(0.7, False) == pytest.approx(0.49)
    thirds = [1 / 3, 2 / 3, 1]
    assert ranked_probability(thirds, [False, True, True]) == pytest.approx(0.222222, abs=1e-6)
    places = np.linspace(-9, 9, 40_001)
    found = crps(list(places), list(norm.cdf(places)), 0.0)
    assert found == pytest.approx(0.23369497725510913, abs=1e-8)


def test_log_score_punishes_a_failed_certainty_without_bound() -> None:
    """A half costs ln 2 either way; a certainty costs nothing or everything."""
    assert log_score(0.5, True) == pytest.approx(math.log(2))
    assert log_score(1.0, True) == 0
    assert log_score(1.0, False) == math.inf


def test_crps_of_a_date_is_censored_at_the_deadline() -> None:
    """By hand: half by day 10 and no more, over 20 days; at once, on day 10, and never."""
    places, reached = [0, 10, 20], [0.0, 0.5, 0.5]
    never = 10 * 0.25 / 3 + 10 * 0.25
    assert crps(places, reached, None) == pytest.approx(never)
    assert crps(places, reached, 25) == pytest.approx(never)
    on_ten = 10 * 0.25 / 3 + 10 * 0.25
    assert crps(places, reached, 10) == pytest.approx(on_ten)
    at_once = 10 * (1 + 0.5 + 0.25) / 3 + 10 * 0.25
    assert crps(places, reached, 0) == pytest.approx(at_once)
    assert crps(places, reached, 5) == pytest.approx(
        5 * 0.0625 / 3 + 5 * (0.75**2 + 0.75 * 0.5 + 0.25) / 3 + 10 * 0.25
    )


def test_a_sure_and_right_date_costs_nothing() -> None:
    """A step at the day of the event is the best that can be had."""
    assert crps([0, 5, 5, 9], [0.0, 0.0, 1.0, 1.0], 5) == 0


@given(PAIRS)
def test_murphy_parts_add_up(pairs: list[tuple[float, bool]]) -> None:
    """The mean Brier score is reliability less resolution plus uncertainty, exactly."""
    found = calibration(pairs)
    assert found is not None
    parts = found.reliability - found.resolution + found.uncertainty
    assert found.brier == pytest.approx(parts, abs=1e-12)
    assert sum(each.count for each in found.bins) == len(pairs)


def test_bands_are_reproducible_and_withheld_from_few() -> None:
    """Four scores have no band; five have one around their mean, the same each time."""
    scores = [0.01, 0.81, 0.25, 0.49, 0.04]
    assert band(scores[:4]) is None
    found = band(scores)
    assert found is not None
    assert found == band(scores)
    assert found[0] < sum(scores) / 5 < found[1]


def test_binomial_band_of_a_bin() -> None:
    """Of ten forecasts at a half, 2 to 8 happen with 95 % if they are calibrated."""
    found = calibration([(0.5, n < 3) for n in range(10)])
    assert found is not None
    assert (found.bins[0].low, found.bins[0].high) == (0.2, 0.8)
    assert found.bins[0].observed == 0.3
