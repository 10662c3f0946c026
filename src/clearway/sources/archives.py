"""Open a source file as streams of bytes: plain, gzip, Zstandard, zip, or zips within a zip.

Names inside a zip never become paths. Every damage that an archive can have (truncated, encrypted,
a bomb, members missing) becomes one `SourceError` with its remedy.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import stat
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING

import pyarrow as pa

from clearway.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MAX_EXPANDED = 64 << 30
"""Bytes a source may unpack to; the largest known export unpacks to 2.4 GB."""
MAX_RATIO = 1000
"""Unpacked over packed size that is still believed; text packs to 10 or 30."""
RATIO_FLOOR = 256 << 20
"""Unpacked bytes below which the ratio says nothing: a small file of equal rows packs well."""
MAX_DEPTH = 3
"""Zips within one another; the EPO's bulk data has two."""
MAX_MEMBERS = 100_000
"""Members of a zip, nested ones together; the largest delivery known has some thousands."""

_ENCRYPTED = 0x1
_ZSTD = b"\x28\xb5\x2f\xfd"
_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile)
_NO_ZIP = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError)
"""What the directory of a damaged zip may end in; an `OSError` where it leads before the file."""


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
        stream: IO[bytes] | gzip.GzipFile | _Zstandard,
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
    """Open a plain, packed or zipped file as a stream; what it is, its first bytes decide.

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
        if _is_zip(path, raw):
            yield stack.enter_context(_open_zip(path, raw, limits, suffix))
        else:
            yield _open_single(path, raw, limits, stack)


def open_members(
    path: Path, suffixes: Sequence[str], limits: Limits | None = None
) -> Iterator[ByteSource]:
    """Open every file of some kinds in an archive, one after another.

    Args:
        path: a zip, whose zips are opened too (a delivery of the EPO holds `DOC/*.zip`), or a
            single file, plain or packed.
        suffixes: how the names of the members that count end, `.xml`.
        limits: bounds on what each member may unpack to.

    Yields:
        A stream each, in the order of the archive; it is closed when the next one is asked for.

    Raises:
        SourceError: as `open_source`, and for a zip without such a member, with more than 100,000
            members, or with zips in more than three layers.
    """
    limits = limits or Limits()
    with contextlib.ExitStack() as stack:
        raw = stack.enter_context(_open_raw(path))
        if not _is_zip(path, raw):
            yield _open_single(path, raw, limits, stack)
            return
        walk = _Walk(path, tuple(suffix.lower() for suffix in suffixes), limits)
        yield from walk.members(raw, "", 1)
        if not walk.found:
            raise SourceError(
                f"{path} holds no {' or '.join(suffixes)} file; name the file to ingest itself"
            )


def _is_zip(path: Path, raw: IO[bytes]) -> bool:
    magic = raw.read(4)
    raw.seek(0)
    if not magic:
        raise SourceError(f"{path} is empty; fetch the export again")
    packed = magic.startswith((b"\x1f\x8b", _ZSTD))
    return magic.startswith(b"PK") or (path.suffix.lower() == ".zip" and not packed)


def _open_single(
    path: Path, raw: IO[bytes], limits: Limits, stack: contextlib.ExitStack
) -> ByteSource:
    """A file that is no zip; `stack` closes it."""
    magic = raw.read(4)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        packed = stack.enter_context(gzip.GzipFile(fileobj=raw))
        return ByteSource(path, packed, limits=limits)
    if magic == _ZSTD:
        unpacked = stack.enter_context(pa.CompressedInputStream(raw, "zstd"))
        return ByteSource(path, _Zstandard(path, unpacked), limits=limits)
    if path.suffix.lower() in {".gz", ".zst"}:
        kind = "gzip" if path.suffix.lower() == ".gz" else "Zstandard"
        raise SourceError(
            f"{path} is named {path.suffix} but is not {kind}; fetch it again or rename it"
        )
    return ByteSource(path, raw, expanded=path.stat().st_size, limits=limits)


class _Zstandard:
    """A Zstandard stream, whose damage Arrow reports as if the disk had failed."""

    def __init__(self, path: Path, stream: pa.CompressedInputStream) -> None:
        self._path = path
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        try:
            return bytes(self._stream.read(size))
        except OSError as error:
            raise _damaged(str(self._path), error) from error

    def readinto(self, buffer: memoryview, /) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Walk:
    """The members of a zip and of the zips within it."""

    def __init__(self, path: Path, suffixes: tuple[str, ...], limits: Limits) -> None:
        self.found = 0
        self._path = path
        self._suffixes = suffixes
        self._limits = limits
        self._seen = 0

    def members(self, raw: IO[bytes], inside: str, depth: int) -> Iterator[ByteSource]:
        name = f"{self._path}{inside}"
        if depth > MAX_DEPTH:
            raise SourceError(f"{name}: zips in more than {MAX_DEPTH} layers; unpack it")
        with _read_zip(name, raw) as archive:
            infos = archive.infolist()
            self._seen += len(infos)
            if self._seen > MAX_MEMBERS:
                raise SourceError(f"{name}: more than {MAX_MEMBERS:,} members; unpack it")
            for info in infos:
                if _is_wanted(info, ".zip"):
                    yield from self._nested(archive, info, inside, depth)
                elif any(_is_wanted(info, suffix) for suffix in self._suffixes):
                    self.found += 1
                    with _open_member(name, archive, info, self._limits) as stream:
                        yield self._source(stream, info, inside)

    def _nested(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, inside: str, depth: int
    ) -> Iterator[ByteSource]:
        """A zip is read from its end, so one within another is copied out first, without a name."""
        name = f"{self._path}{inside}"
        with tempfile.TemporaryFile() as copy:
            with _open_member(name, archive, info, self._limits) as stream:
                source = self._source(stream, info, inside)
                while data := source.read(1 << 20):
                    copy.write(data)
            copy.seek(0)
            yield from self.members(copy, f"{inside}/{info.filename}", depth + 1)

    def _source(self, stream: IO[bytes], info: zipfile.ZipInfo, inside: str) -> ByteSource:
        source = ByteSource(
            self._path, stream, member=info, expanded=info.file_size, limits=self._limits
        )
        source.name = f"{self._path}{inside}/{info.filename}"
        return source


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
    with _read_zip(str(path), raw) as archive:
        member = _only_member(path, archive, suffix)
        with _open_member(str(path), archive, member, limits) as stream:
            yield ByteSource(path, stream, member=member, expanded=member.file_size, limits=limits)


def _read_zip(name: str, raw: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(raw)
    except _NO_ZIP as error:
        raise _damaged(name, error) from error


def _open_member(
    zip_name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits
) -> IO[bytes]:
    name = f"{zip_name}/{member.filename}"
    if member.flag_bits & _ENCRYPTED:
        raise SourceError(f"{name} is encrypted; unpack it with its password")
    if member.compress_type not in _PACKING:
        raise SourceError(
            f"{name} is packed with method {member.compress_type}, "
            "which is not read; unpack it and name the file to ingest"
        )
    reason = limits.refuse(member.compress_size, member.file_size)
    if reason:
        raise _bomb(name, reason)
    try:
        return archive.open(member)
    except _NO_ZIP as error:
        raise _damaged(name, error) from error


def _only_member(path: Path, archive: zipfile.ZipFile, suffix: str) -> zipfile.ZipInfo:
    members = [info for info in archive.infolist() if _is_wanted(info, suffix)]
    if len(members) != 1:
        names = ", ".join(repr(info.filename) for info in members[:5]) or "none"
        raise SourceError(
            f"{path} must hold exactly one {suffix} file and holds {len(members)} ({names}); "
            "unpack it and name the file to ingest"
        )
    return members[0]


def _is_wanted(info: zipfile.ZipInfo, suffix: str) -> bool:
    name = info.filename
    hidden = name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith("._")
    is_file = bool(info.filename) and not info.is_dir()
    return is_file and not hidden and name.lower().endswith(suffix)


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
