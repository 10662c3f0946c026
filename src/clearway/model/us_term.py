"""When a US patent's term ends: by the law alone, without any fee unpaid or judgment.

Sources: 35 USC 154(a)(2) (20 years from the earliest filing that is referred to, provisional and
foreign ones left out), 154(b) (adjustment), 154(c)(1) (filed before 8 June 1995: the later of that
and 17 years from grant), 173 (designs), 251(a) (reissues), 41(b) and 37 CFR 1.362 (maintenance).

Days: an anniversary is the last day of a term, so a term *ends on* the day after it, the first day
no longer in force, as everywhere in the record. Published figures name the anniversary itself:
where one says 2011-05-10, this module returns 2011-05-11.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from clearway.model.calendar import add_years

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Kind = Literal["utility", "plant", "reissue", "design"]

TWENTY_YEARS_FROM = date(1995, 6, 8)
"""First filing day of the term of 20 years from filing (Uruguay Round Agreements Act, 532)."""
FEES_FROM = date(1980, 12, 12)
"""First filing day of patents that owe maintenance fees (35 USC 41(b))."""
DESIGN_FIFTEEN_FROM = date(2015, 5, 13)
"""First filing day of designs with 15 instead of 14 years (Patent Law Treaties Act, 102(7))."""
FEE_YEARS = (4, 8, 12)
"""Years after grant that a patent outlives only when the fee before has been paid."""

_KINDS: dict[str, Kind] = {"D": "design", "PP": "plant", "RE": "reissue"}
_SEVENTEEN = "17 years from grant"
_DAY = timedelta(days=1)


class TermEnd(NamedTuple):
    """The first day no longer in force, None when unknown, and the rule that says so."""

    ended_on: date | None
    basis: str


def us_term_end(  # noqa: PLR0913  # the facts that the law names
    filed_on: date | None,
    granted_on: date | None,
    earliest_parent_filing: date | None = None,
    adjustment_days: int = 0,
    disclaimer_caps: Sequence[date] = (),
    kind: Kind = "utility",
) -> TermEnd:
    """Return when the full term ends.

    Args:
        filed_on: the filing date; of a national stage, of the international application.
        granted_on: the date of grant, None when unknown or not granted.
        earliest_parent_filing: the earliest non-provisional filing, US or international, whose
            benefit is claimed as continuation, division or part (35 USC 120, 121, 365(c)); of a
            reissue, the original's. One after `filed_on` counts for nothing.
        adjustment_days: days of adjustment or extension under 154(b); designs have none.
        disclaimer_caps: for each terminal disclaimer whose cap is known, the first day on which
            the disclaimed term is over. Adjustment does not reach beyond (154(b)(2)(B)).
        kind: designs count from grant; plants as utility patents; a reissue has the original's
            term, for which an original filed before 8 June 1995 lacks its date of grant here.

    Returns:
        The first day no longer in force, or None where a date it needs is missing; and the basis,
        for people: `20 years from filing`, `17 years from grant + 30 days`, `terminal disclaimer`.
    """
    last, basis = _last_day(filed_on, granted_on, earliest_parent_filing, kind)
    if last is None:
        return TermEnd(None, basis)
    if adjustment_days > 0 and kind != "design":
        last += adjustment_days * _DAY
        basis += f" + {adjustment_days} days"
    ended_on = last + _DAY
    cap = min(disclaimer_caps, default=ended_on)
    return TermEnd(cap, "terminal disclaimer") if cap < ended_on else TermEnd(ended_on, basis)


def kind_of(publication: str) -> Kind:
    """Return which term a US publication has, by the letters of its number (`US-D680087-S1`)."""
    number = publication.removeprefix("US-")
    letters = number[: len(number) - len(number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
    return _KINDS.get(letters, "utility")


def missed_fee_day(
    granted_on: date, paid: Collection[int] = (), filed_on: date | None = None
) -> date | None:
    """Return the day on which a patent lapses for the first fee that is not paid.

    It is the anniversary at whose end the patent expires (37 CFR 1.362(g)): granted on 2010-06-15
    and never paid, 2014-06-15. It is still in force on that day.

    Args:
        granted_on: the date of grant.
        paid: the anniversaries, of 4, 8 and 12, whose fee has been paid.
        filed_on: a patent filed before 12 December 1980 owes nothing.

    Returns:
        The day, or None when nothing is owed or all is paid.
    """
    if filed_on is not None and filed_on < FEES_FROM:
        return None
    missed = next((years for years in FEE_YEARS if years not in paid), None)
    return None if missed is None else add_years(granted_on, missed)


def _last_day(
    filed_on: date | None, granted_on: date | None, parent: date | None, kind: Kind
) -> tuple[date | None, str]:
    """The last day of the term before adjustment and disclaimer, and the rule."""
    if kind == "design":
        return _design(filed_on, granted_on)
    first = min((day for day in (filed_on, parent) if day is not None), default=None)
    if first is None:
        return None, "filing date unknown"
    twenty = add_years(first, 20)
    named = "20 years from filing" if first == filed_on else "20 years from the earliest filing"
    if kind == "reissue" and first < TWENTY_YEARS_FROM:
        return None, "reissue of a patent filed before 1995-06-08: its grant date is unknown"
    if _is_new_law(filed_on, first):
        return twenty, named
    return _old_law(filed_on, granted_on, twenty, named)


def _old_law(
    filed_on: date | None, granted_on: date | None, twenty: date, named: str
) -> tuple[date | None, str]:
    """The later of 20 years from filing and 17 from grant; 17 alone, if over by the new law."""
    if filed_on is None:
        return None, "filing date unknown"
    if granted_on is None:
        return None, "filed before 1995-06-08 and grant date unknown"
    seventeen = add_years(granted_on, 17)
    in_force = seventeen >= TWENTY_YEARS_FROM
    return (twenty, named) if in_force and twenty > seventeen else (seventeen, _SEVENTEEN)


def _is_new_law(filed_on: date | None, first: date) -> bool:
    """Whether 20 years from filing is all; the patent's own filing decides, not its parent's."""
    return (filed_on or first) >= TWENTY_YEARS_FROM


def _design(filed_on: date | None, granted_on: date | None) -> tuple[date | None, str]:
    if granted_on is None:
        return None, "grant date unknown"
    if filed_on is None and granted_on >= DESIGN_FIFTEEN_FROM:
        return None, "filing date unknown"
    years = 15 if filed_on is not None and filed_on >= DESIGN_FIFTEEN_FROM else 14
    return add_years(granted_on, years), f"{years} years from grant"
