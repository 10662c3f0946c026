"""The compiled pass that finds the records of delimited text and judges their shape.

One state machine over the bytes, about a nanosecond each. It never looks past what it is given:
an unfinished record is left for the next call, so its verdicts do not depend on the reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_RECORDS = 1 << 18
"""Records found in one call at most."""

GOOD, WRONG_FIELDS, MALFORMED, HAS_NUL, TOO_LONG, NOT_UTF8 = range(6)
"""Verdicts on a record."""

_QUOTE, _LF, _CR = 34, 10, 13
_UNFINISHED, _DONE, _BROKEN = range(3)
_NUL, _WIDE, _DOUBLED = 1, 2, 4

_Longs = np.ndarray[Any, np.dtype[np.int64]]
_Ints = np.ndarray[Any, np.dtype[np.int32]]
_Bytes = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True)
class Found:
    """The records found in a buffer.

    Attributes:
        starts: offset of each record; ends: offset behind its line end.
        field_ends: per record, how far behind its start each of the expected fields ends.
        has_doubled: per expected field, whether some record has a doubled quote in it.
        lines: physical lines between the buffer's start and the record's.
        fields: its fields; verdicts: what is wrong with it; is_wide: it holds bytes beyond ASCII.
        consumed: bytes dealt with; lines_consumed: their physical lines.
        full: the call stopped because it had found `limit` records.
        oversized: the next line is longer than a record may be, and its end is not in sight.
    """

    starts: _Longs
    ends: _Longs
    lines: _Longs
    fields: _Longs
    field_ends: _Ints
    has_doubled: np.ndarray[Any, np.dtype[np.bool_]]
    verdicts: _Bytes
    is_wide: np.ndarray[Any, np.dtype[np.bool_]]
    consumed: int
    lines_consumed: int
    full: bool
    oversized: bool

    @property
    def count(self) -> int:
        """The number of records."""
        return len(self.starts)


def scan_records(  # noqa: PLR0913
    buffer: bytearray, *, separator: int, fields: int, final: bool, max_record: int, limit: int
) -> Found:
    """Find the whole records at the start of a buffer that begins at a record.

    Args:
        buffer: bytes from the start of a record on.
        separator: the separator's byte.
        fields: fields a record must have; 0 for any number.
        final: no bytes follow the buffer.
        max_record: bytes a record may have.
        limit: stop after so many records.

    Returns:
        The records; the bytes from `consumed` on are the start of an unfinished one.
    """
    data = np.frombuffer(buffer, np.uint8)
    room = min(limit, len(buffer) // max(fields, 2) + 2)
    table = np.empty((4, room), np.int64)
    marks = np.empty((2, room), np.uint8)
    field_ends = np.empty((room, fields), np.int32)
    doubled = np.zeros(fields, np.uint8)
    count, consumed, lines, oversized = _scan(
        data, separator, final, max_record, table, marks, field_ends, doubled
    )
    return Found(
        table[0, :count],
        table[1, :count],
        table[2, :count],
        table[3, :count],
        field_ends[:count],
        doubled != 0,
        marks[0, :count],
        marks[1, :count] != 0,
        consumed,
        lines,
        count == room,
        oversized,
    )


@numba.njit(cache=True, nogil=True)
def _quoted(data: _Bytes, start: int, final: bool) -> tuple[int, int, int, int]:  # noqa: FBT001
    """Read on behind an opening quote: (behind the closing one or -1, breaks, first, flags)."""
    size = len(data)
    breaks, first, flags = 0, -1, 0
    i = start
    while i < size:
        byte = data[i]
        if byte > _QUOTE and byte < 128:
            i += 1
        elif byte == _QUOTE:
            if i + 1 < size and data[i + 1] == _QUOTE:
                flags |= _DOUBLED
                i += 2
            elif i + 1 < size or final:
                return i + 1, breaks, first, flags
            else:
                break
        else:
            if byte == _LF:
                breaks += 1
                first = i if first < 0 else first
            elif byte == 0:
                flags |= _NUL
            elif byte >= 128:
                flags |= _WIDE
            i += 1
    return -1, breaks, first, flags


@numba.njit(cache=True, nogil=True)
def _plain(data: _Bytes, start: int, separator: int) -> tuple[int, int]:
    """Read an unquoted field: (the byte that ends it, flags)."""
    flags = 0
    i = start
    while i < len(data):
        byte = data[i]
        if byte in (separator, _LF, _CR, _QUOTE):
            break
        if byte == 0:
            flags |= _NUL
        elif byte >= 128:
            flags |= _WIDE
        i += 1
    return i, flags


@numba.njit(cache=True, nogil=True)
def _record(  # noqa: C901, PLR0913
    data: _Bytes,
    start: int,
    separator: int,
    final: bool,  # noqa: FBT001
    ends: _Ints,
    doubled: _Bytes,
) -> tuple[int, int, int, int, int, int]:
    """Read one record: (state, where it stopped, fields, line breaks, first break, flags)."""
    size = len(data)
    fields, breaks, first, flags = 1, 0, -1, 0
    i = start
    while True:
        if i < size and data[i] == _QUOTE:
            i, more, line_end, found = _quoted(data, i + 1, final)
            breaks += more
            first = line_end if first < 0 else first
        else:
            i, found = _plain(data, i, separator)
        flags |= found
        if fields <= len(ends):
            ends[fields - 1] = i - start
            if found & _DOUBLED:
                doubled[fields - 1] = 1
        if i < 0:
            return _UNFINISHED, size, fields, breaks, first, flags
        if i >= size:
            return (_DONE if final else _UNFINISHED), size, fields, breaks, first, flags
        if data[i] == separator:
            fields += 1
            i += 1
        elif data[i] == _LF:
            return _DONE, i + 1, fields, breaks + 1, first, flags
        elif data[i] == _CR and i + 1 >= size:
            return (_DONE if final else _UNFINISHED), size, fields, breaks, first, flags
        elif data[i] == _CR and data[i + 1] == _LF:
            return _DONE, i + 2, fields, breaks + 1, first, flags
        else:
            return _BROKEN, i, fields, breaks, first, flags


@numba.njit(cache=True, nogil=True)
def _scan(  # noqa: PLR0913
    data: _Bytes,
    separator: int,
    final: bool,  # noqa: FBT001
    max_record: int,
    table: _Longs,
    marks: _Bytes,
    field_ends: _Ints,
    doubled: _Bytes,
) -> tuple[int, int, int, bool]:
    """Fill the tables; return (records, bytes consumed, lines consumed, oversized)."""
    size, room, fields = len(data), table.shape[1], field_ends.shape[1]
    count, start, line = 0, 0, 0
    while start < size and count < room:
        blank = _blank(data, start)
        if blank > 0:
            start += blank
            line += 1
            continue
        state, end, found, breaks, first, flags = _record(
            data, start, separator, final, field_ends[count], doubled
        )
        verdict = GOOD
        too_long = end - start > max_record
        if state == _UNFINISHED and not final and not too_long:
            break
        if state != _DONE or too_long:
            # Only the first line is set aside; what follows may well be sound.
            end = first + 1 if first >= 0 else _line_end(data, end - (state == _DONE))
            if end < 0 and not final and size - start > max_record:
                return count, start, line, True
            if end < 0 and not final:
                break
            end = size if end < 0 else end
            breaks = 1
            verdict = TOO_LONG if end - start > max_record else MALFORMED
        elif flags & _NUL:
            verdict = HAS_NUL
        elif fields > 0 and found != fields:
            verdict = WRONG_FIELDS
        table[0, count], table[1, count] = start, end
        table[2, count], table[3, count] = line, found
        marks[0, count], marks[1, count] = verdict, flags & _WIDE
        count += 1
        line += breaks
        start = end
    return count, start, line, False


@numba.njit(cache=True, nogil=True)
def _blank(data: _Bytes, start: int) -> int:
    """Return the bytes of the empty line at `start`; 0 when the line holds something."""
    if data[start] == _LF:
        return 1
    if data[start] == _CR and start + 1 < len(data) and data[start + 1] == _LF:
        return 2
    return 0


@numba.njit(cache=True, nogil=True)
def _line_end(data: _Bytes, start: int) -> int:
    """Return the offset behind the first line break from `start` on; -1 when there is none."""
    for i in range(start, len(data)):
        if data[i] == _LF:
            return i + 1
    return -1


@numba.njit(cache=True, nogil=True)
def _fill_views(  # noqa: PLR0913
    data: _Bytes, starts: _Longs, field_ends: _Ints, spans: _Longs, words: _Ints, letters: _Bytes
) -> None:
    """Fill 16 bytes per span: length, then the text itself or its first letters and offset."""
    for k in range(len(starts)):
        for column in range(len(spans)):
            first, last = spans[column]
            start = starts[k] + (field_ends[k, first - 1] + 1 if first > 0 else 0)
            stop = starts[k] + field_ends[k, last]
            if first == last and stop > start and data[start] == _QUOTE:
                start += 1
                stop -= 1
            size = stop - start
            words[column, k, 0] = size
            if size > 12:
                words[column, k, 3] = start
                for j in range(4):
                    letters[column, k, 4 + j] = data[start + j]
            else:
                for j in range(size):
                    letters[column, k, 4 + j] = data[start + j]


def view_spans(
    data: bytearray, starts: _Longs, field_ends: _Ints, spans: Sequence[tuple[int, int]]
) -> list[pa.Array]:
    """Return fields of records as Arrow text that points into `data`, without copying.

    Args:
        data: the records' bytes.
        starts: where each record starts in `data`.
        field_ends: per record, how far behind its start each field ends.
        spans: first and last place of the neighboring fields wanted as one text.

    Returns:
        Per span its bytes; for one field alone those between its quotes, if there are any. Doubled
        quotes are left doubled.
    """
    words = np.zeros((len(spans), len(starts), 4), np.int32)
    _fill_views(
        np.frombuffer(data, np.uint8),
        starts,
        field_ends,
        np.array(spans, np.int64).reshape(-1, 2),
        words,
        words.view(np.uint8),
    )
    text = pa.py_buffer(data)
    return [
        pa.Array.from_buffers(pa.string_view(), len(starts), [None, pa.py_buffer(column), text])
        for column in words
    ]
