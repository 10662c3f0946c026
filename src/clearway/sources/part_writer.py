"""Writes the parts that a reader hands over, a Parquet file each, in batches of fixed memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from clearway.model.parts import PARTS, ROW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

_BATCH = 10_000
"""Rows of a part held before they are written."""

_TYPES = {
    "TEXT": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BLOB": pa.binary(),
    "TEXT[]": pa.list_(pa.string()),
}


class PartWriter:
    """The parts being written: a Parquet file each, opened at its first row.

    Args of the constructor: the folder for `<part>.parquet`. Used in a `with` block, at whose end
    the last rows are written and the files closed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[Mapping[str, object]]] = {}

    def __enter__(self) -> PartWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        failed = error
        for part, writer in self._writers.items():
            try:
                if failed is None:
                    self._flush(part)
                writer.close()
            except OSError as full:
                # Else it would try once more when it is collected, and complain on standard error.
                writer.is_open = False
                failed = failed or full
        if failed is not None and error is None:
            raise failed

    def open(self, part: str) -> None:
        """Begin a part's file, which stays empty when no row follows."""
        columns = PARTS[part].columns if part == "rejects" else (*PARTS[part].columns, *ROW)
        schema = pa.schema([(column.name, _TYPES[column.type]) for column in columns])
        self._waiting[part] = []
        path = self._folder / f"{part}.parquet"
        self._writers[part] = pq.ParquetWriter(path, schema, compression="zstd")

    def add(self, part: str, fact: Mapping[str, object]) -> None:
        """Add one row, columns by name; those left out are null."""
        if part not in self._writers:
            self.open(part)
        waiting = self._waiting[part]
        waiting.append(fact)
        if len(waiting) >= _BATCH:
            self._flush(part)

    def _flush(self, part: str) -> None:
        writer, waiting = self._writers[part], self._waiting[part]
        arrays = [
            pa.array([fact.get(field.name) for fact in waiting], field.type)
            for field in writer.schema
        ]
        writer.write_batch(pa.record_batch(arrays, schema=writer.schema))
        waiting.clear()
