"""What each way of naming a time means, as an interval `[start, end)`.

Seasons are the meteorological ones, weeks begin on Monday (ISO 8601), `early` and `late` are the
first and the last quarter of a year or the first and the last ten days of a month, `mid` what lies
between. Easter is the Western one (dateutil); names of months and days are those of CLDR (Babel).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

if TYPE_CHECKING:
    from collections.abc import Callable

Tense = Literal["past", "future", ""]
"""Which way a date without a year points; empty: nothing says."""


Interval = tuple[date, date]


@dataclass(frozen=True)
class Now:
    """What times are counted from."""

    day: date | None
    tense: Tense


_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("one a an einem einen einer ein", "two zwei", "three drei", "four vier", "five fünf",
         "six sechs", "seven sieben", "eight acht", "nine neun", "ten zehn", "eleven elf",
         "twelve zwölf"), 1,
    )
    for word in words.split()
}  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "erste": 1, "zweite": 2,
             "dritte": 3, "vierte": 4}  # fmt: skip
NUMBER = rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})"
YEAR = r"(?P<year>(?:19|20)\d\d)"
OF = r"(?:\s+(?:of|des\s+Jahres|in))?(?:\s+the\s+year)?"
WHICH = (
    r"(?P<which>last|past|previous|next|coming|this|letzte[nrsm]?|vorige[nrsm]?|"
    r"vergangene[nrsm]?|nächste[nrsm]?|kommende[nrsm]?|diese[nrsm]?)"
)
PART = (
    r"(?P<part>(?:the\s+)?(?:early|beginning\s+of|start\s+of|mid|middle\s+of|late|end\s+of)|"
    r"(?:the\s+)?(?:year-)?end|Anfang|Mitte|Ende)"
)


def number_of(text: str) -> int:
    """Return the number that digits or a word for one to twelve say."""
    return int(text) if text.isdecimal() else _NUMBERS[text.casefold()]


@cache
def month_names() -> dict[str, int]:
    """Months by name and abbreviation, case-folded, in both languages."""
    from babel.dates import get_month_names

    found: dict[str, int] = {"sept": 9, "mrz": 3, "jänner": 1}
    for language in ("en", "de"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                found[name.rstrip(".").casefold()] = number
    return found


@cache
def day_names() -> dict[str, int]:
    """Days of the week by name, Monday 0, in both languages."""
    from babel.dates import get_day_names

    names = [get_day_names("wide", locale=language) for language in ("en", "de")]
    return {name.casefold(): number for each in names for number, name in each.items()}


def _month(year: int, month: int) -> Interval:
    first = date(year, month, 1)
    return first, first + relativedelta(months=1)


def _year(year: int) -> Interval:
    return date(year, 1, 1), date(year + 1, 1, 1)


def _months_from(year: int, month: int, count: int) -> Interval:
    first = date(year, month, 1)
    return first, first + relativedelta(months=count)


def _day(day: date) -> Interval:
    return day, day + timedelta(days=1)


def _shift(which: str) -> int:
    """-1, 0 or 1 for last, this and next."""
    word = which.casefold()
    if word.startswith(("last", "past", "prev", "letzt", "vorig", "vergangen")):
        return -1
    return 0 if word.startswith(("this", "dies")) else 1


def _by_tense(candidates: Callable[[int], Interval], now: Now) -> Interval | None:
    """Of a yearly recurring time, the last one before or the next one after publication."""
    if now.day is None or not now.tense:
        return None
    years = (now.day.year - 1, now.day.year, now.day.year + 1)
    found = [candidates(year) for year in years]
    if now.tense == "past":
        return max((each for each in found if each[0] <= now.day), default=None)
    return min((each for each in found if each[1] > now.day), default=None)


def full_day(match: re.Match[str], now: Now) -> Interval | None:
    """A day and a month, with a year or by the tense."""
    day, month = int(match["day"]), month_names()[match["month"].casefold()]
    year = match.groupdict().get("year")
    try:
        if year:
            return _day(date(int(year), month, day))
        date(2000, month, day)
        return _by_tense(lambda each: _day(date(each, month, day)), now)
    except ValueError:  # 31 April; 29 February in another year
        return None


def iso_day(match: re.Match[str], _now: Now) -> Interval | None:
    """A day in figures, year, month and day."""
    try:
        return _day(date(int(match["year"]), int(match["m"]), int(match["day"])))
    except ValueError:
        return None


def month_in(match: re.Match[str], now: Now) -> Interval | None:
    """A month or a third of one, with a year or by the tense."""
    month = month_names()[match["month"].casefold()]
    if match["year"]:
        whole = _month(int(match["year"]), month)
    else:
        recurring = _by_tense(lambda year: _month(year, month), now)
        if recurring is None:
            return None
        whole = recurring
    part = (match["part"] or "").casefold()
    if not part:
        return whole
    first = whole[0]
    tens = (first, first + timedelta(days=10), first + timedelta(days=20), whole[1])
    index = 0 if _is_early(part) else 2 if _is_late(part) else 1
    return tens[index], tens[index + 1]


def _is_early(part: str) -> bool:
    return "early" in part or "begin" in part or "start" in part or part == "anfang"


def _is_late(part: str) -> bool:
    return "late" in part or "end" in part


def year_in(match: re.Match[str], now: Now) -> Interval | None:
    """A year or the part of one that is named."""
    year = _year_named(match, now)
    part = (match["part"] or "").casefold()
    if year is None or not part:
        return _year(year) if year else None
    if _is_early(part):
        return _months_from(year, 1, 3)
    return _months_from(year, 10, 3) if _is_late(part) else _months_from(year, 4, 3)


def _year_named(match: re.Match[str], now: Now) -> int | None:
    """The year of `2018`, `next year` or `Easter this year`; None where none is named."""
    found = match.groupdict()
    if found.get("year"):
        return int(found["year"])
    which = found.get("which") or found.get("then")
    return now.day.year + _shift(which) if which and now.day else None


def is_year_named(match: re.Match[str]) -> bool:
    """Say whether a match names its year."""
    found = match.groupdict()
    return any(found.get(name) for name in ("year", "which", "then"))


def _recurring(match: re.Match[str], now: Now, of: Callable[[int], Interval]) -> Interval | None:
    """What comes every year: in the year named, else in the one that the tense points to."""
    if is_year_named(match):
        year = _year_named(match, now)
        return of(year) if year else None
    return _by_tense(of, now)


def piece_of_year(length: int) -> Callable[[re.Match[str], Now], Interval | None]:
    """A rule for quarters and halves: number of months each."""

    def resolve(match: re.Match[str], now: Now) -> Interval | None:
        told = (match["q"] or match["o"]).casefold()
        number = int(told) if told.isdecimal() else _ORDINALS[re.sub(r"[nrs]$", "", told)]
        first = (number - 1) * length + 1
        return _recurring(match, now, lambda year: _months_from(year, first, length))

    return resolve


SEASONS = {"spring": 3, "frühjahr": 3, "frühling": 3, "summer": 6, "sommer": 6, "autumn": 9,
            "fall": 9, "herbst": 9, "winter": 12}  # fmt: skip


def in_season(match: re.Match[str], now: Now) -> Interval | None:
    """A season; `next summer` may be the coming one or that of next year, and is left open."""
    first = SEASONS[match["season"].casefold()]
    if match["which"] and _shift(match["which"]) == 1:
        return None
    return _recurring(match, now, lambda year: _months_from(year, first, 3))


def on_feast(match: re.Match[str], now: Now) -> Interval | None:
    """Easter Sunday or Christmas Day."""

    def of(year: int) -> Interval:
        is_easter = match["feast"].casefold() in {"easter", "ostern"}
        return _day(easter(year) if is_easter else date(year, 12, 25))

    return _recurring(match, now, of)


def whole_unit(match: re.Match[str], now: Now) -> Interval | None:
    """`last month`, `next week`, `nächstes Quartal`."""
    if now.day is None:
        return None
    shift, unit = _shift(match["which"]), match["unit"].casefold()
    if unit.startswith(("week", "woche")):
        monday = now.day - timedelta(days=now.day.weekday()) + timedelta(weeks=shift)
        return monday, monday + timedelta(days=7)
    if unit.startswith(("quarter", "quartal")):
        first = date(now.day.year, (now.day.month - 1) // 3 * 3 + 1, 1)
        first += relativedelta(months=3 * shift)
        return first, first + relativedelta(months=3)
    if unit.startswith("mon"):
        first = now.day.replace(day=1) + relativedelta(months=shift)
        return first, first + relativedelta(months=1)
    return _year(now.day.year + shift)


def near_day(match: re.Match[str], now: Now) -> Interval | None:
    """Yesterday, today or tomorrow."""
    word = match["near"].casefold()
    shift = {"yesterday": -1, "gestern": -1, "tomorrow": 1, "morgen": 1}.get(word, 0)
    return _day(now.day + timedelta(days=shift)) if now.day else None


def previous_year(_match: re.Match[str], now: Now) -> Interval | None:
    """The year before that of publication."""
    return _year(now.day.year - 1) if now.day else None


def on_weekday(match: re.Match[str], now: Now) -> Interval | None:
    """The last such day, or the next one, by the tense; the day itself is both."""
    if now.day is None or not now.tense:
        return None
    back = (now.day.weekday() - day_names()[match["weekday"].casefold()]) % 7
    if now.tense == "past":
        return _day(now.day - timedelta(days=back))
    return _day(now.day + timedelta(days=-back % 7))


def _span(count: int, unit: str) -> relativedelta:
    word = unit.casefold()
    if word.startswith(("day", "tag")):
        return relativedelta(days=count)
    if word.startswith(("week", "woche")):
        return relativedelta(weeks=count)
    return relativedelta(months=count) if word.startswith("mon") else relativedelta(years=count)


def within(match: re.Match[str], now: Now) -> Interval | None:
    """`within two years`, `in zwei Jahren`: up to the same day then, that day included."""
    if now.day is None:
        return None
    return now.day, now.day + _span(number_of(match["n"]), match["unit"]) + timedelta(days=1)


def ago(match: re.Match[str], now: Now) -> Interval | None:
    """`two months ago`: that month, week, day or year."""
    if now.day is None:
        return None
    then = now.day - _span(number_of(match["n"]), match["unit"])
    word = match["unit"].casefold()
    if word.startswith(("day", "tag")):
        return _day(then)
    if word.startswith(("week", "woche")):
        monday = then - timedelta(days=then.weekday())
        return monday, monday + timedelta(days=7)
    return _month(then.year, then.month) if word.startswith("mon") else _year(then.year)
