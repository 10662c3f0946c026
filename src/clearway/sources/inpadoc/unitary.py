"""Unitary effect: where it reaches, and what the European Patent Register says of it.

Layout: OPS 3.2, service `register/.../upp`: a `register-document` whose `unitary-patent` lists the
statuses reached with their days. The rest of the Register is left aside.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from clearway.model.vocabulary import read_day, read_vocabulary
from clearway.sources.docdb.values import child, children, day, publication_key, text
from clearway.sources.inpadoc.events import REGISTER_STATUS, UNITARY, Event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lxml import etree

_REGISTERED = "unitary effect registered"


@lru_cache(maxsize=1)
def _accessions() -> tuple[tuple[date | None, tuple[str, ...]], ...]:
    rows = read_vocabulary("unitary_states")
    return tuple((read_day(row["from"]), tuple(row["states"].split())) for row in rows)


def unitary_states(registered_on: date) -> tuple[str, ...]:
    """Return the states that unitary effect registered on a day reaches, sorted."""
    states = (held for since, held in _accessions() if since and since <= registered_on)
    return tuple(sorted(state for held in states for state in held))


def read_publication(document: etree._Element) -> str | None:
    """Return a `register-document`'s publication, the granted one where it is there."""
    biblio = child(document, "bibliographic-data")
    keys = []
    for reference in () if biblio is None else children(biblio, "publication-reference"):
        parts = [
            text(child(reference, "document-id", name))
            for name in ("country", "doc-number", "kind")
        ]
        keys.append(publication_key(*parts))
    named = [key for key in keys if key]
    granted = (key for key in named if key.rpartition("-")[2].startswith("B"))
    return next(granted, None) or next(iter(named), None)


def read_statuses(document: etree._Element) -> Iterator[tuple[etree._Element, Event | str]]:
    """Yield each status of a `register-document`'s unitary patent, and the event it comes to."""
    listed = child(document, "unitary-patent", "unitary-patent-statuses")
    for status in () if listed is None else children(listed, "unitary-patent-status"):
        yield status, _event(status)


def _event(status: etree._Element) -> Event | str:
    changed_on = day(status.get("change-date"))
    if changed_on is None:
        return "the status of the unitary patent has no change-date"
    registered = (text(status) or "").lower() == _REGISTERED
    code = UNITARY if registered else REGISTER_STATUS
    return Event(
        office="EP",
        code=code,
        shown=f"UPP {status.get('status-code') or ''}".strip(),
        country=None,
        dated_on=changed_on,
        published_on=changed_on,
        states=unitary_states(changed_on) if registered else (),
    )
