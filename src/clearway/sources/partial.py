"""What a download leaves on the disk: the growing `.part`, the finished file, and their notes.

A finished file has a note beside it (`NAME.download.json`: where it came from, its size, checksum,
ETag and Last-Modified), and so does a part (`NAME.part.json`), so that a later run can go on where
an earlier one stopped and can ask whether anything is new. The part is locked while it grows.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from clearway.errors import DownloadError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path


@dataclass(frozen=True)
class Note:
    """What is known of a file or a part: its origin, and the server's marks of its edition.

    Attributes:
        url: as asked for, before redirects.
        etag: the server's ETag as sent, or None.
        last_modified: the server's Last-Modified as sent, or None.
        size: of the whole file in bytes; None while the server has not said it.
        sha256: of the finished file, in hexadecimal; None for a part.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    size: int | None = None
    sha256: str | None = None

    @property
    def validator(self) -> str | None:
        """What If-Range may hold: a strong ETag, else the Last-Modified date, else nothing."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified


def note_path(path: Path) -> Path:
    """Return where the note of a finished file lies."""
    return path.with_name(f"{path.name}.download.json")


def finished_note(path: Path, url: str) -> Note | None:
    """Return the note of a file fetched from `url` before, if the file is still what it says."""
    note = _read_note(note_path(path))
    if note is None or note.url != url or not path.is_file():
        return None
    try:
        same = path.stat().st_size == note.size and checksum(path) == note.sha256
    except OSError:
        return None
    return note if same else None


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_note(path: Path) -> Note | None:
    """Read a note; one that is missing or damaged counts as none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Note(**found)
    except (OSError, ValueError, TypeError):
        return None


def _write_note(path: Path, note: Note) -> None:
    """Write a note in one step: it is there whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(json.dumps(asdict(note), indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


class Part:
    """The growing file beside its destination; use it through `opened_part`."""

    def __init__(self, destination: Path, url: str, file: FileIO) -> None:
        self._destination = destination
        self._note_path = destination.with_name(f"{destination.name}.part.json")
        self._file = file
        self.size = file.seek(0, os.SEEK_END)
        note = _read_note(self._note_path)
        self.note = note if note is not None and note.url == url else Note(url)
        if self.size and self.note.validator is None:
            self.restart(Note(url))

    def restart(self, note: Note) -> None:
        """Drop what is there and begin the edition that `note` names."""
        self.size = 0
        self.note = note
        with storage_errors(self._destination):
            self._file.truncate(0)
            _write_note(self._note_path, note)

    def append(self, chunk: bytes) -> None:
        """Add bytes at the end."""
        rest = memoryview(chunk)
        with storage_errors(self._destination):
            while rest:
                written = self._file.write(rest)
                self.size += written
                rest = rest[written:]

    def finish(self) -> Note:
        """Put the part in its destination's place in one step, and leave a note beside it."""
        with storage_errors(self._destination):
            os.fsync(self._file.fileno())
            path = part_path(self._destination)
            note = Note(
                url=self.note.url,
                etag=self.note.etag,
                last_modified=self.note.last_modified,
                size=self.size,
                sha256=checksum(path),
            )
            path.replace(self._destination)
            _write_note(note_path(self._destination), note)
            self._note_path.unlink(missing_ok=True)
        return note

    def discard(self) -> None:
        """Remove the part: the finished file is already the newest."""
        part_path(self._destination).unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)


def part_path(destination: Path) -> Path:
    """Return where the part of a download grows."""
    return destination.with_name(f"{destination.name}.part")


@contextlib.contextmanager
def opened_part(destination: Path, url: str) -> Iterator[Part]:
    """Open and lock the part of a destination; folders are made.

    Raises:
        DownloadError: another process is fetching the same file.
        StorageError: the folder cannot be written.
    """
    with storage_errors(destination):
        destination.parent.mkdir(parents=True, exist_ok=True)
        file = part_path(destination).open("ab", buffering=0)
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DownloadError(
                f"{destination}: another process is fetching this file; wait until it is done."
            ) from None
        part = Part(destination, url, file)
        try:
            yield part
        finally:
            if part.size == 0:
                part.discard()


@contextlib.contextmanager
def storage_errors(destination: Path) -> Iterator[None]:
    """Turn errors of the disk into StorageError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{destination}: cannot be written ({error.strerror or error}). Free some space or "
            "choose another folder, then run the same command again: it goes on where it stopped."
        ) from error
