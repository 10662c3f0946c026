"""Times in a text as intervals, counted from the day on which it was published.

`last month`, `Q2`, `im Frühjahr 2018`, `Ostern dieses Jahr` and `spätestens 2020` become
`[start, end)`. What needs a day of publication that nobody gives, or a year or a direction that
nothing in the sentence gives, is no interval: it stays as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from clearway.reading.intervals import (
    NUMBER,
    OF,
    PART,
    SEASONS,
    WHICH,
    YEAR,
    Now,
    ago,
    day_names,
    full_day,
    in_season,
    is_year_named,
    iso_day,
    month_in,
    month_names,
    near_day,
    on_feast,
    on_weekday,
    piece_of_year,
    previous_year,
    whole_unit,
    within,
    year_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from clearway.reading.intervals import Interval, Tense

    Resolver = Callable[[re.Match[str], Now], Interval | None]
    Rule = tuple[re.Pattern[str], Resolver]


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


_UNIT = r"(?P<unit>days?|weeks?|months?|years?|Tage?n?|Wochen?|Monate?n?|Jahre?n?)"


@cache
def _rules() -> tuple[Rule, ...]:
    """The rules, most specific first; where one matched, none after it is tried."""
    month = f"(?P<month>{'|'.join(sorted(map(re.escape, month_names()), key=len, reverse=True))})"
    weekday = f"(?P<weekday>{'|'.join(day_names())})"
    rows: tuple[tuple[str, Resolver], ...] = (
        (r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<day>\d\d)", iso_day),
        (r"(?P<day>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<year>\d{4})", iso_day),
        (rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+{month}\.?(?:,?\s+{YEAR})?", full_day),
        (rf"{month}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+{YEAR})?", full_day),
        (rf"(?:{PART}[-\s]+)?{month}\.?(?:\s+{YEAR})?", month_in),
        ((rf"(?:Q(?P<q>[1-4])|(?:the\s+)?(?P<o>first|second|third|fourth|erste[nrs]?|zweite[nrs]?|"
         rf"dritte[nrs]?|vierte[nrs]?|[1-4])(?:\.|st|nd|rd|th)?\s+(?:quarter|Quartal))"
         rf"(?:{OF}\s+(?:{YEAR}|{WHICH}\s+(?:year|Jahr\w*)))?"), piece_of_year(3)),
        ((rf"(?:H(?P<q>[12])|(?:the\s+)?(?P<o>first|second|erste[nrs]?|zweite[nrs]?|[12])\.?\s+"
         rf"(?:half|Halbjahr|Hälfte))(?:{OF}\s+(?:{YEAR}|{WHICH}\s+(?:year|Jahr\w*)))?"),
         piece_of_year(6)),
        (rf"(?:{WHICH}\s+)?(?P<season>{'|'.join(SEASONS)})(?:{OF}\s+{YEAR})?(?![-\w])",
         in_season),
        ((rf"(?:{WHICH}\s+)?(?P<feast>Easter|Ostern|Christmas|Weihnachten)"
         rf"(?:\s+(?:{YEAR}|{WHICH.replace('<which>', '<then>')}\s+(?:year|Jahr\w*)))?"), on_feast),
        ((rf"(?:within|in|binnen|innerhalb\s+von)\s+(?:the\s+next\s+)?{NUMBER}\s+{_UNIT}"
         r"(?!\s+(?:ago|zuvor))"), within),
        (rf"{NUMBER}\s+{_UNIT}\s+from\s+now", within),
        (rf"{NUMBER}\s+{_UNIT}\s+ago", ago),
        (rf"vor\s+{NUMBER}\s+{_UNIT}", ago),
        (rf"(?:{PART}[-\s]+)?{WHICH}\s+(?:year|Jahr\w*)", year_in),
        (rf"(?:{PART}[-\s]+)?{YEAR}(?!\s+(?:patents|Patente))", year_in),
        (rf"{WHICH}\s+(?P<unit>week|month|quarter|Woche|Monats?|Quartals?)", whole_unit),
        (r"(?:im\s+)?Vorjahr", previous_year),
        (r"(?P<near>today|yesterday|tomorrow|heute|gestern|morgen)", near_day),
        (weekday, on_weekday),
    )  # fmt: skip
    return tuple((re.compile(rf"\b{text}\b", re.IGNORECASE), resolve) for text, resolve in rows)


_BOUNDS = (
    ("by", (r"by|no\s+later\s+than|until|before|bis(?:\s+spätestens)?(?:\s+zum)?|"
           r"spätestens(?:\s+bis)?|vor|noch\s+vor|latest")),
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
    now = Now(published_on, tense)
    for match, resolve in _matches(sentence):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        taken.append(match.span())
        found.append(_time(sentence, match, _bounded(resolve, match, now)))
    return sorted(found, key=lambda time: time.at)


def _matches(
    sentence: str,
) -> Iterator[tuple[re.Match[str], Resolver]]:
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
        return not is_year_named(match)
    return found.get("near") == "Morgen"


def _bounded(resolve: Resolver, match: re.Match[str], now: Now) -> Interval | None:
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
