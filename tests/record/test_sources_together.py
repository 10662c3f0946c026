"""Sources side by side in one record: replaced one by one, rows set aside and taken in again."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from clearway import __version__
from clearway.errors import RecordDamagedError
from clearway.lookup.coverage import UnplacedRow, coverage
from clearway.record import open_record
from clearway.record.audits import verify
from clearway.record.store import SourceFile, begin_ingest
from clearway.sources.inpadoc import read_inpadoc
from clearway.sources.uspto.assignments import read_uspto_assignments
from record.given import ESTATE, add_etsi, add_forms, made, select, write_forms
from sources.isld import row, rows, text
from sources.test_inpadoc_bulk import RIGHT, delivery, document, event
from sources.test_uspto_assignments import assignment, bulk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clearway.sources.report import SourceReport


def _clearway(*words: str, file_size: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line, where asked unable to write a file larger than `file_size` bytes."""

    def limit() -> None:
        if file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    # Python ignores SIGXFSZ, so that a write beyond the limit fails as one on a full disk does.
    return subprocess.run(
        [sys.executable, "-m", "clearway", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=limit,
    )


def test_a_current_snapshot_that_is_gone_is_damage(tmp_path: Path) -> None:
    """CURRENT that points to nothing is named, for reading and for the next ingest."""
    record = made(tmp_path, ESTATE)
    (record.path / "CURRENT").write_text("20200101T000000Z-0000000000\n", encoding="utf-8")
    with pytest.raises(RecordDamagedError, match=r"manifest\.json is missing"):
        open_record(record.path)
    with pytest.raises(RecordDamagedError, match="is missing"):
        add_forms(record.path, tmp_path / "forms")


def test_replacing_one_source_keeps_the_others(tmp_path: Path) -> None:
    """A folder ingested again replaces what it said, and nothing else."""
    made(tmp_path, ESTATE, rows(30))
    add_forms(tmp_path / "record", write_forms(tmp_path / "other", {"suits": ESTATE["suits"]}))
    changed = {"rights": "family,publication\nF9,US9999999 B2\n"}
    for old in (tmp_path / "forms").iterdir():
        old.unlink()
    add_forms(tmp_path / "record", write_forms(tmp_path / "forms", changed))
    record = open_record(tmp_path / "record")
    assert sorted(record.manifest["sources"]) == ["etsi", "tables:forms", "tables:other"]
    assert select(record, "SELECT suit_id, source FROM suits") == [("S1", "tables:other")]
    assert select(record, "SELECT right_id FROM rights WHERE source = 'tables:forms'") == [
        ("US-9999999",)
    ]
    assert select(record, "SELECT count(*) > 0 FROM declarations WHERE source = 'etsi'") == [
        (True,)
    ]
    assert verify(record) == []


def test_rows_that_name_nothing_on_record_are_set_aside_and_counted(tmp_path: Path) -> None:
    """What names an unknown right, family or suit is set aside where it stands, and counted."""
    forms = {
        **ESTATE,
        "transfers": ESTATE["transfers"] + "US1111111,,A,B,2014-04-01\n,F404,A,B,2014-04-01\n",
        "status": ESTATE["status"] + "US1111111 B2,validation,DE,2016-02-02\n",
        "validations": ESTATE["validations"] + "EP1111111,DE\n",
        "pools": ESTATE["pools"] + "Alpha,Example Radio Oy,EP1111111\n",
        "orders": ESTATE["orders"] + "S404,2016-01-02,injunction\n",
        "assessments": ESTATE["assessments"] + "F404,3GPP TS 36.211,Panel,essential\n",
    }
    add_etsi(tmp_path / "record", tmp_path / "ISLD-export.csv", [row()])
    files = add_forms(tmp_path / "record", write_forms(tmp_path / "forms", forms))
    lost = {file.name: file.rows_rejected for file in files if file.rows_rejected}
    assert lost == {
        "transfers.csv": 2, "status.csv": 1, "validations.csv": 1, "pools.csv": 1,
        "orders.csv": 1, "assessments.csv": 1,
    }  # fmt: skip
    assert all(file.rows_in == file.rows_loaded + file.rows_rejected for file in files)
    record = open_record(tmp_path / "record")
    reasons = select(record, "SELECT file, line, reason FROM rejects ORDER BY ALL")
    assert ("transfers.csv", 4, "no right US-1111111 in the record") in reasons
    assert ("transfers.csv", 5, "no family F404 in the record") in reasons
    assert ("orders.csv", 3, "no suit S404 in the record") in reasons
    assert verify(record) == []


def test_rows_set_aside_come_in_when_what_they_name_does(tmp_path: Path) -> None:
    """A later source that brings the right brings in the rows that waited for it."""
    early = {"validations": "publication,country\nUS7654321,US\n"}
    (file,) = add_forms(tmp_path / "record", write_forms(tmp_path / "early", early))
    assert (file.rows_loaded, file.rows_rejected) == (0, 1)
    add_forms(tmp_path / "record", write_forms(tmp_path / "late", {"rights": ESTATE["rights"]}))
    record = open_record(tmp_path / "record")
    (entry,) = record.manifest["sources"]["tables:early"]["files"]
    assert (entry["rows_in"], entry["rows_loaded"], entry["rows_rejected"]) == (1, 1, 0)
    assert select(record, "SELECT right_id FROM validations") == [("US-7654321",)]


def _add(
    record: Path, source: str, read: Callable[[list[Path], Path], SourceReport], path: Path
) -> SourceFile:
    """Ingest a file of an office and return what came of it."""
    with begin_ingest(record, source) as build:
        (report,) = read([path], build.parts).files
        counts = (report.rows_in, report.rows_loaded, report.rows_rejected)
        build.finish([SourceFile(report.name, report.size, report.sha256, *counts)], __version__)
        (file,) = build.files
    return file


def test_owners_in_common_are_names_of_their_own_and_together(tmp_path: Path) -> None:
    """Each owner of a US assignment to several is a spelling; the whole is called by them."""
    forms = {
        "declarations": "reference,declarant,family,generation\nR-1,Acme Radio,F1,4G\n",
        "transfers": "publication,family,from,to,executed_on\n,F1,Acme Radio,One; Two,\n",
    }
    add_forms(tmp_path / "record", write_forms(tmp_path / "forms", forms))
    path = tmp_path / "ad20120827.xml"
    path.write_text(bulk(assignment(assignees=("Zeta GmbH; Co", "ACME RADIO, INC."))))
    _add(tmp_path / "record", "uspto-assignments", read_uspto_assignments, path)
    names = {
        name: (company, method)
        for name, company, method in select(
            open_record(tmp_path / "record"), "SELECT name, company_id, method FROM names"
        )
    }
    alone = names["ACME RADIO, INC."][0]
    assert alone == names["Acme Radio"][0]
    joint, method = names["Zeta GmbH, Co; ACME RADIO, INC."]
    assert (joint, method) == (f"{alone}; {names['Zeta GmbH, Co'][0]}", "joint")
    assert names["One; Two"] == ("One; Two", "exact")
    assert "One" not in names


def test_events_of_rights_not_on_record_are_counted_by_office_and_code(tmp_path: Path) -> None:
    """An office's events of unknown rights are no rejects: they are counted, until one comes."""
    states = "<country>DE</country>"
    stranger = RIGHT.replace("2400001", "2400002").replace("10167001", "10167002")
    path = tmp_path / "legstat.xml"
    path.write_bytes(delivery(
        document(event("PG25", details=f"<notification-of-lapse>{states}</notification-of-lapse>"),
                 event("PG25", details="<text>again</text>"), event("REG"), right=stranger),
        document(event("18D")),
    ))  # fmt: skip
    record = tmp_path / "record"
    known = {"rights": "family,publication\nF1,EP2400001 B1\n"}
    add_forms(record, write_forms(tmp_path / "known", known))
    file = _add(record, "inpadoc", read_inpadoc, path)
    assert (file.rows_in, file.rows_loaded, file.rows_rejected, file.rows_unplaced) == (4, 1, 0, 3)
    opened = open_record(record)
    assert select(opened, "SELECT file, office, code, events, source FROM unplaced_events") == [
        ("legstat.xml", "EP", "PG25", 2, "inpadoc"), ("legstat.xml", "EP", "REG", 1, "inpadoc")
    ]  # fmt: skip
    assert select(opened, "SELECT count(*) FROM rejects") == [(0,)]
    assert verify(opened) == []
    assert coverage(opened).unplaced == (UnplacedRow("EP", "inpadoc", 3, ("PG25", "REG")),)
    late = {"rights": "family,publication\nF2,EP2400002 B1\n"}
    add_forms(record, write_forms(tmp_path / "late", late))
    opened = open_record(record)
    (entry,) = opened.manifest["sources"]["inpadoc"]["files"]
    assert (entry["rows_in"], entry["rows_loaded"], entry["rows_unplaced"]) == (4, 4, 0)
    assert verify(opened) == []


def test_rows_that_contradict_each_other_are_set_aside(tmp_path: Path) -> None:
    """A grant before the filing that another row tells is set aside with both days."""
    forms = {
        "rights": "family,publication,filed_on,granted_on\nF1,US7654321 B2,2006-03-01,\n"
        "F1,US7654321 B2,,2005-02-02\n"
    }
    record = made(tmp_path, forms)
    ((line, reason),) = select(record, "SELECT line, reason FROM rejects")
    assert line == 3
    assert "granted on 2005-02-02, before it was filed on 2006-03-01" in reason
    assert select(record, "SELECT granted_on FROM rights") == [(None,)]
    assert verify(record) == []


def test_a_second_ingest_is_refused_and_told_who_writes(tmp_path: Path) -> None:
    """While one process writes, another is refused with its number, and changes nothing."""
    before = made(tmp_path, ESTATE)
    with begin_ingest(before.path, "tables:elsewhere"):
        done = _clearway("ingest", "tables", str(tmp_path / "forms"), "--record", str(before.path))
    assert (done.returncode, done.stdout) == (6, "")
    assert f"by process {os.getpid()} since 2" in done.stderr
    assert "Traceback" not in done.stderr
    assert open_record(before.path).snapshot_id == before.snapshot_id


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["etsi", "tables"])
@pytest.mark.parametrize("file_size", [0, 600, 2_500])
def test_a_full_disk_leaves_the_record_as_it_was(tmp_path: Path, kind: str, file_size: int) -> None:
    """What cannot be written is error 7, one line, and the old snapshot still opens."""
    before = made(tmp_path, ESTATE, rows(40))
    export = tmp_path / "ISLD-export.csv"
    export.write_bytes(text(rows(3_000)))
    source = export if kind == "etsi" else tmp_path / "forms"
    done = _clearway("ingest", kind, str(source), "--record", str(before.path), file_size=file_size)
    assert (done.returncode, done.stdout) == (7, ""), done.stderr
    assert "Traceback" not in done.stderr
    after = open_record(before.path)
    assert after.snapshot_id == before.snapshot_id
    assert verify(after) == []
    add_forms(before.path, tmp_path / "forms")
    assert not list((before.path / "snapshots").glob(".building-*"))
