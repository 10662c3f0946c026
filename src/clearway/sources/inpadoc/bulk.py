"""Legal events as the EPO delivers them in bulk: `LEGSTAT` files of product 14.11.

A `legal-status-document` holds one application with its publications and its `legal-event`s. The
elements stand for the numbered fields of the older layouts, which OPS still gives; which for which
is taken from the EPO's own style sheet for these documents (GPI, 2016 on) and from public programs
that read the files, as no manual was at hand.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from clearway.model.docdb_applications import docdb_application
from clearway.model.numbers import NumberError
from clearway.sources.docdb.values import child, children, day, local, publication_key, text
from clearway.sources.inpadoc.events import Event, event_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_DETAILS = {
    ("notification-of-lapse", "date-patent-lapsed"): "525",
    ("notification-of-reinstatement", "date-patent-reinstated"): "525",
    ("fee-payment", "fee-payment-date"): "518",
}
"""Element within `event-details`, and the element in that, to field."""
_LISTS = {"designated-states": "507", "extension-states": "524"}
_NOT_THE_STATE = frozenset({*_LISTS, "event-reference", "parties"})
"""Elements of `event-details` whose countries are not the state that the event concerns."""
_WEEK = re.compile(r"legstat(?:-|_xml_)(\d{4})(\d\d)", re.IGNORECASE)
_DELETED = "D"


class BulkEvent(NamedTuple):
    """One event, or why it cannot be used; its id, and whether the delivery takes it back."""

    element: etree._Element
    event: Event | str
    event_id: str | None
    deleted: bool


def delivered_on(name: str) -> date | None:
    """Return the Monday of the week that a file's or a member's name tells: `LEGSTAT-202608-EP-`.

    Of an archive and its member the member decides, as it stands last.
    """
    weeks = _WEEK.findall(name)
    try:
        return date.fromisocalendar(int(weeks[-1][0]), int(weeks[-1][1]), 1) if weeks else None
    except ValueError:
        return None


def read_right(document: etree._Element) -> tuple[str | None, str | None]:
    """Return the publication of a document, the granted one where it is there, and application.

    Either is None where it is absent or cannot be read; the application is in the compared form.
    """
    named = [_publication(reference) for reference in document.iter("{*}publication-reference")]
    keys = [key for key in named if key]
    granted = (key for key in keys if key.rpartition("-")[2].startswith("B"))
    publication = next(granted, None) or next(iter(keys), None)
    return publication, _application(next(document.iter("{*}application-reference"), None))


def _parts(reference: etree._Element) -> tuple[str | None, str | None, str | None]:
    number = text(child(reference, "document-id", "doc-number")) or ""
    country = text(child(reference, "document-id", "country"))
    return country, number.replace(" ", ""), text(child(reference, "document-id", "kind"))


def _publication(reference: etree._Element) -> str | None:
    return publication_key(*_parts(reference))


def _application(reference: etree._Element | None) -> str | None:
    if reference is None:
        return None
    country, number, kind = _parts(reference)
    filed_on = day(text(child(reference, "document-id", "date")))
    try:
        return docdb_application(country or "", number or "", kind, filed_on)
    except NumberError:
        return None


def read_bulk_events(document: etree._Element) -> Iterator[BulkEvent]:
    """Yield the events of a `legal-status-document`, in its order."""
    office = document.get("country") or ""
    for element in children(document, "legal-event"):
        said = _fields(element)
        said["001"] = office or element.get("providing-office") or ""
        described = _description(element)
        event = event_of(said, described)
        if isinstance(event, Event):
            letter = text(child(element, "event-class")) or ""
            event = event._replace(letter=letter, words=described.upper())
        deleted = (element.get("status") or "").upper() == _DELETED
        yield BulkEvent(element, event, element.get("event-id"), deleted)


def _description(element: etree._Element) -> str:
    """The EPO's description: in English where there is one."""
    told = list(element.iter("{*}event-description"))
    english = (one for one in told if (one.get("lang") or "").lower() == "en")
    return text(next(english, None)) or next(filter(None, map(text, told)), "")


def _fields(element: etree._Element) -> dict[str, str]:
    """The fields of a `legal-event` by number; a date of a lapse goes before that of effect."""
    said = {
        "007": text(child(element, "event-date")) or "",
        "008": text(child(element, "event-code")) or "",
        "525": text(child(element, "event-date-effective")) or "",
    }
    details = child(element, "event-details")
    for part in () if details is None else details:
        name = local(part)
        if name in _LISTS:
            said[_LISTS[name]] = " ".join(text(state) or "" for state in part)
        elif name == "event-reference":
            said["504"] = text(child(part, "event-ref-document", "country")) or ""
        for inner in part:
            if field := _DETAILS.get((name, local(inner))):
                said[field] = text(inner) or said.get(field, "")
        if name not in _NOT_THE_STATE:
            _of_state(part, said)
        if said_text := text(part if name == "text" else child(part, "text")):
            said["510"] = f"{said.get('510', '')} {said_text}".strip()
    return said


def _of_state(part: etree._Element, said: dict[str, str]) -> None:
    """The state that an event concerns, and its office's own code beside it if there is one."""
    country = text(child(part, "country"))
    if not country or said.get("501"):
        return
    said["501"] = country
    codes = (one for one in part if local(one).endswith("code"))
    said["502"] = text(next(codes, None)) or ""
