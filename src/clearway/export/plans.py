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
from clearway.wording import figure, retold
from clearway.wording import gettext as _

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
    return _("unknown") if value is None else figure(value, ",.0f" if value >= 1000 else ",.2f")


def headline(answer: Plan) -> Iterator[str]:
    """Yield what was asked, and how good the plan is that came out."""
    terms, proof = answer.terms, answer.proof
    yield _asked(answer)
    if proof.status == "infeasible":
        yield _("No choice of the candidates does that.")
        if proof.least_deals:
            least = {"deals": proof.least_deals, "cost": _amount(proof.least_cost),
                     "currency": terms.currency}  # fmt: skip
            if proof.least_cost:
                yield (
                    _("Without these limits it takes %(deals)s deals and %(cost)s %(currency)s.")
                    % least
                )
            else:
                yield _("Without these limits it takes %(deals)s deals.") % least
        return
    if proof.status == "none" or proof.bound is None:
        yield _("Nothing was found in the time given.")
        return
    open_ = _("Demand open: %(before)s before, %(after)s with %(count)s deals.") % {
        "before": share_text(answer.demand_before), "after": share_text(answer.demand_after),
        "count": len(answer),
    }  # fmt: skip
    yield f"{open_} {_sure(answer)}"


def _asked(answer: Plan) -> str:
    terms = answer.terms
    told = {"company": answer.header.company, "markets": ", ".join(terms.reach or ()),
            "open_when": retold(str(terms.open_when))}  # fmt: skip
    said = (
        _("Plan of %(company)s to open %(markets)s; open when %(open_when)s")
        if terms.reach
        else _("Plan of %(company)s to open the most demand; open when %(open_when)s")
    ) % told
    if terms.budget is not None:
        amount = f"{_amount(terms.budget)} {terms.currency or ''}".strip()
        said += ", " + _("budget %(amount)s") % {"amount": amount}
    if terms.max_deals is not None:
        said += ", " + _("at most %(count)s deals") % {"count": terms.max_deals}
    return said


def _sure(answer: Plan) -> str:
    proof = answer.proof
    if proof.status == "optimal":
        if proof.is_least:
            return _("Proven best.")
        return _("Proven best, though as much may be had for less.")
    reach = answer.terms.reach
    return (
        _("Best found (%(why)s): at least %(bound)s is possible, a gap of %(gap)s.")
        if reach
        else _("Best found (%(why)s): at most %(bound)s is possible, a gap of %(gap)s.")
    ) % {
        "why": _("stopped") if proof.status == "stopped" else _("out of time"),
        "bound": _amount(proof.bound) if reach else share_text(proof.bound),
        "gap": figure(proof.gap or 0, ".1%"),
    }


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
        return _("open") if row.is_open_before else _("opens")
    if row.obstacle == "no_candidate":
        return _("no: no candidate for %(names)s") % {"names": ", ".join(row.enforcers_without)}
    if row.obstacle == "share":
        return _("no: candidates clear %(share)s at most") % {"share": share_text(row.most_share)}
    if row.obstacle == "limits":
        return _("not in this plan")
    obstacle = retold((row.obstacle or "").replace("_", " "))
    return _("no: %(obstacle)s whatever is cleared") % {"obstacle": obstacle}


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
    yield _("Demand by %(measure)s.") % {"measure": _(MEASURED[terms.demand.measure]) + source}
    if terms.without_demand:
        yield _("No figure of demand, counted as 0: %(names)s.") % {
            "names": ", ".join(terms.without_demand)
        }
    if terms.allow_unknown:
        yield _("Markets that are only unknown count as open here: absence is no clearance.")
    if terms.aim == "deals":
        yield _("Costs are not all known: deals are weighed by their number.")
    if terms.price_level:
        yield _("A generated license costs a year's burden, %(level)s of its range.") % {
            "level": retold(terms.price_level)
        }
    if terms.without_burden:
        yield _("In no generated cost, unknown: %(names)s.") % {
            "names": ", ".join(terms.without_burden)
        }
    if answer.left_out:
        yield _("Not weighed: %(told)s.") % {"told": _unweighed(answer)}
    yield _(
        "Clears: families in a product and market, beyond the deals before. The engine recomputed "
        "%(checked)s products and markets with the plan and agrees."
    ) % {"checked": answer.proof.checked}
    yield from notes(answer.header, answer.after)


def _unweighed(answer: Plan) -> str:
    told = "; ".join(f"{retold(each.id)} {retold(each.reason)}" for each in answer.left_out[:4])
    left = len(answer.left_out) - 4
    return told + ("; " + _("and %(count)s more") % {"count": left} if left > 0 else "")
