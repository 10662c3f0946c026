"""The bundled case, suits, orders and market entries: sourced, dated honestly, no row twice."""

from __future__ import annotations

import csv
import json
import os
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import clearway
from clearway.case import check_case, read_case
from clearway.case.dates import PartialDate, date_text
from clearway.case.words import ACTIONS, CATEGORIES, ORDER_KINDS, SUIT_BASES
from clearway.model.names import normalize_name
from clearway.model.numbers import parse_publication
from clearway.model.standards import canonical
from clearway.model.territory import COUNTRIES
from clearway.sources.plain import read_tables

if TYPE_CHECKING:
    from clearway.case import Case

DATA = Path(clearway.__file__).parent / "data"
CASE = DATA / "cases" / "xiaomi-2017.toml"
SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)
PARTIAL = {
    "casio-2016": "2016-07",
    "via-aac-2016": "2016",
    "qualcomm-global-2017": "2017",
    "ericsson-india-2019": "2019",
    "mpegla-hevc-2020": "2020",
    "philips-2022": "2022-03",
}
LENGTHS = {"year": 4, "month": 7, "day": 10, "no later than": 10}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SUITS = _rows(DATA / "record" / "suits.csv")
ORDERS = _rows(DATA / "record" / "orders.csv")
MARKETS = _rows(DATA / "record" / "markets.csv")
ENTRIES = _rows(DATA / "cases" / "market_entries.csv")


@pytest.fixture(scope="module")
def case() -> Case:
    """The bundled case."""
    return read_case(CASE)


UNSEEN = {"intel-ihs", "words-assumed"}
"""Sources that nobody has seen, or that are our own assumption; graded F."""


def _shared_suits() -> list[dict[str, Any]]:
    path = SHARED / "facts" / "suits.jsonl"
    if not path.exists():
        pytest.skip(f"no shared data at {SHARED}; set CLEARWAY_SHARED_DATA")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_case_is_plain_toml() -> None:
    """Any TOML reader reads the case."""
    found = tomllib.loads(CASE.read_text(encoding="utf-8"))
    assert found["case"]["as_of"] == found["case"]["known_at"] == date(2017, 7, 5)


def test_case_has_no_error_and_only_purchases_without_a_list(case: Case) -> None:
    """The check finds nothing wrong; what it warns of is that nobody knows what was bought."""
    found = check_case(case, suits={row["suit"] for row in SUITS})
    assert {f.severity for f in found} == {"warning"}
    assert all("lists no families or rights" in f.message for f in found)


def test_every_deal_and_suit_of_the_case_has_a_source_with_an_address(case: Case) -> None:
    """No fact stands without an address to look it up."""
    addresses = {source.id: source.url for source in case.sources}
    named = [
        *(deal.sources for deal in case.deals),
        *(suit.sources for suit in case.suits),
        *(sighting.sources for sighting in case.sightings),
    ]
    assert all(named)
    assert all((addresses[s] or "").startswith("http") for sources in named for s in sources)
    given = [address for address in addresses.values() if address]
    assert len(set(given)) == len(given)
    assert {name for name, address in addresses.items() if not address} == UNSEEN


def test_dates_of_deals_are_no_finer_than_their_sources(case: Case) -> None:
    """A deal of which a month or a year is known keeps just that."""
    partial = {
        d.id: date_text(d.effective) for d in case.deals if isinstance(d.effective, PartialDate)
    }
    assert partial == PARTIAL


def test_deals_known_on_the_day_of_the_question(case: Case) -> None:
    """What came after 5 July 2017 is in the case and not known on that day."""
    published = {s.id: s.published for s in case.sources if s.published is not None}
    known = {
        d.id
        for d in case.deals
        if min((published[s] for s in d.sources if s in published), default=d.effective)
        <= date(2017, 7, 5)
    }
    assert {"nokia-2017", "nokia-2017-purchase", "qualcomm-china-2015", "microsoft-2016"} <= known
    assert not known & {"qualcomm-global-2017", "huawei-2023", "sisvel-2021", "interdigital-2021"}


def test_nokia_deal_is_a_bundle_without_guessed_terms(case: Case) -> None:
    """License and purchase go together; neither count, end nor exhaustion was published."""
    license_, purchase = (d for d in case.deals if d.bundle == "nokia-2017")
    assert license_.standards == ("2G", "3G", "4G")
    assert (purchase.count, purchase.rights, license_.ends) == (None, None, None)
    assert not license_.exhausts


def test_license_of_2015_reaches_china_only(case: Case) -> None:
    """Qualcomm's license of December 2015 was for China."""
    (deal,) = (d for d in case.deals if d.id == "qualcomm-china-2015")
    assert deal.include == ("CN",)


def test_accessories_implement_no_standard(case: Case) -> None:
    """Battery and wired headphones touch nothing; phone and TV box do."""
    empty = {p.name for p in case.products if not p.standards}
    assert empty == {"Mi Power Bank", "Mi Headphones"}
    assert all(canonical(s) == s for p in case.products for s in p.standards)


def test_there_are_204_suits_each_once() -> None:
    """Ids are unique and the count is the one that the page on the case states."""
    assert len({row["suit"] for row in SUITS}) == len(SUITS) == 204


@pytest.mark.parametrize(
    "rows", [SUITS, ORDERS, MARKETS, ENTRIES], ids=["suits", "orders", "markets", "entries"]
)
def test_every_row_names_where_it_is_from(rows: list[dict[str, str]]) -> None:
    """Each row carries the address of a page."""
    assert all(row["source_url"].startswith("http") for row in rows)


def test_words_and_codes_of_suits_are_known() -> None:
    """Countries, actions, bases, standards and numbers are those that the rules understand."""
    for row in SUITS:
        assert row["country"] in COUNTRIES
        assert row["action"] in ACTIONS
        assert row["basis"] in SUIT_BASES
        assert all(canonical(s) == s for s in filter(None, row["standards"].split("|")))
        assert all(parse_publication(p) for p in filter(None, row["publication"].split("|")))


def test_every_row_loads(tmp_path: Path) -> None:
    """The reader of plain forms sets none of the suits, orders and figures of markets aside."""
    report = read_tables(DATA / "record", tmp_path)
    assert {file.name: file.rows_rejected for file in report.files} == {
        "suits.csv": 0,
        "orders.csv": 0,
        "markets.csv": 0,
    }


def test_markets_of_the_case_have_figures_of_demand(case: Case) -> None:
    """Each market of the case has a weight, and but for Taiwan its people in 2016 on record."""
    weights = case.policy.market_weights
    assert weights is not None
    assert set(weights.weights) == set(case.markets or ())
    people = {
        row["country"]: int(row["value"]) for row in MARKETS if row["measure"] == "population"
    }
    assert set(weights.weights) - set(people) == {"TW"}
    for country, count in people.items():
        assert weights.weights[country] == pytest.approx(count / 1e6, abs=0.06)


def test_suits_name_both_sides() -> None:
    """No suit lacks a plaintiff or a defendant."""
    assert all(row["plaintiff"] and row["defendant"] for row in SUITS)


def test_dates_of_suits_are_as_fine_as_they_say() -> None:
    """A year is four characters, a month seven; a bound is a day."""
    assert all(len(row["filed_on"]) == LENGTHS[row["filed_is"]] for row in SUITS)


def test_orders_belong_to_suits_and_bar_something() -> None:
    """Each order is a bar of sale or import in a suit on record, on products or categories."""
    suits = {row["suit"] for row in SUITS}
    products = {"Alcatel One Touch 900M", "Pixel 7", "iPhone 3GS", "iPhone 4", "iPad", "iPad 2"}
    for row in ORDERS:
        assert row["suit"] in suits
        assert row["kind"] in ORDER_KINDS
        assert set(filter(None, row["reaches"].split("|"))) <= {*CATEGORIES, *products}


def test_orders_end_after_they_begin_and_not_before_their_suit() -> None:
    """From the first day to the first day no longer, and not before the suit's first year."""
    filed = {row["suit"]: row["filed_on"] for row in SUITS}
    for row in ORDERS:
        assert row["from"] >= filed[row["suit"]][: len(row["from"])]
        assert not row["to"] or row["from"] < row["to"]


def test_delhi_let_qualcomm_phones_through_from_16_december_2014() -> None:
    """For eight days every phone was barred, then those without a Qualcomm chip."""
    bars = [row for row in ORDERS if row["suit"] == "ericsson-v-xiaomi-in-2014"]
    assert Counter((r["from"], r["to"], r["except_suppliers"]) for r in bars) == {
        ("2014-12-08", "2014-12-16", ""): 2,
        ("2014-12-16", "2016-04-22", "Qualcomm"): 2,
    }


def test_case_and_record_do_not_hold_the_same_suit(case: Case) -> None:
    """What the record has is not in the case again."""
    recorded = {
        (normalize_name(p), normalize_name(d), row["country"], row["filed_on"][:4])
        for row in SUITS
        for p in row["plaintiff"].split("|")
        for d in row["defendant"].split("|")
    }
    for suit in case.suits:
        for plaintiff in suit.plaintiffs:
            key = (normalize_name(plaintiff), "xiaomi", suit.market, str(suit.filed.year))
            assert key not in recorded


def test_forecasts_are_frozen_and_resolved_by_evidence_or_when_their_time_was_over(
    case: Case,
) -> None:
    """Each bears its seal; what was resolved before its deadline names what showed it."""
    published = {source.id: source.published for source in case.sources}
    assert len(case.forecasts) == 5
    for forecast in case.forecasts:
        assert forecast.seal
        assert forecast.because
        assert forecast.resolved_on is not None
        if forecast.resolved_on <= forecast.deadline:
            assert forecast.happened_on is not None
            assert forecast.evidence
            days = [day for name in forecast.evidence if (day := published[name]) is not None]
            assert all(forecast.opens <= day <= forecast.resolved_on for day in days)


def test_market_entries_are_dated_and_placed() -> None:
    """Every entry has an ISO country, a category and as much of a date as is known."""
    for row in ENTRIES:
        assert row["market"] in COUNTRIES
        assert row["category"] in CATEGORIES
        assert len(row["on"]) in {4, 7, 10}


def test_no_phone_of_xiaomi_was_ever_found_on_sale_in_the_us() -> None:
    """Accessories and the TV box only: they resolve no forecast about phones."""
    found = {r["category"] for r in ENTRIES if (r["company"], r["market"]) == ("Xiaomi", "US")}
    assert found == {"power-bank", "headphones", "wearable", "tv-box"}


def test_suits_agree_with_the_list_they_were_read_from() -> None:
    """As many suits by country and page, and none dated finer than there."""
    facts = _shared_suits()
    theirs = Counter((row["country"], row["source_url"]) for row in facts)
    assert Counter((row["country"], row["source_url"]) for row in SUITS) == theirs
    finest = max(len(row["filed"] or "") for row in facts)
    assert all(len(row["filed_on"]) <= finest for row in SUITS)


def test_words_on_suits_are_our_own() -> None:
    """Outcomes and notes are not taken over, but for single words such as 'settled'."""
    theirs = {row[key] for row in _shared_suits() for key in ("outcome", "note")}
    ours = {row[key] for row in SUITS for key in ("outcome", "note")}
    assert all(" " not in text for text in ours & theirs)
