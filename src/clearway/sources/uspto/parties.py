"""Parties of a US grant: applicants, assignees and inventors, and which are organizations.

Source: WIPO ST.32 and the USPTO's red book documentation: the role of an assignee is `02` US
company, `03` foreign company, `04` US person, `05` foreign person, `06` US government, `07` foreign
government, `08` US county, `09` US state; a `1` before it marks a part interest. `01` is none.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from clearway.sources.uspto.documents import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_BY_ROLE = {**dict.fromkeys("236789", True), **dict.fromkeys("45", False)}
"""Whether a role is an organization's; other roles do not say."""

_PLACES = (
    ("assignee", "assignees/assignee"),
    ("applicant", "us-parties/us-applicants/us-applicant"),
    ("applicant", "parties/applicants/applicant"),
    ("inventor", "us-parties/inventors/inventor"),
    ("inventor", "us-parties/inventors/deceased-inventor"),
    ("inventor", "parties/inventors/inventor"),
)


def parties_of(bibliography: _Element) -> Iterator[dict[str, object]]:
    """Yield the parties in order: name, role, organization, country, sequence within the role.

    Until 2012 (v4.0 to v4.2) the applicants are the inventors, marked `applicant-inventor`: they
    are given as inventors.
    """
    numbers = {role: count(1) for role in ("assignee", "applicant", "inventor")}
    for place, path in _PLACES:
        for party in bibliography.iterfind(path):
            inventing = place == "applicant" and party.get("app-type") == "applicant-inventor"
            role = "inventor" if inventing else place
            name, is_organization = _name(party)
            if name:
                yield {
                    "name": name,
                    "role": role,
                    "organization": _BY_ROLE.get(_role(party), is_organization),
                    "country": text_of(party, ".//address/country") or None,
                    "sequence": next(numbers[role]),
                }


def _name(party: _Element) -> tuple[str, bool | None]:
    """The name as spelled, a person's as first and last; and whether it is an organization's."""
    book = party.find("addressbook")
    book = party if book is None else book
    organization = text_of(book, "orgname")
    if organization:
        return organization, True
    person = " ".join(filter(None, (text_of(book, "first-name"), text_of(book, "last-name"))))
    return (person, False) if person else (text_of(book, "name"), None)


def _role(party: _Element) -> str:
    """The last digit of the role; a digit before it speaks of the share."""
    return (text_of(party, "addressbook/role") or text_of(party, "role"))[-1:]
