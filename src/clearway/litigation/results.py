"""What a survey of suits gives, as frozen data that turns into plain data and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import pyarrow as pa

    from clearway.clearance.results import Header
    from clearway.litigation.rates import Estimate, Prior


@dataclass(frozen=True)
class Suit:
    """One suit filed in the window, in a market asked for, over standards of the products.

    Attributes:
        filed_on: a suit dated by its month or year stands at the last day of it.
        plaintiffs: by the names that answers give them, not by group; so are `defendants`.
        standards: as the source gives them; empty when it does not say.
        touches: `standards` (a standard of a product is among them), `patents` (its patents were
            declared to one) or `unsaid` (its patents are said to be declared, not to what).
        counts: whether it counts in the rates: a stop is asked for over declared rights.
        reference: where it is reported; None when the record does not say.
        origin: `record` or `case`.
    """

    suit_id: str
    market: str
    court: str | None
    filed_on: date
    closed_on: date | None
    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]
    action: str
    basis: str
    standards: tuple[str, ...]
    touches: str
    outcome: str | None
    counts: bool
    reference: str | None
    origin: str

    def to_dict(self) -> dict[str, Any]:
        """Return the suit as plain data; dates ISO."""
        return {
            **asdict(self),
            "filed_on": self.filed_on.isoformat(),
            "closed_on": self.closed_on.isoformat() if self.closed_on else None,
            **{name: list(getattr(self, name)) for name in _LISTS},
        }


_LISTS = ("plaintiffs", "defendants", "standards")


@dataclass(frozen=True)
class Rate:
    """How often a holder sues in a market over declared rights, whomever.

    Attributes:
        suits: filed in the window; None where no source speaks of suits there.
        makers: how many groups it sued there.
        years: of exposure: the window, less the time in which a license or settlement with a maker
            kept it from suing, averaged over the makers; None as `suits`, and so are the rest.
        raw: suits a year of exposure.
        estimate: the rate drawn towards all others; None too when the record has no suit at all.
        is_exposed: whether it holds an uncleared family there that touches a product.
        cleared_by: deals that license the company asked about on the day, by which its own
            exposure has ended.
    """

    holder: str
    market: str
    suits: int | None
    makers: int | None
    years: float | None
    raw: float | None
    estimate: Estimate | None
    is_exposed: bool
    cleared_by: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {**asdict(self), "cleared_by": list(self.cleared_by)}


@dataclass(frozen=True)
class Venue:
    """What is known of the courts of a market.

    Attributes:
        has_source: whether record or case has a source on suits there; without one, nothing found
            proves nothing.
        listed: suits listed of it.
        other_suits: further suits in the window that no source ties to a standard.
        note: the case's word on its injunctions, with the publisher and address of the source.
    """

    market: str
    has_source: bool
    listed: int
    other_suits: int
    note: str | None
    publisher: str | None
    url: str | None


@dataclass(frozen=True)
class Litigation:
    """Who sues where and how often; iterates over the rates.

    Attributes:
        from_on: first day of the window.
        to_on: the day after its last, the day of the answer.
        makers: groups that were sued over declared rights in the window, and the one that asks:
            those that could have been sued.
        prior: to which rates are drawn; None without any suit.
        venues: one row per market asked for.
        rates: by market, then most suits first.
        suits: by market, then filing.
    """

    header: Header
    from_on: date
    to_on: date
    makers: tuple[str, ...]
    prior: Prior | None
    venues: tuple[Venue, ...]
    rates: tuple[Rate, ...]
    suits: tuple[Suit, ...]

    def __iter__(self) -> Iterator[Rate]:
        return iter(self.rates)

    def __len__(self) -> int:
        return len(self.rates)

    def at(self, holder: str, market: str) -> Rate:
        """Return the row of a holder in a market; KeyError when there is none."""
        for row in self.rates:
            if (row.holder, row.market) == (holder, market):
                return row
        raise KeyError((holder, market))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        prior = {**asdict(self.prior), "mean": self.prior.mean} if self.prior else None
        return {
            **self.header.to_dict(),
            "window": {"from": self.from_on.isoformat(), "to": self.to_on.isoformat()},
            "makers": list(self.makers),
            "prior": prior,
            "venues": [asdict(venue) for venue in self.venues],
            "rates": [row.to_dict() for row in self.rates],
            "suits": [suit.to_dict() for suit in self.suits],
        }

    def to_arrow(self) -> pa.Table:
        """Return one Arrow row per holder and market; with the recipe."""
        import pyarrow as pa

        rows = pa.Table.from_pylist([_flat(row) for row in self.rates], schema=_schema())
        return self.header.recipe.stamp(rows)


def _flat(row: Rate) -> dict[str, Any]:
    estimate = row.estimate
    return {
        **row.to_dict(),
        "rate": estimate.mean if estimate else None,
        "low": estimate.low if estimate else None,
        "high": estimate.high if estimate else None,
    }


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, real = pa.string(), pa.float64()
    return pa.schema(
        [
            ("holder", text),
            ("market", text),
            ("suits", pa.int64()),
            ("makers", pa.int64()),
            *((name, real) for name in ("years", "raw", "rate", "low", "high")),
            ("is_exposed", pa.bool_()),
            ("cleared_by", pa.list_(text)),
        ]
    )
