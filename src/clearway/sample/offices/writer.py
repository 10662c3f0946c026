"""Writing what the offices would say into a folder, one file for each of them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.errors import StorageError
from clearway.sample.families import draw_units
from clearway.sample.offices import docdb, states, us_fees, us_titles
from clearway.sample.offices.grants import draw_grants
from clearway.sample.rights import draw_rights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    Progress = Callable[[int, int], None]

FILES = {
    "docdb": "SAMPLE-docdb.xml.gz",
    "inpadoc": "SAMPLE-legal-events.xml.gz",
    "uspto-fees": "SAMPLE-MaintFeeEvents.txt.gz",
    "uspto-assignments": "SAMPLE-assignments.xml.gz",
}
"""File by the name of the source that reads it."""

_COMPRESSION = 3
_TOLD_EVERY = 5_000


@dataclass(frozen=True)
class OfficeFigures:
    """What was written: documents, events of single states, fee events, recorded assignments."""

    documents: int
    state_events: int
    fee_events: int
    conveyances: int


def write_office_sample(
    directory: Path, rows: int, seed: int, progress: Progress | None = None
) -> OfficeFigures:
    """Write what offices would say of the rights of `write_sample(..., rows, seed)`.

    Args:
        directory: gets the `FILES`; made if it is missing.
        rows: as of the sample.
        seed: as of the sample; the same rows and seed give the same bytes.
        progress: told the documents, patents with events, fees and assignments written so far,
            and in all.

    Raises:
        StorageError: a file cannot be written.
    """
    units = draw_units(rows, seed)
    rights = draw_rights(units, rows, seed)
    granted = draw_grants(rights, seed)
    events = states.draw_state_events(rights, granted, seed)
    fees = us_fees.draw_us_fees(rights, granted, seed)
    conveyances = us_titles.draw_conveyances(units, rights, rows, seed)
    figures = OfficeFigures(len(docdb.documented(rights)), len(events), len(fees), len(conveyances))
    total = figures.documents + len(events.patents) + figures.fee_events + figures.conveyances
    told = _Told(progress, total)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for source, before, texts, after in (
            ("docdb", docdb.BEFORE, docdb.write_documents(units, rights, granted), docdb.AFTER),
            (
                "inpadoc",
                states.BEFORE,
                states.write_state_events(rights, granted, events),
                states.AFTER,
            ),
            ("uspto-fees", "", us_fees.write_us_fees(rights, granted, fees), ""),
            (
                "uspto-assignments",
                us_titles.BEFORE,
                us_titles.write_conveyances(rights, conveyances),
                us_titles.AFTER,
            ),
        ):
            _write(directory / FILES[source], before, told.count(texts), after)
    except OSError as error:
        raise StorageError(f"{directory}: cannot write the sample: {error.strerror}.") from error
    return figures


class _Told:
    """Counts texts as they pass and tells of every few thousand."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def count(self, texts: Iterable[str]) -> Iterable[str]:
        for text in texts:
            self._done += 1
            if self._progress is not None and self._done % _TOLD_EVERY == 0:
                self._progress(self._done, self._total)
            yield text


def _write(path: Path, before: str, texts: Iterable[str], after: str) -> None:
    """Write a file packed, the same bytes each time; it appears whole or not at all."""
    unfinished = path.with_name(path.name + ".part")
    with (
        unfinished.open("wb") as file,
        gzip.GzipFile("", "wb", _COMPRESSION, file, mtime=0) as out,
    ):
        out.write(before.encode())
        out.writelines(text.encode() for text in texts)
        out.write(after.encode())
    unfinished.replace(path)
