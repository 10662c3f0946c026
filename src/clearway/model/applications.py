"""Application numbers: read the spellings of the offices, give one form to compare.

`EP06711571.5`, DOCDB's `EP 06711571 A` and `EP20060711571` are one application, as are
`PCT/JP2006/300226` and `WO2006JP300226`. The form is described in `application_forms`; numbers as
DOCDB writes them go through `docdb_applications`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from clearway.model.application_forms import APPLICATION_FORMS, check_digit, united_states
from clearway.model.docdb_applications import docdb_application
from clearway.model.number_text import (
    NUMBERING_OFFICES,
    AmbiguousNumberError,
    NumberError,
    compact,
    full_year,
)

if TYPE_CHECKING:
    from datetime import date

_PCT = re.compile(r"PCT[/ ]*([A-Z]{2})[/ ]*(\d{4}|\d{2})[/ ]*(\d{1,6})")
_DOCDB = re.compile(r"([A-Z]{2})(?:19|20)\d\d[A-Z]{0,6}\d{2,9}[A-Z]?")
_MARKS = re.compile(r"[,'\"()#:\s]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_USABLE = re.compile(r"[A-Z]{0,5}\d[0-9A-Z]{3,20}")


def _split_office(text: str, office: str | None) -> tuple[str | None, str]:
    """The office and the rest; letters that follow no office's form belong to the number."""
    if text.startswith("ZL"):  # China's mark of a grant, before the application number
        return "CN", text
    named = _DOCDB.fullmatch(compact(text))
    if office is None or (named and named[1] in NUMBERING_OFFICES) or text.startswith(office):
        return (
            (text[:2], text[2:].lstrip("/-.")) if text[:2] in NUMBERING_OFFICES else (office, text)
        )
    return office, text


def _with_year(office: str, text: str, filed: date) -> str | None:
    """Read a number that holds no year of four digits by the layouts of DOCDB; None if none fits.

    They are near to what offices print: `2744162` (CA), `A44733` (DE).
    """
    try:
        return docdb_application(office, compact(re.sub(r"\.\d\Z", "", text)), "A", filed)[2:]
    except AmbiguousNumberError:
        raise
    except NumberError:
        return None


@lru_cache(maxsize=65536)
def read_application(text: str, office: str | None = None, filed: date | None = None) -> str:
    """Read an application number as an office or a register spells it.

    Args:
        text: `EP20060711571`, `EP06711571.5`, `PCT/JP2006/300226`, `12/366,384`.
        office: the office that received it (WIPO ST.3), where the text may not say so.
        filed: the filing date; it gives the year of numbers that do not hold it (US, CA, NL).

    Returns:
        `EP20060711571`: office, year and serial. A US number without filing date stays without
        its year (`US12366384`).

    Raises:
        NumberError: blanks, words, numbers of no known office, or a wrong check digit.
        AmbiguousNumberError: it reads as several numbers (a Japanese year without its era).
    """
    letters = _MARKS.sub("", text.upper())
    international = _PCT.match(letters)
    if international:
        country, year, serial = international.groups()
        return f"WO{full_year(year)}{country}{int(serial):05d}"
    known, rest = _split_office(letters, office)
    if known in NUMBERING_OFFICES:
        form = APPLICATION_FORMS.get(known, compact)
        number = united_states(rest, filed) if known == "US" else form(rest)
        if filed and not _YEAR.match(number):
            number = _with_year(known, rest, filed) or number
        if _USABLE.fullmatch(number):
            return f"{known}{number}"
    raise NumberError(
        f"'{text}' is no application number; write it with its office, as EP06711571.5 or "
        "US 12/366,384"
    )


@lru_cache(maxsize=65536)
def parse_application(text: str, office: str | None = None) -> str | None:
    """Read an application number; None where there is none to read, or more than one.

    Args:
        text: as `read_application` takes it; `Pending` gives None.
        office: the office that received it (WIPO ST.3), where the text may not say so.

    Returns:
        As `read_application`, or None where that raises.
    """
    try:
        return read_application(text, office)
    except NumberError:
        return None


_CHINESE_PATENT = re.compile(r"(?:CN)?ZL((?:8[5-9]|9\d|0[0-3])\d{6}|20\d{10})\.?([\dX])?", re.ASCII)
"""`ZL` and an application of 1985 to 2003, or since, with or without its check digit."""


def chinese_patent(text: str) -> str | None:
    """Return the application, office included, by which a `ZL` number names a Chinese patent.

    `ZL 2004 1 0012345.6` is how Chinese courts name one: never by what was published. None for any
    other text.

    Raises:
        NumberError: the check digit that is given is not that of the number.
    """
    found = _CHINESE_PATENT.fullmatch(re.sub(r"\s", "", text.upper()))
    if found is None:
        return None
    digits, check = found.groups()
    if check and check_digit(digits) != check:
        raise NumberError(f"'{text}': {check} is not the check digit of {digits}")
    return read_application(f"ZL{digits}")
