"""The unlicensed burden: for each standard the aggregate times the exposed part of the families.

For a product P in a market on a day, the burden of a stack (`stacks`) is

    weight x aggregate x exposed families / families in force

counted for the stack's standards alone, and P's is the sum over its stacks: a family declared to
two standards counts in both. A holder's burden is the same with its part of the exposed families
(`apportion`). Source: docs/concepts/royalty.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from clearway.model.territory import offices_for
from clearway.royalty.methods import exact
from clearway.royalty.results import (
    UNKNOWN,
    HolderBurden,
    MarketBurden,
    Owed,
    Range,
    StandardBurden,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clearway.case import Deal, Money, Product
    from clearway.clearance.results import MarketResult
    from clearway.royalty.apportion import Shares
    from clearway.royalty.prices import Price
    from clearway.royalty.stacks import Stack

NO_SOURCE = "no source in the record"
NO_OFFICE = "no office of the market in the record"
NOTHING = Range(Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Plans:
    """The sets of deals that a burden is told for.

    Attributes:
        deals: counted, in order: plan 0 is own rights alone, plan n has the first n.
        before: the number of the plan without the deals compared; None when none are.
    """

    deals: tuple[Deal, ...]
    before: int | None

    @property
    def after(self) -> int:
        """The number of the plan with every counted deal."""
        return len(self.deals)


@dataclass(frozen=True)
class Bill:
    """One product with all that its burden rests on.

    Attributes:
        product: of the case.
        price: its price.
        stacks: each with its families by market, holder and plan.
        plans: the deals.
        offices: those that the record covers.
        units: of a year, in each market; None: what the product says.
        essential: by stack, the least and the greatest part of a holder's declared families that
            may be essential; a stack left out stays as declared.
    """

    product: Product
    price: Price
    stacks: Sequence[tuple[Stack, Shares]]
    plans: Plans
    offices: frozenset[str]
    units: Fraction | None
    essential: Mapping[str, Range]

    def in_market(self, row: MarketResult) -> MarketBurden:
        """Return the burden in one market, given its clearance."""
        market, plans = row.market, self.plans
        units = self._units(market)
        standards = [self._standard(stack, shares, row, units) for stack, shares in self.stacks]
        known = [
            (stack, shares)
            for (stack, shares), standard in zip(self.stacks, standards, strict=True)
            if standard.unknown is None
        ]
        counter = _Counter(
            market, self.price, units, known, self.essential, is_known=bool(known or not standards)
        )
        last = plans.after if plans.before is None else plans.before
        whole = [counter.of_market(plan) for plan in range(last + 1)]
        return MarketBurden(
            product=self.product.name,
            market=market,
            status=row.status,
            price=self.price.money,
            units=units,
            owed=whole[plans.after],
            corrected=counter.corrected_market(plans.after),
            before=None if plans.before is None else whole[plans.before],
            unknown=tuple(standard.name for standard in standards if standard.unknown),
            standards=tuple(standards),
            holders=_holders(counter, plans),
            steps=tuple(
                Step(_reason(plans, plan), whole[plan], _cost(plans, plan))
                for plan in range(plans.after + 1)
            ),
        )

    def _units(self, market: str) -> Fraction | None:
        if self.units is not None:
            return self.units
        given = self.product.units_per_year
        found = given.weights.get(market) if given else None
        return None if found is None else exact(found)

    def _standard(
        self, stack: Stack, shares: Shares, row: MarketResult, units: Fraction | None
    ) -> StandardBurden:
        why = self._why_unknown(stack, row)
        counter = _Counter(
            row.market, self.price, units, [(stack, shares)], self.essential, is_known=why is None
        )
        return StandardBurden(
            name=stack.name,
            standards=stack.standards,
            families=shares.families[row.market],
            exposed=shares.exposed[row.market][self.plans.after],
            weight=stack.weight,
            aggregate=stack.aggregate,
            owed=counter.of_market(self.plans.after),
            unknown=why,
        )

    def _why_unknown(self, stack: Stack, row: MarketResult) -> str | None:
        whole = self.price.whole(stack)
        if isinstance(whole, str):
            return whole
        if set(stack.standards) & set(row.standards_without_record):
            return NO_SOURCE
        return None if offices_for(row.market) & self.offices else NO_OFFICE


@dataclass(frozen=True)
class _Counter:
    """Burdens in one market, over the stacks whose burden is known."""

    market: str
    price: Price
    units: Fraction | None
    stacks: Sequence[tuple[Stack, Shares]]
    essential: Mapping[str, Range]
    is_known: bool

    @cached_property
    def value_of_family(self) -> dict[str, Range]:
        """What one family in force is worth, by stack: a share of the price."""
        found = {}
        for stack, shares in self.stacks:
            whole, families = self.price.whole(stack), shares.families[self.market]
            if isinstance(whole, Range) and families:
                found[stack.name] = whole * Fraction(1, families)
        return found

    def of_market(self, plan: int) -> Owed:
        """Return the burden of all exposed families."""
        return self.of_families(self._all_exposed(plan))

    def corrected_market(self, plan: int) -> Owed | None:
        """Return the same, corrected for over-declaration."""
        return self.corrected(self._all_exposed(plan))

    def _all_exposed(self, plan: int) -> dict[str, Fraction]:
        return {
            stack.name: Fraction(shares.exposed[self.market][plan]) for stack, shares in self.stacks
        }

    def holders(self) -> list[str]:
        """Return the holders that some plan leaves exposed."""
        return sorted({h for _, shares in self.stacks for h in shares.parts[self.market]})

    def exposed(self, holder: str, plan: int) -> dict[str, Fraction]:
        """Return a holder's part of the exposed families by stack, where there is any."""
        return {
            stack.name: Fraction(parts[plan], shares.unit)
            for stack, shares in self.stacks
            if (parts := shares.parts[self.market].get(holder)) and parts[plan]
        }

    def of_families(self, exposed: Mapping[str, Fraction]) -> Owed:
        """Return the burden of exposed families by stack, in all measures that can be told."""
        if not self.is_known:
            return UNKNOWN
        rate = NOTHING
        for name, value in self.value_of_family.items():
            if families := exposed.get(name):
                rate += value * families
        return self.price.owed(rate, self.units)

    def corrected(self, exposed: Mapping[str, Fraction]) -> Owed | None:
        """Return the burden when holders declare with unequal care; None when that is not asked.

        Low: the fewest of these families are essential, and the most of all others; high: the
        other way round. If all declared alike, their parts would stay as they are.
        """
        if not self.essential or not self.is_known:
            return None
        rate = NOTHING
        for stack, shares in self.stacks:
            whole, families = self.price.whole(stack), shares.families[self.market]
            mine = exposed.get(stack.name, Fraction(0))
            if isinstance(whole, Range) and mine:
                part = essential_part(mine, families - mine, self.essential.get(stack.name))
                rate += Range(whole.low * part.low, whole.high * part.high)
        return self.price.owed(rate, self.units)


def essential_part(mine: Fraction, others: Fraction, essential: Range | None) -> Range:
    """Return the part that some declared families have of all essential ones, at least and at most.

    Args:
        mine: declared families asked about, more than 0.
        others: all other declared families.
        essential: the least and the greatest part of declared families that may be essential;
            None: all alike.
    """
    if essential is None or not others:
        part = mine / (mine + others)
        return Range(part, part)
    few, many = essential.low, essential.high
    return Range(
        mine * few / (mine * few + others * many), mine * many / (mine * many + others * few)
    )


def _holders(counter: _Counter, plans: Plans) -> tuple[HolderBurden, ...]:
    rows = [_holder(counter, holder, plans) for holder in counter.holders()]
    return tuple(sorted(rows, key=_most_first))


def _most_first(row: HolderBurden) -> tuple[Fraction, Fraction, str]:
    return -_high(row.owed), -_high(row.steps[0].owed), row.holder


def _high(owed: Owed) -> Fraction:
    return owed.rate.high if owed.rate else Fraction(0)


def _holder(counter: _Counter, holder: str, plans: Plans) -> HolderBurden:
    """Own rights alone come first among the steps, then only the deals that change something."""
    exposed = [counter.exposed(holder, plan) for plan in range(plans.after + 1)]
    steps = [
        Step(_reason(plans, plan), counter.of_families(exposed[plan]), _cost(plans, plan))
        for plan in range(plans.after + 1)
        if plan == 0 or exposed[plan] != exposed[plan - 1]
    ]
    before = None
    if plans.before is not None:
        before = counter.of_families(counter.exposed(holder, plans.before))
    corrected = counter.corrected(exposed[-1])
    return HolderBurden(holder, exposed[-1], steps[-1].owed, corrected, before, tuple(steps))


def _reason(plans: Plans, plan: int) -> str:
    return plans.deals[plan - 1].id if plan else "own"


def _cost(plans: Plans, plan: int) -> Money | None:
    return plans.deals[plan - 1].cost if plan else None
