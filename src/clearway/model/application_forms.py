"""How each office writes application numbers, and the one form they are compared in.

The form is epodoc's: office, year of four digits, serial. The register of ETSI uses it, and it says
the year, which tells a number from the same one of another year. China is the exception: there it
is the office's own twelve digits, because epodoc drops zeros in more than one way. Sources: EPO,
number formats of DOCDB and epodoc; WIPO Standards ST.13 and ST.10/C.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearway.model.number_text import AmbiguousNumberError, NumberError, compact, full_year

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

_YEAR_SERIAL = re.compile(r"(?:(?P<type>[12]0)-?)??((?:19|20)\d\d)[/-]?(\d{1,7})")
"""A year comes before Korea's prefix of patents (10) and models (20): `20190123456` is of 2019."""
_JAPANESE_ERA = re.compile(r"([HSR]?)(\d{1,2})[/-](\d{1,6})|([HSR])(\d{1,2})(\d{6})")
_ERA_BEGINS = {"R": 2018, "H": 1988, "S": 1925}
"""The year before the first of Reiwa (2019), of Heisei (1989) and of Showa (1926)."""


def _year_and_seven(text: str) -> str:
    """Year and a serial of seven digits: `2011-099340` is `20110099340`."""
    parted = _YEAR_SERIAL.fullmatch(text)
    return parted[2] + parted[3].zfill(7) if parted else compact(text)


def _korea(text: str) -> str:
    """Utility models (`20-`) count beside patents (`10-`): they end in `U`, as in epodoc."""
    parted = _YEAR_SERIAL.fullmatch(text.removesuffix("U"))
    if parted is None:
        return compact(text)
    utility = parted["type"] == "20" or text.endswith("U")
    return parted[2] + parted[3].zfill(7) + ("U" if utility else "")


def _japan(text: str) -> str:
    """The `T` of a national phase is dropped: its serials are a range of the same series."""
    era = _JAPANESE_ERA.fullmatch(text)
    if era is None:
        return _year_and_seven(re.sub(r"(?<=\d)T\Z", "", text))
    letter, year, serial = (era[1], era[2], era[3]) if era[2] else (era[4], era[5], era[6])
    if not letter and int(year) > 64:
        return compact(text)
    letters = letter or ("S" if int(year) > 11 else "HS")
    found = [f"{_ERA_BEGINS[one] + int(year)}{serial.zfill(7)}" for one in letters]
    if len(found) > 1:
        raise AmbiguousNumberError(
            text, [f"JP{one}" for one in found], "write the era's letter, H or S, before the year"
        )
    return found[0]


def _europe(text: str) -> str:
    """`06711571.5`: year, serial of six digits, check digit."""
    parted = re.fullmatch(r"(\d\d)(\d{6})(?:\.\d)?", text)
    return f"{full_year(parted[1])}0{parted[2]}" if parted else compact(text)


_CHINESE = re.compile(r"((?:19|20)\d\d|[089]\d)([12389])(\d{4,7})U?")
"""Year, type (1 invention, 2 model, 3 design, 8 and 9 of the PCT), serial."""


def check_digit(digits: str) -> str:
    """Return the check digit of a Chinese application number, `0` to `9` or `X` (modulo 11)."""
    total = sum(int(digit) * (2 + i % 8) for i, digit in enumerate(digits))
    return "0123456789X"[total % 11]


def _china(text: str) -> str:
    """Twelve digits: `98814060` and `CN19988014060` are `199880014060`.

    The check digit is no part of the number, nor is the mark `ZL` of a grant.
    """
    bare, _, check = text.removeprefix("ZL").partition(".")
    if not check and re.fullmatch(r"((?:8[5-9]|9\d|0[0-3])\d{6}|20\d{10})[\dX]", bare):
        if check_digit(bare[:-1]) == bare[-1]:
            bare, check = bare[:-1], bare[-1]
        elif not bare.startswith(("19", "20")):
            raise NumberError(f"'CN{text}': '{bare[-1]}' is not the check digit of {bare[:-1]}")
    if len(check) > 1:
        return compact(text)
    parted = _CHINESE.fullmatch(bare)
    return full_year(parted[1]) + parted[2] + parted[3].zfill(7) if parted else compact(bare)


def _india(text: str) -> str:
    parted = re.fullmatch(r"0*(\d+)[/-]?([A-Z]{2,6})[/-]?(\d{4})", text)
    return parted[3] + parted[2] + parted[1] if parted else compact(text)


def _taiwan(text: str) -> str:
    """Years of the republic, from 1912: `104101181` is of 2015."""
    parted = re.fullmatch(r"(\d{2,3})(\d{6})", text)
    return f"{1911 + int(parted[1])}0{parted[2]}" if parted else compact(text)


def _brazil(text: str) -> str:
    """`PI0604217-6` is `2006PI04217`; `11 2015 012836-2` is `20151112836`.

    Before 2004 the EPO leaves `PI` out: `PI9811615-0` is `19989811615` (Newsflash 09/07).
    """
    old = re.fullmatch(r"PI(\d\d)(\d{5})(?:-?\d)?", text)
    if old:
        year = full_year(old[1])
        return f"{year}PI{old[2]}" if year >= "2004" else year + old[1] + old[2]
    new = re.fullmatch(r"(1[0-3])((?:19|20)\d\d)(\d{6})(?:-?\d)?", text)
    return f"{new[2]}{new[1]}{int(new[3]):05d}" if new else compact(text)


def _mexico(text: str) -> str:
    parted = re.fullmatch(r"A/?((?:19|20)\d\d)/?(\d{6})", text)
    return parted[1] + parted[2].zfill(7) if parted else compact(text)


def _germany(text: str) -> str:
    """Since 2004 type, year, six digits (`10 2006 012345.6`); from 1995 type, two, five digits."""
    new = re.fullmatch(r"([1-6]\d)(20\d\d)(\d{6})(?:\.\d)?", text)
    if new and ("." in text or not re.match(r"2020[12][0-2]", text)):
        return new[2] + new[1] + new[3]
    if new:
        raise AmbiguousNumberError(
            text, (f"DE{text}", f"DE{new[2]}{new[1]}{new[3]}"), "add the check digit, .N"
        )
    old = re.fullmatch(r"([1256])(9[5-9]|0[0-3])(\d{5})(?:\.\d)?", text)
    return f"{full_year(old[2])}{old[1]}0{old[3]}" if old else compact(text)


def _two_digit_year(text: str) -> str:
    """`9812345.6` (United Kingdom), `98 12345` (France): year, serial, perhaps a check digit."""
    parted = re.fullmatch(r"(\d\d)/?(\d{5})(?:\.\d)?", text)
    return full_year(parted[1]) + parted[2].zfill(7) if parted else compact(text)


def united_states(text: str, filed: date | None) -> str:
    """`12/366,384`: series code and serial; epodoc writes the year, and since 2010 the series.

    Without a filing date the office's own eight digits stay: the year cannot be told from them.

    Raises:
        AmbiguousNumberError: filed while the EPO changed from one form to the other.
    """
    own = re.fullmatch(r"(\d\d)/?(\d{6})(P?)", text)
    if own is None:
        return compact(text)
    if filed is None:
        return own[1] + own[2] + own[3]
    mark = "P" if "60" <= own[1] <= "63" else ""
    short, long = f"{filed.year}0{own[2]}{mark}", f"{filed.year}{own[1]}{own[2]}{mark}"
    if own[1] in {"12", "61"} and filed.year in {2010, 2011}:
        raise AmbiguousNumberError(
            text, (f"US{short}", f"US{long}"), "name the publication, or write epodoc's form"
        )
    recent = ("13" <= own[1] <= "28") or ("62" <= own[1] <= "63") or filed.year > 2011
    return long if recent else short


def _aripo(text: str) -> str:
    """`AP/P/2000/001988` is `20000001988`."""
    return _year_and_seven(re.sub(r"\A/?P/", "", text))


APPLICATION_FORMS: dict[str, Callable[[str], str]] = {
    "AP": _aripo,
    "BR": _brazil,
    "MX": _mexico,
    "CN": _china,
    "DE": _germany,
    "EP": _europe,
    "FR": _two_digit_year,
    "GB": _two_digit_year,
    "IN": _india,
    "JP": _japan,
    "KR": _korea,
    "TW": _taiwan,
}
"""Offices whose own spelling differs from the form that is compared."""
