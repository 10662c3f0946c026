"""The unlicensed burden, read slowly from the page on royalties: sets of families and fractions.

The standards of the random products are few, so which aggregate speaks for which of them is
written down here by hand, once for each policy drawn.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from clearway.model import territory
from oracle.deals import reasons
from oracle.facts import Facts
from oracle.owners import holder
from oracle.reading import relevant, without_record
from oracle.rights import state_in
from oracle.world import latest_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from random import Random

    from oracle.world import Row, World

Bounds = tuple[Fraction, Fraction]

F = Fraction
OWN = {"source": "s0"}
POLICIES: dict[str, dict[str, Any]] = {
    "none": {},
    "shares": {
        "aggregate_burden": {
            "LTE": {"low": 0.06, "high": 0.1, **OWN},
            "Wi-Fi": {"low": 0.001, "high": 0.0125, **OWN},
        },
        "multimode_weights": {"4G": 0.7, "3G": 0.2, "2G": 0.1, "5G": 0, **OWN},
    },
    "all cellular": {"aggregate_burden": {"cellular": {"low": 0.033, "high": 0.08, **OWN}}},
    "amounts": {
        "aggregate_burden": {
            "cellular": {"low": 0.01, "high": 0.02, **OWN},
            "4G": {"low": 3, "high": 7.5, "currency": "EUR", **OWN},
            "video codecs": {"low": 0.2, "high": 0.8, "currency": "USD", **OWN},
        },
        "exchange_rates": {"EUR": {"rate": 1.25, "currency": "USD", **OWN}},
    },
}
"""What the case says."""

SPEAKS: dict[str, dict[str, str]] = {
    "none": {"4G": "4G", "3G": "3G"},
    "shares": {"4G": "4G", "3G": "3G", "IEEE 802.11n": "Wi-Fi"},
    "all cellular": dict.fromkeys(["4G", "3G", "3GPP TS 36.211"], "cellular"),
    "amounts": {
        "4G": "4G", "3G": "cellular", "3GPP TS 36.211": "cellular",
        "ITU-T H.265": "video codecs",
    },
}  # fmt: skip
"""Which aggregate speaks for which standard."""

COSTS: dict[str, dict[str, tuple[Fraction, Fraction, str]]] = {
    "none": {"4G": (F(33, 1000), F(1, 10), ""), "3G": (F(33, 1000), F(5, 100), "")},
    "shares": {
        "4G": (F(6, 100), F(1, 10), ""), "3G": (F(33, 1000), F(5, 100), ""),
        "Wi-Fi": (F(1, 1000), F(125, 10000), ""),
    },
    "all cellular": {"cellular": (F(33, 1000), F(8, 100), "")},
    "amounts": {
        "cellular": (F(1, 100), F(2, 100), ""),
        "4G": (F(3), F(75, 10), "EUR"),
        "video codecs": (F(2, 10), F(8, 10), "USD"),
    },
}  # fmt: skip
"""What each aggregate is: low, high, and the currency of an amount."""

GENERATIONS: dict[str, dict[str, int]] = {
    "none": {"4G": 40, "3G": 5},
    "shares": {"4G": 7, "3G": 2},
    "all cellular": {},
    "amounts": {"4G": 40},
}
"""Relative weights of the generations that have an aggregate of their own."""


def add_figures(random: Random, case: Row) -> str:
    """Add a policy, prices and units to a random case; return the policy's name."""
    name = random.choice(sorted(POLICIES))
    case["policy"] = {**case.get("policy", {}), **POLICIES[name]}
    for product in case["product"]:
        if random.random() < 0.8:
            product["price"] = {"amount": random.choice([100, 142.5]), "currency": "USD"}
        if random.random() < 0.5:
            product["units_per_year"] = {"DE": 1000, "US": 2.5, **OWN}
    return name


class Burden:
    """The burden of one product in one market when just the deals of `facts` count."""

    def __init__(self, facts: Facts, company: str, product: Row, market: str, policy: str) -> None:
        """Gather the families in force for each aggregate, and through whom they are exposed."""
        self.product, self.market, self.policy = product, market, policy
        self.facts, self.company = facts, company
        self.stacks: dict[str, list[str]] = defaultdict(list)
        for standard in product["standards"]:
            self.stacks[SPEAKS[policy].get(standard, standard)].append(standard)
        self.families: dict[str, set[str]] = {}
        self.exposers: dict[str, dict[str, set[str]]] = {}

    def gather(self, day: Any) -> Burden:
        """Read the families of each stack."""
        cleared_by = reasons(self.facts, self.company, self.product, self.market, day)
        for name, standards in self.stacks.items():
            alike = {**self.product, "standards": standards}
            self.families[name], self.exposers[name] = set(), defaultdict(set)
            for family, leaves in relevant(self.facts, alike).items():
                for right in self.facts.counted_rights_of[family]:
                    if state_in(self.facts, right, self.market, day) != "in force":
                        continue
                    self.families[name].add(family)
                    if any(not cleared_by[right, leaf] for leaf in leaves):
                        self.exposers[name][family].add(holder(self.facts, right, day))
        return self

    def whole(self, name: str) -> Bounds | None:
        """What all patents of a stack cost, as a share of the price; None is unknown."""
        if name not in COSTS[self.policy]:
            return None
        low, high, currency = COSTS[self.policy][name]
        price = self.product.get("price")
        if currency:
            if price is None:
                return None
            factor = (F(5, 4) if currency == "EUR" else 1) / F(str(price["amount"]))
            low, high = low * factor, high * factor
        ours = {g: w for g, w in GENERATIONS[self.policy].items() if g in self.stacks}
        weight = F(ours[name], sum(ours.values())) if name in ours else F(1)
        return low * weight, high * weight

    def is_known(self, name: str) -> bool:
        """Say whether the burden of a stack can be told."""
        if self.whole(name) is None or without_record(
            self.facts, {**self.product, "standards": self.stacks[name]}
        ):
            return False
        offices = {right["office"] for right in self.facts.rights.values()}
        return bool(offices & territory.offices_for(self.market))

    def exposed(self, name: str, who: str | None = None) -> Fraction:
        """Exposed families of a stack: all, or one holder's equal part of each."""
        if who is None:
            return F(len(self.exposers[name]))
        return sum((F(1, len(them)) for them in self.exposers[name].values() if who in them), F(0))

    def holders(self) -> set[str]:
        """Return those through whose rights some family of a known stack is exposed."""
        return {
            who
            for name in self.stacks
            if self.is_known(name)
            for them in self.exposers[name].values()
            for who in them
        }

    def rate(self, who: str | None = None) -> Bounds | None:
        """The burden as a share of the price, of everybody or of one holder."""
        known = [name for name in self.stacks if self.is_known(name)]
        if self.stacks and not known:
            return None
        low = high = F(0)
        for name in known:
            whole = self.whole(name)
            assert whole is not None
            if self.families[name]:
                part = self.exposed(name, who) / len(self.families[name])
                low, high = low + whole[0] * part, high + whole[1] * part
        return low, high

    def measures(self, who: str | None = None) -> dict[str, Bounds | None]:
        """The burden as a share, in money for a unit, and for the units of a year."""
        rate, price = self.rate(who), self.product.get("price")
        units = self.product.get("units_per_year", {}).get(self.market)
        unit = _times(rate, price["amount"] if price else None)
        return {"rate": rate, "per_unit": unit, "per_year": _times(unit, units)}


def _times(bounds: Bounds | None, factor: float | None) -> Bounds | None:
    if bounds is None or factor is None:
        return None
    return bounds[0] * F(str(factor)), bounds[1] * F(str(factor))


def plans_of(
    world: World, case: Mapping[str, Any], question: Row, compared: Collection[str]
) -> tuple[list[str], list[Facts], Facts]:
    """Return the ids of the counted deals in order, what counts as they come, and without some."""
    given = {"known_at": question["known_at"]}
    with_deals = {*question["with_deals"], *compared}
    without = {*question["without_deals"]} - {*compared}
    counted = Facts(world, case, **given, with_deals=with_deals, without_deals=without).deals
    order = [
        deal["id"]
        for deal in sorted(counted, key=lambda d: (latest_day(d.get("effective")), d["id"]))
    ]
    plans = [
        Facts(
            world, case, **given, with_deals=with_deals - {*order[count:]},
            without_deals={*without, *order[count:]},
        )
        for count in range(len(order) + 1)
    ]  # fmt: skip
    before = Facts(
        world, case, **given, with_deals=with_deals - {*compared},
        without_deals={*without, *compared},
    )  # fmt: skip
    return order, plans, before
