"""`clearway royalty`: a burden worked by hand, its forms, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import clearway as cw
from clearway.cli import clearway, exit_code
from clearway.errors import ClearwayError, UsageError
from e2e.command import Outcome, refused
from e2e.command import run as run_apart
from e2e.forms import WORKED_CASE

if TYPE_CHECKING:
    from pathlib import Path

FIGURES = """
[policy.aggregate_burden]
4G = { low = 0.06, high = 0.10, source = "press" }

[[source]]
id = "press"
published = 2018-02-01
"""
PRICED = WORKED_CASE.replace(
    'standards = ["4G"]\n',
    'standards = ["4G"]\nprice = { amount = 200, currency = "USD" }\n'
    'units_per_year = { DE = 1000, source = "press" }\n',
)


def run(*words: object) -> Outcome:
    """Run a command in this process, which is much quicker; its errors as `main` reports them."""
    done = CliRunner().invoke(clearway, [*map(str, words)])
    if isinstance(done.exception, ClearwayError):
        message = f"clearway: {done.exception}\n"
        return Outcome(exit_code(done.exception), done.stdout_bytes, message)
    return Outcome(done.exit_code, done.stdout_bytes, done.stderr)


@pytest.fixture
def priced(tmp_path: Path) -> Path:
    """The worked example with a price, units and an aggregate."""
    path = tmp_path / "case.toml"
    path.write_text(PRICED + FIGURES, encoding="utf-8")
    return path


def test_the_worked_example_by_hand(priced: Path, worked: Path) -> None:
    """2 of 4 families are exposed: half of 6 to 10 %, 6 to 10 dollars, a quarter to each holder."""
    answer = run_apart("royalty", priced, "--record", worked, "--format", "json").json()
    (row,) = answer["results"]
    assert row["rate"] == {"low": 0.03, "high": 0.05}
    assert row["per_unit"] == {"low": 6, "high": 10}
    assert row["per_year"] == {"low": 6000, "high": 10_000}
    assert row["unknown"] == []
    assert [(s["name"], s["families"], s["exposed"]) for s in row["standards"]] == [("4G", 4, 2)]
    assert {h["holder"]: h["rate"]["high"] for h in row["holders"] if h["rate"]["high"]} == {
        "B": 0.025, "N": 0.025,
    }  # fmt: skip
    assert [(s["deal"], s["rate"]["high"]) for s in row["steps"]] == [("own", 0.075), ("L1", 0.05)]
    assert [s["id"] for s in answer["sources"]] == ["press", "oppo-nokia-2023-5g-1"]
    assert not answer["sources"][0]["is_later"]


def test_before_and_after_a_deal(priced: Path, worked: Path) -> None:
    """`--deal` sets the burden without it beside the one with it, for the holder it clears too."""
    words = ("--deal", "L1", "--known-at", "2018-01-01", "--format", "json")
    answer = run("royalty", priced, "--record", worked, *words).json()
    (row,) = answer["results"]
    assert (row["before"]["per_unit"]["high"], row["per_unit"]["high"]) == (15, 10)
    (a,) = [holder for holder in row["holders"] if holder["holder"] == "A"]
    assert (a["before"]["per_unit"]["high"], a["per_unit"]["high"]) == (5, 0)
    assert [step["deal"] for step in a["steps"]] == ["own", "L1"]
    assert answer["sources"][0]["is_later"]


def test_options_override_the_case(priced: Path, worked: Path) -> None:
    """`--units` counts in place of the case's; a word before `burden` is the case."""
    plain = run("royalty", priced, "--record", worked, "--units", "10", "--format", "json").json()
    named = run("royalty", "burden", priced, "--record", worked, "--units", "10", "--format",
                "json").json()  # fmt: skip
    first = run("royalty", "--units", "10", "--record", worked, priced, "--format", "json").json()
    assert plain == named == first
    assert plain["results"][0]["per_year"] == {"low": 60, "high": 100}
    usual = run("royalty", priced, "--record", worked, "--format", "json").json()
    assert usual["recipe"]["hash"] != plain["recipe"]["hash"]


def test_flat_forms(priced: Path, worked: Path, tmp_path: Path) -> None:
    """CSV and Parquet hold a row per market, or per holder, with the recipe."""
    text = run("royalty", priced, "--record", worked, "--format", "csv").ok().text
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["market"], row["per_unit_low"], row["per_unit_high"]) == ("DE", "6.0", "10.0")
    assert (row["before_rate_low"], row["unknown"]) == ("", "")
    assert len(row["recipe"]) == 12
    words = ("--by-holder", "--format", "parquet", "--output", tmp_path / "holders.parquet")
    run("royalty", priced, "--record", worked, *words).ok()
    holders = pq.read_table(tmp_path / "holders.parquet").to_pylist()
    assert [(h["holder"], h["exposed"], h["per_year_high"]) for h in holders] == [
        ("B", 1, 5000), ("N", 1, 5000), ("A", 0, 0),
    ]  # fmt: skip


def test_tables_say_how_it_was_worked_out(priced: Path, worked: Path) -> None:
    """One product and market shows the terms of the sum, the deals, the holders and the sources."""
    shown = run("royalty", priced, "--record", worked).ok().text
    for words in ("3.00–5.00 %", "6.00–10.00", "6–10 %", "own rights", "press", "50:40:5:5"):
        assert words in shown
    assert "Declared is not essential" in shown
    assert max(map(len, shown.splitlines())) <= 110
    assert "whose burden" in run("royalty", priced, "--record", worked, "--by-holder").ok().text


def test_what_is_unknown_is_never_zero(tmp_path: Path, worked: Path) -> None:
    """Without an aggregate for a codec and without a price, both are said to be unknown."""
    path = tmp_path / "case.toml"
    path.write_text(WORKED_CASE.replace('["4G"]', '["4G", "AAC"]'), encoding="utf-8")
    (row,) = run("royalty", path, "--record", worked, "--format", "json").json()["results"]
    assert row["unknown"] == ["AAC"]
    assert (row["rate"]["high"], row["per_unit"], row["per_year"]) == (0.05, None, None)
    shown = run("royalty", path, "--record", worked).ok().text
    assert "unknown, not zero" in shown
    assert "AAC" in shown
    assert "price unknown" in shown


def test_what_implements_nothing_costs_nothing(tmp_path: Path, worked: Path) -> None:
    """A product without standards has a burden of zero, which is known."""
    path = tmp_path / "case.toml"
    path.write_text(WORKED_CASE.replace('["4G"]', "[]"), encoding="utf-8")
    (row,) = run("royalty", path, "--record", worked, "--format", "json").json()["results"]
    assert row["rate"] == {"low": 0, "high": 0}
    assert row["standards"] == []
    assert "implements no standard" in run("royalty", path, "--record", worked).ok().text


def test_a_chart_of_one_market(priced: Path, worked: Path, tmp_path: Path) -> None:
    """`--chart` draws the holders of one product and market, and only of one."""
    target = tmp_path / "burden.json"
    run("royalty", priced, "--record", worked, "--deal", "L1", "--chart", target).ok()
    spec = json.loads(target.read_text(encoding="utf-8"))
    assert "Germany" in spec["description"]
    many = ("--market", "DE", "--market", "FR", "--chart", target)
    refused(run("royalty", priced, "--record", worked, *many), 2, "--chart draws one product")


def test_wrong_words_are_refused(priced: Path, worked: Path) -> None:
    """Unknown deals, two ways of naming them, and units below zero get one clear line."""
    base = ("royalty", priced, "--record", worked)
    refused(run(*base, "--deal", "L2"), 2, "unknown deal 'L2'", "L1")
    refused(run(*base, "--deal", "L1", "--bundle", "b"), 2, "either --deal or --bundle")
    refused(run(*base, "--units", "-5"), 2, "-5.0 units a year")


def test_the_library() -> None:
    """`royalty library` lists what was published, narrowed by standard and status."""
    found = run("royalty", "library", "--standard", "WLAN", "--status", "final", "--format",
                "json").json()  # fmt: skip
    assert [row["id"] for row in found["determinations"]] == ["microsoft-motorola-2013-80211"]
    assert found["programmes"] == []
    shown = run("royalty", "library").ok().text
    assert "vacated" in shown
    assert "2,440,763,990" in shown
    refused(run("royalty", "library", "--status", "open"), 2, "unknown status 'open'")


def test_from_python(priced: Path, worked: Path) -> None:
    """The public function gives the same answer as the command, with exact fractions."""
    answer = cw.royalty_burden(cw.read_case(priced), cw.open_record(worked))
    row = answer.at("phone", "DE")
    told: Any = run("royalty", priced, "--record", worked, "--format", "json").json()
    assert answer.to_dict() == told
    assert row.owed.rate is not None
    assert row.owed.rate.high * 20 == 1
    assert answer.to_polars("deal")["deal"].to_list() == ["own", "L1"]


def test_corrected_for_over_declaration(priced: Path, worked: Path) -> None:
    """2 of 4 families at 20 to 50 %: from 2 of 7 to 5 of 7 parts of the aggregate, by hand."""
    case, record = cw.read_case(priced), cw.open_record(worked)
    (row,) = cw.royalty_burden(case, record, essential={"LTE": (0.2, 0.5)})
    assert row.corrected is not None
    assert row.corrected.rate is not None
    assert (row.corrected.rate.low * 7, row.corrected.rate.high * 7) == (
        Fraction(12, 100), Fraction(5, 10),
    )  # fmt: skip
    usual = cw.royalty_burden(case, record)
    assert usual.at("phone", "DE").owed == row.owed
    assert usual.essential["4G"].sources == ("fairfield-2010",)
    (plain,) = cw.royalty_burden(case, record, essential={})
    assert (plain.owed, plain.corrected) == (row.owed, None)
    with pytest.raises(UsageError, match=r"4G: from 0\.5 to 0\.2"):
        cw.royalty_burden(case, record, essential={"4G": (0.5, 0.2)})
