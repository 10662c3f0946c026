"""Counts as ranges: each line is the engine asked again, and the ranges hold every line."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from published import validator

from clearway.app import Desk
from clearway.case import Case, Policy, read_case
from clearway.charts.frame import table_of
from clearway.charts.tornado import tornado
from clearway.clearance.question import ask
from clearway.cli import clearway
from clearway.essentiality import AssessorError, predict, studies
from clearway.essentiality.corrected import Judged, correct, correct_share
from clearway.export.ranges import ranges_table, tornado_rows
from clearway.export.tables import to_csv
from clearway.export.terminal import to_text
from clearway.ranges import COUNTS, CountRanges, alternatives, counts, ranges_at
from clearway.ranges.results import figures_of
from engines import FlatRecord
from oracle.world_choices import world_of_choices
from oracle.worlds import write_world

if TYPE_CHECKING:
    from pathlib import Path

FAIRFIELD = next(study for study in studies() if study.id == "fairfield-2009")


@pytest.fixture(scope="module", params=[302, 303, 308])
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Desk, Case, CountRanges]:
    """A random world with assessments, its case under the default policy, and its ranges."""
    folder = tmp_path_factory.mktemp("world")
    path = write_world(*world_of_choices(request.param), folder)
    desk, case = Desk(FlatRecord(folder)), read_case(path)  # type: ignore[arg-type]
    case = replace(case, policy=Policy(), markets=("DE", "US", "CN"))
    return desk, case, ranges_at(desk, case)


def test_each_line_is_the_engine_asked_again(asked: tuple[Desk, Case, CountRanges]) -> None:
    """The policy of a line, put into the case, gives the headline of the line."""
    desk, case, answer = asked
    for cell in answer.results:
        for row in cell.varied:
            other = replace(case, policy=row.alternative.applied(case.policy))
            question = ask(other, markets=[cell.market], products=[cell.product])
            assert figures_of(desk.clear(other, question).results[0]) == row.figures


def test_a_range_holds_the_count_and_every_line(asked: tuple[Desk, Case, CountRanges]) -> None:
    """Low and high are those of the lines, and rules together reach no less far."""
    for cell in asked[2].results:
        for span in cell.ranges:
            lines = [cell.base.values[span.count]]
            lines += [row.figures.values[span.count] for row in cell.varied]
            known = [value for value in lines if value is not None]
            if not known:
                assert (span.low, span.high) == (None, None)
                continue
            assert (span.low, span.high) == (min(known), max(known))
            assert min(known) >= (span.joint_low or 0)
            assert max(known) <= (span.joint_high or 0)


def test_some_rule_moves_some_count(asked: tuple[Desk, Case, CountRanges]) -> None:
    """The worlds are not so plain that nothing moves, and the mover is named."""
    moved = [span for cell in asked[2].results for span in cell.ranges if span.low != span.high]
    assert moved
    assert all(span.low_by or span.high_by for span in moved)


def test_all_combinations_are_asked_where_they_are_few(
    asked: tuple[Desk, Case, CountRanges], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for all combinations no extreme lies outside them; with none, extremes are told."""
    desk, case, _ = asked
    monkeypatch.setattr(counts, "MOST_COMBINATIONS", 1)
    few = ranges_at(desk, case)
    monkeypatch.setattr(counts, "MOST_COMBINATIONS", 10**6)
    many = ranges_at(desk, case)
    assert (few.joint, many.joint) == ("extremes", "all combinations")
    for one, other in zip(few.results, many.results, strict=True):
        for narrow, wide in zip(one.ranges, other.ranges, strict=True):
            if narrow.joint_low is not None and wide.joint_low is not None:
                assert wide.joint_low <= narrow.joint_low
                assert (wide.joint_high or 0) >= (narrow.joint_high or 0)


def test_families_are_sorted_by_assessors(asked: tuple[Desk, Case, CountRanges]) -> None:
    """Agreed, disputed, dismissed and unassessed add up to the families in force."""
    for cell in asked[2].results:
        judged = cell.judged
        total = judged.agreed + judged.disputed + judged.dismissed + judged.unread
        assert total == cell.base.values["families"]


def test_what_a_record_cannot_tell_apart_is_left_out(
    asked: tuple[Desk, Case, CountRanges],
) -> None:
    """Without assessments, probable names or recorded owners these rules are not varied."""
    desk, case, _ = asked
    bare = replace(
        desk.facts, assessed=(), probable=frozenset(), has_recorded_owners=False,
        family_kinds=frozenset({"etsi"}),
    )  # fmt: skip
    rules = {other.rule for other in alternatives(case.policy, bare)}
    assert not rules & {"assessments", "probable names", "owners", "family"}
    assert {"EP effect", "estimates", "grant lag", "pending", "unknown owners"} <= rules


def test_a_study_corrects_what_nobody_assessed() -> None:
    """Agreed families are certain, disputed ones widen the range, the rest is predicted."""
    number = predict(146, 370, 1000)
    plain = correct(Judged(0, 0, 50, {"4G": 1000}), FAIRFIELD)
    assert (plain.low, plain.high) == (338, 454)
    both = correct(Judged(10, 5, 50, {"3G": 400, "4G": 600}), FAIRFIELD)
    assert (both.low, both.high) == (10 + number.low, 15 + number.high)
    assert both.mean == pytest.approx(10 + 5 * FAIRFIELD.share.mean + number.mean)


def test_a_study_keeps_the_share_and_widens_it() -> None:
    """A study knows of no deal: the mean share stays, within a range; all cleared stay so."""
    none = Judged(0, 0, 0, {})
    half = correct_share(Judged(0, 0, 0, {"4G": 500}), Judged(0, 0, 0, {"4G": 500}), FAIRFIELD)
    assert half.mean == 0.5
    assert 0.4 < half.low < 0.5 < half.high < 0.6
    whole = correct_share(Judged(0, 0, 0, {"4G": 500}), none, FAIRFIELD)
    assert (whole.low, whole.mean, whole.high) == (1, 1, 1)
    assert correct_share(none, none, FAIRFIELD).mean is None


def test_answers_fit_the_schema_and_the_tables(asked: tuple[Desk, Case, CountRanges]) -> None:
    """JSON fits its schema; the tables name each rule; CSV has a row for each mover."""
    answer = asked[2]
    validator("counts").validate(json.loads(json.dumps(answer.to_dict())))
    shown = to_text(ranges_table(answer), plain=True)
    assert "counts as ranges" in shown
    assert answer.header.recipe.short in shown
    rows = list(csv.DictReader(io.StringIO(to_csv(answer.to_arrow()).decode())))
    cell = answer.results[0]
    movers = 2 + len(cell.varied)
    assert len(rows) == len(answer.results) * (len(COUNTS) * movers + 4 * len(studies()))


def test_the_recipe_holds_what_was_varied(asked: tuple[Desk, Case, CountRanges]) -> None:
    """The alternatives and studies are in the recipe; assessors who err give another hash."""
    desk, case, answer = asked
    erring = ranges_at(desk, case, AssessorError(0.8, 0.9))
    assert erring.header.recipe.hash != answer.header.recipe.hash
    choices = answer.header.recipe.choices
    assert choices["answer"] == "counts"
    assert len(choices["alternatives"]) == len(answer.results[0].varied)
    assert [study["id"] for study in choices["studies"]] == [study.id for study in studies()]


def test_the_tornado_shows_the_widest_rule_first(asked: tuple[Desk, Case, CountRanges]) -> None:
    """Rules come before studies, the widest first; a rule's bar reaches from the count."""
    rows: list[dict[str, Any]] = [
        {"by": "narrow", "low": 98, "high": 99, "kind": "rule"},
        {"by": "wide", "low": 10, "high": 20, "kind": "rule"},
        {"by": "study", "low": 30, "high": 50, "kind": "study"},
    ]
    spec = tornado(rows, 100, "families", "Title")
    table = table_of(spec)
    assert table is not None
    assert table.rows == (("wide", "10", "100"), ("narrow", "98", "100"), ("study", "30", "50"))
    for cell in asked[2].results:
        for row in tornado_rows(cell, "exposed"):
            assert row["low"] <= row["high"]


def test_the_command_writes_the_table_and_the_chart(tmp_path: Path) -> None:
    """`counts` prints the ranges of one market, and draws the chart beside."""
    path = write_world(*world_of_choices(301), tmp_path)
    record = FlatRecord(tmp_path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("clearway.record.open_record", lambda _: record)
        done = CliRunner().invoke(
            clearway,
            ["counts", str(path), "--record", str(tmp_path), "--market", "DE", "--product",
             "Phone One", "--chart", str(tmp_path / "de.json")],
        )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "counts as ranges" in done.output
    assert table_of(json.loads((tmp_path / "de.json").read_text())) is not None
