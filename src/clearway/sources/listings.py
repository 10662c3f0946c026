"""Delimited files of moderate size, record by record: header, cells, place, and the counts.

For the sources that are lists of some thousands or millions of short rows (pools, suits, markets,
devices, ETSI's smaller exports). Which records are well formed, `delimited` decides; here a header
may stand behind a preamble, columns are found by name, and what is set aside is counted.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clearway.errors import SourceError
from clearway.sources.archives import ByteSource, Limits, checksum, open_source
from clearway.sources.delimited import RecordBlocks, parse_strings
from clearway.sources.report import FileReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from clearway.sources.delimited import Block
    from clearway.sources.part_writer import PartWriter

    Progress = Callable[[int, int | None], None] | None

BLOCK_SIZE = 1 << 20
"""Bytes read at a time."""
PREAMBLE = 1 << 16
"""Bytes in which the header must begin."""
TOLERATED = 20
"""Records of a wrong shape that are set aside whatever their share."""
MAX_SHARE = 0.05
"""Share of records of a wrong shape above which a file as a whole is refused."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: physical line, cells by place, its bytes, or why its shape is wrong."""

    line: int
    cells: tuple[str, ...]
    raw: bytes
    problem: str | None = None


class Listing:
    """The header of one file, then its records.

    Attributes:
        path: the file on disk.
        name: what messages call it.
        header: the columns as spelled, stripped.
        preamble: the lines before the header.
    """

    def __init__(
        self,
        path: Path,
        source: ByteSource,
        separator: str = ",",
        preamble: tuple[str, ...] = (),
    ) -> None:
        self.path = path
        self.name = path.name
        self.preamble = preamble
        self._source = source
        self._blocks = RecordBlocks(source, separator=separator, block_size=BLOCK_SIZE)
        self.header = self._blocks.header

    def places(
        self, needed: Sequence[str], known: Sequence[str] = ()
    ) -> tuple[dict[str, int], list[str]]:
        """Return the place of each column by its name in lower case, and those not known.

        Raises:
            SourceError: a needed column is missing, or a column of use is there twice.
        """
        return self.places_in(self.header, needed, known)

    def places_in(
        self, header: Sequence[str], needed: Sequence[str], known: Sequence[str]
    ) -> tuple[dict[str, int], list[str]]:
        """The same for a header whose columns are respelled."""
        return places_of(header, needed, known, f"{self.name}:{len(self.preamble) + 1}")

    def records(self, progress: Progress = None) -> Iterator[Record]:
        """Yield the records in the order of the file, those of a wrong shape with their problem."""
        for block in self._blocks:
            yield from self._of(block)
            if progress:
                progress(self._source.bytes_read, self._source.expanded)

    def frames(
        self, columns: Mapping[str, int], progress: Progress = None
    ) -> Iterator[tuple[pl.DataFrame, list[int], list[Record]]]:
        """Yield the records a block at a time, for lists of millions of rows.

        Args:
            columns: names for the frame, and the place of each.
            progress: told bytes read and in all.

        Yields:
            Text columns (an empty cell is "", never null), the physical line of each row, and the
            records of a wrong shape.
        """
        before = len(self.preamble)
        for block in self._blocks:
            bad = [Record(r.line + before, (), r.raw, r.reason) for r in block.rejects]
            frame = parse_strings(block, tuple(dict.fromkeys(columns.values())))
            named = [pl.col(str(place)).alias(name) for name, place in columns.items()]
            yield frame.select(named), (block.lines + before).tolist(), bad
            if progress:
                progress(self._source.bytes_read, self._source.expanded)

    def _of(self, block: Block) -> Iterator[Record]:
        before = len(self.preamble)
        bad = [Record(r.line + before, (), r.raw, r.reason) for r in block.rejects]
        if block.height:
            frame = parse_strings(block, range(len(self.header)))
            lines = (block.lines + before).tolist()
            for index, (line, cells) in enumerate(zip(lines, frame.iter_rows(), strict=True)):
                while bad and bad[0].line < line:
                    yield bad.pop(0)
                yield Record(line, tuple(map(str.strip, cells)), block.raw(index))
        yield from bad


@contextlib.contextmanager
def open_listing(
    path: Path,
    *,
    member: str | None = None,
    separator: str = ",",
    is_header: Callable[[Sequence[str]], bool] | None = None,
) -> Iterator[Listing]:
    """Open a delimited file, plain, gzipped or in a zip.

    Args:
        path: the file.
        member: which member of a zip, folders included; the only `.csv` by default.
        separator: one ASCII character.
        is_header: says of a line's fields whether they are the header; the first line by default.

    Yields:
        The listing, closed on leaving.

    Raises:
        SourceError: no such file, damaged, not UTF-8, no header within `PREAMBLE` bytes.
    """
    preamble: tuple[str, ...] = ()
    skipped = 0
    if is_header:
        with _open(path, member) as source:
            preamble, skipped = _before_header(source, separator, is_header)
    with _open(path, member) as source:
        while skipped:
            skipped -= len(source.read(skipped))
        yield Listing(path, source, separator, preamble)


def separator_of(
    path: Path, is_header: Callable[[Sequence[str]], bool], separators: str = ";,\t"
) -> str:
    """Return the separator with which some line near the start is the header, else the first."""
    for separator in separators:
        with open_source(path) as source, contextlib.suppress(SourceError):
            _before_header(source, separator, is_header)
            return separator
    return separators[0]


def _open(path: Path, member: str | None) -> contextlib.AbstractContextManager[ByteSource]:
    return open_source(path) if member is None else _open_member(path, member)


@contextlib.contextmanager
def _open_member(path: Path, member: str) -> Iterator[ByteSource]:
    """Open one member of a zip that holds several, bounded as any source."""
    limits = Limits()
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(member)
            reason = limits.refuse(info.compress_size, info.file_size)
            if reason:
                raise SourceError(f"{path.name}/{member} is refused: {reason}; unpack the zip")
            with archive.open(info) as stream:
                size = info.file_size
                yield ByteSource(path, stream, member=info, expanded=size, limits=limits)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        raise SourceError(
            f"{path.name}/{member} cannot be unpacked ({error}); fetch it again, or unpack the zip"
        ) from error


def members_of(path: Path, suffix: str = ".csv") -> list[str]:
    """Return the members of a zip whose names end so, in their order.

    Raises:
        SourceError: no readable zip.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"{path.name} is no readable zip ({error}); fetch it again") from error
    wanted = (name for name in names if name.casefold().endswith(suffix))
    return [name for name in wanted if not name.startswith("__MACOSX")]


def _before_header(
    source: ByteSource, separator: str, is_header: Callable[[Sequence[str]], bool]
) -> tuple[tuple[str, ...], int]:
    """Return the lines before the header, and their bytes."""
    start = b""
    while len(start) < PREAMBLE and (data := source.read(PREAMBLE - len(start))):
        start += data
    before: list[str] = []
    size = 0
    for line in start.splitlines(keepends=True):
        text = line.decode("utf-8-sig", errors="replace").strip("\r\n")
        if is_header(_fields(text, separator)):
            return tuple(before), size
        before.append(text)
        size += len(line)
    raise SourceError(
        f"{source.path.name}: no line among the first {len(before)} names the columns of this "
        "layout; fetch the file again, or name the source that it is of"
    )


def _fields(text: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([text], delimiter=separator), [])]
    except csv.Error:
        return []


def places_of(
    header: Sequence[str], needed: Sequence[str], known: Sequence[str], where: str
) -> tuple[dict[str, int], list[str]]:
    """Find columns by name, whatever their case.

    Args:
        header: the columns as spelled.
        needed: those that must be there.
        known: others that the layout has, in use or not.
        where: file and line, for messages.

    Returns:
        Place by name in lower case, and the columns that are neither needed nor known.

    Raises:
        SourceError: a needed column is missing, or one is there twice.
    """
    names = [name.strip().casefold() for name in header]
    for name in map(str.casefold, (*needed, *known)):
        if names.count(name) > 1:
            raise SourceError(f"{where}: column {name} is there twice; remove one of them")
    for name in needed:
        if name.casefold() not in names:
            near = difflib.get_close_matches(name.casefold(), names, n=1)
            hint = f" (nearest is {near[0]})" if near else ""
            raise SourceError(
                f"{where}: column {name} is missing{hint}; fetch the file again in this layout, "
                "or rename the column"
            )
    wanted = {name.casefold() for name in (*needed, *known)}
    unknown = [column for column, name in zip(header, names, strict=True) if name not in wanted]
    return {name: place for place, name in enumerate(names) if name}, [c for c in unknown if c]


class Tally:
    """Counts the records of one file, and writes down those set aside.

    Args of the constructor: the file, the parts being written, and the file's name where it is
    another than that on disk (a member of a zip).
    """

    def __init__(self, path: Path, parts: PartWriter, name: str | None = None) -> None:
        self.path = path
        self.name = name or path.name
        self.loaded = 0
        self.rejected = 0
        self._misshapen = 0
        self._first: tuple[int, str] | None = None
        self._parts = parts

    def stands(self, record: Record) -> dict[str, object]:
        """Return where a record stands: the columns `file`, `line` and `raw` of a part."""
        return {"file": self.name, "line": record.line, "raw": record.raw}

    def reject(self, record: Record, reason: str) -> None:
        """Set a record aside."""
        self.rejected += 1
        self._misshapen += record.problem is not None
        self._first = self._first or (record.line, reason)
        self._parts.add("rejects", {**self.stands(record), "reason": reason})

    def add(self, record: Record, part: str, fact: Mapping[str, object]) -> None:
        """Hand a fact of a record to its part."""
        self._parts.add(part, {**fact, **self.stands(record)})

    def report(self, edition: date | None = None) -> FileReport:
        """Return the counts of the file.

        Raises:
            SourceError: no records, or so many set aside that the file is not to be believed.
        """
        rows = self.loaded + self.rejected
        name = self.name
        if not rows:
            raise SourceError(f"{name}: a header and no rows; fetch the file again")
        many = self._misshapen > TOLERATED and self._misshapen > MAX_SHARE * rows
        if self._first and (many or not self.loaded):
            line, reason = self._first
            raise SourceError(
                f"{name}:{line}: {reason}; {self.rejected:,} of {rows:,} rows would be set aside: "
                "the file is damaged or in another layout; fetch it again"
            )
        return FileReport(
            name, self.path.stat().st_size, checksum(self.path), rows, self.loaded, self.rejected,
            edition,
        )  # fmt: skip
