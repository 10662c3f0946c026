"""Publication and application numbers: read any common spelling, give one form to compare.

The form is that of DOCDB (EPO, "DOCDB XML" documentation and the offices' number formats in WIPO
Handbook, Part 7): office, number, kind code. What one office writes in several ways (Japan with
and without the emperor's era, the US with and without a leading zero in the serial) becomes one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from clearway.model.applications import parse_application
from clearway.model.territory import OFFICES

if TYPE_CHECKING:
    from collections.abc import Callable


class NumberError(ValueError):
    """A text that is no publication number."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: office (WIPO ST.3), number in DOCDB form without office, kind code."""

    office: str
    number: str
    kind: str | None = None

    @property
    def docdb(self) -> str:
        """`EP-1848154-B1`, or `EP-1848154` where the kind is not known."""
        return self.key if self.kind is None else f"{self.key}-{self.kind}"

    @property
    def key(self) -> str:
        """`EP-1848154`: equal for all publications of one number, whatever the kind."""
        return f"{self.office}-{self.number}"


_OBSOLETE_OFFICES = frozenset({"DD", "SU", "CS", "YU"})
"""Offices of states that are no more, whose old publications are still cited."""

_NOISE = re.compile(
    r"\b(?:PATENTS?|PAT|APPLICATION|APPLN|APPL|APP|PUBLICATION|PUBL|PUB|NUMBER|(?<=.)NO)\b\.?"
    r"|[,'\"()#:]"
)
_SHAPE = re.compile(r"\s*([A-Z]{2})[\s./-]*(.*?)[\s./_-]*\Z", re.DOTALL)
_KIND_APART = re.compile(r"(.*[\dA-Z])[\s./_-]+([A-Z]\d?)\Z", re.DOTALL)
_KIND_JOINED = re.compile(r"(.*\d)[\s./_-]*([A-Z])[\s./_-]*(\d?)\Z", re.DOTALL)
_SINGAPORE = re.compile(r"(1[01]\d{9}[A-Z])([A-Z]\d?)?")
_SEPARATORS = re.compile(r"[\s./_-]+")
_NUMBER = re.compile(r"(?=.*[1-9])[A-Z]{0,4}\d+(?:[A-Z]{1,6}\d{2,})*|1[01]\d{9}[A-Z]|[HS]\d{4,8}B")
_LONGEST = 24
"""Characters of the longest number that any office writes, with room to spare."""


_OLDEST_TWO_DIGIT_YEAR = 78
"""The PCT and the EPO opened in 1978: a later two-digit year is of the 20th century."""


def _split_kind(body: str, office: str) -> tuple[str, str | None]:
    """Part the kind code from the number; Singapore's check letter belongs to the number."""
    if office == "SG" and (checked := _SINGAPORE.fullmatch(_SEPARATORS.sub("", body))):
        return checked[1], checked[2]
    if apart := _KIND_APART.match(body):
        return apart[1], apart[2]
    if joined := _KIND_JOINED.match(body):
        return joined[1], joined[2] + joined[3]
    return body, None


def _year_and_serial(body: str) -> tuple[str, str] | None:
    """Year and serial where the text parts them, `2015/0215988`, `98/01234`; else None."""
    parted = re.fullmatch(r"((?:19|20)\d{2}|\d{2})\s*[/\s-]\s*(\d+)", body)
    return (parted[1], parted[2]) if parted else None


def _full_year(year: str) -> str:
    if len(year) == 4:
        return year
    return f"19{year}" if int(year) >= _OLDEST_TWO_DIGIT_YEAR else f"20{year}"


def _without_zeros(number: str) -> str:
    """Drop zeros before the first digit, after letters if any: `RE045123` is `RE45123`."""
    parted = re.fullmatch(r"([A-Z]*)0*(\d.*)", number)
    return parted[1] + parted[2] if parted else number


class _Text(NamedTuple):
    """A number without its office: as written, without separators, and its kind code."""

    body: str
    compact: str
    kind: str | None


def _us(text: _Text) -> str:
    """Applications: year and serial of six digits at least (`2015/0215988` is `2015215988`)."""
    if re.fullmatch(r"20[0-4]\d{8}", text.compact) and text.compact[4] == "0":
        return text.compact[:4] + text.compact[5:]
    return _without_zeros(text.compact)


def _ep(text: _Text) -> str:
    """Seven digits, with leading zeros."""
    return text.compact.lstrip("0").zfill(7) if text.compact.isdigit() else text.compact


def _wo(text: _Text) -> str:
    """Until 2003 two digits of the year and five or more of the serial; then four and six."""
    parted = _year_and_serial(text.body)
    if parted is None and re.fullmatch(r"\d{7,8}", text.compact):
        parted = text.compact[:2], text.compact[2:]
    elif parted is None and re.fullmatch(r"(19|20)\d{8}", text.compact):
        parted = text.compact[:4], text.compact[4:]
    if parted is None:
        return text.compact
    year, serial = _full_year(parted[0]), parted[1].lstrip("0")
    return year[2:] + serial.zfill(5) if year < "2004" else year + serial.zfill(6)


def _era(letter: str, year: str, serial: str, kind: str | None) -> str:
    """A number of the emperor's era; examined ones (`B`) form a series of their own."""
    series = "B" if kind is not None and kind.startswith("B") else ""
    return f"{letter}{int(year):02d}{serial.lstrip('0').zfill(2)}{series}"


_FIRST_SHOWA_YEAR = 46
"""Showa 46, 1971: open publication began. Heisei years of publications run from 1 to 11."""


def _jp(text: _Text) -> str:
    """Eras as `H1075478` (Heisei 10, serial 75478); since 2000 year and six digits."""
    era = re.fullmatch(r"([HS])\s*(\d{1,2})\s*[/\s-]\s*(\d+)", text.body)
    era = era or re.fullmatch(r"([HS])(\d\d)(\d{1,6})B?", text.compact)
    if era:
        return _era(era[1], era[2], era[3], text.kind)
    parted = re.fullmatch(r"(\d{1,4})\s*[/\s-]\s*(\d{1,6})", text.body)
    era_without_letter = len(text.compact) == 8 or text.kind in {"A", "A1", "A2"}
    if parted is None and era_without_letter:
        parted = re.fullmatch(r"(\d{1,2})(\d{6})", text.compact)
    if parted is None:
        return text.compact
    year, serial = parted[1], parted[2]
    if len(year) > 2:
        return year + serial.zfill(6)
    return _era("S" if int(year) >= _FIRST_SHOWA_YEAR else "H", year, serial, text.kind)


def _jp_or_wo(text: _Text) -> str:
    """`JPWO2006101115` is a PCT publication put out again in Japan."""
    if text.compact.startswith("WO"):
        body = text.body.partition("WO")[2].strip(" -/")
        return "WO" + _wo(_Text(body, text.compact[2:], text.kind))
    return _jp(text)


def _kr(text: _Text) -> str:
    """Grants carry `10` (patent) or `20` (utility model) before seven digits."""
    if re.fullmatch(r"[12]0(19|20)\d{9}", text.compact):
        return text.compact[2:]
    return f"10{text.compact}" if re.fullmatch(r"[0-3]\d{6}", text.compact) else text.compact


_INDIAN_OFFICES = {"KOLNP": "KON", "DELNP": "DEN", "MUMNP": "MUN", "CHENP": "CHN"}
"""National-phase series of the Indian offices as DOCDB shortens them in publication numbers."""


def _india(text: _Text) -> str:
    parted = re.fullmatch(r"0*(\d+)([A-Z]{2,6})(\d{4})", text.compact)
    if parted is None:
        return _without_zeros(text.compact)
    return parted[1] + _INDIAN_OFFICES.get(parted[2], parted[2]) + parted[3]


def _br(text: _Text) -> str:
    """The check digit, written after a hyphen, is no part of the number."""
    return _SEPARATORS.sub("", re.sub(r"-\d\Z", "", text.body))


def _mx(text: _Text) -> str:
    """`MX/a/2015/002546`; until 2007 `PA/a/2005/001234`, in DOCDB `PA05001234`."""
    old = re.fullmatch(r"PAA(?:19|20)(\d\d)(\d{6})", text.compact)
    return f"PA{old[1]}{old[2]}" if old else re.sub(r"\AA(?=20\d{8}\Z)", "", text.compact)


def _at(text: _Text) -> str:
    """`ATE509446` is a European patent's Austrian number; DOCDB leaves the `E` out."""
    return _without_zeros(text.compact.lstrip("E"))


def _translated(text: _Text) -> str:
    """`DK/EP 3065476 T3` carries the European number."""
    return _without_zeros(text.compact.removeprefix("EP"))


_FORMS: dict[str, Callable[[_Text], str]] = {
    "US": _us,
    "EP": _ep,
    "WO": _wo,
    "JP": _jp_or_wo,
    "KR": _kr,
    "IN": _india,
    "BR": _br,
    "MX": _mx,
    "AT": _at,
    "DK": _translated,
    "PT": _translated,
    "FI": _translated,
    "NO": _translated,
    "CA": lambda text: _without_zeros(text.compact),
}


def _letters(text: str) -> str:
    """Capitals, without the words and marks that say nothing."""
    return _NOISE.sub("", text.upper().replace("U.S.", "US")).strip()


@lru_cache(maxsize=65536)
def parse_publication(text: str, office: str | None = None) -> Publication:
    """Read a publication number in any common spelling, with or without kind code.

    Args:
        text: `EP1848154B1`, `EP 1848154 B1`, `US 9,137,772 B2`, `EP-1848154-B1`, `JPH10-75478A`.
        office: the office, where the text may be a bare number (`2011-166437`); the text's own
            office goes before it.

    Returns:
        The publication in DOCDB form; `parse_publication(p.docdb) == p` for every result.

    Raises:
        NumberError: the text names no office, or holds no number.
    """
    letters = _letters(text)
    shape = _SHAPE.match(letters)
    if shape is not None and (shape[1] in OFFICES or shape[1] in _OBSOLETE_OFFICES):
        office, rest = shape[1], shape[2].strip()
    elif office is not None and letters[:1].isdigit():
        rest = letters
    else:
        raise NumberError(
            f"'{text}' is no publication number: it does not begin with an office code; "
            "write it as EP1848154B1 or US 9,137,772 B2"
        )
    body, kind = _split_kind(rest, office)
    parts = _Text(body.strip(), _SEPARATORS.sub("", body), kind)
    form = _FORMS.get(office)
    number = form(parts) if form else parts.compact
    if len(number) > _LONGEST or not _NUMBER.fullmatch(number):
        raise NumberError(
            f"'{text}' is no publication number: nothing after {office} reads as one; "
            "write it as EP1848154B1 or US 9,137,772 B2"
        )
    return Publication(office, number, kind)


__all__ = ["NumberError", "Publication", "parse_application", "parse_publication"]
