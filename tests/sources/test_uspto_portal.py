"""Assignments in the Open Data Portal's JSON: what a file wrapper gives, and damaged files."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.uspto.assignments import read_uspto_assignments

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.sources.report import SourceReport

PLAIN = "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS)."


def _read_text(folder: Path, text: str | bytes, name: str) -> SourceReport:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    report = read_uspto_assignments([path], out)
    for file in report.files:
        assert file.rows_in == file.rows_loaded + file.rows_rejected
    return report


def _part(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "out" / f"{name}.parquet").to_pylist()
    return rows


def _bag(**changes: Any) -> dict[str, Any]:
    return {
        "reelNumber": "047305",
        "frameNumber": "0442",
        "reelNumber/frameNumber": "047305/0442",
        "conveyanceText": PLAIN,
        "assignmentRecordedDate": "2018-10-25",
        "assignorBag": [{"assignorName": "DOE, JANE ", "executionDate": "2018-09-23"}],
        "assigneeBag": [{"assigneeNameText": "ACME RADIO, INC."}],
        **changes,
    }


def _portal(*bags: Any, key: str = "patentFileWrapperDataBag", **about: Any) -> str:
    return json.dumps({"count": 1, key: [{"assignmentBag": list(bags), **about}]}, indent=1)


def test_portal(tmp_path: Path) -> None:
    """The portal's answer gives the same, by the patent of its application."""
    told = {"patentNumber": "10500001", "filingDate": "2018-06-28"}
    text = _portal(_bag(), applicationNumberText="16021001", applicationMetaData=told)
    _read_text(tmp_path, text, "answer.json")
    (row,) = _part(tmp_path, "transfers")
    assert (row["publication"], row["reel_frame"]) == ("US-10500001", "047305/0442")
    assert (row["executed_on"], row["recorded_on"]) == (date(2018, 9, 23), date(2018, 10, 25))
    assert (row["from_name"], row["to_name"]) == ("DOE, JANE", "ACME RADIO, INC.")


def test_portal_names_its_application_by_file(tmp_path: Path) -> None:
    """An answer that does not say of which application it is takes the number of its file."""
    text = _portal(_bag(), key="patentBag")
    _read_text(tmp_path, text, "assignment-16021001.json")
    assert _part(tmp_path, "transfers")[0]["application"] == "US16021001"
    with pytest.raises(SourceError, match="name the file after it"):
        _read_text(tmp_path, text, "answer.json")


def test_portal_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the text is cut while it is read, every wrapper comes whole."""
    wrappers = [
        {"applicationNumberText": f"160210{n:02d}", "assignmentBag": [_bag(frameNumber=str(n))]}
        for n in range(20)
    ]
    text = json.dumps({"patentFileWrapperDataBag": wrappers}, ensure_ascii=False)
    for size in (7, 100, 1000):
        monkeypatch.setattr("clearway.sources.uspto.portal._CHUNK", size)
        report = _read_text(tmp_path, text.replace("ACME", "\xc5CME"), "wrappers.json")
        assert report.files[0].rows_loaded == 20
    assert {row["to_name"] for row in _part(tmp_path, "transfers")} == {"\xc5CME RADIO, INC."}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'{"count": 0}', "no patentFileWrapperDataBag"),
        (b'{"patentBag": []}', "no assignmentBag"),
        (b'{"patentBag": [{"assignmentBag": [3]}]}', "no object"),
        (_portal(_bag())[:-60].encode(), "cannot be read"),
        (b'{"patentBag": [' + b"[" * 100_000, "cannot be read"),
        (b'{"patentBag": [' + b"9" * 10_000 + b"]}", "cannot be read"),
        (b'{"patentBag": ["\xff"]}', "not UTF-8"),
        (_portal(_bag()).encode("utf-16"), "not UTF-8"),
    ],
)
def test_portal_refused(tmp_path: Path, text: bytes, says: str) -> None:
    """JSON that is damaged, too deep or of something else is one error that names the file."""
    with pytest.raises(SourceError, match=says) as raised:
        _read_text(tmp_path, text, "answer-16021001.json")
    assert "answer-16021001.json" in str(raised.value)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes change, conveyances are counted, or the file is refused."""
    text = bytearray(_portal(_bag(), _bag(frameNumber="443")).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SourceError):
        _read_text(tmp_path, bytes(text), "answer-16021001.json")
