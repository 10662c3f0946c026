"""Audits of a snapshot, and what changed between two."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from clearway.errors import RecordMissingError, UsageError
from clearway.record.audits import KEYS, Failure, verify
from clearway.record.compare import TableChange, compare, two_snapshots
from clearway.record.record import Record
from clearway.record.snapshots import checksum
from record.given import ESTATE, add_forms, made, write_forms
from sources.isld import rows

if TYPE_CHECKING:
    from pathlib import Path


def _rewritten(record: Record, table: str, select: str) -> Record:
    """Rewrite a table of a record behind its back, the checksum and the count with it."""
    path = record.folder / f"{table}.parquet"
    path.touch()
    other = path.with_name("other")
    with record.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{other}' (FORMAT parquet)")
    other.replace(path)
    with duckdb.connect() as connection:
        ((count,),) = connection.execute(f"SELECT count(*) FROM '{path}'").fetchall()
    manifest = {
        **record.manifest,
        "checksums": {**record.manifest["checksums"], path.name: checksum(path)},
        "tables": {**record.manifest["tables"], table: count},
    }
    return Record(record.path, record.snapshot_id, manifest)


@pytest.mark.parametrize(
    ("table", "select", "expected"),
    [
        ("rights", "SELECT * FROM rights UNION ALL SELECT * FROM rights", "one row per right_id"),
        ("rights", "SELECT * FROM rights WHERE office <> 'EP'", "family_rights: right_id not in"),
        (
            "families",
            "SELECT * FROM families WHERE family_id <> 'F2'",
            "declarations: family_id not in families",
        ),
        ("suits", "SELECT * FROM suits WHERE suit_id = 'S2'", "orders: suit_id not in suits"),
        (
            "rights",
            "SELECT * REPLACE (DATE '2001-01-01' AS granted_on) FROM rights",
            "rights: granted before filed",
        ),
        (
            "rights",
            "SELECT * REPLACE (DATE '2001-01-01' AS ended_on) FROM rights",
            "rights: ended before granted or filed",
        ),
        (
            "suits",
            "SELECT * EXCLUDE (reference) FROM suits",
            "columns: suits lacks reference: made by an older Clearway; ingest",
        ),
        (
            "rights",
            "SELECT *, 1 AS added FROM rights",
            "columns: rights also has added: made by a newer Clearway",
        ),
    ],
)
def test_what_must_not_be_is_found(tmp_path: Path, table: str, select: str, expected: str) -> None:
    """A key held twice, an orphan, a contradiction, a missing column: each is named."""
    found = [str(failure) for failure in verify(_rewritten(made(tmp_path, ESTATE), table, select))]
    assert any(expected in failure for failure in found), found
    assert all("\n" not in failure for failure in found)


@pytest.mark.parametrize("name", ["rights.parquet", "parts/tables%3Aforms/right_rows.parquet"])
@pytest.mark.parametrize("harm", ["change", "remove"])
def test_a_file_that_is_not_as_written_is_found(tmp_path: Path, name: str, harm: str) -> None:
    """One flipped byte, or a missing file, of the tables or of what a source said, is named."""
    record = made(tmp_path, ESTATE)
    path = record.folder / name
    if harm == "remove":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    (failure,) = verify(record)
    assert failure.audit == "files"
    assert str(path) in failure.found


def test_a_file_of_another_snapshot_is_found(tmp_path: Path) -> None:
    """A table that the manifest does not know is named."""
    record = made(tmp_path, {"rights": ESTATE["rights"]})
    (record.folder / "suits.parquet").write_bytes(b"PAR1")
    assert [failure.audit for failure in verify(record)] == ["files"]


@pytest.mark.parametrize(
    ("changes", "audit"),
    [
        ({"rows_loaded": 2}, "rows in = loaded + set aside + unplaced"),
        ({"rows_in": 4, "rows_rejected": 1}, "rows set aside"),
        ({"rows_in": 4, "rows_unplaced": 1}, "rows unplaced"),
    ],
)
def test_counts_of_a_file_that_do_not_add_up_are_found(
    tmp_path: Path, changes: dict[str, int], audit: str
) -> None:
    """Rows in are those loaded, set aside and unplaced, and the latter two are kept."""
    record = made(tmp_path, {"rights": ESTATE["rights"]})
    record.manifest["sources"]["tables:forms"]["files"][0].update(changes)
    assert [failure.audit for failure in verify(record)] == [audit]


def test_a_count_of_rows_that_is_not_so_is_found(tmp_path: Path) -> None:
    """A table with more or fewer rows than its manifest says is named."""
    record = made(tmp_path, {"rights": ESTATE["rights"]})
    record.manifest["tables"]["rights"] = 4
    assert verify(record) == [Failure("counts", "rights has 3 rows, its manifest says 4")]


def test_a_snapshot_compared_with_itself_has_not_changed(tmp_path: Path) -> None:
    """Nothing is added, removed or changed between equal snapshots."""
    forms = write_forms(tmp_path / "forms", ESTATE)
    for _ in range(2):
        add_forms(tmp_path / "record", forms)
    first, second = two_snapshots(tmp_path / "record", None, None)
    assert first.snapshot_id != second.snapshot_id
    assert compare(first, second) == []


def test_what_changed_is_counted_by_key(tmp_path: Path) -> None:
    """A new key is added, a lost one removed, the same key with another value changed."""
    add_forms(tmp_path / "record", write_forms(tmp_path / "forms", ESTATE))
    rights = ESTATE["rights"].replace("2010-02-02", "2010-02-09").splitlines(keepends=True)
    changed = {
        **ESTATE,
        "rights": "".join(rights[:3]) + "F2,CN1234567 C,,2004-01-01,2009-01-01\n",
        "status": ESTATE["status"] + "US7654321,restoration,,2017-02-02\n",
    }
    add_forms(tmp_path / "record", write_forms(tmp_path / "forms", changed))
    found = {
        change.table: (change.added, change.removed, change.changed)
        for change in compare(*two_snapshots(tmp_path / "record", None, None))
    }
    assert found["rights"] == (1, 1, 1)
    assert found["family_rights"] == (1, 1, 0)
    assert found["status_events"] == (1, 0, 0)
    assert "suits" not in found


def test_what_changed_is_shown_by_key(tmp_path: Path) -> None:
    """Of each kind the first rows by key are shown, a changed one with what differs."""
    add_forms(tmp_path / "record", write_forms(tmp_path / "forms", ESTATE))
    changed = {
        **ESTATE,
        "rights": ESTATE["rights"].replace("2010-02-02", "2010-02-09").replace("JP456", "JP457"),
        "status": ESTATE["status"] + "US7654321,restoration,,2017-02-02\n",
    }
    add_forms(tmp_path / "record", write_forms(tmp_path / "forms", changed))
    first, second = two_snapshots(tmp_path / "record", None, None)
    found = {change.table: change.samples for change in compare(first, second, samples=1)}
    assert [(row.what, row.row["right_id"]) for row in found["rights"]] == [
        ("added", "JP-4577890"),
        ("removed", "JP-4567890"),
        ("changed", "US-7654321"),
    ]
    assert found["rights"][2].before == {"granted_on": date(2010, 2, 2)}
    assert found["rights"][2].after == {"granted_on": date(2010, 2, 9)}
    (event,) = found["status_events"]
    assert (event.what, event.row["dated_on"]) == ("added", date(2017, 2, 2))


def test_a_table_that_comes_or_goes_whole_is_counted(tmp_path: Path) -> None:
    """A table that has no file in one of the snapshots has no rows there."""
    add_forms(tmp_path / "record", write_forms(tmp_path / "one", {"rights": ESTATE["rights"]}))
    add_forms(tmp_path / "record", write_forms(tmp_path / "two", {"suits": ESTATE["suits"]}))
    first, second = two_snapshots(tmp_path / "record", None, None)
    assert TableChange("suits", 1, 0, 0) in compare(first, second)
    assert TableChange("suits", 0, 1, 0) in compare(second, first)


def test_one_snapshot_cannot_be_compared(tmp_path: Path) -> None:
    """Where there is nothing before, the error names what there is."""
    record = made(tmp_path, ESTATE)
    with pytest.raises(UsageError, match=record.snapshot_id):
        two_snapshots(record.path, None, None)
    with pytest.raises(RecordMissingError, match=record.snapshot_id):
        two_snapshots(record.path, "20200101T000000Z-0", None)


def test_every_key_is_of_columns(tmp_path: Path) -> None:
    """Each key of the audits is one of the table's columns."""
    record = made(tmp_path, ESTATE, rows(10))
    with record.connect() as connection:
        for table, key in KEYS.items():
            connection.execute(f"SELECT {', '.join(key)} FROM {table}")


@pytest.mark.slow
def test_a_large_table_is_compared_in_seconds(tmp_path: Path) -> None:
    """600,000 rights in both snapshots, one in a thousand changed, take no more than 20 s."""
    (tmp_path / "other").mkdir()
    record, other = (
        made(folder, {"rights": ESTATE["rights"]}) for folder in (tmp_path, tmp_path / "other")
    )
    many = (
        "SELECT r.* REPLACE ('EP-' || n AS right_id, "
        "DATE '2010-01-01' + CAST(n % {every} = 0 AS INT) AS filed_on) "
        "FROM (SELECT * FROM rights LIMIT 1) AS r, range(600000) AS t(n)"
    )
    first = _rewritten(record, "rights", many.format(every=1_000_000))
    second = _rewritten(other, "rights", many.format(every=1_000))
    begun = time.monotonic()
    changes = compare(first, second)
    assert time.monotonic() - begun < 20
    assert changes[0] == TableChange("rights", 0, 0, 599)
