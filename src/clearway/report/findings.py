"""The answers that a report tells: each is asked once, and may be told in every language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.arsenal import compare_arsenals, exposure_matrix
from clearway.history import history
from clearway.litigation import survey_suits
from clearway.planning import plan
from clearway.ranges.counts import ranges_at
from clearway.ranking import rank_markets
from clearway.royalty import royalty_burden
from clearway.unknowns import find_unknowns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clearway.arsenal import MutualExposure
    from clearway.case import Case
    from clearway.clearance.diff import Step
    from clearway.history import Entry, History
    from clearway.litigation import Litigation
    from clearway.planning import Plan
    from clearway.ranges import CellRanges
    from clearway.ranking import Ranking
    from clearway.report.scope import Scope
    from clearway.royalty import Royalty
    from clearway.unknowns import Unknowns

MOST_COMPARED = 5
"""Companies beside the case's own in the matrix: those the case lists products of."""
MOST_UNKNOWNS = 25
MOST_DEALS = 6
SECONDS = 20.0
"""That a report lets a plan search at most."""


@dataclass(frozen=True)
class Findings:
    """What a report tells beyond the answer that its scope holds.

    Attributes:
        steps: deal by deal, in the market looked at.
        burden: of the product, in every market.
        arsenals: the company against its rivals, and all against each other; None without rivals.
        suits: in the market looked at.
        ranking: of the markets.
        ranges: of the market looked at; None where nothing is counted.
        unknowns: of the market looked at.
        plan: the deals that would open the most demand, a few at most.
        history: the market entries; None where there are none.
    """

    steps: Sequence[Step]
    burden: Royalty
    arsenals: tuple[MutualExposure, MutualExposure] | None
    suits: Litigation
    ranking: Ranking
    ranges: CellRanges | None
    unknowns: Unknowns
    plan: Plan
    history: History | None


def find(
    scope: Scope, entries: Sequence[Entry] = (), tell: Callable[[str], None] = lambda _: None
) -> Findings:
    """Ask everything that a report tells.

    Args:
        scope: what it is about.
        entries: market entries to show over time.
        tell: takes progress.
    """
    case, desk, deals = scope.case, scope.desk, deals_of(scope)
    wide = {**scope.question, "products": [scope.product]}
    here = {**wide, "markets": [scope.market]}
    tell("clearance ...")
    steps = desk.waterfall(case, scope.product, scope.market, **scope.question)
    tell("what it means: burden, arsenals, suits ...")
    burden = royalty_burden(case, desk, deals=deals, **wide)
    arsenals = _arsenals(scope)
    suits, ranking = survey_suits(case, desk, **here), rank_markets(case, desk, **wide)
    tell("how sure it is: ranges, and what to find out first ...")
    cells = ranges_at(desk, case, **here).results
    unknowns = find_unknowns(case, desk, top=MOST_UNKNOWNS, **here)
    tell("which deals next ...")
    planned = _plan(scope)
    entered = None
    if entries:
        tell("market entries, each as known on its day ...")
        entered = history(desk, case, entries, [scope.product], tell)
    ranges = cells[0] if cells else None
    return Findings(
        steps, burden, arsenals, suits, ranking, ranges, unknowns, planned, entered
    )  # fmt: skip


def deals_of(scope: Scope) -> Sequence[str]:
    """Return the deals that a report sets before against after."""
    return scope.changes.deals if scope.changes else ()


def rivals_of(case: Case) -> list[str]:
    """Return the companies whose products the case lists beside its own, a few at most."""
    listed = (product.company for product in case.products)
    others = dict.fromkeys(name for name in listed if name not in (None, case.company))
    return [name for name in others if name][:MOST_COMPARED]


def _arsenals(scope: Scope) -> tuple[MutualExposure, MutualExposure] | None:
    """Who could assert what; nothing where the case lists no product of anybody else."""
    rivals = rivals_of(scope.case)
    if not rivals:
        return None
    question = {**scope.question, "markets": [scope.market], "products": [scope.product]}
    found = compare_arsenals(scope.case, scope.desk, rivals, deals=deals_of(scope), **question)
    return found, exposure_matrix(scope.case, scope.desk, [scope.case.company, *rivals], **question)


def _plan(scope: Scope) -> Plan:
    """Plan with one license per exposed holder and pool, whatever the case lists as candidates.

    A report asks what could be done, not what is on the table. Markets that are only unknown
    count, or a standard without any source would close them all; the text says so.
    """
    return plan(
        scope.case, scope.desk, products=[scope.product], candidates="generated",
        max_deals=MOST_DEALS, allow_unknown=True, time_limit=SECONDS, **scope.question,
    )  # fmt: skip
