"""How courts and licensors arrive at a royalty: each formula as a pure function.

Courts round in the middle, so every result is a `Figure` with two values: the exact one, and the
one that comes out when the named steps are rounded. Source of the formulas: the determinations in
`data/royalty/determinations.csv`; what a method can and cannot say is in docs/concepts/royalty.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Number = int | str | float | Decimal | Fraction
"""A number as it is written: the text "0.05", the float 0.05 and Decimal("0.05") are 5/100."""


@dataclass(frozen=True)
class Rounding:
    """A step that was rounded, half up, to so many decimals; each method names its steps."""

    step: str
    decimals: int


Roundings = tuple[Rounding, ...]


def exact(value: Number) -> Fraction:
    """Return a number as it is written, without the error of binary floats."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Round to so many decimals; a half goes away from zero, as courts and tax offices do it."""
    scale = 10**decimals
    scaled = abs(value) * scale + Fraction(1, 2)
    size = Fraction(scaled.numerator // scaled.denominator, scale)
    return size if value >= 0 else -size


@dataclass(frozen=True)
class Figure:
    """A number worked out twice: exactly, and with the rounding of the steps before it."""

    exact: Fraction
    rounded: Fraction

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.exact + other.exact, self.rounded + other.rounded)

    def __mul__(self, other: Figure) -> Figure:
        return Figure(self.exact * other.exact, self.rounded * other.rounded)

    def __truediv__(self, other: Figure) -> Figure:
        return Figure(self.exact / other.exact, self.rounded / other.rounded)

    def after(self, step: str, rounding: Roundings) -> Figure:
        """Return the figure rounded as the step of this name was, if it was."""
        for rule in rounding:
            if rule.step == step:
                return Figure(self.exact, half_up(self.rounded, rule.decimals))
        return self


def figure(value: Number) -> Figure:
    """Return a given number as a figure; what is given is not rounded."""
    return Figure(exact(value), exact(value))


def _count(value: Number, what: str) -> Figure:
    found = figure(value)
    if found.exact <= 0:
        raise UsageError(f"{what} is {value}; give a number greater than 0")
    return found


def top_down(
    aggregate: Number,
    own: Number,
    families: Number,
    strength: Number = 1,
    rounding: Roundings = (),
) -> Figure:
    """Return what a holder's part of all families is worth: A x n / N x g.

    Args:
        aggregate: what all patents on the standard may cost together; a share of the price or an
            amount, which the result then is too.
        own: families of the holder.
        families: all families, the holder's among them.
        strength: of the holder's portfolio in the region, as a part of that elsewhere.
        rounding: of the steps `share` and `rate`.

    Raises:
        UsageError: when there are no families.
    """
    share = (figure(own) / _count(families, "the number of all families")).after("share", rounding)
    return (figure(aggregate) * share * figure(strength)).after("rate", rounding)


def comparable(rate: Number, own: Number, other: Number, rounding: Roundings = ()) -> Figure:
    """Return a rate scaled from another licensor's by the families of both: E x n / m.

    Args:
        rate: of the comparable license.
        own: families of the holder.
        other: families of the comparable licensor.
        rounding: of the steps `ratio` and `rate`.

    Raises:
        UsageError: when the comparable licensor has no families.
    """
    ratio = figure(own) / _count(other, "the number of the comparable licensor's families")
    return (figure(rate) * ratio.after("ratio", rounding)).after("rate", rounding)


def adjusted_comparable(rate: Number, adjustment: Number, rounding: Roundings = ()) -> Figure:
    """Return a comparable rate times an adjustment for what differs; step `rate`."""
    return (figure(rate) * figure(adjustment)).after("rate", rounding)


def chip_profit(  # noqa: PLR0913 - the court's six numbers
    price: Number,
    margin: Number,
    value_share: Number,
    own: Number,
    top: Number,
    families: Number,
    rounding: Roundings = (),
) -> Figure:
    """Return a part of a chip's profit: price x margin x v x n / (q N).

    Args:
        price: of the chip.
        margin: profit as a share of the price.
        value_share: v, the part of all value that lies in the best patents.
        own: n, the holder's patents, all among the best.
        top: q, the best patents as a share of all.
        families: N, all patents.
        rounding: of the steps `profit`, `value` (of the best patents) and `rate`.

    Raises:
        UsageError: when there are no patents among the best.
    """
    best = _count(top, "the share of the best patents") * _count(families, "the number of patents")
    profit = (figure(price) * figure(margin)).after("profit", rounding)
    value = (profit * figure(value_share)).after("value", rounding)
    return (value * figure(own) / best).after("rate", rounding)


def pool_multiple(multiple: Number, share: Number, rounding: Roundings = ()) -> Figure:
    """Return so many times what the holder would get in a pool; step `rate`."""
    return (figure(multiple) * figure(share)).after("rate", rounding)


def multimode(
    rates: Mapping[str, Number], weights: Mapping[str, Number], rounding: Roundings = ()
) -> Figure:
    """Return the rate of a device of several generations: the sum of weight x rate.

    Args:
        rates: by generation, of those that the device has.
        weights: relative, by generation; those of the device are made to add to 1.
        rounding: of the step `rate`.

    Raises:
        UsageError: when a generation has no weight, or all weigh nothing.
    """
    total = Figure(Fraction(0), Fraction(0))
    for name, weight in normalized(weights, rates).items():
        total += figure(rates[name]) * figure(weight)
    return total.after("rate", rounding)


def normalized(weights: Mapping[str, Number], names: Iterable[str]) -> dict[str, Fraction]:
    """Return the weights of these names, made to add to 1.

    Raises:
        UsageError: when one has no weight, or all weigh nothing.
    """
    chosen = list(names)
    if missing := [name for name in chosen if name not in weights]:
        raise UsageError(f"no weight for {', '.join(missing)}; give one (0 is allowed)")
    found = {name: exact(weights[name]) for name in chosen}
    total = sum(found.values(), Fraction(0))
    if chosen and total <= 0:
        raise UsageError(f"the weights of {', '.join(chosen)} are all 0; make one greater")
    return {name: weight / total for name, weight in found.items()}


def base_reduction(rate: Number, base: Number, rounding: Roundings = ()) -> Figure:
    """Return a rate on a part of the price as a rate on the whole; step `rate`."""
    return (figure(rate) * figure(base)).after("rate", rounding)


def sum_of_programmes(amounts: Iterable[Number], rounding: Roundings = ()) -> Figure:
    """Return what several programmes cost together, in one currency; step `sum`."""
    total = sum((exact(amount) for amount in amounts), Fraction(0))
    return Figure(total, total).after("sum", rounding)


def lump_sum(per_unit: Number, units: Number, rounding: Roundings = ()) -> Figure:
    """Return a rate for so many units as one sum; step `sum`."""
    return (figure(per_unit) * figure(units)).after("sum", rounding)


def per_unit_of(lump: Number, units: Number, rounding: Roundings = ()) -> Figure:
    """Return one sum as a rate for each unit; step `rate`.

    Raises:
        UsageError: when there are no units.
    """
    return (figure(lump) / _count(units, "the number of units")).after("rate", rounding)


def effective_interest(
    yearly: Number, periods: int, years: int = 1, rounding: Roundings = ()
) -> Figure:
    """Return what a yearly rate comes to when compounded: (1 + r / k) ^ (k x years) - 1.

    Args:
        yearly: nominal rate a year.
        periods: compounding periods in a year; 4 is quarterly.
        years: whole years.
        rounding: of the step `rate`.

    Raises:
        UsageError: when there is less than one period in a year.
    """
    if periods < 1:
        raise UsageError(f"{periods} compounding periods in a year; give at least 1")
    grown = (1 + exact(yearly) / periods) ** (periods * years) - 1
    return Figure(grown, grown).after("rate", rounding)
