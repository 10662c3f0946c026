"""The dynamic report, as CSV and as a spreadsheet: families, leaves, lines, what is set aside."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources import sheets
from clearway.sources.archives import Limits
from clearway.sources.etsi.dynamic import COLUMNS, read_dynamic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clearway.sources.report import SourceReport

PREAMBLE = "".join(f'"Criterion {n}","any, of all"\n' for n in range(16))
ROW = {
    "ETSI Projects": "LTE",
    "Standards": "TS 36.211 v8.1.0",
    "Declarant Company": "Example Radio Oy",
    "Patent Families": "|US20040000001P|WO2005JP00002|",
    "Application Number": "US20050123456",
    "Publication Numbers": "US2006000001 A1|US7654321 B2",
    "Title": "Sending",
    "Patent Offices": "US  (UNITED STATES)",
    "Declarations": "ISLD-201501-007",
    "IPR Disclosures": "Disclosure number  3",
    "Declaration Date": "20-01-2015",
}


def _text(*rows: dict[str, str], preamble: str = PREAMBLE) -> str:
    sink = io.StringIO()
    writer = csv.DictWriter(sink, list(COLUMNS.values()), lineterminator="\n")
    writer.writeheader()
    writer.writerows([ROW | row for row in rows])
    return preamble + sink.getvalue()


def _read(folder: Path, text: str) -> SourceReport:
    path = folder / "DynamicReport_2023-12-08_173218.csv"
    path.write_text(text, encoding="utf-8")
    return read_dynamic([path], folder)


def _part(folder: Path, name: str) -> list[dict[str, Any]]:
    return pl.read_parquet(folder / f"{name}.parquet").to_dicts()


def test_one_row(tmp_path: Path) -> None:
    """A row behind the preamble becomes a declaration of a leaf and a right of a family."""
    report = _read(tmp_path, _text({}))
    (declared,), (right,) = _part(tmp_path, "declarations"), _part(tmp_path, "right_rows")
    assert (declared["declaration_id"], declared["signed_on"]) == (
        "ISLD-201501-007", date(2015, 1, 20),
    )  # fmt: skip
    assert (declared["generation"], declared["specification"]) == ("4G", "3GPP TS 36.211")
    assert (declared["version"], declared["is_proprietor"]) == ("8.1.0", None)
    assert right["publication_numbers"] == ["US-2006000001-A1", "US-7654321-B2"]
    assert right["priority_numbers"] == ["US20040000001P", "WO2005JP00002"]
    assert right["family_id"] == declared["family_id"]
    assert right["family_id"].startswith("priorities-")
    assert report.files[0].edition == date(2023, 12, 8)
    assert not (tmp_path / "dynamic").exists()


def test_families(tmp_path: Path) -> None:
    """Equal priorities are one family whatever their order; without any it is the disclosure."""
    _read(
        tmp_path,
        _text(
            {},
            {"Patent Families": "|WO2005JP00002|US20040000001P|", "Application Number": "EP1"},
            {"Patent Families": "", "Application Number": "62194140"},
        ),
    )
    families = [(row["family_id"], row["family_kind"]) for row in _part(tmp_path, "right_rows")]
    assert len(set(families)) == 2
    assert ("group-ISLD-201501-007-3", "declared-group") in families


@pytest.mark.parametrize(
    ("standard", "project", "generation", "specification"),
    [
        ("TS 38.331", "", "5G", "3GPP TS 38.331"),
        ("TS 23.501", "LTE", "4G", "3GPP TS 23.501"),
        ("EN 300 294 v1.3.2", "", None, "ETSI EN 300 294"),
        ("TS 102 973", "xDSL", None, "ETSI TS 102 973"),
        ("", "", None, None),
    ],
)
def test_leaves(
    tmp_path: Path, standard: str, project: str, generation: str | None, specification: str | None
) -> None:
    """The standard names a specification of 3GPP or ETSI; it, else the project, the generation."""
    _read(tmp_path, _text({"Standards": standard, "ETSI Projects": project}))
    (row,) = _part(tmp_path, "declarations")
    assert (row["generation"], row["specification"]) == (generation, specification)


def test_rows_set_aside_keep_their_place(tmp_path: Path) -> None:
    """A wrong day and a short row are set aside with their own lines and bytes."""
    good = _text({}, {"Title": "two\nlines"}, {"Declaration Date": "30-02-2015"}, {})
    report = _read(tmp_path, good + "short\n")
    rejects = _part(tmp_path, "rejects")
    assert [row["line"] for row in rejects] == [21, 23]
    assert b"30-02-2015" in rejects[0]["raw"]
    assert rejects[1]["raw"] == b"short"
    assert {row["file"] for row in rejects} == {"DynamicReport_2023-12-08_173218.csv"}
    assert (report.files[0].rows_in, report.files[0].rows_rejected) == (5, 2)


def _xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a spreadsheet of inline text."""
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{escape(v)}</t></is></c>' for v in row)
        + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    book = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{book}.sheet.main+xml"/>'
        f'<Override PartName="/xl/s.xml" ContentType="{book}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Report" sheetId="1" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="b" Type="{office}/worksheet" Target="s.xml"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')


def test_spreadsheet(tmp_path: Path) -> None:
    """The report as a spreadsheet gives what it gives as CSV, its rows by their numbers."""
    path = tmp_path / "DynamicReport_2023-12-08_1.xlsx"
    bad = ROW | {"Declarant Company": ""}
    rows = [list(COLUMNS.values()), list(ROW.values()), list(bad.values())]
    _xlsx(path, [["ETSI", "IPR"], ["Criteria", "all"], *rows])
    report = read_dynamic([path], tmp_path)
    assert _part(tmp_path, "declarations")[0]["specification"] == "3GPP TS 36.211"
    assert [row["line"] for row in _part(tmp_path, "rejects")] == [5]
    assert (report.files[0].rows_in, report.files[0].rows_rejected) == (2, 1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"a,b\n1,2\n", "names the columns"),
        ("a.csv", _text().encode(), "no rows"),
        ("a.csv", _text({"Declarant Company": ""}).encode(), r"a\.csv, line 18"),
        ("a.xlsx", b"PK\x03\x04 broken", "no readable spreadsheet"),
        ("a.xls", b"<html><table></table></html>", "no readable spreadsheet"),
    ],
)
def test_refused_files(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """A file of another layout, without a sound row or damaged is one error that names it."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        read_dynamic([path], tmp_path)


def test_damaged_directory(tmp_path: Path) -> None:
    """A spreadsheet whose list of members is damaged is one error that says so."""
    path = tmp_path / "a.xlsx"
    _xlsx(path, [list(COLUMNS.values())])
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x03"))
    with pytest.raises(SourceError, match="no readable spreadsheet"):
        read_dynamic([path], tmp_path)


def test_spreadsheet_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spreadsheet that unpacks to more than it can be worth is refused before it is read."""
    monkeypatch.setattr(sheets, "_LIMITS", Limits(expanded=1 << 20))
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/s.xml", bytes(2 << 20))
    with pytest.raises(SourceError, match="is refused"):
        read_dynamic([path], tmp_path)


@pytest.mark.parametrize(
    "entity",
    ['SYSTEM "file:///etc/passwd"', '"&b;&b;&b;">\n<!ENTITY b "ha"'],
    ids=["file", "laugh"],
)
def test_entities_are_not_expanded(tmp_path: Path, entity: str) -> None:
    """An entity in a sheet opens no file and grows no text: an error, or a cell without it."""
    path = tmp_path / "a.xlsx"
    _xlsx(path, [list(COLUMNS.values()), list((ROW | {"Title": "ENTITY"}).values())])
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "xl/s.xml":
                text = text.replace("?>", f"?><!DOCTYPE worksheet [<!ENTITY a {entity}>]>", 1)
                text = text.replace("<t>ENTITY</t>", "<t>&a;</t>")
            new.writestr(name, text)
    path.write_bytes(packed.getvalue())
    try:
        read_dynamic([path], tmp_path)
    except SourceError:
        return
    (right,) = _part(tmp_path, "right_rows")
    assert "root" not in (right["title"] or "")
    assert "ha" not in (right["title"] or "")


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 1200), junk=st.binary(max_size=6))
def test_fuzz(tmp_path: Path, at: int, junk: bytes) -> None:
    """Whatever bytes stand in the report, there is one error or counts that add up."""
    content = _text({}, {}, {}).encode()
    path = tmp_path / "fuzz.csv"
    path.write_bytes(content[:at] + junk + content[at + len(junk) // 2 :])
    try:
        file = read_dynamic([path], tmp_path).files[0]
    except SourceError:
        return
    assert file.rows_in == file.rows_loaded + file.rows_rejected
    assert len(_part(tmp_path, "rejects")) == file.rows_rejected


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 1600), junk=st.binary(min_size=1, max_size=6))
def test_fuzz_spreadsheet(tmp_path: Path, at: int, junk: bytes) -> None:
    """Whatever bytes stand in a spreadsheet, there is one error or counts that add up."""
    path = tmp_path / "fuzz.xlsx"
    _xlsx(path, [list(COLUMNS.values()), list(ROW.values())])
    content = path.read_bytes()
    path.write_bytes(content[:at] + junk + content[at + len(junk) :])
    try:
        file = read_dynamic([path], tmp_path).files[0]
    except SourceError:
        return
    assert file.rows_in == file.rows_loaded + file.rows_rejected
