"""Application numbers as DOCDB writes them: country, number, kind, and the filing date beside.

DOCDB keeps an office's number nearly as it was printed, in a layout of that office and era:
`US 8359798 A` is serial 83597 of 1998, `ZA 993090 A` is 3090 of 1999, `CA 2744162 A` has no year
at all. The filing date, which DOCDB gives with every reference, decides between layouts. Source:
EPO, number formats of DOCDB, held against the pairs of DOCDB and epodoc forms in EPO's exchange
documents.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearway.model.application_forms import APPLICATION_FORMS
from clearway.model.number_text import (
    NUMBERING_OFFICES,
    AmbiguousNumberError,
    NumberError,
    full_year,
)

if TYPE_CHECKING:
    from datetime import date

_LONG = "YYYYS+"
_LAYOUTS: dict[str, tuple[str, ...]] = {
    "AP": (_LONG,),
    "AT": ("S+YYYY", "S+YY<2000"),
    "AU": ("YYYYSSSSSS", "SSSSSYY", "SSSSYY", "SSSYY"),
    "BG": ("S+YY", _LONG),
    "CA": ("SSSSSSS", "SSSSSS"),
    "CH": ("S+YYYY", "S+YY<2000"),
    "CO": ("YYSSSSSS", _LONG),
    "CY": ("YYSSSSSSS", "YYSSSSSS"),
    "CZ": (_LONG, "S+YY<2000"),
    "DK": (_LONG, "S+YY<2000"),
    "DZ": ("YYSSSS",),
    "EP": ("YYSSSSSS",),
    "ES": (_LONG, "YYSSSSS"),
    "FI": (_LONG, "YYSSSS"),
    "FR": ("YYSSSSS", "SSSSSS"),
    "GB": ("YYSSSSS", _LONG),
    "HK": ("YYSSSSSS", "1YYSSSSSS"),
    "HU": ("YYSSSSS",),
    "ID": (_LONG,),
    "IL": ("S+YY",),
    "JP": ("YYYYSSSSSS", "S+YY<2000"),
    "KR": ("YYYYSSSSSSS",),
    "LT": (_LONG,),
    "LV": ("YYSSSS",),
    "MA": ("SSSSS",),
    "MX": ("YYYYSSSSSS",),
    "MY": ("YYYYSSSSSS",),
    "NL": ("SSSSSSS",),
    "NO": (_LONG, "YYSSSS"),
    "OA": ("1YYYYS+",),
    "NZ": ("SSSSSSYY",),
    "PL": ("SSSSSSYY", "SSSSSS"),
    "PT": ("YYSSSSSS",),
    "RO": (_LONG,),
    "RU": ("YYYYSSSSSS", "YYSSSSSS"),
    "SE": ("YYSSSSSS", "YYSSSSS"),
    "SG": ("YYYYSSSSSS",),
    "SK": ("S+YYYY",),
    "TR": (_LONG, "YYSSSSSS"),
    "UA": (_LONG,),
    "US": ("S+YY",),
    "ZA": ("YYYYSSSSS", "YYSSSS"),
}
"""Layouts of an office's DOCDB numbers: `Y` a digit of the year, `S` one of the serial, `S+` any
count of them; `<2000`: of earlier years only. A layout without a year needs the filing date."""

_USUAL = (_LONG, "YYSSSSSS", "S+YY", "SSSSSSS")
_KEPT_KINDS = frozenset("UPTFLD")
"""Kinds of application that epodoc writes behind the number: models, provisionals, translations."""
_PLAIN_KINDS = {"JP": "T", "CN": "UF", "EP": "PTD"}
"""Kinds that are no series of their own at that office: the number alone is the application."""
_NATIONAL_PARTS = frozenset({"AT", "CY", "DE", "DK", "ES", "FI", "GR", "NO", "PT", "SE"})
"""Offices that file a European patent's translation (`T`) under its European number."""


def docdb_application(
    office: str, number: str, kind: str | None = None, filed: date | None = None
) -> str:
    """Read an application or priority number as DOCDB gives it.

    Args:
        office: `country` of the reference.
        number: `doc-number`, `8359798`.
        kind: `A`; `W` is an international application filed at that office, `P` a provisional
            one, `T` the national part or translation of a regional one, `U` a utility model.
        filed: `date` of the reference. Numbers of layouts that could be of two years, or of none,
            need it; a year that the number tells goes before it.

    Returns:
        The form that `clearway.model.applications` gives: `US19980083597`.

    Raises:
        NumberError: the office is unknown, or no layout of its numbers fits number and date.
        AmbiguousNumberError: layouts of several years fit, and no date decides.
    """
    text = f"{office} {number} {kind or ''}".strip()
    digits, letter = number.strip().upper(), (kind or "A")[:1].upper()
    if office not in NUMBERING_OFFICES or not re.fullmatch(r"[0-9A-Z]{3,20}", digits):
        raise NumberError(f"'{text}' is no application number of DOCDB's form, office number kind")
    if letter == "W":
        return _international(text, office, digits)
    if letter == "T" and office in _NATIONAL_PARTS and re.fullmatch(r"\d{8}", digits):
        found = _by_layouts(("YYSSSSSS",), digits, None) if digits[0] != "6" else []
        found = found or _readings(office, digits, filed)
    else:
        found = sorted(set(_readings(office, digits, filed)))
    if len(found) > 1 and filed is not None:
        found = [one for one in found if one.startswith(str(filed.year))] or found
    if not found:
        when = f"filed on {filed}" if filed else "without a filing date"
        raise NumberError(f"'{text}', {when}, has none of the layouts of that office's numbers")
    keys = [office + one + _mark(office, one, letter) for one in found]
    if len(keys) > 1:
        raise AmbiguousNumberError(text, keys, "give the filing date with it")
    return keys[0]


def _international(text: str, office: str, digits: str) -> str:
    """`US 9816128 W` is PCT/US98/16128; since 2004 the year has four digits."""
    parted = re.fullmatch(r"((?:19|20)\d\d)(\d{6})|(\d\d)(\d{5,6})", digits)
    if parted is None:
        raise NumberError(f"'{text}' is no international application: year and serial are awaited")
    year, serial = parted[1] or full_year(parted[3]), parted[2] or parted[4]
    return f"WO{year}{office}{int(serial):05d}"


def _mark(office: str, number: str, letter: str) -> str:
    if letter not in _KEPT_KINDS or letter in _PLAIN_KINDS.get(office, ""):
        return ""
    return "" if number.endswith(letter) else letter


def _readings(office: str, digits: str, filed: date | None) -> list[str]:
    """Every year and serial that the number may be, without office."""
    if not digits.isdigit():
        return _lettered(office, digits, filed)
    if office == "DE":
        return _german(digits, filed)
    if office == "US" and len(digits) == 12:
        return [digits]
    if office in {"CN", "TW"}:
        return [APPLICATION_FORMS[office](digits)]
    if office == "BR":
        return _brazilian(digits)
    return _by_layouts(_LAYOUTS.get(office, _USUAL), digits, filed)


def _by_layouts(layouts: tuple[str, ...], digits: str, filed: date | None) -> list[str]:
    found = []
    for layout in layouts:
        form, _, before = layout.partition("<")
        parted = re.fullmatch(_pattern(form), digits)
        year = _year(parted.groupdict().get("year"), filed) if parted else None
        if parted and year and year < (before or "9"):
            found.append(f"{year}{parted['serial'].lstrip('0').zfill(7)}")
    return found


def _pattern(layout: str) -> str:
    year = re.sub(r"Y+", lambda run: rf"(?P<year>\\d{{{len(run[0])}}})", layout)
    return re.sub(
        r"S+\+?",
        lambda run: r"(?P<serial>\d+)" if "+" in run[0] else rf"(?P<serial>\d{{{len(run[0])}}})",
        year.replace("\\\\", "\\"),
    )


def _year(written: str | None, filed: date | None) -> str | None:
    """The year in full: as written, else of the filing; the filing tells the century if it fits.

    The two may differ: a national phase is numbered in the year it begins, and dated as filed.
    """
    if written is None:
        return str(filed.year) if filed else None
    if filed is not None and str(filed.year).endswith(written):
        return str(filed.year)
    return full_year(written) if len(written) == 2 or written[:2] in {"19", "20"} else None


def _lettered(office: str, digits: str, filed: date | None) -> list[str]:
    """Numbers with letters: `P990102435` (AR), `A0044733` (DE), `PI0604217` (BR), `600KOL2015`."""
    if office in APPLICATION_FORMS and office != "DE":
        known = APPLICATION_FORMS[office](digits)
        if re.match(r"(19|20)\d\d", known):
            return [known]
    if unknown := re.fullmatch(r"X?(\d{4,9})X?", digits):  # EPO's own: the number is not known
        return [f"X{unknown[1]}"]
    if office == "EE":
        return [digits]
    if office == "AR" and (parted := re.fullmatch(r"P(\d\d)0(\d)(\d{5})", digits)):
        return [f"{full_year(parted[1])}P{parted[2]}{parted[3]}"]
    parted = re.fullmatch(r"([A-Z]{1,2})0*((?:19|20)\d\d|\d\d)(\d+)", digits)
    if office != "DE" and parted and (year := _year(parted[2], filed)):
        return [f"{year}{parted[1]}{parted[3].lstrip('0').zfill(5)}"]
    parted = re.fullmatch(r"([A-Z]{1,2})0*(\d+)", digits)
    return [f"{filed.year}{parted[1]}{parted[2].zfill(6)}"] if parted and filed else []


def _german(digits: str, filed: date | None) -> list[str]:
    """By length: since 2004 twelve digits, before that eight; `T` of the EP's own number too."""
    known = APPLICATION_FORMS["DE"](digits)
    if known != digits or re.fullmatch(r"(19|20)\d{10}", digits):
        return [known]
    parted = re.fullmatch(r"6(\d\d)(\d{5})", digits)
    if parted and (year := _year(parted[1], filed)):
        return [f"{year}60{parted[2]}"]
    if filed and re.fullmatch(r"\d{7}", digits):
        return [f"{filed.year}{digits}"]
    parted = re.fullmatch(r"(\d\d)(\d{6})", digits)
    year = _year(parted[1], filed) if parted else None
    return [f"{year}0{parted[2]}"] if parted and year else []


def _brazilian(digits: str) -> list[str]:
    """Since 2012 twelve digits; before, seven, of which the first two are the year."""
    known = APPLICATION_FORMS["BR"](digits)
    if known != digits:
        return [known]
    return [full_year(digits[:2]) + digits] if len(digits) == 7 else []
