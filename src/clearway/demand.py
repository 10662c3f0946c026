"""How much is wanted in each market: the case's own weights, else figures of the record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from clearway.app import Desk
    from clearway.clearance.setting import Setting

MEASURES = ("devices", "population")
"""Measures of the record that stand for demand; the first one with a figure counts for all."""
WAYS = ("weights", "devices", "population", "gdp_usd", "none")
"""By what demand can be asked for: `weights` are the policy's, `none` is nothing."""
_FIGURES = """
SELECT country, year, value, source FROM markets
WHERE measure = ? AND year <= ? AND list_contains(?, country)
ORDER BY country, year
"""


@dataclass(frozen=True)
class Demand:
    """How much is wanted in the markets: by what it is measured, and who says so.

    Attributes:
        measure: one of `WAYS`; `none` when neither case nor record says.
        source: of the weights, their source in the case; of a measure, the record's.
        years: first and last year of the figures; None for weights.
    """

    measure: str
    source: str | None
    years: tuple[int, int] | None

    def to_dict(self) -> dict[str, Any]:
        """Return the note as plain data."""
        return {**asdict(self), "years": list(self.years) if self.years else None}


def read_demand(
    desk: Desk, setting: Setting, markets: Collection[str], way: str | None = None
) -> tuple[Demand, Mapping[str, float]]:
    """Return by what demand is measured, and its figure for each market that has one.

    The policy's `market_weights` go first, since they are the case's own word. Of the record the
    latest year up to that of the day, and of the day of knowledge.

    Args:
        desk: the record held open.
        setting: the question.
        markets: those asked for.
        way: one of `WAYS`, to be measured by it alone.
    """
    weights = setting.case.policy.market_weights
    if weights is not None and way in (None, "weights"):
        found = {market: weights.weights[market] for market in markets if market in weights.weights}
        return Demand("weights", weights.source, None), found
    year = min(setting.question.as_of, setting.question.horizon).year
    for measure in MEASURES if way is None else (way,):
        rows = desk.record.connect().execute(_FIGURES, [measure, year, sorted(markets)]).fetchall()
        latest = {country: (on, value, source) for country, on, value, source in rows}
        if latest:
            years = [on for on, _, _ in latest.values()]
            sources = sorted({source for _, _, source in latest.values()})
            note = Demand(measure, " | ".join(sources), (min(years), max(years)))
            return note, {country: float(value) for country, (_, value, _) in latest.items()}
    return Demand("none", None, None), {}
