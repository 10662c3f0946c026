"""Which aggregate speaks for which standard, how generations share, and what money allows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from clearway.case import Burden, Case, ExchangeRate, Money, Policy, Product, Weights
from clearway.errors import CaseError
from clearway.model.standards import StandardsTree
from clearway.royalty.prices import exchange, price_of
from clearway.royalty.results import Range
from clearway.royalty.stacks import BUNDLED, CASE, Stack, stacks_of

TREE = StandardsTree.bundled()
PHONE = Product(name="phone", category="smartphone", standards=("LTE", "3G", "GSM"))
EURO = {"EUR": ExchangeRate(1.25, "USD", "ecb")}


def case(**policy: object) -> Case:
    """Return a case under a policy."""
    return Case(id="trial", company="X", policy=Policy(**policy))  # type: ignore[arg-type]


def stacks(standards: tuple[str, ...], **policy: object) -> dict[str, Stack]:
    """Return the stacks of a product of these standards by name."""
    found = stacks_of(replace(PHONE, standards=standards), case(**policy), TREE)
    return {stack.name: stack for stack in found}


def share(low: float, high: float) -> Burden:
    """Return an aggregate as shares of the price."""
    return Burden(low, high, "press")


def test_bundled_aggregates_and_weights_stand_in() -> None:
    """Without a word of the case a 4G phone has the bundled figures, weighing 80:10:10."""
    found = stacks(("LTE", "3G", "GSM"))
    assert [(name, stack.standards) for name, stack in found.items()] == [
        ("4G", ("LTE",)), ("3G", ("3G",)), ("2G", ("GSM",)),
    ]  # fmt: skip
    assert [stack.weight for stack in found.values()] == [
        Fraction(8, 10), Fraction(1, 10), Fraction(1, 10),
    ]  # fmt: skip
    assert {stack.aggregate.origin for stack in found.values() if stack.aggregate} == {BUNDLED}


def test_what_has_no_aggregate_is_a_stack_of_its_own() -> None:
    """A codec without a figure stands alone, unknown, and takes no part in the weights."""
    found = stacks(("4G", "H.265", "Zigbee"))
    assert found["ITU-T H.265"].aggregate is None
    assert found["Zigbee"] == Stack("Zigbee", ("Zigbee",), None)
    assert found["4G"].weight == 1


def test_a_name_speaks_for_what_is_beneath_it() -> None:
    """Wi-Fi's aggregate takes two amendments together; the nearer name wins for the one it is."""
    both = ("IEEE 802.11n", "IEEE 802.11ac")
    assert stacks(both, aggregate_burden={"WLAN": share(0.01, 0.02)})["Wi-Fi"].standards == both
    nearer = {"Wi-Fi": share(0.01, 0.02), "IEEE 802.11ac": share(0.1, 0.2)}
    found = stacks(both, aggregate_burden=nearer)
    assert found["Wi-Fi"].standards == ("IEEE 802.11n",)
    assert found["IEEE 802.11ac"].standards == ("IEEE 802.11ac",)


def test_the_case_goes_before_the_bundle() -> None:
    """One figure of the case for all cellular standards replaces the bundled ones beneath it."""
    found = stacks(("2G", "3G", "4G"), aggregate_burden={"cellular": share(0.04, 0.08)})
    assert found["cellular"].standards == ("2G", "3G", "4G")
    assert found["cellular"].weight == 1
    aggregate = found["cellular"].aggregate
    assert aggregate is not None
    assert (aggregate.origin, aggregate.low) == (CASE, Fraction(4, 100))


def test_two_aggregates_equally_near_are_an_error() -> None:
    """802.11n stands below Wi-Fi 4 and below 802.11: neither is nearer."""
    both = {"Wi-Fi 4": share(0.01, 0.02), "IEEE 802.11": share(0.02, 0.03)}
    with pytest.raises(
        CaseError, match=r"equally near above IEEE 802\.11n; give IEEE 802\.11n its"
    ):
        stacks(("IEEE 802.11n",), aggregate_burden=both)


def test_a_generation_without_a_weight_is_an_error() -> None:
    """Weights that forget a generation of the product say so; a weight of 0 is a choice."""
    weights = Weights({"4G": 3, "3G": 1}, "press")
    with pytest.raises(CaseError, match=r"multimode_weights, for phone: no weight for 2G"):
        stacks(("2G", "3G", "4G"), multimode_weights=weights)
    zero = Weights({"4G": 3, "3G": 1, "2G": 0}, "press")
    assert stacks(("2G", "3G", "4G"), multimode_weights=zero)["2G"].weight == 0


def test_figures_of_the_case_count_as_they_are_written() -> None:
    """0.1 and 0.7 of the file are a tenth and seven tenths, not their nearest binary floats."""
    found = stacks(
        ("4G", "3G"),
        aggregate_burden={"4G": share(0.1, 0.7)},
        multimode_weights=Weights({"4G": 0.7, "3G": 0.1}, "press"),
    )["4G"]
    assert found.aggregate is not None
    assert (found.aggregate.low, found.aggregate.high) == (Fraction(1, 10), Fraction(7, 10))
    assert found.weight == Fraction(7, 8)


def whole(stack: Stack, price: Money | None, **policy: object) -> Range | str:
    """Return what a stack costs, as a share of the price."""
    return price_of(replace(PHONE, price=price), Policy(**policy)).whole(stack)  # type: ignore[arg-type]


def test_shares_need_no_price_and_amounts_do() -> None:
    """An amount is a share of its price; without one, or at 0, nothing can be told."""
    shares = stacks(("4G",), aggregate_burden={"4G": share(0.05, 0.1)})["4G"]
    dollars = stacks(("AAC",), aggregate_burden={"AAC": Burden(0.2, 1, "via", None, "USD")})["AAC"]
    assert whole(shares, None) == Range(Fraction(5, 100), Fraction(1, 10))
    assert whole(dollars, Money(200, "USD")) == Range(Fraction(1, 1000), Fraction(5, 1000))
    assert whole(dollars, None) == whole(dollars, Money(0, "USD")) == "no price"


def test_amounts_are_converted_only_at_a_given_rate() -> None:
    """Euros meet a price in dollars at the case's rate, either way round, else not at all."""
    euros = stacks(("AAC",), aggregate_burden={"AAC": Burden(2, 4, "via", None, "EUR")})["AAC"]
    in_dollars = Money(100, "USD")
    assert whole(euros, in_dollars) == "no exchange rate of EUR and USD"
    expected = Range(Fraction(25, 1000), Fraction(5, 100))
    assert whole(euros, in_dollars, exchange_rates=EURO) == expected
    assert exchange("USD", "EUR", EURO) == Fraction(8, 10)
    assert exchange("USD", "CNY", EURO) is None
    chain = {**EURO, "CNY": ExchangeRate(0.14, "USD", "boc")}
    assert exchange("EUR", "CNY", chain) is None


def test_owed_in_each_measure() -> None:
    """A rate becomes money for a unit with a price, and money a year with units."""
    rate = Range(Fraction(1, 100), Fraction(2, 100))
    priced = price_of(replace(PHONE, price=Money(150, "USD")), Policy())
    assert priced.owed(rate, None).per_year is None
    assert priced.owed(rate, Fraction(1000)).per_year == Range(Fraction(1500), Fraction(3000))
    assert price_of(PHONE, Policy()).owed(rate, Fraction(1000)).per_unit is None
