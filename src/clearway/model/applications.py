"""Application numbers: read the spellings of the offices, give the form of DOCDB.

`EP06711571.5` and `EP20060711571` are one application, as are `PCT/JP2006/300226` and
`WO2006JP300226`. Source: EPO, number formats of DOCDB; WIPO Standard ST.13.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from clearway.model.territory import OFFICES

if TYPE_CHECKING:
    from collections.abc import Callable

_PCT = re.compile(r"PCT[/ ]*([A-Z]{2})[/ ]*(\d{4}|\d{2})[/ ]*(\d{1,6})")
_DOCDB = re.compile(r"([A-Z]{2})(?:19|20)\d\d[A-Z]{0,6}\d{2,9}[A-Z]?")
_MARKS = re.compile(r"[,'\"()#:\s]")
_SEPARATORS = re.compile(r"[./_-]")
_USABLE = re.compile(r"[A-Z]{0,5}\d[0-9A-Z]{3,20}")
_YEAR_SERIAL = re.compile(r"(?:[12]0-?)??((?:19|20)\d\d)[/-]?(\d{1,7})")
"""A year comes before Korea's prefix of patents (10) and models (20): `20190123456` is of 2019."""
_JAPANESE_ERA = re.compile(r"([HS])(\d{1,2})[/-]?(\d{6})")
_ERA_BEGINS = {"H": 1988, "S": 1925}
"""The year before the first of Heisei (1989) and of Showa (1926)."""

_FIRST_EUROPEAN_YEAR = 78


def _full_year(year: str) -> str:
    if len(year) == 4:
        return year
    return f"19{year}" if int(year) >= _FIRST_EUROPEAN_YEAR else f"20{year}"


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text)


def _year_and_seven(text: str) -> str:
    """Year and a serial of seven digits: `2011-099340` is `20110099340` (Japan, Korea)."""
    parted = _YEAR_SERIAL.fullmatch(text)
    return parted[1] + parted[2].zfill(7) if parted else _compact(text)


def _japan(text: str) -> str:
    era = _JAPANESE_ERA.fullmatch(text)
    if era is None:
        return _year_and_seven(text)
    return f"{_ERA_BEGINS[era[1]] + int(era[2])}{era[3].zfill(7)}"


def _europe(text: str) -> str:
    """`06711571.5`: year, serial of six digits, check digit."""
    parted = re.fullmatch(r"(\d\d)(\d{6})(?:\.\d)?", text)
    return f"{_full_year(parted[1])}0{parted[2]}" if parted else _compact(text)


def _china(text: str) -> str:
    """The check digit after the point is no part of the number; nor is the mark `ZL` of a grant."""
    return _compact(re.sub(r"\.[\dX]\Z", "", text.removeprefix("ZL")))


def _india(text: str) -> str:
    parted = re.fullmatch(r"0*(\d+)[/-]?([A-Z]{2,6})[/-]?(\d{4})", text)
    return parted[3] + parted[2] + parted[1] if parted else _compact(text)


def _taiwan(text: str) -> str:
    """Years of the republic, from 1912: `104101181` is of 2015."""
    parted = re.fullmatch(r"(\d{2,3})(\d{6})", text)
    return f"{1911 + int(parted[1])}0{parted[2]}" if parted else _compact(text)


def _brazil(text: str) -> str:
    """`PI0604217-6` is `2006PI04217`; `11 2015 012836-2` is `20151112836`."""
    old = re.fullmatch(r"PI(\d\d)(\d{5})(?:-?\d)?", text)
    if old:
        return f"{_full_year(old[1])}PI{old[2]}"
    new = re.fullmatch(r"(1[0-3])((?:19|20)\d\d)(\d{6})(?:-?\d)?", text)
    return f"{new[2]}{new[1]}{int(new[3]):05d}" if new else _compact(text)


def _mexico(text: str) -> str:
    parted = re.fullmatch(r"A/?((?:19|20)\d\d)/?(\d{6})", text)
    return parted[1] + parted[2].zfill(7) if parted else _compact(text)


_FORMS: dict[str, Callable[[str], str]] = {
    "BR": _brazil,
    "MX": _mexico,
    "CN": _china,
    "EP": _europe,
    "IN": _india,
    "JP": _japan,
    "KR": _year_and_seven,
    "TW": _taiwan,
}


def _split_office(text: str, office: str | None) -> tuple[str | None, str]:
    """The office and the rest; letters that follow no office's form belong to the number."""
    named = _DOCDB.fullmatch(_compact(text))
    if office is None or (named and named[1] in OFFICES) or text.startswith(office):
        return (text[:2], text[2:].lstrip("/-.")) if text[:2] in OFFICES else (office, text)
    return office, text


@lru_cache(maxsize=65536)
def parse_application(text: str, office: str | None = None) -> str | None:
    """Read an application number; None where there is none to read.

    Args:
        text: `EP20060711571`, `EP06711571.5`, `PCT/JP2006/300226`, `12/366,384`, `Pending`.
        office: the office that received it (WIPO ST.3), where the text may not say so.

    Returns:
        `EP20060711571`: office, year and serial as in DOCDB. A US number without its year stays
        without (`US12366384`). None for blanks, words and numbers of no known office.
    """
    letters = _MARKS.sub("", text.upper())
    international = _PCT.match(letters)
    if international:
        country, year, serial = international.groups()
        return f"WO{_full_year(year)}{country}{int(serial):05d}"
    known, rest = _split_office(letters, office)
    if known not in OFFICES:
        return None
    form = _FORMS.get(known, _compact)
    number = form(rest)
    return f"{known}{number}" if _USABLE.fullmatch(number) else None
