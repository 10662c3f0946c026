"""Open a source file as one stream of bytes: plain, gzipped, or the one that counts in a zip.

Nothing is extracted to disk, so names inside a zip never become paths. Every damage that an archive
can have (truncated, encrypted, a bomb, two members) becomes one `SourceError` with its remedy.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import stat
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING

from clearway.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAX_EXPANDED = 64 << 30
"""Bytes a source may unpack to; the largest known export unpacks to 2.4 GB."""
MAX_RATIO = 1000
"""Unpacked over packed size that is still believed; text packs to 10 or 30."""
RATIO_FLOOR = 256 << 20
"""Unpacked bytes below which the ratio says nothing: a small file of equal rows packs well."""

_ENCRYPTED = 0x1
_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile)


@dataclass(frozen=True)
class Limits:
    """What an archive may unpack to: bytes, and the ratio once `floor` bytes are out."""

    expanded: int = MAX_EXPANDED
    ratio: int = MAX_RATIO
    floor: int = RATIO_FLOOR

    def refuse(self, packed: int, expanded: int) -> str | None:
        """Return why so many bytes out of so few are refused, or None."""
        if expanded > self.expanded:
            return f"it unpacks to more than {self.expanded:,} bytes"
        if expanded > self.floor and expanded > self.ratio * max(packed, 1):
            return f"it unpacks to more than {self.ratio:,} times its size"
        return None


class ByteSource:
    """One stream of unpacked bytes, counted and bounded as they are read.

    Attributes:
        path: the file on disk.
        name: what messages call the content: the file, or `file.zip/member.csv`.
        packed: size of the file on disk, in bytes.
        expanded: size of the content in bytes where the container says it, else None.
        dated: the day the container gives its content, or None.
    """

    def __init__(
        self,
        path: Path,
        stream: IO[bytes] | gzip.GzipFile,
        *,
        member: zipfile.ZipInfo | None = None,
        expanded: int | None = None,
        limits: Limits,
    ) -> None:
        self.path = path
        self.name = f"{path}/{member.filename}" if member else str(path)
        self.packed = path.stat().st_size
        self.expanded = expanded
        self.dated = _day_of(member) if member else None
        self.bytes_read = 0
        self._stream = stream
        self._limits = limits

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, b"" at the end; raise `SourceError` when damaged."""
        try:
            data = self._stream.read(size)
        except _DAMAGED as error:
            raise _damaged(self.name, error) from error
        except OSError as error:
            raise _unreadable(self.path, error) from error
        self._count(len(data))
        return data

    def readinto(self, buffer: memoryview) -> int:
        """Fill `buffer` as far as one read does; return the bytes read, 0 at the end.

        Raises:
            SourceError: the source is damaged.
        """
        try:
            size = self._stream.readinto(buffer)  # type: ignore[union-attr]
        except _DAMAGED as error:
            raise _damaged(self.name, error) from error
        except OSError as error:
            raise _unreadable(self.path, error) from error
        self._count(size)
        return int(size)

    def _count(self, size: int) -> None:
        self.bytes_read += size
        reason = self._limits.refuse(self.packed, self.bytes_read)
        if reason:
            raise _bomb(self.name, reason)


@contextlib.contextmanager
def open_source(
    path: Path, limits: Limits | None = None, suffix: str = ".csv"
) -> Iterator[ByteSource]:
    """Open a plain, gzipped or zipped file as a stream; what it is, its first bytes decide.

    Args:
        path: the file.
        suffix: how the name of the one member of a zip ends.
        limits: bounds on what it may unpack to; the defaults suit every public export.

    Yields:
        The stream, closed on leaving.

    Raises:
        SourceError: no such file, not a file, empty, truncated, encrypted, more or fewer than one
            such member in the zip, or a bomb.
    """
    limits = limits or Limits()
    with contextlib.ExitStack() as stack:
        raw = stack.enter_context(_open_raw(path))
        magic = raw.read(4)
        raw.seek(0)
        if not magic:
            raise SourceError(f"{path} is empty; fetch the export again")
        if magic.startswith(b"\x1f\x8b"):
            packed = stack.enter_context(gzip.GzipFile(fileobj=raw))
            yield ByteSource(path, packed, limits=limits)
        elif magic.startswith(b"PK") or path.suffix.lower() == ".zip":
            yield stack.enter_context(_open_zip(path, raw, limits, suffix))
        elif path.suffix.lower() == ".gz":
            raise SourceError(f"{path} is named .gz but is not gzip; fetch it again or rename it")
        else:
            yield ByteSource(path, raw, expanded=path.stat().st_size, limits=limits)


def checksum(path: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """Return the SHA-256 of the file on disk, in hexadecimal; "" when `cancelled` says to stop."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(4 << 20):
            if cancelled():
                return ""
            digest.update(data)
    return digest.hexdigest()


def _open_raw(path: Path) -> IO[bytes]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError(f"{path} is not a file; name the .zip, .csv or .csv.gz itself")
        return path.open("rb")
    except FileNotFoundError as error:
        raise SourceError(f"{path} does not exist; check the name or fetch the export") from error
    except OSError as error:
        raise _unreadable(path, error) from error


@contextlib.contextmanager
def _open_zip(path: Path, raw: IO[bytes], limits: Limits, suffix: str) -> Iterator[ByteSource]:
    try:
        archive = zipfile.ZipFile(raw)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise _damaged(str(path), error) from error
    with archive:
        member = _only_member(path, archive, suffix)
        reason = limits.refuse(member.compress_size, member.file_size)
        if reason:
            raise _bomb(f"{path}/{member.filename}", reason)
        try:
            stream = archive.open(member)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
            raise _damaged(f"{path}/{member.filename}", error) from error
        with stream:
            yield ByteSource(path, stream, member=member, expanded=member.file_size, limits=limits)


def _only_member(path: Path, archive: zipfile.ZipFile, suffix: str) -> zipfile.ZipInfo:
    members = [info for info in archive.infolist() if _is_wanted(info, suffix)]
    if len(members) != 1:
        names = ", ".join(repr(info.filename) for info in members[:5]) or "none"
        raise SourceError(
            f"{path} must hold exactly one {suffix} file and holds {len(members)} ({names}); "
            "unpack it and name the file to ingest"
        )
    member = members[0]
    if member.flag_bits & _ENCRYPTED:
        raise SourceError(f"{path}/{member.filename} is encrypted; unpack it with its password")
    if member.compress_type not in _PACKING:
        raise SourceError(
            f"{path}/{member.filename} is packed with method {member.compress_type}, "
            "which is not read; unpack it and name the file to ingest"
        )
    return member


def _is_wanted(info: zipfile.ZipInfo, suffix: str) -> bool:
    name = info.filename
    hidden = name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith("._")
    return not info.is_dir() and not hidden and name.lower().endswith(suffix)


def _day_of(member: zipfile.ZipInfo) -> date | None:
    """Return the member's own day; 1980 is what packers write when they do not know."""
    try:
        day = date(*member.date_time[:3])
    except ValueError:
        return None
    return day if day.year > 1980 else None


def _damaged(name: str, error: Exception) -> SourceError:
    return SourceError(f"{name} is truncated or damaged ({error}); fetch it again")


def _bomb(name: str, reason: str) -> SourceError:
    return SourceError(
        f"{name} is refused: {reason}; if it is genuine, unpack it and name the file to ingest"
    )


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(f"{path} cannot be read ({error.strerror or error}); check the disk")
