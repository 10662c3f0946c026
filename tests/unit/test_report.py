"""The report that is handed on: the same content as PDF, workbook and page, whatever is in it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pypdf import PdfReader

from clearway.app import Desk
from clearway.case import read_case
from clearway.charts.remarks import Remark
from clearway.errors import UsageError
from clearway.history import entries_of
from clearway.ingest import ingest_tables
from clearway.record import open_record
from clearway.report import Part, Report, compose, scope_of, write_report
from clearway.report.content import told
from clearway.report.figures import figures
from clearway.report.findings import find
from clearway.report.pdf import pdf_bytes
from clearway.report.words import counts_as_open
from clearway.report.workbook import workbook_bytes
from clearway.wording import speaking

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.report import Scope
    from clearway.report.findings import Findings

DAY = date(2018, 1, 1)
CASE = """\
[case]
id = "worked"
question = "May X sell the =phone in #Germany?"
company = "X"
as_of = 2018-01-01
markets = ["DE", "US"]

[policy]
ep_validation = "all"

[[company]]
name = "X"

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]
launched = [{ market = "DE", on = 2014-01-01 }]

[[product]]
name = "bank"
category = "power-bank"
standards = []

[[deal]]
id = "L1"
kind = "license"
grantors = ["=A #strong[Corp]"]
grantees = ["X"]
status = "signed"
effective = 2017-07-05
"""
DECLARATIONS = """\
declarant,family,generation
=A #strong[Corp],=F1+1,4G
B,F2,4G
"""
RIGHTS = """\
family,publication,filed_on,granted_on
=F1+1,EP1001001B1,2008-03-01,2012-05-01
F2,DE102008001002B4,2008-03-01,2013-05-01
"""


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    """A case with a license, over a record whose names look like formulas and markup."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "forms").mkdir()
    (folder / "forms" / "declarations.csv").write_text(DECLARATIONS)
    (folder / "forms" / "rights.csv").write_text(RIGHTS)
    (folder / "case.toml").write_text(CASE)
    ingest_tables(folder / "forms", folder / "record")
    desk = Desk(open_record(folder / "record"))
    return scope_of(desk, read_case(folder / "case.toml"), deals=["L1"], market="de")


@pytest.fixture(scope="module")
def found(scope: Scope) -> Findings:
    """What the report tells, with its one market entry."""
    return find(scope, entries_of(scope.case))


@pytest.fixture(scope="module")
def report(scope: Scope, found: Findings) -> Report:
    """The report of the case."""
    return told(scope, found)


def _book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def _cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_answer_is_a_sentence_with_its_figures(report: Report) -> None:
    """One of two families is cleared by the license; the sentence says it, before and after."""
    assert "with L1 50% of the declared families in force in Germany" in report.answer
    assert "(0% before)" in report.answer
    assert report.answer.endswith("Declared is not essential.")


def test_the_workbook_holds_numbers_and_never_a_formula(report: Report) -> None:
    """Counts are numbers, and a name that begins like a formula is text in every sheet."""
    book = _book(workbook_bytes(report, DAY))
    rows = _cells(book["Markets"])
    assert rows[2][:7] == ["Market", "Product", "Status", "Families", "Cleared", "Exposed", "Share"]
    assert rows[3][:7] == ["DE Germany", "phone", "exposed", 2, 1, 1, 0.5]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any("=A #strong[Corp]" in row for row in _cells(book["Holders"]))
    assert ["=F1+1", "exposed", "cleared"] in _cells(book["Families that change"])


def test_the_pdf_sets_names_as_text_and_not_as_markup(report: Report) -> None:
    """Marks of the typesetter in a question or a name come out as they went in."""
    pages = PdfReader(io.BytesIO(pdf_bytes(report, DAY))).pages
    text = "".join(page.extract_text() for page in pages).replace("\u200b", "")
    assert "May X sell the =phone in #Germany?" in text
    assert "=A #strong[Corp]" in text
    for heading in ("Market by market", "What stands in the way", "Assumptions", "Limits"):
        assert heading in text
    assert "This is not legal advice" in text


def test_the_same_content_gives_the_same_bytes(report: Report, scope: Scope) -> None:
    """A report made twice is the same file, as PDF and as workbook."""
    again = compose(scope, entries_of(scope.case))
    assert pdf_bytes(report, DAY) == pdf_bytes(again, DAY)
    assert workbook_bytes(report, DAY) == workbook_bytes(again, DAY)


def test_every_part_of_the_report_is_in_the_page(report: Report, tmp_path: Path) -> None:
    """The page has a headline for each part, and escapes what names hold."""
    page = write_report(report, tmp_path / "r.html", DAY).read_text()
    assert all(f"<h2>{part.heading}</h2>" in page for part in report.parts)
    assert "<b>" not in page


def test_the_report_in_german_is_german_in_every_form(
    scope: Scope, found: Findings, report: Report, tmp_path: Path
) -> None:
    """PDF, page and workbook say their language, and hold no heading of the English report."""
    english = report
    with speaking("de"):
        german = told(scope, found)
    assert all(part.chart["usermeta"]["clearway"]["lang"] == "de" for part in german.parts
               if part.chart)  # fmt: skip
    # Charts are drawn elsewhere; what is written here says its language without them.
    german = replace(german, parts=tuple(replace(part, chart=None) for part in german.parts))
    assert len(german.parts) == len(english.parts)
    for one, other in zip(german.parts, english.parts, strict=True):
        assert one.heading != other.heading
        assert one.text != other.text or not one.text
    pdf = PdfReader(io.BytesIO(pdf_bytes(german, DAY)))
    assert str(pdf.root_object["/Lang"]) == "de"
    text = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    page = write_report(german, tmp_path / "r.html", DAY).read_text()
    assert '<html lang="de">' in page
    outside = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", "", page)
    for part in english.parts:
        assert f">{part.heading}<" not in outside
    assert "50\u00a0% der deklarierten Familien, die in Deutschland in Kraft sind" in german.answer
    assert "Dies ist keine Rechtsberatung." in text
    sheets = _book(workbook_bytes(german, DAY)).sheetnames
    assert sheets[:2] == ["Antwort", "Märkte"]


def test_a_product_without_standards_is_said_and_not_counted(report: Report) -> None:
    """A power bank is in words among the other products; no table counts it."""
    part = next(part for part in report.parts if part.heading == "Other products")
    assert part.text.startswith("bank implements no standard")
    assert part.figures is None


def test_long_and_many_rows_and_odd_names_go_into_both() -> None:
    """A cell beyond Excel's limit is cut, sheets of one name are told apart, control marks go."""
    odd = figures("A/B: [x]?*", [("Name", "text"), ("N", "count")], [("x\x00" * 40_000, 1)])
    twice = [Part("One", figures=odd), Part("Two", figures=odd), Part("Void", figures=figures(
        "Nothing", [("Name", "text")], []))]  # fmt: skip
    report = Report("T", "A", (("Fact", "f"),), tuple(twice), ("note",))
    book = _book(workbook_bytes(report, DAY))
    assert book.sheetnames == ["Answer", "A B   x", "A B   x 2", "Nothing"]
    assert len(book["A B   x"]["A4"].value) == 32_767
    assert len(PdfReader(io.BytesIO(pdf_bytes(report, DAY))).pages) >= 1


def test_comments_are_words_in_print() -> None:
    """A comment is set as text under its author, whatever marks of the typesetter are in it."""
    said = Remark("u", 2, "Ann #x", "guest", datetime(2018, 1, 1, tzinfo=UTC), "", "*a*\n#b\n\n=c")
    report = Report("T", "A", (), (Part("Discussion", remarks=(said,)),), ())
    text = PdfReader(io.BytesIO(pdf_bytes(report, DAY))).pages[0].extract_text()
    assert "Ann #x (guest) · 2018-01-01 00:00 UTC\n*a*\n#b\n=c" in text


def test_print_says_what_it_leaves_to_the_workbook() -> None:
    """Of a long table print shows the first rows and counts the rest."""
    table = figures("Long", [("Name", "text")], [(f"row {i}",) for i in range(100)], printed=10)
    report = Report("T", "A", (), (Part("Long", figures=table),), ())
    text = PdfReader(io.BytesIO(pdf_bytes(report, DAY))).pages[0].extract_text()
    assert "row 9" in text
    assert "row 10" not in text
    assert "90 further rows are in the workbook" in text
    assert len(table.to_table().rows) == 10
    assert "90 further rows are in the workbook" in table.to_table().caption


def test_another_ending_is_refused_with_those_that_are_known(
    report: Report, tmp_path: Path
) -> None:
    """A report as .docx is an error that names what there is, and nothing is written."""
    with pytest.raises(UsageError, match=r"\.pdf, \.xlsx, \.html"):
        write_report(report, tmp_path / "r.docx", DAY)
    assert not list(tmp_path.iterdir())


def test_a_market_outside_the_case_is_refused(scope: Scope) -> None:
    """Looking closely at a market that the case does not ask about is an error that lists them."""
    with pytest.raises(UsageError, match="FR is not among the markets of the case: DE, US"):
        scope_of(scope.desk, scope.case, market="FR")


def test_what_counts_as_open_follows_the_policy(scope: Scope) -> None:
    """By default an exposed market is not open; by a share of 40 % only a settled status is."""
    row = scope.row
    assert row.status == "exposed"
    assert not counts_as_open(row, scope.case.policy)
