"""One recorded conveyance, from each of the three layouts in which the USPTO gives them.

`patent-assignment` of the bulk XML (PADX, DTD `us-patent-assignments` 0.4 and later), `doc` of the
answers of the Assignment Search (Solr), and an `assignmentBag` of the Open Data Portal's JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from clearway.sources.uspto.conveyances import place_of
from clearway.sources.uspto.documents import UnfitError, text_of
from clearway.sources.uspto.numbering import application_number, publication_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?", re.ASCII)
_FIRST_YEAR = 1790
"""Year of the first US patent; dates before it (`0001-01-01`) stand for none."""
_GRANTED_KINDS = re.compile(r"B\d?|E\d?|S\d?|P[2-4]?|H\d?|A|C\d|X1")
"""Kinds of granted patents (`A` until 2000); `X0` is an application."""
_PUBLISHED_KINDS = re.compile(r"A[1-9]|P[149]")


@dataclass(frozen=True, slots=True)
class Property:
    """A patent or application that is conveyed: its numbers in the form of DOCDB."""

    granted: str | None = None
    published: str | None = None
    application: str | None = None

    @property
    def publication(self) -> str | None:
        """The patent, else its publication before grant."""
        return self.granted or self.published


@dataclass(frozen=True, slots=True)
class Recording:
    """A conveyance as recorded.

    Attributes:
        place: reel and frame (`conveyances.place_of`).
        conveyance: its text.
        recorded_on: when it was recorded.
        assignors: name and day of execution of each.
        assignees: names.
        properties: what is conveyed, without those of which no number can be read.
        unread: properties without a number that can be read.
        purged: the Office took the recording back.
    """

    place: int
    conveyance: str
    recorded_on: date | None
    assignors: Sequence[tuple[str, date | None]]
    assignees: Sequence[str]
    properties: Sequence[Property] = field(default=())
    unread: int = 0
    purged: bool = False


@lru_cache(maxsize=65536)
def read_day(text: str) -> date | None:
    """Return a day written `20130416` or `2013-04-16T04:00:00Z`; None when it is none."""
    found = _DAY.fullmatch(text.strip())
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
    return day if day and day.year >= _FIRST_YEAR else None


def read_xml(element: _Element) -> Recording:
    """Read a `patent-assignment` or a Solr `doc`.

    Raises:
        UnfitError: no reel and frame, or no parties or properties.
    """
    return _read_solr(element) if element.tag == "doc" else _read_bulk(element)


def _leaves(element: _Element | None) -> dict[str, str]:
    """The children's texts by tag; of a date, which stands a level below, its day."""
    return {
        str(child.tag): " ".join(((child[0].text if len(child) else child.text) or "").split())
        for child in (() if element is None else element)
    }


def _read_bulk(element: _Element) -> Recording:
    sections = {str(child.tag): child for child in element}
    record = _leaves(sections.get("assignment-record"))
    assignors = [_leaves(party) for party in sections.get("patent-assignors", ())]
    assignees = [_leaves(party) for party in sections.get("patent-assignees", ())]
    return _checked(
        reel=record.get("reel-no", ""),
        frame=record.get("frame-no", ""),
        conveyance=record.get("conveyance-text", ""),
        recorded=record.get("recorded-date", ""),
        assignors=[
            (party.get("name", ""), read_day(party.get("execution-date", "")))
            for party in assignors
        ],
        assignees=[party.get("name", "") for party in assignees],
        properties=[_bulk_property(child) for child in sections.get("patent-properties", ())],
        purged=record.get("purge-indicator", "").upper() == "Y",
    )


def _bulk_property(element: _Element) -> Property | None:
    """A property's documents are told apart by their kinds, of which `X0` is the application."""
    granted = published = application = None
    for child in element:
        if child.tag != "document-id":
            continue
        document = _leaves(child)
        kind, number = document.get("kind", ""), document.get("doc-number", "")
        if document.get("country", "US") != "US":
            continue
        if kind == "X0":
            day = read_day(document.get("date", ""))
            application = application_number(number, day.year if day else None)
        elif _PUBLISHED_KINDS.fullmatch(kind) and len(number) > _LONGEST_PATENT:
            published = publication_number(number, kind)
        elif _GRANTED_KINDS.fullmatch(kind):
            granted = publication_number(number, kind)
    return _property(granted, published, application)


_LONGEST_PATENT = 9
"""Characters of a patent's number; publications before grant have a year and seven digits."""


def _property(
    granted: str | None, published: str | None, application: str | None
) -> Property | None:
    return (
        Property(granted, published, application) if granted or published or application else None
    )


def _read_solr(element: _Element) -> Recording:
    single = {child.get("name", ""): text_of(child) for child in element if child.tag != "arr"}
    lists = {
        child.get("name", ""): [text_of(item) for item in child]
        for child in element.iterfind("arr")
    }
    return _checked(
        reel=single.get("reelNo", ""),
        frame=single.get("frameNo", ""),
        conveyance=single.get("conveyanceText", ""),
        recorded=single.get("recordedDate", ""),
        assignors=[
            (name, read_day(day))
            for name, day in zip_longest(
                lists.get("patAssignorName", []), lists.get("patAssignorExDate", []), fillvalue=""
            )
        ],
        assignees=lists.get("patAssigneeName", []),
        properties=list(_solr_properties(lists)),
        purged=single.get("purgeIndicator", "").upper() == "Y",
    )


def _solr_properties(lists: Mapping[str, list[str]]) -> Iterator[Property | None]:
    """Properties stand in lists side by side, where `NULL` is none."""
    names = ("patNum", "publNum", "applNum", "filingDate")
    for row in zip_longest(*(lists.get(name, []) for name in names), fillvalue="NULL"):
        patent, published, application, filed = ("" if text == "NULL" else text for text in row)
        day = read_day(filed)
        yield _property(
            publication_number(patent),
            publication_number(published),
            application_number(application, day.year if day else None),
        )


def read_json(bag: Mapping[str, Any], about: Property | None) -> Recording:
    """Read an entry of an `assignmentBag`.

    Args:
        bag: the entry.
        about: the application whose file it lies in.

    Raises:
        UnfitError: no reel and frame, no parties, or it lies in no application's file.
    """
    reel, frame = _text(bag, "reelNumber"), _text(bag, "frameNumber")
    if not reel:
        reel, _, frame = _text(bag, "reelNumber/frameNumber").partition("/")
    return _checked(
        reel=reel,
        frame=frame,
        conveyance=_text(bag, "conveyanceText"),
        recorded=_text(bag, "assignmentRecordedDate"),
        assignors=[
            (_text(party, "assignorName"), read_day(_text(party, "executionDate")))
            for party in _entries(bag, "assignorBag")
        ],
        assignees=[_text(party, "assigneeNameText") for party in _entries(bag, "assigneeBag")],
        properties=[about],
        purged=False,
    )


def read_about(wrapper: Mapping[str, Any], number: str | None) -> Property | None:
    """Return the application that a file wrapper is of, by its own words or else by `number`."""
    told = wrapper.get("applicationMetaData")
    told = told if isinstance(told, Mapping) else {}
    filed = read_day(_text(told, "filingDate"))
    patent = _text(told, "patentNumber")
    published = _text(told, "earliestPublicationNumber").removeprefix("US").replace("-", "")
    body, _, kind = published.strip().partition(" ")
    return _property(
        publication_number(patent),
        publication_number(body, kind or None),
        application_number(
            _text(wrapper, "applicationNumberText") or number or "", filed.year if filed else None
        ),
    )


def _text(mapping: Mapping[str, Any], key: str) -> str:
    value = mapping.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _entries(mapping: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    value = mapping.get(key)
    entries = value if isinstance(value, list) else [value]
    yield from (entry for entry in entries if isinstance(entry, Mapping))


def _named(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name and name != "NULL"))


def _checked(  # noqa: PLR0913  # the fields of a recording
    *,
    reel: str,
    frame: str,
    conveyance: str,
    recorded: str,
    assignors: Sequence[tuple[str, date | None]],
    assignees: Sequence[str],
    properties: Sequence[Property | None],
    purged: bool,
) -> Recording:
    place = place_of(reel, frame)
    if place is None:
        raise UnfitError(f"'{reel[:20]}/{frame[:20]}' is no reel and frame")
    known = list(dict.fromkeys(p for p in properties if p is not None))
    if not known and not purged:
        raise UnfitError("names no US patent or application whose number can be read")
    return Recording(
        place,
        "" if conveyance == "NULL" else conveyance,
        read_day(recorded),
        [(name, day) for name, day in assignors if name and name != "NULL"],
        _named(assignees),
        known,
        sum(p is None for p in properties),
        purged,
    )
