"""The US term: each era's rule, adjustments and disclaimers, designs, and fees not paid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.model.us_term import Kind, kind_of, missed_fee_day, us_term_end

DAYS = st.dates(date(1960, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("filed", "granted", "parent", "last_day", "basis"),
    [
        (date(1990, 3, 1), date(1994, 5, 10), None, date(2011, 5, 10), "17 years from grant"),
        (date(1993, 2, 1), date(1994, 3, 1), None, date(2013, 2, 1), "20 years from filing"),
        (date(2030, 1, 1), None, date(2024, 1, 1), date(2044, 1, 1), "20 years from the earliest"),
    ],
)
def test_published_figures(
    filed: date, granted: date | None, parent: date | None, last_day: date, basis: str
) -> None:
    """Published figures name the anniversary, the last day: the term ends the day after."""
    end = us_term_end(filed, granted, parent)
    assert end.ended_on == last_day + timedelta(days=1)
    assert end.basis.startswith(basis)


@pytest.mark.parametrize(
    ("filed", "granted", "last_day"),
    [
        (date(1995, 6, 7), date(1999, 1, 5), date(2016, 1, 5)),
        (date(1995, 6, 8), date(1999, 1, 5), date(2015, 6, 8)),
        (date(1973, 1, 2), date(1978, 6, 6), date(1995, 6, 6)),
        (date(1975, 7, 1), date(1978, 6, 8), date(1995, 7, 1)),
        (date(1970, 1, 2), date(1972, 1, 4), date(1989, 1, 4)),
        (date(2004, 2, 29), date(2008, 1, 1), date(2024, 2, 29)),
        (date(1980, 2, 29), date(1984, 2, 29), date(2001, 2, 28)),
    ],
    ids=["day before", "first day", "expired before the law", "in force on the day",
         "long expired", "leap day to leap day", "leap day to the 28th"],
)  # fmt: skip
def test_eras(filed: date, granted: date, last_day: date) -> None:
    """The own filing day decides the era; a patent expired before it gets no longer term."""
    assert us_term_end(filed, granted).ended_on == last_day + timedelta(days=1)


def test_new_filing_of_an_old_parent() -> None:
    """A continuation filed under the new law counts from its old parent, and has no 17 years."""
    end = us_term_end(date(1996, 1, 1), date(1999, 1, 5), date(1990, 3, 1))
    assert end.ended_on == date(2010, 3, 2)


def test_reissues() -> None:
    """A reissue has its original's term; of one filed under the old law the grant decides."""
    new = us_term_end(date(2012, 1, 3), date(2014, 12, 9), date(2005, 1, 3), kind="reissue")
    assert new == (date(2025, 1, 4), "20 years from the earliest filing")
    old = us_term_end(date(2000, 1, 3), date(2002, 1, 8), date(1990, 3, 1), kind="reissue")
    assert old.ended_on is None
    assert "unknown" in old.basis


def test_leap_day() -> None:
    """17 years from a 29 February end with the 28th."""
    end = us_term_end(date(1980, 1, 2), date(1984, 2, 29))
    assert end.ended_on == date(2001, 3, 1)


def test_parent_after_filing_counts_for_nothing() -> None:
    """A parent cannot be younger than its child: the filing itself counts."""
    end = us_term_end(date(2005, 1, 1), date(2008, 1, 1), date(2006, 1, 1))
    assert end == (date(2025, 1, 2), "20 years from filing")


def test_adjustment_adds_days() -> None:
    """Days of adjustment are added to the last day."""
    end = us_term_end(date(2005, 1, 1), date(2010, 1, 5), adjustment_days=366)
    assert end == (date(2026, 1, 3), "20 years from filing + 366 days")


@pytest.mark.parametrize(
    ("days", "caps", "ended", "basis"),
    [
        (100, [date(2025, 1, 2)], date(2025, 1, 2), "terminal disclaimer"),
        (100, [date(2025, 4, 12)], date(2025, 4, 12), "20 years from filing + 100 days"),
        (100, [date(2030, 1, 1)], date(2025, 4, 12), "20 years from filing + 100 days"),
        (0, [date(2024, 7, 2), date(2023, 5, 1)], date(2023, 5, 1), "terminal disclaimer"),
        (0, [], date(2025, 1, 2), "20 years from filing"),
    ],
)
def test_disclaimers_cap(days: int, caps: list[date], ended: date, basis: str) -> None:
    """The earliest cap ends the term, adjusted or not; one that comes later does nothing."""
    end = us_term_end(date(2005, 1, 1), date(2010, 1, 5), None, days, caps)
    assert end == (ended, basis)


@pytest.mark.parametrize(
    ("filed", "granted", "ended", "basis"),
    [
        (date(2012, 1, 3), date(2013, 4, 16), date(2027, 4, 17), "14 years from grant"),
        (date(2015, 5, 12), date(2016, 4, 19), date(2030, 4, 20), "14 years from grant"),
        (date(2015, 5, 13), date(2016, 4, 19), date(2031, 4, 20), "15 years from grant"),
        (None, date(2013, 4, 16), date(2027, 4, 17), "14 years from grant"),
        (None, date(2016, 4, 19), None, "filing date unknown"),
        (date(2015, 5, 13), None, None, "grant date unknown"),
    ],
)
def test_designs(filed: date | None, granted: date | None, ended: date | None, basis: str) -> None:
    """Designs count from grant, 15 years when filed on or after 2015-05-13; nothing adds to it."""
    assert us_term_end(filed, granted, None, 50, (), "design") == (ended, basis)


@pytest.mark.parametrize(
    ("filed", "granted", "parent"),
    [
        (None, date(2010, 1, 1), None),
        (None, date(2010, 1, 1), date(1990, 1, 1)),
        (date(1990, 1, 1), None, None),
    ],
)
def test_unknown(filed: date | None, granted: date | None, parent: date | None) -> None:
    """Without a date that the rule needs there is no end, and the basis says which is missing."""
    end = us_term_end(filed, granted, parent)
    assert end.ended_on is None
    assert "unknown" in end.basis


def test_parent_alone_under_the_new_law() -> None:
    """A parent filed under the new law makes its child new too, whenever that was filed."""
    assert us_term_end(None, None, date(2001, 5, 4)).ended_on == date(2021, 5, 5)


@pytest.mark.parametrize("kind", ["utility", "plant"])
@given(filed=DAYS, granted=DAYS, parent=DAYS, days=st.integers(0, 3000))
def test_monotone(kind: Kind, filed: date, granted: date, parent: date, days: int) -> None:
    """A parent never lengthens a term, adjustment never shortens it, a cap is never passed."""
    alone = us_term_end(filed, granted, kind=kind).ended_on
    with_parent = us_term_end(filed, granted, parent, kind=kind).ended_on
    adjusted = us_term_end(filed, granted, parent, days, kind=kind).ended_on
    capped = us_term_end(filed, granted, parent, days, [date(2015, 1, 1)], kind).ended_on
    assert alone
    assert with_parent
    assert adjusted
    assert capped
    assert with_parent <= alone
    assert adjusted - with_parent == timedelta(days=days)
    assert capped == min(adjusted, date(2015, 1, 1))


@pytest.mark.parametrize(
    ("paid", "day"),
    [
        ((), date(2014, 6, 15)),
        ((4,), date(2018, 6, 15)),
        ((4, 8), date(2022, 6, 15)),
        ((8, 12), date(2014, 6, 15)),
        ((4, 8, 12), None),
    ],
)
def test_missed_fees(paid: tuple[int, ...], day: date | None) -> None:
    """Granted on 2010-06-15, a patent lapses on the anniversary of the first fee not paid."""
    assert missed_fee_day(date(2010, 6, 15), paid) == day


def test_missed_fee_of_a_leap_day() -> None:
    """Of a grant on 29 February the anniversary is 29 February again in every fourth year."""
    assert missed_fee_day(date(2000, 2, 29)) == date(2004, 2, 29)
    assert missed_fee_day(date(1896, 2, 29)) == date(1900, 2, 28)


def test_old_patents_owe_nothing() -> None:
    """A patent filed before 1980-12-12 owes no maintenance fee."""
    assert missed_fee_day(date(1982, 1, 5), (), date(1980, 12, 11)) is None
    assert missed_fee_day(date(1982, 1, 5), (), date(1980, 12, 12)) == date(1986, 1, 5)


@pytest.mark.parametrize(
    ("publication", "kind"),
    [
        ("US-D680087-S1", "design"),
        ("US-PP23456-P3", "plant"),
        ("US-RE45123-E1", "reissue"),
        ("US-8421916-B2", "utility"),
        ("US-8421916", "utility"),
    ],
)
def test_kinds(publication: str, kind: Kind) -> None:
    """The letters of the number tell a design, a plant and a reissue from other patents."""
    assert kind_of(publication) == kind
