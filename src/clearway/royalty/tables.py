"""The burden as flat rows: by market, by market and holder, by market and deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.errors import UsageError
from clearway.royalty.results import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from clearway.royalty.results import MarketBurden, Owed, Royalty

Row = dict[str, Any]


def arrow_table(answer: Royalty, by: str) -> pa.Table:
    """Return an Arrow table of the answer with its recipe.

    Args:
        answer: of `burden`.
        by: `market`, `holder` or `deal`.

    Raises:
        UsageError: for another word.
    """
    import pyarrow as pa

    if by not in _ROWS:
        raise UsageError(f"a burden comes by {', '.join(_ROWS)}, not by {by!r}")
    rows = [row for market in answer for row in _ROWS[by](market)]
    return answer.header.recipe.stamp(pa.Table.from_pylist(rows, schema=_schema(by)))


def _market_rows(row: MarketBurden) -> Iterator[Row]:
    yield {
        **_place(row),
        "status": row.status,
        **_flat(row.owed),
        **_flat(row.before, "before_"),
        "unknown": list(row.unknown),
    }


def _holder_rows(row: MarketBurden) -> Iterator[Row]:
    for held in row.holders:
        yield {
            **_place(row),
            "holder": held.holder,
            "exposed": float(sum(held.exposed.values())),
            **_flat(held.owed),
            **_flat(held.before, "before_"),
        }


def _deal_rows(row: MarketBurden) -> Iterator[Row]:
    for step in row.steps:
        yield {
            **_place(row),
            "deal": step.deal,
            **_flat(step.owed),
            "cost": step.cost.amount if step.cost else None,
            "cost_currency": step.cost.currency if step.cost else None,
        }


_ROWS = {"market": _market_rows, "holder": _holder_rows, "deal": _deal_rows}


def _place(row: MarketBurden) -> Row:
    return {"product": row.product, "market": row.market, "currency": row.currency}


def _flat(owed: Owed | None, prefix: str = "") -> Row:
    ranges = {name: getattr(owed, name) if owed else None for name in MEASURES}
    return {
        f"{prefix}{name}_{end}": float(getattr(each, end)) if each else None
        for name, each in ranges.items()
        for end in ("low", "high")
    }


def _schema(by: str) -> pa.Schema:
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    owed = [(f"{name}_{end}", number) for name in MEASURES for end in ("low", "high")]
    before = [(f"before_{name}", kind) for name, kind in owed]
    own: dict[str, Iterable[tuple[str, pa.DataType]]] = {
        "market": [("status", text), *owed, *before, ("unknown", pa.list_(text))],
        "holder": [("holder", text), ("exposed", number), *owed, *before],
        "deal": [("deal", text), *owed, ("cost", number), ("cost_currency", text)],
    }
    return pa.schema([("product", text), ("market", text), ("currency", text), *own[by]])
