"""Half-open intervals `[from, to)` on calendar dates, and whole years added to a date.

Source: the semantics page, preamble: a missing start is minus infinity, a missing end plus
infinity; adding years keeps month and day, and 29 February becomes 28.
"""

from __future__ import annotations

from datetime import date

BEGINNING = date.min
"""Stands for minus infinity where a bound must be compared."""
END = date.max
"""Stands for plus infinity where a bound must be compared."""


def add_years(day: date, years: int) -> date:
    """Return the same month and day `years` later (29 February becomes 28).

    A day before or after all that the calendar has is its first or its last, which stand for minus
    and plus infinity.
    """
    if not BEGINNING.year <= day.year + years <= END.year:
        return BEGINNING if years < 0 else END
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def contains(start: date | None, end: date | None, day: date) -> bool:
    """Say whether `day` lies in the half-open interval `[start, end)`; None is unbounded."""
    return (start is None or start <= day) and (end is None or day < end)
