"""Suits: who sued where over what, for how long anybody could, and how often that makes."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner
from published import validator
from small_worlds import one_family_each

from clearway.app import Desk
from clearway.case import read_case
from clearway.cli import clearway
from clearway.errors import UsageError
from clearway.export.litigation import litigation_tables
from clearway.export.terminal import to_text
from clearway.litigation import Litigation, Prior, fit_prior, posterior, survey_suits
from engines import FlatRecord
from oracle.worlds import write_world

if TYPE_CHECKING:
    from pathlib import Path

    from oracle.world import World

DAY = date(2018, 1, 1)
CASE: dict[str, Any] = {
    "case": {"id": "suits", "company": "X", "as_of": DAY, "markets": ["DE", "FR", "IN"]},
    "policy": {"venue": {"DE": {"note": "a stop is the rule", "source": "law"}}},
    "company": [{"name": name} for name in ("X", "H", "H Patents", "Q", "M1", "M2")],
    "ownership": [{"child": "H Patents", "parent": "H"}],
    "product": [{"name": "phone", "category": "smartphone", "standards": ["4G"]}],
    "deal": [
        {"id": "peace", "kind": "license", "status": "signed", "effective": date(2013, 1, 1),
         "grantors": ["Q"], "grantees": ["X"]},
        {"id": "video", "kind": "license", "status": "signed", "effective": date(2013, 1, 1),
         "grantors": ["H"], "grantees": ["X"], "standards": ["ITU-T H.264"]},
    ],
    "suit": [
        {"id": "own-news", "market": "DE", "filed": date(2016, 5, 1), "plaintiff": "H",
         "defendant": "M2", "standards": ["LTE"], "sources": ["law"]},
    ],
    "source": [{"id": "law", "publisher": "The Code", "url": "https://example.org/law"}],
}  # fmt: skip


def suit(suit_id: str, country: str, filed: date, **more: Any) -> dict[str, Any]:
    """Return a suit of H against M1 over a declared 4G right, unless said otherwise."""
    return {
        "suit_id": suit_id, "country": country, "filed_on": filed, "plaintiffs": ["H Patents"],
        "defendants": ["M1"], "action": "infringement", "basis": "declared", "standards": ["4G"],
        "right_ids": [], "reference": f"https://example.org/{suit_id}", **more,
    }  # fmt: skip


SUITS = [
    suit("first", "DE", date(2010, 1, 1), closed_on=date(2012, 1, 1), outcome="settled"),
    suit("old", "DE", date(2007, 12, 31)),
    suit("reads", "DE", date(2015, 1, 1), basis="read-on-standard", plaintiffs=["Q"]),
    suit("video", "DE", date(2015, 2, 1), standards=["ITU-T H.264"], defendants=["M2"]),
    suit("nullity", "DE", date(2015, 3, 1), action="nullity", plaintiffs=["M1"],
         defendants=["H"]),
    suit("by-patent", "DE", date(2015, 4, 1), basis="unclear", standards=[], right_ids=["DE-1"]),
    suit("unsaid", "DE", date(2015, 5, 1), standards=[]),
    suit("nothing-known", "DE", date(2015, 6, 1), basis="unclear", standards=[]),
    suit("elsewhere", "IN", date(2014, 1, 1), plaintiffs=["Stranger"]),
]  # fmt: skip


def small_world() -> World:
    """H and Q each hold a 4G family in Germany, H one in India too; nobody has one in France."""
    owned = {"DE-1": ("H", "4G"), "DE-2": ("Q", "4G"), "IN-3": ("H", "4G")}
    return one_family_each(owned, ("X", "H", "H Patents", "Q", "M1", "M2"), suits=SUITS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small record and its case on disk."""
    path = tmp_path_factory.mktemp("suits")
    write_world(small_world(), CASE, path)
    return path


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    """The record held open."""
    return Desk(FlatRecord(folder))  # type: ignore[arg-type]


def surveyed(folder: Path, desk: Desk, **asked: Any) -> Litigation:
    """Survey the suits of the small record."""
    return survey_suits(read_case(folder / "case.toml"), desk, **asked)


def test_posterior_is_the_closed_form() -> None:
    """Shape 2 over 4 years and 3 suits in 6 years: 5 over 10, with the quantiles of that gamma.

    Half of twice a gamma of shape 5 is a chi-square of 10 degrees: 3.24697 and 20.48318 (tables).
    """
    found = posterior(Prior(2.0, 4.0, cells=9, suits=9), 3, 6.0)
    assert found.mean == 0.5
    assert found.low == pytest.approx(3.24697 / 20, abs=1e-6)
    assert found.high == pytest.approx(20.48318 / 20, abs=1e-6)


def test_no_observation_leaves_the_prior_and_much_the_raw_rate() -> None:
    """Without a year of exposure the rate is the prior's mean; with a million, suits by years."""
    prior = Prior(0.5, 5.0, cells=9, suits=9)
    assert posterior(prior, 0, 0.0).mean == prior.mean == 0.1
    assert posterior(prior, 3_000_000, 1e6).mean == pytest.approx(3.0, rel=1e-4)
    between = posterior(prior, 4, 10.0).mean
    assert prior.mean < between < 0.4


@pytest.mark.parametrize(("shape", "years"), [(0.3, 4.0), (2.0, 10.0)])
def test_the_fit_recovers_the_prior_of_a_simulation(shape: float, years: float) -> None:
    """Rates drawn from a gamma, counts from these rates: the fit finds the gamma again."""
    dice = np.random.default_rng(7)
    exposure = dice.uniform(5, 15, size=4000)
    counts = dice.poisson(dice.gamma(shape, 1 / years, size=4000) * exposure)
    prior = fit_prior(counts.tolist(), exposure.tolist())
    assert prior is not None
    assert prior.mean == pytest.approx(shape / years, rel=0.08)
    assert prior.shape == pytest.approx(shape, rel=0.12)
    assert (prior.cells, prior.suits) == (4000, counts.sum())


def test_shrunk_rates_are_nearer_to_the_truth_than_raw_ones() -> None:
    """Over many cells the squared error of the drawn rates is less than that of suits by years."""
    dice = np.random.default_rng(11)
    truth = dice.gamma(0.5, 0.2, size=400)
    counts = dice.poisson(truth * 10)
    prior = fit_prior(counts.tolist(), [10.0] * 400)
    assert prior is not None
    drawn = np.array([posterior(prior, n, 10.0).mean for n in counts.tolist()])
    assert ((drawn - truth) ** 2).mean() < 0.9 * ((counts / 10 - truth) ** 2).mean()


def test_counts_without_spread_share_one_rate_and_none_give_no_prior() -> None:
    """Cells that all have one suit are drawn to one rate; without any suit there is no rate."""
    prior = fit_prior([1] * 50, [10.0] * 50)
    assert prior is not None
    assert prior.mean == pytest.approx(0.1, rel=1e-3)
    assert posterior(prior, 0, 10.0).mean == pytest.approx(0.1, rel=0.01)
    assert fit_prior([0, 0], [10.0, 10.0]) is None


def test_what_counts_is_a_stop_asked_for_over_declared_rights(folder: Path, desk: Desk) -> None:
    """Declared by the source or by the patents; of any standard; filed in the window, by group."""
    answer = surveyed(folder, desk)
    assert (answer.from_on, answer.to_on) == (date(2008, 1, 1), DAY)
    assert answer.at("H", "DE").suits == 5
    assert answer.at("H", "DE").makers == 2
    assert answer.at("Q", "DE").suits == 0
    assert surveyed(folder, desk, years=3).at("H", "DE").suits == 4


def test_listed_are_suits_over_the_standards_of_the_products(folder: Path, desk: Desk) -> None:
    """By their standards, their patents, or unsaid; not those over others or before the window."""
    listed = {s.suit_id: (s.touches, s.counts) for s in surveyed(folder, desk).suits}
    assert listed == {
        "first": ("standards", True),
        "reads": ("standards", False),
        "nullity": ("standards", False),
        "own-news": ("standards", True),
        "by-patent": ("patents", True),
        "unsaid": ("unsaid", True),
        "elsewhere": ("standards", True),
    }


def test_each_suit_names_its_source(folder: Path, desk: Desk) -> None:
    """The record's by its own address, the case's by that of its source."""
    found = {s.suit_id: s for s in surveyed(folder, desk).suits}
    assert found["first"].reference == "https://example.org/first"
    assert (found["own-news"].reference, found["own-news"].origin) == (
        "https://example.org/law", "case",
    )  # fmt: skip


def test_no_source_on_suits_is_unknown_and_a_source_is_zero(folder: Path, desk: Desk) -> None:
    """In India, of which suits are told, H has none; in France nobody knows."""
    answer = surveyed(folder, desk)
    assert (answer.at("H", "IN").suits, answer.at("H", "IN").raw) == (0, 0.0)
    assert {v.market: v.has_source for v in answer.venues} == {"DE": True, "FR": False, "IN": True}


def test_a_holder_where_nothing_is_told_has_no_numbers(tmp_path: Path) -> None:
    """H's Indian family has no rate when no source speaks of suits in India."""
    world = small_world()
    world.tables["suits"] = [row for row in world.rows("suits") if row["country"] == "DE"]
    write_world(world, CASE, tmp_path)
    row = surveyed(tmp_path, Desk(FlatRecord(tmp_path))).at("H", "IN")  # type: ignore[arg-type]
    assert (row.suits, row.years, row.raw, row.estimate) == (None, None, None, None)
    assert row.is_exposed


def test_a_settlement_censors_until_they_sue_again(folder: Path, desk: Desk) -> None:
    """H and M1 had peace from 2012 until March 2015; of M1, M2 and X that is one in three."""
    answer = surveyed(folder, desk)
    assert answer.makers == ("M1", "M2", "X")
    settled = (date(2015, 3, 1) - date(2012, 1, 1)).days
    window = (DAY - date(2008, 1, 1)).days
    row = answer.at("H", "DE")
    assert row.years == pytest.approx(10 * (1 - settled / window / 3))
    assert row.years is not None
    assert row.raw == pytest.approx(5 / row.years)
    assert answer.at("H", "IN").years == 10.0


def test_a_license_of_the_case_censors_and_is_named(folder: Path, desk: Desk) -> None:
    """Q licensed X for half of the window; H's license is of video alone and ends nothing."""
    answer = surveyed(folder, desk)
    licensed = (DAY - date(2013, 1, 1)).days / (DAY - date(2008, 1, 1)).days
    assert answer.at("Q", "DE").years == pytest.approx(10 * (1 - licensed / 3))
    assert answer.at("Q", "DE").cleared_by == ("peace",)
    assert answer.at("H", "DE").cleared_by == ()
    without = surveyed(folder, desk, without_deals=["peace"])
    assert without.at("Q", "DE").years == 10.0


def test_only_what_was_known_counts(folder: Path, desk: Desk) -> None:
    """As known in 2011 one suit had been filed and nothing settled; no outcome is told."""
    answer = surveyed(folder, desk, as_of=date(2017, 1, 1), known_at=date(2011, 1, 1))
    row = answer.at("H", "DE")
    assert (row.suits, row.years) == (2, 10.0)
    assert [(s.suit_id, s.closed_on, s.outcome) for s in answer.suits] == [
        ("old", None, None), ("first", None, None),
    ]  # fmt: skip


def test_the_rate_is_the_posterior_of_all_cells_with_a_source(folder: Path, desk: Desk) -> None:
    """The prior is fitted to H and Q in Germany, H and the stranger in India: 6 suits."""
    answer = surveyed(folder, desk)
    assert answer.prior is not None
    assert (answer.prior.cells, answer.prior.suits) == (4, 6)
    row = answer.at("H", "DE")
    assert row.suits is not None
    assert row.years is not None
    assert row.estimate == posterior(answer.prior, row.suits, row.years)
    narrowed = surveyed(folder, desk, markets=["DE"], holders=["H Patents"])
    assert [r.holder for r in narrowed] == ["H"]
    assert narrowed.at("H", "DE") == row


def test_one_that_asks_is_no_holder_of_its_own(folder: Path, desk: Desk) -> None:
    """The company asked about has no rate against itself."""
    assert "X" not in {row.holder for row in surveyed(folder, desk)}


def test_the_case_says_what_its_courts_do(folder: Path, desk: Desk) -> None:
    """The note on a venue comes with publisher and address; suits of no standard are counted."""
    germany = next(v for v in surveyed(folder, desk).venues if v.market == "DE")
    assert (germany.note, germany.publisher, germany.url) == (
        "a stop is the rule", "The Code", "https://example.org/law",
    )  # fmt: skip
    assert (germany.listed, germany.other_suits) == (6, 1)


def test_answers_fit_the_schema_and_the_terminal(folder: Path, desk: Desk) -> None:
    """The JSON is as published; CSV rows hold the rates; tables fit a narrow terminal."""
    answer = surveyed(folder, desk)
    validator("suits").validate(answer.to_dict())
    rows = {(r["holder"], r["market"]): r for r in answer.to_arrow().to_pylist()}
    assert rows["H", "DE"]["suits"] == 5
    text = to_text(litigation_tables(answer), plain=True)
    assert "No source on suits, so unknown and not zero: FR." in text
    assert "a stop is the rule (The Code)" in text
    assert max(map(len, text.splitlines())) <= 110
    assert "licensed: peace" in to_text(litigation_tables(answer, holders=True), plain=True)


def test_the_command_answers_and_refuses(folder: Path, desk: Desk, monkeypatch: Any) -> None:
    """JSON on standard output is the answer; an unknown holder or an empty window is refused."""
    monkeypatch.setattr("clearway.record.open_record", lambda _: desk.record)
    start = ["suits", str(folder / "case.toml"), "--record", str(folder), "--format", "json"]
    done = CliRunner().invoke(clearway, [*start, "--holder", "H"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == surveyed(folder, desk, holders=["H"]).to_dict()
    assert CliRunner().invoke(clearway, [*start, "--years", "0"]).exit_code == 2
    with pytest.raises(UsageError, match="unknown company 'Nobody'"):
        surveyed(folder, desk, holders=["Nobody"])
    with pytest.raises(UsageError, match="at least 1"):
        surveyed(folder, desk, years=0)
