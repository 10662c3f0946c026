"""The ISLD export: what each of its quirks becomes in the parts."""

from __future__ import annotations

import gzip
import os
import random
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clearway.sources.etsi import read_etsi
from sources.isld import HEADER, ingest, row, rows, text


def _part(parts: Path, name: str) -> list[dict[str, Any]]:
    return pl.read_parquet(parts / f"{name}.parquet").to_dicts()


def _declared(folder: Path, *content: dict[str, str]) -> list[dict[str, Any]]:
    return _part(ingest(folder, text(content))[1], "declarations")


def _rights(folder: Path, *content: dict[str, str]) -> list[dict[str, Any]]:
    return _part(ingest(folder, text(content))[1], "right_rows")


def test_one_row(tmp_path: Path) -> None:
    """A row becomes one declaration of one family to one leaf, and one right."""
    report, parts = ingest(tmp_path, text([row()]))
    assert _part(parts, "declarations") == [
        {
            "declaration_id": "700",
            "reference": "ISLD-201501-007",
            "declarant": "Example Radio Oy",
            "is_proprietor": True,
            "signed_on": date(2015, 1, 20),
            "reflected_on": date(2015, 2, 3),
            "family_id": "9001",
            "generation": "4G",
            "specification": "3GPP TS 36.211",
            "version": "8.1.0",
            "project": "3GPP-Release-8",
            "explicit": True,
            "illustrative_part": "5.1",
            "basis": "basis",
            "prepared_to_grant": True,
            "reciprocity": None,
        }
    ]
    assert _part(parts, "right_rows") == [
        {
            "family_id": "9001",
            "family_kind": "etsi",
            "office": "EP",
            "application_number": "EP20080101234",
            "publication_numbers": ["EP-2081234-A1", "EP-2081234-B1"],
            "filed_on": date(2008, 2, 4),
            "granted_on": None,
            "ended_on": None,
            "title": "A METHOD",
            "priority_numbers": ["FI20070001234"],
            "inactive_priorities": None,
            "basis": "basis",
            "original_application_number": None,
            "original_publication_number": None,
            "normalized": "yes",
        }
    ]
    assert (report.rows_in, report.rows_loaded, report.rows_rejected) == (1, 1, 0)
    assert report.edition == date(2015, 2, 3)
    assert sorted(path.name for path in parts.iterdir()) == [
        "declarations.parquet",
        "rejects.parquet",
        "right_rows.parquet",
    ]


def test_versions_and_patents_of_one_leaf_are_one_declaration(tmp_path: Path) -> None:
    """Rows of each version and patent merge: versions join; basis and explicit if any says so."""
    member = row(
        Patent_Type="Family Member",
        Explicitely_Disclosed="0",
        TGPV_VERSION="8.3.0",
        Illustrative_Part="4.9",
        Country_Of_Registration="WO Patent Cooperation Treaty",
        PUBL_NUMBER="WO2008123456 A1",
    )
    (declared,) = _declared(tmp_path, member, row(), row())
    assert declared["version"] == "8.1.0 | 8.3.0"
    assert declared["basis"] == "basis"
    assert declared["explicit"]
    assert declared["illustrative_part"] == "4.9"


def test_one_leaf_per_flag(tmp_path: Path) -> None:
    """A row with two generation flags declares to two leaves."""
    declared = _declared(tmp_path, row(g3="1", g4="1"))
    assert [entry["generation"] for entry in declared] == ["3G", "4G"]


@pytest.mark.parametrize(
    ("changes", "generation", "specification"),
    [
        ({"TGPP_NUMBER": "36.331"}, "4G", "3GPP TS 36.331"),
        ({"TGPP_NUMBER": "38.214"}, "5G", "3GPP TS 38.214"),
        ({"TGPP_NUMBER": "25.331"}, "3G", "3GPP TS 25.331"),
        ({"TGPP_NUMBER": "23.401"}, None, "3GPP TS 23.401"),
        ({"tgpp_type": "TR", "TGPP_NUMBER": "36.888"}, "4G", "3GPP TR 36.888"),
        (
            {"tgpp_type": "", "TGPP_NUMBER": "", "WOIT_ETSI_DELIVERABLE_NUMBER": "102 221"},
            None,
            "ETSI TS 102 221",
        ),
        (
            {"tgpp_type": "", "TGPP_NUMBER": "", "WOIT_ETSI_DELIVERABLE_NUMBER": ""},
            None,
            None,
        ),
        (
            {
                "TGPP_NUMBER": "",
                "WOIT_ETSI_DELIVERABLE_NUMBER": "",
                "ETPR_ACRONYM": "LTE | Long Term Evolution",
            },
            "4G",
            None,
        ),
    ],
)
@pytest.mark.parametrize("flag", ["", "0"])
def test_leaf_without_flags(
    tmp_path: Path,
    changes: dict[str, str],
    generation: str | None,
    specification: str | None,
    flag: str,
) -> None:
    """Without a flag the specification decides, then the project; else there is no generation."""
    flags = {"g2": flag, "g3": flag, "g4": flag, "g5": flag}
    (declared,) = _declared(tmp_path, row(**flags, **changes))
    assert (declared["generation"], declared["specification"]) == (generation, specification)


def test_family_without_number_is_the_group(tmp_path: Path) -> None:
    """A blank family id falls back to the declared group."""
    _, parts = ingest(tmp_path, text([row(DIPG_PATF_ID="", DIPG_ID="27176")]))
    assert _part(parts, "declarations")[0]["family_id"] == "group-27176"
    right = _part(parts, "right_rows")[0]
    assert (right["family_id"], right["family_kind"]) == ("group-27176", "declared-group")


def test_two_declarants_of_one_family_both_stay(tmp_path: Path) -> None:
    """A family that two companies declare has two declarations."""
    other = row(IPRD_ID="701", COMP_LEGAL_NAME="Other Oy", DECL_IS_PROP_FLAG="0")
    declared = _declared(tmp_path, row(), other)
    assert [(entry["declarant"], entry["is_proprietor"]) for entry in declared] == [
        ("Example Radio Oy", True),
        ("Other Oy", False),
    ]


def test_unknown_dates(tmp_path: Path) -> None:
    """1900-01-01 and blanks are unknown; dates come with and without a time."""
    changes = {"IPRD_SIGNATURE_DATE": "1900-01-01 00:00:00", "PBPA_APP_DATE": ""}
    _, parts = ingest(tmp_path, text([row(Reflected_Date="2016-02-29", **changes)]))
    declared = _part(parts, "declarations")[0]
    assert (declared["signed_on"], declared["reflected_on"]) == (None, date(2016, 2, 29))
    assert _part(parts, "right_rows")[0]["filed_on"] is None


def test_numbers_in_other_spellings(tmp_path: Path) -> None:
    """An era number and its western form are one; an unreadable number stays as typed."""
    japan = row(
        PUBL_NUMBER="JP10075478 A | JP3323421 B2 | JPH1075478 A",
        Country_Of_Registration="JP JAPAN",
        PATT_APPLICATION_NUMBER="Pending",
        Normalized_Patent="Error",
    )
    odd = row(PUBL_NUMBER="unknown", Country_Of_Registration="KR KOREA (REPUBLIC OF)")
    report, parts = ingest(tmp_path, text([japan, odd]))
    jp, kr = _part(parts, "right_rows")
    assert len(jp["publication_numbers"]) == 2
    assert "JP-3323421-B2" in jp["publication_numbers"]
    assert jp["application_number"] is None
    assert jp["normalized"] == "error"
    assert kr["publication_numbers"] == []
    assert kr["original_publication_number"] == "unknown"
    assert report.notes[0].startswith("1 publication numbers could not be read")


def test_office_where_the_country_is_blank(tmp_path: Path) -> None:
    """The numbers name the office where the country does not; without any the right is left out."""
    blank = {"Country_Of_Registration": "", "PUBL_NUMBER": ""}
    nowhere = row(DIPG_PATF_ID="1", PATT_APPLICATION_NUMBER="", **blank)
    by_number = row(PATT_APPLICATION_NUMBER="CN201080012345", **blank)
    report, parts = ingest(tmp_path, text([nowhere, by_number]))
    assert [right["office"] for right in _part(parts, "right_rows")] == ["CN"]
    assert len(_part(parts, "declarations")) == 2
    assert report.notes[0].startswith("1 rights name no office")


def test_international_applications_stay(tmp_path: Path) -> None:
    """A WO row is a right, though it has no effect anywhere."""
    right = row(
        PUBL_NUMBER="WO2006016529 A1",
        Country_Of_Registration="WO Patent Cooperation Treaty",
        PBPA_PRIORITY_NUMBERS="|JP20050004537|WO2006JP300226|",
    )
    (read,) = _rights(tmp_path, right)
    assert read["office"] == "WO"
    assert read["publication_numbers"] == ["WO-2006016529-A1"]
    assert read["priority_numbers"] == ["JP20050004537", "WO2006JP300226"]


def test_check_figures(tmp_path: Path) -> None:
    """4G rows, families and groups are counted, and families by company once merged."""
    content = [
        row(),
        row(TGPV_VERSION="9"),
        row(COMP_LEGAL_NAME="EXAMPLE RADIO OY", IPRD_ID="1"),
        row(COMP_LEGAL_NAME="Other", DIPG_PATF_ID="2", IPRD_ID="2"),
        row(COMP_LEGAL_NAME="Other", DIPG_PATF_ID="3", IPRD_ID="2"),
        row(DIPG_PATF_ID="", DIPG_ID="7"),
        row(DIPG_PATF_ID="4", g4="0", g5="1"),
    ]
    checks = ingest(tmp_path, text(content))[0].checks
    assert (checks.rows, checks.rows_4g) == (7, 6)
    assert (checks.families_4g, checks.groups_4g_without_family) == (3, 1)
    assert checks.largest(str.casefold) == [("other", 2), ("example radio oy", 1)]
    assert checks.largest(str.casefold, 1) == [("other", 2)]


def test_column_order_and_extra_columns(tmp_path: Path) -> None:
    """Columns are found by name; unknown ones are reported; unused ones may be missing."""
    plain, plain_parts = ingest(tmp_path, text(rows(50)))
    header = [column for column in reversed(HEADER) if column != "Standard"] + ["Novelty"]
    report, parts = ingest(tmp_path, text(rows(50), header=header), name="other.csv")
    assert plain.unknown_columns == ()
    assert report.unknown_columns == ("Novelty",)
    assert "Novelty" in report.notes[0]
    for name in ("declarations", "right_rows"):
        assert _part(parts, name) == _part(plain_parts, name)


@pytest.mark.parametrize("form", ["bom", "crlf", "gz", "zip"])
def test_forms_of_the_file(tmp_path: Path, form: str) -> None:
    """BOM, CRLF, gzip and zip change nothing; a zip's member gives the edition."""
    content = text(rows(60))
    plain = ingest(tmp_path, content)[1]
    path = tmp_path / f"form.{form}"
    if form == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("ISLD.csv", (2026, 10, 9, 1, 2, 4)), content)
    else:
        made = {"bom": b"\xef\xbb\xbf" + content, "crlf": text(rows(60), end="\r\n")}
        path.write_bytes(gzip.compress(content) if form == "gz" else made[form])
    parts = tmp_path / "again"
    parts.mkdir()
    report = read_etsi(path, parts)
    assert report.edition == (date(2026, 10, 9) if form == "zip" else date(2015, 2, 3))
    assert report.size == path.stat().st_size
    for name in ("declarations", "right_rows"):
        assert (parts / f"{name}.parquet").read_bytes() == (plain / f"{name}.parquet").read_bytes()


def test_block_size_and_row_order_leave_no_trace(tmp_path: Path) -> None:
    """The parts are the same, byte for byte, whatever the blocks and the order of rows."""
    content = rows(400)
    shuffled = random.Random(5).sample(content, len(content))
    _, plain = ingest(tmp_path, text(content))
    _, small = ingest(tmp_path, text(content), block_size=900)
    _, other = ingest(tmp_path, text(shuffled), name="shuffled.csv", block_size=5000)
    for name in ("declarations", "right_rows"):
        expected = (plain / f"{name}.parquet").read_bytes()
        assert (small / f"{name}.parquet").read_bytes() == expected
        assert (other / f"{name}.parquet").read_bytes() == expected


def test_progress_is_told(tmp_path: Path) -> None:
    """The caller hears how many bytes of how many are read, ending with all."""
    path = tmp_path / "x.csv"
    path.write_bytes(text(rows(200)))
    told: list[tuple[int, int | None]] = []
    read_etsi(path, tmp_path, lambda done, total: told.append((done, total)), block_size=4096)
    size = path.stat().st_size
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == (size, size)


def _real() -> Path:
    shared = os.environ.get("CLEARWAY_SHARED_DATA")
    root = Path(shared) if shared else Path(__file__).parents[3] / "shared" / "data"
    path = root / "etsi" / "isld_rows_docomo.csv"
    if not path.exists():
        pytest.skip(f"the real rows are not here: {path}")
    return path


def test_real_rows(tmp_path: Path) -> None:
    """2,268 real rows of one declarant: the figures that were counted on them by hand."""
    report = read_etsi(_real(), tmp_path)
    assert (report.rows_in, report.rows_rejected) == (2268, 0)
    assert report.checks.rows_4g == 2093
    assert report.unknown_columns == ()
    assert report.notes == ()
    families = {entry["family_id"] for entry in _part(tmp_path, "declarations")}
    assert len([family for family in families if not family.startswith("group-")]) == 204
    numbers = [
        number for right in _part(tmp_path, "right_rows") for number in right["publication_numbers"]
    ]
    assert "EP-1848154-B1" in numbers
    assert "JP-2011166437" in numbers  # typed as 2011-166437, without office and kind
