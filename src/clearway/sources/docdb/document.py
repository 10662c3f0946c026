"""What one exchange document, or one member of an OPS family, says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from clearway.model.applications import parse_application
from clearway.model.kind_codes import is_granted
from clearway.sources.docdb.parties import Party, read_applicants
from clearway.sources.docdb.values import child, children, day, local, publication_key, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lxml import etree

_FORMATS = ("docdb", "epodoc", "original")
_INTERNATIONAL = re.compile(r"(\d{2}|\d{4})(\d{5,6})")
"""Year and serial of an international filing, as DOCDB numbers it under the receiving office."""
_OLDEST_TWO_DIGIT_YEAR = 78
_AMENDED = {"EP": frozenset({"B2", "B3", "B9"})}
"""Kinds that show a grant but do not appear on its day: after opposition, limitation, errors."""


class Number(NamedTuple):
    """One number in one format."""

    country: str | None
    number: str | None
    kind: str | None
    on: date | None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One publication as delivered.

    Attributes:
        publication: DOCDB form, `EP-2400812-B1`.
        doc_id: the EPO's stable id of the publication, or None.
        status: `C`, `A`, `D`, `CV`, `DV` of a front file, or None.
        delivered: when the document was last exchanged, as it says itself.
        family: simple family id, digits, or None.
        application: normalized, or None.
        granted_on: the day the grant was published, or None.
        bare: it has no bibliographic data.
    """

    publication: str
    office: str
    doc_id: str | None
    status: str | None
    delivered: date | None
    family: str | None
    application: str | None
    published_on: date | None
    filed_on: date | None
    granted_on: date | None
    title: str | None
    priorities: tuple[str, ...]
    inactive: tuple[str, ...]
    applicants: tuple[Party, ...]
    original_application: str | None
    original_publication: str | None
    bare: bool


def read_document(element: etree._Element) -> Exchanged | str:
    """Read an `exchange-document` or a `family-member`.

    Returns:
        What it says, or why it cannot be used.
    """
    member = local(element) == "family-member"
    document = child(element, "exchange-document") if member else element
    biblio = None if document is None else child(document, "bibliographic-data")
    top = element if member else biblio
    own = _attributes(document) if document is not None else None
    published = {} if top is None else _numbers(children(top, "publication-reference"))
    named = own if own and own.number else published.get("docdb")
    key = publication_key(*named[:3]) if named else None
    if named is None or key is None:
        return "names no publication: country, doc-number and kind are missing or unreadable"
    filings = {} if top is None else _numbers(children(top, "application-reference"))
    if member and biblio is not None:
        filings = _numbers(children(biblio, "application-reference")) | filings
    at = element if document is None else document
    published_on = named.on or next((n.on for n in published.values() if n.on), None)
    filed_on = next((filings[f].on for f in _FORMATS if f in filings and filings[f].on), None)
    active, inactive = ((), ()) if top is None else _priorities(top)
    return Exchanged(
        publication=key,
        office=key[:2],
        doc_id=at.get("doc-id"),
        status=at.get("status"),
        delivered=day(at.get("date-of-last-exchange")),
        family=_family(element) or _family(at),
        application=_application(filings, named.number),
        published_on=published_on,
        filed_on=filed_on,
        granted_on=published_on if _shows_grant(key, filed_on, biblio) else None,
        title=None if biblio is None else _title(biblio),
        priorities=active,
        inactive=inactive,
        applicants=() if biblio is None else read_applicants(biblio),
        original_application=_original(filings),
        original_publication=_original(published),
        bare=biblio is None and at.get("status") is None,
    )


def _attributes(document: etree._Element) -> Number:
    get = document.get
    return Number(get("country"), get("doc-number"), get("kind"), day(get("date-publ")))


def _numbers(references: Iterator[etree._Element]) -> dict[str, Number]:
    """The numbers by format, the first of each; DOCDB marks the reference, OPS the id in it."""
    found: dict[str, Number] = {}
    for reference in references:
        for identity in children(reference, "document-id"):
            said = identity.get("document-id-type") or reference.get("data-format") or "docdb"
            found.setdefault(said, _number(identity))
    return found


def _number(identity: etree._Element) -> Number:
    parts = {local(part): part for part in identity}
    return Number(
        text(parts.get("country")),
        text(parts.get("doc-number")),
        text(parts.get("kind")),
        day(text(parts.get("date"))),
    )


def _original(numbers: dict[str, Number]) -> str | None:
    return numbers["original"].number if "original" in numbers else None


def _family(element: etree._Element) -> str | None:
    """The simple family's id; zeros and what is no number stand for none."""
    said = (element.get("family-id") or "").strip()
    return said if said.isdecimal() and int(said) else None


def _application(filings: dict[str, Number], publication: str | None) -> str | None:
    """The application in the form that sources share; dummies of DOCDB are none."""
    docdb = filings.get("docdb")
    if docdb and (docdb.kind in {"D", "Q"} or _is_dummy(docdb.number, publication)):
        return None
    epodoc = filings.get("epodoc")
    if epodoc and epodoc.number:
        return parse_application(epodoc.number, docdb.country if docdb else None)
    return application_key(docdb) if docdb else None


def _is_dummy(filed: str | None, published: str | None) -> bool:
    """DOCDB numbers an unknown filing after its publication, with a D behind."""
    return bool(filed and published and filed.lstrip("0") == f"{published.lstrip('0')}D")


def application_key(docdb: Number) -> str | None:
    """Return the shared form of a number in DOCDB's own format, or None."""
    if not docdb.number or not docdb.country:
        return None
    if docdb.kind == "W" and (parted := _INTERNATIONAL.fullmatch(docdb.number)):
        return f"WO{_full_year(parted[1])}{docdb.country}{int(parted[2]):05d}"
    return parse_application(_with_year(docdb), docdb.country)


def _with_year(docdb: Number) -> str:
    """Put the year of filing before the serial, where DOCDB leaves it out or puts it behind."""
    number = docdb.number or ""
    if docdb.on is None or not number.isdecimal() or len(number) > 8:
        return number
    year = str(docdb.on.year)
    if docdb.country == "US" and number.endswith(year[2:]):
        return f"{year}{number[:-2].zfill(7)}"
    return year + number.zfill(7) if docdb.country in {"CA", "NL"} else number


def _full_year(year: str) -> str:
    if len(year) == 4:
        return year
    return f"19{year}" if int(year) >= _OLDEST_TWO_DIGIT_YEAR else f"20{year}"


def _shows_grant(key: str, filed_on: date | None, biblio: etree._Element | None) -> bool:
    """A granted kind that appears on the day of the grant, and DOCDB does not say otherwise."""
    office, _, kind = key.split("-") if key.count("-") == 2 else (key[:2], "", "")
    if not is_granted(office, kind, filed_on) or kind in _AMENDED.get(office, ()):
        return False
    available = None if biblio is None else child(biblio, "dates-of-public-availability")
    ways = set() if available is None else {local(way) for way in available}
    return "printed-with-grant" in ways or not any(way.endswith("without-grant") for way in ways)


def _title(biblio: etree._Element) -> str | None:
    """The English title, else the first."""
    titles = [(title.get("lang"), text(title)) for title in children(biblio, "invention-title")]
    english = (said for lang, said in titles if lang == "en" and said)
    return next(english, None) or next((said for _, said in titles if said), None)


def _priorities(top: etree._Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The active priorities and the others, in order; one without a flag counts as active."""
    listed = child(top, "priority-claims")
    claims: dict[str, dict[str, Number]] = {}
    inactive = set()
    for claim in children(top if listed is None else listed, "priority-claim"):
        sequence = claim.get("sequence") or str(len(claims))
        numbers = _numbers(iter([claim]))
        if "original" not in numbers:
            claims.setdefault(sequence, {}).update(numbers)
        flag = text(child(claim, "priority-active-indicator"))
        if flag is not None and flag.upper() not in {"Y", "YES"}:
            inactive.add(sequence)
    read = {sequence: _priority(numbers) for sequence, numbers in claims.items()}
    active, others = (
        tuple(
            dict.fromkeys(
                number
                for sequence, number in read.items()
                if number and (sequence in inactive) == is_inactive
            )
        )
        for is_inactive in (False, True)
    )
    return active, others


def _priority(numbers: dict[str, Number]) -> str | None:
    if "epodoc" in numbers and numbers["epodoc"].number:
        return parse_application(numbers["epodoc"].number)
    return application_key(numbers["docdb"]) if "docdb" in numbers else None
