"""What can be taken away says what the page says, carries its recipe, and runs nothing."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from clearway.clearance.recipe import recipe_in
from clearway.ingest import ingest_tables
from clearway.report import Part
from clearway.report.figures import figures
from clearway.web.meaning.told import Told, Versions
from clearway.web.pages.answers import ANSWERS
from clearway.web.runs import keeping
from clearway.web.runs.models import Run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from clearway.web.cases.models import Case

pytestmark = pytest.mark.database
FORMULA = "=cmd|' /C calc'!A0"
QUERY = {"market": "DE"}


@pytest.fixture
def viewer(client_of: Callable[[str], Client]) -> Client:
    """A reader of the case."""
    return client_of("viewer")


def _file(viewer: Client, case: Case, name: str, **query: str) -> Any:
    answer = viewer.get(f"/cases/{case.pk}/{name}", {**QUERY, **query})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return answer


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_a_table_is_the_same_in_three_files(viewer: Client, case: Case) -> None:
    """Markets as CSV, Excel and Parquet have the same counts and one recipe."""
    rows = _rows(_file(viewer, case, "tables/markets.csv").content)
    german = next(row for row in rows if row["market"] == "DE")
    assert (german["families"], german["cleared"], german["exposed"]) == ("2", "1", "1")
    table = pq.read_table(io.BytesIO(_file(viewer, case, "tables/markets.parquet").content))
    told = recipe_in(table)
    assert told is not None
    assert told["hash"].startswith(german["recipe"])
    book = openpyxl.load_workbook(io.BytesIO(_file(viewer, case, "tables/markets.xlsx").content))
    sheet = [[cell.value for cell in row] for row in book["table"].iter_rows()]
    assert sheet[0] == table.column_names
    assert len(sheet) == 1 + table.num_rows == 1 + len(rows)
    assert book["recipe"]["B1"].value == told["hash"]


def test_families_go_whole_whatever_page_was_open(viewer: Client, case: Case) -> None:
    """A list of families is narrowed as the page is, and never cut to a page."""
    rows = _rows(_file(viewer, case, "tables/families.csv", state="exposed", page="7").content)
    assert [(row["family"], row["state"]) for row in rows] == [("F2", "exposed")]
    assert len(_rows(_file(viewer, case, "tables/families.csv").content)) == 2


def test_deal_by_deal_adds_up(viewer: Client, case: Case) -> None:
    """The waterfall as a table ends with what the market's row says."""
    rows = _rows(_file(viewer, case, "tables/steps.csv").content)
    assert [row["reason"] for row in rows] == ["own", "L1"]
    assert (rows[-1]["cleared"], rows[-1]["exposed"]) == ("1", "1")


@pytest.fixture
def formula_record(tmp_path: Path, settings: object) -> None:
    """A holder whose name is a formula."""
    (tmp_path / "declarations.csv").write_text(
        f'declarant,family,generation\n"{FORMULA}",F1,4G\nA,F2,4G\n'
    )
    (tmp_path / "rights.csv").write_text(
        "family,publication,filed_on,granted_on\nF1,EP1001001B1,2008-03-01,2012-05-01\n"
    )
    ingest_tables(tmp_path, tmp_path / "record")
    settings.RECORD_DIR = tmp_path / "record"  # type: ignore[attr-defined]


@pytest.mark.usefixtures("formula_record")
def test_a_name_that_is_a_formula_is_a_text_in_every_file(viewer: Client, case: Case) -> None:
    """Neither CSV nor Excel holds a cell that a spreadsheet would run."""
    [row] = _rows(_file(viewer, case, "tables/holders.csv").content)
    assert row["holder"] == "'" + FORMULA
    book = openpyxl.load_workbook(io.BytesIO(_file(viewer, case, "tables/holders.xlsx").content))
    cells = [cell for line in book["table"].iter_rows() for cell in line]
    assert FORMULA in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}


@pytest.mark.parametrize("name", ["map", "change", "holders", "waterfall", "time"])
def test_a_chart_goes_as_a_drawing(name: str, viewer: Client, case: Case) -> None:
    """Every chart of the page is there as SVG."""
    content = _file(viewer, case, f"drawings/{name}.svg", against="L1").content
    assert content.startswith(b"<svg")


def test_a_drawing_carries_record_and_recipe(viewer: Client, case: Case) -> None:
    """Beneath a chart stand the record and the recipe; PNG is a picture."""
    snapshot = ANSWERS.desk().record.snapshot_id
    drawn = _file(viewer, case, "drawings/holders.svg").content.decode()
    assert snapshot.split("-")[0] in drawn
    assert _file(viewer, case, "drawings/holders.png").content.startswith(b"\x89PNG")


def test_what_is_no_file_of_ours_is_not_there(viewer: Client, case: Case) -> None:
    """Unknown tables, charts and endings are not found."""
    for name in ("tables/secrets.csv", "tables/markets.exe", "drawings/map.gif", "drawings/x.svg"):
        assert viewer.get(f"/cases/{case.pk}/{name}").status_code == 404


@pytest.mark.slow
def test_the_report_of_a_run_goes_as_pdf_and_workbook(viewer: Client, case: Case) -> None:
    """What was worked out beside is a document and a workbook; before its end there is no file."""
    row = (FORMULA, 1)
    table = figures("Holders", [("Holder", "text"), ("Families", "count")], [row], "Who holds what")
    said = {"title": "Q", "answer": "A", "facts": [("Company", "X")], "as_of": "2018-01-01"}
    told = Told(said, ("A",), (Part("What stands in the way", figures=table),), ("Declared.",))
    run = keeping.ask(case, "report", {}, None)
    assert viewer.get(f"/runs/{run.pk}/report.pdf").status_code == 404
    Run.objects.filter(pk=run.pk).update(state="running")
    keeping.finish(run.pk, Versions.of(lambda: told).to_bytes())
    assert viewer.get(f"/runs/{run.pk}/report.pdf").content.startswith(b"%PDF")
    book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/runs/{run.pk}/report.xlsx").content))
    cells = [cell for line in book["Holders"].iter_rows() for cell in line]
    assert FORMULA in [cell.value for cell in cells if cell.data_type == "s"]
    assert f"/runs/{run.pk}/report.pdf" in viewer.get(f"/runs/{run.pk}/").content.decode()


def test_tables_and_charts_of_every_answer_go_as_files(viewer: Client, case: Case) -> None:
    """What a clearance means has its tables and charts as files too, with the recipe."""
    page = viewer.get(f"/cases/{case.pk}/suits/").content.decode()
    start = page.index(f"/cases/{case.pk}/suits/charts/")
    assert start
    number = next(
        n
        for n in range(9)
        if viewer.get(f"/cases/{case.pk}/suits/charts/{n}.csv").status_code == 200
    )
    content = viewer.get(f"/cases/{case.pk}/suits/charts/{number}.csv").content.decode()
    assert "recipe" in content.splitlines()[0]
