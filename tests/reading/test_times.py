"""Times in a text, counted from the day of publication; what stays open stays as written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clearway.reading.times import Time, find_times

if TYPE_CHECKING:
    from clearway.reading.intervals import Tense

THURSDAY = date(2017, 7, 6)


def only(sentence: str, tense: Tense = "", published_on: date | None = THURSDAY) -> Time:
    """Return the one time of a sentence."""
    (found,) = find_times(sentence, published_on, tense)
    return found


def days(text: str) -> tuple[date, date]:
    """Read `2017-06-01/2017-07-01`."""
    start, end = text.split("/")
    return date.fromisoformat(start), date.fromisoformat(end)


@pytest.mark.parametrize(
    ("sentence", "interval"),
    [
        ("It was there last month.", "2017-06-01/2017-07-01"),
        ("Ostern dieses Jahr lag es im Regal.", "2017-04-16/2017-04-17"),
        ("It came at Easter 2018.", "2018-04-01/2018-04-02"),
        ("im Frühjahr 2018", "2018-03-01/2018-06-01"),
        ("im Winter 2018", "2018-12-01/2019-03-01"),
        ("next year", "2018-01-01/2019-01-01"),
        ("im kommenden Jahr", "2018-01-01/2019-01-01"),
        ("last week", "2017-06-26/2017-07-03"),
        ("in Q2 2020", "2020-04-01/2020-07-01"),
        ("im zweiten Quartal 2020", "2020-04-01/2020-07-01"),
        ("in the second half of next year", "2018-07-01/2019-01-01"),
        ("early 2019", "2019-01-01/2019-04-01"),
        ("Ende 2019", "2019-10-01/2020-01-01"),
        ("on 31 December 2024", "2024-12-31/2025-01-01"),
        ("am 24. Mai 2018", "2018-05-24/2018-05-25"),
        ("am 05.07.2017", "2017-07-05/2017-07-06"),
        ("on July 5, 2017", "2017-07-05/2017-07-06"),
        ("two months ago", "2017-05-01/2017-06-01"),
        ("vor zwei Jahren", "2015-01-01/2016-01-01"),
        ("within two years", "2017-07-06/2019-07-07"),
        ("yesterday", "2017-07-05/2017-07-06"),
    ],
)
def test_times_resolve_against_the_day_of_publication(sentence: str, interval: str) -> None:
    """Each way of naming a time gives its interval, the end exclusive."""
    found = only(sentence)
    assert (found.start, found.end) == days(interval)


@pytest.mark.parametrize(
    ("sentence", "past", "future"),
    [
        ("on Tuesday", "2017-07-04/2017-07-05", "2017-07-11/2017-07-12"),
        ("in March", "2017-03-01/2017-04-01", "2018-03-01/2018-04-01"),
        ("am 8. Februar", "2017-02-08/2017-02-09", "2018-02-08/2018-02-09"),
        ("Anfang Mai", "2017-05-01/2017-05-11", "2018-05-01/2018-05-11"),
        ("in Q2", "2017-04-01/2017-07-01", "2018-04-01/2018-07-01"),
        ("on Thursday", "2017-07-06/2017-07-07", "2017-07-06/2017-07-07"),
    ],
)
def test_what_names_no_year_follows_the_tense(sentence: str, past: str, future: str) -> None:
    """Without a year a time is the last before publication, or the next after it."""
    told, ahead = only(sentence, "past"), only(sentence, "future")
    assert (told.start, told.end) == days(past)
    assert (ahead.start, ahead.end) == days(future)
    assert only(sentence).start is None


@pytest.mark.parametrize(
    "sentence",
    ["next summer", "nächsten Sommer", "on 31 April 2018", "29 February 2018", "99.99.2018"],
)
def test_what_is_open_stays_as_written(sentence: str) -> None:
    """An ambiguous season and a day that no calendar has are never guessed."""
    found = find_times(sentence, THURSDAY, "future")
    assert all(time.start is None or time.text == "2018" for time in found)


@pytest.mark.parametrize("sentence", ["last month", "yesterday", "Ostern dieses Jahr", "Q2"])
def test_without_a_day_of_publication_nothing_relative_resolves(sentence: str) -> None:
    """Nobody said when the article appeared, so `yesterday` is no day."""
    assert only(sentence, "past", None).start is None


def test_words_that_only_look_like_times() -> None:
    """The modal `may`, the verb `fall` and the German noun `Morgen` are no times."""
    assert not find_times("They may march on, and prices fall.", THURSDAY)
    assert not find_times("Am Morgen danach war alles anders.", THURSDAY)


@pytest.mark.parametrize(
    ("sentence", "bound", "last"),
    [
        ("spätestens 2020", "by", date(2020, 12, 31)),
        ("before 2019", "by", date(2018, 12, 31)),
        ("before the end of 2018", "by", date(2018, 12, 31)),
        ("by mid-2020", "by", date(2020, 6, 30)),
        ("frühestens 2018", "from", date(2018, 12, 31)),
        ("since February 2017", "since", date(2017, 2, 28)),
        ("in 2018", "", date(2018, 12, 31)),
    ],
)
def test_bounds_are_told_apart(sentence: str, bound: str, last: date) -> None:
    """At the latest, at the earliest and since are kept; `before 2019` ends with 2018."""
    found = only(sentence)
    assert found.bound == bound
    assert found.end is not None
    assert date.fromordinal(found.end.toordinal() - 1) == last
