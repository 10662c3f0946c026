"""What a comparison of arsenals gives, as frozen data that turns into plain data and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from clearway.clearance.results import Header

COUNTED, UNDETERRED, UNKNOWN = "counted", "undeterred", "unknown"
"""States of an exposure: a count; nothing to assert against; the case does not say."""


@dataclass(frozen=True)
class Count:
    """Families in force that touch the products, and how many of them nothing clears.

    Attributes:
        in_force: families with a right of the owner's group in force there that touch a product.
        uncleared: those of them that nothing clears, judged on the owner's rights alone.
    """

    in_force: int
    uncleared: int


@dataclass(frozen=True)
class Exposure:
    """What the rights of one group could be asserted on against the products of another.

    Attributes:
        owner: whose rights; the ultimate parent on the day.
        against: whose products; the ultimate parent on the day.
        market: ISO 3166-1 alpha-2.
        state: `counted`, `undeterred` (the other sells nothing) or `unknown`.
        why: why there is no count; empty when there is one.
        products: names of the products counted.
        now: the count; None unless `counted`.
        before: without the deals compared; None too when none are.
        undeclared: rights of the owner in force there that were declared to no standard, as far as
            they are on record; None when none is, which proves nothing.
        undeclared_before: without the deals compared.
    """

    owner: str
    against: str
    market: str
    state: str
    why: str
    products: tuple[str, ...]
    now: Count | None
    before: Count | None
    undeclared: int | None
    undeclared_before: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {**asdict(self), "products": list(self.products)}


@dataclass(frozen=True)
class SoldProduct:
    """A product that counts, and by what it counts as sold.

    `sold` is `launched` (where and when the case says), `anywhere` (the case names no launch) or
    `asked` (of the company asked about, whose way into each market is the question).
    """

    product: str
    holder: str
    seller: str
    sold: str


@dataclass(frozen=True)
class MutualExposure:
    """What each of some companies could assert against each other one; iterates over its rows.

    Attributes:
        header: case, day, record and deals that it rests on.
        companies: the groups compared, the one asked about first when it is among them.
        markets: the markets with a row.
        deals: the deals compared with and without; empty when the answer is of one view.
        bundle: their bundle, when they were named by it.
        products: the products that count.
        unidentified: purchases without a list as (deal, buyer, count): they arm nobody here.
        results: one row per owner, other company and market.
    """

    header: Header
    companies: tuple[str, ...]
    markets: tuple[str, ...]
    deals: tuple[str, ...]
    bundle: str | None
    products: tuple[SoldProduct, ...]
    unidentified: tuple[tuple[str, str, int | None], ...]
    results: tuple[Exposure, ...]

    def __iter__(self) -> Iterator[Exposure]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def at(self, owner: str, against: str, market: str) -> Exposure:
        """Return the row of two groups in a market; KeyError when there is none."""
        for row in self.results:
            if (row.owner, row.against, row.market) == (owner, against, market):
                return row
        raise KeyError((owner, against, market))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "companies": list(self.companies),
            "markets": list(self.markets),
            "deals": list(self.deals),
            "bundle": self.bundle,
            "products": [asdict(product) for product in self.products],
            "unidentified_purchases": [
                {"deal": deal, "buyer": buyer, "count": count}
                for deal, buyer, count in self.unidentified
            ],
            "results": [row.to_dict() for row in self.results],
        }

    def to_arrow(self) -> pa.Table:
        """Return one Arrow row per owner, other company and market; with the recipe."""
        import pyarrow as pa

        rows = pa.Table.from_pylist([_flat(row) for row in self.results], schema=_schema())
        return self.header.recipe.stamp(rows)


def _flat(row: Exposure) -> dict[str, Any]:
    counts = {"": row.now, "_before": row.before}
    return {
        **row.to_dict(),
        **{
            f"{name}{when}": getattr(count, name, None)
            for when, count in counts.items()
            for name in ("in_force", "uncleared")
        },
    }


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    return pa.schema(
        [
            *((name, text) for name in ("owner", "against", "market", "state", "why")),
            ("products", pa.list_(text)),
            *(
                (f"{name}{when}", number)
                for when in ("", "_before")
                for name in ("in_force", "uncleared", "undeclared")
            ),
        ]
    )
