"""Countries, regional offices and their member states by date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pycountry
import pytest

from clearway.model.territory import (
    COUNTRIES,
    REGIONAL,
    country_code,
    country_name,
    designated,
    epochs,
    in_country,
    offices_for,
)
from clearway.wording import speaking


def test_countries_are_those_of_the_standard() -> None:
    """The list written out here is that of ISO 3166-1."""
    assert {country.alpha_2 for country in pycountry.countries} == COUNTRIES


def test_members_are_countries() -> None:
    """Every state of a regional office is a country, and no interval is empty."""
    for entries in REGIONAL.values():
        assert {entry.country for entry in entries} <= COUNTRIES
        assert all(entry.to is None or entry.from_ < entry.to for entry in entries)


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(1977, 10, 6), 0),
        (date(1977, 10, 7), 7),
        (date(2002, 6, 30), 20),
        (date(2002, 7, 1), 24),
        (date(2008, 1, 1), 34),
        (date(2010, 10, 1), 38),
        (date(2022, 10, 1), 39),
    ],
)
def test_european_members_by_day(day: date, count: int) -> None:
    """The convention had so many states on the day (EPO, member states)."""
    assert len(designated("EP", day)) == count


def test_designation_follows_the_filing_date() -> None:
    """Croatia counts from 2008, as an extension state before it does not."""
    assert "HR" not in designated("EP", date(2007, 12, 31))
    assert "HR" in designated("EP", date(2008, 1, 1))
    assert "MD" not in designated("EA", date(2012, 4, 26))
    assert "BA" not in designated("EP", None)


def test_designation_without_a_date_is_every_state_that_was_a_member() -> None:
    """An unknown filing date leaves no member out."""
    assert len(designated("EP", None)) == 39
    assert "MD" in designated("EA", None)


def test_national_and_international_offices() -> None:
    """A national office designates its country, the PCT nothing, an unknown code nothing."""
    assert designated("US", date(2000, 1, 1)) == {"US"}
    assert designated("WO", date(2000, 1, 1)) == frozenset()
    assert designated("XX", None) == frozenset()


@pytest.mark.parametrize("office", ["EP", "EA", "AP", "OA", "GC", "US", "WO"])
def test_epochs_cover_all_days_and_agree(office: str) -> None:
    """Epochs join without gaps, and each holds what is designated at both of its ends."""
    found = epochs(office)
    assert found[0].from_ is None
    assert found[-1].to is None
    for before, after in pairwise(found):
        assert before.to == after.from_
    for epoch in found:
        if epoch.from_ is not None:
            assert epoch.countries == designated(office, epoch.from_)
        if epoch.to is not None:
            assert epoch.countries == designated(office, epoch.to - timedelta(days=1))


def test_offices_for_a_country() -> None:
    """The national office, and each regional one that ever reached the state."""
    assert offices_for("US") == {"US"}
    assert offices_for("DE") == {"DE", "EP"}
    assert offices_for("MD") == {"MD", "EP", "EA"}
    assert offices_for("BA") == {"BA", "EP"}
    assert offices_for("EP") == frozenset()


def test_names() -> None:
    """Short names in English and German; a code that is unknown stays as it is."""
    assert country_name("DE") == "Germany"
    assert country_name("DE", "de") == "Deutschland"
    assert country_name("EP") == "European Patent Office"
    assert country_name("XX") == "XX"
    assert {country_name(code) for code in COUNTRIES}.isdisjoint(COUNTRIES)
    assert country_code("Deutschland") == country_code(" germany ") == country_code("de") == "DE"
    assert country_code("Atlantis") is None


@pytest.mark.parametrize(
    ("code", "english", "german"),
    [
        ("DE", "in Germany", "in Deutschland"),
        ("US", "in the United States", "in den Vereinigten Staaten"),
        ("GB", "in the United Kingdom", "im Vereinigten Königreich"),
        ("CH", "in Switzerland", "in der Schweiz"),
        ("PH", "in the Philippines", "auf den Philippinen"),
    ],
)
def test_where_something_is_takes_the_article(code: str, english: str, german: str) -> None:
    """Countries whose names have an article have it in a sentence; in German bent as it must be."""
    assert in_country(code) == english
    with speaking("de"):
        assert in_country(code) == german
        assert in_country("XX") == "in XX"


def test_no_name_that_is_bent_is_left_out() -> None:
    """Names in the plural, or of a state, a kingdom or islands, all have their phrase in German."""
    bent = re.compile(
        r"^(Vereinigte|Republik)|republik\b|Republik|inseln?\b|Staaten|Königreich|gebiete?$"
    )
    with speaking("de"):
        names = {code: country_name(code) for code in COUNTRIES}
        plain = {code for code, name in names.items() if in_country(code) == f"in {name}"}
    assert {names[code] for code in plain if bent.search(names[code])} <= {
        "Heard und McDonaldinseln", "South Georgia und die Südlichen Sandwichinseln",
    }  # fmt: skip
