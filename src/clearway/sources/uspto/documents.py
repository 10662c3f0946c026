"""The USPTO's XML files, document by document, into parts: what grants and assignments share."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from clearway.errors import SourceError
from clearway.sources.archives import checksum, open_source
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import FileReport
from clearway.sources.xml_documents import RAW_KEPT, Damaged, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from lxml.etree import _Element

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


def read_files(
    paths: Sequence[Path],
    parts: Path,
    tags: Sequence[str],
    read: Callable[[_Element], Said],
    progress: Callable[[int, int | None], None] | None,
) -> tuple[FileReport, ...]:
    """Read every document of every file into the parts.

    Args:
        paths: XML files, plain, gzipped or zipped.
        parts: an existing folder.
        tags: local names of the elements that are documents.
        read: what a document says; raises `UnfitError` when it cannot be used.
        progress: told bytes read and in all.

    Raises:
        SourceError: a file is damaged, or holds no such document that can be used.
    """
    with PartWriter(parts) as writer:
        writer.open("rejects")
        return tuple(_read_file(path, writer, tags, read, progress) for path in paths)


def _read_file(
    path: Path,
    writer: PartWriter,
    tags: Sequence[str],
    read: Callable[[_Element], Said],
    progress: Callable[[int, int | None], None] | None,
) -> FileReport:
    loaded, problems = 0, 0
    first = f"no <{tags[0]}> in it"
    with open_source(path, suffix=".xml") as source:
        for item in documents(source, tags):
            stands: dict[str, object] = {"file": path.name, "line": item.ordinal}
            reason = item.reason if isinstance(item, Damaged) else None
            if not isinstance(item, Damaged):
                try:
                    said = read(item.element)
                    _hand_over(said, stands, writer)
                except UnfitError as problem:
                    reason = str(problem)
            if reason is None:
                loaded += 1
            else:
                first = f"document {item.ordinal}: {reason}" if not problems else first
                problems += 1
                writer.add("rejects", {**stands, "raw": item.raw[:RAW_KEPT], "reason": reason})
            if progress and item.ordinal % _EACH == 0:
                progress(source.bytes_read, source.expanded)
        edition = source.dated
        if progress:
            progress(source.bytes_read, source.expanded)
    if not loaded:
        raise SourceError(f"{path.name}: nothing to read: {first}; check which file it is")
    return FileReport(
        path.name, path.stat().st_size, checksum(path), loaded + problems, loaded, problems, edition
    )


def _hand_over(said: Said, stands: Mapping[str, object], writer: PartWriter) -> None:
    place = {**stands, "raw": said.short.encode()}
    for part, fact in list(said.facts):
        writer.add(part, {**fact, **place})


def text_of(element: _Element | None, path: str = "") -> str:
    """Return the text of an element, or of the first at `path` in it, blanks made single."""
    found = element if element is None or not path else element.find(path)
    return "" if found is None else " ".join("".join(map(str, found.itertext())).split())


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
