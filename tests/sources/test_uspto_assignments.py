"""US assignments: which conveyances move title, to whom and when, in each of three layouts."""

from __future__ import annotations

import contextlib
import gzip
import shutil
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.uspto.assignments import read_uspto_assignments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clearway.sources.report import SourceReport

Rows = list[dict[str, Any]]
PLAIN = "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS)."
_DOE = (("DOE, JANE Q.", "20120807"),)
_PATENT = (("12900001", "X0", "20101008"), ("20120088001", "A1", "20120412"),
           ("8900001", "B2", "20141202"))  # fmt: skip


def _party(kind: str, name: str, day: str = "") -> str:
    executed = f"<execution-date><date>{day}</date></execution-date>" if day else ""
    return f"<patent-{kind}><name>{escape(name)}</name>{executed}</patent-{kind}>"


def _documents(numbers: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(
        f"<document-id><country>US</country><doc-number>{number}</doc-number><kind>{kind}</kind>"
        f"<date>{day}</date></document-id>"
        for number, kind, day in numbers
    )
    return (
        f"<patent-property>{inside}<invention-title lang='en'>X</invention-title></patent-property>"
    )


def assignment(
    text: str = PLAIN,
    frame: str = "645",
    assignors: Sequence[tuple[str, str]] = _DOE,
    assignees: Sequence[str] = ("ACME RADIO, INC.",),
    properties: Sequence[Sequence[tuple[str, str, str]]] = (_PATENT,),
    recorded: str = "20120822",
    purged: str = "N",
) -> str:
    """One conveyance as the bulk XML has it."""
    return (
        f"<patent-assignment><assignment-record><reel-no>28805</reel-no><frame-no>{frame}</frame-no>"
        f"<last-update-date><date>20120825</date></last-update-date><purge-indicator>{purged}"
        f"</purge-indicator><recorded-date><date>{recorded}</date></recorded-date><page-count>3"
        f"</page-count><conveyance-text>{escape(text)}</conveyance-text></assignment-record>"
        f"<patent-assignors>{''.join(_party('assignor', *party) for party in assignors)}"
        f"</patent-assignors><patent-assignees>"
        f"{''.join(_party('assignee', name) for name in assignees)}</patent-assignees>"
        f"<patent-properties>{''.join(map(_documents, properties))}</patent-properties>"
        "</patent-assignment>\n"
    )


def bulk(*assignments: str) -> str:
    """One file of the bulk XML."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<!DOCTYPE us-patent-assignments SYSTEM 'PADX.dtd'>\n"
        "<us-patent-assignments dtd-version='0.4' date-produced='20120827'><action-key-code>DA"
        "</action-key-code><transaction-date><date>20120826</date></transaction-date>"
        f"<patent-assignments>{''.join(assignments)}</patent-assignments></us-patent-assignments>"
    )


def _read(folder: Path, *assignments: str) -> SourceReport:
    return _read_text(folder, bulk(*assignments))


def _read_text(folder: Path, text: str | bytes, name: str = "ad20120827.xml") -> SourceReport:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return _read_files(folder, path)


def _read_files(folder: Path, *paths: Path) -> SourceReport:
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    report = read_uspto_assignments(paths, out)
    for file in report.files:
        assert file.rows_in == file.rows_loaded + file.rows_rejected
    return report


def _part(folder: Path, name: str) -> Rows:
    path = folder / "out" / f"{name}.parquet"
    rows: Rows = pq.read_table(path).to_pylist() if path.exists() else []
    return rows


def _moved(folder: Path) -> list[tuple[str, str]]:
    return [(row["reel_frame"], row["conveyance"]) for row in _part(folder, "transfers")]


def test_transfer(tmp_path: Path) -> None:
    """A conveyance gives parties, both dates, reel and frame, by the patent where there is one."""
    report = _read(tmp_path, assignment())
    (row,) = _part(tmp_path, "transfers")
    assert (row["publication"], row["application"], row["family_id"]) == (
        "US-8900001-B2", None, None,
    )  # fmt: skip
    assert (row["from_name"], row["to_name"]) == ("DOE, JANE Q.", "ACME RADIO, INC.")
    assert (row["executed_on"], row["recorded_on"]) == (date(2012, 8, 7), date(2012, 8, 22))
    assert (row["reel_frame"], row["sequence"], row["line"]) == ("028805/0645", 1, 1)
    assert row["raw"] == f"028805/0645 {PLAIN}".encode()
    assert report.notes == ("1 of kind assignment from persons",)
    (right,) = _part(tmp_path, "right_rows")
    assert right["publication_numbers"] == ["US-8900001-B2", "US-2012088001-A1"]


@pytest.mark.parametrize(
    ("numbers", "publication", "application"),
    [
        (_PATENT[:2], "US-2012088001-A1", None),
        (_PATENT[:1], None, "US20100900001"),
        ((("13900001", "X0", "20130523"),), None, "US201313900001"),
        ((("13900001", "X0", ""),), None, "US13900001"),
        ((("D720000", "S1", "20141202"),), "US-D720000-S1", None),
        ((("5643588", "A", "19970701"),), "US-5643588-A", None),
        ((("RE45300", "E1", "20141209"),), "US-RE45300-E1", None),
    ],
)
def test_property_named(
    tmp_path: Path,
    numbers: Sequence[tuple[str, str, str]],
    publication: str | None,
    application: str | None,
) -> None:
    """A property is named by its patent, else its publication, else its application."""
    _read(tmp_path, assignment(properties=(numbers,)))
    (row,) = _part(tmp_path, "transfers")
    assert (row["publication"], row["application"]) == (publication, application)
    (right,) = _part(tmp_path, "right_rows")
    assert right["publication_numbers"] == ([publication] if publication else [])
    assert (right["application_number"], right["filed_on"]) == (application, None)


def test_each_property_moves(tmp_path: Path) -> None:
    """Several properties are several transfers; one that cannot be read is counted."""
    foreign = (("PCT/FI2011/050123", "X0", "20111124"),)
    other = (("9000001", "B1", "20150407"),)
    report = _read(tmp_path, assignment(properties=(_PATENT, other, foreign, other)))
    rows = _part(tmp_path, "transfers")
    assert [row["publication"] for row in rows] == ["US-8900001-B2", "US-9000001-B1"]
    assert "1 properties without a number that can be read" in report.notes


def test_last_execution_governs(tmp_path: Path) -> None:
    """Of several assignors the last to sign moves the whole; all of them are named."""
    signed = (("LEE, SE HYUN", "20120807"), ("DOE, JANE Q.", "20120820"), ("ROE, RICHARD", ""))
    _read(tmp_path, assignment(assignors=signed, assignees=("ACME RADIO, INC.", "BETA OY")))
    (row,) = _part(tmp_path, "transfers")
    assert row["executed_on"] == date(2012, 8, 20)
    assert row["from_name"] == "LEE, SE HYUN; DOE, JANE Q.; ROE, RICHARD"
    assert row["to_name"] == "ACME RADIO, INC.; BETA OY"


@pytest.mark.parametrize("day", ["", "00000000", "00010101", "20120231", "20990101"])
def test_impossible_execution_is_unknown(tmp_path: Path, day: str) -> None:
    """No day, none of the calendar, or one after the recording: when it was is not known."""
    report = _read(tmp_path, assignment(assignors=(("DOE, JANE Q.", day),)))
    assert _part(tmp_path, "transfers")[0]["executed_on"] is None
    assert any("execution" in note or "executed" in note for note in report.notes)


def test_kinds_that_move_nothing_are_counted(tmp_path: Path) -> None:
    """Conveyances that do not move title are rows without a transfer, and told by kind."""
    texts = ["SECURITY INTEREST", "SECURITY INTEREST", "LICENSE", "WHATEVER IT MEANT"]
    report = _read(
        tmp_path,
        assignment(),
        *(assignment(text, str(n)) for n, text in enumerate(texts)),
    )
    assert report.files[0].rows_loaded == 5
    assert _moved(tmp_path) == [("028805/0645", "assignment from persons")]
    assert report.notes == (
        "2 of kind security interest: no transfer",
        "1 of kind assignment from persons",
        "1 of kind license: no transfer",
        "1 of kind unknown: no transfer",
        "conveyances that no rule knows: 'WHATEVER IT MEANT' (1)",
    )


def test_change_of_name(tmp_path: Path) -> None:
    """A change of name is a transfer to the same company under its new name, called so."""
    names = ((("ACME RADIO, INC.", "20120101"),), ("ACME WIRELESS, INC.",))
    _read(tmp_path, assignment("CHANGE OF NAME", assignors=names[0], assignees=names[1]))
    (row,) = _part(tmp_path, "transfers")
    assert (row["conveyance"], row["to_name"]) == ("change of name", "ACME WIRELESS, INC.")


def test_correction_replaces(tmp_path: Path) -> None:
    """A correction takes the place of what it names, for the properties that both name."""
    other = (("9000001", "B1", "20150407"),)
    text = "CORRECTIVE ASSIGNMENT TO CORRECT THE NAME PREVIOUSLY RECORDED ON REEL 28805 FRAME 645"
    report = _read(
        tmp_path,
        assignment(properties=(_PATENT, other), assignees=("ACNE RADIO, INC.",)),
        assignment(text, "700"),
    )
    rows = _part(tmp_path, "transfers")
    assert [(r["publication"], r["to_name"], r["reel_frame"]) for r in rows] == [
        ("US-9000001-B1", "ACNE RADIO, INC.", "028805/0645"),
        ("US-8900001-B2", "ACME RADIO, INC.", "028805/0700"),
    ]
    assert report.notes[-1] == "1 transfers replaced by a later word on the same recording"


def test_correction_to_security_takes_the_transfer_back(tmp_path: Path) -> None:
    """What was recorded as an assignment and confirmed as a security interest moved nothing."""
    text = (
        "CORRECTIVE ASSIGNMENT TO CORRECT THE NATURE OF CONVEYANCE PREVIOUSLY RECORDED ON "
        "REEL/FRAME 028805/0645. ASSIGNOR(S) HEREBY CONFIRMS THE SECURITY INTEREST."
    )
    _read(tmp_path, assignment(), assignment(text, "700"))
    assert _moved(tmp_path) == []


def test_unclear_correction_leaves_what_was_recorded(tmp_path: Path) -> None:
    """A correction that does not say what it conveys moves nothing, and takes nothing back."""
    text = "CORRECTIVE ASSIGNMENT TO CORRECT THE LIEN OF X RECORDED ON REEL 28805 FRAME 645"
    _read(tmp_path, assignment(), assignment(text, "700"))
    assert _moved(tmp_path) == [("028805/0645", "assignment from persons")]


def test_same_recording_again(tmp_path: Path) -> None:
    """The Office gives a recording again when it changes: the later one holds, over files too."""
    first = tmp_path / "ad20120827.xml"
    first.write_text(bulk(assignment(), assignment(frame="646")))
    second = tmp_path / "ad20120930.xml"
    second.write_text(bulk(assignment(assignees=("ACME WIRELESS, INC.",))))
    _read_files(tmp_path, first, second)
    rows = _part(tmp_path, "transfers")
    assert [(r["reel_frame"], r["to_name"], r["file"]) for r in rows] == [
        ("028805/0646", "ACME RADIO, INC.", "ad20120827.xml"),
        ("028805/0645", "ACME WIRELESS, INC.", "ad20120930.xml"),
    ]


def test_purged(tmp_path: Path) -> None:
    """A recording that the Office took back moves nothing, and what it said before is dropped."""
    report = _read(tmp_path, assignment(), assignment(purged="Y", properties=()))
    assert _moved(tmp_path) == []
    assert report.files[0].rows_loaded == 2
    assert "1 taken back by the Office" in report.notes


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (assignment(assignees=()), "to nobody"),
        (assignment(assignors=()), "from nobody"),
        (assignment(properties=()), "no US patent"),
        (assignment(frame="x"), "no reel and frame"),
        (assignment(frame="12345"), "no reel and frame"),
        (assignment().replace("</patent-assignors>", ""), "not well-formed"),
    ],
)
def test_set_aside(tmp_path: Path, bad: str, reason: str) -> None:
    """A conveyance that cannot be used is kept with its place; those around it are read."""
    report = _read(tmp_path, assignment(), bad, assignment(frame="646"))
    assert (report.files[0].rows_loaded, report.files[0].rows_rejected) == (2, 1)
    (reject,) = _part(tmp_path, "rejects")
    assert reject["line"] == 2
    assert reason in reject["reason"]
    assert b"patent-assignment" in reject["raw"]


def _list(name: str, *items: str, tag: str = "str") -> str:
    inside = "".join(f"<{tag}>{escape(item)}</{tag}>" for item in items)
    return f'<arr name="{name}">{inside}</arr>'


def test_assignment_search(tmp_path: Path) -> None:
    """An answer of the Assignment Search: lists side by side, `NULL` and year 1 for nothing."""
    lists = (
        _list("patAssignorName", "ACME RADIO, INC.", "BETA LLC"),
        _list("patAssignorExDate", "2006-09-01T04:00:00Z", "0001-01-01T00:00:00Z", tag="date"),
        _list("patAssigneeName", "GAMMA LLC"),
        _list("applNum", "10628001", "11400001"),
        _list("filingDate", "2003-07-28T04:00:00Z", "2006-04-08T04:00:00Z", tag="date"),
        _list("patNum", "7130001", "NULL"),
        _list("publNum", "20040073001", "NULL"),
    )
    text = (
        '<?xml version="1.0"?><response><lst name="responseHeader"><int name="status">0</int></lst>'
        '<result name="response" numFound="1" start="0"><doc><str name="reelNo">18247</str>'
        '<str name="frameNo">405</str><date name="recordedDate">2006-09-14T04:00:00Z</date>'
        '<str name="conveyanceText">NUNC PRO TUNC ASSIGNMENT</str>'
        f"{''.join(lists)}</doc></result></response>"
    )
    _read_text(tmp_path, text, "answer.xml")
    rows = _part(tmp_path, "transfers")
    assert [(r["publication"], r["application"]) for r in rows] == [
        ("US-7130001", None),
        (None, "US20060400001"),
    ]
    assert {(r["from_name"], r["to_name"], r["executed_on"], r["recorded_on"]) for r in rows} == {
        ("ACME RADIO, INC.; BETA LLC", "GAMMA LLC", date(2006, 9, 1), date(2006, 9, 14))
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<?xml version='1.0'?><us-patent-assignments/>", "no <patent-assignment>"),
        ("<?xml version='1.0'?><response><result/></response>", "no <patent-assignment>"),
        ("a,b\n", "not XML"),
        (bulk(assignment())[:-200], "truncated"),
        (bulk(assignment()).encode("utf-16"), "UTF-16"),
    ],
)
def test_files_refused(tmp_path: Path, text: str | bytes, says: str) -> None:
    """A file without one conveyance that can be used is one error that names it and says why."""
    with pytest.raises(SourceError, match=says) as raised:
        _read_text(tmp_path, text)
    assert "ad20120827.xml" in str(raised.value)


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("doctype", "inside"),
    [
        (f'[<!ENTITY l0 "ha">{_LAUGHS}]', "&l11;"),
        ('[<!ENTITY x SYSTEM "file:///etc/hostname">]', "&x;"),
        ("", "<b>" * 5000 + "</b>" * 5000),
    ],
    ids=["billion laughs", "external entity", "deep nesting"],
)
def test_attacks_are_set_aside(tmp_path: Path, doctype: str, inside: str) -> None:
    """What an XML document can do to its reader sets that document aside, and no other."""
    attack = assignment(frame="646").replace("ACME", inside)
    text = bulk(assignment(), attack, assignment(frame="647"))
    report = _read_text(tmp_path, text.replace("SYSTEM 'PADX.dtd'", doctype))
    assert report.files[0].rows_rejected == 1
    assert {row["to_name"] for row in _part(tmp_path, "transfers")} == {"ACME RADIO, INC."}


@pytest.mark.parametrize("packed", ["zip", "gz"])
def test_packed(tmp_path: Path, packed: str) -> None:
    """The daily zip and a gzip are read as they come; a truncated one is one error."""
    path = tmp_path / f"ad20120827.{packed}"
    text = bulk(*(assignment(frame=str(n)) for n in range(50))).encode()
    if packed == "gz":
        path.write_bytes(gzip.compress(text))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("ad20120827.xml", text)
    assert _read_files(tmp_path, path).files[0].rows_loaded == 50
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(SourceError, match="truncated or damaged"):
        _read_files(tmp_path, path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes change, conveyances are counted, or the file is refused."""
    text = bytearray(bulk(assignment(), assignment(frame="646")).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SourceError):
        _read_text(tmp_path, bytes(text))
