"""What changed from one snapshot to another, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from clearway.errors import UsageError
from clearway.model.tables import TABLES
from clearway.record.audits import KEYS
from clearway.record.record import open_record
from clearway.record.snapshots import snapshot_ids

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.record.record import Record


class TableChange(NamedTuple):
    """Rows of one table that are new, gone, or there in both with other values."""

    table: str
    added: int
    removed: int
    changed: int


def two_snapshots(record_dir: Path, older: str | None, newer: str | None) -> tuple[Record, Record]:
    """Open the snapshots to compare: by default the current one and the one before it.

    Raises:
        RecordMissingError: there is no record, or no snapshot of that id.
        UsageError: nothing comes before the newer one.
    """
    second = open_record(record_dir, newer)
    if older is None:
        older = second.manifest.get("previous")
        if older not in snapshot_ids(record_dir):
            raise UsageError(
                f"{record_dir} holds no snapshot before {second.snapshot_id}; ingest a source "
                "again, then compare"
            )
    return open_record(record_dir, older), second


def compare(first: Record, second: Record) -> list[TableChange]:
    """Count, for every table that differs, what changed from the first snapshot to the second.

    A row is the same when its key is (`clearway.record.audits.KEYS`); of tables without a key a
    row is added or removed, never changed.
    """
    connection = duckdb.connect()
    try:
        changes = [_compare(connection, name, first, second) for name in TABLES]
    finally:
        connection.close()
    return [change for change in changes if any(change[1:])]


def _compare(
    connection: duckdb.DuckDBPyConnection, name: str, first: Record, second: Record
) -> TableChange:
    old, new = _select(name, first), _select(name, second)
    same = first.manifest["checksums"].get(f"{name}.parquet") == second.manifest["checksums"].get(
        f"{name}.parquet"
    )
    if same:
        return TableChange(name, 0, 0, 0)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE gone AS {old} EXCEPT ALL {new}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE come AS {new} EXCEPT ALL {old}")
    changed = _count(connection, _shared(name)) if name in KEYS else 0
    gone, come = (_count(connection, f"SELECT count(*) FROM {t}") for t in ("gone", "come"))
    return TableChange(name, come - changed, gone - changed, changed)


def _shared(name: str) -> str:
    match = " AND ".join(f"g.{key} IS NOT DISTINCT FROM c.{key}" for key in KEYS[name])
    return f"SELECT count(*) FROM gone AS g INNER JOIN come AS c ON {match}"


def _count(connection: duckdb.DuckDBPyConnection, select: str) -> int:
    row: Any = connection.execute(select).fetchone()
    return int(row[0])


def _select(name: str, record: Record) -> str:
    path = record.table_path(name)
    if path is None:
        columns = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in TABLES[name].columns)
        return f"(SELECT {columns} WHERE FALSE)"
    quoted = str(path).replace("'", "''")
    return f"(SELECT * FROM read_parquet('{quoted}'))"
