"""The parts that say which deals come next, proven best or within a stated gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.charts.frontier import frontier_chart
from clearway.export.plans import open_text
from clearway.planning import plan
from clearway.report.clearance_parts import market_text
from clearway.report.figures import Headings, figures
from clearway.report.part import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.planning import Plan
    from clearway.report.scope import Scope

MOST_DEALS = 6
SECONDS = 20.0


def plan_part(scope: Scope) -> Part:
    """Return the deals that would open the most demand for the product, a few at most.

    From one license per exposed holder and pool, whatever the case lists as candidates: a report
    asks what could be done, not what is on the table. Markets that are only unknown count, or a
    standard without any source would close them all; the text says so.
    """
    found = plan(
        scope.case, scope.desk, products=[scope.product], candidates="generated",
        max_deals=MOST_DEALS, allow_unknown=True, time_limit=SECONDS, **scope.question,
    )  # fmt: skip
    caption = f"{scope.product}: at most {MOST_DEALS} licenses, in the order to make them"
    return deals_part(found, _words(found), caption)


def plan_parts(found: Plan) -> list[Part]:
    """Return a plan whole: deals in order, markets before and after, what was not weighed."""
    currency = f"; costs in {found.terms.currency}" if found.terms.currency else ""
    parts = [deals_part(found, "", f"In the order to make them{currency}"), _markets_part(found)]
    return [*parts, _left_out_part(found)] if found.left_out else parts


def deals_part(found: Plan, text: str, caption: str) -> Part:
    """Return the deals of a plan in order, and what opens for how much."""
    headings: Headings = [
        ("Deal", "text"), ("Cost", "number"), ("Demand open", "share"),
        ("Families cleared", "count"), ("Opens", "text"),
    ]  # fmt: skip
    rows = [
        (
            deal.id, deal.cost, deal.demand_open, deal.cleared,
            ", ".join(market for _, market in deal.opens) or "\u2013",
        )
        for deal in found
    ]  # fmt: skip
    table = figures("Next deals", headings, rows, caption)
    return Part("Which deals next", text, _frontier(found), table)


def _frontier(found: Plan) -> Mapping[str, object] | None:
    if not found.frontier:
        return None
    return frontier_chart(
        [point.to_dict() for point in found.frontier],
        {"cost": found.cost, "deals": len(found), "demand_open": found.demand_after},
        f"{found.header.company}: what opens for how much",
        f"Open when {found.terms.open_when}; demand by {found.terms.demand.measure}",
        currency=found.terms.currency if found.terms.aim == "cost" else None,
    )


def _markets_part(found: Plan) -> Part:
    headings: Headings = [
        ("Market", "text"), ("Product", "text"), ("Before", "text"), ("After", "text"),
        ("Share before", "share"), ("Share after", "share"), ("Demand", "share"),
        ("Open?", "text"), ("Enforcers left", "text"),
    ]  # fmt: skip
    rows = [
        (
            market_text(row.market), row.product, row.status_before.replace("_", " "),
            row.status_after.replace("_", " "), row.share_before, row.share_after, row.demand,
            open_text(row), ", ".join(row.enforcers) or "\u2013",
        )
        for row in found.markets
    ]  # fmt: skip
    caption = "Without the plan and with it; why a market stays shut"
    return Part("Markets under the plan", figures=figures("Plan", headings, rows, caption))


def _left_out_part(found: Plan) -> Part:
    rows = [(each.id, each.reason) for each in found.left_out]
    headings: Headings = [("Candidate", "text"), ("Why", "text")]
    table = figures("Not weighed", headings, rows, "Candidates that could not be chosen")
    return Part("Not weighed", figures=table)


def _words(found: Plan) -> str:
    proofs = {"optimal": "No other choice opens more: proven."}
    gap = f"Better may exist, within {found.proof.gap or 0:.1%}."
    weighed = "cost" if found.terms.aim == "cost" else "number, for not every cost is known"
    return (
        f"With {len(found)} licenses {found.demand_after:.0%} of the demand is open "
        f"({found.demand_before:.0%} before). {proofs.get(found.proof.status, gap)} The engine "
        f"recomputed {found.proof.checked} products and markets with them and agrees. Markets that "
        f"are only unknown count as open here: absence is no clearance. Deals are weighed by "
        f"{weighed}; a license that nobody has offered costs a year's burden, mid of its range. "
        "Whether a holder would license at all, nobody can compute."
    )
