"""Times in a text as intervals, counted from the day on which it was published.

`last month`, `Q2`, `im Frühjahr 2018`, `Ostern dieses Jahr` and `spätestens 2020` become
`[start, end)`. What needs a day of publication that nobody gives, or a year or a direction that
nothing in the sentence gives, is no interval: it stays as written. Seasons are the meteorological
ones, weeks begin on Monday (ISO 8601), `early` and `late` are the first and the last quarter of a
year or the first and the last ten days of a month. Easter is the Western one (dateutil); names of
months and days are those of CLDR (Babel).
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
    from collections.abc import Callable, Iterator

Tense = Literal["past", "future", ""]
"""Which way a date without a year points; empty: nothing says."""


@dataclass(frozen=True)
class Time:
    """A time as written, and the interval `[start, end)` that it names.

    Attributes:
        at: offset of its first character in the sentence; `to` is that after its last.
        start: None where it cannot be resolved.
        bound: `by` (at the latest), `from` (at the earliest), `since`, or empty: within it.
    """

    text: str
    at: int
    to: int
    start: date | None = None
    end: date | None = None
    bound: str = ""


Interval = tuple[date, date]


@dataclass(frozen=True)
class _Now:
    """What times are counted from."""

    day: date | None
    tense: Tense


Rule = tuple[re.Pattern[str], "Callable[[re.Match[str], _Now], Interval | None]"]
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
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_OF = r"(?:\s+(?:of|des\s+Jahres|in))?(?:\s+the\s+year)?"
_WHICH = (
    r"(?P<which>last|past|previous|next|coming|this|letzte[nrsm]?|vorige[nrsm]?|"
    r"vergangene[nrsm]?|nächste[nrsm]?|kommende[nrsm]?|diese[nrsm]?)"
)
_PART = (
    r"(?P<part>(?:the\s+)?(?:early|beginning\s+of|start\s+of|mid|middle\s+of|late|end\s+of)|"
    r"(?:the\s+)?(?:year-)?end|Anfang|Mitte|Ende)"
)


def number_of(text: str) -> int:
    """Return the number that digits or a word for one to twelve say."""
    return int(text) if text.isdecimal() else _NUMBERS[text.casefold()]


@cache
def _months() -> dict[str, int]:
    """Months by name and abbreviation, case-folded, in both languages."""
    from babel.dates import get_month_names

    found: dict[str, int] = {"sept": 9, "mrz": 3, "jänner": 1}
    for language in ("en", "de"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                found[name.rstrip(".").casefold()] = number
    return found


@cache
def _days() -> dict[str, int]:
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


def _by_tense(candidates: Callable[[int], Interval], now: _Now) -> Interval | None:
    """Of a yearly recurring time, the last one before or the next one after publication."""
    if now.day is None or not now.tense:
        return None
    years = (now.day.year - 1, now.day.year, now.day.year + 1)
    found = [candidates(year) for year in years]
    if now.tense == "past":
        return max((each for each in found if each[0] <= now.day), default=None)
    return min((each for each in found if each[1] > now.day), default=None)


def _full_day(match: re.Match[str], now: _Now) -> Interval | None:
    day, month = int(match["day"]), _months()[match["month"].casefold()]
    year = match.groupdict().get("year")
    try:
        if year:
            return _day(date(int(year), month, day))
        date(2000, month, day)
        return _by_tense(lambda each: _day(date(each, month, day)), now)
    except ValueError:  # 31 April; 29 February in another year
        return None


def _iso_day(match: re.Match[str], _now: _Now) -> Interval | None:
    try:
        return _day(date(int(match["year"]), int(match["m"]), int(match["day"])))
    except ValueError:
        return None


def _month_in(match: re.Match[str], now: _Now) -> Interval | None:
    month = _months()[match["month"].casefold()]
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


def _year_in(match: re.Match[str], now: _Now) -> Interval | None:
    year = _year_named(match, now)
    part = (match["part"] or "").casefold()
    if year is None or not part:
        return _year(year) if year else None
    if _is_early(part):
        return _months_from(year, 1, 3)
    return _months_from(year, 10, 3) if _is_late(part) else _months_from(year, 4, 3)


def _year_named(match: re.Match[str], now: _Now) -> int | None:
    """The year of `2018`, `next year` or `Easter this year`; None where none is named."""
    found = match.groupdict()
    if found.get("year"):
        return int(found["year"])
    which = found.get("which") or found.get("then")
    return now.day.year + _shift(which) if which and now.day else None


def _is_year_named(match: re.Match[str]) -> bool:
    found = match.groupdict()
    return any(found.get(name) for name in ("year", "which", "then"))


def _recurring(
    match: re.Match[str], now: _Now, of: Callable[[int], Interval]
) -> Interval | None:
    """What comes every year: in the year named, else in the one that the tense points to."""
    if _is_year_named(match):
        year = _year_named(match, now)
        return of(year) if year else None
    return _by_tense(of, now)


def _piece(length: int) -> Callable[[re.Match[str], _Now], Interval | None]:
    """A rule for quarters and halves: number of months each."""

    def resolve(match: re.Match[str], now: _Now) -> Interval | None:
        told = (match["q"] or match["o"]).casefold()
        number = int(told) if told.isdecimal() else _ORDINALS[re.sub(r"[nrs]$", "", told)]
        first = (number - 1) * length + 1
        return _recurring(match, now, lambda year: _months_from(year, first, length))

    return resolve


_SEASONS = {"spring": 3, "frühjahr": 3, "frühling": 3, "summer": 6, "sommer": 6, "autumn": 9,
            "fall": 9, "herbst": 9, "winter": 12}  # fmt: skip


def _season(match: re.Match[str], now: _Now) -> Interval | None:
    """A season; `next summer` may be the coming one or that of next year, and is left open."""
    first = _SEASONS[match["season"].casefold()]
    if match["which"] and _shift(match["which"]) == 1:
        return None
    return _recurring(match, now, lambda year: _months_from(year, first, 3))


def _feast(match: re.Match[str], now: _Now) -> Interval | None:
    def of(year: int) -> Interval:
        is_easter = match["feast"].casefold() in {"easter", "ostern"}
        return _day(easter(year) if is_easter else date(year, 12, 25))

    return _recurring(match, now, of)


def _unit(match: re.Match[str], now: _Now) -> Interval | None:
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


def _near(match: re.Match[str], now: _Now) -> Interval | None:
    word = match["near"].casefold()
    shift = {"yesterday": -1, "gestern": -1, "tomorrow": 1, "morgen": 1}.get(word, 0)
    return _day(now.day + timedelta(days=shift)) if now.day else None


def _previous_year(_match: re.Match[str], now: _Now) -> Interval | None:
    return _year(now.day.year - 1) if now.day else None


def _weekday(match: re.Match[str], now: _Now) -> Interval | None:
    if now.day is None or not now.tense:
        return None
    back = (now.day.weekday() - _days()[match["weekday"].casefold()]) % 7
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


def _within(match: re.Match[str], now: _Now) -> Interval | None:
    """`within two years`, `in zwei Jahren`: up to the same day then, that day included."""
    if now.day is None:
        return None
    return now.day, now.day + _span(number_of(match["n"]), match["unit"]) + timedelta(days=1)


def _ago(match: re.Match[str], now: _Now) -> Interval | None:
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


_UNIT = r"(?P<unit>days?|weeks?|months?|years?|Tage?n?|Wochen?|Monate?n?|Jahre?n?)"


@cache
def _rules() -> tuple[Rule, ...]:
    """The rules, most specific first; where one matched, none after it is tried."""
    month = f"(?P<month>{'|'.join(sorted(map(re.escape, _months()), key=len, reverse=True))})"
    weekday = f"(?P<weekday>{'|'.join(_days())})"
    rows: tuple[tuple[str, Callable[[re.Match[str], _Now], Interval | None]], ...] = (
        (r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<day>\d\d)", _iso_day),
        (r"(?P<day>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<year>\d{4})", _iso_day),
        (rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+{month}\.?(?:,?\s+{_YEAR})?", _full_day),
        (rf"{month}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+{_YEAR})?", _full_day),
        (rf"(?:{_PART}[-\s]+)?{month}\.?(?:\s+{_YEAR})?", _month_in),
        (rf"(?:Q(?P<q>[1-4])|(?:the\s+)?(?P<o>first|second|third|fourth|erste[nrs]?|zweite[nrs]?|"
         rf"dritte[nrs]?|vierte[nrs]?|[1-4])(?:\.|st|nd|rd|th)?\s+(?:quarter|Quartal))"
         rf"(?:{_OF}\s+(?:{_YEAR}|{_WHICH}\s+(?:year|Jahr\w*)))?", _piece(3)),
        (rf"(?:H(?P<q>[12])|(?:the\s+)?(?P<o>first|second|erste[nrs]?|zweite[nrs]?|[12])\.?\s+"
         rf"(?:half|Halbjahr|Hälfte))(?:{_OF}\s+(?:{_YEAR}|{_WHICH}\s+(?:year|Jahr\w*)))?",
         _piece(6)),
        (rf"(?:{_WHICH}\s+)?(?P<season>{'|'.join(_SEASONS)})(?:{_OF}\s+{_YEAR})?(?![-\w])",
         _season),
        (rf"(?:{_WHICH}\s+)?(?P<feast>Easter|Ostern|Christmas|Weihnachten)"
         rf"(?:\s+(?:{_YEAR}|{_WHICH.replace('<which>', '<then>')}\s+(?:year|Jahr\w*)))?", _feast),
        (rf"(?:within|in|binnen|innerhalb\s+von)\s+(?:the\s+next\s+)?{NUMBER}\s+{_UNIT}"
         r"(?!\s+(?:ago|zuvor))", _within),
        (rf"{NUMBER}\s+{_UNIT}\s+from\s+now", _within),
        (rf"{NUMBER}\s+{_UNIT}\s+ago", _ago),
        (rf"vor\s+{NUMBER}\s+{_UNIT}", _ago),
        (rf"(?:{_PART}[-\s]+)?{_WHICH}\s+(?:year|Jahr\w*)", _year_in),
        (rf"(?:{_PART}[-\s]+)?{_YEAR}(?!\s+(?:patents|Patente))", _year_in),
        (rf"{_WHICH}\s+(?P<unit>week|month|quarter|Woche|Monats?|Quartals?)", _unit),
        (r"(?:im\s+)?Vorjahr", _previous_year),
        (r"(?P<near>today|yesterday|tomorrow|heute|gestern|morgen)", _near),
        (weekday, _weekday),
    )  # fmt: skip
    return tuple((re.compile(rf"\b{text}\b", re.IGNORECASE), resolve) for text, resolve in rows)


_BOUNDS = (
    ("by", r"by|no\s+later\s+than|until|before|bis(?:\s+spätestens)?(?:\s+zum)?|spätestens(?:\s+bis)?|"
           r"vor|noch\s+vor|latest"),
    ("from", r"not\s+before|no\s+earlier\s+than|starting|from|as\s+of|ab|frühestens|nicht\s+vor"),
    ("since", r"since|seit"),
)  # fmt: skip
_LINKS = r"(?:\s+(?:the|at|in|im|am|dem|der|zu|zum|den|on))?\s*"
_BOUND = tuple((name, re.compile(rf"\b(?P<word>{text}){_LINKS}$", re.I)) for name, text in _BOUNDS)
_LATEST = re.compile(r"\s+(?:at\s+the\s+latest|or\s+sooner)", re.IGNORECASE)
_BEFORE = re.compile(r"(?:before|vor)\b", re.IGNORECASE)
_ENDING = re.compile(r"\b(?:end|Ende)\b", re.IGNORECASE)


def find_times(sentence: str, published_on: date | None, tense: Tense = "") -> list[Time]:
    """Return the times in a sentence, in its order, resolved where that can be done.

    Args:
        sentence: one sentence.
        published_on: what `yesterday` counts from; None: only what names its own year resolves.
        tense: where a time without a year points.
    """
    taken: list[tuple[int, int]] = []
    found: list[Time] = []
    now = _Now(published_on, tense)
    for match, resolve in _matches(sentence):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        taken.append(match.span())
        found.append(_time(sentence, match, _bounded(resolve, match, now)))
    return sorted(found, key=lambda time: time.at)


def _matches(
    sentence: str,
) -> Iterator[tuple[re.Match[str], Callable[[re.Match[str], _Now], Interval | None]]]:
    for pattern, resolve in _rules():
        for match in pattern.finditer(sentence):
            if not _is_other_word(match):
                yield match, resolve


def _is_other_word(match: re.Match[str]) -> bool:
    """`may` is no month, `fall` alone no season, `Morgen` no day."""
    found = match.groupdict()
    if month := found.get("month"):
        return not month[0].isupper()
    if (found.get("season") or "").casefold() == "fall":
        return not _is_year_named(match)
    return found.get("near") == "Morgen"


def _bounded(
    resolve: Callable[[re.Match[str], _Now], Interval | None], match: re.Match[str], now: _Now
) -> Interval | None:
    """Resolve; beyond the calendar's ends nothing is."""
    try:
        return resolve(match, now)
    except (OverflowError, ValueError):
        return None


def _time(sentence: str, match: re.Match[str], interval: Interval | None) -> Time:
    start, end = interval or (None, None)
    bound, at = "", match.start()
    for name, pattern in _BOUND:
        if before := pattern.search(sentence, max(0, match.start() - 40), match.start()):
            bound, at = name, before.start()
            if _BEFORE.match(before["word"]) and not _ENDING.search(match[0]):
                end = start
            break
    if _LATEST.match(sentence, match.end()):
        bound = "by"
    return Time(sentence[at : match.end()], at, match.end(), start, end, bound)
