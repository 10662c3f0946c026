"""Maintenance fee events: what a line gives, when a missed fee ends a patent, what is refused."""

from __future__ import annotations

import contextlib
import gzip
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.uspto.fees import read_uspto_fees
from clearway.sources.uspto.numbering import application_number

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.sources.report import SourceReport

Rows = list[dict[str, Any]]
_NAME = "MaintFeeEvents_20260914.txt"


def _line(
    code: str = "EXP.",
    happened: str = "20140714",
    patent: str = "0000007735000",
    serial: str = "11420000",
    filed: str = "20060524",
    granted: str = "20100615",
) -> str:
    return f"{patent} {serial} N {filed} {granted} {happened} {code:<5}"


def _read(folder: Path, *lines: str, end: str = "\n") -> SourceReport:
    path = folder / _NAME
    path.write_bytes("".join(line + end for line in lines).encode("latin-1"))
    return _read_file(folder, path)


def _read_file(folder: Path, path: Path) -> SourceReport:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    report = read_uspto_fees([path], out)
    for file in report.files:
        assert file.rows_in == file.rows_loaded + file.rows_rejected
    return report


def _part(folder: Path, name: str) -> Rows:
    path = folder / "out" / f"{name}.parquet"
    rows: Rows = pq.read_table(path).to_pylist() if path.exists() else []
    return rows


def _effects(folder: Path) -> list[tuple[str, str, date]]:
    events = _part(folder, "status_events")
    return [(row["code"], row["category"], row["dated_on"]) for row in events]


def test_expiry_takes_effect_four_years_after_grant(tmp_path: Path) -> None:
    """A patent of 2010-06-15 whose fees nobody paid lapses on 2014-06-15, not when noted."""
    _read(tmp_path, _line())
    (event,) = _part(tmp_path, "status_events")
    assert event["publication"] == "US-7735000"
    assert event["category"] == "lapse"
    assert event["dated_on"] == date(2014, 6, 15)
    assert event["published_on"] == date(2014, 7, 14)
    assert event["application"] is None
    assert (event["file"], event["line"]) == (_NAME, 1)
    assert event["raw"].startswith(b"0000007735000 11420000 N")


@pytest.mark.parametrize(
    ("payments", "noted", "ended"),
    [
        ([("M1551", "20131202")], "20180716", date(2018, 6, 15)),
        ([("M2551", "20131202"), ("M2552", "20171204")], "20220718", date(2022, 6, 15)),
        ([("M170", "20131202")], "20180615", date(2018, 6, 15)),
        ([], "20190101", date(2014, 6, 15)),
        ([("M1551", "20131202")], "20141231", date(2014, 6, 15)),
        ([], "20130101", date(2013, 1, 1)),
    ],
    ids=["8th", "12th", "on the day", "noted late", "paid and yet expired", "before any window"],
)
def test_missed_window(
    tmp_path: Path, payments: list[tuple[str, str]], noted: str, ended: date
) -> None:
    """The window missed is the first that was due at the event and not paid before it."""
    _read(tmp_path, *(_line(*payment) for payment in payments), _line("EXP.", noted))
    assert _effects(tmp_path)[-1] == ("EXP.", "lapse", ended)


def test_later_payment_does_not_move_an_earlier_expiry(tmp_path: Path) -> None:
    """Lines run in any order: what was paid by petition after the expiry leaves its day alone."""
    lines = [
        _line("EXP.", "20180716"),
        _line("EXPX", "20150302"),
        _line("PMFG", "20150227"),
        _line("M1558", "20150130"),
        _line("M1551", "20150130"),
        _line("EXP.", "20140714"),
    ]
    _read(tmp_path, *lines)
    assert _effects(tmp_path) == [
        ("EXP.", "lapse", date(2018, 6, 15)),
        ("EXPX", "restoration", date(2015, 3, 2)),
        ("PMFG", "restoration", date(2015, 2, 27)),
        ("M1558", "fee", date(2015, 1, 30)),
        ("M1551", "fee", date(2015, 1, 30)),
        ("EXP.", "lapse", date(2014, 6, 15)),
    ]


def test_leap_day(tmp_path: Path) -> None:
    """Four years after 2000-02-29 is 2004-02-29; of 1896-02-29, which 1900 lacks, the 28th."""
    _read(
        tmp_path,
        _line(granted="20000229", happened="20040401"),
        _line(granted="18960229", filed="18950101", happened="19000401", patent="0000000555000"),
    )
    assert [effect[2] for effect in _effects(tmp_path)] == [date(2004, 2, 29), date(1900, 2, 28)]


def test_unknown_codes_are_other_and_told(tmp_path: Path) -> None:
    """A code that the list lacks moves nothing and is named with its count."""
    report = _read(tmp_path, _line("ZZ9."), _line("ZZ9."), _line("REM."))
    assert [effect[1] for effect in _effects(tmp_path)] == ["other"] * 3
    assert report.notes == (
        "3 events of category other",
        "codes not in the list, read as other: ZZ9. (2)",
    )


def test_facts_of_a_right_once(tmp_path: Path) -> None:
    """Each patent gives one row of facts, whatever its events; a reissue keeps its letters."""
    _read(
        tmp_path,
        _line("M1551", "20131202"),
        _line("M1552", "20171204"),
        _line("M1551", "20131202", patent="00000RE045123", serial="13120337", filed="20110803"),
        _line("REM.", patent="0000007735001", serial=" " * 8, filed=" " * 8, granted="00000000"),
    )
    rights = _part(tmp_path, "right_rows")
    assert [row["publication_numbers"] for row in rights] == [
        ["US-7735000"], ["US-RE45123"], ["US-7735001"],
    ]  # fmt: skip
    assert [row["granted_on"] for row in rights] == [date(2010, 6, 15), date(2010, 6, 15), None]
    assert [row["original_application_number"] for row in rights] == ["11420000", "13120337", None]
    for unknown in ("family_id", "application_number", "filed_on"):
        assert {row[unknown] for row in rights} == {None}


@pytest.mark.parametrize(
    ("serial", "year", "number"),
    [
        ("08123456", 1995, "US19950123456"),
        ("12/366,384", 2009, "US20090366384"),
        ("13120337", 2009, "US200913120337"),
        ("29410027", 2012, "US201229410027"),
        ("61650001", 2012, "US201261650001P"),
        ("60576102", 2004, "US20040576102P"),
        ("13120337", None, "US13120337"),
        ("00000000", 2009, None),
        ("1312033", 2009, None),
    ],
)
def test_application_numbers(serial: str, year: int | None, number: str | None) -> None:
    """From series 13 on DOCDB keeps the series code; before, the year alone tells the series."""
    assert application_number(serial, year) == number


def test_number_to_the_left(tmp_path: Path) -> None:
    """A number without zeros before it, and blanks behind, is the same number."""
    _read(tmp_path, _line(patent=f"{'7735000':<13}"), _line(patent="0000007735000"))
    assert {row["publication"] for row in _part(tmp_path, "status_events")} == {"US-7735000"}


def test_old_layout(tmp_path: Path) -> None:
    """Until about 2014 the patent number had seven characters: the file itself tells."""
    _read(tmp_path, _line(patent="4287053"), _line(patent="RE28671", code="M170"))
    assert {row["line"] for row in _part(tmp_path, "status_events")} == {1, 2}
    events = _part(tmp_path, "status_events")
    assert [row["publication"] for row in events] == ["US-4287053", "US-RE28671"]


@pytest.mark.parametrize("end", ["\r\n", "  \n", "\n"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    """Ends of lines, blanks before them and blanks cut off change nothing."""
    lines = [_line("M1551"), _line("EXP.").rstrip(), "", _line("REM.")]
    report = _read(tmp_path, *lines, end=end)
    assert [effect[0] for effect in _effects(tmp_path)] == ["M1551", "EXP.", "REM."]
    assert report.files[0].rows_in == 3 + (end == "  \n")


def test_zip_with_its_list_of_codes(tmp_path: Path) -> None:
    """The zip holds the events and the list of codes; the events are read, and dated by name."""
    path = tmp_path / "MaintFeeEvents.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("MaintFeeEventsDesc_20260914.txt", "EXP.  Patent Expired")
        archive.writestr(_NAME, _line() + "\n")
    report = _read_file(tmp_path, path)
    assert report.files[0].rows_loaded == 1
    assert report.files[0].edition == date(2026, 9, 14)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (_line(patent="00000000000Q1"), "patent number"),
        (_line(patent="0000123456789"), "patent number"),
        (_line(patent="0000000000000"), "patent number"),
        (_line(serial="1142000X"), "application number"),
        (_line(happened="20140231"), "date of the event"),
        (_line(granted="20101315"), "filing or grant date"),
        (_line(code="A B"), "event code"),
        (_line(code="\xe9"), "not ASCII"),
        ("something else", "patent number"),
    ],
)
def test_lines_set_aside(tmp_path: Path, line: str, reason: str) -> None:
    """A line that is no event is kept with its place and bytes; the others are read."""
    report = _read(tmp_path, _line(), line, _line("REM."))
    assert (report.files[0].rows_loaded, report.files[0].rows_rejected) == (2, 1)
    (reject,) = _part(tmp_path, "rejects")
    assert (reject["line"], reject["raw"]) == (2, line.encode("latin-1"))
    assert reason in reject["reason"]


@pytest.mark.parametrize(
    "text", [b"<?xml version='1.0'?>\n", b"a,b,c\n1,2,3\n", b"\xff\xfe1\x002\x00"]
)
def test_other_files_are_refused(tmp_path: Path, text: bytes) -> None:
    """A file of another layout is one error that names it."""
    path = tmp_path / _NAME
    path.write_bytes(text)
    with pytest.raises(SourceError, match="not the maintenance fee events layout"):
        _read_file(tmp_path, path)


def test_mostly_broken_file(tmp_path: Path) -> None:
    """A file that turns into something else is given up with its place."""
    with pytest.raises(SourceError, match="no events"):
        _read(tmp_path, *[_line()] * 300, *["x" * 57] * 1200)


def test_endless_line(tmp_path: Path) -> None:
    """A line without an end is refused, not gathered."""
    path = tmp_path / _NAME
    path.write_bytes(f"{_line()}\n".encode() * 10 + b"1" * 200_000)
    with pytest.raises(SourceError, match="a line of more than"):
        _read_file(tmp_path, path)


def test_truncated_gzip(tmp_path: Path) -> None:
    """A gzip that ends too early is one error that names it."""
    path = tmp_path / f"{_NAME}.gz"
    path.write_bytes(gzip.compress("".join(f"{_line()}\n" for _ in range(500)).encode())[:-20])
    with pytest.raises(SourceError, match="truncated or damaged"):
        _read_file(tmp_path, path)


def test_blocks_part_between_patents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the file is cut into blocks, a payment counts for its patent's expiry."""
    lines = [
        _line(code, happened, patent=f"{7735000 + n:013d}")
        for n in range(12)
        for code, happened in (("M1551", "20131202"), ("EXP.", "20180716"))
    ]
    for size in (60, 500):
        monkeypatch.setattr("clearway.sources.uspto.fixed_width.BLOCK", size)
        _read(tmp_path, *lines)
        days = [row[2] for row in _effects(tmp_path) if row[1] == "lapse"]
        assert days == [date(2018, 6, 15)] * 12
        assert len(_part(tmp_path, "right_rows")) == 12


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes change, lines are counted, or the file is refused."""
    text = bytearray("".join(f"{_line(c)}\n" for c in ("M1551", "EXP.", "REM.")).encode() * 3)
    for _ in range(data.draw(st.integers(1, 6))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / _NAME
    path.write_bytes(text)
    with contextlib.suppress(SourceError):
        _read_file(tmp_path, path)
