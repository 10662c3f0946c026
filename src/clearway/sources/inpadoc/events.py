"""One legal event: code, state, days, and the states that it opens, from its numbered fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clearway.model.territory import COUNTRIES
from clearway.sources.docdb.values import day, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lxml import etree

_STATE = re.compile(r"\b[A-Z]{2}\b")
_FOR_STATE = re.compile(r"([A-Z]{2}): ")
"""The EPO's own codes of the time before REG name their state in the description, `GB: ...`."""
_PAID_ON = re.compile(r"(?:19|20)\d{6}|(?:19|20)\d\d-\d\d-\d\d")
EXTENSION_STATES = frozenset(
    ("AL", "BA", "HR", "LT", "LV", "ME", "MK", "RO", "RS", "SI", "GE", "KH", "LA", "MA", "MD", "TN")
)
"""States that European patents have been extended to or validated in by payment of a fee."""

_FIELDS = frozenset(("001", "007", "008", "501", "502", "504", "507", "510", "518", "524", "525"))
_PAYMENTS = frozenset({"AXX", "RAX", "RAV"})
"""Extension fees paid; extension states changed; validation fee paid."""
UNITARY = "U07"
"""Unitary effect registered."""
REGISTER_STATUS = "UPP"
"""Any other status that the Register gives the unitary patent; no code of the list."""
_SWISS = ("CH", "EP")
"""Effect in Switzerland is effect in Liechtenstein: one territory for patents."""


class Event(NamedTuple):
    """One event.

    Attributes:
        office: whose code it is: the state's for a reference to a national code, else the office
            that the right is filed with.
        code: without blanks.
        shown: as the record keeps it: `PG25`, `REG GB FG4D`.
        country: the state it concerns, None for the whole right.
        dated_on: the day it takes effect; the payment's day of a fee; else the gazette's.
        published_on: the gazette's day.
        states: states where the right takes effect by it: of unitary effect, or of extension and
            validation states whose fee is paid.
    """

    office: str
    code: str
    shown: str
    country: str | None
    dated_on: date | None
    published_on: date | None
    states: tuple[str, ...]
    letter: str = ""
    """Its class in the EPO's scheme, where the delivery tells it."""
    words: str = ""
    """The EPO's description, likewise."""


def read_event(element: etree._Element) -> Event | str:
    """Read an `ops:legal` element.

    Returns:
        The event, or why it cannot be used.
    """
    said = _fields(element)
    said["008"] = said.get("008") or (element.get("code") or "").strip()
    return event_of(said, element.get("desc") or "")


def event_of(said: Mapping[str, str], described: str) -> Event | str:
    """Return the event that numbered fields tell, or why it cannot be used.

    Args:
        said: fields of the EPO's legal event data by number: 001 office, 007 gazette date, 008
            code, 501 and 502 the state and its code, 504 the state of a document referred to, 507,
            510 and 524 texts that list states, 518 day of payment, 525 day of effect.
        described: the code in the EPO's words.
    """
    office, code = said.get("001", ""), said.get("008", "")
    published_on = day(said.get("007"))
    if not code or not office:
        return "has no office (L001EP) or no code (L008EP)"
    dated_on = day(said.get("525")) or day(said.get("518")) or published_on
    if dated_on is None:
        return "has neither a gazette date (L007EP) nor a date of effect (L525EP)"
    national = said.get("502", "") if code == "REG" else ""
    state = said.get("501", "") or (said.get("504", "") if code == "REF" else "")
    named = _FOR_STATE.match(described)
    country = state or (named[1] if named else "")
    return Event(
        office=state if national else office,
        code=national or code,
        shown=f"{code} {state} {national}" if national else code,
        country=country if country in COUNTRIES else None,
        dated_on=dated_on,
        published_on=published_on,
        states=_states(office, code, said),
    )


def _fields(element: etree._Element) -> dict[str, str]:
    """The texts of the elements `L001EP` to `L525EP` that are used, by number, however deep."""
    said = {}
    for part in element.iter():
        tag = part.tag
        if isinstance(tag, str) and tag.endswith("EP") and tag[-5:-2] in _FIELDS:
            said[tag[-5:-2]] = text(part) or ""
    return said


def _states(office: str, code: str, said: Mapping[str, str]) -> tuple[str, ...]:
    if code == "REG" and (said.get("501"), said.get("502")) == _SWISS:
        return ("CH", "LI")
    if office != "EP" or code not in {UNITARY, *_PAYMENTS}:
        return ()
    words = " ".join(said.get(field, "") for field in ("507", "510", "524", "501"))
    found = set(_STATE.findall(words.upper())) & COUNTRIES
    if code == UNITARY:
        return tuple(sorted(found))
    paid = code == "AXX" or "518" in said or _PAID_ON.search(words)
    return tuple(sorted(found & EXTENSION_STATES)) if paid else ()
