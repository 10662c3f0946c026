"""What a ranking gives, as frozen data that turns into plain data and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from clearway.ranking.order import HIGH_IS_GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from clearway.clearance.results import Header
    from clearway.demand import Demand
    from clearway.ranking.order import Standing

FORMULA = (
    "score = sum of weight x points / sum of weights; points by a criterion = "
    "(N - place) / (N - 1) among the N markets of which it is known, equals at their mean place"
)


@dataclass(frozen=True)
class Burden:
    """The unlicensed royalty burden, as a share of the price.

    `unknown` names standards whose burden is not known: it comes on top.
    """

    low: float
    high: float
    unknown: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the burden as plain data."""
        return {**asdict(self), "unknown": list(self.unknown)}


@dataclass(frozen=True)
class MarketRow:
    """One product in one market, by every criterion; None is unknown.

    Attributes:
        status: of the market, as clearance has it.
        share: cleared of the families in force.
        burden: what is owed; ranked by its high end.
        litigants: exposed holders who enforce there; unknown without a source on suits there.
        demand: by the answer's `Demand`.
        ranks: criterion -> place among the markets of the product, 1 the best.
        efficient: whether no market is as good in every criterion and better in one; None where
            a criterion is unknown of it.
        score: by the policy's weights; None without them or where a weighted criterion is unknown.
        place: by score, 1 the best; None as the score.
    """

    product: str
    market: str
    status: str
    share: float | None
    burden: Burden | None
    litigants: tuple[str, ...] | None
    demand: float | None
    ranks: Mapping[str, int | None]
    efficient: bool | None
    score: float | None
    place: int | None

    @property
    def standing(self) -> Standing:
        """The figure of each criterion that is ranked."""
        return {
            "share": self.share,
            "burden": self.burden.high if self.burden else None,
            "litigants": None if self.litigants is None else float(len(self.litigants)),
            "demand": self.demand,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            **asdict(self),
            "burden": self.burden.to_dict() if self.burden else None,
            "litigants": None if self.litigants is None else list(self.litigants),
            "ranks": dict(self.ranks),
        }


@dataclass(frozen=True)
class Ranking:
    """Markets side by side; iterates over its rows.

    Attributes:
        demand: by what demand is measured.
        weights: of the criteria, from the policy; empty without.
        weights_source: their source in the case.
        results: by product, then market.
    """

    header: Header
    demand: Demand
    weights: Mapping[str, float]
    weights_source: str | None
    results: tuple[MarketRow, ...]

    def __iter__(self) -> Iterator[MarketRow]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def at(self, product: str, market: str) -> MarketRow:
        """Return the row of one product and market; KeyError when it was not asked for."""
        return {(row.product, row.market): row for row in self.results}[product, market]

    def by(self, criterion: str, product: str) -> tuple[MarketRow, ...]:
        """Return a product's rows, best first by a criterion or by `weights`; unknown ones last."""
        rows = [row for row in self.results if row.product == product]
        places = {
            row.market: row.place if criterion == "weights" else row.ranks[criterion]
            for row in rows
        }
        return tuple(
            sorted(rows, key=lambda row: (places[row.market] or len(rows) + 1, row.market))
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "demand": self.demand.to_dict(),
            "weights": dict(self.weights) or None,
            "weights_source": self.weights_source,
            "formula": FORMULA if self.weights else None,
            "results": [row.to_dict() for row in self.results],
        }

    def to_arrow(self) -> pa.Table:
        """Return one Arrow row per product and market; with the recipe."""
        import pyarrow as pa

        rows = pa.Table.from_pylist([_flat(row) for row in self.results], schema=_schema())
        return self.header.recipe.stamp(rows)


def _flat(row: MarketRow) -> dict[str, Any]:
    burden = row.burden
    return {
        **row.to_dict(),
        "burden_low": burden.low if burden else None,
        "burden_high": burden.high if burden else None,
        "burden_unknown": list(burden.unknown) if burden else None,
        **{f"{name}_rank": place for name, place in row.ranks.items()},
    }


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, real, whole = pa.string(), pa.float64(), pa.int64()
    return pa.schema(
        [
            ("product", text),
            ("market", text),
            ("status", text),
            ("share", real),
            ("burden_low", real),
            ("burden_high", real),
            ("burden_unknown", pa.list_(text)),
            ("litigants", pa.list_(text)),
            ("demand", real),
            *((f"{name}_rank", whole) for name in HIGH_IS_GOOD),
            ("efficient", pa.bool_()),
            ("score", real),
            ("place", whole),
        ]
    )
