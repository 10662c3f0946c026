"""Cut a stream of delimited text into blocks of whole records, and judge each record's shape.

One compiled pass over the bytes decides where each record starts and ends and whether it is well
formed; nothing depends on where the reads fell. Well-formed records are handed on as bytes, ready
for a fast parser; the others are set aside with their physical line, reason and raw bytes.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from clearway.errors import SourceError
from clearway.sources import record_scan as scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clearway.sources.archives import ByteSource

BLOCK_SIZE = 16 << 20
"""Bytes read at a time."""
MAX_RECORD = 16 << 20
"""Bytes a record may have; the longest in the export has some thousands."""
MAX_RAW = 1 << 20
"""Bytes kept of a record that is set aside."""

_BOM = b"\xef\xbb\xbf"
_Longs = np.ndarray[Any, np.dtype[np.int64]]
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Reject:
    """One row set aside: its physical line (the file's first line is 1), why, and its bytes."""

    line: int
    reason: str
    raw: bytes


@dataclass(frozen=True)
class Block:
    """Whole, well-formed records and the rows set aside between them.

    Attributes:
        data: bytes that hold the records, and maybe others.
        starts: where each record starts in `data`.
        ends: where each ends, behind its line end.
        lines: the physical line on which each record starts.
        field_ends: per record, how far behind its start each field ends.
        has_doubled: per field, whether some record has a doubled quote in it.
        rejects: records that are not well formed.
    """

    data: bytearray
    starts: np.ndarray[Any, np.dtype[np.int64]]
    ends: np.ndarray[Any, np.dtype[np.int64]]
    lines: np.ndarray[Any, np.dtype[np.int64]]
    field_ends: np.ndarray[Any, np.dtype[np.int32]]
    has_doubled: np.ndarray[Any, np.dtype[np.bool_]]
    rejects: list[Reject] = field(default_factory=list)

    @property
    def height(self) -> int:
        """The number of well-formed records."""
        return len(self.lines)

    def raw(self, index: int) -> bytes:
        """Return the bytes of the record at `index`, without its line end."""
        return bytes(self.data[self.starts[index] : self.ends[index]]).rstrip(b"\r\n")


class RecordBlocks:
    """The header of a delimited stream, then its records in blocks.

    Quotes double to stand for themselves; quoted fields may hold separators and line breaks; lines
    end with LF or CRLF; empty lines are no records. A quote that is not closed, or text around a
    quoted field, sets aside the record's first physical line, and reading resumes on the next.

    Args:
        source: the stream of bytes.
        separator: one ASCII character.
        block_size: bytes to read at a time; has no influence on the outcome.
        max_record: bytes a record may have.

    Raises:
        SourceError: empty, not UTF-8, or a header that cannot be read.
    """

    def __init__(
        self,
        source: ByteSource,
        *,
        separator: str = ";",
        block_size: int = BLOCK_SIZE,
        max_record: int = MAX_RECORD,
    ) -> None:
        self._source = source
        self._separator = separator
        self._block_size = block_size
        self._max_record = max_record
        self._line = 1
        self._at_end = False
        self._buffer = bytearray()
        self.header: tuple[str, ...] = ()
        self.header = self._read_header()

    def __iter__(self) -> Iterator[Block]:
        """Yield the blocks in the order of the file."""
        while True:
            found = self._scan()
            if found.count:
                yield self._block(found)
            self._advance(found)
            if found.oversized:
                yield self._empty([self._skip_line()])
            elif not found.full and self._at_end:
                return
            elif not found.full:
                self._fill()

    def _fill(self) -> None:
        # Blocks keep their buffer, so each read gets a new one; it is filled without a copy.
        held = len(self._buffer)
        buffer = bytearray(held + self._block_size)
        buffer[:held] = self._buffer
        with memoryview(buffer) as view, view[held:] as room:
            size = self._source.readinto(room)
        del buffer[held + size :]
        self._at_end = size == 0
        self._buffer = buffer

    def _read_header(self) -> tuple[str, ...]:
        self._fill()
        while not self._at_end and len(self._buffer) < 4:
            self._fill()
        name = self._source.name
        if self._buffer.startswith(_UTF16):
            raise SourceError(f"{name} is UTF-16; save it as UTF-8 and ingest it again")
        if self._buffer.startswith(_BOM):
            self._buffer = self._buffer[len(_BOM) :]
        found = self._scan(limit=1)
        while not found.count and not self._at_end and len(self._buffer) <= self._max_record:
            self._fill()
            found = self._scan(limit=1)
        if not found.count:
            raise SourceError(f"{name} holds no header and no rows; fetch the export again")
        raw = bytes(self._buffer[found.starts[0] : found.ends[0]])
        self._advance(found)
        return _header_fields(name, raw, self._separator)

    def _scan(self, limit: int = scan.MAX_RECORDS) -> scan.Found:
        return scan.scan_records(
            self._buffer,
            separator=ord(self._separator),
            fields=len(self.header),
            final=self._at_end,
            max_record=self._max_record,
            limit=limit,
        )

    def _advance(self, found: scan.Found) -> None:
        self._buffer = self._buffer[found.consumed :]
        self._line += found.lines_consumed

    def _block(self, found: scan.Found) -> Block:
        verdicts = self._verdicts(found)
        good = np.flatnonzero(verdicts == scan.GOOD)
        rejects = [self._reject(found, int(i), int(verdicts[i])) for i in _others(verdicts)]
        return Block(
            self._buffer,
            found.starts[good],
            found.ends[good],
            found.lines[good] + self._line,
            found.field_ends[good],
            found.has_doubled,
            rejects,
        )

    def _empty(self, rejects: list[Reject]) -> Block:
        none = np.zeros(0, np.int64)
        width = len(self.header)
        return Block(
            bytearray(),
            none,
            none,
            none,
            np.zeros((0, width), np.int32),
            np.zeros(width, np.bool_),
            rejects,
        )

    def _verdicts(self, found: scan.Found) -> np.ndarray[Any, np.dtype[np.uint8]]:
        verdicts = found.verdicts.copy()
        for index in np.flatnonzero(found.is_wide & (verdicts == scan.GOOD)):
            try:
                self._buffer[found.starts[index] : found.ends[index]].decode()
            except UnicodeDecodeError:
                verdicts[index] = scan.NOT_UTF8
        return verdicts

    def _reject(self, found: scan.Found, index: int, verdict: int) -> Reject:
        raw = bytes(self._buffer[found.starts[index] : found.ends[index]]).rstrip(b"\r\n")
        reason = _REASONS[verdict].format(
            found=found.fields[index], expected=len(self.header), limit=self._max_record
        )
        return Reject(int(found.lines[index]) + self._line, *_cut(reason, raw))

    def _skip_line(self) -> Reject:
        """Pass over a line longer than a record may be, keeping its first bytes only."""
        kept, size, line = b"", 0, self._line
        while (end := self._buffer.find(b"\n")) < 0 and not self._at_end:
            kept += self._buffer[: MAX_RAW - len(kept)]
            size += len(self._buffer)
            self._buffer = bytearray()
            self._fill()
        stop = len(self._buffer) if end < 0 else end
        kept += self._buffer[: min(stop, MAX_RAW - len(kept))]
        self._buffer = self._buffer[stop + 1 :]
        self._line += 1
        reason = _REASONS[scan.TOO_LONG].format(limit=self._max_record)
        cut = size + stop > MAX_RAW
        return Reject(line, _shortened(reason) if cut else reason, kept.rstrip(b"\r"))


_REASONS = {
    scan.WRONG_FIELDS: "{found} fields where the header has {expected}",
    scan.MALFORMED: "a quote is not closed, or stands inside a field without being doubled",
    scan.HAS_NUL: "holds a NUL byte",
    scan.NOT_UTF8: "is not UTF-8",
    scan.TOO_LONG: "the line is longer than the {limit:,} bytes that a record may have",
}


def parse_strings(block: Block, columns: Sequence[int], rows: _Longs | None = None) -> pl.DataFrame:
    """Read some fields of a block's records as text columns named by their place (`"0"`, `"1"`).

    The columns point into the block's bytes, which they keep alive.

    Args:
        block: well-formed records.
        columns: places of the fields wanted.
        rows: the records wanted; all of them by default.

    Returns:
        One row per record in order; an empty field is "", never null.
    """
    names = [str(place) for place in columns]
    frame = parse_spans(block, dict(zip(names, ((p, p) for p in columns), strict=True)), rows)
    doubled = [str(place) for place in columns if block.has_doubled[place]]
    return frame.with_columns(pl.col(doubled).str.replace_all('""', '"', literal=True))


def parse_spans(
    block: Block, spans: Mapping[str, tuple[int, int]], rows: _Longs | None = None
) -> pl.DataFrame:
    """Return runs of neighboring fields as they stand in the file: fit to compare, not to read.

    Args:
        block: well-formed records.
        spans: first and last place of each run, by the name of its column.
        rows: the records wanted; all of them by default.

    Returns:
        One row per record. A run of one field is without its quotes; `split_span` reads both.
    """
    starts, ends = block.starts, block.field_ends
    if rows is not None:
        starts, ends = starts[rows], ends[rows]
    views = scan.view_spans(block.data, starts, ends, list(spans.values()))
    return pl.DataFrame([pl.Series(name, view) for name, view in zip(spans, views, strict=True)])


def split_span(text: str, width: int, separator: str) -> list[str]:
    """Return the values of a run of `width` fields that `parse_spans` gave."""
    if width == 1:
        return [text.replace('""', '"')]
    values: list[str] = []
    start = 0
    while len(values) < width:
        if text.startswith('"', start):
            found = _QUOTED.match(text, start)
            stop = found.end() if found else len(text)
            values.append(text[start + 1 : stop - 1].replace('""', '"'))
        else:
            stop = text.find(separator, start)
            stop = len(text) if stop < 0 else stop
            values.append(text[start:stop])
        start = stop + 1
    return values


_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def _header_fields(name: str, raw: bytes, separator: str) -> tuple[str, ...]:
    if b"\0" in raw:
        raise SourceError(f"{name}, line 1: NUL bytes (UTF-16?); save it as UTF-8")
    try:
        rows = list(csv.reader(io.StringIO(raw.decode(), newline=""), delimiter=separator))
    except UnicodeDecodeError as error:
        raise SourceError(f"{name}, line 1: not UTF-8; save it as UTF-8") from error
    except csv.Error as error:
        raise SourceError(f"{name}, line 1: no header can be read ({error})") from error
    return tuple(value.strip() for value in rows[0])


def _others(verdicts: np.ndarray[Any, np.dtype[np.uint8]]) -> list[int]:
    return [int(index) for index in np.flatnonzero(verdicts != scan.GOOD)]


def _cut(reason: str, raw: bytes) -> tuple[str, bytes]:
    if len(raw) <= MAX_RAW:
        return reason, raw
    return _shortened(reason), raw[:MAX_RAW]


def _shortened(reason: str) -> str:
    return f"{reason}; only its first {MAX_RAW:,} bytes are kept"
