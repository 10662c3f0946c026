"""Read US patents as granted: red book XML, weekly, from 2005 on.

Publisher: United States Patent and Trademark Office, "Patent Grant Full-Text Data (No Images) -
XML" (PTGRXML), https://data.uspto.gov/bulkdata/datasets/ptgrxml; terms: public domain. Layout:
`us-patent-grant` by the DTDs v4.0 to v4.7, whole XML documents one after another. Of each document
only the bibliographic part is used; citations, classes, claims and text are left aside. The
layouts before 2005 (SGML, Green Book) are refused.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from clearway.model.applications import parse_application
from clearway.model.us_term import kind_of
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import SourceReport
from clearway.sources.uspto.documents import Said, UnfitError, day_of, read_documents, text_of
from clearway.sources.uspto.numbering import application_of, publication_number
from clearway.sources.uspto.parties import parties_of
from clearway.sources.uspto.related import parents_of, provisionals_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from lxml.etree import _Element

    from clearway.sources.uspto.documents import Fact

_BIBLIOGRAPHY = "us-bibliographic-data-grant"
_PCT = "pct-or-regional-filing-data/document-id"
_NO_GRANT = "H"
"""Kind of a statutory invention registration, which is published and excludes nobody."""


def read_uspto_grants(
    paths: Sequence[Path],
    parts: Path,
    progress: Callable[[int, int | None], None] | None = None,
) -> SourceReport:
    """Read grants into `right_rows`, `applicants` and `terms`.

    Args:
        paths: weekly files (`ipg130416.zip`, or the XML in it, plain or gzipped).
        parts: an existing folder for the parts.
        progress: called with bytes read so far and in all (None when unknown), unpacked.

    Returns:
        The documents of each file, in rows; notes on kinds and terms.

    Raises:
        SourceError: a file is missing or damaged, or holds no such grants.
    """
    counts: Counter[str] = Counter()
    with PartWriter(parts) as writer:
        writer.open("rejects")
        files = tuple(
            read_documents(path, writer, ("us-patent-grant",), lambda e: _read(e, counts), progress)
            for path in paths
        )
    return SourceReport(files, tuple(f"{count:,} {what}" for what, count in counts.most_common()))


def _read(element: _Element, counts: Counter[str]) -> Said:
    bibliography = element.find(_BIBLIOGRAPHY)
    if bibliography is None:
        raise UnfitError(f"no <{_BIBLIOGRAPHY}>, which says what was granted")
    facts = list(_Grant(bibliography).facts())
    counts.update(_counted(facts))
    return Said(facts, element.get("file") or text_of(bibliography, "publication-reference"))


def _counted(facts: Sequence[Fact]) -> Iterator[str]:
    for part, fact in facts:
        if part == "terms":
            unknown = ", date unknown" if fact["kind"] == "parent" and not fact["dated_on"] else ""
            yield f"terms of kind {fact['kind']}{unknown}"
        if part == "right_rows":
            yield f"grants of kind {kind_of(str(fact['publication']))}"


class _Grant:
    """One grant: its numbers and dates, read first."""

    def __init__(self, bibliography: _Element) -> None:
        self._xml = bibliography
        published = bibliography.find("publication-reference/document-id")
        number, kind = text_of(published, "doc-number"), text_of(published, "kind")
        publication = publication_number(number, kind or None)
        if publication is None:
            raise UnfitError(f"'{number[:40]}' is no publication number")
        self.publication = publication
        self.published_on = day_of(text_of(published, "date"))
        self._kind = kind
        filed_on = day_of(text_of(bibliography, "application-reference/document-id/date"))
        self.international = day_of(text_of(bibliography, f"{_PCT}/date"))
        days = [day for day in (filed_on, self.international) if day is not None]
        self.filed_on: date | None = min(days, default=None)

    def facts(self) -> Iterator[Fact]:
        """Yield the rows of the parts."""
        yield "right_rows", self._right()
        for party in parties_of(self._xml):
            named = {"publication": self.publication, "dated_on": self.published_on}
            yield "applicants", {**party, **named}
        for term in self._terms():
            named = {"publication": self.publication, "published_on": self.published_on}
            yield "terms", {**term, **named}

    def _right(self) -> dict[str, object]:
        number = text_of(self._xml, "application-reference/document-id/doc-number")
        granted = not self._kind.startswith(_NO_GRANT)
        return {
            "publication": self.publication,
            "office": "US",
            "application_number": application_of(number, self.filed_on),
            "publication_numbers": [self.publication, *self._published_before()],
            "filed_on": self.filed_on,
            "granted_on": self.published_on if granted else None,
            "title": text_of(self._xml, "invention-title") or None,
            "priority_numbers": list(dict.fromkeys(self._priorities())),
            "original_application_number": number or None,
        }

    def _published_before(self) -> Iterator[str]:
        """The publications of the application itself, before grant."""
        for document in self._xml.iterfind("us-related-documents/related-publication/document-id"):
            number = publication_number(text_of(document, "doc-number"), text_of(document, "kind"))
            if number:
                yield number

    def _priorities(self) -> Iterator[str]:
        """Foreign and provisional applications; a design's number would read as a patent's."""
        if kind_of(self.publication) == "design":
            return
        for claim in self._xml.iterfind("priority-claims/priority-claim"):
            country, number = text_of(claim, "country"), text_of(claim, "doc-number")
            read = parse_application(number, country or None)
            if read:
                yield read
        yield from provisionals_of(self._xml)

    def _terms(self) -> Iterator[dict[str, object]]:
        term = self._xml.find("us-term-of-grant")
        if term is not None:
            yield from self._adjustments(term)
            if term.find("disclaimer") is not None:
                yield {"kind": "disclaimer"}
        if self.international is not None:
            number = text_of(self._xml, f"{_PCT}/doc-number")
            yield {
                "kind": "parent",
                "dated_on": self.international,
                "reference": parse_application(number) or number or None,
            }
        for parent in parents_of(self._xml):
            yield {"kind": "parent", "dated_on": parent.filed_on, "reference": parent.number}

    def _adjustments(self, term: _Element) -> Iterator[dict[str, object]]:
        text = text_of(term, "us-term-extension")
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) <= 5):
            raise UnfitError(f"'{text[:40]}' is no number of days of term extension")
        if int(text):
            yield {"kind": "adjustment", "days": int(text)}
