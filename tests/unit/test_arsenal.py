"""Arsenals: who could assert what against whom, by hand-made rights, products and deals."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from published import validator
from small_worlds import one_family_each

from clearway.app import Desk
from clearway.arsenal import Count, MutualExposure, compare_arsenals, exposure_matrix
from clearway.case import read_case
from clearway.charts.exposures import exposure_matrix as draw
from clearway.charts.frame import summary_of, table_of
from clearway.clearance.question import ask
from clearway.cli import clearway
from clearway.errors import UsageError
from clearway.export.arsenals import arsenal_table, matrix_table
from clearway.export.terminal import to_text
from engines import FlatRecord
from oracle.worlds import write_world

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2018, 1, 1)
CASE: dict[str, Any] = {
    "case": {"id": "small", "company": "X", "as_of": DAY, "markets": ["DE", "IN"]},
    "company": [
        {"name": "X"},
        {"name": "H"},
        {"name": "H Networks"},
        {"name": "N", "operating": False},
        {"name": "S"},
    ],
    "ownership": [{"child": "H Networks", "parent": "H"}],
    "product": [
        {"name": "phone", "category": "smartphone", "standards": ["4G"]},
        {
            "name": "station",
            "company": "H Networks",
            "category": "network-equipment",
            "standards": ["4G"],
            "made_in": ["CN"],
            "launched": [{"market": "DE", "on": date(2018, 1, 1)}],
        },
        {"name": "tablet", "company": "H", "category": "tablet", "standards": ["3G"],
         "launched": [{"market": "DE", "on": date(2017, 1, 1)}]},
    ],
    "deal": [
        {"id": "bought", "kind": "purchase", "status": "signed", "effective": date(2017, 1, 1),
         "seller": "S", "buyer": "X", "families": ["F-DE-3"]},
        {"id": "heap", "kind": "purchase", "status": "signed", "effective": date(2017, 1, 1),
         "seller": "S", "buyer": "X", "count": 1500},
        {"id": "cross", "kind": "cross-license", "status": "signed",
         "effective": date(2017, 6, 1), "parties": ["X", "H"], "standards": ["4G"]},
    ],
}  # fmt: skip
RIGHTS = {
    "DE-1": ("X", "4G"),
    "DE-2": ("X", "3G"),
    "DE-3": ("S", "4G"),
    "DE-4": ("H", "4G"),
    "DE-5": ("N", "4G"),
    "DE-6": ("X", None),
    "CN-7": ("X", "4G"),
    "IN-8": ("H", "4G"),
}
"""Right -> owner, and the generation it was declared to."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small record and its case on disk."""
    path = tmp_path_factory.mktemp("arsenal")
    write_world(one_family_each(RIGHTS, ("X", "H", "N", "S")), CASE, path)
    return path


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    """The record held open."""
    return Desk(FlatRecord(folder))  # type: ignore[arg-type]


def compared(folder: Path, desk: Desk, *against: str, **asked: Any) -> MutualExposure:
    """Compare X with others."""
    return compare_arsenals(read_case(folder / "case.toml"), desk, against, **asked)


def test_a_family_counts_once_however_many_products_it_touches(folder: Path, desk: Desk) -> None:
    """X's two declared families in Germany and the bought one face the other's two products."""
    row = compared(folder, desk, "H", without_deals=["cross"]).at("X", "H", "DE")
    assert row.now == Count(in_force=3, uncleared=3)
    assert row.products == ("station", "tablet")


def test_a_license_disarms_by_standard_and_reaches_the_subsidiary(folder: Path, desk: Desk) -> None:
    """The 4G cross-license leaves X its 3G family alone, and the other side nothing."""
    answer = compared(folder, desk, "H")
    assert answer.at("X", "H", "DE").now == Count(in_force=3, uncleared=1)
    assert answer.at("H", "X", "DE").now == Count(in_force=1, uncleared=0)


def test_before_and_after_a_purchase(folder: Path, desk: Desk) -> None:
    """A listed purchase brings its family; the view before it has the rest alone."""
    row = compared(folder, desk, "H", deals=["bought"], without_deals=["cross"]).at("X", "H", "DE")
    assert (row.before, row.now) == (Count(2, 2), Count(3, 3))


def test_a_purchase_takes_the_family_from_its_seller(folder: Path, desk: Desk) -> None:
    """What X bought, S no longer holds against the other."""
    answer = exposure_matrix(read_case(folder / "case.toml"), desk, ["S", "H"], deals=["bought"])
    row = answer.at("S", "H", "DE")
    assert (row.before, row.now) == (Count(1, 1), Count(0, 0))


def test_a_purchase_without_a_list_arms_nobody_and_is_named(folder: Path, desk: Desk) -> None:
    """It is listed with its buyer and count."""
    assert compared(folder, desk, "H").unidentified == (("heap", "X", 1500),)


def test_one_that_sells_nothing_is_undeterred(folder: Path, desk: Desk) -> None:
    """Its side is null, and what it holds counts all the same."""
    answer = compared(folder, desk, "N")
    row = answer.at("X", "N", "DE")
    assert (row.state, row.now) == ("undeterred", None)
    assert answer.at("N", "X", "DE").now == Count(1, 1)


def test_what_the_case_does_not_list_is_unknown(folder: Path, desk: Desk) -> None:
    """Neither a company without products nor a market without any of them is a zero."""
    answer = compared(folder, desk, "S", "H")
    assert (answer.at("X", "S", "DE").state, answer.at("X", "S", "DE").now) == ("unknown", None)
    assert answer.at("X", "H", "IN").why == "the case names no product that H sells there"


def test_a_launch_counts_from_its_day_and_making_counts(folder: Path, desk: Desk) -> None:
    """The station is not yet sold the day before; where it is made it counts."""
    earlier = compared(folder, desk, "H", as_of=date(2017, 12, 31), markets=["CN", "DE"])
    assert earlier.at("X", "H", "DE").products == ("tablet",)
    assert earlier.at("X", "H", "CN").products == ("station",)


def test_a_launch_after_the_day_of_knowledge_is_not_known(folder: Path, desk: Desk) -> None:
    """As known in mid-2017, nobody could say that the station would be on sale."""
    row = compared(folder, desk, "H", known_at=date(2017, 7, 1)).at("X", "H", "DE")
    assert row.products == ("tablet",)


def test_the_other_side_is_what_clear_shows_as_exposed(folder: Path, desk: Desk) -> None:
    """What others hold against the company asked about is their row in its clearance."""
    case = read_case(folder / "case.toml")
    shown = {
        (row.market, holder.holder): holder.exposed
        for row in desk.clear(case, ask(case))
        for holder in row.holders
    }
    for row in compared(folder, desk, "H", "N", "S"):
        if row.against == "X":
            assert row.now is not None
            assert row.now.uncleared == shown.get((row.market, row.owner), 0)


def test_products_of_others_change_no_clearance(folder: Path, desk: Desk) -> None:
    """A case with a rival's products answers as one without."""
    case = read_case(folder / "case.toml")
    assert {row.product for row in desk.clear(case, ask(case))} == {"phone"}


def test_undeclared_rights_are_counted_apart(folder: Path, desk: Desk) -> None:
    """One right of X in Germany lies in no declared family; none of the other's is on record."""
    answer = compared(folder, desk, "H")
    assert answer.at("X", "H", "DE").undeclared == 1
    assert answer.at("X", "H", "IN").undeclared is None
    assert answer.at("H", "X", "DE").undeclared is None


def test_named_products_narrow_their_own_side_alone(folder: Path, desk: Desk) -> None:
    """Naming the other's tablet leaves X's phone in the count."""
    answer = compared(folder, desk, "H", products=["tablet"], without_deals=["cross"])
    assert answer.at("X", "H", "DE").products == ("tablet",)
    assert answer.at("H", "X", "DE").now == Count(1, 1)


def test_one_group_cannot_face_itself(folder: Path, desk: Desk) -> None:
    """A parent and its subsidiary are refused, with the group that they are."""
    with pytest.raises(UsageError, match="one group on 2018-01-01 \\(H\\)"):
        compared(folder, desk, "H", "H Networks")
    with pytest.raises(UsageError, match="at least two"):
        exposure_matrix(read_case(folder / "case.toml"), desk, ["X"])
    with pytest.raises(UsageError, match="unknown company 'Nobody'"):
        compared(folder, desk, "Nobody")


def test_answers_fit_the_schema_and_the_tables(folder: Path, desk: Desk) -> None:
    """The JSON is as published; Arrow and the terminal hold the same numbers."""
    answer = compared(folder, desk, "H", "N", deals=["bought"], without_deals=["cross"])
    validator("arsenal").validate(answer.to_dict())
    rows = answer.to_arrow().to_pylist()
    first = next(r for r in rows if (r["owner"], r["against"], r["market"]) == ("X", "H", "DE"))
    assert (first["uncleared"], first["uncleared_before"], first["undeclared"]) == (3, 2, 1)
    text = to_text(arsenal_table(answer), plain=True)
    assert "2 → 3 of 3" in text
    assert "undeterred: N sells no products." in text
    assert "bought about 1,500 patents that are not identified" in text
    assert max(map(len, text.splitlines())) <= 110


def test_the_matrix_is_drawn_with_its_words(folder: Path, desk: Desk) -> None:
    """Each market is a panel; every cell has its number or its word, in a table too."""
    answer = exposure_matrix(read_case(folder / "case.toml"), desk, ["X", "H", "N"])
    spec = draw([row.to_dict() for row in answer], answer.companies, "Who", "", "")
    panels = spec["vconcat"][0]["concat"]
    assert [panel["title"]["text"] for panel in panels] == ["Germany", "India"]
    written = {
        (v["owner"], v["against"]): v["says"]
        for layer in panels[0]["layer"][2:]
        for v in layer["data"]["values"]
    }
    assert written["X", "H"] == "1"
    assert written["X", "N"] == "sells nothing"
    table = table_of(spec)
    assert table is not None
    assert ("Germany", "X", "H", "1", "3") in table.rows
    assert "X against H (Germany): 1" in summary_of(spec)
    assert "N" in to_text(matrix_table(answer), plain=True)
    with pytest.raises(UsageError, match="no market to draw"):
        draw([], [], "Who")


def test_the_command_answers_and_refuses(folder: Path, desk: Desk, monkeypatch: Any) -> None:
    """JSON on standard output is the answer; options that exclude one another are refused."""
    monkeypatch.setattr("clearway.record.open_record", lambda _: desk.record)
    start = ["arsenal", str(folder / "case.toml"), "--record", str(folder)]
    done = CliRunner().invoke(clearway, [*start, "--against", "H", "--format", "json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == compared(folder, desk, "H").to_dict()
    for words in (
        [],
        ["--against", "H", "--matrix", "X,H"],
        ["--against", "H", "--chart", "m.png"],
    ):
        refused = CliRunner().invoke(clearway, [*start, *words])
        assert refused.exit_code == 2
