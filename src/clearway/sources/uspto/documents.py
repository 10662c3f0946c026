"""The USPTO's XML files, document by document, into parts: what grants and assignments share."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from clearway.errors import SourceError
from clearway.sources.archives import checksum, open_source
from clearway.sources.report import FileReport
from clearway.sources.xml_documents import RAW_KEPT, Damaged, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from lxml.etree import _Element

    from clearway.sources.part_writer import PartWriter

Fact = tuple[str, "Mapping[str, object]"]
"""A part's name, and a row of it."""

_DIGITS = re.compile("[0-9]{8}")
_EACH = 100
"""Documents between two words on progress."""


class UnfitError(ValueError):
    """A document that cannot be used; the text says why."""


class Said(NamedTuple):
    """What a document says: its facts, and a short text of it that goes with each of them."""

    facts: Iterable[Fact]
    short: str


class DocumentTally:
    """Counts the documents of one file, hands over what they say and sets aside the others.

    Args of the constructor: the file, the parts being written, and what to say of an empty file.
    """

    def __init__(self, path: Path, writer: PartWriter, empty: str) -> None:
        self._path = path
        self._writer = writer
        self._first = empty
        self._loaded = 0
        self._rejected = 0

    def take(self, ordinal: int, read: Callable[[], Said]) -> str | None:
        """Read a document and hand over its facts; return why it cannot be used, if so."""
        try:
            said = read()
            facts = list(said.facts)
        except UnfitError as problem:
            return str(problem)
        place = {"file": self._path.name, "line": ordinal, "raw": said.short.encode()}
        for part, fact in facts:
            self._writer.add(part, {**fact, **place})
        self._loaded += 1
        return None

    def reject(self, ordinal: int, reason: str, raw: bytes) -> None:
        """Set a document aside."""
        if not self._rejected:
            self._first = f"document {ordinal}: {reason}"
        self._rejected += 1
        place = {"file": self._path.name, "line": ordinal, "raw": raw[:RAW_KEPT]}
        self._writer.add("rejects", {**place, "reason": reason})

    def report(self, edition: date | None) -> FileReport:
        """Return the counts.

        Raises:
            SourceError: nothing was loaded.
        """
        path = self._path
        if not self._loaded:
            raise SourceError(f"{path.name}: nothing to read: {self._first}; check the file")
        rows = self._loaded + self._rejected
        return FileReport(
            path.name, path.stat().st_size, checksum(path), rows, self._loaded, self._rejected,
            edition,
        )  # fmt: skip


def read_documents(
    path: Path,
    writer: PartWriter,
    tags: Sequence[str],
    read: Callable[[_Element], Said],
    progress: Callable[[int, int | None], None] | None,
) -> FileReport:
    """Read every document of an XML file into the parts.

    Args:
        path: an XML file, plain, gzipped or zipped.
        writer: the parts being written.
        tags: local names of the elements that are documents.
        read: what a document says; raises `UnfitError` when it cannot be used.
        progress: told bytes read and in all.

    Raises:
        SourceError: the file is damaged, or holds no such document that can be used.
    """
    tally = DocumentTally(path, writer, f"no <{tags[0]}> in it")
    with open_source(path, suffix=".xml") as source:
        for item in documents(source, tags):
            reason = (
                item.reason
                if isinstance(item, Damaged)
                else tally.take(item.ordinal, partial(read, item.element))
            )
            if reason is not None:
                tally.reject(item.ordinal, reason, item.raw)
            if progress and item.ordinal % _EACH == 0:
                progress(source.bytes_read, source.expanded)
        if progress:
            progress(source.bytes_read, source.expanded)
        return tally.report(source.dated)


def text_of(element: _Element | None, path: str = "") -> str:
    """Return the text of an element, or of the first at `path` in it, blanks made single."""
    found = element if element is None or not path else element.find(path)
    if found is None:
        return ""
    text = "".join(map(str, found.itertext())) if len(found) else found.text or ""
    return " ".join(text.split())


def day_of(text: str) -> date | None:
    """Return a date of eight digits, `20130416`; None when blank or without month or day.

    Raises:
        UnfitError: eight digits that are no day of the calendar, or other text.
    """
    if not text.strip("0") or (len(text) == 8 and "00" in (text[4:6], text[6:])):
        return None
    try:
        return date.fromisoformat(text if _DIGITS.fullmatch(text) else "")
    except ValueError:
        raise UnfitError(f"'{text[:40]}' is no date; dates are written 20130416") from None
