"""How each office writes publication numbers, and what DOCDB makes of them.

Sources: EPO, number formats of DOCDB; WIPO Standards ST.6 and ST.10/C and Handbook Part 7.
Where an office counts its examined, granted or utility documents in a series of their own beside
that of its open applications, one number names two inventions. There the number carries a letter
for the series, as EPO's epodoc form does: `CN1149075C` is not what `CN1149075A` is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clearway.model.number_text import (
    SEPARATORS,
    AmbiguousNumberError,
    NumberError,
    full_year,
    without_zeros,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Text(NamedTuple):
    """A number without its office: as written, without separators, its kind code, and all of it."""

    body: str
    compact: str
    kind: str | None
    whole: str = ""


def _year_and_serial(body: str) -> tuple[str, str] | None:
    """Year and serial where the text parts them, `2015/0215988`, `98/01234`; else None."""
    parted = re.fullmatch(r"((?:19|20)\d{2}|\d{2})\s*[/\s-]\s*(\d+)", body)
    return (parted[1], parted[2]) if parted else None


def _us(text: Text) -> str:
    """Applications: year and serial of six digits at least (`2015/0215988` is `2015215988`)."""
    if re.fullmatch(r"20[0-4]\d{8}", text.compact) and text.compact[4] == "0":
        return text.compact[:4] + text.compact[5:]
    return without_zeros(text.compact)


def _ep(text: Text) -> str:
    """Seven digits, with leading zeros; `96/04547` is of another office, the WO as a rule."""
    digits = text.compact.lstrip("0")
    if "/" in text.body or (digits.isdigit() and len(digits) > 7):
        raise NumberError(
            f"'{text.whole}' is no publication number: those of the EPO have seven digits; "
            "write it as EP1848154, or as WO9604547 if it is an international one"
        )
    return digits.zfill(7) if digits.isdigit() else text.compact


def wo_number(body: str) -> str:
    """Until 2003 two digits of the year and five or more of the serial; then four and six."""
    digits = SEPARATORS.sub("", body)
    parted = _year_and_serial(body)
    if parted is None and re.fullmatch(r"\d{7,8}", digits):
        parted = digits[:2], digits[2:]
    elif parted is None and re.fullmatch(r"(19|20)\d{8}", digits):
        parted = digits[:4], digits[4:]
    if parted is None:
        return digits
    year, serial = full_year(parted[0]), parted[1].lstrip("0")
    return year[2:] + serial.zfill(5) if year < "2004" else year + serial.zfill(6)


_FIRST_OPEN_YEAR = 46
"""Showa 46, 1971: publication of unexamined applications began."""
_LAST_EXAMINED_YEAR = 8
"""Heisei 8, 1996: examined publication (series `B`) ended; patents then count from 2500001."""
_FIRST_REGISTERED = 2_500_001
_MOST_EXAMINED = 150_000
"""More than one year's examined publications (from memory: about 125,000 in Heisei 7)."""


def _era(text: Text, letter: str, year: str, serial: str) -> str:
    """A number of the emperor's era; every level of publication is a series of its own."""
    series = text.kind[0] if text.kind and text.kind[0] in "BUY" else ""
    if letter == "R" or (letter == "H" and int(year) >= 12):
        return f"{int(year) + (2018 if letter == 'R' else 1988)}{serial.zfill(6)}"
    return f"{letter}{int(year):02d}{serial.lstrip('0').zfill(2)}{series}"


def _without_kind(text: Text, letter: str, year: str, serial: str) -> str:
    """`S63-12345` without kind: an open publication, or the examined one of another invention."""
    number = _era(text, letter, year, serial)
    examined = letter == "S" or int(year) <= _LAST_EXAMINED_YEAR
    if text.kind is not None or not examined or int(serial) > _MOST_EXAMINED:
        return number
    raise AmbiguousNumberError(
        text.whole, (f"JP-{number}-A", f"JP-{number}B-B2"), "add the kind code, A or B2"
    )


def _without_letter(text: Text, year: str, serial: str) -> str:
    """Year of an era that is not named: the years of Showa end at 64, those of Heisei at 11."""
    number, kind = int(year), text.kind
    if kind in {"B", "B1", "Y", "Y1"} and number <= _LAST_EXAMINED_YEAR:
        raise AmbiguousNumberError(
            text.whole,
            [f"JP-{_era(text, letter, year, serial)}-{kind}" for letter in "HS"],
            "write the letter of the era, H or S, before the year",
        )
    examined = kind is not None and kind[0] in "BY"
    if number > 64 or (number > 11 and number < _FIRST_OPEN_YEAR and not examined):
        raise NumberError(
            f"'{text.whole}' is no publication number: no era of Japan had a year {number} in "
            "which such documents came out; write the year with four digits"
        )
    return _without_kind(text, "S" if number > 11 else "H", year, serial)


def _jp(text: Text) -> str:
    """Eras as `H1075478` (Heisei 10, serial 75478); since 2000 year and six digits."""
    era = re.fullmatch(r"([HSR])\s*(\d{1,2})\s*[/\s-]\s*(\d+)", text.body)
    if era:
        return _without_kind(text, era[1], era[2], era[3])
    era = re.fullmatch(r"([HS])(\d\d)(\d{1,6})[BUY]?", text.compact)
    if era:  # epodoc's own way: without a letter at the end it is the open publication
        return _era(text, era[1], era[2], era[3])
    parted = re.fullmatch(r"(\d{1,4})\s*[/\s-]\s*(\d{1,6})", text.body)
    if parted is None and (len(text.compact) == 8 or text.kind in {"A", "A1", "A2"}):
        parted = re.fullmatch(r"(\d{1,2})(\d{6})", text.compact)
    if parted is None:
        return _registered(text)
    if len(parted[1]) > 2:
        return parted[1] + parted[2].zfill(6)
    return _without_letter(text, parted[1], parted[2])


def _registered(text: Text) -> str:
    """Seven digits are a registration; before 1996 they had no kind of publication of their own."""
    number = text.compact
    if text.kind and text.kind[0] in "UY":
        return f"{number.rstrip('UY')}U"
    if len(number) == 7 and text.kind is None and int(number) < _FIRST_REGISTERED:
        raise AmbiguousNumberError(
            text.whole,
            (f"JP-{number}-C", f"JP-H0{number[0]}{number[1:].lstrip('0').zfill(2)}-A"),
            "add the kind code, C (registered before 1996) or A (published unexamined)",
        )
    return number


def _jp_or_wo(text: Text) -> str:
    """`JPWO2006101115` is a PCT publication put out again in Japan."""
    if text.compact.startswith("WO"):
        return "WO" + wo_number(text.body.partition("WO")[2].strip(" -/"))
    return _jp(text)


def _kr(text: Text) -> str:
    """Grants carry `10` (patent) or `20` (utility model) before seven digits."""
    utility = re.fullmatch(r"(?:20)?((?:19|20)\d{9})U?", text.compact)
    if utility and text.kind and text.kind[0] in "UY":
        return f"{utility[1]}U"
    if re.fullmatch(r"[12]0(19|20)\d{9}", text.compact):
        return text.compact[2:] + ("U" if text.compact[0] == "2" else "")
    return f"10{text.compact}" if re.fullmatch(r"[0-3]\d{6}", text.compact) else text.compact


_INDIAN_OFFICES = {"KOLNP": "KON", "DELNP": "DEN", "MUMNP": "MUN", "CHENP": "CHN"}
"""National-phase series of the Indian offices as DOCDB shortens them in publication numbers."""


def _india(text: Text) -> str:
    parted = re.fullmatch(r"0*(\d+)([A-Z]{2,6})(\d{4})", text.compact)
    if parted is None:
        return without_zeros(text.compact)
    return parted[1] + _INDIAN_OFFICES.get(parted[2], parted[2]) + parted[3]


def _br(text: Text) -> str:
    """Patents `PI9811615`, models `MU8400123`; DOCDB leaves the letters out before 2004.

    Source: EPO, Newsflash 09/07 (13 February 2009) on the new numbers of Brazil. The check digit,
    written after a hyphen, is no part of the number.
    """
    number = SEPARATORS.sub("", re.sub(r"-\d\Z", "", text.body))
    if not re.fullmatch(r"\d{7}", number):
        return number
    is_model = text.kind is not None and text.kind.startswith(_UTILITY_KINDS)
    return f"{'MU' if is_model else 'PI'}{number}"


def _mx(text: Text) -> str:
    """`MX/a/2015/002546`; until 2007 `PA/a/2005/001234`, in DOCDB `PA05001234`."""
    old = re.fullmatch(r"PAA(?:19|20)(\d\d)(\d{6})", text.compact)
    return f"PA{old[1]}{old[2]}" if old else re.sub(r"\AA(?=20\d{8}\Z)", "", text.compact)


def _pe(text: Text) -> str:
    """`001633-2014/DIN` is in DOCDB `16332014`."""
    parted = re.fullmatch(r"0*(\d+)-((?:19|20)\d\d)(?:/(?:DIN|OIN|PCT))?", text.body)
    return parted[1] + parted[2] if parted else text.compact


def _at(text: Text) -> str:
    """`ATE509446` is a European patent's Austrian number; DOCDB leaves the `E` out."""
    own = re.sub(r"\AE(?=\d)", "", text.compact)
    return _utility(text._replace(compact=without_zeros(own)))


def _ar(text: Text) -> str:
    """Six digits, with leading zeros: `AR91182` is `AR091182 A1`."""
    return text.compact.zfill(6) if text.compact.isdigit() else text.compact


def _sm(text: Text) -> str:
    """`SMT20160140` is in DOCDB `SMT201600140`: series, year, serial of five digits."""
    parted = re.fullmatch(r"([PT])(20\d\d)(\d{1,5})", text.compact)
    return f"{parted[1]}{parted[2]}{parted[3].zfill(5)}" if parted else text.compact


def _translated(text: Text) -> str:
    """`DK/EP 3065476 T3` carries the European number."""
    return _utility(text._replace(compact=without_zeros(text.compact.removeprefix("EP"))))


_LAST_EXCLUSIVE_CN = 1_400_000
"""Above every grant (`C`) of seven digits: they gave way to nine, from 100333628, on 2007-08-29."""
_FIRST_OPEN_CN = 1_030_001
"""Open publications of China count from here since 1989; below are the examined of 1985 to 1992."""


def _cn(text: Text) -> str:
    """Until August 2007 grants (`C`) had seven digits in a series of their own.

    With nine digits nothing meets: grants ran from 100333628 and stopped near 100596350 in April
    2010, open publications began at 100998275; since then a grant (`B`) has the number of its
    application. `ZL` marks a grant. Sources: EPO, Newsflash 19/2007, and the EPO's Asian helpdesk
    on kind codes (forums.epo.org, "Numbering system - China").
    """
    number = text.compact.removeprefix("ZL")
    if not re.fullmatch(r"1\d{6}C?", number):
        return number
    if text.kind == "C":
        return f"{number.removesuffix('C')}C"
    if text.kind is None and _FIRST_OPEN_CN <= int(number) < _LAST_EXCLUSIVE_CN:
        raise AmbiguousNumberError(
            text.whole,
            (f"CN-{number}-A", f"CN-{number}C-C"),
            "add the kind code, C (grant of before 2010), A (application) or B (later grant)",
        )
    return number


def _own_grants(office: str, digits: int) -> Callable[[Text], str]:
    """Offices whose granted patents (`B`) had a series of their own, of that many digits."""

    def form(text: Text) -> str:
        number = text.compact
        if not re.fullmatch(rf"\d{{{digits}}}B?", number):
            return _utility(text)
        if text.kind and text.kind[0] == "B":
            return f"{number.removesuffix('B')}B"
        if text.kind is None:
            raise AmbiguousNumberError(
                text.whole, (f"{office}-{number}-A", f"{office}-{number}B-B"), "add the kind code"
            )
        return _utility(text)

    return form


def _de(text: Text) -> str:
    """`T1` puts out claims of a European application under its number, in a range of DE's own."""
    own = re.fullmatch(r"(\d{7})T?", text.compact)
    return f"{own[1]}T" if own and text.kind in {"T", "T1"} else text.compact


_UTILITY_KINDS = ("U", "Y")


def _utility(text: Text) -> str:
    """Utility models are numbered apart from patents nearly everywhere."""
    digits = re.fullmatch(r"(\d+)[UY]?", text.compact)
    if digits and text.kind and text.kind.startswith(_UTILITY_KINDS):
        return f"{digits[1]}U"
    return text.compact


_FORMS: dict[str, Callable[[Text], str]] = {
    "US": _us,
    "EP": _ep,
    "WO": lambda text: wo_number(text.body),
    "JP": _jp_or_wo,
    "KR": _kr,
    "CN": _cn,
    "DE": _de,
    "IN": _india,
    "BR": _br,
    "MX": _mx,
    "PE": _pe,
    "AR": _ar,
    "AT": _at,
    "SM": _sm,
    **dict.fromkeys(("DK", "FI", "LT", "NO", "PT", "SI"), _translated),
    "CA": lambda text: without_zeros(text.compact),
    "TW": lambda text: text.compact,
    "PL": lambda text: _own_grants("PL", 6)(
        text._replace(compact=re.sub(r"\AEP(?=\d{7}\Z)", "", text.compact))
    ),
    "AU": _own_grants("AU", 6),
}


def docdb_number(office: str, text: Text) -> str:
    """Return a publication's number in DOCDB form, with the letter of its series if it needs one.

    Raises:
        NumberError: no number of that office is written so.
        AmbiguousNumberError: the text is two numbers at once, for want of a kind code or an era.
    """
    return _FORMS.get(office, _utility)(text)
