"""The language that the texts of answers are made in: English, unless German is spoken.

Texts are made where the answer is known, far from any page: sentences, headings, notes, cells and
charts. Whoever shows them says once in which language, for all that is made within:

    with speaking("de"):
        parts = burden_parts(scope, found)

English is the text in the code, byte for byte; German stands in the catalog `answers`. What the
engine itself says in words (why something is unknown, what to look up) is plain data in English,
and is said anew by the form of its sentence. Nothing else may depend on the language.
"""

from __future__ import annotations

import gettext as catalogs
import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from clearway.complaints import COMPLAINTS
from clearway.phrases import PHRASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

LANGUAGES = ("en", "de")
CATALOGS = Path(__file__).parent / "locale"

_GERMAN: Mapping[int, str] = {ord(","): "\u202f", ord("."): ",", ord("%"): "\u00a0%"}
"""What stands in a German number for what stands in an English one."""
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
_OF_OURS = frozenset({"near", "found", "reasons", "hint", "since", "wrong", "finding", "what"})
"""Values of complaints that are words of ours; all others are names, numbers and quotes."""
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_SPOKEN: ContextVar[str] = ContextVar("spoken", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make texts in a language within; in English where it is none of `LANGUAGES`."""
    token = _SPOKEN.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> str:
    """Return the language that texts are made in now."""
    return _SPOKEN.get()


@cache
def _catalog(language: str) -> catalogs.NullTranslations:
    if language == "en":
        return catalogs.NullTranslations()
    return catalogs.translation("answers", CATALOGS, [language])


def gettext(text: str) -> str:
    """Return a text of the code in the language spoken."""
    return _catalog(spoken()).gettext(text) if text else text


def figure(value: float, form: str = ",") -> str:
    """Write a number by a format of Python's; German has thin spaces and a decimal comma."""
    text = format(value, form)
    if spoken() == "en":
        return text
    return text.translate(_GERMAN)


def share_text(share: float | None, decimals: int = 1) -> str:
    """Write a share in percent as charts and tables do, `0.9 %`; a word where there is none."""
    if share is None:
        return gettext("unknown")
    return f"{figure(100 * share, f'.{decimals}f')}\u00a0%"


def long_day(day: date) -> str:
    """Write a day as headlines do: `01 March 2018`, in German `1. März 2018`."""
    if spoken() == "en":
        return f"{day:%d %B %Y}"
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def retold(said: str) -> str:
    """Say a phrase of the engine in the language spoken; a name or an unknown phrase stays."""
    if spoken() == "en" or not said:
        return said
    whole = gettext(said)
    if whole != said:
        return whole
    if _THOUSANDS.fullmatch(said):
        return said.translate(_GERMAN)
    told = _anew(said, PHRASES, lambda _name, value: retold(value))
    return said if told is None else told


def complaint(said: str) -> str | None:
    """Say what is wrong in the language spoken, the place before it as it is; None if unknown."""
    if spoken() == "en":
        return said
    for start in (0, *(mark.end() for mark in re.finditer(": ", said))):
        told = _anew(said[start:], COMPLAINTS, _within)
        if told is not None:
            return said[:start] + told
    return None


def _within(name: str, said: str) -> str:
    """Say what stands within a complaint: words of ours, never a name or a word of the case."""
    return (complaint(said) or retold(said)) if name in _OF_OURS else said


def _anew(said: str, phrases: Sequence[str], part: Callable[[str, str], str]) -> str | None:
    """Say a text by the first form that it has; None where it has none."""
    for phrase in phrases:
        found = _form(phrase).fullmatch(said)
        if found:
            values = found.groupdict().items()
            return gettext(phrase) % {name: part(name, value) for name, value in values}
    return None


@cache
def _form(phrase: str) -> re.Pattern[str]:
    """Return what a phrase becomes with any values in it; `near` may be empty."""
    parts = re.split(r"%\((\w+)\)s", phrase)
    return re.compile("".join(_pattern(part, i % 2) for i, part in enumerate(parts)), re.DOTALL)


def _pattern(part: str, is_value: int) -> str:
    if not is_value:
        return re.escape(part.replace("%%", "%"))
    return r"(?P<near>(?: \(.+\))?)" if part == "near" else f"(?P<{part}>.+?)"
