"""The bundled determinations and programmes: well-formed, sourced, and true to the methods."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from clearway.case import parse_date
from clearway.case.words import country_problem, currencies
from clearway.errors import UsageError
from clearway.model.standards import is_known
from clearway.royalty.library import (
    MEASURES,
    STATUSES,
    SURENESS,
    choose,
    determinations,
    find_entry,
    programmes,
    read_rows,
)
from clearway.royalty.methods import Rounding, comparable, half_up, top_down

if TYPE_CHECKING:
    from clearway.royalty.library import Entry

ENTRIES: tuple[Entry, ...] = (*determinations(), *programmes())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_entry_is_sourced_and_well_formed(entry: Entry) -> None:
    """Each has an address, known words, known standards, and a figure that is not upside down."""
    assert re.fullmatch(r"https?://\S+", entry.address)
    assert entry.publication
    assert entry.sure in SURENESS
    assert entry.measure in MEASURES
    assert all(is_known(name) for name in entry.standards)
    bounds = [bound for bound in (entry.low, entry.high) if bound is not None]
    assert bounds
    assert 0 < bounds[0] <= bounds[-1]
    if entry.measure == "share":
        assert entry.currency is None
        assert bounds[-1] < 1
    else:
        assert entry.currency in currencies()


def test_ids_are_unique_and_dates_are_dates() -> None:
    """No id stands twice; days, months and years read as such."""
    assert len({entry.id for entry in ENTRIES}) == len(ENTRIES)
    days = [d.decided for d in determinations()] + [p.published for p in programmes()]
    assert all(parse_date(day) for day in days if day)
    assert [d.decided for d in determinations()] == sorted(d.decided for d in determinations())


def test_determinations_say_what_became_of_them() -> None:
    """Each has a status and a court of a known country; the vacated ones say since when."""
    for row in determinations():
        assert row.status in STATUSES
        assert country_problem(row.country) is None
        if row.status == "vacated":
            assert re.search(r"vacated.* on \d{4}-\d\d-\d\d", row.note, re.IGNORECASE)


def test_the_list_of_methods_is_in_the_library() -> None:
    """The determinations that the methods are held against are there, with what became of them."""
    statuses = {row.id: row.status for row in determinations()}
    assert statuses["tcl-ericsson-2017-4g-us"] == "vacated"
    assert statuses["interdigital-lenovo-2023"] == "superseded"
    assert statuses["oppo-nokia-2023-5g-1"] == "settled"
    assert statuses["optis-apple-2025"] == "under appeal"
    assert statuses["microsoft-motorola-2013-h264"] == "final"


def test_reconstructions_follow_from_their_method() -> None:
    """[R] The figures marked so come out of the method with the rounding that the row names."""
    found = {row.id: row for row in determinations() if row.sure == "rebuilt"}
    rebuilt = {
        "unwired-huawei-2017-4g": comparable("0.0080", 6, 78),
        "unwired-huawei-2017-3g": comparable("0.0067", 1, 21),
        "tcl-ericsson-2017-2g-us": top_down("0.05", 12, 365),
        "tcl-ericsson-2017-4g-family": top_down("0.06", 1, 1481),
    }
    assert set(found) == set(rebuilt)
    for name, figure in rebuilt.items():
        (rule,) = found[name].rounding
        assert found[name].low == half_up(figure.exact, rule.decimals)


def test_bundled_aggregates_name_entries_of_the_library() -> None:
    """Each default stands on entries that say the same figure; weights on the court's ratio."""
    rows = read_rows("aggregates")
    assert [row["standard"] for row in rows] == ["5G", "4G", "3G", "2G"]
    for row in rows:
        low, high = find_entry(row["low_source"]), find_entry(row["high_source"])
        assert Fraction(row["low"]) in (low.low, getattr(low, "aggregate_low", None))
        assert Fraction(row["high"]) in (high.high, getattr(high, "aggregate_high", None))
        assert row["weight_source"] == "oppo-nokia-2023-5g-1"
    assert [int(row["weight"]) for row in rows] == [50, 40, 5, 5]
    assert "5G:4G:3G:2G = 50:40:5:5" in find_entry("oppo-nokia-2023-5g-1").note


def test_choose_by_standard_and_status() -> None:
    """A standard finds entries on it, above and below it; a status leaves the programmes out."""
    wifi = {entry.id for entry in choose(ENTRIES, standard="WLAN")}
    assert {"innovatio-2013", "huawei-2023-wi-fi-6", "interdigital-2020-80211"} <= wifi
    assert {entry.id for entry in choose(ENTRIES, standard="LTE")} >= {"optis-apple-2025"}
    assert all(
        entry in determinations() and "vacated" in entry.to_dict()["status"]
        for entry in choose(ENTRIES, status="vacated")
    )
    assert choose(ENTRIES, standard="Zigbee") == ()
    with pytest.raises(UsageError, match="unknown status 'open'"):
        choose(ENTRIES, status="open")


def test_an_entry_as_plain_data() -> None:
    """Fractions become numbers, roundings objects, what is missing None."""
    row = find_entry("innovatio-2013").to_dict()
    assert (row["low"], row["currency"], row["aggregate_low"]) == (0.0956, "USD", None)
    assert row["rounding"] == [vars(Rounding("rate", 4))]
    with pytest.raises(KeyError):
        find_entry("nobody")
