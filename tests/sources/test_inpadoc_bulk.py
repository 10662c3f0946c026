"""Legal events in the EPO's bulk layout: elements, weeks of delivery, what is taken back."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from clearway.errors import SourceError
from clearway.sources.inpadoc import read_inpadoc
from clearway.sources.inpadoc.bulk import delivered_on

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.sources.report import SourceReport

Rows = list[dict[str, Any]]
GAZETTE = date(2020, 5, 1)


def _reference(tag: str, country: str, number: str, kind: str, on: str) -> str:
    return (
        f'<{tag} lang="en" doc-id="7"><document-id><country>{country}</country>'
        f"<doc-number>{number}</doc-number><kind>{kind}</kind><date>{on}</date></document-id></{tag}>"
    )


RIGHT = (
    _reference("publication-reference", "EP", "2400001", "A1", "20111228")
    + _reference("publication-reference", "EP", "2400001", "B1", "20191127")
    + _reference("application-reference", "EP", "10167001", "A", "20100624")
)


def event(
    code: str,
    *,
    event_id: str = "",
    letter: str = "",
    words: str = "",
    details: str = "",
    effective: str = "",
    status: str = "",
    gazette: str = "20200501",
) -> str:
    """One `legal-event`; what is blank is left out."""
    attributes = {"sequence-number": "1", "event-id": event_id, "status": status}
    shown = " ".join(f'{name}="{value}"' for name, value in attributes.items() if value)
    inner = {"event-date": gazette, "event-code": code, "event-class": letter,
             "event-date-effective": effective}  # fmt: skip
    elements = "".join(f"<{tag}>{said}</{tag}>" for tag, said in inner.items() if said)
    described = f'<event-description lang="en">{words}</event-description>' if words else ""
    return (
        f'<legal-event providing-office="EP" {shown}>{elements}'
        f"<event-details>{described}{details}</event-details></legal-event>"
    )


def document(*events: str, right: str = RIGHT, country: str = "EP") -> str:
    """One `legal-status-document`."""
    return (
        f'<legal-status-document country="{country}" family-id="43088001">{right}{"".join(events)}'
        "</legal-status-document>"
    )


def delivery(*documents: str) -> bytes:
    """One file of a delivery."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><legal-status-documents>'
        f"{''.join(documents)}</legal-status-documents>"
    ).encode()


def packed(path: Path, week: str, content: bytes) -> Path:
    """A delivery as the EPO packs it: a zip of a zip for each office and years of filing."""
    inner = io.BytesIO()
    name = f"LEGSTAT-{week}-EP-AppDateFrom20100101-0001"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.xml", content)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Root/index.xml", "<index/>")
        archive.writestr(f"Root/DOC/{name}.zip", inner.getvalue())
    return path


def _read(folder: Path, *paths: Path) -> SourceReport:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    report = read_inpadoc(paths, out)
    assert all(f.rows_in == f.rows_loaded + f.rows_rejected for f in report.files)
    return report


def _read_bytes(folder: Path, content: bytes) -> SourceReport:
    path = folder / "LEGSTAT-202608-EP-AppDateFrom20100101-0001.xml"
    path.write_bytes(content)
    return _read(folder, path)


def _part(folder: Path, name: str) -> Rows:
    path = folder / "out" / f"{name}.parquet"
    rows: Rows = pq.read_table(path).to_pylist() if path.exists() else []
    return rows


def _events(folder: Path) -> list[tuple[Any, ...]]:
    names = ("code", "category", "country", "dated_on", "published_on")
    return [tuple(row[name] for name in names) for row in _part(folder, "status_events")]


LAPSE = (
    "<notification-of-lapse><country>BG</country><date-patent-lapsed>20200227</date-patent-lapsed>"
    "<text>LAPSE BECAUSE OF NON-PAYMENT OF DUE FEES</text></notification-of-lapse>"
)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (event("PG25", details=LAPSE), ("PG25", "lapse", "BG", date(2020, 2, 27), GAZETTE)),
        (
            event("PGRI", details="<notification-of-reinstatement><country>AT</country>"
                  "<date-patent-reinstated>20200301</date-patent-reinstated>"
                  "</notification-of-reinstatement>"),
            ("PGRI", "restoration", "AT", date(2020, 3, 1), GAZETTE),
        ),
        (
            event("PGFP", details="<fee-payment><country>DE</country><fee-payment-date>20200514"
                  "</fee-payment-date><fee-payment-year>11</fee-payment-year></fee-payment>"),
            ("PGFP", "fee", "DE", date(2020, 5, 14), GAZETTE),
        ),
        (event("26N", effective="20200303"),
         ("26N", "opposition", None, date(2020, 3, 3), GAZETTE)),
        (event("18D", gazette="", effective="20200102"),
         ("18D", "withdrawal", None, date(2020, 1, 2), None)),
        (
            event("REG", details="<national><country>GB</country><event-code>FG4D</event-code>"
                  "</national>"),
            ("REG GB FG4D", "validation", "GB", GAZETTE, GAZETTE),
        ),
        (
            event("AK", details="<designated-states><country>DE</country><country>FR</country>"
                  "</designated-states>"),
            ("AK", "other", None, GAZETTE, GAZETTE),
        ),
    ],
)  # fmt: skip
def test_an_event_is_that_of_the_numbered_fields(
    tmp_path: Path, told: str, expected: tuple[Any, ...]
) -> None:
    """Elements of the bulk layout come to the same code, category, state and days as in OPS."""
    _read_bytes(tmp_path, delivery(document(told)))
    assert _events(tmp_path) == [expected]
    row = _part(tmp_path, "status_events")[0]
    assert (row["publication"], row["application"]) == ("EP-2400001-B1", "EP20100167001")


def test_extension_states_and_unitary_effect_validate(tmp_path: Path) -> None:
    """States that a payment or a registration names are validations, as from OPS."""
    paid = "<extension-states><country>BA</country></extension-states><text>20200122</text>"
    registered = "<text>DESIGNATED STATES: AT DE; EFFECTIVE DATE: 20230706</text>"
    content = delivery(
        document(event("RAX", details=paid), event("U07", details=registered, gazette="20230710"))
    )
    _read_bytes(tmp_path, content)
    found = [(row["country"], row["basis"]) for row in _part(tmp_path, "validations")]
    assert found == [("BA", "event"), ("AT", "unitary"), ("DE", "unitary")]


def test_a_code_that_no_list_knows_goes_by_its_class(tmp_path: Path) -> None:
    """The delivery gives each event's class; without one the code is other, and told."""
    report = _read_bytes(
        tmp_path,
        delivery(
            document(
                event("Q99", letter="H", words="Patent lapsed for non-payment of fees"),
                event("Q98", letter="F", words="Patent granted"),
                event("Q97", words="Patent lapsed"),
                right=_reference("publication-reference", "IN", "340705", "B", "20200101"),
                country="IN",
            )
        ),
    )
    assert [row[1] for row in _events(tmp_path)] == ["lapse", "grant", "other"]
    assert report.notes[0].startswith("1 events with 1 codes")
    assert report.notes[-1].startswith("2 events with 2 codes that the table of codes lacks go by")


def test_later_deliveries_replace_and_take_back(tmp_path: Path) -> None:
    """By its id an event of a later week stands for the earlier, whatever the order of files."""
    back = packed(
        tmp_path / "backfile-legstat_xml_202608-001.zip", "202608",
        delivery(document(event("PG25", event_id="1", details=LAPSE),
                          event("26N", event_id="2"), event("27W", event_id="3"))),
    )  # fmt: skip
    corrected = LAPSE.replace("20200227", "20200331")
    front = packed(
        tmp_path / "legstat_xml_202613.zip", "202613",
        delivery(document(event("PG25", event_id="1", details=corrected),
                          event("27W", event_id="3", status="D"))),
    )  # fmt: skip
    for order in ((back, front), (front, back)):
        report = _read(tmp_path, *order)
        told = {(row[0], row[3]) for row in _events(tmp_path)}
        assert told == {("PG25", date(2020, 3, 31)), ("26N", GAZETTE)}
        assert sum(file.rows_loaded for file in report.files) == 5
        assert "1 events deleted by a later delivery" in report.notes
        assert "1 events replaced by a later delivery" in report.notes


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("legstat_xml_202613.zip/Root/DOC/LEGSTAT-202613-EP-x.zip", date(2026, 3, 23)),
        ("backfile-legstat_xml_202608-001.zip", date(2026, 2, 16)),
        ("LEGSTAT-202699-EP.xml", None),
        ("events.xml", None),
    ],
)
def test_the_week_stands_in_the_name(name: str, on: date | None) -> None:
    """The Monday of the delivery's week; a name without one, or with none, has no day."""
    assert delivered_on(name) == on


def test_what_names_no_right_or_no_day_is_set_aside(tmp_path: Path) -> None:
    """Each event that cannot be used is a reject; the next is read."""
    report = _read_bytes(
        tmp_path,
        delivery(
            document(event("26N"), right=""),
            document(event("26N", gazette=""), event("", gazette="20200101"), event("27O")),
        ),
    )
    assert (report.files[0].rows_in, report.files[0].rows_rejected) == (4, 3)
    reasons = [row["reason"].split(" (")[0] for row in _part(tmp_path, "rejects")]
    assert reasons == [
        "the right has no number", "has neither a gazette date", "has no office",
    ]  # fmt: skip


def test_a_cut_delivery_is_refused(tmp_path: Path) -> None:
    """A file that ends too early is an error that names it."""
    with pytest.raises(SourceError, match=r"LEGSTAT.*truncated"):
        _read_bytes(tmp_path, delivery(document(event("26N")))[:-40])
