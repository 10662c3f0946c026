"""A record opened for reading: the current snapshot, its tables, its manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearway.errors import RecordDamagedError, RecordMissingError
from clearway.model.tables import TABLES
from clearway.record.snapshots import current_id, read_manifest, snapshot_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.record.connection import Connection


MEMORY_LIMIT = "600MB"
"""What a connection may hold before it spills to the cache."""


@dataclass(frozen=True)
class Record:
    """One snapshot of a record.

    Attributes:
        path: folder of the record.
        snapshot_id: which snapshot.
        manifest: what went into it.
    """

    path: Path
    snapshot_id: str
    manifest: Mapping[str, Any]

    @property
    def editions(self) -> dict[str, str | None]:
        """Each source with its latest edition date, ISO, or None where it has none."""
        return {
            source: max((f["edition"] for f in entry["files"] if f["edition"]), default=None)
            for source, entry in sorted(self.manifest["sources"].items())
        }

    @property
    def cache_dir(self) -> Path:
        """A folder beside the snapshots that may be deleted at any time."""
        return self.path / "cache"

    @property
    def folder(self) -> Path:
        """The folder of the snapshot."""
        return self.path / "snapshots" / self.snapshot_id

    def table_path(self, name: str) -> Path | None:
        """Return the Parquet file of a table, or None when it has no rows.

        Raises:
            RecordDamagedError: it has rows, and its file is gone.
        """
        path = self.folder / f"{name}.parquet"
        if path.exists():
            return path
        if self.manifest["tables"].get(name):
            raise RecordDamagedError(f"{path} is missing; ingest the sources anew")
        return None

    def connect(self) -> Connection:
        """Return a DuckDB connection in memory with a view of every table, empty ones included.

        Raises:
            RecordDamagedError: a table cannot be read, now or when its rows are asked for.
        """
        import duckdb  # a layout out of the cache needs no engine

        from clearway.record.connection import Connection, quoted

        inner = duckdb.connect(
            config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(self.cache_dir / "spill")}
        )
        connection = Connection(self, inner)
        for table in TABLES.values():
            path = self.table_path(table.name)
            if path is None:
                columns = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in table.columns)
                select = f"SELECT {columns} WHERE FALSE"
            else:
                select = f"SELECT * FROM read_parquet({quoted(str(path))})"
            connection.execute(f'CREATE VIEW "{table.name}" AS {select}')
        return connection


def open_record(path: str | Path, snapshot: str | None = None) -> Record:
    """Open the current snapshot of a record, or another one by its id.

    Raises:
        RecordMissingError: there is no record, or no such snapshot.
        RecordDamagedError: the snapshot named current is not whole.
    """
    folder = Path(path)
    wanted = snapshot or current_id(folder)
    if wanted is None:
        raise RecordMissingError(
            f"{folder} holds no record; make one with `clearway ingest etsi FILE --record {folder}`"
        )
    try:
        return Record(folder, wanted, read_manifest(folder, wanted))
    except FileNotFoundError as error:
        if snapshot:
            known = ", ".join(snapshot_ids(folder)) or "none"
            raise RecordMissingError(
                f"{folder} holds no snapshot {snapshot} (it has {known})"
            ) from None
        raise RecordDamagedError(
            f"{error.filename} is missing; ingest the sources into another folder"
        ) from None
