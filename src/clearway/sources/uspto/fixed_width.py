"""Lines of fixed width as matrices of bytes: a block of a file in a few passes of numpy.

Source of the two layouts of the maintenance fee events: USPTO, MaintFeeEventsFileDocumentation.doc
of June 2018 as public programs quote it (columns 1-13, 15-22, 24, 26-33, 35-42, 44-51, 53-57); in
files until about 2014 the patent number has 7 characters and all else stands 6 to the left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from clearway.sources.archives import ByteSource

BLOCK = 4 << 20
"""Bytes read at a time, some 70,000 lines."""
MAX_LINE = 1 << 16
"""Bytes of the longest line that is believed to be one."""

_ZERO, _BLANK, _LF, _CR = b"0 \n\r"
_YEAR, _MONTH, _DAY = slice(0, 4), slice(4, 6), slice(6, 8)
_UNKNOWN_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Layout:
    """Where the fields of a line stand: first and last place, counted from 0, the last excluded."""

    patent: tuple[int, int]
    serial: tuple[int, int]
    entity: tuple[int, int]
    filed: tuple[int, int]
    granted: tuple[int, int]
    event: tuple[int, int]
    code: tuple[int, int]

    @property
    def width(self) -> int:
        """Characters of a line, its end apart."""
        return self.code[1]


NEW = Layout((0, 13), (14, 22), (23, 24), (25, 33), (34, 42), (43, 51), (52, 57))
OLD = Layout((0, 7), (8, 16), (17, 18), (19, 27), (28, 36), (37, 45), (46, 51))

_LINE = rb"[A-Z0-9 ]{%d} [0-9 ]{8} [A-Z ?] [0-9 ]{8} [0-9 ]{8} \d{8} [A-Z0-9./]{2,5} *\r?"
_SHAPES = ((NEW, re.compile(_LINE % 13)), (OLD, re.compile(_LINE % 7)))
_PROBED = 200


def find_layout(name: str, head: bytes) -> Layout:
    """Return the layout that most of the first lines have.

    Args:
        name: what messages call the file.
        head: its first bytes.

    Raises:
        SourceError: fewer than half of the lines have either layout.
    """
    lines = [line for line in head.split(b"\n")[: _PROBED + 1] if line.strip()][:_PROBED]
    fits = [sum(bool(shape.fullmatch(line)) for line in lines) for _, shape in _SHAPES]
    best = max(fits)
    if not lines or 2 * best < len(lines):
        raise SourceError(
            f"{name}:1: not the maintenance fee events layout (patent number, application number, "
            "entity, three dates, code in fixed columns); name MaintFeeEvents_YYYYMMDD.txt or "
            "the MaintFeeEvents.zip that holds it"
        )
    return _SHAPES[fits.index(best)][0]


def blocks(source: ByteSource) -> Iterator[bytes]:
    """Yield the file in blocks of whole lines.

    Raises:
        SourceError: a line longer than 64 KiB, or the source is damaged.
    """
    rest = b""
    while data := source.read(BLOCK):
        data = rest + data
        end = data.rfind(b"\n") + 1
        if len(data) - end > MAX_LINE:
            raise SourceError(
                f"{source.name}: a line of more than {MAX_LINE:,} bytes; fetch the file again"
            )
        rest = data[end:]
        if end:
            yield data[:end]
    if rest:
        yield rest + b"\n"


@dataclass(frozen=True)
class Lines:
    """The lines of a block: their characters as a matrix, blanks added to the right.

    Attributes:
        block: the bytes.
        starts: where each line starts in the block; one more for its end.
        sizes: characters of each line, its end apart.
        text: lines x width.
    """

    block: bytes
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    text: NDArray[np.uint8]

    def masked(self, kept: NDArray[np.bool_]) -> Lines:
        """Return the lines with blanks for those that are not kept."""
        text = np.where(kept[:, None], self.text, np.uint8(_BLANK))
        return Lines(self.block, self.starts, self.sizes, text)

    def raw(self, row: int) -> bytes:
        """Return the bytes of a line, without its end."""
        return self.block[self.starts[row] : self.starts[row + 1]].rstrip(b"\r\n")


def split_lines(block: bytes, width: int) -> Lines:
    """Part a block, which ends with a line's end, into its lines."""
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(data == _LF)
    starts = np.concatenate(([0], ends + 1))
    sizes = ends - starts[:-1]
    sizes = sizes - ((sizes > 0) & (data[ends - 1] == _CR))
    if len(ends) and (ends[1:] - ends[:-1] == ends[0] + 1).all() and sizes[0] >= width:
        return Lines(block, starts, sizes, data.reshape(len(ends), -1)[:, :width])
    places = np.minimum(starts[:-1, None] + np.arange(width), len(data) - 1)
    text = np.where(np.arange(width) < sizes[:, None], data[places], np.uint8(_BLANK))
    return Lines(block, starts, sizes, text)


def read_field(lines: Lines, where: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a field of every line as a matrix, blanks and zeros as they stand."""
    return np.ascontiguousarray(lines.text[:, where[0] : where[1]])


def read_days(
    lines: Lines, where: tuple[int, int]
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Read a date of eight digits in every line.

    Returns:
        The days, `NaT` where blank, all zeros or none of the calendar; and whether the field is a
        day or blank or zeros.
    """
    cells = lines.text[:, where[0] : where[1]]
    digits = cells - np.uint8(_ZERO)
    fit = np.all(digits <= 9, axis=1)
    year, month, day = (_number(digits[:, part]) for part in (_YEAR, _MONTH, _DAY))
    blank = fit & (year + month + day == 0)
    if not fit.all():
        blank |= (cells == _BLANK).all(axis=1)
    fit &= (year >= 1700) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(fit, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(fit, day - 1, 0)
    fit &= days.astype("datetime64[M]") == months
    return np.where(fit, days, _UNKNOWN_DAY), fit | blank


def _number(digits: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The numbers that rows of digits write."""
    total = digits[:, 0].astype(np.int32)
    for place in range(1, digits.shape[1]):
        total = total * 10 + digits[:, place]
    return total


def add_years(days: NDArray[np.datetime64], years: int) -> NDArray[np.datetime64]:
    """Return the same month and day `years` later (29 February becomes 28); `NaT` stays."""
    months = days.astype("datetime64[M]")
    later = months + 12 * years
    moved = later.astype("datetime64[D]") + (days - months.astype("datetime64[D]"))
    last = (later + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    earlier: NDArray[np.datetime64] = np.minimum(moved, last)
    return earlier
