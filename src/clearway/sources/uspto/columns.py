"""Parts written a block of columns at a time, for sources of tens of millions of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from clearway.sources.part_writer import PartWriter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    import polars as pl

_ROWS = 250_000
"""Rows of a part held before they are written as one row group."""


class ColumnWriter(PartWriter):
    """A part writer that also takes frames, whose columns are those of the part."""

    def __enter__(self) -> Self:
        return self

    def add_frame(self, part: str, frame: pl.DataFrame) -> None:
        """Write the rows of a frame; columns of the part that it lacks are null."""
        if part not in self._writers:
            self.open(part)
        writer = self._writers[part]
        given: Mapping[str, pa.Array] = {
            name: frame[name].to_arrow() for name in frame.columns if name in writer.schema.names
        }
        arrays = [
            given[field.name].cast(field.type)
            if field.name in given
            else pa.nulls(frame.height, field.type)
            for field in writer.schema
        ]
        writer.write_batch(pa.record_batch(arrays, schema=writer.schema), row_group_size=_ROWS)
