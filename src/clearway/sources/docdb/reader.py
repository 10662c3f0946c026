"""Read exchange documents into `right_rows` and `applicants`."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.sources.archives import checksum, open_members
from clearway.sources.docdb.deliveries import Delivered, DeliveryLog, has_content
from clearway.sources.docdb.document import read_document
from clearway.sources.docdb.values import day, local
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import FileReport, SourceReport
from clearway.sources.xml_documents import RAW_KEPT, Damaged, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from lxml import etree

    from clearway.sources.docdb.document import Exchanged
    from clearway.sources.xml_documents import Document

    Progress = Callable[[int, int | None], None] | None

_TAGS = ("family-member", "exchange-document")
_PARTS = ("right_rows", "applicants")


def read_docdb(paths: Sequence[Path], parts: Path, progress: Progress = None) -> SourceReport:
    """Read DOCDB deliveries and OPS responses.

    Args:
        paths: XML files, plain, gzipped or Zstandard, or the EPO's zips with zips inside; back
            files and front files in any order.
        parts: an existing folder for the parts.
        progress: called with bytes read so far, unpacked, and None: how many there are is not
            known before the end.

    Returns:
        The documents of each file (a zip counts as one, its documents are numbered on through its
        members), and notes on what was replaced, deleted and left out.

    Raises:
        SourceError: a file is missing, damaged or cut off, holds no exchange document, or none
            that can be read; two files have one name.
    """
    _refuse_doubles(paths)
    reading = _Reading(progress)
    with tempfile.TemporaryDirectory(dir=parts, prefix=".docdb-") as scratch:
        log = DeliveryLog(Path(scratch))
        with PartWriter(parts) as writer:
            writer.open("rejects")
            files = tuple(_File(path, writer, log, reading).read() for path in paths)
        log.close()
        reading.notes += log.settle(parts, _PARTS)
    return SourceReport(files, tuple(_notes(reading.notes)))


def _refuse_doubles(paths: Sequence[Path]) -> None:
    times = Counter(path.name for path in paths)
    for name, count in times.items():
        if count > 1:
            raise SourceError(f"{name}: named {count} times; rename one, or name it once")


@dataclass
class _Reading:
    """What is counted over all files."""

    progress: Progress
    bytes_read: int = 0
    notes: Counter[str] = field(default_factory=Counter)


@dataclass
class _Family:
    """The members of one OPS family response so far."""

    size: int = 0
    members: list[tuple[int, Exchanged]] = field(default_factory=list)


class _File:
    """One file being read, with all its members."""

    def __init__(self, path: Path, writer: PartWriter, log: DeliveryLog, reading: _Reading) -> None:
        self._path = path
        self._writer = writer
        self._log = log
        self._reading = reading
        self._count = self._rejected = 0
        self._edition: date | None = None
        self._first_reason = ""

    def read(self) -> FileReport:
        for source in open_members(self._path, (".xml",)):
            inside = source.name.removeprefix(str(self._path)).lstrip("/")
            before = self._reading.bytes_read
            parent, family = -1, _Family()
            for item in documents(source, _TAGS):
                self._count += 1
                if isinstance(item, Damaged):
                    self._reject(item.reason, item.raw, inside)
                    continue
                if item.parent != parent:
                    self._finish(family)
                    parent, family = item.parent, _Family(_size(item))
                self._take(item, family, inside)
                if self._reading.progress and not self._count % 1000:
                    self._reading.progress(before + source.bytes_read, None)
            self._finish(family)
            self._reading.bytes_read = before + source.bytes_read
            if self._reading.progress:
                self._reading.progress(self._reading.bytes_read, None)
        return self._report()

    def _report(self) -> FileReport:
        name = self._path.name
        if not self._count:
            raise SourceError(
                f"{self._path}: holds no exchange document; name a DOCDB file, or an OPS response "
                "of the family or the published-data service (the Register's are another layout)"
            )
        if self._count == self._rejected:
            raise SourceError(
                f"{self._path}: none of its {self._count:,} documents can be read; document 1: "
                f"{self._first_reason}; fetch the file again"
            )
        loaded = self._count - self._rejected
        size, digest = self._path.stat().st_size, checksum(self._path)
        return FileReport(name, size, digest, self._count, loaded, self._rejected, self._edition)

    def _reject(self, reason: str, raw: bytes, inside: str) -> None:
        self._rejected += 1
        self._first_reason = self._first_reason or reason
        self._writer.add(
            "rejects",
            {
                "file": self._path.name,
                "line": self._count,
                "reason": f"{inside}: {reason}" if inside else reason,
                "raw": raw[:RAW_KEPT],
            },
        )

    def _take(self, item: Document, family: _Family, inside: str) -> None:
        said = read_document(item.element)
        if isinstance(said, str):
            self._reject(said, item.raw, inside)
            return
        exchanged_on = _exchanged_on(item.element)
        self._edition = max(filter(None, (self._edition, exchanged_on)), default=None)
        self._log.add(
            Delivered(
                self._path.name, self._count, said.publication, said.doc_id, said.status,
                exchanged_on or said.delivered, said.bare,
            )
        )  # fmt: skip
        if not has_content(said.status):
            self._reading.notes[said.status or ""] += 1
            return
        for part, fact in _facts(said):
            self._add(part, self._count, said, fact)
        if family.size:
            family.members.append((self._count, said))

    def _add(self, part: str, line: int, said: Exchanged, fact: dict[str, object]) -> None:
        stands = {"file": self._path.name, "line": line, "raw": said.publication.encode()}
        self._writer.add(part, {**fact, **stands})

    def _finish(self, family: _Family) -> None:
        """Of a family that is there in full, say that its members are one extended family."""
        if not family.size:
            return
        numbers = [int(said.family) for _, said in family.members if said.family]
        if len(family.members) != family.size or not numbers:
            self._reading.notes["incomplete"] += 1
            return
        for line, said in family.members:
            fact = {
                **_identity(said),
                "family_id": f"inpadoc-{min(numbers)}",
                "family_kind": "inpadoc",
                "priority_numbers": list(said.priorities),
                "inactive_priorities": list(said.inactive),
            }
            self._add("right_rows", line, said, fact)


def _size(item: Document) -> int:
    """The members that an OPS response says its extended family has; 0 elsewhere."""
    around = item.element.getparent()
    if local(item.element) != "family-member" or around is None or local(around) != "patent-family":
        return 0
    said = around.get("total-result-count") or ""
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def _exchanged_on(element: etree._Element) -> date | None:
    """The day of the delivery, which its envelope gives."""
    return next(
        (on for up in element.iterancestors() if (on := day(up.get("date-of-exchange")))), None
    )


def _identity(said: Exchanged) -> dict[str, object]:
    return {
        "office": said.office,
        "application_number": said.application,
        "publication_numbers": [said.publication],
    }


def _facts(said: Exchanged) -> Iterator[tuple[str, dict[str, object]]]:
    yield (
        "right_rows",
        {
            **_identity(said),
            "family_id": f"docdb-{int(said.family)}" if said.family else None,
            "family_kind": "docdb" if said.family else None,
            "filed_on": said.filed_on,
            "granted_on": said.granted_on,
            "title": said.title,
            "priority_numbers": list(said.priorities),
            "inactive_priorities": list(said.inactive),
            "original_application_number": said.original_application,
            "original_publication_number": said.original_publication,
        },
    )
    for party in said.applicants:
        yield (
            "applicants",
            {
                "publication": said.publication,
                "name": party.name,
                "role": "applicant",
                "organization": party.organization,
                "country": party.country,
                "sequence": party.sequence,
                "dated_on": said.published_on,
            },
        )


_SAID = {
    "replaced": "{} documents replaced by a later delivery",
    "deleted": "{} documents deleted by a later delivery",
    "D": "{} deletions read",
    "CV": "{} withdrawn publications read, which count as deletions",
    "DV": "{} withdrawn publications no longer noted",
    "incomplete": "{} OPS responses give part of an extended family: read as simple ones",
}


def _notes(notes: Counter[str]) -> Iterator[str]:
    for kind, sentence in _SAID.items():
        if notes[kind]:
            yield sentence.format(f"{notes[kind]:,}")
