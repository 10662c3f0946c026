"""Conveyances out of the Open Data Portal's JSON, one file wrapper at a time.

Publisher: USPTO, Open Data Portal, `/api/v1/patent/applications/NUMBER/assignment` and the bulk
file wrappers (PTFWPRE), https://data.uspto.gov; terms: public domain. Layout: 2024 to 2026, an
object whose `patentFileWrapperDataBag` (earlier `patentBag`) lists wrappers, each with an
`assignmentBag`. Memory is that of one wrapper.
"""

from __future__ import annotations

import codecs
import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from clearway.errors import SourceError
from clearway.sources.archives import open_source
from clearway.sources.uspto.documents import DocumentTally, UnfitError
from clearway.sources.uspto.recordings import read_about, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clearway.sources.archives import ByteSource
    from clearway.sources.part_writer import PartWriter
    from clearway.sources.report import FileReport
    from clearway.sources.uspto.documents import Said
    from clearway.sources.uspto.recordings import Property, Recording

MAX_WRAPPER = 32 << 20
"""Characters of one file wrapper; the largest known ones have some millions."""

_BAG = re.compile(r'"(?:patentFileWrapperDataBag|patentBag)"\s*:\s*\[')
_LONGEST_KEY = 100
_CHUNK = 1 << 20
_BETWEEN = re.compile(r"[\s,]*")
_NUMBER = re.compile(r"(?<!\d)\d{8}(?!\d)")
_DECODER = json.JSONDecoder()


def is_json(path: Path) -> bool:
    """Whether a file is the portal's, by its name: `.json`, `.json.gz` or a zip of that name."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".zip")
    return name.endswith((".json", "-json")) or "filewrapper" in name


def read_portal(
    path: Path,
    writer: PartWriter,
    take: Callable[[Recording], Said],
    progress: Callable[[int, int | None], None] | None,
) -> FileReport:
    """Read every conveyance of a file into the parts.

    Args:
        path: the file; where it does not name the application, its own name does.
        writer: the parts being written.
        take: what a conveyance says.
        progress: told bytes read and in all.

    Raises:
        SourceError: the file is damaged, or holds no conveyance that can be used.
    """
    tally = DocumentTally(path, writer, "no assignmentBag in it")
    named = _NUMBER.search(path.name)
    ordinal = 0
    with open_source(path, suffix=".json") as source:
        for wrapper in _wrappers(source):
            about = read_about(wrapper, named[0] if named else None)
            for bag in _bags(wrapper):
                ordinal += 1
                reason = tally.take(ordinal, partial(_said, take, bag, about))
                if reason is not None:
                    tally.reject(ordinal, reason, json.dumps(bag).encode())
            if progress:
                progress(source.bytes_read, source.expanded)
        return tally.report(source.dated)


def _said(take: Callable[[Recording], Said], bag: object, about: Property | None) -> Said:
    if not isinstance(bag, dict):
        raise UnfitError("an entry of assignmentBag is no object")
    if about is None:
        raise UnfitError(
            "does not say of which application; name the file after it, as assignment-16123456.json"
        )
    return take(read_json(bag, about))


def _bags(wrapper: dict[str, Any]) -> list[object]:
    """The conveyances of a wrapper: a list, or the only one by itself."""
    bag = wrapper.get("assignmentBag")
    return bag if isinstance(bag, list) else [] if bag is None else [bag]


def _wrappers(source: ByteSource) -> Iterator[dict[str, Any]]:
    """Yield the objects of the first list of wrappers, decoded one after another."""
    reader = _Text(source)
    reader.find(_BAG)
    ordinal = 0
    while (wrapper := reader.next_value(ordinal + 1)) is not None:
        ordinal += 1
        if isinstance(wrapper, dict):
            yield wrapper


class _Text:
    """A window on the text of a file."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._window = ""

    def _more(self) -> bool:
        data = self._source.read(_CHUNK)
        try:
            self._window += self._decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise SourceError(
                f"{self._source.name}: not UTF-8 ({error.reason}); save the file as UTF-8"
            ) from error
        return bool(data)

    def find(self, pattern: re.Pattern[str]) -> None:
        """Go behind the first match."""
        while not (found := pattern.search(self._window)):
            self._window = self._window[-_LONGEST_KEY:]
            if not self._more():
                raise SourceError(
                    f"{self._source.name}: no patentFileWrapperDataBag or patentBag in it; name an "
                    "answer of the Open Data Portal"
                )
        self._window = self._window[found.end() :]

    def next_value(self, ordinal: int) -> object:
        """Return the next value of the list; None at its end."""
        while True:
            start = _BETWEEN.match(self._window)
            at = start.end() if start else 0
            if self._window[at : at + 1] == "]":
                return None
            try:
                value: object
                value, end = _DECODER.raw_decode(self._window, at)
            except (ValueError, RecursionError) as error:
                self._read_on(ordinal, error)
            else:
                self._window = self._window[end:]
                return value

    def _read_on(self, ordinal: int, error: Exception) -> None:
        """Read more of a value that may be cut off; refuse one that is damaged."""
        cut_off = isinstance(error, json.JSONDecodeError) and len(self._window) <= MAX_WRAPPER
        if not cut_off or not self._more():
            raise SourceError(
                f"{self._source.name}: file wrapper {ordinal} cannot be read ({error}); fetch the "
                "file again"
            ) from error
