"""Read legal events into `status_events` and `validations`."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from clearway.errors import SourceError
from clearway.sources.archives import checksum, open_members
from clearway.sources.docdb.deliveries import Delivered, DeliveryLog
from clearway.sources.docdb.document import read_document
from clearway.sources.docdb.values import children, local
from clearway.sources.inpadoc.bulk import BulkEvent, delivered_on, read_bulk_events, read_right
from clearway.sources.inpadoc.categories import categorize
from clearway.sources.inpadoc.codes import bundled_codes, read_codes
from clearway.sources.inpadoc.events import REGISTER_STATUS, UNITARY, read_event
from clearway.sources.inpadoc.unitary import read_publication, read_statuses, unitary_states
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import FileReport, SourceReport
from clearway.sources.xml_documents import RAW_KEPT, Damaged, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from clearway.sources.inpadoc.events import Event

    Progress = Callable[[int, int | None], None] | None

_TAGS = ("family-member", "register-document", "legal-status-document")
_PARTS = ("status_events", "validations")
_INFLUENCE = {"F": "+", "C": "+", "K": "+", "B": "-", "H": "-"}
"""What a class of events does to a right, for codes whose influence no list tells."""
_SHOWN = 12
"""Unknown codes that the notes name; the rest are counted."""


def read_inpadoc(paths: Sequence[Path], parts: Path, progress: Progress = None) -> SourceReport:
    """Read the legal events of the EPO's bulk deliveries, or of OPS responses.

    Args:
        paths: `legstat_xml_*.zip` as delivered, back and front files in any order, or the files in
            them; responses of the services `legal`, `family/.../legal` and `register/.../upp`;
            plain, gzipped, Zstandard or zipped. Among them may be the EPO's list of legal codes
            (`.xlsx`), which then goes before the bundled table.
        parts: an existing folder for the parts.
        progress: called with bytes read so far, unpacked, and None: how many there are is not
            known before the end.

    Returns:
        The events of each file (a zip counts as one), and notes on codes that are not known.

    Raises:
        SourceError: a file is missing, damaged or cut off, or holds no legal event; two files have
            one name; only the list of codes is named.
    """
    lists = [path for path in paths if path.suffix.lower() == ".xlsx"]
    events = [path for path in paths if path not in lists]
    _check(paths, events)
    known = dict(bundled_codes())
    reports = []
    for path in lists:
        listed = read_codes(path)
        known.update(listed)
        size, digest = path.stat().st_size, checksum(path)
        reports.append(FileReport(path.name, size, digest, len(listed), len(listed), 0))
    reading = _Reading(known, progress)
    with tempfile.TemporaryDirectory(dir=parts, prefix=".inpadoc-") as scratch:
        log = DeliveryLog(Path(scratch))
        with PartWriter(parts) as writer:
            writer.open("rejects")
            reports += [_File(path, writer, log, reading).read() for path in events]
        log.close()
        gone = log.settle(parts, _PARTS)
    notes = [
        *_notes(reading.unknown, listed=bool(lists)),
        *_notes_by_class(reading.by_class),
        *(f"{count:,} events {what} by a later delivery" for what, count in sorted(gone.items())),
    ]
    empty = sum(not report.rows_in for report in reports)
    if empty:
        notes.append(f"{empty:,} files tell of rights without a legal event")
    return SourceReport(tuple(reports), tuple(notes))


def _check(paths: Sequence[Path], events: Sequence[Path]) -> None:
    for name, count in Counter(path.name for path in paths).items():
        if count > 1:
            raise SourceError(f"{name}: named {count} times; rename one, or name it once")
    if not events:
        raise SourceError("only a list of legal codes is named; name a file of legal events too")


class _Reading:
    """What holds for all files: the codes known, those not, and how far reading has come."""

    def __init__(self, known: Mapping[tuple[str, str], str], progress: Progress) -> None:
        self.known = known
        self.offices = {office for office, _ in known}
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.by_class: Counter[tuple[str, str]] = Counter()
        self.progress = progress
        self.bytes_read = 0

    def category(self, event: Event) -> str:
        """The event's category; codes that are not known go by their class, else are `other`."""
        if event.code == REGISTER_STATUS:
            return "other"
        found = self.known.get((event.office, event.code))
        if found is not None:
            return found
        if event.letter:
            self.by_class[event.office, event.code] += 1
            influence = _INFLUENCE.get(event.letter, "")
            return categorize(event.office, event.code, event.letter, influence, event.words)
        self.unknown[event.office, event.code] += 1
        return "other"


class _File:
    """One file being read, with all its members."""

    def __init__(self, path: Path, writer: PartWriter, log: DeliveryLog, reading: _Reading) -> None:
        self._path = path
        self._writer = writer
        self._log = log
        self._reading = reading
        self._count = self._rejected = self._rights = 0
        self._first_reason = ""

    def read(self) -> FileReport:
        for source in open_members(self._path, (".xml",)):
            inside = source.name.removeprefix(str(self._path)).lstrip("/")
            before = self._reading.bytes_read
            for item in documents(source, _TAGS):
                if isinstance(item, Damaged):
                    self._reject(item.reason, item.raw, inside)
                else:
                    self._rights += 1
                    self._right(item.element, inside)
                if self._reading.progress:
                    self._reading.progress(before + source.bytes_read, None)
            self._reading.bytes_read = before + source.bytes_read
            if self._reading.progress:
                self._reading.progress(self._reading.bytes_read, None)
        return self._report()

    def _report(self) -> FileReport:
        if not self._count and not self._rights:
            raise SourceError(
                f"{self._path}: holds no legal events; name a bulk delivery (legstat_xml_*), or "
                "an OPS response of the services `legal`, `family/.../legal` or `register/.../upp`"
            )
        if self._count and self._count == self._rejected:
            raise SourceError(
                f"{self._path}: none of its {self._count:,} events can be read; event 1: "
                f"{self._first_reason}; fetch the file again"
            )
        loaded = self._count - self._rejected
        size, digest = self._path.stat().st_size, checksum(self._path)
        return FileReport(self._path.name, size, digest, self._count, loaded, self._rejected)

    def _reject(self, reason: str, raw: bytes, inside: str) -> None:
        self._count += 1
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

    def _right(self, element: etree._Element, inside: str) -> None:
        """Read what is said of one right: each event counts as a row."""
        if local(element) == "legal-status-document":
            self._bulk(element, inside)
            return
        if local(element) == "register-document":
            publication = read_publication(element)
            events = list(read_statuses(element))
            nameless = "the document of the Register names no publication"
        else:
            said = read_document(element)
            publication = None if isinstance(said, str) else said.publication
            events = [(legal, read_event(legal)) for legal in children(element, "legal")]
            nameless = f"the right {said}"
        for stood, event in events:
            if publication is None or isinstance(event, str):
                reason = event if isinstance(event, str) else nameless
                self._reject(reason, etree.tostring(stood, with_tail=False), inside)
            else:
                self._count += 1
                self._take(event, publication, None)

    def _bulk(self, document: etree._Element, inside: str) -> None:
        """Read a document of the bulk layout; what it takes back, and what replaces, is logged."""
        publication, application = read_right(document)
        on = delivered_on(f"{self._path.name}/{inside}")
        for one in read_bulk_events(document):
            if one.deleted and one.event_id:
                self._count += 1
                self._note(one, on)
            elif isinstance(one.event, str) or not (publication or application):
                reason = one.event if isinstance(one.event, str) else "the right has no number"
                self._reject(reason, etree.tostring(one.element, with_tail=False), inside)
            else:
                self._count += 1
                self._note(one, on)
                self._take(one.event, publication, application)

    def _note(self, one: BulkEvent, on: date | None) -> None:
        if one.event_id:
            status = "D" if one.deleted else "C"
            self._log.add(Delivered(self._path.name, self._count, one.event_id, None, status, on))

    def _take(self, event: Event, publication: str | None, application: str | None) -> None:
        category = self._reading.category(event)
        stands = {
            "publication": publication,
            "application": application,
            "file": self._path.name,
            "line": self._count,
        }
        effects: tuple[str | None, ...] = event.states or (event.country,)
        if event.code == UNITARY and not event.states and event.dated_on:
            effects = unitary_states(event.dated_on) or (None,)
        if category == "validation" and effects == (None,):
            category = "other"
        for country in effects:
            fact = {
                "code": event.shown,
                "category": category,
                "country": country,
                "dated_on": event.dated_on,
                "published_on": event.published_on,
            }
            self._writer.add("status_events", {**stands, **fact})
            if category == "validation":
                self._validate(event, country, stands)

    def _validate(self, event: Event, country: str | None, stands: Mapping[str, object]) -> None:
        """A European patent has effect in a state from its grant on, whenever that is noted."""
        basis = "unitary" if event.code == UNITARY else "event"
        fact = {"country": country, "basis": basis, "published_on": event.published_on}
        self._writer.add("validations", {**stands, **fact})


def _notes_by_class(by_class: Counter[tuple[str, str]]) -> Iterator[str]:
    if by_class:
        yield (
            f"{by_class.total():,} events with {len(by_class):,} codes that the table of codes "
            "lacks go by the class that the delivery gives them"
        )


def _notes(unknown: Counter[tuple[str, str]], *, listed: bool) -> Iterator[str]:
    if not unknown:
        return
    where = "the EPO's list given" if listed else "the bundled table of codes that bear on force"
    named = ", ".join(
        f"{office} {code} ({count:,})" for (office, code), count in unknown.most_common(_SHOWN)
    )
    more = len(unknown) - _SHOWN
    yield (
        f"{unknown.total():,} events with {len(unknown):,} codes that {where} lacks are `other`: "
        f"{named}" + (f" and {more:,} more" if more > 0 else "")
    )
    offices = {office for office, _ in unknown}
    for office in sorted(offices - {known for known, _ in bundled_codes()}):
        total = sum(count for (where_, _), count in unknown.items() if where_ == office)
        yield f"no legal code of {office} is known: its {total:,} events are all `other`"
