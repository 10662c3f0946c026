"""Snapshots: whole or not there, whatever happens while they are made."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from clearway import __version__
from clearway.errors import (
    RecordBusyError,
    RecordDamagedError,
    RecordMissingError,
    SourceError,
    StorageError,
)
from clearway.model.tables import TABLES
from clearway.record import open_record
from clearway.record.audits import verify
from clearway.record.snapshots import snapshot_ids
from clearway.record.store import KEPT_SNAPSHOTS, begin_ingest
from record.given import ESTATE, add_forms, select, write_forms

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parent.parent
RIGHTS = ESTATE["rights"]
HEADER = "family,publication,office\n"


def _add(record_dir: Path, name: str, **forms: str) -> None:
    add_forms(record_dir, write_forms(record_dir.parent / name, forms))


def test_every_table_is_there_even_when_nothing_is_in_it(tmp_path: Path) -> None:
    """A table without rows is a view with its columns and types."""
    _add(tmp_path / "record", "rights", rights=RIGHTS)
    connection = open_record(tmp_path / "record").connect()
    for table in TABLES.values():
        described = connection.execute(f'DESCRIBE "{table.name}"').fetchall()
        assert [name for name, *_ in described] == list(table.column_names)


def test_a_source_replaces_what_it_loaded_and_keeps_the_others(tmp_path: Path) -> None:
    """Ingesting a folder again drops its old rows only; other sources' parts are shared on disk."""
    record_dir = tmp_path / "record"
    _add(record_dir, "one", rights=RIGHTS)
    first = open_record(record_dir).folder / "parts/tables%3Aone/right_rows.parquet"
    _add(record_dir, "two", rights=HEADER + "G,DE102008000001B4,\n")
    _add(record_dir, "two", rights=HEADER + "H,CN1234567B,\n")
    rows = select(open_record(record_dir), "SELECT office FROM rights ORDER BY office")
    assert [office for (office,) in rows] == ["CN", "EP", "JP", "US"]
    last = open_record(record_dir).folder / "parts/tables%3Aone/right_rows.parquet"
    assert last.stat().st_ino == first.stat().st_ino


def test_three_snapshots_are_kept(tmp_path: Path) -> None:
    """The current snapshot and the two before it stay, in the order in which they were made."""
    made = []
    for number in range(KEPT_SNAPSHOTS + 2):
        _add(tmp_path / "record", "one", rights=HEADER + f"F{number},,EP\n")
        made.append(open_record(tmp_path / "record").snapshot_id)
    assert snapshot_ids(tmp_path / "record") == made[-KEPT_SNAPSHOTS:]
    kept = {path.name for path in (tmp_path / "record/snapshots").iterdir()}
    assert kept == set(made[-KEPT_SNAPSHOTS:])


def test_a_second_writer_is_refused_and_told_who_writes(tmp_path: Path) -> None:
    """While one ingest runs another is refused, with the process and the time; then it may."""
    with (
        begin_ingest(tmp_path, "one"),
        pytest.raises(RecordBusyError, match=r"by process \d+ since 20\d\d-"),
        begin_ingest(tmp_path, "two"),
    ):
        pass
    with begin_ingest(tmp_path, "two"):
        pass


def test_an_ingest_that_fails_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    """An error while reading removes what was begun, and the last snapshot stays current."""
    record_dir = tmp_path / "record"
    _add(record_dir, "one", rights=RIGHTS)
    before = open_record(record_dir).snapshot_id
    with pytest.raises(SourceError, match="column"):
        _add(record_dir, "two", rights="famly,publication\nF1,EP1\n")
    assert open_record(record_dir).snapshot_id == before
    assert [path.name for path in (record_dir / "snapshots").iterdir()] == [before]


def test_a_cycle_of_standards_across_sources_is_refused(tmp_path: Path) -> None:
    """Standards that stand above each other in two sources are an error, and nothing changes."""
    record_dir = tmp_path / "record"
    _add(record_dir, "one", standards="standard,parent\nRing A,Ring B\n")
    before = open_record(record_dir).snapshot_id
    with pytest.raises(SourceError, match="Ring A"):
        _add(record_dir, "two", standards="standard,parent\nRing B,Ring A\n")
    assert open_record(record_dir).snapshot_id == before


def test_leftovers_of_a_killed_ingest_are_swept(tmp_path: Path) -> None:
    """A folder that a killed ingest left is gone after the next one."""
    left = tmp_path / "record/snapshots/.building-1/parts"
    left.mkdir(parents=True)
    _add(tmp_path / "record", "one", rights=RIGHTS)
    assert not left.exists()


@pytest.mark.parametrize("limit", [0, 500, 3_000])
def test_a_full_disk_is_one_clear_error_and_changes_nothing(tmp_path: Path, limit: int) -> None:
    """When no file may grow past a limit the ingest fails with a remedy; the record still opens."""
    record_dir = tmp_path / "record"
    _add(record_dir, "one", rights=RIGHTS)
    before = open_record(record_dir).snapshot_id
    many = "".join(f"F{n},EP{n + 1_000_000}B1,\n" for n in range(2_000))
    folder = write_forms(tmp_path / "two", {"rights": HEADER + many})
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from record.given import add_forms\n"
        "from clearway.errors import StorageError\n"
        "try: add_forms(Path(sys.argv[2]), Path(sys.argv[3]))\n"
        "except StorageError as error: print(error); sys.exit(7)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, str(TESTS), str(record_dir), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 7, done.stderr
    assert "free some space" in done.stdout
    assert open_record(record_dir).snapshot_id == before
    assert verify(open_record(record_dir)) == []
    assert not list((record_dir / "snapshots").glob(".building-*"))


def _no_space() -> OSError:
    return OSError(28, "No space left on device")


def _no_space_in_engine() -> duckdb.IOException:
    return duckdb.IOException("IO Error: Could not write file: No space left on device\n\nmore")


@pytest.mark.parametrize("error", [_no_space, _no_space_in_engine])
def test_no_space_is_said_in_one_line_whoever_says_it(
    tmp_path: Path, error: Callable[[], Exception]
) -> None:
    """The system's and the engine's words for a full disk become the same error."""
    with (
        pytest.raises(StorageError, match=r"No space left.*free some space") as caught,
        begin_ingest(tmp_path, "one"),
    ):
        raise error()
    assert "\n" not in str(caught.value)


def test_no_record_is_said_with_the_command_that_makes_one(tmp_path: Path) -> None:
    """A folder without a record, or no folder at all, names the remedy."""
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(RecordMissingError, match="clearway ingest etsi"):
            open_record(path)


def test_a_snapshot_asked_for_by_id_must_be_there(tmp_path: Path) -> None:
    """An unknown id is answered with those that are there."""
    _add(tmp_path / "record", "one", rights=RIGHTS)
    current = open_record(tmp_path / "record").snapshot_id
    with pytest.raises(RecordMissingError, match=current):
        open_record(tmp_path / "record", "20200101T000000Z-0")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_manifest_that_cannot_be_read_is_said_to_be_damaged(tmp_path: Path, text: str) -> None:
    """A manifest cut off or emptied is damage, for readers and for writers."""
    _add(tmp_path / "record", "one", rights=RIGHTS)
    (open_record(tmp_path / "record").folder / "manifest.json").write_text(text)
    with pytest.raises(RecordDamagedError, match=r"manifest\.json"):
        open_record(tmp_path / "record")
    with pytest.raises(RecordDamagedError, match=r"manifest\.json"):
        _add(tmp_path / "record", "two", rights=RIGHTS)


def test_the_manifest_tells_what_went_in(tmp_path: Path) -> None:
    """Software, the snapshot before, and of each source its files and the rows of its parts."""
    _add(tmp_path / "record", "one", rights=RIGHTS)
    first = open_record(tmp_path / "record")
    _add(tmp_path / "record", "two", rights=HEADER + "K,,EP\n")
    manifest = json.loads(
        (open_record(tmp_path / "record").folder / "manifest.json").read_text(encoding="utf-8")
    )
    assert manifest["software"] == __version__
    assert manifest["previous"] == first.snapshot_id
    told = manifest["sources"]["tables:one"]
    assert told["parts"]["right_rows"]["rows"] == 3
    assert told["files"][0]["name"] == "rights.csv"
    assert told["files"][0]["rows_in"] == 3
