"""Publication and application numbers: read any common spelling, give one form to compare.

The form is that of DOCDB (EPO, "DOCDB XML" documentation and the offices' number formats in WIPO
Handbook, Part 7): office, number, kind code. What one office writes in several ways (Japan with
and without the emperor's era, the US with and without a leading zero in the serial) becomes one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from clearway.model.applications import parse_application
from clearway.model.number_text import (
    NUMBERING_OFFICES,
    SEPARATORS,
    AmbiguousNumberError,
    NumberError,
)
from clearway.model.publication_forms import Text, docdb_number


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: office (WIPO ST.3), number in DOCDB form without office, kind code."""

    office: str
    number: str
    kind: str | None = None

    @property
    def docdb(self) -> str:
        """`EP-1848154-B1`, or `EP-1848154` where the kind is not known.

        DOCDB's form, but for the letter of a series of its own: `CN-1149075C-C`.
        """
        return self.key if self.kind is None else f"{self.key}-{self.kind}"

    @property
    def key(self) -> str:
        """`EP-1848154`: equal for all publications of one number and series, whatever the kind."""
        return f"{self.office}-{self.number}"

    @property
    def epodoc(self) -> str:
        """`EP1848154`, `CN1149075C`: the EPO's search form; it reads as the same `key`.

        Which levels carry a letter is as the EPO's exchange documents show it; they mix habits of
        several decades, so compare by `key` and not by this text.
        """
        letter = (self.kind or "")[:1]
        lettered = letter in _LETTERED.get(self.office, "T") and not self.number.endswith(letter)
        return f"{self.office}{self.number}{letter if letter and lettered else ''}"


_LETTERED = {
    "AT": "TU", "AU": "B", "BG": "B", "CN": "BCUY", "DE": "BCDTU", "DK": "TU", "ES": "T",
    "IL": "D", "JP": "BUY", "KR": "BUY", "NO": "BDL", "PL": "BT", "SK": "B",
}  # fmt: skip
"""Office -> first letters of kinds that epodoc writes behind the number; elsewhere `T` only."""

_NOISE = re.compile(
    r"\b(?:PATENTS?|PAT|APPLICATION|APPLN|APPL|APP|PUBLICATION|PUBL|PUB|NUMBER|(?<=.)NO)\b\.?"
    r"|[,'\"()#:]"
)
_SHAPE = re.compile(r"\s*([A-Z]{2})[\s./-]*(.*?)[\s./_-]*\Z", re.DOTALL)
_KIND_APART = re.compile(r"(.*[\dA-Z])[\s./_-]+([A-Z]\d?)\Z", re.DOTALL)
_KIND_JOINED = re.compile(r"(.*\d[BCTUY]?)[\s./_-]*([A-Z])[\s./_-]*(\d?)\Z", re.DOTALL)
_SINGAPORE = re.compile(r"(1[01]\d{9}[A-Z])([A-Z]\d?)?")
_NUMBER = re.compile(
    r"(?=.*[1-9])[A-Z]{0,4}\d+(?:[A-Z]{1,6}\d{2,})*"
    r"|1[01]\d{9}[A-Z]|[HS]\d{4,8}[BUY]|(?=.*[1-9])\d+[BCTU]"
)
_SERIES = {
    office: re.compile(rf"(?:{prefixes})[\s.-]*\d")
    for office, prefixes in {
        "BR": "PI|MU",
        "EE": "E",
        "HR": "P",
        "HU": "E",
        "ID": "P|S",
        "JP": "[HSR]",
        "TW": "I|M",
        "US": "D|RE|PP|H|T|AI|RX",
        "UZ": "IAP",
    }.items()
}
"""Office -> letters with which numbers of its series begin."""
_LONGEST = 24
"""Characters of the longest number that any office writes, with room to spare."""


def _split_kind(body: str, office: str) -> tuple[str, str | None]:
    """Part the kind code from the number; Singapore's check letter belongs to the number."""
    if office == "SG" and (checked := _SINGAPORE.fullmatch(SEPARATORS.sub("", body))):
        return checked[1], checked[2]
    if apart := _KIND_APART.match(body):
        return apart[1], apart[2]
    if joined := _KIND_JOINED.match(body):
        return joined[1], joined[2] + joined[3]
    return body, None


def _starts_series(letters: str, office: str | None) -> bool:
    """Say whether a number begins with the letters of a series of the office, not with an office.

    `RE45123` of the US is a reissue, though `RE` is also a country.
    """
    series = _SERIES.get(office or "")
    return series is not None and series.match(letters) is not None


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
        AmbiguousNumberError: it reads as several numbers, of two eras or of two series.
    """
    found = _read(text, office)
    # A letter behind the digits is a series only where the search form reads back as the same.
    if found.number[-1].isalpha() and _read(found.epodoc, None).key != found.key:
        raise _no_number(text, found.office)
    return found


def _read(text: str, office: str | None) -> Publication:
    letters = _letters(text)
    shape = None if _starts_series(letters, office) else _SHAPE.match(letters)
    if shape is not None and shape[1] in NUMBERING_OFFICES:
        office, rest = shape[1], shape[2].strip()
    elif office is not None and (letters[:1].isdigit() or _starts_series(letters, office)):
        rest = letters
    else:
        raise NumberError(
            f"'{text}' is no publication number: it does not begin with an office code; "
            "write it as EP1848154B1 or US 9,137,772 B2"
        )
    body, kind = _split_kind(rest, office)
    number = docdb_number(office, Text(body.strip(), SEPARATORS.sub("", body), kind, text))
    if len(number) > _LONGEST or not _NUMBER.fullmatch(number):
        raise _no_number(text, office)
    return Publication(office, number, kind)


def _no_number(text: str, office: str) -> NumberError:
    return NumberError(
        f"'{text}' is no publication number: nothing after {office} reads as one; "
        "write it as EP1848154B1 or US 9,137,772 B2"
    )


__all__ = [
    "AmbiguousNumberError",
    "NumberError",
    "Publication",
    "parse_application",
    "parse_publication",
]
