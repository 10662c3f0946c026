"""What generated candidates cost: what is owed for what they clear, in one year.

A holder's license costs its part of the unlicensed burden (`clearway.royalty`), a pool's what the
burden falls by with it, over all products and markets asked for, at the low, the middle or the high
end of the range. Where no part of a burden is known there is no cost, which is not a cost of 0.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from clearway.royalty import royalty_burden

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clearway.app import Desk
    from clearway.case import Case, Deal
    from clearway.planning.money import Sums
    from clearway.royalty import MarketBurden, Range, Royalty

LEVELS = ("low", "mid", "high")


@dataclass(frozen=True)
class Prices:
    """Yearly costs of generated candidates.

    Attributes:
        costs: id -> currency -> amount; candidates without a known cost are left out.
        without: standards whose burden is known in no market; it comes on top.
    """

    costs: Mapping[str, Sums]
    without: tuple[str, ...]


def price_candidates(  # noqa: PLR0913 - the question and how it is priced
    desk: Desk,
    case: Case,
    deals: Sequence[Deal],
    level: str,
    units: float | None,
    question: Mapping[str, Any],
) -> Prices:
    """Return what generated licenses of holders and pools cost a year.

    Args:
        desk: the record held open.
        case: with the candidates.
        deals: generated ones.
        level: one of `LEVELS`.
        units: sold in a year in each market, in place of what the case says.
        question: as for `royalty_burden`.
    """
    burden = royalty_burden(case, desk, units=units, **question)
    costs = {}
    for deal in deals:
        if deal.kind == "pool-license":
            found = _saved(_with(desk, case, deal.id, units, question), level)
        else:
            found = _owed_to(burden, deal.grantors[0], level)
        if any(found.values()):
            costs[deal.id] = found
    return Prices(costs, _never_known(burden))


def _never_known(burden: Royalty) -> tuple[str, ...]:
    """Return the standards whose burden is known nowhere; one known elsewhere is in the costs."""
    told = {standard.name for row in burden for standard in row.standards}
    known = {s.name for row in burden for s in row.standards if s.unknown is None}
    return tuple(sorted(told - known))


def _with(
    desk: Desk, case: Case, deal: str, units: float | None, question: Mapping[str, Any]
) -> Royalty:
    asked = {**question, "with_deals": [*question.get("with_deals", ()), deal]}
    return royalty_burden(case, desk, deals=[deal], units=units, **asked)


def _owed_to(burden: Royalty, holder: str, level: str) -> Sums:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for row in burden:
        for owed in row.holders:
            if owed.holder == holder:
                _add(sums, row, owed.owed.per_year, level)
    return sums


def _saved(burden: Royalty, level: str) -> Sums:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for row in burden:
        before = row.before.per_year if row.before else None
        if before is not None and row.owed.per_year is not None:
            _add(sums, row, before, level)
            _add(sums, row, row.owed.per_year * Fraction(-1), level)
    return sums


def _add(sums: dict[str, Fraction], row: MarketBurden, owed: Range | None, level: str) -> None:
    if owed is not None and row.currency is not None:
        ends = {"low": owed.low, "mid": (owed.low + owed.high) / 2, "high": owed.high}
        sums[row.currency] += ends[level]
