"""What comes out: one row per product and market, with the holders and what clears them.

Shapes follow the JSON that the command line prints; `docs/reference` carries the schemas.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from clearway.clearance.recipe import Recipe


@dataclass(frozen=True)
class HolderResult:
    """The families in which a holder owns a relevant right in force, judged on its rights alone."""

    holder: str
    families: int
    cleared: int
    exposed: int
    cleared_by: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "holder": self.holder,
            "families": self.families,
            "cleared": self.cleared,
            "exposed": self.exposed,
            "cleared_by": dict(self.cleared_by),
        }


@dataclass(frozen=True)
class MarketResult:
    """The answer for one product in one market; counts are families, `share` is a part of them."""

    product: str
    market: str
    status: str
    enforcers: tuple[str, ...]
    families: int
    cleared: int
    exposed: int
    pending: int
    pending_exposed: int
    groups: int
    estimated: int
    standards_without_record: tuple[str, ...]
    cleared_by: Mapping[str, int]
    holders: tuple[HolderResult, ...]

    @property
    def share(self) -> float | None:
        """Cleared of all families in force, unrounded; None when there are none."""
        return self.cleared / self.families if self.families else None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data, its holders within."""
        return {
            "product": self.product,
            "market": self.market,
            "status": self.status,
            "enforcers": list(self.enforcers),
            "families": self.families,
            "cleared": self.cleared,
            "exposed": self.exposed,
            "pending": self.pending,
            "pending_exposed": self.pending_exposed,
            "groups": self.groups,
            "estimated": self.estimated,
            "share": self.share,
            "standards_without_record": list(self.standards_without_record),
            "cleared_by": dict(self.cleared_by),
            "holders": [holder.to_dict() for holder in self.holders],
        }


@dataclass(frozen=True)
class RecordNote:
    """Which record an answer rests on: snapshot, editions, and whether it is made up."""

    snapshot: str
    sources: Mapping[str, str | None]
    is_sample: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the note as plain data."""
        return {"snapshot": self.snapshot, "sources": dict(self.sources), "sample": self.is_sample}


@dataclass(frozen=True)
class Header:
    """What every answer states about itself; `recipe` holds every choice behind it."""

    case: str
    company: str
    as_of: date
    known_at: date | None
    record: RecordNote
    rules_version: str
    deal_statuses: tuple[str, ...]
    recipe: Recipe
    with_deals: tuple[str, ...] = ()
    without_deals: tuple[str, ...] = ()
    essentiality: str = "declared"

    def of_answer(self, answer: str, **choices: Any) -> Header:
        """Return the header of another kind of answer, with the choices that it adds."""
        return replace(self, recipe=self.recipe.adding(answer=answer, **choices))

    def to_dict(self) -> dict[str, Any]:
        """Return the header as plain data; dates ISO."""
        return {
            "case": self.case,
            "company": self.company,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "record": self.record.to_dict(),
            "rules_version": self.rules_version,
            "deal_statuses": list(self.deal_statuses),
            "with": list(self.with_deals),
            "without": list(self.without_deals),
            "essentiality": self.essentiality,
            "recipe": self.recipe.to_dict(),
        }


@dataclass(frozen=True)
class Clearance:
    """The answer to one question; iterates over its market rows.

    Attributes:
        header: case, day, record and deals that it rests on.
        results: one row per product and market, sorted by product, then market.
        unidentified: purchases that clear nothing, with their count where one is known.
        probable_names: holders shown, with spellings that are only probably of their group.
    """

    header: Header
    results: tuple[MarketResult, ...]
    unidentified: tuple[tuple[str, int | None], ...] = field(default=())
    probable_names: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    def __iter__(self) -> Iterator[MarketResult]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def at(self, product: str, market: str) -> MarketResult:
        """Return the row of one product and market; KeyError when it was not asked for."""
        for row in self.results:
            if (row.product, row.market) == (product, market):
                return row
        raise KeyError((product, market))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "unidentified_purchases": [
                {"deal": deal, "count": count} for deal, count in self.unidentified
            ],
            "probable_names": [
                {"holder": holder, "names": list(names)} for holder, names in self.probable_names
            ],
            "results": [row.to_dict() for row in self.results],
        }

    def to_arrow(self) -> pa.Table:
        """Return one Arrow row per product and market, without the holders; with the recipe."""
        import pyarrow as pa

        rows = pa.Table.from_pylist([_flat(row) for row in self.results], schema=_schema())
        return self.header.recipe.stamp(rows)

    def to_polars(self) -> pl.DataFrame:
        """Return one Polars row per product and market, without the holders."""
        import polars as pl

        frame = pl.from_arrow(self.to_arrow())
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table never becomes a series
        return frame

    def to_pandas(self) -> pd.DataFrame:
        """Return one pandas row per product and market, without the holders."""
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        """Show the answer as a table in a notebook."""
        names = ("product", "market", "status", "families", "cleared", "exposed", "share")
        rows = [[_shown(row, name) for name in names] for row in self.results]
        return html_table(self.header, "", names, rows)


def html_table(
    header: Header, said: str, names: Sequence[str], rows: Iterable[Sequence[str]]
) -> str:
    """Return an answer as a table for a notebook: what was asked, and what is said of it, above."""

    def line(cells: Sequence[str], tag: str) -> str:
        inside = "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells)
        return f"<tr>{inside}</tr>"

    asked = f"{header.company}, {header.as_of}, recipe {header.recipe.short}"
    caption = html.escape(f"{asked}: {said}" if said else asked)
    body = "".join(line(row, "td") for row in rows)
    return f"<table><caption>{caption}</caption>{line(names, 'th')}{body}</table>"


_COUNTS = ("families", "cleared", "exposed", "pending", "pending_exposed", "groups", "estimated")


def _flat(row: MarketResult) -> dict[str, Any]:
    return {
        "product": row.product,
        "market": row.market,
        "status": row.status,
        "enforcers": list(row.enforcers),
        **{name: getattr(row, name) for name in _COUNTS},
        "share": row.share,
        "standards_without_record": list(row.standards_without_record),
    }


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    return pa.schema(
        [
            ("product", text),
            ("market", text),
            ("status", text),
            ("enforcers", texts),
            *((name, pa.int64()) for name in _COUNTS),
            ("share", pa.float64()),
            ("standards_without_record", texts),
        ]
    )


def _shown(row: MarketResult, name: str) -> str:
    value = getattr(row, name)
    if name == "share":
        return "–" if value is None else f"{value:.1%}"
    return str(value)
