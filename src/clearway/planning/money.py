"""Costs in one currency, in whole hundredths of its unit, so that sums are exact."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from clearway.errors import UsageError
from clearway.royalty.methods import exact
from clearway.royalty.prices import exchange

if TYPE_CHECKING:
    from clearway.case import ExchangeRate

HUNDREDTHS = 100
MOST = 10**13
"""Amounts from here on are taken for mistakes: a tenth of what all countries produce in a year."""
Sums = Mapping[str, Fraction]
"""Amounts by currency."""


def whole(amount: Fraction | float, what: str) -> int:
    """Return an amount in hundredths, half up.

    Raises:
        UsageError: it is negative, no number, or beyond reason.
    """
    if isinstance(amount, float) and not math.isfinite(amount):
        raise UsageError(f"{what}: {amount} is no amount; give a number such as 30000000")
    found = exact(amount)
    if not 0 <= found < MOST:
        raise UsageError(f"{what}: {float(found):g} is out of range; from 0 to below {MOST:,}")
    return math.floor(found * HUNDREDTHS + Fraction(1, 2))


def currency_of(asked: str | None, costs: Iterable[Sums]) -> str | None:
    """Return the currency of a plan: as asked, else the one of all costs; None without a cost.

    Raises:
        UsageError: the costs are in several and none was asked for.
    """
    found = sorted({currency for sums in costs for currency in sums})
    if asked is None and len(found) > 1:
        raise UsageError(
            f"costs are in {' and '.join(found)}, which do not add up by themselves; say "
            "--currency, with a rate for each of the others in policy.exchange_rates"
        )
    return asked or (found[0] if found else None)


def converted(sums: Sums, currency: str, rates: Mapping[str, ExchangeRate], what: str) -> int:
    """Return sums in hundredths of one currency.

    Raises:
        UsageError: there is no rate for one of them, or the amount is beyond reason.
    """
    total = Fraction(0)
    for each, amount in sums.items():
        rate = exchange(each, currency, rates)
        if rate is None:
            raise UsageError(
                f"{what} costs {each} and the plan is in {currency}: add a rate for {each} to "
                "policy.exchange_rates"
            )
        total += amount * rate
    return whole(total, what)
