"""Numbers as the USPTO writes them, in the forms of DOCDB.

Source: USPTO, MPEP 503 (series code and serial number); EPO, number formats of DOCDB: the year of
filing goes before the serial number, which keeps its series code from series 13 on (`12/366,384` of
2009 is `US20090366384`, `13/120,337` of 2009 is `US200913120337`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from clearway.model.numbers import NumberError, parse_publication

if TYPE_CHECKING:
    from datetime import date

_FIRST_FULL_SERIES = 13
_PROVISIONAL = frozenset({"60", "61", "62", "63"})
_FIRST_FULL_PROVISIONAL = 2011
_PLAIN = re.compile("[1-9][0-9]{5,7}")
"""A utility patent's number, which needs no second look."""
_KIND = re.compile("[A-Z][0-9]?")
_SERIAL = re.compile(r"(\d{2})/?(\d{3}),?(\d{3})")


@lru_cache(maxsize=65536)
def application_number(text: str, year: int | None) -> str | None:
    """Return an application's number in the form of DOCDB; None where there is none to read.

    Args:
        text: series code and serial number, `13/120,337` or `13120337`.
        year: of filing (of a national stage, of the international filing); None when unknown:
            then the number stays without it, `US13120337`.
    """
    parted = _SERIAL.fullmatch(text.strip())
    if parted is None or parted[0] == "00000000":
        return None
    series, serial = parted[1], parted[2] + parted[3]
    if year is None:
        return f"US{series}{serial}"
    if series in _PROVISIONAL:
        return f"US{year}{series if year >= _FIRST_FULL_PROVISIONAL else '0'}{serial}P"
    return f"US{year}{series if int(series) >= _FIRST_FULL_SERIES else '0'}{serial}"


def application_of(text: str, filed_on: date | None) -> str | None:
    """Return an application's number in the form of DOCDB, by its filing date."""
    return application_number(text, filed_on.year if filed_on else None)


@lru_cache(maxsize=65536)
def publication_number(text: str, kind: str | None = None) -> str | None:
    """Return a US publication in the form of DOCDB, `US-8421916-B2`; None where there is none.

    Args:
        text: `08421916`, `RE045123`, `D0680087`, `20130123456`; zeros before the number go.
        kind: its kind code, where known.
    """
    number = text.strip().lstrip("0")
    if not number or " " in number:
        return None
    if _PLAIN.fullmatch(number) and (not kind or _KIND.fullmatch(kind)):
        return f"US-{number}-{kind}" if kind else f"US-{number}"
    try:
        return parse_publication(f"US {number} {kind or ''}".strip()).docdb
    except NumberError:
        return None
