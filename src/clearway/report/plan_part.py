"""The parts that say which deals come next, proven best or within a stated gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.charts.frontier import frontier_chart
from clearway.export.plans import open_text
from clearway.report.clearance_parts import market_text, status_word
from clearway.report.figures import Headings, figures
from clearway.report.findings import MOST_DEALS
from clearway.report.part import Part
from clearway.wording import figure, retold
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.planning import Plan
    from clearway.report.scope import Scope


def plan_part(scope: Scope, found: Plan) -> Part:
    """Return the deals that would open the most demand for the product, and what is assumed."""
    caption = _("%(product)s: at most %(most)s licenses, in the order to make them") % {
        "product": scope.product, "most": MOST_DEALS,
    }  # fmt: skip
    return deals_part(found, _words(found), caption)


def plan_parts(found: Plan) -> list[Part]:
    """Return a plan whole: deals in order, markets before and after, what was not weighed."""
    caption = _("In the order to make them")
    if found.terms.currency:
        caption += "; " + _("costs in %(currency)s") % {"currency": found.terms.currency}
    parts = [deals_part(found, "", caption), _markets_part(found)]
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
    return Part(_("Which deals next"), text, _frontier(found), table)


def _frontier(found: Plan) -> Mapping[str, object] | None:
    if not found.frontier:
        return None
    return frontier_chart(
        [point.to_dict() for point in found.frontier],
        {"cost": found.cost, "deals": len(found), "demand_open": found.demand_after},
        _("%(company)s: what opens for how much") % {"company": found.header.company},
        _("Open when %(open_when)s; demand by %(measure)s")
        % {
            "open_when": retold(str(found.terms.open_when)),
            "measure": retold(found.terms.demand.measure),
        },
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
            market_text(row.market), row.product, status_word(row.status_before),
            status_word(row.status_after), row.share_before, row.share_after, row.demand,
            open_text(row), ", ".join(row.enforcers) or "\u2013",
        )
        for row in found.markets
    ]  # fmt: skip
    caption = _("Without the plan and with it; why a market stays shut")
    return Part(_("Markets under the plan"), figures=figures("Plan", headings, rows, caption))


def _left_out_part(found: Plan) -> Part:
    rows = [(retold(each.id), retold(each.reason)) for each in found.left_out]
    headings: Headings = [("Candidate", "text"), ("Why", "text")]
    table = figures("Not weighed", headings, rows, _("Candidates that could not be chosen"))
    return Part(_("Not weighed"), figures=table)


def _words(found: Plan) -> str:
    gap = _("Better may exist, within %(gap)s.") % {"gap": figure(found.proof.gap or 0, ".1%")}
    is_proven = found.proof.status == "optimal"
    by_cost = found.terms.aim == "cost"
    return _(
        "With %(count)s licenses %(after)s of the demand is open (%(before)s before). %(proof)s "
        "The engine recomputed %(checked)s products and markets with them and agrees. Markets that "
        "are only unknown count as open here: absence is no clearance. Deals are weighed by "
        "%(weighed)s; a license that nobody has offered costs a year's burden, mid of its range. "
        "Whether a holder would license at all, nobody can compute."
    ) % {
        "count": len(found),
        "after": figure(found.demand_after, ".0%"),
        "before": figure(found.demand_before, ".0%"),
        "proof": _("No other choice opens more: proven.") if is_proven else gap,
        "checked": found.proof.checked,
        "weighed": _("cost") if by_cost else _("number, for not every cost is known"),
    }
