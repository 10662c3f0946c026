"""Writing a sample to a file, `.zip` or `.csv`, while it is made."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from clearway.errors import StorageError, UsageError
from clearway.sample.declarations import draw_entries
from clearway.sample.families import draw_units
from clearway.sample.figures import SampleFigures, measure_sample
from clearway.sample.rights import draw_rights
from clearway.sample.rows import RowWriter

if TYPE_CHECKING:
    from pathlib import Path

MEMBER = "ISLD-export.csv"
"""The name of the CSV in the archive, as in the publisher's."""

LEAST_ROWS = 1_000
STAMP = (2026, 10, 9, 0, 0, 0)
"""The time of the archive's member: fixed, so that the same sample is the same bytes."""

LEVEL_ATTRIBUTE = "compress_level" if sys.version_info >= (3, 13) else "_compresslevel"
"""What `ZipInfo` calls the level; it takes none as an argument."""

Progress = Callable[[int, int], None]
"""Called with the rows written and the rows there will be."""


def write_sample(
    path: Path, rows: int, seed: int, progress: Progress | None = None
) -> SampleFigures:
    """Write a calibrated sample in the layout of the ETSI export.

    Args:
        path: `.zip` (one member, `ISLD-export.csv`) or `.csv`; appears whole or not at all.
        rows: about how many rows; at 5,000,000 the sample has the figures of the register of
            2026-10-09, at less its families are in proportion.
        seed: any integer; the same rows and seed give the same bytes.
        progress: told the rows written so far and in all.

    Returns:
        The figures of the sample.

    Raises:
        UsageError: another ending, or fewer than 1,000 rows.
        StorageError: the file cannot be written.
    """
    if rows < LEAST_ROWS:
        raise UsageError(f"--rows {rows}: a sample has at least {LEAST_ROWS} rows.")
    if path.suffix not in (".zip", ".csv"):
        raise UsageError(f"{path}: name the sample FILE.zip or FILE.csv.")
    units = draw_units(rows, seed)
    rights = draw_rights(units, rows, seed)
    entries = draw_entries(units, rights, rows, seed)
    figures = measure_sample(units, rights, entries)
    writer = RowWriter(units, rights, entries, seed)
    unfinished = path.with_name(path.name + ".part")
    try:
        with _opened(unfinished, zipped=path.suffix == ".zip") as out:
            _write(out, writer, figures.rows, progress)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise StorageError(f"{path}: cannot write the sample: {error.strerror}.") from error
    return figures


def _write(out: IO[bytes], writer: RowWriter, total: int, progress: Progress | None) -> None:
    """Write the header and all blocks."""
    out.write(writer.header())
    written = 0
    for count, text in writer.blocks():
        out.write(text)
        written += count
        if progress is not None:
            progress(written, total)


@contextmanager
def _opened(path: Path, *, zipped: bool) -> Iterator[IO[bytes]]:
    """The stream that the CSV goes to."""
    if not zipped:
        with path.open("wb") as plain:
            yield plain
        return
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo(MEMBER, STAMP)
        member.compress_type = zipfile.ZIP_DEFLATED
        setattr(member, LEVEL_ATTRIBUTE, 3)
        with archive.open(member, "w", force_zip64=True) as packed:
            yield packed
