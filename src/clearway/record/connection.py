"""DuckDB over a snapshot; what it says of a damaged or full disk becomes an error of ours, once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from clearway.errors import RecordDamagedError, StorageError
from clearway.record.snapshots import damaged_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np

    from clearway.record.record import Record


QUIET = "SET enable_progress_bar = false"
"""Standard output is for answers; DuckDB draws a bar there when a query takes long."""


def quoted(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def refuse_damage(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raise where a file of a snapshot is not as its manifest says.

    Raises:
        RecordDamagedError: it names the first such file.
    """
    for damage in damaged_files(folder, manifest):
        raise RecordDamagedError(f"{damage}; ingest the sources anew (`clearway ingest`)")


@contextmanager
def engine_errors(*records: Record) -> Iterator[None]:
    """Say which file of which snapshot is damaged when DuckDB fails over it.

    Raises:
        RecordDamagedError: a file is not as the manifest says; else
        StorageError: there is no room, on disk or in memory.
    """
    try:
        yield
    except duckdb.Error as error:
        for record in records:
            refuse_damage(record.folder, record.manifest)
        if isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException)):
            raise StorageError(
                f"{records[0].path}: {str(error).splitlines()[0]}; free some space"
            ) from error
        raise


class Connection:
    """A DuckDB connection over one snapshot, with the few methods that are used of it.

    Args:
        record: whose files it reads.
        connection: in memory, of its own.
    """

    def __init__(self, record: Record, connection: duckdb.DuckDBPyConnection) -> None:
        self._record = record
        self._connection = connection
        connection.execute(QUIET)

    def execute(self, query: str, values: Sequence[Any] | None = None) -> Connection:
        """Run a query; its rows are then fetched from this connection."""
        with engine_errors(self._record):
            self._connection.execute(query, values)
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows of the last query."""
        with engine_errors(self._record):
            return self._connection.fetchall()

    def fetchone(self) -> Any:
        """Return the next row of the last query, None after the last."""
        with engine_errors(self._record):
            return self._connection.fetchone()

    def fetchnumpy(self) -> Mapping[str, np.ndarray]:
        """Return the columns of the last query as NumPy arrays."""
        with engine_errors(self._record):
            return self._connection.fetchnumpy()

    def register(self, name: str, table: Any) -> None:
        """Make an Arrow table known under a name."""
        self._connection.register(name, table)

    def unregister(self, name: str) -> None:
        """Forget an Arrow table."""
        self._connection.unregister(name)

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
