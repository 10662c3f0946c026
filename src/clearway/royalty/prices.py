"""What a stack's aggregate comes to for one product: a part of its price, and money for a unit.

Amounts are never converted without a rate that the case gives. What cannot be told says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clearway.royalty.methods import exact
from clearway.royalty.results import Owed, Range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.case import ExchangeRate, Money, Policy, Product
    from clearway.royalty.stacks import Stack

NO_AGGREGATE = "no aggregate"
NO_PRICE = "no price"


@dataclass(frozen=True)
class Price:
    """The price of a product and the units of a year, exactly; None is not given."""

    money: Money | None
    amount: Fraction | None
    exchange_rates: Mapping[str, ExchangeRate]

    def whole(self, stack: Stack) -> Range | str:
        """Return what all patents of a stack cost, as a share of the price; or why it is unknown.

        Without a price an amount says nothing of a share; a share needs no price.
        """
        aggregate = stack.aggregate
        if aggregate is None:
            return NO_AGGREGATE
        full = Range(aggregate.low, aggregate.high) * stack.weight
        if aggregate.currency is None:
            return full
        if self.money is None or not self.amount:
            return NO_PRICE
        rate = exchange(aggregate.currency, self.money.currency, self.exchange_rates)
        if rate is None:
            return f"no exchange rate of {aggregate.currency} and {self.money.currency}"
        return full * (rate / self.amount)

    def owed(self, rate: Range, units: Fraction | None) -> Owed:
        """Return a share of the price in all measures that can be told."""
        if self.amount is None:
            return Owed(rate)
        per_unit = rate * self.amount
        return Owed(rate, per_unit, None if units is None else per_unit * units)


def price_of(product: Product, policy: Policy) -> Price:
    """Return the price of a product as the case gives it."""
    money = product.price
    return Price(money, exact(money.amount) if money else None, policy.exchange_rates)


def exchange(source: str, target: str, rates: Mapping[str, ExchangeRate]) -> Fraction | None:
    """Return what one unit of a currency is worth in another, None without a rate for the two."""
    if source == target:
        return Fraction(1)
    direct, inverse = rates.get(source), rates.get(target)
    if direct is not None and direct.currency == target:
        return exact(direct.rate)
    if inverse is not None and inverse.currency == source:
        return 1 / exact(inverse.rate)
    return None
