"""What is unknown, and how the answer would read either way, as frozen data and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from clearway.clearance.results import Header


@dataclass(frozen=True)
class Outcome:
    """The answer of one market when an unknown turns out one way; counts are families.

    Attributes:
        found: what turns out, in words.
        is_assumed: whether the answer rests on it today.
    """

    found: str
    families: int
    cleared: int
    status: str
    is_assumed: bool

    @property
    def share(self) -> float | None:
        """Cleared of all families in force, unrounded; None when there are none."""
        return self.cleared / self.families if self.families else None

    @property
    def covered(self) -> float:
        """The share, where nothing in force counts as wholly cleared: nothing stands in the way."""
        return self.cleared / self.families if self.families else 1.0

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as plain data."""
        told = asdict(self)
        return {**told, "exposed": self.families - self.cleared, "share": self.share}


@dataclass(frozen=True)
class Unknown:
    """One thing to find out for one product and market.

    Attributes:
        kind: `force`, `owner`, `essentiality` or `deal`.
        topic: what of it: see the page on unknowns.
        subject: the holder, deal or component that it is about.
        check: what to do to find out, in words.
        entries: register numbers of rights, or ids of families, to look up; none for a deal.
        families: how many families are in force, cleared or exposed by what is found.
        outcomes: the answer each way; at least two.
    """

    kind: str
    topic: str
    product: str
    market: str
    subject: str
    check: str
    entries: tuple[str, ...]
    families: int
    outcomes: tuple[Outcome, ...]

    @property
    def worst(self) -> Outcome:
        """The outcome that leaves the smallest share cleared, the first of several."""
        return min(self.outcomes, key=lambda outcome: outcome.covered)

    @property
    def best(self) -> Outcome:
        """The outcome that leaves the largest share cleared, the first of several."""
        return max(self.outcomes, key=lambda outcome: outcome.covered)

    @property
    def change(self) -> float:
        """By how much the share could change, 0 to 1."""
        return self.best.covered - self.worst.covered

    @property
    def flips(self) -> bool:
        """Whether the market's status hangs on it."""
        return len({outcome.status for outcome in self.outcomes}) > 1

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "kind": self.kind,
            "topic": self.topic,
            "product": self.product,
            "market": self.market,
            "subject": self.subject,
            "check": self.check,
            "families": self.families,
            "change": self.change,
            "flips": self.flips,
            "worst": self.worst.to_dict(),
            "best": self.best.to_dict(),
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
            "entries": list(self.entries),
        }


def rank(rows: list[Unknown]) -> list[Unknown]:
    """Put what could change the answer most first: share, status, families, then names."""
    return sorted(
        rows,
        key=lambda row: (
            -row.change, not row.flips, -row.families, row.subject, row.kind, row.topic,
            row.product, row.market, row.check,
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Unknowns:
    """What to find out first; iterates over the unknowns, the one that matters most first.

    Attributes:
        today: (product, market, the answer as it stands) for each product and market asked.
        found: how many unknowns there are, of which `results` may be the first.
    """

    header: Header
    today: tuple[tuple[str, str, Outcome], ...]
    found: int
    results: tuple[Unknown, ...]

    def __iter__(self) -> Iterator[Unknown]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "today": [
                {
                    "product": product, "market": market, "status": outcome.status,
                    "families": outcome.families, "cleared": outcome.cleared,
                    "exposed": outcome.families - outcome.cleared, "share": outcome.share,
                }
                for product, market, outcome in self.today
            ],
            "found": self.found,
            "results": [row.to_dict() for row in self.results],
        }  # fmt: skip

    def to_arrow(self) -> pa.Table:
        """Return one Arrow row per unknown, its entries counted; with the recipe."""
        import pyarrow as pa

        rows = pa.Table.from_pylist([_flat(row) for row in self.results], schema=_schema())
        return self.header.recipe.stamp(rows)


_OF_ROW = ("kind", "topic", "product", "market", "subject", "check")
_OF_OUTCOME = ("found", "status")


def _flat(row: Unknown) -> dict[str, Any]:
    sides = {"worst": row.worst.to_dict(), "best": row.best.to_dict()}
    return {
        **{name: getattr(row, name) for name in _OF_ROW},
        "entries": len(row.entries),
        "families": row.families,
        "change": row.change,
        "flips": row.flips,
        **{
            f"{side}_{name}": told[name]
            for side, told in sides.items()
            for name in (*_OF_OUTCOME, "families", "cleared", "exposed", "share")
        },
    }


def _schema() -> pa.Schema:
    import pyarrow as pa

    count, real = pa.int64(), pa.float64()
    sides = [
        (f"{side}_{name}", kind)
        for side in ("worst", "best")
        for name, kind in (
            *((name, pa.string()) for name in _OF_OUTCOME),
            ("families", count), ("cleared", count), ("exposed", count), ("share", real),
        )
    ]  # fmt: skip
    return pa.schema(
        [
            *((name, pa.string()) for name in _OF_ROW),
            ("entries", count),
            ("families", count),
            ("change", real),
            ("flips", pa.bool_()),
            *sides,
        ]
    )
