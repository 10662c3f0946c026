"""How much is wanted in each market: the case's own weights, else figures of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.ranking.results import Demand

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from clearway.app import Desk
    from clearway.clearance.relations import Setting

MEASURES = ("devices", "population")
"""Measures of the record that stand for demand; the first one with a figure counts for all."""
_FIGURES = """
SELECT country, year, value, source FROM markets
WHERE measure = ? AND year <= ? AND list_contains(?, country)
ORDER BY country, year
"""


def read_demand(
    desk: Desk, setting: Setting, markets: Collection[str]
) -> tuple[Demand, Mapping[str, float]]:
    """Return by what demand is measured, and its figure for each market that has one.

    The policy's `market_weights` go first, since they are the case's own word. Of the record the
    latest year up to that of the day, and of the day of knowledge.
    """
    weights = setting.case.policy.market_weights
    if weights is not None:
        found = {market: weights.weights[market] for market in markets if market in weights.weights}
        return Demand("weights", weights.source, None), found
    year = min(setting.question.as_of, setting.question.horizon).year
    connection = desk.record.connect()
    for measure in MEASURES:
        rows = connection.execute(_FIGURES, [measure, year, sorted(markets)]).fetchall()
        latest = {country: (on, value, source) for country, on, value, source in rows}
        if latest:
            years = [on for on, _, _ in latest.values()]
            sources = sorted({source for _, _, source in latest.values()})
            note = Demand(measure, " | ".join(sources), (min(years), max(years)))
            return note, {country: float(value) for country, (_, value, _) in latest.items()}
    return Demand("none", None, None), {}
