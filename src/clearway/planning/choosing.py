"""From a case and a record to a plan: everything asked, put together and certified."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clearway.app import Desk
from clearway.clearance.question import ask
from clearway.demand import read_demand
from clearway.errors import UsageError
from clearway.planning.build import build_model
from clearway.planning.candidates import gather
from clearway.planning.certificate import certify
from clearway.planning.frontier import trace
from clearway.planning.limits import Limits
from clearway.planning.offer import make_offer
from clearway.planning.program import Watch
from clearway.planning.search import Found, Nothing, Search
from clearway.planning.sought import Sought
from clearway.planning.telling import Findings, tell_plan
from clearway.planning.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clearway.case import Case
    from clearway.clearance.results import MarketResult
    from clearway.clearance.setting import Setting
    from clearway.demand import Demand
    from clearway.planning.model import Model
    from clearway.planning.offer import Offer
    from clearway.planning.results import Plan
    from clearway.record import Record

WHOLE = 10**9
"""What all demand together counts, so that sums of demand are whole numbers."""
TOLD_EVERY = 0.5
"""Seconds between two words on how far the solver is."""
_OPTIONS = frozenset(Wish.__dataclass_fields__)


def plan(
    case: Case,
    record: Record | Desk,
    *,
    tell: Callable[[str], None] | None = None,
    **asked: Any,
) -> Plan:
    """Choose deals: those that open the most demand, or open given markets at the least cost.

    Args:
        case: from `read_case`; its `[[candidate]]` entries are what is chosen from. Without any,
            one license per exposed holder and pool is made up.
        record: from `open_record`, or a desk over it.
        tell: told in words how far the search is.
        asked: `budget` (in `currency`), `max_deals`, `open_when` (`quiet`, `covered` or a share;
            the policy's by default), `allow_unknown`, `reach` (markets to open at the least
            cost), `candidates` (`case`, `generated` or `both`), `price` (`low`, `mid` or `high`
            of a year's burden) and `units` (sold in a year in each market) for generated ones,
            `currency`, `demand` (`weights`, `devices`, `population`, `gdp_usd` or `none`),
            `time_limit` (seconds); and the question: company, as_of, known_at, products, markets,
            with_deals, without_deals.

    Raises:
        UsageError: an option is out of range, there is nothing to choose from or nothing to open,
            or costs are in several currencies without a rate.
        CaseError: when the case cannot be read as a question over this record.
    """
    wish = Wish(**{name: asked.pop(name) for name in _OPTIONS & asked.keys()}).checked()
    desk = record if isinstance(record, Desk) else Desk(record)
    say = tell or _nobody
    question = ask(case, **asked)
    setting, before = desk.setting(case, question), desk.clear(case, question)
    rows = [row for row in before if row.status != "not_touched"]
    if not rows:
        raise UsageError("no product asked for implements a standard: nothing stands in its way")
    offer = make_offer(desk, gather(setting, before, wish.candidates), wish, question, asked)
    if not offer.deals:
        raise UsageError(_nothing_to_choose(offer))
    demand, weights = _weights(desk, setting, rows, wish)
    rule = wish.rule(case.policy.open_when, case.policy.covered_share)
    sought = Sought(desk, offer.case, ask(offer.case, **asked), offer.deals, offer.prices)
    say("asking what each candidate clears")
    model = build_model(sought, rows, rule, weights)
    search = Search(model, Watch(_telling(say)))
    found = _searched(search, model, wish, rows)
    choice = found.choice if isinstance(found, Found) else model.choice(())
    say("asking the engine about the plan")
    after = certify(sought, model, rule, choice)
    frontier = None
    if not wish.markets:
        say("tracing cost against demand")
        frontier = trace(search, wish.max_deals, choice, wish.time_limit)
    return tell_plan(
        Findings(sought, before, after, wish, rule, offer, demand, model, found, choice, frontier)
    )  # fmt: skip


def _nobody(_: str) -> None:
    """Take what is told when nobody listens."""


def _telling(say: Callable[[str], None]) -> Callable[[float, float, float], None]:
    """Put what the solver tells into words, now and then."""
    told = [0.0]

    def tell(found: float, bound: float, seconds: float) -> None:
        now = time.monotonic()
        if now - told[0] >= TOLD_EVERY:
            told[0] = now
            largest = max(abs(found), abs(bound))
            gap = abs(bound - found) / largest if np.isfinite(largest) and largest else None
            about = "" if gap is None else f", within {gap:.1%} of the best possible"
            say(f"searching for {seconds:.0f} s{about}")

    return tell


def _nothing_to_choose(offer: Offer) -> str:
    reasons = "; ".join(f"{each.id}: {each.reason}" for each in offer.left_out[:3])
    more = f" and {len(offer.left_out) - 3} more" if len(offer.left_out) > 3 else ""
    told = f" ({reasons}{more})" if reasons else ""
    return (
        f"there is no deal to choose from{told}; add [[candidate]] entries with a cost, or ask for "
        "generated ones (with --units for their cost, or --max-deals to count deals alone)"
    )


def _weights(
    desk: Desk, setting: Setting, rows: Sequence[MarketResult], wish: Wish
) -> tuple[tuple[Demand, tuple[str, ...]], dict[tuple[str, str], int]]:
    """Return what demand is measured by, the markets without a figure, and each cell's part."""
    markets = {row.market for row in rows}
    demand, figures = read_demand(desk, setting, markets, wish.demand)
    if demand.measure == "none":
        if wish.demand not in (None, "none"):
            raise UsageError(f"neither case nor record gives demand by {wish.demand}")
        figures = dict.fromkeys(markets, 1.0)
    total = sum(figures.get(row.market, 0.0) for row in rows)
    if not total > 0:
        raise UsageError("no market asked for counts anything; ask with --demand none")
    parts = {
        (row.product, row.market): round(figures.get(row.market, 0.0) / total * WHOLE)
        for row in rows
    }
    return (demand, tuple(sorted(markets - figures.keys()))), parts


def _searched(
    search: Search, model: Model, wish: Wish, rows: Sequence[MarketResult]
) -> Found | Nothing:
    """Search as wished; where limits alone rule it out, say what it takes without them."""
    limits = Limits(wish.limit if model.costs else None, wish.max_deals)
    if not wish.markets:
        return search.most(limits, wish.time_limit)
    wanted, is_possible = _wanted(model, wish.markets, rows)
    if not is_possible:
        return Nothing(is_proven=True)
    found = search.cheapest(wanted, limits, wish.time_limit)
    if isinstance(found, Nothing) and found.is_proven and limits != Limits():
        free = search.cheapest(wanted, Limits(), wish.time_limit)
        return replace(found, free=free if isinstance(free, Found) else None)
    return found


def _wanted(
    model: Model, markets: Sequence[str], rows: Sequence[MarketResult]
) -> tuple[tuple[int, ...], bool]:
    """Return the needs of markets, and whether candidates may meet them, limits apart."""
    missing = sorted(set(markets) - {row.market for row in rows})
    if missing:
        raise UsageError(
            f"{', '.join(missing)} is not among the markets asked for; name it with --market too"
        )
    need_of = {cell: place for place, need in enumerate(model.needs) for cell in need.cells}
    nothing = model.outcome(model.choice(())[:, None])
    wanted, is_possible = set(), True
    for place, cell in enumerate(model.cells):
        if cell.market not in markets or cell.blocked == "no_right_found":
            continue  # where nothing is found in force, no deal is needed
        if place in need_of:
            wanted.add(need_of[place])
        elif not nothing.is_open[place, 0]:
            is_possible = False
    return tuple(sorted(wanted)), is_possible
