"""What comes out: the unlicensed burden by product, market, standard, holder and deal.

Figures are exact fractions; as plain data they become floats. Each is a range from the low to the
high aggregates. None is unknown, which is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    import polars as pl
    import pyarrow as pa

    from clearway.case import Money
    from clearway.clearance.results import Header
    from clearway.royalty.stacks import Aggregate, Weighting


@dataclass(frozen=True)
class Range:
    """From low to high."""

    low: Fraction
    high: Fraction

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __mul__(self, factor: Fraction) -> Range:
        return Range(self.low * factor, self.high * factor)

    def to_dict(self) -> dict[str, float]:
        """Return the two figures as floats."""
        return {"low": float(self.low), "high": float(self.high)}


@dataclass(frozen=True)
class Owed:
    """A burden in its three measures; None where it is unknown.

    Attributes:
        rate: as a share of the price.
        per_unit: in the currency of the price.
        per_year: for the units of a year, in the same.
    """

    rate: Range | None = None
    per_unit: Range | None = None
    per_year: Range | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the measures as plain data."""
        return {name: _plain(getattr(self, name)) for name in MEASURES}


MEASURES = ("rate", "per_unit", "per_year")
UNKNOWN = Owed()


@dataclass(frozen=True)
class Step:
    """The burden once this deal has been added to those before it; `own` is own rights alone.

    `cost` is what the case says the deal costs, in its own currency.
    """

    deal: str
    owed: Owed
    cost: Money | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain data."""
        cost = vars(self.cost) if self.cost else None
        return {"deal": self.deal, **self.owed.to_dict(), "cost": cost}


@dataclass(frozen=True)
class StandardBurden:
    """What one aggregate makes of the exposed families of its standards.

    Attributes:
        name: what the aggregate is said of, or the standard itself.
        standards: of the product.
        families: in force in the market.
        exposed: of these.
        weight: the generation's part of the device; 1 for what is no generation.
        aggregate: None when there is none.
        owed: the burden.
        unknown: why it is unknown; None when it is known.
    """

    name: str
    standards: tuple[str, ...]
    families: int
    exposed: int
    weight: Fraction
    aggregate: Aggregate | None
    owed: Owed
    unknown: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "name": self.name,
            "standards": list(self.standards),
            "families": self.families,
            "exposed": self.exposed,
            "weight": float(self.weight),
            "aggregate": self.aggregate.to_dict() if self.aggregate else None,
            **self.owed.to_dict(),
            "unknown": self.unknown,
        }


@dataclass(frozen=True)
class HolderBurden:
    """What one holder's exposed families come to.

    Attributes:
        exposed: its part of the exposed families, by `StandardBurden.name`; a family of several
            holders counts in equal parts.
        owed: the burden.
        corrected: for over-declaration; None when no part of essential families is given. These
            are bounds for each holder by itself and do not add up.
        before: without the deals compared; None when none are.
        steps: the deals that change it, after own rights alone.
    """

    holder: str
    exposed: Mapping[str, Fraction]
    owed: Owed
    corrected: Owed | None
    before: Owed | None
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "holder": self.holder,
            "exposed": {name: float(families) for name, families in self.exposed.items()},
            **self.owed.to_dict(),
            "corrected": self.corrected.to_dict() if self.corrected else None,
            "before": self.before.to_dict() if self.before else None,
            "steps": [step.to_dict() for step in self.steps],
        }


@dataclass(frozen=True)
class MarketBurden:
    """The burden of one product in one market.

    Attributes:
        status: of the market, as clearance has it.
        price: None when the case gives none.
        units: sold in a year; None when not given.
        owed: what is known of the burden; the standards in `unknown` come on top.
        corrected: the same, corrected for over-declaration; None when that is not asked.
        before: without the deals compared; None when none are.
        unknown: the `StandardBurden.name` of each whose burden is unknown.
        holders: those that some deals leave exposed, by the high burden, most first.
        steps: the counted deals one at a time, own rights first.
    """

    product: str
    market: str
    status: str
    price: Money | None
    units: Fraction | None
    owed: Owed
    corrected: Owed | None
    before: Owed | None
    unknown: tuple[str, ...]
    standards: tuple[StandardBurden, ...]
    holders: tuple[HolderBurden, ...]
    steps: tuple[Step, ...]

    @property
    def currency(self) -> str | None:
        """Of the amounts: that of the price."""
        return self.price.currency if self.price else None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data, standards, holders and steps within."""
        return {
            "product": self.product,
            "market": self.market,
            "status": self.status,
            "price": vars(self.price) if self.price else None,
            "units": _plain(self.units),
            **self.owed.to_dict(),
            "corrected": self.corrected.to_dict() if self.corrected else None,
            "before": self.before.to_dict() if self.before else None,
            "unknown": list(self.unknown),
            "standards": [row.to_dict() for row in self.standards],
            "holders": [row.to_dict() for row in self.holders],
            "steps": [step.to_dict() for step in self.steps],
        }


@dataclass(frozen=True)
class EssentialPart:
    """What part of a holder's declared families may be essential, at least and at most.

    `sources` name the studies that found the least and the most; empty when the caller said so.
    """

    part: Range
    sources: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the bounds as plain data."""
        return {**self.part.to_dict(), "sources": list(self.sources)}


@dataclass(frozen=True)
class SourceNote:
    """Who vouches for a figure that the answer rests on.

    `is_later`: published after the day of knowledge.
    """

    id: str
    origin: str
    publication: str | None
    address: str | None
    published: str | None
    is_later: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the note as plain data."""
        return dict(vars(self))


@dataclass(frozen=True)
class Royalty:
    """The unlicensed burden everywhere asked; iterates over its market rows.

    Attributes:
        header: case, day, record, deals and recipe.
        deals: those compared with and without; empty when none are.
        bundle: the name they were signed under, when they were asked for by it.
        weighting: how the generations share a device.
        essential: by standard, what `corrected` rests on; empty when that is not asked.
        sources: of the aggregates, weights and rates used.
        results: one row per product and market.
    """

    header: Header
    deals: tuple[str, ...]
    bundle: str | None
    weighting: Weighting
    essential: Mapping[str, EssentialPart]
    sources: tuple[SourceNote, ...]
    results: tuple[MarketBurden, ...]

    def __iter__(self) -> Iterator[MarketBurden]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def at(self, product: str, market: str) -> MarketBurden:
        """Return the row of one product and market; KeyError when it was not asked for."""
        return {(row.product, row.market): row for row in self.results}[product, market]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "deals": list(self.deals),
            "bundle": self.bundle,
            "weighting": self.weighting.to_dict(),
            "essential": {name: part.to_dict() for name, part in self.essential.items()},
            "sources": [source.to_dict() for source in self.sources],
            "results": [row.to_dict() for row in self.results],
        }

    def to_arrow(self, by: str = "market") -> pa.Table:
        """Return an Arrow table with the recipe: one row per market, holder or deal.

        Args:
            by: `market`, `holder` (and market) or `deal` (added one at a time, by market).
        """
        from clearway.royalty.tables import arrow_table

        return arrow_table(self, by)

    def to_polars(self, by: str = "market") -> pl.DataFrame:
        """Return the same as a Polars frame."""
        import polars as pl

        frame = pl.from_arrow(self.to_arrow(by))
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table never becomes a series
        return frame


def _plain(value: Range | Fraction | None) -> Any:
    if isinstance(value, Range):
        return value.to_dict()
    return None if value is None else float(value)
