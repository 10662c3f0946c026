"""Readers of single values: each takes what the parser gave and returns it typed, or says why not.

A reader raises `Wrong` with the place inside its table (`members.0.from`) and a message that ends
with the remedy; the caller knows the file and the line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from clearway.case.dates import parse_date
from clearway.case.model import Money
from clearway.case.words import country_problem, currencies, did_you_mean

Reader = Callable[[object, str], Any]
"""Takes a value and its place inside its table."""

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_URL = re.compile(r"https?://\S+")
_LANGUAGE = re.compile("[a-z]{2}")
_SHA256 = re.compile("[0-9a-f]{64}")
_YEAR = range(1000, 3000)


class Wrong(Exception):  # noqa: N818  (it never leaves this package)
    """A value is wrong; `place` is the dotted key inside its table."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


def shown(value: object) -> str:
    """Return a value as a person would call it, cut short."""
    kinds: dict[type, str] = {dict: "a table", list: "a list", datetime: "a time", time: "a time"}
    if type(value) in kinds:
        return kinds[type(value)]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'the text "{value[:60]}"'
    return str(value)[:60]


def text(value: object, place: str) -> str:
    """Read a text that is not blank."""
    if not isinstance(value, str):
        raise Wrong(place, f"wants a text, not {shown(value)}; put it in quotes")
    if not value.strip():
        raise Wrong(place, "is blank; give it or remove the line")
    return value


def name(value: object, place: str) -> str:
    """Read a name: a text on one line without spaces around it."""
    found = text(value, place)
    if found != found.strip() or not found.isprintable():
        raise Wrong(place, f"{shown(found)} has spaces around it or line breaks in it; remove them")
    return found


def slug(value: object, place: str) -> str:
    """Read an id: letters, digits, `.`, `_` and `-`."""
    found = text(value, place)
    if not _SLUG.fullmatch(found):
        raise Wrong(place, f"{shown(found)} is no id; use letters, digits, '.', '_' and '-'")
    if found == "own":
        raise Wrong(place, '"own" is kept for own rights in the answers; choose another id')
    return found


def url(value: object, place: str) -> str:
    """Read a web address."""
    found = text(value, place)
    if not _URL.fullmatch(found):
        raise Wrong(place, f"{shown(found)} is no address; it begins with https:// or http://")
    return found


def day(value: object, place: str) -> date:
    """Read a date of a fact: a TOML date, or a text such as "2016" or "2016-07"."""
    if isinstance(value, str):
        try:
            return parse_date(value)
        except ValueError:
            pass
    elif isinstance(value, date) and not isinstance(value, datetime):
        return value
    elif isinstance(value, int) and value in _YEAR:
        raise Wrong(place, f'a year alone is written in quotes, "{value}"')
    raise Wrong(
        place,
        f"wants a date, not {shown(value)}; "
        'write 2017-07-05 without quotes, or "2017-07" or "2017" when no more is known',
    )


def whole_day(value: object, place: str) -> date:
    """Read a date of a question, which must be whole."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise Wrong(place, f"wants a whole date, not {shown(value)}; write 2017-07-05 without quotes")


def flag(value: object, place: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Wrong(place, f"wants true or false, not {shown(value)}")
    return value


def whole(value: object, place: str) -> int:
    """Read a whole number from 0 to a million."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong(place, f"wants a whole number, not {shown(value)}")
    if not 0 <= value <= 1_000_000:
        raise Wrong(place, f"{shown(value)} is out of range; it lies between 0 and 1,000,000")
    return value


def positive(value: object, place: str) -> int:
    """Read a whole number from 1 to a million."""
    found = whole(value, place)
    if found == 0:
        raise Wrong(place, "0 is out of range; it is at least 1, or the line is left out")
    return found


def years(value: object, place: str) -> int:
    """Read a number of years from 0 to 200."""
    found = whole(value, place)
    if found > 200:
        raise Wrong(place, f"{found} years is out of range; it lies between 0 and 200")
    return found


def number(value: object, place: str) -> float:
    """Read a number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(place, f"wants a number, not {shown(value)}; write it without quotes")
    if not math.isfinite(value) or not 0 <= value <= 1e15:
        raise Wrong(place, f"{shown(value)} is out of range; it is a number from 0 on")
    return float(value)


def share(value: object, place: str) -> float:
    """Read a share between 0 and 1."""
    found = number(value, place)
    if found > 1:
        raise Wrong(place, f"{shown(value)} is out of range; a share lies between 0 and 1")
    return found


def grade(value: object, place: str) -> int:
    """Read the credibility digit of the Admiralty code."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 6:
        raise Wrong(place, f"wants a whole number from 1 to 6, not {shown(value)}")
    return value


def country(value: object, place: str) -> str:
    """Read a country, ISO 3166-1 alpha-2."""
    found = text(value, place)
    if problem := country_problem(found):
        raise Wrong(place, problem)
    return found


def language(value: object, place: str) -> str:
    """Read a language, ISO 639-1."""
    found = text(value, place)
    if not _LANGUAGE.fullmatch(found):
        raise Wrong(place, f'{shown(found)} is no language; use ISO 639-1, such as "en" or "de"')
    return found


def sha256(value: object, place: str) -> str:
    """Read a SHA-256 hash."""
    found = text(value, place)
    if not _SHA256.fullmatch(found):
        raise Wrong(place, "is no SHA-256 hash; give its 64 hexadecimal digits in lower case")
    return found


def plain_value(value: object, place: str) -> Any:
    """Read a text, a number, true or false, a date, or a list of names."""
    if isinstance(value, list):
        return list_of(name)(value, place)
    if isinstance(value, str):
        return text(value, place)
    if isinstance(value, bool) or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, int | float) and math.isfinite(value):
        return value
    raise Wrong(place, f"wants a text, number, date or list of names, not {shown(value)}")


def currency(value: object, place: str) -> str:
    """Read a currency, ISO 4217."""
    found = text(value, place)
    if found not in currencies():
        near = did_you_mean(found, ("USD", "EUR", "CNY", "INR", "JPY", "GBP", "KRW"))
        raise Wrong(place, f'unknown currency "{found}"{near}; use ISO 4217, such as "USD"')
    return found


def one_of(*words: str) -> Reader:
    """Return a reader of one of these words."""

    def read(value: object, place: str) -> str:
        found = text(value, place)
        if found not in words:
            choices = ", ".join(words)
            raise Wrong(place, f'unknown "{found}"{did_you_mean(found, words)}; use {choices}')
        return found

    return read


def list_of(item: Reader, *, empty: bool = False, least: int = 1) -> Reader:
    """Return a reader of a list; an empty one is an error unless it can only mean 'none'."""

    def read(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Wrong(place, f"wants a list, not {shown(value)}; write it as [...]")
        if not value and not empty:
            raise Wrong(place, "the list is empty, which never means 'all'; fill or remove it")
        if len(value) < least and value:
            raise Wrong(place, f"wants at least {least} entries; name the others")
        return tuple(item(each, f"{place}.{index}") for index, each in enumerate(value))

    return read


def mapping_of(key: Reader, item: Reader) -> Reader:
    """Return a reader of a table whose keys are values themselves (`{ default = 20 }`)."""

    def read(value: object, place: str) -> dict[str, Any]:
        found = table(value, place)
        return {
            key(each, f"{place}.{each}"): item(inner, f"{place}.{each}")
            for each, inner in found.items()
        }

    return read


def table(value: object, place: str) -> Mapping[str, object]:
    """Read a table that is not empty."""
    if not isinstance(value, dict):
        raise Wrong(place, f"wants a table, not {shown(value)}; write it as {{ key = value }}")
    if not value:
        raise Wrong(place, "the table is empty; fill or remove it")
    return value


def money(value: object, place: str) -> Money:
    """Read `{ amount = 180, currency = "USD" }`."""
    found = table(value, place)
    for key in found:
        if key not in {"amount", "currency"}:
            raise Wrong(f"{place}.{key}", "unknown key; a sum has amount and currency")
    for key in ("amount", "currency"):
        if key not in found:
            raise Wrong(place, f'lacks {key}; write {{ amount = 180, currency = "USD" }}')
    return Money(
        number(found["amount"], f"{place}.amount"),
        currency(found["currency"], f"{place}.currency"),
    )
