"""Read the USPTO's maintenance fee events: which US patents were kept up and which lapsed.

Publisher: United States Patent and Trademark Office, product PTMNFEE2,
https://data.uspto.gov/bulkdata/datasets/ptmnfee2 (weekly, cumulative since 1981-09-01); terms:
public domain. Layout: fixed columns of June 2018 and the narrower one until about 2014
(`fixed_width`). Codes: `uspto_fee_codes.csv`. Utility and reissue patents owe these fees; designs
and plants do not (35 USC 41(b)(3)).

The filing date is not handed over: for a national stage the Office's own files give the day on
which it was entered (371(c)), while the term counts from the international filing; nor is the
application number, whose form in DOCDB begins with that year. It is kept as written.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clearway.errors import SourceError
from clearway.sources.archives import checksum, open_source
from clearway.sources.report import FileReport, SourceReport
from clearway.sources.uspto.columns import ColumnWriter
from clearway.sources.uspto.fee_events import code_table
from clearway.sources.uspto.fee_lines import (
    problem_of,
    read_lines,
    with_effect,
)
from clearway.sources.uspto.fixed_width import blocks, find_layout, read_field, split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from clearway.sources.archives import ByteSource
    from clearway.sources.uspto.fixed_width import Layout, Lines

_EVENTS_FILE = re.compile(r"maintfeeevents(?!desc).*\.txt", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_HELD = 1 << 20
"""Bytes of one patent's events above which they are read in pieces."""
_MANY = 1000
"""Lines set aside above which their share counts: more than a tenth is no file of this kind."""


def read_uspto_fees(
    paths: Sequence[Path],
    parts: Path,
    progress: Callable[[int, int | None], None] | None = None,
) -> SourceReport:
    """Read maintenance fee events into `status_events` and `right_rows`.

    Args:
        paths: `MaintFeeEvents.zip`, or the text file in it, plain or gzipped.
        parts: an existing folder for the parts.
        progress: called with bytes read so far and in all (None when unknown), unpacked.

    Returns:
        The lines of each file, and notes on codes that are not known.

    Raises:
        SourceError: a file is missing or damaged, or of another layout.
    """
    codes: Counter[str] = Counter()
    with ColumnWriter(parts) as writer:
        writer.open("rejects")
        files = tuple(_read(path, writer, codes, progress) for path in paths)
    return SourceReport(files, tuple(_notes(codes)))


def _read(
    path: Path,
    writer: ColumnWriter,
    codes: Counter[str],
    progress: Callable[[int, int | None], None] | None,
) -> FileReport:
    with open_source(path, suffix=_member(path)) as source:
        reading = _Reading(path.name, writer, codes)
        for block, layout in _whole_patents(source):
            reading.take(block, layout)
            if progress:
                progress(source.bytes_read, source.expanded)
        edition = _edition(source.name) or source.dated
    return reading.report(path, edition)


def _member(path: Path) -> str:
    """How the name of the events file in a zip ends: the zip holds the list of codes too."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.rsplit("/", 1)[-1] for name in archive.namelist()]
    except (OSError, zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        return ".txt"
    return next((name.lower() for name in names if _EVENTS_FILE.fullmatch(name)), ".txt")


def _edition(name: str) -> date | None:
    found = _DAY.search(name.rsplit("/", 1)[-1])
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _whole_patents(source: ByteSource) -> Iterator[tuple[bytes, Layout]]:
    """Yield blocks that end where a patent's events end, as far as can be seen."""
    rest, layout = b"", None
    for block in blocks(source):
        layout = layout or find_layout(source.name, block[: 1 << 16])
        data = rest + block
        cut = _last_patent(data, layout.patent[1])
        if not cut and len(data) > _HELD:
            cut = len(data)
        rest = data[cut:]
        if cut:
            yield data[:cut], layout
    if layout is None:
        raise SourceError(f"{source.name}: empty; fetch the file again")
    if rest:
        yield rest, layout


def _last_patent(data: bytes, width: int) -> int:
    """Where the last patent's lines begin; 0 when they reach back too far to look."""
    line = data.rfind(b"\n", 0, len(data) - 1) + 1
    number = data[line : line + width]
    for _ in range(1000):
        before = data.rfind(b"\n", 0, max(line - 1, 0)) + 1
        if line == 0 or data[before : before + width] != number:
            return line
        line = before
    return 0


@dataclass
class _Reading:
    """One file being read: its layout, and the lines counted."""

    name: str
    writer: ColumnWriter
    codes: Counter[str]
    lines: int = 0
    blank: int = 0
    rejected: int = 0
    last: str = ""
    """The patent whose facts were handed over last."""

    def take(self, block: bytes, layout: Layout) -> None:
        """Read a block of whole lines."""
        lines = split_lines(block, layout.width)
        frame, fit = read_lines(lines, layout)
        blank = lines.sizes == 0
        for row in np.flatnonzero(~fit & ~blank):
            self._reject(lines, int(row), problem_of(frame.row(int(row), named=True)))
        self.blank += int(blank.sum())
        places = np.flatnonzero(fit)
        if len(places):
            patents = read_field(lines, layout.patent)[places]
            events = with_effect(frame[places], patents.view(f"S{layout.patent[1]}").ravel())
            self._hand_over(
                events.with_columns(
                    pl.lit(self.name).alias("file"), pl.Series("line", self.lines + places + 1)
                )
            )
        self.lines += len(lines.sizes)

    def _reject(self, lines: Lines, row: int, reason: str) -> None:
        self.rejected += 1
        place = self.lines + row + 1
        fact = {"file": self.name, "line": place, "raw": lines.raw(row), "reason": reason}
        self.writer.add("rejects", fact)
        if self.rejected > max(_MANY, place // 10):
            raise SourceError(
                f"{self.name}:{place}: {reason}; {self.rejected:,} of {place:,} lines are no "
                "events: the file is damaged or in another layout; fetch it again"
            )

    def _hand_over(self, events: pl.DataFrame) -> None:
        self.writer.add_frame(
            "status_events", events.with_columns(pl.col("event").alias("published_on"))
        )
        self.codes.update(dict(events["code"].value_counts().iter_rows()))
        facts = events.unique("publication", keep="first", maintain_order=True)
        if facts["publication"][0] == self.last:
            facts = facts[1:]
        self.last = events["publication"][-1]
        self.writer.add_frame("right_rows", facts.select(*_right_columns()))

    def report(self, path: Path, edition: date | None) -> FileReport:
        """Return the counts of the file, blank lines apart."""
        rows = self.lines - self.blank
        return FileReport(
            path.name, path.stat().st_size, checksum(path), rows, rows - self.rejected,
            self.rejected, edition,
        )  # fmt: skip


def _right_columns() -> list[pl.Expr]:
    return [
        pl.lit("US").alias("office"),
        pl.concat_list("publication").alias("publication_numbers"),
        pl.col("granted").alias("granted_on"),
        pl.col("serial").str.strip_chars().replace("", None)
        .alias("original_application_number"),
        pl.col("patent").str.strip_chars().alias("original_publication_number"),
        pl.col("file", "line", "raw"),
    ]  # fmt: skip


def _notes(codes: Counter[str]) -> list[str]:
    """What the events were, and the codes that the bundled list lacks."""
    table = code_table()
    kinds: Counter[str] = Counter()
    for code, count in codes.items():
        kinds[table[code][0] if code in table else "other"] += count
    notes = [f"{count:,} events of category {kind}" for kind, count in kinds.most_common()]
    unknown = [(code, count) for code, count in codes.most_common() if code not in table]
    if unknown:
        shown = ", ".join(f"{code} ({count:,})" for code, count in unknown[:20])
        notes.append(f"codes not in the list, read as other: {shown}")
    return notes
