"""Earlier applications that a US grant refers to: those its term counts from, and provisionals.

Source: 35 USC 154(a)(2): the term counts from the earliest application referred to under section
120, 121, 365(c) or 386(c), not from provisionals (119(e)) or foreign priorities (154(a)(3)); 251: a
reissue has what is left of the original's term. A substitution refers to nothing in this sense.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clearway.model.applications import parse_application
from clearway.sources.uspto.documents import day_of, text_of
from clearway.sources.uspto.numbering import application_of, publication_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lxml.etree import _Element

_COUNTED = (
    "continuation",
    "division",
    "continuation-in-part",
    "continuing-reissue",
    "reissue",
    "us-divisional-reissue",
    "us-reexamination-reissue-merger",
)
"""Relations whose parent's filing the term counts from."""


class Parent(NamedTuple):
    """An earlier application: its filing, None when the source does not say, and a number of it."""

    filed_on: date | None
    number: str | None


def parents_of(bibliography: _Element) -> Iterator[Parent]:
    """Yield the parents, of the whole chain, each once."""
    seen = set()
    for relation in bibliography.iterfind("us-related-documents/*"):
        if relation.tag not in _COUNTED:
            continue
        for document in relation.iterfind(".//parent-doc"):
            parent = _parent(document)
            if parent not in seen:
                seen.add(parent)
                yield parent


def provisionals_of(bibliography: _Element) -> Iterator[str]:
    """Yield the numbers of the provisional applications referred to."""
    path = "us-related-documents/us-provisional-application/document-id"
    for document in bibliography.iterfind(path):
        filed_on = day_of(text_of(document, "date"))
        number = application_of(text_of(document, "doc-number"), filed_on)
        if number:
            yield number


def _parent(document: _Element) -> Parent:
    """A parent that is a national stage was filed with its international application."""
    days = [
        day_of(text_of(document, path))
        for path in ("document-id/date", "parent-pct-document/document-id/date")
    ]
    filed_on = min((day for day in days if day is not None), default=None)
    return Parent(filed_on, _number(document, filed_on))


def _number(document: _Element, filed_on: date | None) -> str | None:
    """The parent's grant where it has one, else its application."""
    granted = text_of(document, "parent-grant-document/document-id/doc-number")
    publication = publication_number(granted) if granted else None
    if publication:
        return publication
    number = text_of(document, "document-id/doc-number")
    country = text_of(document, "document-id/country")
    if country == "US":
        read = application_of(number, filed_on)
        if read:
            return read
    return parse_application(number, country or None) or number or None
