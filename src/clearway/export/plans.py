"""Plans as text for a terminal: the deals in order, the markets, the frontier, how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from clearway.export.terminal import notes, share_text, status_text
from clearway.model.territory import country_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.planning.results import Plan, PlannedMarket

SHOWN_POINTS = 12
MEASURED = {
    "weights": "the case's weights of markets",
    "devices": "devices bought in a year",
    "population": "people",
    "gdp_usd": "gross domestic product",
    "none": "nothing: every market counts alike",
}


def plan_table(answer: Plan) -> Group:
    """Return what a plan says as tables with notes beneath."""
    parts: list[Any] = [Text("\n".join(headline(answer)), style="bold")]
    if answer.deals:
        parts.append(_deals(answer))
    parts += [_markets(answer, name) for name in dict.fromkeys(m.product for m in answer.markets)]
    if len(answer.frontier) > 1:
        parts.append(_frontier(answer))
    return Group(*parts, Text("\n".join(beneath(answer)), style="dim"))


def _amount(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:,.2f}"


def headline(answer: Plan) -> Iterator[str]:
    """Yield what was asked, and how good the plan is that came out."""
    terms, proof = answer.terms, answer.proof
    aim = f"to open {', '.join(terms.reach)}" if terms.reach else "to open the most demand"
    limits = [f"budget {_amount(terms.budget)} {terms.currency or ''}".strip()] * (
        terms.budget is not None
    ) + [f"at most {terms.max_deals} deals"] * (terms.max_deals is not None)
    said = f", {', '.join(limits)}" if limits else ""
    yield f"Plan of {answer.header.company} {aim}; open when {terms.open_when}{said}"
    if proof.status == "infeasible":
        yield "No choice of the candidates does that."
        if proof.least_deals:
            cost = f" and {_amount(proof.least_cost)} {terms.currency}" if proof.least_cost else ""
            yield f"Without these limits it takes {proof.least_deals} deals{cost}."
        return
    if proof.status == "none" or proof.bound is None:
        yield "Nothing was found in the time given."
        return
    yield (
        f"Demand open: {share_text(answer.demand_before)} before, "
        f"{share_text(answer.demand_after)} with {len(answer)} deals. {_sure(answer)}"
    )


def _sure(answer: Plan) -> str:
    proof = answer.proof
    if proof.status == "optimal":
        least = "" if proof.is_least else ", though as much may be had for less"
        return f"Proven best{least}."
    why = "stopped" if proof.status == "stopped" else "out of time"
    bound = _amount(proof.bound) if answer.terms.reach else share_text(proof.bound)
    side = "at least" if answer.terms.reach else "at most"
    return f"Best found ({why}): {side} {bound} is possible, a gap of {proof.gap or 0:.1%}."


def _table(title: str) -> Table:
    table = Table(
        title=escape(title), title_justify="left", padding=(0, 1), collapse_padding=True,
        box=box.SIMPLE_HEAD,
    )  # fmt: skip
    table.expand = True
    return table


def _deals(answer: Plan) -> Table:
    currency = f" {answer.terms.currency}" if answer.terms.currency else ""
    table = _table("The deals, in order")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("deal", no_wrap=True, overflow="ellipsis", ratio=2)
    for name in (f"cost{currency}", "so far", "demand", "clears"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("opens", no_wrap=True, overflow="ellipsis", ratio=3)
    for place, deal in enumerate(answer, start=1):
        opens = ", ".join(dict.fromkeys(market for _, market in deal.opens))
        table.add_row(
            f"{place}", escape(deal.id), _amount(deal.cost), _amount(deal.total_cost),
            share_text(deal.demand_open), f"{deal.cleared:,}", escape(opens),
        )  # fmt: skip
    return table


def _markets(answer: Plan, product: str) -> Table:
    table = _table(product)
    table.add_column("market", no_wrap=True, overflow="ellipsis", ratio=2, min_width=4)
    for name in ("before", "after"):
        table.add_column(name, no_wrap=True)
    for name in ("share", "then", "demand"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("open?", no_wrap=True, overflow="ellipsis", ratio=3)
    for row in answer.markets:
        if row.product == product:
            table.add_row(
                f"{row.market} {country_name(row.market)}", status_text(row.status_before),
                status_text(row.status_after), share_text(row.share_before),
                share_text(row.share_after), share_text(row.demand), escape(open_text(row)),
            )  # fmt: skip
    return table


def open_text(row: PlannedMarket) -> str:
    """Say whether a market opens, or why it stays shut."""
    if row.is_open_after:
        return "open" if row.is_open_before else "opens"
    if row.obstacle == "no_candidate":
        return f"no: no candidate for {', '.join(row.enforcers_without)}"
    if row.obstacle == "share":
        return f"no: candidates clear {share_text(row.most_share)} at most"
    if row.obstacle == "limits":
        return "not in this plan"
    return f"no: {(row.obstacle or '').replace('_', ' ')} whatever is cleared"


def _frontier(answer: Plan) -> Table:
    by_cost = answer.terms.aim == "cost"
    done = "" if answer.is_frontier_complete else " (some plans may be missing)"
    table = _table(f"Most demand that opens for so much{done}")
    table.add_column(f"cost {answer.terms.currency}" if by_cost else "deals", justify="right")
    table.add_column("demand", justify="right")
    table.add_column("with", no_wrap=True, overflow="ellipsis", ratio=1)
    points = answer.frontier
    step = max(1, -(-len(points) // SHOWN_POINTS))
    for point in [*points[:-1:step], points[-1]]:
        table.add_row(
            _amount(point.cost) if by_cost else f"{len(point.deals)}",
            share_text(point.demand_open), escape(", ".join(point.deals) or "–"),
        )  # fmt: skip
    return table


def beneath(answer: Plan) -> Iterator[str]:
    """Yield what must be said beneath a plan, a sentence or two each."""
    terms = answer.terms
    source = f" ({terms.demand.source})" if terms.demand.source else ""
    yield f"Demand by {MEASURED[terms.demand.measure]}{source}."
    if terms.without_demand:
        yield f"No figure of demand, counted as 0: {', '.join(terms.without_demand)}."
    if terms.allow_unknown:
        yield "Markets that are only unknown count as open here: absence is no clearance."
    if terms.aim == "deals":
        yield "Costs are not all known: deals are weighed by their number."
    if terms.price_level:
        yield f"A generated license costs a year's burden, {terms.price_level} of its range."
    if terms.without_burden:
        yield f"In no generated cost, unknown: {', '.join(terms.without_burden)}."
    if answer.left_out:
        told = "; ".join(f"{each.id} {each.reason}" for each in answer.left_out[:4])
        more = f"; and {len(answer.left_out) - 4} more" if len(answer.left_out) > 4 else ""
        yield f"Not weighed: {told}{more}."
    yield (
        f"Clears: families in a product and market, beyond the deals before. The engine recomputed "
        f"{answer.proof.checked} products and markets with the plan and agrees."
    )
    yield from notes(answer.header, answer.after)
