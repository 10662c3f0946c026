"""Snapshots on disk: made whole beside the others, then named current; or not at all.

    DIR/CURRENT                               the id of the current snapshot
    DIR/snapshots/ID/manifest.json            what went in, with checksums
    DIR/snapshots/ID/TABLE.parquet            the tables of the record
    DIR/snapshots/ID/parts/SOURCE/PART.parquet  what each source said, for the next merge
    DIR/lock, DIR/cache                       one writer at a time; layouts, may be deleted

A killed ingest leaves a `.building-*` folder, which the next one sweeps away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import duckdb
from filelock import FileLock, Timeout

from clearway.errors import RecordBusyError, StorageError
from clearway.record.consolidate import consolidate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEPT_SNAPSHOTS = 3
"""The current snapshot and those before it that stay, for `clearway record diff`."""


@dataclass(frozen=True)
class SourceFile:
    """One file as it was read; rows_in = rows_loaded + rows_rejected."""

    name: str
    size: int
    sha256: str
    rows_in: int
    rows_loaded: int
    rows_rejected: int
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
    """A snapshot in the making, for one source."""

    def __init__(self, record_dir: Path, source: str) -> None:
        self.source = source
        self._record_dir = record_dir
        self._folder = record_dir / "snapshots" / f".building-{os.getpid()}"
        self.parts.mkdir(parents=True)
        self.scratch.mkdir()

    @property
    def parts(self) -> Path:
        """The folder into which the source writes its parts, `<part>.parquet` each."""
        return self._folder / "parts" / quote(self.source, safe="")

    @property
    def scratch(self) -> Path:
        """A folder on the same disk, gone when the ingest ends."""
        return self._folder / "scratch"

    def finish(self, files: Sequence[SourceFile], version: str) -> str:
        """Merge all sources, write the snapshot and make it current; return its id."""
        kept = _keep_other_parts(self._record_dir, self._folder, self.source)
        tables = consolidate(self._folder / "parts", self._folder, self.scratch)
        shutil.rmtree(self.scratch)
        sources = {**kept, self.source: {"files": [file.to_dict() for file in files]}}
        manifest = {
            "software": version,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "sources": dict(sorted(sources.items())),
            "tables": tables,
            "checksums": {
                path.name: checksum(path) for path in sorted(self._folder.glob("*.parquet"))
            },
        }
        return _publish(self._record_dir, self._folder, manifest)

    def discard(self) -> None:
        """Remove what was not finished."""
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def begin_ingest(record_dir: Path, source: str) -> Iterator[Build]:
    """Hold the record for writing and give a snapshot in the making.

    Raises:
        RecordBusyError: another process is writing.
        StorageError: the folder cannot be written, or the disk is full.
    """
    with _translated(record_dir), _lock(record_dir):
        _sweep(record_dir)
        build = Build(record_dir, source)
        try:
            yield build
        finally:
            build.discard()


@contextmanager
def _translated(record_dir: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise StorageError(
            f"{record_dir} cannot be written: {reason}; free some space or name another folder. "
            "The record is as it was."
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


def _sweep(record_dir: Path) -> None:
    for left in (record_dir / "snapshots").glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)


def current_id(record_dir: Path) -> str | None:
    """Return the id of the current snapshot, or None when there is none."""
    try:
        return (record_dir / "CURRENT").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def _keep_other_parts(record_dir: Path, folder: Path, source: str) -> dict[str, Any]:
    """Link the parts of the other sources; return their entries of the manifest."""
    current = current_id(record_dir)
    if current is None:
        return {}
    old = record_dir / "snapshots" / current
    sources = json.loads((old / "manifest.json").read_text(encoding="utf-8"))["sources"]
    for slug in (old / "parts").iterdir():
        if unquote(slug.name) != source:
            shutil.copytree(slug, folder / "parts" / slug.name, copy_function=os.link)
    return {name: entry for name, entry in sources.items() if name != source}


def _publish(record_dir: Path, folder: Path, manifest: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(manifest["checksums"], sort_keys=True).encode()).hexdigest()
    snapshot_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{digest[:10]}"
    text = json.dumps({"snapshot": snapshot_id, **manifest}, indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    for path in (*folder.rglob("*"), folder):
        _sync(path)
    target = record_dir / "snapshots" / snapshot_id
    if target.exists():
        shutil.rmtree(target)
    folder.rename(target)
    _sync(record_dir / "snapshots")
    pointer = record_dir / ".CURRENT"
    pointer.write_text(snapshot_id + "\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(record_dir / "CURRENT")
    _sync(record_dir)
    _prune(record_dir, snapshot_id)
    return snapshot_id


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def snapshot_ids(record_dir: Path) -> list[str]:
    """Return the ids of the whole snapshots, oldest first."""
    return sorted(path.parent.name for path in (record_dir / "snapshots").glob("[0-9]*/manifest.json"))


def _prune(record_dir: Path, current: str) -> None:
    for old in snapshot_ids(record_dir)[:-KEPT_SNAPSHOTS]:
        if old != current:
            shutil.rmtree(record_dir / "snapshots" / old, ignore_errors=True)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


