"""DOCDB: what a document gives, what later deliveries do to it, and what is set aside."""

from __future__ import annotations

import contextlib
import gzip
import os
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.docdb import read_docdb
from sources.exchange import delivery, document, member, response

if TYPE_CHECKING:
    from clearway.sources.report import SourceReport

Rows = list[dict[str, Any]]
SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)


def _read(folder: Path, *files: bytes) -> SourceReport:
    """Read files called 1.xml, 2.xml and so on in the order given; parts go to `out`."""
    paths = []
    for number, content in enumerate(files, start=1):
        paths.append(folder / f"{number}.xml")
        paths[-1].write_bytes(content)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    report = read_docdb(paths, out)
    assert all(f.rows_in == f.rows_loaded + f.rows_rejected for f in report.files)
    return report


def _part(folder: Path, name: str) -> Rows:
    path = folder / "out" / f"{name}.parquet"
    rows: Rows = pq.read_table(path).to_pylist() if path.exists() else []
    return rows


def _titles(folder: Path, *files: bytes) -> list[str]:
    _read(folder, *files)
    return sorted(row["title"] for row in _part(folder, "right_rows"))


def test_a_document_gives_its_right(tmp_path: Path) -> None:
    """Numbers are normalized, the title is the English one, only active priorities count."""
    report = _read(tmp_path, delivery(document()))
    (row,) = _part(tmp_path, "right_rows")
    assert {
        "family_id": "docdb-43088001",
        "family_kind": "docdb",
        "office": "EP",
        "application_number": "EP20100167001",
        "publication_numbers": ["EP-2400001-A1"],
        "filed_on": date(2010, 6, 24),
        "granted_on": None,
        "title": "Paging",
        "priority_numbers": ["EP20099167001"],
        "original_application_number": "10167001.4",
        "original_publication_number": "EP 2400001",
        "file": "1.xml",
        "line": 1,
    }.items() <= row.items()
    assert report.files[0].edition == date(2024, 2, 18)


def test_applicants_come_once_by_their_fullest_spelling(tmp_path: Path) -> None:
    """The office's spelling goes first; an applicant who invented is a person; else unknown."""
    _read(tmp_path, delivery(document()))
    found = [
        (row["sequence"], row["name"], row["country"], row["organization"], row["role"])
        for row in _part(tmp_path, "applicants")
    ]
    assert found == [
        (1, "Acme-Radio Company", "FI", None, "applicant"),
        (2, "DOE, Jane", None, False, "applicant"),
    ]


@pytest.mark.parametrize(
    ("said", "granted"),
    [
        ({"kind": "B1"}, date(2011, 12, 28)),
        ({"kind": "A1"}, None),
        ({"kind": "B2"}, None),
        ({"kind": "B8"}, None),
        ({"country": "US", "number": "9000001", "kind": "B2"}, date(2011, 12, 28)),
    ],
)
def test_the_publication_of_a_grant_dates_it(
    tmp_path: Path, said: dict[str, str], granted: date | None
) -> None:
    """A first patent specification is the grant; corrected and amended ones come later."""
    _read(tmp_path, delivery(document(**said)))
    assert _part(tmp_path, "right_rows")[0]["granted_on"] == granted


def test_an_examined_publication_without_grant_is_none(tmp_path: Path) -> None:
    """Where DOCDB says that the printing was no grant, the kind code does not count."""
    more = (
        "<exch:dates-of-public-availability><exch:examined-printed-without-grant>"
        "<document-id><date>19680104</date></document-id></exch:examined-printed-without-grant>"
        "</exch:dates-of-public-availability>"
    )
    old = document(country="DE", number="1258191", kind="B", published="19680104", more=more)
    _read(tmp_path, delivery(old))
    assert _part(tmp_path, "right_rows")[0]["granted_on"] is None


def test_numbers_of_international_filings_and_dummies(tmp_path: Path) -> None:
    """An international filing is one of WO; DOCDB's invented numbers are none."""
    pct = (
        document(number="1", filing="2006300226")
        .replace("<kind>A</kind><date>20100624", "<kind>W</kind><date>20060112")
        .replace(
            "<country>EP</country>\n<doc-number>2006", "<country>JP</country>\n<doc-number>2006"
        )
    )
    _read(tmp_path, delivery(pct, document(number="2", filing="2D")))
    assert [row["application_number"] for row in _part(tmp_path, "right_rows")] == [
        "WO2006JP300226",
        None,
    ]


def test_a_family_id_of_zeros_is_none(tmp_path: Path) -> None:
    """A missing family does not bind rights together."""
    _read(tmp_path, delivery(document(family="0"), document(number="2", family="")))
    assert [row["family_id"] for row in _part(tmp_path, "right_rows")] == [None, None]


OLD = delivery(document(title="old", doc_id="1"), document(title="kept", number="9"))
AMENDED = delivery(document(status="A", title="new", doc_id="1"), on="20240301")
DELETED = delivery(document(status="D", doc_id="1"), on="20240308")
REKEYED = delivery(
    document(status="C", title="rekeyed", doc_id="2"), document(status="D"), on="20240308"
)


@pytest.mark.parametrize(
    ("files", "titles"),
    [
        ([OLD, AMENDED], ["kept", "new"]),
        ([OLD, DELETED], ["kept"]),
        ([OLD, AMENDED, DELETED], ["kept"]),
        ([OLD, REKEYED], ["kept", "rekeyed"]),
        ([OLD, AMENDED, REKEYED], ["kept", "rekeyed"]),
        ([AMENDED, delivery(document(status="CV"), on="20240401")], []),
        ([AMENDED, delivery(document(status="DV"), on="20240401")], ["new"]),
        ([DELETED, delivery(document(title="back"), on="20250218")], ["back"]),
    ],
)
def test_later_deliveries_win_in_whatever_order_they_are_named(
    tmp_path: Path, files: list[bytes], titles: list[str]
) -> None:
    """Amendments replace, deletions delete, and a new delivery after a deletion stands."""
    for order in (files, files[::-1]):
        assert _titles(tmp_path, *order) == titles


def test_a_deletion_takes_only_the_document_of_its_id(tmp_path: Path) -> None:
    """Two publications of one number are told apart by the EPO's own id, where it is given."""
    deleted = delivery(document(status="D", doc_id="5"), on="20240308")
    assert _titles(tmp_path, OLD, deleted) == ["kept", "old"]


def test_applicants_of_replaced_documents_go_too(tmp_path: Path) -> None:
    """Nothing of a deleted document stays, and the notes say what happened."""
    report = _read(tmp_path, OLD, DELETED)
    assert {row["publication"] for row in _part(tmp_path, "applicants")} == {"EP-0000009-A1"}
    assert report.notes == ("1 documents deleted by a later delivery", "1 deletions read")


A1 = (("EP", "2400001", "A1", "20111228"), ("EP", "10167001", "A", "20100624"))
B1 = (("EP", "2400001", "B1", "20191127"), ("EP", "10167001", "A", "20100624"))
CA = (("CA", "2744001", "A1", "20111224"), ("CA", "2744001", "A", "20110623"))


def test_an_ops_family_gives_simple_and_extended_families(tmp_path: Path) -> None:
    """Each member keeps its simple family; all together are the extended one."""
    _read(tmp_path, response(member(*A1), member(*B1), member(*CA, family="43088002")))
    found = {
        (row["family_id"], row["publication_numbers"][0], row["application_number"])
        for row in _part(tmp_path, "right_rows")
    }
    assert found == {
        ("docdb-43088001", "EP-2400001-A1", "EP20100167001"),
        ("docdb-43088001", "EP-2400001-B1", "EP20100167001"),
        ("docdb-43088002", "CA-2744001-A1", "CA20112744001"),
        ("inpadoc-43088001", "EP-2400001-A1", "EP20100167001"),
        ("inpadoc-43088001", "EP-2400001-B1", "EP20100167001"),
        ("inpadoc-43088001", "CA-2744001-A1", "CA20112744001"),
    }


def test_part_of_an_extended_family_is_not_taken_for_it(tmp_path: Path) -> None:
    """A response that gives one of six members says nothing about the six."""
    report = _read(tmp_path, response(member(*A1), size=6))
    assert [row["family_kind"] for row in _part(tmp_path, "right_rows")] == ["docdb"]
    assert "part of an extended family" in report.notes[0]


def test_a_response_with_data_goes_before_bare_numbers(tmp_path: Path) -> None:
    """Of two undated responses the one with titles and applicants stands, whichever comes last."""
    biblio = document().replace("exch:", "")
    full = response(member(*A1, inner=biblio))
    for files in ([full, response(member(*A1))], [response(member(*A1)), full]):
        _read(tmp_path, *files)
        rows = _part(tmp_path, "right_rows")
        assert [row["title"] for row in rows if row["family_kind"] == "docdb"] == ["Paging"]


def test_damaged_documents_are_set_aside_with_their_place(tmp_path: Path) -> None:
    """The third document is the third, its bytes are kept, and the others are read."""
    broken = document(number="3").replace("</exch:parties>", "</exch:party>")
    nameless = "<exch:exchange-document/>"
    report = _read(tmp_path, delivery(document(number="1"), document(number="2"), broken, nameless))
    rejects = _part(tmp_path, "rejects")
    assert [(row["file"], row["line"]) for row in rejects] == [("1.xml", 3), ("1.xml", 4)]
    assert rejects[0]["reason"].startswith("not well-formed")
    assert rejects[0]["raw"] == broken.strip().encode()
    assert "names no publication" in rejects[1]["reason"]
    assert (report.files[0].rows_in, report.files[0].rows_loaded) == (4, 2)


def test_a_delivery_is_read_through_its_zips(tmp_path: Path) -> None:
    """The EPO's zip of zips counts as one file, whose documents are numbered on."""
    inner = tmp_path / "inner.zip"
    for name, content in (
        ("a", document()),
        ("b", document(number="2") + "<exch:exchange-document/>"),
    ):
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr(f"DOCDB-{name}.xml", delivery(content))
        with zipfile.ZipFile(tmp_path / "docdb.zip", "a") as outer:
            outer.writestr(f"Root/DOC/{name}.zip", inner.read_bytes())
    with zipfile.ZipFile(tmp_path / "docdb.zip", "a") as outer:
        outer.writestr("Root/index.xml", b"<index/>")
    (tmp_path / "out").mkdir()
    report = read_docdb([tmp_path / "docdb.zip"], tmp_path / "out")
    assert [(f.name, f.rows_in, f.rows_rejected) for f in report.files] == [("docdb.zip", 3, 1)]
    (reject,) = _part(tmp_path, "rejects")
    assert reject["line"] == 3
    assert reject["reason"].startswith("Root/DOC/b.zip/DOCDB-b.xml: names no publication")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<register/>", "holds no exchange document"),
        (delivery("<exch:exchange-document/>"), "none of its 1 documents can be read"),
        (delivery(document())[:-40], "truncated"),
        (gzip.compress(delivery(document(), document(number="2")))[:-60], "truncated"),
        (b"", "empty"),
        (delivery(document()).decode().encode("utf-16"), "UTF-16"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    """One message names the file, what is wrong and what to do."""
    with pytest.raises(SourceError, match=message) as caught:
        _read(tmp_path, content)
    assert "1.xml" in str(caught.value)


def test_progress_ends_at_all_bytes(tmp_path: Path) -> None:
    """The last call tells all bytes of all files, unpacked."""
    first, second = delivery(document()), delivery(document(number="2"))
    (tmp_path / "1.xml").write_bytes(first)
    (tmp_path / "2.xml.gz").write_bytes(gzip.compress(second))
    told: list[int] = []
    read_docdb(
        [tmp_path / "1.xml", tmp_path / "2.xml.gz"], tmp_path, lambda done, _: told.append(done)
    )
    assert told[-1] == len(first) + len(second)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """A row set aside could not be found again."""
    with pytest.raises(SourceError, match="named 2 times"):
        read_docdb([tmp_path / "a" / "1.xml", tmp_path / "b" / "1.xml"], tmp_path)


def test_attacks_cost_their_own_document(tmp_path: Path) -> None:
    """Entities are not resolved, depth is bounded, and the document beside is read."""
    bomb = document(number="1", title="&lol;")
    deep = document(number="2", more="<a>" * 400 + "</a>" * 400)
    content = delivery(bomb, deep, document(number="3")).replace(
        b'"docdb-entities.dtd">',
        b'"docdb-entities.dtd" [<!ENTITY lol SYSTEM "file:///etc/passwd">]>',
    )
    report = _read(tmp_path, content)
    assert (report.files[0].rows_loaded, report.files[0].rows_rejected) == (1, 2)
    assert "root:" not in str(_part(tmp_path, "right_rows"))


@settings(max_examples=15, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, 2500), st.binary(max_size=8), st.integers(0, 8)), max_size=6
    )
)
def test_mutated_bytes_are_counted_or_refused(edits: list[tuple[int, bytes, int]]) -> None:
    """Whatever the bytes, the counts add up or one error of ours says why not."""
    content = delivery(document(), document(number="2", status="D"))
    for place, new, gone in edits:
        content = content[:place] + new + content[place + gone :]
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(SourceError):
        report = _read(Path(folder), content)
        assert len(_part(Path(folder), "rejects")) == report.files[0].rows_rejected


def _shared(name: str) -> Path:
    path = SHARED / "epo" / name
    if not path.exists():
        pytest.skip(f"{name} is not among the shared data")
    return path


def test_a_real_back_file(tmp_path: Path) -> None:
    """Ten German examined applications of 1968: filed, dated, and no grants."""
    (tmp_path / "out").mkdir()
    report = read_docdb([_shared("docdb_backfile_DE.xml")], tmp_path / "out")
    rows = _part(tmp_path, "right_rows")
    assert (report.files[0].rows_loaded, report.files[0].rows_rejected) == (10, 0)
    assert rows[3]["family_id"] == "docdb-5458240"
    assert rows[3]["application_number"] == "DE1962T021429"
    assert rows[3]["filed_on"] == date(1962, 1, 16)
    assert {row["granted_on"] for row in rows} == {None}


def test_a_real_amended_document(tmp_path: Path) -> None:
    """An ARIPO grant: printed with the grant, one active priority of two."""
    (tmp_path / "out").mkdir()
    read_docdb([_shared("docdb_AP-1206-A.xml")], tmp_path / "out")
    (row,) = _part(tmp_path, "right_rows")
    assert row["granted_on"] == date(2003, 9, 18)
    assert row["priority_numbers"] == ["US19980083597"]
    assert row["original_application_number"] == "AP/P/2000/001988"
    assert [a["name"] for a in _part(tmp_path, "applicants")] == ["BRISTOL-MYERS SQUIBB COMPANY"]


def test_a_real_ops_family(tmp_path: Path) -> None:
    """Five members of three offices: one simple and one extended family, two grants."""
    (tmp_path / "out").mkdir()
    names = ("ops_EP2400812A1_family_with_biblio.xml", "ops_EP2400812A1_family.xml")
    read_docdb([_shared(name) for name in names], tmp_path / "out")
    rows = [r for r in _part(tmp_path, "right_rows") if r["family_kind"] == "docdb"]
    assert {row["publication_numbers"][0]: row["granted_on"] for row in rows} == {
        "EP-2400812-A1": None,
        "EP-2400812-B1": date(2019, 11, 27),
        "CA-2744162-A1": None,
        "US-2012057518-A1": None,
        "US-9648662-B2": date(2017, 5, 9),
    }
    assert {row["title"].upper() for row in rows} == {"BLUETOOTH NETWORKING"}
    persons = {a["name"] for a in _part(tmp_path, "applicants") if a["organization"] is False}
    assert "HERRALA SAMI" in persons
    assert "9SOLUTIONS OY" not in persons
