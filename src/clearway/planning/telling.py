"""From what was found to what a plan says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.recipe import digest
from clearway.planning.money import HUNDREDTHS
from clearway.planning.order import stages
from clearway.planning.results import (
    FrontierPlan,
    Plan,
    PlannedDeal,
    PlannedMarket,
    Proof,
    Terms,
)
from clearway.planning.search import Found, Nothing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clearway.case import Deal
    from clearway.clearance.opening import OpenWhen
    from clearway.clearance.results import Clearance, Header
    from clearway.demand import Demand
    from clearway.planning.frontier import Frontier
    from clearway.planning.model import Model
    from clearway.planning.offer import Offer
    from clearway.planning.order import Stage
    from clearway.planning.results import Place
    from clearway.planning.sought import Sought
    from clearway.planning.wish import Wish


@dataclass(frozen=True)
class Findings:
    """Everything that a plan is told from; `choice` is what was found, or no deal at all."""

    sought: Sought
    before: Clearance
    after: Clearance
    wish: Wish
    rule: OpenWhen
    offer: Offer
    demand: tuple[Demand, tuple[str, ...]]
    model: Model
    found: Found | Nothing
    choice: np.ndarray
    frontier: Frontier | None

    @property
    def all_demand(self) -> int:
        """The demand of all cells together."""
        return int(self.model.weights.sum())

    def part(self, demand: int) -> float:
        """Return demand as a part of all."""
        return demand / self.all_demand if self.all_demand else 0.0

    def cost(self, deals: Iterable[str]) -> float | None:
        """Return the cost of deals together; None when one is not known."""
        costs = [self.offer.costs.get(deal) for deal in deals]
        return None if None in costs else sum(c for c in costs if c is not None) / HUNDREDTHS

    def price(self, price: int) -> float:
        """Return what deals are weighed by as it is told: an amount, or a number of deals."""
        return price / HUNDREDTHS if self.model.costs else price


def tell_plan(found: Findings) -> Plan:
    """Put a plan together."""
    model, terms = found.model, _terms(found)
    order = stages(model, found.choice)
    deals = _deals(found, order)
    points = found.frontier.points if found.frontier else ()
    return Plan(
        header=_header(found, terms),
        terms=terms,
        proof=_proof(found),
        cost=found.cost(deal.id for deal in deals) if found.offer.costs or not deals else None,
        demand_before=found.part(model.opened(model.choice(()))),
        demand_after=found.part(model.opened(found.choice)),
        deals=deals,
        markets=_markets(found),
        frontier=tuple(
            FrontierPlan(found.cost(ids), ids, found.part(point.opened))
            for point in points
            for ids in [tuple(model.deals[d] for d in np.flatnonzero(point.choice).tolist())]
        ),
        is_frontier_complete=bool(found.frontier and found.frontier.is_complete),
        left_out=found.offer.left_out,
        after=found.after,
    )


def _header(found: Findings, terms: Terms) -> Header:
    """The header of the question, with everything that the plan chooses beside it."""
    return found.before.header.of_answer(
        "plan", **terms.to_dict(), time_limit=found.wish.time_limit, units=found.wish.units,
        candidates={
            deal.id: {"deal": digest(deal), "cost": found.cost([deal.id])}
            for deal in found.sought.deals
        },
    )  # fmt: skip


def _terms(found: Findings) -> Terms:
    wish, offer = found.wish, found.offer
    demand, without = found.demand
    return Terms(
        goal="reach" if wish.markets else "most",
        reach=wish.markets,
        open_when=str(found.rule),
        allow_unknown=wish.allow_unknown,
        budget=None if wish.limit is None else wish.limit / HUNDREDTHS,
        max_deals=wish.max_deals,
        aim="cost" if offer.by_cost else "deals",
        currency=offer.currency,
        price_level=offer.price_level,
        without_burden=offer.without_burden,
        demand=demand,
        without_demand=without,
    )


def _proof(findings: Findings) -> Proof:
    found, checked = findings.found, len(findings.model.cells)
    if isinstance(found, Nothing):
        free = found.free.choice if found.free else None
        ids = [] if free is None else [
            findings.model.deals[deal] for deal in np.flatnonzero(free).tolist()
        ]  # fmt: skip
        return Proof(
            status="infeasible" if found.is_proven else "stopped" if found.is_stopped else "none",
            bound=None, gap=None, is_least=False, greedy=None,
            least_cost=findings.cost(ids) if ids else None,
            least_deals=len(ids) or None, checked=checked,
        )  # fmt: skip
    value = _value(findings, found.choice)
    largest = max(found.bound, value)
    return Proof(
        status="optimal" if found.is_optimal else "stopped" if found.is_stopped else "gap",
        bound=_told(findings, found.bound),
        gap=abs(found.bound - value) / largest if largest else 0.0,
        is_least=found.is_least,
        greedy=None if found.greedy is None else _told(findings, _value(findings, found.greedy)),
        least_cost=None,
        least_deals=None,
        checked=checked,
    )


def _value(found: Findings, choice: np.ndarray) -> int:
    """Return what a choice is worth in the first aim."""
    if not found.wish.markets:
        return found.model.opened(choice)
    return found.model.cost(choice) if found.model.costs else int(choice.sum())


def _told(found: Findings, value: int) -> float:
    return found.price(value) if found.wish.markets else found.part(value)


def _deals(found: Findings, order: Iterable[Stage]) -> tuple[PlannedDeal, ...]:
    model, told = found.model, []
    cells = [(cell.product, cell.market) for cell in model.cells]
    by_id = {deal.id: deal for deal in found.sought.deals}
    opened = model.opened(model.choice(()))
    ids: list[str] = []
    for stage in order:
        deal = by_id[model.deals[stage.deal]]
        ids.append(deal.id)
        opened = model.opened(model.choice(model.deals.index(i) for i in ids))
        told.append(
            PlannedDeal(
                id=deal.id,
                kind=deal.kind,
                parties=_parties(found, deal),
                cost=found.cost([deal.id]),
                total_cost=found.cost(ids),
                opens=_places(cells, stage.opens),
                demand_open=found.part(opened),
                cleared=stage.cleared,
                alone=_places(cells, stage.alone),
                lost=_places(cells, stage.lost),
                rights_bought=_bought(found, deal),
                is_generated=deal.id in found.offer.generated,
            )
        )
    return tuple(told)


def _places(cells: list[Place], places: Iterable[int]) -> tuple[Place, ...]:
    return tuple(cells[place] for place in places)


def _parties(found: Findings, deal: Deal) -> tuple[str, ...]:
    """Return with whom a deal is made: not the company asked about."""
    setting = found.sought.setting(())
    named = (*deal.grantors, *(p for p in (deal.seller,) if p), *deal.parties)
    return tuple(name for name in named if setting.companies.find(name) != setting.company)


def _bought(found: Findings, deal: Deal) -> int | None:
    if deal.kind != "purchase":
        return None
    setting = found.sought.setting([deal.id])
    board = found.sought.desk.board(setting)
    return len(
        {
            right
            for name, right_id, family_id, *_ in setting.purchases
            if name == deal.id
            for right in board.rights_of(right_id, family_id)
        }
    )


def _markets(found: Findings) -> tuple[PlannedMarket, ...]:
    rows = []
    for place, cell in enumerate(found.model.cells):
        before = found.before.at(cell.product, cell.market)
        after = found.after.at(cell.product, cell.market)
        is_open = found.rule.is_open(after)
        most = found.model.most_cleared[place]
        rows.append(
            PlannedMarket(
                product=cell.product,
                market=cell.market,
                demand=found.part(cell.weight),
                families=cell.families,
                status_before=before.status,
                status_after=after.status,
                share_before=before.share,
                share_after=after.share,
                is_open_before=found.rule.is_open(before),
                is_open_after=is_open,
                enforcers=after.enforcers,
                obstacle=None if is_open else _obstacle(found.model, place),
                enforcers_without=cell.unanswered,
                most_share=most / cell.families if cell.families else None,
            )
        )
    return tuple(rows)


def _obstacle(model: Model, place: int) -> str:
    cell = model.cells[place]
    if cell.blocked:
        return cell.blocked
    if cell.unanswered:
        return "no_candidate"
    return "share" if model.most_cleared[place] < cell.needed else "limits"
