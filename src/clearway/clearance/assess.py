"""From the counts of the rules or the kernel to the rows of an answer, with each market's status.

Source: the semantics page, section 5.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearway.clearance.engine import RULES_VERSION, Engine, run_rules, select_all
from clearway.clearance.relations import build_relations
from clearway.clearance.results import (
    Clearance,
    Header,
    HolderResult,
    MarketResult,
    RecordNote,
)
from clearway.model.territory import offices_for

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from clearway.case import Product
    from clearway.clearance.setting import Setting

Cell = tuple[str, str]
"""(product, market)."""

COUNT_NAMES = (
    "families", "cleared", "exposed", "pending", "pending_exposed", "groups", "estimated",
)  # fmt: skip


@dataclass
class Counts:
    """Everything counted for one product and market, before its status is known."""

    totals: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNT_NAMES, 0))
    cleared_by: dict[str, int] = field(default_factory=dict)
    holders: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    holder_cleared_by: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(frozen=True)
class Assessment:
    """What the engine found, beside the counts: who enforces where, what is barred."""

    counts: Mapping[Cell, Counts]
    enforcers: Mapping[str, frozenset[str]]
    barred: frozenset[Cell]
    declared_leaves: frozenset[str]


def clear_by_rules(setting: Setting, engine: Engine) -> Clearance:
    """Answer a question by running every rule on an engine."""
    run_rules(engine, build_relations(setting, ()), until="relevant")
    asked = asked_cells(setting, lambda: _touched(engine))
    run_rules(engine, build_relations(setting, asked), after="relevant")
    return conclude(setting, asked, _read(engine))


def _touched(engine: Engine) -> set[Cell]:
    """Cells in which a relevant right is alive on the day."""
    return {
        (product, market)
        for product, market in engine.rows(
            "SELECT DISTINCT r.product, e.country FROM relevant AS r "
            "INNER JOIN counted_rights AS f ON r.family_id = f.family_id "
            "INNER JOIN reach AS e ON f.right_id = e.right_id CROSS JOIN question AS q "
            "WHERE q.as_of >= e.from_on AND q.as_of < e.to_on"
        )
    }


def asked_cells(setting: Setting, touched: Callable[[], Iterable[Cell]]) -> list[Cell]:
    """Return the product and market cells to answer for, sorted.

    Markets asked for by name are taken as they are. Else each product gets the case's markets, or
    those that `touched` finds a relevant right in, and the countries where it is made.
    """
    question = setting.question
    if question.markets is not None:
        return [(p.name, m) for p in question.products for m in question.markets]
    cells = {(p.name, m) for p in question.products for m in p.made_in}
    if setting.case.markets is None:
        return sorted(cells | set(touched()))
    return sorted(cells | {(p.name, m) for p in question.products for m in setting.case.markets})


def _read(engine: Engine) -> Assessment:
    counts: dict[Cell, Counts] = defaultdict(Counts)
    for product, market, *numbers in engine.rows(
        select_all("counts", ("product", "market", *COUNT_NAMES))
    ):
        counts[product, market].totals = dict(zip(COUNT_NAMES, numbers, strict=True))
    for product, market, holder, families, cleared, exposed in engine.rows(
        select_all(
            "holder_counts", ("product", "market", "holder", "families", "cleared", "exposed")
        )
    ):
        counts[product, market].holders[holder] = (families, cleared, exposed)
    for product, market, holder, reason, families in engine.rows(
        select_all("cleared_by", ("product", "market", "holder", "reason", "families"))
    ):
        cell = counts[product, market]
        into = cell.holder_cleared_by[holder] if holder else cell.cleared_by
        into[reason] = families
    enforcers: dict[str, set[str]] = defaultdict(set)
    for market, holder in engine.rows(select_all("enforcers", ("market", "holder"))):
        enforcers[market].add(holder)
    return Assessment(
        counts=counts,
        enforcers={market: frozenset(holders) for market, holders in enforcers.items()},
        barred=frozenset(
            (p, m) for p, m in engine.rows(select_all("barred", ("product", "market")))
        ),
        declared_leaves=frozenset(
            leaf for (leaf,) in engine.rows("SELECT DISTINCT leaf_id FROM known_declarations")
        ),
    )


def conclude(setting: Setting, asked: Iterable[Cell], found: Assessment) -> Clearance:
    """Give each cell its status and order the rows."""
    products = {product.name: product for product in setting.question.products}
    results = tuple(
        _market_result(setting, products[name], market, found) for name, market in sorted(asked)
    )
    return Clearance(
        header=header_of(setting),
        results=results,
        probable_names=_probable_names(setting, results),
        unidentified=tuple(
            (deal.id, deal.count)
            for deal in setting.question.deals
            if deal.kind == "purchase" and not deal.families and not deal.rights
        ),
    )


def _probable_names(
    setting: Setting, results: Iterable[MarketResult]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the holders shown, with the spellings that are only probably of their group."""
    if not setting.case.policy.probable_names:
        return ()
    shown = {holder.holder for row in results for holder in row.holders}
    spelled: dict[str, list[str]] = defaultdict(list)
    for name in sorted(setting.facts.probable):
        if not setting.companies.is_of_case(name):
            company = setting.companies.as_spelled(name)
            spelled[setting.groups.holder(company, setting.question.as_of)].append(name)
    return tuple((h, tuple(names)) for h, names in sorted(spelled.items()) if h in shown)


def header_of(setting: Setting) -> Header:
    """Return what an answer states about itself."""
    question, facts = setting.question, setting.facts
    return Header(
        case=setting.case.id,
        company=setting.company,
        as_of=question.as_of,
        known_at=question.known_at,
        record=RecordNote(facts.snapshot_id, facts.sources, facts.is_sample),
        rules_version=RULES_VERSION,
        deal_statuses=question.statuses,
        recipe=setting.recipe,
        with_deals=question.with_deals,
        without_deals=question.without_deals,
        essentiality=question.essentiality,
    )


def _market_result(
    setting: Setting, product: Product, market: str, found: Assessment
) -> MarketResult:
    counts = found.counts.get((product.name, market)) or Counts()
    holders = _holder_results(counts)
    enforcers = tuple(
        sorted(
            h.holder
            for h in holders
            if h.exposed and h.holder in found.enforcers.get(market, frozenset())
        )
    )
    missing = tuple(
        sorted(
            name
            for name in product.standards
            if not setting.covered_by(name) & found.declared_leaves
        )
    )
    return MarketResult(
        product=product.name,
        market=market,
        status=status_of(
            setting,
            (product.name, market),
            counts.totals,
            is_barred=(product.name, market) in found.barred,
            enforcers=enforcers,
            missing=missing,
        ),
        enforcers=enforcers,
        **counts.totals,
        standards_without_record=missing,
        cleared_by=dict(sorted(counts.cleared_by.items())),
        holders=holders,
    )


def _holder_results(counts: Counts) -> tuple[HolderResult, ...]:
    reasons = counts.holder_cleared_by
    rows = [
        HolderResult(
            holder, families, cleared, exposed,
            dict(sorted(reasons[holder].items())) if holder in reasons else {},
        )
        for holder, (families, cleared, exposed) in counts.holders.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.exposed, -row.families, row.holder)))


def status_of(  # noqa: PLR0911, PLR0913 - one line per status of the page, in its order
    setting: Setting,
    cell: Cell,
    totals: Mapping[str, int],
    *,
    is_barred: bool,
    enforcers: Collection[str],
    missing: Collection[str],
) -> str:
    """Return the status of a market; what is counted there may be supposed, as in a plan.

    Args:
        setting: the question.
        cell: product and market.
        totals: families, cleared, estimated.
        is_barred: whether an order in force there reaches the product.
        enforcers: exposed holders who enforce there.
        missing: standards of the product that have no source in the record.
    """
    name, market = cell
    policy = setting.case.policy
    families = totals["families"]
    share = totals["cleared"] / families if families else None
    if not next(p for p in setting.question.products if p.name == name).standards:
        return "not_touched"
    if is_barred:
        return "barred"
    if enforcers:
        return "contested"
    if share is not None and share < policy.covered_share and market not in setting.suits.markets:
        return "exposed"
    if (
        not offices_for(market) & setting.facts.offices
        or missing
        or (families and totals["estimated"] / families > policy.unknown_estimated_share)
    ):
        return "unknown"
    if share is None:
        return "no_right_found"
    return "covered" if share >= policy.covered_share else "quiet"
