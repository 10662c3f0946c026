"""Candidates with their costs: what is weighed, in which currency, and what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.planning.candidates import LeftOut
from clearway.planning.money import converted, currency_of
from clearway.planning.prices import Prices, price_candidates
from clearway.royalty.methods import exact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.app import Desk
    from clearway.case import Case, Deal
    from clearway.clearance.question import Question
    from clearway.planning.candidates import Candidates
    from clearway.planning.wish import Wish

NO_COST = "has no cost, and the plan goes by cost"


@dataclass(frozen=True)
class Offer:
    """What a plan weighs.

    Attributes:
        case: with generated candidates.
        deals: sorted by id.
        generated: ids of those that the case does not list.
        costs: id -> hundredths of the currency, where known.
        by_cost: whether deals are weighed by cost; else by their number.
        currency: of the costs; None without any.
        left_out: what cannot be weighed.
        price_level: of generated costs, when there are any.
        without_burden: standards that are in no generated cost.
    """

    case: Case
    deals: tuple[Deal, ...]
    generated: frozenset[str]
    costs: Mapping[str, int]
    by_cost: bool
    currency: str | None
    left_out: tuple[LeftOut, ...]
    price_level: str | None
    without_burden: tuple[str, ...]

    @property
    def prices(self) -> tuple[int, ...] | None:
        """The cost of each deal, or None where they are weighed by number."""
        return tuple(self.costs[deal.id] for deal in self.deals) if self.by_cost else None


def make_offer(
    desk: Desk, found: Candidates, wish: Wish, question: Question, asked: Mapping[str, Any]
) -> Offer:
    """Give the candidates their costs.

    Deals are weighed by cost when there is a budget, when the cost of every one is known, and, to
    reach markets, when the cost of any is; a candidate without a cost is then left out. Else they
    are weighed by their number.

    Args:
        desk: the record held open.
        found: the candidates.
        wish: what is asked of the plan.
        question: without any candidate.
        asked: the same, as for `royalty_burden`.

    Raises:
        UsageError: costs are in several currencies without a rate.
    """
    made = _made(desk, found, wish, question, asked)
    sums = {
        **made.costs,
        **{d.id: {d.cost.currency: exact(d.cost.amount)} for d in found.deals if d.cost},
    }
    currency = currency_of(wish.currency, sums.values())
    rates = found.case.policy.exchange_rates
    costs = {
        deal: converted(each, currency, rates, f"candidate {deal!r}")
        for deal, each in sums.items()
        if currency is not None
    }
    is_partly = bool(costs) and bool(wish.markets)
    by_cost = wish.budget is not None or is_partly or (0 < len(costs) == len(found.deals))
    return Offer(
        case=found.case,
        deals=tuple(deal for deal in found.deals if not by_cost or deal.id in costs),
        generated=found.generated,
        costs=costs,
        by_cost=by_cost,
        currency=currency,
        left_out=(
            *found.left_out,
            *(LeftOut(d.id, NO_COST) for d in found.deals if by_cost and d.id not in costs),
        ),
        price_level=wish.price if made.costs else None,
        without_burden=made.without if made.costs else (),
    )


def _made(
    desk: Desk, found: Candidates, wish: Wish, question: Question, asked: Mapping[str, Any]
) -> Prices:
    """Price generated candidates, where anybody says how much is sold."""
    deals = [deal for deal in found.deals if deal.id in found.generated]
    is_sold = wish.units is not None or any(p.units_per_year for p in question.products)
    if not deals or not is_sold:
        return Prices({}, ())
    return price_candidates(desk, found.case, deals, wish.price, wish.units, asked)
