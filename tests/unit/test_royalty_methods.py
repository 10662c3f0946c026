"""The royalty methods: golden numbers, and rounding in the middle.

[A] arithmetic from published inputs; [R] reconstruction: a published figure comes out, but one of
its inputs is not confirmed from the source, so the function is tested and nothing is claimed.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from clearway.errors import UsageError
from clearway.royalty.methods import (
    Rounding,
    adjusted_comparable,
    base_reduction,
    chip_profit,
    comparable,
    effective_interest,
    exact,
    half_up,
    lump_sum,
    multimode,
    normalized,
    per_unit_of,
    pool_multiple,
    sum_of_programmes,
    top_down,
)

CHONGQING = {"5G": 50, "4G": 40, "3G": 5, "2G": 5}


def test_top_down_of_tcl_v_ericsson() -> None:
    """[R] 2G in the US: 5 % x 12/365 is 0.16438 %; the judgment was vacated in 2019."""
    rate = top_down("0.05", 12, 365, rounding=(Rounding("rate", 7),))
    assert rate.exact == Fraction(12, 7300)
    assert rate.rounded == exact("0.0016438")


@pytest.mark.parametrize(("aggregate", "value"), [("0.10", "0.00006752"), ("0.06", "0.00004051")])
def test_value_of_one_family(aggregate: str, value: str) -> None:
    """[A] One of 1,481 4G families: 0.006752 % of the price at 10 %, 0.004051 % at 6 %."""
    assert half_up(top_down(aggregate, 1, 1481).exact, 8) == exact(value)


def test_regional_strength_scales_the_rate() -> None:
    """[A] Chongqing 2023: what zone 2 pays of zone 1 is 0.61425 for 5G and 0.61390 for 4G."""
    for first, second, strength in (("1.151", "0.707", "0.61425"), ("0.777", "0.477", "0.61390")):
        ratio = exact(second) / exact(first)
        assert half_up(ratio, 5) == exact(strength)
        assert top_down(first, 1, 1, strength=ratio).exact == exact(second)


@pytest.mark.parametrize(
    ("rate", "own", "other", "unrounded", "published"),
    [("0.80", 6, 78, "0.06154", "0.062"), ("0.67", 1, 21, "0.03190", "0.032")],
)
def test_comparable_of_unwired_planet(
    rate: str, own: int, other: int, unrounded: str, published: str
) -> None:
    """[R] 2017, handsets: 0.80 % x 6/78 gives 0.062 % for 4G, 0.67 % x 1/21 0.032 % for 3G."""
    found = comparable(rate, own, other, rounding=(Rounding("rate", 3),))
    assert half_up(found.exact, 5) == exact(unrounded)
    assert found.rounded == exact(published)


def test_adjusted_comparable_of_interdigital_v_lenovo() -> None:
    """[A] Court of Appeal 2024: $0.30 x 0.75 is $0.225 a unit, $178,328,571.53 in all."""
    rate = adjusted_comparable("0.30", "0.75")
    assert rate.exact == exact("0.225")
    total = lump_sum(rate.exact, 792_571_429, rounding=(Rounding("sum", 2),))
    assert total.rounded == exact("178328571.53")
    assert per_unit_of(total.exact, 792_571_429).exact == rate.exact


def test_chip_profit_of_innovatio() -> None:
    """[R] 2013: 9.56 cents; 9.58 when the profit is first rounded to $1.80."""
    inputs = ("14.85", "0.121", "0.84", 19, "0.10", 3000)
    cents = Rounding("rate", 4)
    assert half_up(chip_profit(*inputs).exact, 7) == exact("0.0955924")
    assert chip_profit(*inputs, rounding=(cents,)).rounded == exact("0.0956")
    early = chip_profit(*inputs, rounding=(Rounding("profit", 2), cents))
    assert (early.exact, early.rounded) == (chip_profit(*inputs).exact, exact("0.0958"))


def test_pool_multiple_of_microsoft_v_motorola() -> None:
    """[R] 2013, H.264: three times 0.185 cents are 0.555 cents."""
    assert pool_multiple(3, "0.185").exact == exact("0.555")


def test_multimode_weights_add_to_one() -> None:
    """[A] Chongqing 2023: 50:40:5:5; a 4G phone has 80:10:10, and equal rates stay as they are."""
    assert sum(normalized(CHONGQING, CHONGQING).values()) == 1
    assert normalized(CHONGQING, ["2G", "3G", "4G"]) == {
        "2G": Fraction(1, 10), "3G": Fraction(1, 10), "4G": Fraction(8, 10),
    }  # fmt: skip
    assert multimode(dict.fromkeys(CHONGQING, "0.05"), CHONGQING).exact == exact("0.05")
    rates = {"4G": "0.06", "3G": "0.05"}
    assert multimode(rates, CHONGQING).exact == (40 * exact("0.06") + 5 * exact("0.05")) / 45


def test_aggregate_in_money() -> None:
    """[A] Chongqing 2023: 5.273 % of $200 are $10.546."""
    assert lump_sum("0.05273", 200).exact == exact("10.546")


def test_base_reduction_of_qualcomm_in_china() -> None:
    """[A] 2015: 5 % of 65 % of the net price are 3.25 % of it."""
    assert base_reduction("0.05", "0.65").exact == exact("0.0325")


def test_sum_of_sisvel_programmes() -> None:
    """[A] EUR 0.35 for 3G and EUR 0.53 for LTE are EUR 0.88."""
    assert sum_of_programmes(["0.35", "0.53"]).exact == exact("0.88")


def test_interest_compounded_quarterly() -> None:
    """[A] 4 % a year compounded quarterly are 4.060401 %, and two years compound that again."""
    assert effective_interest("0.04", 4).exact == exact("0.04060401")
    assert 1 + effective_interest("0.04", 4, years=2).exact == exact("1.04060401") ** 2


def test_floats_count_as_they_are_written() -> None:
    """0.1 is a tenth, whatever it is in binary."""
    assert exact(0.1) == exact("0.1") == exact(Decimal("0.1")) == Fraction(1, 10)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("0.1249", 2, "0.12")],
)
def test_a_half_is_rounded_away_from_zero(value: str, decimals: int, expected: str) -> None:
    """Not to the even digit, as Python rounds."""
    assert half_up(exact(value), decimals) == exact(expected)


def test_only_named_steps_are_rounded() -> None:
    """A rounding of the share moves the rate; one of a step that the method lacks does nothing."""
    share = top_down("0.10", 1, 3, rounding=(Rounding("share", 2),))
    assert (share.exact, share.rounded) == (Fraction(1, 30), exact("0.033"))
    assert top_down("0.10", 1, 3, rounding=(Rounding("profit", 0),)).rounded == Fraction(1, 30)


def test_senseless_inputs_are_refused() -> None:
    """No families, no units, no weight, no period: one clear error each."""
    with pytest.raises(UsageError, match="number of all families is 0"):
        top_down("0.05", 1, 0)
    with pytest.raises(UsageError, match="comparable licensor"):
        comparable("0.8", 6, 0)
    with pytest.raises(UsageError, match="best patents"):
        chip_profit(1, 1, 1, 1, 0, 3000)
    with pytest.raises(UsageError, match="number of units"):
        per_unit_of(100, 0)
    with pytest.raises(UsageError, match="no weight for 6G"):
        multimode({"6G": "0.05"}, CHONGQING)
    with pytest.raises(UsageError, match="all 0"):
        multimode({"4G": "0.05"}, {"4G": 0})
    with pytest.raises(UsageError, match="compounding"):
        effective_interest("0.04", 0)
