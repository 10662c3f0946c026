"""Dates of facts that are known only to the month or the year.

Source: the case-file reference: `"2016"` and `"2016-07"` are allowed for the dates of facts, and
each counts at its latest possible day (2016-12-31, 2016-07-31), so that nothing is claimed early.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Self

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(date):
    """A date that remembers how much of it is known; it compares and counts as its latest day.

    Arithmetic gives a day of its own, of which the whole is known.
    """

    _text: str = ""

    def __new__(cls, year: int, month: int, day: int, text: str = "") -> Self:
        """Make the day, and keep the text it came from."""
        self = super().__new__(cls, year, month, day)
        self._text = text
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[int, int, int, str]]:
        return type(self), (self.year, self.month, self.day, self._text)

    @property
    def text(self) -> str:
        """The date as written: `2016`, `2016-07`, or the whole when nothing else is known."""
        return self._text or self.isoformat()

    @property
    def precision(self) -> str:
        """`year`, `month` or `day`: how much of the date is known."""
        return ("year", "month", "day")[self.text.count("-")]


def parse_date(text: str) -> date:
    """Read `2016`, `2016-07` or `2016-07-05`; the first two become a `PartialDate`.

    Raises:
        ValueError: when the text is no such date (2020-02-30, 5 July 2016).
    """
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date")
    year, month = int(match[1]), int(match[2] or 12)
    if match[3]:
        return date(year, month, int(match[3]))
    if year < 1 or not 1 <= month <= 12:
        raise ValueError(f"{text!r} is not a date")
    return PartialDate(year, month, monthrange(year, month)[1], text)


def date_text(day: date) -> str:
    """Return the date as it was known: `2016` stays `2016`."""
    return day.text if isinstance(day, PartialDate) else day.isoformat()
