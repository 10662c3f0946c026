"""Markets side by side: places, who is unbeaten, weighted order, and where each figure is from."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from published import validator

from clearway.app import Desk
from clearway.case import Burden as CaseBurden
from clearway.case import Source, Weights, read_case, write_case
from clearway.clearance.question import ask
from clearway.cli import clearway
from clearway.export.ranking import ranking_table
from clearway.export.terminal import to_text
from clearway.ranking import Ranking, efficient, mid_ranks, rank_markets, ranks, scores
from clearway.royalty import royalty_burden
from engines import FlatRecord
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.case import Case
    from clearway.ranking import Standing

MARKETS = ["CN", "DE", "FR", "JP", "US"]
FIGURES = [
    ("DE", 2016, "devices", 20.0), ("DE", 2017, "devices", 22.0), ("DE", 2030, "devices", 99.0),
    ("US", 2015, "devices", 170.0), ("CN", 2016, "population", 1387.0),
]  # fmt: skip


def standing(*values: float | None) -> Standing:
    """Return share, burden, litigants and demand."""
    return dict(zip(("share", "burden", "litigants", "demand"), values, strict=True))


ROWS = [
    standing(0.9, 0.02, 0, 10),
    standing(0.5, 0.01, 2, 10),
    standing(0.5, 0.04, 2, 40),
    standing(0.4, 0.05, 3, 10),
    standing(None, 0.01, 0, 50),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random world with figures of demand, and a case over it."""
    path = tmp_path_factory.mktemp("rank")
    world, case = random_world(3)
    world.tables["markets"] = [
        {"country": c, "year": y, "measure": m, "value": v, "source": "tables:sales"}
        for c, y, m, v in FIGURES
    ]
    write_world(world, {**case, "case": {**case["case"], "markets": MARKETS}}, path)
    return path


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    """The record held open."""
    return Desk(FlatRecord(folder))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    """The case, with the burden of each standard."""
    plain = read_case(folder / "case.toml")
    return replace(
        plain,
        sources=(*plain.sources, Source(id="memo", publisher="memo of ours")),
        policy=replace(
            plain.policy,
            aggregate_burden={name: CaseBurden(0.02, 0.05, "memo") for name in ("3G", "4G")},
        ),
    )


def weighted(case: Case, **weights: float) -> Case:
    """Return the case with weights of the criteria."""
    return replace(case, policy=replace(case.policy, ranking_weights=Weights(weights, "memo")))


def test_places_count_from_the_best_and_equals_share_theirs() -> None:
    """Of 3, 5, 5 and an unknown, high first: 3, 1, 1 and none; for the score 3, 1.5, 1.5."""
    assert ranks([3, 5, 5, None], high_is_good=True) == [3, 1, 1, None]
    assert ranks([3, 5, 5, None], high_is_good=False) == [1, 2, 2, None]
    assert mid_ranks([3, 5, 5, None], high_is_good=True) == [3, 1.5, 1.5, None]


def test_unbeaten_is_not_beaten_in_all_at_once() -> None:
    """The fourth is beaten by the first; the one without a share is compared with nobody."""
    assert efficient(ROWS) == [True, True, True, False, None]
    without_demand = [{**row, "demand": None} for row in ROWS]
    assert efficient(without_demand) == [True, True, False, False, None]
    assert efficient([standing(None, None, None, None)]) == [None]


def test_a_score_is_the_weighted_mean_of_points() -> None:
    """Share at weight 3 and litigants at 1, by hand.

    Share of four: points 1, 1/2, 1/2 (the two at 2.5) and 0. Litigants of five, the fewer the
    better: places 1.5, 3.5, 3.5, 5, 1.5, so points 7/8, 3/8, 3/8, 0, 7/8.
    """
    found = scores(ROWS, {"share": 3, "litigants": 1, "burden": 0})
    assert found[:4] == pytest.approx([(3 + 7 / 8) / 4, (1.5 + 3 / 8) / 4, (1.5 + 3 / 8) / 4, 0])
    assert found[4] is None
    assert scores(ROWS[:1], {"share": 1}) == [1.0]


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 4), min_size=1, max_size=8), st.integers(1, 9))
def test_a_beaten_market_never_comes_first_and_units_do_not_matter(
    rows: list[tuple[int, ...]], factor: int
) -> None:
    """Whatever the weights, one that is beaten scores less; other units give the same scores."""
    standings = [standing(*map(float, row)) for row in rows]
    weights = {"share": 2.0, "burden": 1.0, "litigants": 3.0, "demand": 1.0}
    found = [score or 0.0 for score in scores(standings, weights)]
    best = max(found)
    assert all(
        is_efficient or score < best
        for is_efficient, score in zip(efficient(standings), found, strict=True)
    )
    other = [{**row, "demand": (row["demand"] or 0) * factor + 7} for row in standings]
    assert scores(other, weights) == found


def test_each_figure_is_that_of_its_own_answer(case: Case, desk: Desk) -> None:
    """Share and litigants are clearance's, the burden is royalty's, and none is made up."""
    answer = rank_markets(case, desk)
    clearance = {(row.product, row.market): row for row in desk.clear(case, ask(case))}
    owed = {(row.product, row.market): row.owed.rate for row in royalty_burden(case, desk)}
    told = {suit.market for suit in desk.setting(case, ask(case)).suits.suits}
    assert {(row.product, row.market) for row in answer} == set(clearance)
    assert any(row.burden for row in answer)
    for row in answer:
        cell = (row.product, row.market)
        assert (row.status, row.share) == (clearance[cell].status, clearance[cell].share)
        assert row.litigants == (clearance[cell].enforcers if row.market in told else None)
        if row.burden:
            rate = owed[cell]
            assert rate is not None
            assert (row.burden.low, row.burden.high) == (float(rate.low), float(rate.high))


def test_no_part_known_is_no_burden_of_zero(case: Case, desk: Desk) -> None:
    """Where only standards of unknown burden are owed for, the burden is unknown."""
    unknown = replace(case, policy=replace(case.policy, aggregate_burden={}))
    for row in rank_markets(unknown, desk):
        assert row.burden is None or row.burden.high > 0 or not row.burden.unknown


def test_demand_is_the_cases_word_else_the_latest_figure(case: Case, desk: Desk) -> None:
    """Devices go before people; of the years up to that of the day the latest; weights before."""
    by_record = rank_markets(case, desk, as_of=date(2017, 6, 1))
    product = by_record.results[0].product
    assert (by_record.demand.measure, by_record.demand.years) == ("devices", (2015, 2017))
    assert by_record.demand.source == "tables:sales"
    assert by_record.at(product, "DE").demand == 22.0
    assert by_record.at(product, "CN").demand is None
    earlier = rank_markets(case, desk, as_of=date(2017, 6, 1), known_at=date(2016, 6, 1))
    assert earlier.at(product, "DE").demand == 20.0
    weights = replace(case.policy, market_weights=Weights({"CN": 3.0}, "memo"))
    own = rank_markets(replace(case, policy=weights), desk)
    assert (own.demand.measure, own.demand.source) == ("weights", "memo")
    assert own.at(product, "CN").demand == 3.0
    assert own.at(product, "DE").demand is None


def test_without_weights_there_is_no_order_over_all(case: Case, desk: Desk) -> None:
    """Neither score nor formula nor place; with weights all three, and their source."""
    plain = rank_markets(case, desk)
    assert {(row.score, row.place) for row in plain} == {(None, None)}
    assert (plain.to_dict()["weights"], plain.to_dict()["formula"]) == (None, None)
    answer = rank_markets(weighted(case, litigants=2.0, share=1.0), desk)
    assert answer.weights_source == "memo"
    rows = [row.standing for row in answer if row.product == answer.results[0].product]
    expected = scores(rows, {"litigants": 2.0, "share": 1.0})
    assert [row.score for row in answer][: len(rows)] == expected
    places = [row.place for row in answer.by("weights", answer.results[0].product)]
    assert places == sorted(places, key=lambda place: place or 99)


def test_sorted_by_any_criterion_unknown_ones_come_last(case: Case, desk: Desk) -> None:
    """By each criterion the places rise, and rows without one stand at the end."""
    answer = rank_markets(case, desk)
    product = answer.results[0].product
    for name in ("share", "burden", "litigants", "demand"):
        places = [row.ranks[name] for row in answer.by(name, product)]
        assert places == sorted(places, key=lambda place: place or 99), name


def answers(case: Case, desk: Desk) -> list[Ranking]:
    """Return an answer without weights and one with."""
    return [rank_markets(case, desk), rank_markets(weighted(case, share=1.0), desk)]


def test_answers_fit_the_schema_and_the_terminal(case: Case, desk: Desk) -> None:
    """The JSON is as published, Arrow holds the places, and the table says what it rests on."""
    for answer in answers(case, desk):
        validator("rank").validate(answer.to_dict())
        rows = answer.to_arrow().to_pylist()
        assert [row["share_rank"] for row in rows] == [row.ranks["share"] for row in answer]
        text = to_text(ranking_table(answer, "share"), plain=True)
        assert ("gives no ranking_weights" in text) is not bool(answer.weights)
        assert "Demand: devices bought in a year" in text
        assert max(map(len, text.splitlines())) <= 110


def test_the_command_answers_and_refuses(
    case: Case, desk: Desk, tmp_path: Path, monkeypatch: Any
) -> None:
    """JSON on standard output is the answer; an order by weights needs weights."""
    monkeypatch.setattr("clearway.record.open_record", lambda _: desk.record)
    write_case(case, tmp_path / "case.toml")
    start = ["rank", str(tmp_path / "case.toml"), "--record", str(tmp_path)]
    done = CliRunner().invoke(clearway, [*start, "--format", "json"])
    assert done.exit_code == 0, done.output
    read = read_case(tmp_path / "case.toml")
    assert json.loads(done.stdout) == rank_markets(read, desk).to_dict()
    refused = CliRunner().invoke(clearway, [*start, "--by", "weights"])
    assert refused.exit_code == 2
    assert "gives no ranking_weights" in refused.output
