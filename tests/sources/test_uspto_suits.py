"""US docket reports: cases, sides, patents, what the action is, and what is set aside."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.uspto_suits import read_uspto_suits, side_of

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.sources.report import SourceReport

CASES = (
    "case_row_id,case_number,case_number_raw,district_id,court_name,case_cause,date_filed,"
    "date_closed,case_type_1\n"
    "1,5:15-cv-00123,,cand,Northern District,35:271 Patent Infringement,2015-06-16,2016-01-02,1\n"
    "2,1:16-cv-00456,,ded,Delaware,28:2201 Declaratory Judgment,2016-02-03,,2\n"
    "3,2:17-cv-00789,,txed,Eastern District,35:271 Patent Infringement,2017-03-04,,\n"
    "4,2:18-cv-00001,,txed,Eastern District,35:271 Patent Infringement,2018-03-04,,7\n"
)
NAMES = (
    "case_row_id,case_number,party_row_count,party_type,name,name_long\n"
    "1,5:15-cv-00123,1,Plaintiff,Alpha Radio Inc.,\n"
    "1,5:15-cv-00123,2,Defendant,Beta Phones Co.,\n"
    "1,5:15-cv-00123,3,Counter Claimant,Beta Phones Co.,\n"
    "3,2:17-cv-00789,1,Consol Plaintiff,Gamma LLC,\n"
)
PATENTS = (
    "case_row_id,case_number,patent,patent_doc_type,case_type_1\n"
    "1,5:15-cv-00123,9000001,Patent,1\n"
    "1,5:15-cv-00123,9000001,Patent,1\n"
    "1,5:15-cv-00123,20150000001,Published Application,1\n"
    "2,1:16-cv-00456,12345678,Application,2\n"
    "3,2:17-cv-00789,NA,,\n"
)


def _folder(folder: Path, **texts: str) -> Path:
    data = folder / "data"
    data.mkdir(exist_ok=True)
    for name, text in ({"cases": CASES, "names": NAMES, "patents": PATENTS} | texts).items():
        (data / f"{name}.csv").write_text(text, encoding="utf-8")
    (data / "documents.csv").write_text("never,read\n", encoding="utf-8")
    return data


def _read(folder: Path, **texts: str) -> SourceReport:
    return read_uspto_suits([_folder(folder, **texts)], folder)


def _part(folder: Path, name: str) -> list[dict[str, Any]]:
    return pl.read_parquet(folder / f"{name}.parquet").to_dicts()


def test_a_suit(tmp_path: Path) -> None:
    """A case becomes a suit in the US with its sides, days and patents; its basis is open."""
    _read(tmp_path)
    suit = _part(tmp_path, "suits")[0]
    assert (suit["suit_id"], suit["country"], suit["basis"]) == (
        "cand 5:15-cv-00123", "US", "unclear",
    )  # fmt: skip
    assert (suit["filed_on"], suit["closed_on"]) == (date(2015, 6, 16), date(2016, 1, 2))
    assert suit["plaintiffs"] == ["Alpha Radio Inc."]
    assert suit["defendants"] == ["Beta Phones Co."]
    assert suit["publications"] == ["US-9000001", "US-2015000001"]
    assert [r["publication_numbers"] for r in _part(tmp_path, "right_rows")] == [
        ["US-9000001"],
        ["US-2015000001"],
    ]


def test_actions(tmp_path: Path) -> None:
    """The coded type goes before the cause, and a type that is not known leaves it open."""
    _read(tmp_path)
    actions = [suit["action"] for suit in _part(tmp_path, "suits")]
    assert actions == ["infringement", "declaratory", "infringement", None]


def test_counts_and_notes(tmp_path: Path) -> None:
    """Every row counts, rows that say nothing of use are noted and not set aside."""
    report = _read(tmp_path)
    assert [(file.rows_in, file.rows_rejected) for file in report.files] == [(4, 0), (4, 0), (5, 0)]
    assert any("Counter Claimant: 1" in note for note in report.notes)
    assert any("named as Application: 1" in note for note in report.notes)


@pytest.mark.parametrize(
    ("party_type", "side"),
    [
        ("Plaintiff", "plaintiff"),
        ("Intervenor Plaintiff", "plaintiff"),
        ("Consol Defendant", "defendant"),
        ("Counter Defendant", None),
        ("ThirdParty Plaintiff", None),
        ("Movant", None),
        ("", None),
    ],
)
def test_sides(party_type: str, side: str | None) -> None:
    """Only who brought the suit, or against whom it was brought, is of a side."""
    assert side_of(party_type) == side


def test_numbers_of_other_kinds(tmp_path: Path) -> None:
    """Reissues and designs are numbers of the US, whatever office their letters could mean."""
    rows = "".join(f'3,,"{number}",Patent,\n' for number in ("RE38,104", "D512345", "7123456.0"))
    _read(tmp_path, patents=PATENTS + rows)
    assert _part(tmp_path, "suits")[2]["publications"] == [
        "US-RE38104",
        "US-D512345",
        "US-7123456",
    ]


def test_bad_rows_are_set_aside(tmp_path: Path) -> None:
    """Rows of no case, wrong days, numbers that are none and repeated cases have their reasons."""
    report = _read(
        tmp_path,
        cases=CASES + "5,x,,y,z,,2018-02-30,,\n6,x,,y,z,,2018-02-03,2017-01-01,\n1,q,,y,z,,,,\n",
        names=NAMES + "99,,,Plaintiff,Nobody,\n1,,,Plaintiff,,\n",
        patents=PATENTS + "1,,no number,Patent,\n",
    )
    assert [file.rows_rejected for file in report.files] == [3, 2, 1]
    reasons = {row["reason"] for row in _part(tmp_path, "rejects")}
    assert any("no case 99" in reason for reason in reasons)
    assert any("lies before" in reason for reason in reasons)


def test_zip_of_several(tmp_path: Path) -> None:
    """The zip as fetched is read without unpacking it, and gives the same suits."""
    packed = tmp_path / "csv.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("cases", CASES), ("names", NAMES), ("patents", PATENTS)):
            archive.writestr(f"{name}.csv", text)
        archive.writestr("pacer_cases.csv", "left,aside\n")
    read_uspto_suits([packed], tmp_path)
    assert len(_part(tmp_path, "suits")) == 4


def test_cases_alone(tmp_path: Path) -> None:
    """Without names and patents there are suits without them, and notes say so."""
    alone = tmp_path / "cases.csv"
    alone.write_text(CASES, encoding="utf-8")
    report = read_uspto_suits([alone], tmp_path)
    assert any("names.csv is not there" in note for note in report.notes)


def test_refused(tmp_path: Path) -> None:
    """No cases, another layout, and a damaged zip are each one error."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"no cases\.csv"):
        read_uspto_suits([tmp_path / "empty"], tmp_path)
    with pytest.raises(SourceError, match="district_id is missing"):
        _read(
            tmp_path, cases="case_row_id,case_number,court_name,date_filed,date_closed\n1,2,3,,\n"
        )
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(SourceError, match="no readable zip"):
        read_uspto_suits([tmp_path / "bad.zip"], tmp_path)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(["cases", "names", "patents"]),
    at=st.integers(0, 200),
    junk=st.binary(max_size=5),
)
def test_fuzz(tmp_path: Path, name: str, at: int, junk: bytes) -> None:
    """Whatever bytes stand in a file, there is one error or counts that add up."""
    data = _folder(tmp_path)
    path = data / f"{name}.csv"
    content = path.read_bytes()
    path.write_bytes(content[:at] + junk + content[at + len(junk) // 2 :])
    try:
        report = read_uspto_suits([data], tmp_path)
    except SourceError:
        return
    for file in report.files:
        assert file.rows_in == file.rows_loaded + file.rows_rejected
