"""Cells of the plain forms: text to dates, countries, numbers and lists, or a reason why not.

Every function takes the name of the field first, so that the reason can name it. A blank cell is
None (or an empty list); whether a blank is allowed is for the form to say.
"""

from __future__ import annotations

import calendar
import math
import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from clearway.model.applications import chinese_patent
from clearway.model.numbers import NumberError, Publication, parse_application, parse_publication
from clearway.model.standards import GENERATIONS, canonical
from clearway.model.territory import COUNTRIES, OFFICES, country_code

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANKS = re.compile(r"\s")
_REMEMBERED = 1 << 16
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)
_TRUTH = {
    "1": True, "true": True, "yes": True, "t": True, "y": True,
    "0": False, "false": False, "no": False, "f": False, "n": False,
}  # fmt: skip


class BadValueError(ValueError):
    """A cell cannot be used; the text names the field and says how to write it."""


def required(field: str, text: str) -> str:
    """Return the text; a blank is refused."""
    if not text:
        raise BadValueError(f"{field}: blank; fill it in")
    return text


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _nearest_date(text: str) -> str:
    """How the date may have been meant: the last day of its month, else an example."""
    found = _ISO.fullmatch(text)
    if found and 1 <= int(found[2]) <= 12 and int(found[1]) and int(found[3]):
        return _last_day(int(found[1]), int(found[2])).isoformat()
    return "YYYY-MM-DD, as 2020-02-28"


@lru_cache(maxsize=_REMEMBERED)
def read_date(field: str, text: str) -> date | None:
    """Read `2020-02-28`."""
    if not text:
        return None
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadValueError(f"{field}: {text} is not a date; write it as {_nearest_date(text)}")


def read_latest_date(field: str, text: str) -> date | None:
    """Read `2020-02-28`; a month or a year alone counts at its latest day."""
    found = _PARTIAL.fullmatch(text)
    if found is None:
        return read_date(field, text)
    year, month = int(found[1]), int(found[2] or 12)
    if not (year and 1 <= month <= 12):
        raise BadValueError(
            f"{field}: {text} is not a date; write it as 2020-02-28, 2020-02 or 2020"
        )
    return _last_day(year, month)


def in_order(earlier: tuple[str, date | None], later: tuple[str, date | None]) -> None:
    """Refuse a (field, day) that lies before the one it must follow; unknown days are in order."""
    if earlier[1] is not None and later[1] is not None and later[1] < earlier[1]:
        raise BadValueError(
            f"{later[0]}: {later[1]} lies before {earlier[0]} {earlier[1]}; "
            "correct one of the two, or leave it blank"
        )


@lru_cache(maxsize=_REMEMBERED)
def read_publication(field: str, text: str, office: str | None = None) -> Publication | None:
    """Read a publication number in any common spelling, kind code or not."""
    if not text:
        return None
    try:
        return parse_publication(text, office)
    except NumberError as problem:
        raise BadValueError(f"{field}: {problem}") from problem


def read_named(field: str, text: str) -> dict[str, str]:
    """Read how a row names a right: `publication`, or `application` of a Chinese patent."""
    try:
        application = chinese_patent(text)
    except NumberError as problem:
        raise BadValueError(f"{field}: {problem}; correct the number") from problem
    if application:
        return {"application": application}
    publication = read_publication(field, required(field, text))
    return {"publication": publication.docdb} if publication else {}


def read_application(field: str, text: str, office: str | None) -> str | None:
    """Read an application number, office included; None for words such as `Pending`.

    A number whose form is not known is kept as written where its office is known.
    """
    number = parse_application(text, office) if text else None
    if number is not None or not any(mark.isdigit() for mark in text):
        return number
    if office is None:
        raise BadValueError(
            f"{field}: '{text}' does not say its office; write it as EP20060711571, "
            "or fill in office"
        )
    return text if text.startswith(office) else office + text


@lru_cache(maxsize=_REMEMBERED)
def read_office(field: str, text: str) -> str | None:
    """Read an office's two-letter code (WIPO ST.3)."""
    code = text.upper()
    if code and code not in OFFICES:
        raise BadValueError(
            f"{field}: '{text}' is no patent office; write its two-letter code, as EP, US or CN"
        )
    return code or None


@lru_cache(maxsize=_REMEMBERED)
def read_country(field: str, text: str) -> str | None:
    """Read a country's ISO 3166-1 code."""
    code = text.upper()
    if code and code not in COUNTRIES:
        meant = country_code(text) or "its ISO code, as DE, US or CN"
        raise BadValueError(f"{field}: '{text}' is no country; write {meant}")
    return code or None


def read_year(field: str, text: str) -> int:
    """Read `2017`."""
    if not re.fullmatch(r"[12]\d{3}", text, re.ASCII):
        raise BadValueError(f"{field}: {text} is not a year; write it as 2017")
    return int(text)


def read_figure(field: str, text: str) -> float:
    """Read a number of 0 or more: `124000000`, `1.5e9`."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise BadValueError(f"{field}: {text} is not a number of 0 or more; write it as 124000000")
    return value


def read_word(field: str, text: str, words: Sequence[str]) -> str | None:
    """Read one of a few words, whatever its case."""
    word = text.casefold()
    if word and word not in words:
        raise BadValueError(f"{field}: '{text}' is not known; write {_either(words)}")
    return word or None


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def read_truth(field: str, text: str, *, blank: bool) -> bool:
    """Read `1`, `0`, `true`, `false`, `yes`, `no`; `blank` is what a blank cell means."""
    if not text:
        return blank
    answer = _TRUTH.get(text.casefold())
    if answer is None:
        raise BadValueError(f"{field}: '{text}' is neither true nor false; write true or false")
    return answer


def read_standard(text: str) -> str | None:
    """Return the one name of a standard."""
    return canonical(text) if text else None


def read_generation(field: str, text: str) -> str | None:
    """Read a cellular generation by any of its names (`LTE` is `4G`)."""
    if not text:
        return None
    generation = canonical(text)
    if generation not in GENERATIONS:
        raise BadValueError(
            f"{field}: '{text}' is no generation; write {_either(GENERATIONS)}, one to a row, "
            "and put other standards into specification"
        )
    return generation


def read_list(text: str) -> list[str]:
    """Part a cell at `|`; blanks between are left out."""
    return [part for part in map(str.strip, text.split("|")) if part]
