"""Over-declaration: the goldens of the methods page, assessors who err, the studies as data."""

from __future__ import annotations

import pytest

from clearway.case import CATEGORIES
from clearway.clearance.standing import SIDES, side_of
from clearway.errors import UsageError
from clearway.essentiality.shares import AssessorError, posterior, predict, predict_by_share
from clearway.essentiality.studies import studies
from clearway.model.vocabulary import read_vocabulary


def test_share_after_a_study() -> None:
    """146 of 370, uniform prior: mean 0.395161, 95 % from 0.346112 to 0.445278."""
    share = posterior(146, 370)
    assert (share.mean, share.low, share.high) == pytest.approx(
        (0.395161, 0.346112, 0.445278), abs=5e-7
    )


def test_number_among_a_thousand() -> None:
    """The same study predicts, of 1,000 families, 395.16 with sd 29.65, 95 % from 338 to 454."""
    number = predict(146, 370, 1000)
    assert number.mean == pytest.approx(395.16, abs=0.005)
    assert number.sd == pytest.approx(29.65, abs=0.005)
    assert (number.low, number.high) == (338, 454)


def test_assessors_who_err() -> None:
    """An observed share of 0.395 at sensitivity 0.8 and specificity 0.9 is 0.421429."""
    error = AssessorError(0.8, 0.9)
    assert error.corrected(0.395) == pytest.approx(0.421429, abs=5e-7)
    assert error.corrected(0.05) == 0.0
    assert AssessorError(0.8, 0.9).corrected(1.0) == 1.0


def test_perfect_assessors_change_nothing() -> None:
    """With sensitivity and specificity 1 the corrected prediction is the plain one."""
    perfect, plain = predict(146, 370, 1000, AssessorError(1, 1)), predict(146, 370, 1000)
    assert (perfect.low, perfect.high) == (plain.low, plain.high)
    assert perfect.mean == pytest.approx(plain.mean, rel=1e-4)
    assert perfect.sd == pytest.approx(plain.sd, rel=5e-3)


@pytest.mark.parametrize("both", [(0.5, 0.5), (1.2, 0.9), (0.9, -0.1), (0.1, 0.2)])
def test_assessors_no_better_than_chance_are_refused(both: tuple[float, float]) -> None:
    """Probabilities outside 0 to 1, or that add up to no more than 1, are wrong usage."""
    with pytest.raises(UsageError, match="together"):
        AssessorError(*both)


def test_of_none_none_is_essential() -> None:
    """A count of nothing is predicted to hold nothing, by any kind of study."""
    assert {study.predict(0).high for study in studies()} == {0}
    assert predict(146, 370, 0, AssessorError(0.8, 0.9)).high == 0


def test_a_study_that_gives_a_range_of_shares_is_as_wide() -> None:
    """Two shares give chance below the lower and above the higher one."""
    number = predict_by_share(0.1, 0.2, 1000)
    assert number.low < 100
    assert number.high > 200
    assert number.mean == pytest.approx(150)


def test_studies_are_sourced_and_spread() -> None:
    """Each bundled study names a source; those of the methods page are there; none is pooled."""
    by_id = {study.id: study for study in studies()}
    assert all(study.source and study.url.startswith("http") for study in by_id.values())
    assert (by_id["fairfield-2009"].found, by_id["fairfield-2009"].sample) == (146, 370)
    assert by_id["goodman-myers-2005"].sample == 887
    assert by_id["fairfield-2010"].sample == 210
    assert by_id["goodman-myers-2005"].share.mean == pytest.approx(0.21, abs=0.001)
    assert all((study.sample is None) == (study.found is None) for study in by_id.values())
    ranges = [study.predict(1000) for study in by_id.values()]
    assert max(number.low for number in ranges) > min(number.high for number in ranges)


def test_every_category_stands_on_a_side() -> None:
    """The data name a side for each category of a case, once; a phone is user equipment."""
    rows = read_vocabulary("category_sides")
    assert sorted(row["category"] for row in rows) == sorted(CATEGORIES)
    assert {row["side"] for row in rows} == set(SIDES)
    assert (side_of("smartphone"), side_of("network-equipment")) == SIDES[:2]
