"""Puts the markets of a case side by side, by every criterion at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clearway.app import Desk
from clearway.clearance.question import ask
from clearway.demand import read_demand
from clearway.ranking.order import HIGH_IS_GOOD, efficient, ranks, scores
from clearway.ranking.results import Burden, MarketRow, Ranking
from clearway.royalty import royalty_burden

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clearway.case import Case
    from clearway.clearance.results import MarketResult
    from clearway.clearance.setting import Setting
    from clearway.record import Record
    from clearway.royalty import MarketBurden


def rank_markets(case: Case, record: Record | Desk, **question: Any) -> Ranking:
    """Put markets side by side: share cleared, burden, active litigants, demand.

    Args:
        case: from `read_case`; its policy may weigh the criteria (`ranking_weights`), and only
            then is there an order over all of them.
        record: from `open_record`, or a desk over it.
        question: company, as_of, known_at, products, markets, with_deals, without_deals.

    Raises:
        UsageError: for an unknown product, market or deal.
        CaseError: when the case cannot be read as a question over this record.
    """
    desk = record if isinstance(record, Desk) else Desk(record)
    setting = desk.setting(case, ask(case, **question))
    clearance = desk.clear(case, setting.question)
    royalty = royalty_burden(case, desk, **question)
    burdens = {(row.product, row.market): row for row in royalty}
    demand, wanted = read_demand(desk, setting, {row.market for row in clearance})
    rows = [
        _row(setting, row, burdens[row.product, row.market], wanted)
        for row in clearance
        if row.status != "not_touched"
    ]
    weights = case.policy.ranking_weights
    return Ranking(
        header=clearance.header.of_answer("rank", burden=royalty.header.recipe.hash),
        demand=demand,
        weights=weights.weights if weights else {},
        weights_source=weights.source if weights else None,
        results=_ranked(rows, weights.weights if weights else {}),
    )


def _row(
    setting: Setting, row: MarketResult, burden: MarketBurden, wanted: Mapping[str, float]
) -> MarketRow:
    return MarketRow(
        product=row.product,
        market=row.market,
        status=row.status,
        share=row.share,
        burden=_burden(burden),
        litigants=row.enforcers if row.market in setting.suits.markets else None,
        demand=wanted.get(row.market),
        ranks={},
        efficient=None,
        score=None,
        place=None,
    )


def _burden(row: MarketBurden) -> Burden | None:
    """Return the burden; None where no part of it is known, which is not a burden of 0."""
    rate = row.owed.rate
    if rate is None or (rate.high == 0 and row.unknown):
        return None
    return Burden(float(rate.low), float(rate.high), row.unknown)


def _ranked(rows: Sequence[MarketRow], weights: Mapping[str, float]) -> tuple[MarketRow, ...]:
    """Give each row its places among the markets of its product."""
    done: list[MarketRow] = []
    for product in dict.fromkeys(row.product for row in rows):
        own = [row for row in rows if row.product == product]
        standings = [row.standing for row in own]
        by_name = {
            name: ranks([standing[name] for standing in standings], high_is_good=high)
            for name, high in HIGH_IS_GOOD.items()
        }
        scored = scores(standings, weights) if weights else [None] * len(own)
        places = ranks(scored, high_is_good=True)
        done += [
            replace(
                row,
                ranks={name: by_name[name][i] for name in HIGH_IS_GOOD},
                efficient=is_efficient,
                score=scored[i],
                place=places[i],
            )
            for i, (row, is_efficient) in enumerate(zip(own, efficient(standings), strict=True))
        ]
    return tuple(done)
