"""What a plan says: the deals in order, the markets before and after, how sure it is.

Demand is told in parts of the demand of all products and markets asked for, 0 to 1; costs in the
plan's currency. None is unknown.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from clearway.clearance.results import html_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from clearway.clearance.results import Clearance, Header
    from clearway.demand import Demand
    from clearway.planning.candidates import LeftOut

Place = tuple[str, str]
"""Product and market."""


@dataclass(frozen=True)
class PlannedDeal:
    """One deal of a plan, in its place in the order.

    Attributes:
        parties: with whom.
        cost: None when it is not known.
        total_cost: of this deal and those before it.
        opens: products and markets that open with it, after those before it.
        demand_open: that is open once it is made.
        cleared: families that it clears beyond those before it, counted in each product and market.
        alone: products and markets that it would open by itself.
        lost: products and markets that close when the plan goes without it.
        rights_bought: of a purchase, the rights on record that it moves; else None.
        is_generated: made up for the plan, not listed by the case.
    """

    id: str
    kind: str
    parties: tuple[str, ...]
    cost: float | None
    total_cost: float | None
    opens: tuple[Place, ...]
    demand_open: float
    cleared: int
    alone: tuple[Place, ...]
    lost: tuple[Place, ...]
    rights_bought: int | None
    is_generated: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the deal as plain data."""
        return {**asdict(self), **{name: _places(getattr(self, name)) for name in _OF_PLACES}}


_OF_PLACES = ("opens", "alone", "lost")


def _places(places: tuple[Place, ...]) -> list[dict[str, str]]:
    return [{"product": product, "market": market} for product, market in places]


@dataclass(frozen=True)
class PlannedMarket:
    """One product in one market, without the plan and with it.

    Attributes:
        demand: its part of all demand.
        families: relevant ones in force.
        enforcers: exposed holders who enforce there, with the plan.
        obstacle: why it stays shut: `barred`, `unknown` or `no_right_found` (its status, whatever
            is cleared), `no_candidate` (nothing on offer clears what `enforcers_without` hold),
            `share` (all candidates together clear too little), `limits` (some choice of
            candidates may open it, this one does not). None where it is open.
        enforcers_without: enforcers of whose rights no candidate clears some.
        most_share: the share that all candidates together would clear, exclusions apart.
    """

    product: str
    market: str
    demand: float
    families: int
    status_before: str
    status_after: str
    share_before: float | None
    share_after: float | None
    is_open_before: bool
    is_open_after: bool
    enforcers: tuple[str, ...]
    obstacle: str | None
    enforcers_without: tuple[str, ...]
    most_share: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class FrontierPlan:
    """One plan than which none opens as much for less."""

    cost: float | None
    deals: tuple[str, ...]
    demand_open: float

    def to_dict(self) -> dict[str, Any]:
        """Return the point as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Terms:
    """What was asked of a plan.

    Attributes:
        goal: `most` demand opened, or to `reach` markets at the least cost.
        reach: these markets.
        open_when: `quiet`, `covered` or a share.
        allow_unknown: markets that are only `unknown` count as open, too.
        budget: in `currency`; None is no limit.
        max_deals: None is no limit.
        aim: what deals are weighed by: `cost`, or `deals` when costs are not known or not asked.
        currency: None without a cost.
        price_level: of generated candidates: `low`, `mid` or `high` of a year's burden.
        without_burden: standards whose burden is unknown, so that it is in no generated cost.
        demand: by what demand is measured.
        without_demand: markets asked for of which no demand is known; they count as 0.
    """

    goal: str
    reach: tuple[str, ...]
    open_when: str
    allow_unknown: bool
    budget: float | None
    max_deals: int | None
    aim: str
    currency: str | None
    price_level: str | None
    without_burden: tuple[str, ...]
    demand: Demand
    without_demand: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the terms as plain data."""
        return {**asdict(self), "demand": self.demand.to_dict()}


@dataclass(frozen=True)
class Proof:
    """How sure it is that nothing is better.

    Attributes:
        status: `optimal`; `gap` (time ran out), `stopped` (by Ctrl-C): better may exist, up to the
            bound; `infeasible`: proven that nothing meets what was asked; `none`: nothing found.
        bound: no choice opens more demand; or, to reach markets, costs less (or has fewer deals).
        gap: how far the plan is from the bound, as a part of the larger of the two.
        is_least: proven that nothing as good costs less, has fewer deals, or comes earlier by id.
        greedy: demand open (or the cost) with what the greedy search found alone.
        least_cost: where limits make it infeasible, what it costs without them.
        least_deals: and how many deals that takes.
        checked: products and markets for which the engine recomputed clearance and agreed.
    """

    status: str
    bound: float | None
    gap: float | None
    is_least: bool
    greedy: float | None
    least_cost: float | None
    least_deals: int | None
    checked: int

    def to_dict(self) -> dict[str, Any]:
        """Return the proof as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """Which deals to make, in which order; iterates over them.

    Attributes:
        header: case, day, record, deals counted and recipe.
        terms: what was asked.
        proof: how good the plan is.
        cost: of all its deals; None when one is not known.
        demand_before: part of the demand that is open without it.
        demand_after: and with it.
        deals: in order.
        markets: by product, then market.
        frontier: plans up to this one, by cost, or by number of deals.
        is_frontier_complete: whether no plan is missing among them.
        left_out: candidates that were not weighed, and why.
        after: the engine's answer with the plan.
    """

    header: Header
    terms: Terms
    proof: Proof
    cost: float | None
    demand_before: float
    demand_after: float
    deals: tuple[PlannedDeal, ...]
    markets: tuple[PlannedMarket, ...]
    frontier: tuple[FrontierPlan, ...]
    is_frontier_complete: bool
    left_out: tuple[LeftOut, ...]
    after: Clearance

    def __iter__(self) -> Iterator[PlannedDeal]:
        return iter(self.deals)

    def __len__(self) -> int:
        return len(self.deals)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "terms": self.terms.to_dict(),
            "proof": self.proof.to_dict(),
            "cost": self.cost,
            "demand_before": self.demand_before,
            "demand_after": self.demand_after,
            "deals": [deal.to_dict() for deal in self.deals],
            "markets": [market.to_dict() for market in self.markets],
            "frontier": [point.to_dict() for point in self.frontier],
            "frontier_complete": self.is_frontier_complete,
            "left_out": [asdict(each) for each in self.left_out],
        }

    def to_arrow(self) -> pa.Table:
        """Return an Arrow table with the recipe: one row per deal of the plan, in order."""
        import pyarrow as pa

        rows = [_flat(place, deal) for place, deal in enumerate(self.deals, start=1)]
        return self.header.recipe.stamp(pa.Table.from_pylist(rows, schema=_schema()))

    def _repr_html_(self) -> str:
        """Show the deals in order as a table in a notebook, and above how sure the plan is."""
        names = ("deal", "with", "cost", "opens", "demand open", "families cleared")
        rows = [
            [
                deal.id,
                ", ".join(deal.parties),
                "unknown" if deal.cost is None else f"{deal.cost:,.2f}",
                ", ".join(f"{product} in {market}" for product, market in deal.opens) or "–",
                f"{deal.demand_open:.1%}",
                f"{deal.cleared:,}",
            ]
            for deal in self.deals
        ]
        demand = f"demand open {self.demand_before:.1%} → {self.demand_after:.1%}"
        return html_table(self.header, f"{demand} ({self.proof.status})", names, rows)


def _flat(place: int, deal: PlannedDeal) -> dict[str, Any]:
    told = {name: [f"{p} in {m}" for p, m in getattr(deal, name)] for name in _OF_PLACES}
    return {"place": place, **asdict(deal), **told}


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, texts, number = pa.string(), pa.list_(pa.string()), pa.float64()
    return pa.schema(
        [
            ("place", pa.int64()), ("id", text), ("kind", text), ("parties", texts),
            ("cost", number), ("total_cost", number), ("opens", texts), ("demand_open", number),
            ("cleared", pa.int64()), ("alone", texts), ("lost", texts),
            ("rights_bought", pa.int64()), ("is_generated", pa.bool_()),
        ]
    )  # fmt: skip
