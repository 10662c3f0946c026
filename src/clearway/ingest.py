"""From a source file to a snapshot: reader, store and layout put together.

The second place that knows more than one part of the house; the command line and the demo call it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from clearway import __version__
from clearway.app import Desk
from clearway.case import Policy
from clearway.clearance.groups import MAX
from clearway.errors import SourceError
from clearway.readers import READERS
from clearway.record import open_record
from clearway.record.missing_ids import missing_ids_of
from clearway.record.naming import changed
from clearway.record.snapshots import current_id
from clearway.record.store import SourceFile, apply_review, begin_ingest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from clearway.sources.report import FileReport, SourceReport

    Progress = Callable[[int, int | None], None] | None


_EITHER = {"etsi": "etsi-dynamic", "etsi-dynamic": "etsi"}


@dataclass(frozen=True)
class Summary:
    """What an ingest did, for people."""

    snapshot: str
    files: tuple[SourceFile, ...]
    checks: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = field(default=())
    seconds: tuple[tuple[str, float], ...] = field(default=(), compare=False)

    def to_text(self) -> str:
        """Return the summary as lines: per file its rows, then the check figures and notes."""
        lines = [
            f"{file.name}: {file.rows_in:,} rows in, {file.rows_loaded:,} loaded, "
            f"{file.rows_rejected:,} set aside"
            + (f", {file.rows_unplaced:,} of rights not on record" if file.rows_unplaced else "")
            + (f", edition {file.edition}" if file.edition else "")
            for file in self.files
        ]
        lines += [f"  {name:<34}{count:>12,}" for name, count in self.checks]
        lines += [f"note: {note}" for note in self.notes]
        lines.append(f"snapshot {self.snapshot}")
        lines.append(", ".join(f"{what} in {taken:.1f} s" for what, taken in self.seconds))
        return "\n".join(lines) + "\n"


def ingest_etsi(path: Path, record_dir: Path, progress: Progress = None) -> Summary:
    """Read ETSI's ISLD export into the record.

    Raises:
        SourceError: the file is damaged or is no such export.
        RecordBusyError, StorageError: the record cannot be written.
    """
    from clearway.sources.etsi import read_etsi

    _refuse_beside("etsi", record_dir)
    clock = _Clock()
    with begin_ingest(record_dir, "etsi") as build:
        report = read_etsi(path, build.parts, progress)
        clock.tell("read")
        file = SourceFile(
            name=report.name, size=report.size, sha256=report.sha256, rows_in=report.rows_in,
            rows_loaded=report.rows_loaded, rows_rejected=report.rows_rejected,
            edition=report.edition, notes=report.notes,
        )  # fmt: skip
        snapshot = build.finish([file], __version__)
        files = build.files
    clock.tell("merged")
    companies = _prepare(record_dir)
    clock.tell("laid out for questions")
    checks = report.checks
    return Summary(
        snapshot,
        files,
        (
            ("rows", checks.rows),
            ("rows with the 4G flag", checks.rows_4g),
            ("4G families with an id", checks.families_4g),
            ("4G groups without a family id", checks.groups_4g_without_family),
            *(
                (f"4G families of {company}", count)
                for company, count in checks.largest(lambda name: companies.get(name, name))
            ),
        ),
        (*report.notes, *_notes_of(record_dir)),
        tuple(clock.told),
    )


def ingest_tables(path: Path, record_dir: Path) -> Summary:
    """Read plain forms, one file or a folder of them, into the record.

    Raises:
        SourceError: no file is a known form, or a needed column is missing.
        RecordBusyError, StorageError: the record cannot be written.
    """
    from clearway.sources.plain import read_tables

    clock = _Clock()
    with begin_ingest(record_dir, f"tables:{path.resolve().name}") as build:
        report = read_tables(path, build.parts)
        clock.tell("read")
        snapshot = build.finish([_source_file(file) for file in report.files], __version__)
        files = build.files
    clock.tell("merged")
    _prepare(record_dir)
    clock.tell("laid out for questions")
    notes = (*report.notes, *_notes_of(record_dir))
    return Summary(snapshot, files, (), notes, tuple(clock.told))


def ingest_source(
    source: str, paths: Sequence[Path], record_dir: Path, progress: Progress = None
) -> Summary:
    """Read the files of one source into the record; they replace what it loaded before.

    Args:
        source: a name of `READERS`.
        paths: its files.
        record_dir: the record.
        progress: told bytes read and, where known, bytes in all.

    Raises:
        SourceError: a file is damaged or of another layout.
        RecordBusyError, StorageError: the record cannot be written.
    """
    _refuse_beside(source, record_dir)
    module, function = READERS[source].place.split(":")
    read: Callable[[Sequence[Path], Path, Progress], SourceReport]
    read = getattr(import_module(module), function)
    clock = _Clock()
    with begin_ingest(record_dir, source) as build:
        report = read(paths, build.parts, progress)
        clock.tell("read")
        snapshot = build.finish([_source_file(file) for file in report.files], __version__)
        files = build.files
    clock.tell("merged")
    _prepare(record_dir)
    clock.tell("laid out for questions")
    notes = (*report.notes, *_notes_of(record_dir))
    return Summary(snapshot, files, (), notes, tuple(clock.told))


def compute_families(record_dir: Path, *, wanted: bool) -> Summary:
    """Merge the record anew, with families computed from priorities, or without; it stays so.

    Raises:
        RecordMissingError: there is no record.
        RecordBusyError, StorageError: the record cannot be written.
    """
    open_record(record_dir)
    clock = _Clock()
    with begin_ingest(record_dir, None, families=wanted) as build:
        snapshot = build.finish([], __version__)
    clock.tell("merged")
    _prepare(record_dir)
    clock.tell("laid out for questions")
    return Summary(snapshot, (), (), _notes_of(record_dir), tuple(clock.told))


def _notes_of(record_dir: Path) -> tuple[str, ...]:
    """What the merge found that a person should know."""
    manifest = open_record(record_dir).manifest
    notes = [str(one) for one in missing_ids_of(manifest)]
    if computed := manifest.get("families"):
        notes.append(
            f"families computed from priorities: {computed['docdb']:,} rights got a docdb one, "
            f"{computed['inpadoc']:,} an inpadoc one, {computed['disputed']:,} of these apart from "
            "several that sources give"
        )
    return tuple(notes)


def _refuse_beside(source: str, record_dir: Path) -> None:
    """ETSI's two exports give the same patents under families of their own: one or the other."""
    other = _EITHER.get(source)
    held = open_record(record_dir).manifest["sources"] if current_id(record_dir) else {}
    if other in held:
        raise SourceError(
            f"{record_dir} holds {other}, which gives the same patents in other families than "
            f"{source}; ingest into another record (--record DIR)"
        )


class _Clock:
    """Seconds of each step of an ingest, told one after another."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float]] = []
        self._last = time.perf_counter()

    def tell(self, what: str) -> None:
        now = time.perf_counter()
        self.told.append((what, now - self._last))
        self._last = now


def _source_file(file: FileReport) -> SourceFile:
    return SourceFile(
        file.name, file.size, file.sha256, file.rows_in, file.rows_loaded, file.rows_rejected,
        edition=file.edition,
    )  # fmt: skip


def _prepare(record_dir: Path) -> dict[str, str]:
    """Lay the record out for the kernel, so that the first question need not; return its names."""
    desk = Desk(open_record(record_dir))
    desk.layout(MAX, Policy())
    return dict(desk.facts.names)


def apply_names(record_dir: Path) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Make a snapshot with what the review file says of names.

    Returns:
        The snapshots before and after, the same where nothing changes, and per spelling that
        changed: it, its company before and its company now.

    Raises:
        SourceError: the review file cannot be read, or contradicts itself.
        RecordMissingError, RecordDamagedError, RecordBusyError, StorageError: as an ingest.
    """
    before = open_record(record_dir).snapshot_id
    after = apply_review(record_dir, __version__)
    if after != before:
        _prepare(record_dir)
    return before, after, changed(record_dir, before, after)
