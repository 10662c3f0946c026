"""Rows of a plain form's file, CSV or Parquet alike: their cells, their place, their bytes."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from clearway.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BATCH = 10_000
"""Rows of Parquet read at a time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: physical line (of Parquet, the row's number), cells, bytes, or why it is unfit."""

    line: int
    cells: list[str]
    raw: bytes
    problem: str | None = None


def read_rows(path: Path) -> tuple[list[str], Iterator[Row]]:
    """Return the header and the rows, which are read as they are asked for.

    Raises:
        SourceError: no header, not UTF-8 at all, a damaged archive or Parquet file.
    """
    return _parquet_rows(path) if path.name.lower().endswith(".parquet") else _csv_rows(path)


class _Lines:
    """Lines of a file as text; keeps those that the CSV reader took since the last row."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._taken: list[bytes] = []

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._file):
            kept = line.removeprefix(_BOM) if number == 0 else line
            self._taken.append(kept)
            yield kept.decode("utf-8", errors="surrogateescape")

    def take(self) -> bytes:
        """Return the bytes of the row just read."""
        raw = self._taken[0] if len(self._taken) == 1 else b"".join(self._taken)
        self._taken.clear()
        return raw


def _open(path: Path) -> BinaryIO:
    if path.name.lower().endswith(".gz"):
        return cast("BinaryIO", gzip.open(path))
    return path.open("rb")


def _csv_rows(path: Path) -> tuple[list[str], Iterator[Row]]:
    rows = _guarded(path, _csv_records(path))
    header = next(rows, None)
    if header is None:
        raise SourceError(f"{path.name}: empty; the first line must name the columns")
    if header.problem is not None:
        raise SourceError(f"{path.name}:1: the header cannot be read: {header.problem}")
    return header.cells, _checked(rows, len(header.cells))


def _csv_records(path: Path) -> Iterator[Row]:
    with _open(path) as file:
        lines = _Lines(file)
        reader = csv.reader(iter(lines), strict=True)
        while True:
            line, problem, cells = reader.line_num + 1, None, []
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                problem = f"not well-formed CSV ({error}); close every quote and double inner ones"
            raw = lines.take()
            if line == 1 and raw.startswith(_UTF16):
                raise SourceError(f"{path.name}: UTF-16 text; save it as UTF-8")
            if cells or problem:
                yield Row(line, cells, raw, problem or _bad_bytes(raw))


def _bad_bytes(raw: bytes) -> str | None:
    if b"\0" in raw:
        return "holds a NUL byte; remove it"
    if raw.isascii():
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {raw[error.start]:#04x} is not UTF-8; save the file as UTF-8"
    return None


def _checked(rows: Iterator[Row], width: int) -> Iterator[Row]:
    for row in rows:
        if row.problem is None and len(row.cells) != width:
            problem = (
                f"{len(row.cells)} fields where the header has {width}; "
                "quote fields that hold commas"
            )
            yield Row(row.line, row.cells, row.raw, problem)
        else:
            yield row


def _guarded(path: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """Turn what goes wrong below the rows into an error that names the file."""
    try:
        yield from rows
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(
            f"{path.name}: not a whole gzip file ({error}); make or copy it again"
        ) from error
    except pa.ArrowException as error:
        raise SourceError(
            f"{path.name}: not a readable Parquet file ({error}); write it again, or give CSV"
        ) from error
    except OSError as error:
        raise SourceError(f"{path.name}: cannot be read: {error.strerror or error}") from error


def _parquet_rows(path: Path) -> tuple[list[str], Iterator[Row]]:
    rows = _guarded(path, _parquet_records(path))
    header = next(rows)
    return header.cells, rows


def _parquet_records(path: Path) -> Iterator[Row]:
    """The header as row 0, then the rows."""
    with pq.ParquetFile(path) as file:
        yield Row(0, list(file.schema_arrow.names), b"")
        number = 0
        for batch in file.iter_batches(_BATCH):
            columns = [list(map(_as_text, column.to_pylist())) for column in batch.columns]
            for cells in map(list, zip(*columns, strict=True)):
                number += 1
                yield Row(number, cells, b"")


def _as_text(value: object) -> str:
    """A Parquet value as the plain form writes it in CSV."""
    if value is None or value != value:  # noqa: PLR0124  # NaN stands for blank
        return ""
    if isinstance(value, list):
        return "|".join(map(_as_text, value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def raw_bytes(row: Row) -> bytes:
    """Return the bytes of a row; of Parquet, the row as CSV."""
    if row.raw:
        return row.raw
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row.cells)
    return text.getvalue().encode("utf-8", errors="surrogateescape")
