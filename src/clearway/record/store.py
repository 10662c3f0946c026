"""Snapshots on disk: made whole beside the others, then named current; or not at all.

    DIR/CURRENT                               the id of the current snapshot
    DIR/snapshots/ID/manifest.json            what went in, with checksums
    DIR/snapshots/ID/TABLE.parquet            the tables of the record
    DIR/snapshots/ID/parts/SOURCE/PART.parquet  what each source said, for the next merge
    DIR/names-review.csv                      what people decided about names; outlives snapshots
    DIR/lock, DIR/cache                       one writer at a time; layouts, may be deleted

A killed ingest leaves a `.building-*` folder, which the next one sweeps away. The current snapshot
and the two before it stay; what they share on disk is stored once.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from clearway.errors import RecordBusyError, RecordDamagedError, StorageError
from clearway.matching import REVIEW_FILE, read_review
from clearway.record.connection import refuse_damage
from clearway.record.consolidate import consolidate, rename
from clearway.record.record import Record, open_record
from clearway.record.snapshots import checksum, current_id, read_manifest, snapshot_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from clearway.record.consolidate import Consolidated

KEPT_SNAPSHOTS = 3
"""The current snapshot and those before it that stay, for `clearway record diff`."""

_COUNTS = ("rows_loaded", "rows_rejected", "rows_unplaced")
"""What a merge counts anew of every file; together they are its rows."""


@dataclass(frozen=True)
class SourceFile:
    """One file as it was read; rows_in = rows_loaded + rows_rejected + rows_unplaced.

    Unplaced are an office's legal events about rights not on record, which are counted.
    """

    name: str
    size: int
    sha256: str
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    rows_unplaced: int = 0
    edition: date | None = None
    notes: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Return the entry of the manifest."""
        return {
            **asdict(self),
            "edition": self.edition.isoformat() if self.edition else None,
            "notes": list(self.notes),
        }


class Build:
    """A snapshot in the making, for one source; or for none, when only the merge is done anew."""

    def __init__(self, record_dir: Path, source: str | None, *, families: bool) -> None:
        self.source = source
        self._families = families
        self.files: tuple[SourceFile, ...] = ()
        self._record_dir = record_dir
        self._folder = record_dir / "snapshots" / f".building-{os.getpid()}"
        (self._folder / "parts").mkdir(parents=True)
        if source is not None:
            self.parts.mkdir()
        self.scratch.mkdir()

    @property
    def parts(self) -> Path:
        """The folder into which the source writes its parts, `<part>.parquet` each."""
        return self._folder / "parts" / quote(self.source or "", safe="")

    @property
    def scratch(self) -> Path:
        """A folder on the same disk, gone when the ingest ends."""
        return self._folder / "scratch"

    def finish(self, files: Sequence[SourceFile], version: str) -> str:
        """Merge all sources, write the snapshot and make it current; return its id.

        Args:
            files: what the source read; `self.files` tells afterwards what came of it, as rows that
                name a right, family or suit that is not on record are set aside only now.
            version: of the software.

        Raises:
            SourceError: the standards of all sources together have a cycle, or the review file of
                names cannot be read.
            RecordDamagedError: the current snapshot is not whole.
        """
        held = _keep_other_parts(self._record_dir, self._folder, self.source)
        if self.source is not None:
            told = [file.to_dict() for file in files]
            held[self.source] = {"files": told, "parts": _told_parts(self.parts)}
        review = self._record_dir / REVIEW_FILE
        done = consolidate(
            self._folder / "parts", self._folder, self.scratch, review, families=self._families
        )
        shutil.rmtree(self.scratch)
        sources = _counted(held, done)
        if self.source is not None:
            self.files = tuple(
                replace(file, **{count: now[count] for count in _COUNTS})
                for file, now in zip(files, sources[self.source]["files"], strict=True)
            )
        manifest = {
            **_made(self._record_dir, version),
            "sources": sources,
            "families": done.families.to_dict() if done.families else None,
            "missing_ids": [one.to_dict() for one in done.missing_ids],
            "tables": dict(done.tables),
            "checksums": _checksums(self._folder),
        }
        return _publish(self._record_dir, self._folder, manifest)

    def discard(self) -> None:
        """Remove what was not finished."""
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def begin_ingest(
    record_dir: Path, source: str | None, *, families: bool | None = None
) -> Iterator[Build]:
    """Hold the record for writing and give a snapshot in the making.

    Args:
        record_dir: the record.
        source: what is ingested; None to merge anew what the record holds.
        families: whether families are computed from priorities; None: as it was.

    Raises:
        RecordBusyError: another process is writing.
        SourceError: the review file of names cannot be read; better now than after hours.
        StorageError: the folder cannot be written, or the disk is full.
        RecordDamagedError: what another source said before cannot be read any more.
    """
    with _translated(record_dir), _lock(record_dir):
        read_review(record_dir / REVIEW_FILE)
        _sweep(record_dir)
        if families is None:
            families = _computes_families(record_dir)
        build = Build(record_dir, source, families=families)
        try:
            yield build
        finally:
            build.discard()


def apply_review(record_dir: Path, version: str) -> str:
    """Make a snapshot in which only the companies of names differ; return its id.

    Everything else is that of the current one, stored once. Where no name changes its company, the
    current one stays, and its id is returned.

    Raises:
        SourceError: the review file cannot be read, or contradicts itself.
        RecordMissingError, RecordDamagedError: there is no record, or it is not whole.
        RecordBusyError, StorageError: the record cannot be written.
    """
    open_record(record_dir)  # a folder without a record is not made one
    with _translated(record_dir), _lock(record_dir):
        _sweep(record_dir)
        folder = record_dir / "snapshots" / f".building-{os.getpid()}"
        try:
            return _renamed(open_record(record_dir), folder, version)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _renamed(old: Record, folder: Path, version: str) -> str:
    """Link what stays, write the names, and publish where they differ."""
    spelled = old.table_path("names")
    if spelled is None:
        return old.snapshot_id
    try:
        shutil.copytree(old.folder / "parts", folder / "parts", copy_function=_link)
        for name in old.manifest["checksums"]:
            if name != spelled.name:
                _link(str(old.folder / name), str(folder / name))
    except (FileNotFoundError, shutil.Error) as error:
        raise _damaged(error) from None
    scratch = folder / "scratch"
    rename(spelled, folder, scratch, old.path / REVIEW_FILE)
    shutil.rmtree(scratch, ignore_errors=True)
    written = {spelled.name: checksum(folder / spelled.name)}
    checksums = {**old.manifest["checksums"], **written}
    if checksums == old.manifest["checksums"]:
        return old.snapshot_id
    manifest = {**old.manifest, **_made(old.path, version), "checksums": checksums}
    return _publish(old.path, folder, manifest)


@contextmanager
def _translated(record_dir: Path) -> Iterator[None]:
    """Turn what the system and the engine say of a damaged, full or locked disk into one error."""
    try:
        yield
    except (OSError, duckdb.Error, pa.ArrowException) as error:
        current = current_id(record_dir)
        if current and isinstance(error, (duckdb.Error, pa.ArrowException)):
            refuse_damage(record_dir / "snapshots" / current, read_manifest(record_dir, current))
        if not isinstance(error, (OSError, duckdb.IOException, duckdb.OutOfMemoryException)):
            raise
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        place = getattr(error, "filename", None) or record_dir
        raise StorageError(
            f"{place}: {reason}; free some space or name another folder. "
            f"The record in {record_dir} is as it was."
        ) from error


@contextmanager
def _lock(record_dir: Path) -> Iterator[None]:
    record_dir.mkdir(parents=True, exist_ok=True)
    holder = record_dir / "lock.json"
    lock = FileLock(record_dir / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RecordBusyError(
            f"{record_dir} is being written{_held_by(holder)}; wait for it to end and try again"
        ) from None
    try:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": now}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _held_by(holder: Path) -> str:
    with suppress(OSError, ValueError, KeyError):
        told = json.loads(holder.read_text(encoding="utf-8"))
        return f" by process {told['pid']} since {told['since']}"
    return ""


def _computes_families(record_dir: Path) -> bool:
    """Whether the current snapshot has computed families; what is damaged is told by the merge."""
    current = current_id(record_dir)
    if current is None:
        return False
    try:
        return read_manifest(record_dir, current).get("families") is not None
    except FileNotFoundError:
        return False


def _sweep(record_dir: Path) -> None:
    for left in (record_dir / "snapshots").glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)


def _keep_other_parts(record_dir: Path, folder: Path, source: str | None) -> dict[str, Any]:
    """Link the parts of the other sources; return their entries of the manifest."""
    current = current_id(record_dir)
    if current is None:
        return {}
    old = record_dir / "snapshots" / current
    try:
        sources = read_manifest(record_dir, current)["sources"]
        for slug in (old / "parts").iterdir():
            if unquote(slug.name) != source:
                shutil.copytree(slug, folder / "parts" / slug.name, copy_function=_link)
    except FileNotFoundError as error:
        raise _damaged(error) from None
    return {name: entry for name, entry in sources.items() if name != source}


def _damaged(error: OSError) -> RecordDamagedError:
    """Name what is missing of the current snapshot; copying a tree tells it in a list."""
    missing = error.filename or error.args[0][0][0]
    return RecordDamagedError(f"{missing} is missing; ingest the sources into another folder")


def _link(old: str, new: str) -> None:
    """Link a file that never changes; copy it where the file system has no links."""
    try:
        os.link(old, new)
    except PermissionError:
        shutil.copyfile(old, new)


def _told_parts(folder: Path) -> dict[str, Any]:
    """Rows and checksum of every part of a source."""
    return {
        path.stem: {"rows": pq.read_metadata(path).num_rows, "sha256": checksum(path)}
        for path in sorted(folder.glob("*.parquet"))
    }


def _counted(sources: Mapping[str, Any], done: Consolidated) -> dict[str, Any]:
    """The entries of the manifest, with what the merge set aside or could not place of a file."""
    counted = {}
    for source, entry in sorted(sources.items()):
        files = []
        for file in entry["files"]:
            aside, unplaced = (
                counts.get((source, file["name"]), 0) for counts in (done.set_aside, done.unplaced)
            )
            counts = (file["rows_in"] - aside - unplaced, aside, unplaced)
            files.append({**file, **dict(zip(_COUNTS, counts, strict=True))})
        counted[source] = {**entry, "files": files}
    return counted


def _made(record_dir: Path, version: str) -> dict[str, Any]:
    """By what a snapshot was made, when, and after which."""
    return {
        "software": version,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "previous": current_id(record_dir),
    }


def _checksums(folder: Path) -> dict[str, str]:
    return {path.name: checksum(path) for path in sorted(folder.glob("*.parquet"))}


def _publish(record_dir: Path, folder: Path, manifest: dict[str, Any]) -> str:
    snapshot_id = _new_id(record_dir, manifest["checksums"])
    told = {"snapshot": ""} | manifest | {"snapshot": snapshot_id}
    text = json.dumps(told, indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    for path in (*folder.rglob("*"), folder):
        _sync(path)
    folder.rename(record_dir / "snapshots" / snapshot_id)
    _sync(record_dir / "snapshots")
    pointer = record_dir / ".CURRENT"
    pointer.write_text(snapshot_id + "\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(record_dir / "CURRENT")
    _sync(record_dir)
    _prune(record_dir)
    return snapshot_id


def _new_id(record_dir: Path, checksums: Mapping[str, str]) -> str:
    """The time in UTC and a digest of the tables; equal content in one second is told apart."""
    digest = hashlib.sha256(json.dumps(checksums, sort_keys=True).encode()).hexdigest()
    stem = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{digest[:10]}"
    names = (stem, *(f"{stem}-{count}" for count in range(2, 1_000)))
    return next(name for name in names if not (record_dir / "snapshots" / name).exists())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prune(record_dir: Path) -> None:
    """Remove what is older than the snapshots kept, and what was never made current."""
    kept = set(snapshot_ids(record_dir)[-KEPT_SNAPSHOTS:])
    for folder in (record_dir / "snapshots").iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
