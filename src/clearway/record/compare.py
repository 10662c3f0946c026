"""What changed from one snapshot to another, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from clearway.errors import UsageError
from clearway.model.tables import TABLES
from clearway.record.audits import KEYS
from clearway.record.connection import QUIET, engine_errors, quoted
from clearway.record.record import MEMORY_LIMIT, open_record
from clearway.record.snapshots import snapshot_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from clearway.record.record import Record


@dataclass(frozen=True)
class RowChange:
    """One row that came, went, or has other values; dates and lists as the tables hold them.

    `row` names it: its key, or all of it where its table has no key. `before` and `after` hold the
    columns that differ, of a changed row only.
    """

    what: str
    row: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class TableChange:
    """Rows of one table that are new, gone, or there in both with other values; some of each."""

    table: str
    added: int
    removed: int
    changed: int
    samples: tuple[RowChange, ...] = ()


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


def compare(first: Record, second: Record, samples: int = 0) -> list[TableChange]:
    """Count, for every table that differs, what changed from the first snapshot to the second.

    A row is the same when its key is (`clearway.record.audits.KEYS`); of tables without a key a
    row is added or removed, never changed.

    Args:
        first: the older snapshot.
        second: the newer one.
        samples: rows to show per table of those added, removed and changed, by key.

    Raises:
        RecordDamagedError: a table of one of them cannot be read.
    """
    with engine_errors(first, second), duckdb.connect() as connection:
        connection.execute(QUIET)
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute(f"SET temp_directory = {quoted(str(second.cache_dir / 'spill'))}")
        changes = [_compare(connection, name, first, second, samples) for name in TABLES]
    return [change for change in changes if change.added or change.removed or change.changed]


def _compare(
    connection: duckdb.DuckDBPyConnection, name: str, first: Record, second: Record, samples: int
) -> TableChange:
    old, new = _select(name, first), _select(name, second)
    same = first.manifest["checksums"].get(f"{name}.parquet") == second.manifest["checksums"].get(
        f"{name}.parquet"
    )
    if same:
        return TableChange(name, 0, 0, 0)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE gone AS {old} EXCEPT ALL {new}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE come AS {new} EXCEPT ALL {old}")
    is_same_row = _match(name)
    changed = _count(connection, f"gone AS g INNER JOIN come AS c ON {is_same_row}")
    gone, come = (_count(connection, table) for table in ("gone", "come"))
    shown = tuple(_samples(connection, name, is_same_row, samples)) if samples else ()
    return TableChange(name, come - changed, gone - changed, changed, shown)


def _match(name: str) -> str:
    keys = KEYS.get(name, ())
    return " AND ".join(f"g.{key} IS NOT DISTINCT FROM c.{key}" for key in keys) or "FALSE"


def _samples(
    connection: duckdb.DuckDBPyConnection, name: str, is_same_row: str, limit: int
) -> Iterator[RowChange]:
    """The first rows by key of each kind; of a changed one what differs."""
    keys = KEYS.get(name) or [c.name for c in TABLES[name].columns if c.type != "BLOB"]

    def rows(select: str, alias: str) -> list[tuple[Any, ...]]:
        order = ", ".join(f"{alias}.{key}" for key in keys)
        return connection.execute(f"{select} ORDER BY {order} LIMIT {limit}").fetchall()

    for (row,) in rows(f"SELECT c FROM come AS c ANTI JOIN gone AS g ON {is_same_row}", "c"):
        yield RowChange("added", {key: row[key] for key in keys}, {}, {})
    for (row,) in rows(f"SELECT g FROM gone AS g ANTI JOIN come AS c ON {is_same_row}", "g"):
        yield RowChange("removed", {key: row[key] for key in keys}, {}, {})
    for old, new in rows(f"SELECT g, c FROM gone AS g INNER JOIN come AS c ON {is_same_row}", "g"):
        other = [column for column in old if old[column] != new[column]]
        yield RowChange(
            "changed",
            {key: new[key] for key in keys},
            {column: old[column] for column in other},
            {column: new[column] for column in other},
        )


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    row: Any = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
    return int(row[0])


def _select(name: str, record: Record) -> str:
    path = record.table_path(name)
    if path is None:
        columns = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in TABLES[name].columns)
        return f"(SELECT {columns} WHERE FALSE)"
    return f"(SELECT * FROM read_parquet({quoted(str(path))}))"
