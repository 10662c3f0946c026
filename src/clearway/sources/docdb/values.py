"""Texts, numbers and dates out of exchange documents, by local name, whatever the prefix.

DOCDB writes `exch:`, OPS a default namespace, tools that cut files apart none at all.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clearway.model.numbers import NumberError, parse_publication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_FIRST_YEAR = 1790
"""Of the oldest patents on record; earlier dates are placeholders (`00010101`)."""


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; "" for an entity left as written."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Return the children of a local name."""
    return iter(element.iterchildren("{*}" + name))


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """Return the first child of that name, and of it the next, or None."""
    found: etree._Element | None = element
    for name in path:
        if found is None:
            return None
        found = next(children(found, name), None)
    return found


def text(element: etree._Element | None) -> str | None:
    """Return the text within an element, white space made single; None where there is none."""
    if element is None:
        return None
    said = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return " ".join(said.split()) or None


def day(written: str | None) -> date | None:
    """Return a day written `20031118` or `2003-11-18`; None for placeholders and partial dates."""
    if not written:
        return None
    digits = written.strip().replace("-", "")
    if len(digits) != 8 or not digits.isdecimal() or int(digits[:4]) < _FIRST_YEAR:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def publication_key(country: str | None, number: str | None, kind: str | None) -> str | None:
    """Return the DOCDB form of a publication's parts, or None where they name none."""
    if not country or not number:
        return None
    try:
        return parse_publication(f"{country}-{number}{f'-{kind}' if kind else ''}").docdb
    except NumberError:
        return None
