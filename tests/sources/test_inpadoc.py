"""Legal events: what each code comes to, in which state, and on which day."""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.inpadoc import read_inpadoc
from sources.exchange import member, response

if TYPE_CHECKING:
    from clearway.sources.report import SourceReport

Rows = list[dict[str, Any]]
SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)
B1 = (("EP", "2400001", "B1", "20191127"), ("EP", "10167001", "A", "20100624"))
IN = (("IN", "7DEL2011", "A", "20120101"), ("IN", "7DEL2011", "A", "20110101"))
EP = "EP-2400001-B1"


def _event(
    code: str, gazette: str = "2020-05-01", *, office: str = "EP", desc: str = "", **fields: str
) -> str:
    """One event as OPS writes it; fields by number, `f525="20191127"`."""
    inner = "".join(
        f'<ops:L{name[1:]}EP desc="-">{value}</ops:L{name[1:]}EP>' for name, value in fields.items()
    )
    dated = f'<ops:L007EP desc="Gazette DATE">{gazette}</ops:L007EP>' if gazette else ""
    return (
        f'<ops:legal code="{code:<4}" desc="{desc}" infl=" " dateMigr="00010101">'
        f'<ops:pre line="00001">{office} {code}</ops:pre>'
        f'<ops:L001EP desc="Country Code">{office}</ops:L001EP>{dated}'
        f'<ops:L008EP desc="Legal Event Code 1">{code}</ops:L008EP>'
        f"<ops:L500EP>{inner}</ops:L500EP></ops:legal>"
    )


def _read(folder: Path, *events: str, right: tuple[Any, Any] = B1) -> SourceReport:
    return _read_bytes(folder, response(member(*right, inner="".join(events))))


def _read_bytes(folder: Path, content: bytes) -> SourceReport:
    path, out = folder / "legal.xml", folder / "out"
    path.write_bytes(content)
    out.mkdir(exist_ok=True)
    report = read_inpadoc([path], out)
    assert all(f.rows_in == f.rows_loaded + f.rows_rejected for f in report.files)
    return report


def _part(folder: Path, name: str) -> Rows:
    path = folder / "out" / f"{name}.parquet"
    rows: Rows = pq.read_table(path).to_pylist() if path.exists() else []
    return rows


def _events(folder: Path) -> list[tuple[Any, ...]]:
    names = ("code", "category", "country", "dated_on", "published_on")
    return [tuple(row[name] for name in names) for row in _part(folder, "status_events")]


def _validations(folder: Path) -> list[tuple[str, str]]:
    return [(row["country"], row["basis"]) for row in _part(folder, "validations")]


GAZETTE = date(2020, 5, 1)
LAPSED = {"f501": "BG", "f525": "20200227"}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (_event("PG25", **LAPSED), ("PG25", "lapse", "BG", date(2020, 2, 27), GAZETTE)),
        (
            _event("PGFP", f501="DE", f518="20200514", f520="11"),
            ("PGFP", "fee", "DE", date(2020, 5, 14), GAZETTE),
        ),
        (_event("PGRI", f501="AT", f525="20200301"),
         ("PGRI", "restoration", "AT", date(2020, 3, 1), GAZETTE)),
        (_event("PG2D", f501="AT"), ("PG2D", "restoration", "AT", GAZETTE, GAZETTE)),
        (_event("26N", f525="20200303"), ("26N", "opposition", None, date(2020, 3, 3), GAZETTE)),
        (_event("26"), ("26", "opposition", None, GAZETTE, GAZETTE)),
        (_event("27W", f525="20200102"), ("27W", "lapse", None, date(2020, 1, 2), GAZETTE)),
        (_event("18D", f525="20200102"), ("18D", "withdrawal", None, date(2020, 1, 2), GAZETTE)),
        (_event("18RR"), ("18RR", "restoration", None, GAZETTE, GAZETTE)),
        (_event("18RA"), ("18RA", "other", None, GAZETTE, GAZETTE)),
        (_event("GRAA"), ("GRAA", "other", None, GAZETTE, GAZETTE)),
        (_event("STAA"), ("STAA", "other", None, GAZETTE, GAZETTE)),
        (
            _event("REG", f501="NL", f502="MP", f525="20191127"),
            ("REG NL MP", "lapse", "NL", date(2019, 11, 27), GAZETTE),
        ),
        (
            _event("REG", f501="GB", f502="FG4D"),
            ("REG GB FG4D", "validation", "GB", GAZETTE, GAZETTE),
        ),
        (
            _event("GBPC", desc="GB: EUROPEAN PATENT CEASED", f525="20191108"),
            ("GBPC", "lapse", "GB", date(2019, 11, 8), GAZETTE),
        ),
        (_event("EN", desc="FR: TRANSLATION NOT FILED"), ("EN", "lapse", "FR", GAZETTE, GAZETTE)),
        (_event("PG25", "", **LAPSED), ("PG25", "lapse", "BG", date(2020, 2, 27), None)),
        (_event("PG25", f501="XX"), ("PG25", "lapse", None, GAZETTE, GAZETTE)),
    ],
)  # fmt: skip
def test_an_event_has_its_category_state_and_days(
    tmp_path: Path, event: str, expected: tuple[Any, ...]
) -> None:
    """The day that counts is the one of effect, else of payment, else the gazette's."""
    _read(tmp_path, event)
    assert _events(tmp_path) == [expected]
    assert _part(tmp_path, "status_events")[0]["publication"] == EP


def test_effect_in_a_state_is_a_validation(tmp_path: Path) -> None:
    """What a state's office notes of the patent's effect there; Liechtenstein goes with CH."""
    _read(
        tmp_path,
        _event("REG", f501="FI", f502="FGE"),
        _event("REG", f501="CH", f502="EP"),
        _event("REF", f503="69905327", f504="DE", f506="P"),
        _event("ITF", desc="IT: TRANSLATION FOR A EP PATENT FILED"),
    )
    assert _validations(tmp_path) == [
        ("FI", "event"), ("CH", "event"), ("LI", "event"), ("DE", "event"), ("IT", "event"),
    ]  # fmt: skip
    assert {row["from_on"] for row in _part(tmp_path, "validations")} == {None}


def test_extension_states_count_once_paid(tmp_path: Path) -> None:
    """A request names states and gives nothing; a payment gives those it names."""
    _read(
        tmp_path,
        _event("AX", f524="BA ME RS"),
        _event("AXX", f510="AL PAYMENT 20200102;MK PAYMENT 20200102"),
        _event("RAV", f510="MA 20200122"),
        _event("RAX", f524="AL"),
    )
    assert _validations(tmp_path) == [("AL", "event"), ("MK", "event"), ("MA", "event")]
    assert [event[:3] for event in _events(tmp_path)] == [
        ("AX", "other", None),
        ("AXX", "validation", "AL"),
        ("AXX", "validation", "MK"),
        ("RAV", "validation", "MA"),
        ("RAX", "other", None),
    ]


def test_unitary_effect_reaches_its_states(tmp_path: Path) -> None:
    """The states are those that the registration names; its fees and lapse are the whole's."""
    _read(
        tmp_path,
        _event("U07", f510="DESIGNATED STATES: AT BE DE FR; EFFECTIVE DATE: 20230706"),
        _event("U20", f518="20240630"),
        _event("U93", f525="20250630"),
    )
    assert _validations(tmp_path) == [(state, "unitary") for state in ("AT", "BE", "DE", "FR")]
    assert [event[:4] for event in _events(tmp_path)][4:] == [
        ("U20", "fee", None, date(2024, 6, 30)),
        ("U93", "lapse", None, date(2025, 6, 30)),
    ]


def _register(*statuses: tuple[str, str, str], kinds: str = "A1 B1") -> bytes:
    """A Register response on the unitary patent; a status is code, day and text."""
    references = "".join(
        "<r:publication-reference><r:document-id><r:country>EP</r:country>"
        f"<r:doc-number>2400001</r:doc-number><r:kind>{kind}</r:kind></r:document-id>"
        "</r:publication-reference>"
        for kind in kinds.split()
    )
    said = "".join(
        f'<r:unitary-patent-status change-date="{on}" status-code="{code}">{words}'
        "</r:unitary-patent-status>"
        for code, on, words in statuses
    )
    return (
        '<o:world-patent-data xmlns:o="http://ops.epo.org" xmlns:r="http://www.epo.org/register">'
        f"<r:register-document><r:bibliographic-data>{references}</r:bibliographic-data>"
        f"<r:unitary-patent><r:unitary-patent-statuses>{said}</r:unitary-patent-statuses>"
        "</r:unitary-patent></r:register-document></o:world-patent-data>"
    ).encode()


def test_the_register_tells_of_unitary_effect(tmp_path: Path) -> None:
    """Registered, it reaches the states of that day; Romania came in September 2024."""
    requested = ("6", "20240830", "Request for unitary effect filed")
    for day, states in (("20240831", 17), ("20240901", 18)):
        _read_bytes(tmp_path, _register(requested, ("9", day, "Unitary effect registered")))
        found = _validations(tmp_path)
        assert len(found) == states
        assert (("RO", "unitary") in found) == (states == 18)
    assert _events(tmp_path)[0][:3] == ("UPP 6", "other", None)
    assert _part(tmp_path, "validations")[0]["publication"] == EP


def test_a_register_document_without_a_number_is_set_aside(tmp_path: Path) -> None:
    """What cannot be tied to a right is not lost."""
    registered = ("9", "20240901", "Unitary effect registered")
    content = _register(registered, kinds="").replace(
        b"</o:world", _register(registered)[_register(registered).index(b"<r:register-d") :]
        .removesuffix(b"</o:world-patent-data>") + b"</o:world",
    )  # fmt: skip
    report = _read_bytes(tmp_path, content)
    assert (report.files[0].rows_loaded, report.files[0].rows_rejected) == (1, 1)
    assert "names no publication" in _part(tmp_path, "rejects")[0]["reason"]


def test_a_right_without_events_is_no_error(tmp_path: Path) -> None:
    """Nothing has happened yet, which is an answer."""
    report = _read(tmp_path)
    assert report.files[0].rows_in == 0
    assert report.notes == ("1 files tell of rights without a legal event",)
    assert _events(tmp_path) == []


def test_unknown_codes_go_through_and_are_told(tmp_path: Path) -> None:
    """All events of an office without codes are kept as other, and the notes say so."""
    report = _read(tmp_path, _event("GRNT", office="IN"), _event("FER", office="IN"), right=IN)
    assert [event[1] for event in _events(tmp_path)] == ["other", "other"]
    assert report.notes[0].startswith("2 events with 2 codes that the bundled table")
    assert report.notes[0].endswith("lacks are `other`: IN GRNT (1), IN FER (1)")
    assert report.notes[1] == "no legal code of IN is known: its 2 events are all `other`"


def test_events_that_cannot_be_read_are_set_aside(tmp_path: Path) -> None:
    """One without a day or a code is a reject with its place; the next is read."""
    nothing = _event("PG25", "", f501="BG")
    report = _read(tmp_path, _event("26N"), nothing, _event("", office=""), _event("27O"))
    rejects = _part(tmp_path, "rejects")
    assert [(row["line"], row["reason"].split(" (")[0]) for row in rejects] == [
        (2, "has neither a gazette date"),
        (3, "has no office"),
    ]
    assert b"PG25" in rejects[0]["raw"]
    assert (report.files[0].rows_in, report.files[0].rows_loaded) == (4, 2)


def test_a_damaged_member_costs_itself_alone(tmp_path: Path) -> None:
    """Entities, depth and broken markup within one member leave the others alone."""
    good = member(*B1, inner=_event("26N"))
    bad = member(*B1, inner=_event("26N", desc="&x;"))
    deep = member(*B1, inner="<a>" * 300 + "</a>" * 300)
    broken = member(*B1, inner=_event("26N")).replace("</ops:legal>", "")
    content = response(bad, deep, broken, good).replace(
        b"<?xml-style", b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><?xml-style'
    )
    report = _read_bytes(tmp_path, content)
    assert (report.files[0].rows_loaded, report.files[0].rows_rejected) == (1, 3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (response(), "holds no legal events"),
        (response(member(*B1, inner=_event("26N")))[:-30], "truncated"),
        (response(member(*B1, inner=_event("26N", ""))), "none of its 1 events can be read"),
        (b"a;b", "not XML"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    """One message names the file and the remedy."""
    with pytest.raises(SourceError, match=message) as caught:
        _read_bytes(tmp_path, content)
    assert "legal.xml" in str(caught.value)


@settings(max_examples=15, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, 1600), st.binary(max_size=8), st.integers(0, 8)), max_size=6
    )
)
def test_mutated_bytes_are_counted_or_refused(edits: list[tuple[int, bytes, int]]) -> None:
    """Whatever the bytes, the counts add up or one error of ours says why not."""
    content = response(member(*B1, inner=_event("PG25", **LAPSED) + _event("26N")))
    for place, new, gone in edits:
        content = content[:place] + new + content[place + gone :]
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(SourceError):
        report = _read_bytes(Path(folder), content)
        assert len(_part(Path(folder), "rejects")) == report.files[0].rows_rejected


def _shared(name: str) -> Path:
    path = SHARED / "epo" / name
    if not path.exists():
        pytest.skip(f"{name} is not among the shared data")
    return path


def _real(folder: Path, *names: str) -> SourceReport:
    (folder / "out").mkdir()
    return read_inpadoc([_shared(name) for name in names], folder / "out")


def test_the_epo_list_makes_every_code_known(tmp_path: Path) -> None:
    """With the list at hand nothing is left to note, and the list is counted as a file."""
    report = _real(tmp_path, "ops_legal_EP1000000.xml", "inpadoc_legal_codes_2024_17.xlsx")
    assert report.notes == ()
    assert [file.rows_in for file in report.files] == [4397, 50]


def test_a_real_patent_lapsing_state_by_state(tmp_path: Path) -> None:
    """EP 2400812, worked by hand: fees paid in four states, lapsed in the others."""
    report = _real(tmp_path, "ops_EP2400812A1_legal.xml")
    assert (report.files[0].rows_in, report.files[0].rows_rejected) == (69, 0)
    events = _events(tmp_path)
    for expected in (
        ("PG25", "lapse", "BG", date(2020, 2, 27), date(2020, 5, 1)),
        ("PG25", "lapse", "LU", date(2020, 6, 24), date(2021, 3, 31)),
        ("PG25", "lapse", "FR", date(2020, 6, 30), date(2021, 4, 30)),
        ("REG NL MP", "lapse", "NL", date(2019, 11, 27), date(2020, 4, 1)),
        ("REG AT MK05", "lapse", "AT", date(2019, 11, 27), date(2020, 9, 15)),
        ("26N", "opposition", None, date(2020, 8, 28), date(2020, 11, 4)),
        ("PGFP", "fee", "GB", date(2025, 5, 8), date(2025, 7, 10)),
    ):
        assert expected in events
    assert {event[2] for event in events if event[1] == "fee"} == {"FI", "DE", "GB", "SE"}
    lapsed = {event[2] for event in events if event[1] == "lapse"}
    assert lapsed.isdisjoint({"FI", "DE", "GB", "SE"})
    assert set(_validations(tmp_path)) == {
        (state, "event") for state in ("GB", "CH", "LI", "AT", "DE", "IE", "SE", "FI")
    }


def test_a_real_old_patent(tmp_path: Path) -> None:
    """EP 1000000, worked by hand: the office's old codes name their state in words."""
    _real(tmp_path, "ops_legal_EP1000000.xml")
    events = _events(tmp_path)
    for expected in (
        ("GBPC", "lapse", "GB", date(2010, 11, 8), date(2011, 7, 27)),
        ("BERE", "lapse", "BE", date(2010, 11, 30), date(2011, 5, 31)),
        ("REG NL V1", "lapse", "NL", date(2011, 6, 1), date(2011, 6, 15)),
        ("PG25", "lapse", "DE", date(2003, 5, 13), date(2003, 5, 13)),
        ("EN", "lapse", "FR", date(2004, 1, 2), date(2004, 1, 2)),
        ("PGFP", "fee", "NL", date(2009, 11, 30), date(2010, 2, 26)),
        ("26N", "opposition", None, date(2003, 11, 13), date(2004, 2, 4)),
    ):
        assert expected in events
