"""Applicants of an exchange document: each once, by its fullest spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clearway.sources.docdb.values import child, children, text

if TYPE_CHECKING:
    from lxml import etree

_PREFERRED = ("docdba", "docdb", "epodoc", "original")
"""As the office wrote it, before the EPO's capitals without punctuation; OPS has the latter two."""
_COUNTRY = re.compile(r"\s*\[([A-Z]{2})\]\Z")


class Party(NamedTuple):
    """One applicant: name, country, place among the applicants, and whether no natural person."""

    name: str
    country: str | None
    sequence: int
    organization: bool | None


def read_applicants(biblio: etree._Element) -> tuple[Party, ...]:
    """Return the applicants in order.

    The source does not say who is an organization; but an applicant whose name stands among the
    inventors too is a person, as US applicants were until 2012.
    """
    by_format = _named(biblio, "applicant")
    inventors = {
        form: {name for name, _ in named.values()}
        for form, named in _named(biblio, "inventor").items()
    }
    forms = [form for form in _PREFERRED if form in by_format]
    if not forms:
        return ()
    best = by_format[forms[0]]
    return tuple(
        Party(
            name,
            _country(by_format, sequence),
            sequence,
            _is_person(by_format, inventors, sequence),
        )
        for sequence, (name, _) in sorted(best.items())
    )


def _named(biblio: etree._Element, role: str) -> dict[str, dict[int, tuple[str, str | None]]]:
    """Format -> sequence -> name and country."""
    found: dict[str, dict[int, tuple[str, str | None]]] = {}
    group = child(biblio, "parties", f"{role}s")
    for party in () if group is None else children(group, role):
        name = text(child(party, f"{role}-name", "name"))
        if not name:
            continue
        country = text(child(party, "residence", "country"))
        if marked := _COUNTRY.search(name):
            name, country = name[: marked.start()], country or marked[1]
        named = found.setdefault(party.get("data-format") or "docdb", {})
        sequence = party.get("sequence") or ""
        place = int(sequence) if sequence.isdecimal() and len(sequence) < 9 else len(named) + 1
        named.setdefault(place, (name.strip(" ,"), country))
    return found


def _country(by_format: dict[str, dict[int, tuple[str, str | None]]], sequence: int) -> str | None:
    said = (by_format[form].get(sequence, ("", None))[1] for form in by_format)
    return next((country for country in said if country), None)


def _is_person(
    by_format: dict[str, dict[int, tuple[str, str | None]]],
    inventors: dict[str, set[str]],
    sequence: int,
) -> bool | None:
    """False (no organization) where an inventor has the name, else null: it is not said."""
    for form, named in by_format.items():
        if sequence in named and named[sequence][0] in inventors.get(form, ()):
            return False
    return None
