"""Sightings beside clearance on their day, and the forecasts that they resolve."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.case import Companies, date_text
from clearway.clearance.question import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from clearway.app import Desk
    from clearway.case import Case, Forecast, Sighting
    from clearway.clearance.results import Header, MarketResult

OFFICIAL = ("launch", "operator")
"""Channels that show that the maker sells in a market."""
_WIDER: Mapping[str, tuple[str, ...]] = {"phone": ("phone", "smartphone", "feature-phone")}
"""What a category holds beside itself."""


@dataclass(frozen=True)
class Seen:
    """A sighting and the clearance of its product in its market on its day, as known then.

    Attributes:
        label: its id, else its place among the sightings, as `#3`.
        category: of the product; None when neither the case nor the sighting tells it.
        result: None when the case does not list the product.
    """

    label: str
    sighting: Sighting
    category: str | None
    result: MarketResult | None

    @property
    def is_sold_exposed(self) -> bool | None:
        """Whether it was verified on sale while families were exposed; None where not known."""
        if self.sighting.state != "verified" or self.result is None:
            return None
        if self.result.status == "unknown":
            return None
        return self.result.exposed > 0

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        seen, row = self.sighting, self.result
        return {
            "label": self.label,
            "on": date_text(seen.on),
            "product": seen.product,
            "category": self.category,
            "market": seen.market,
            "channel": seen.channel,
            "place": seen.place_name,
            "seller": seen.seller,
            "by": seen.by,
            "picture": seen.picture,
            "state": seen.state,
            "reason": seen.reason,
            "duplicate_of": seen.duplicate_of,
            "sources": list(seen.sources),
            "status": row.status if row else None,
            "families": row.families if row else None,
            "cleared": row.cleared if row else None,
            "exposed": row.exposed if row else None,
            "enforcers": list(row.enforcers) if row else [],
            "is_sold_exposed": self.is_sold_exposed,
        }


@dataclass(frozen=True)
class Sightings:
    """All sightings of a case in the order of their days.

    Attributes:
        header: of the first answer, without its day; each row has its own. None without any.
    """

    header: Header | None
    rows: tuple[Seen, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the sightings as the command line prints them in JSON."""
        return {**without_days(self.header), "sightings": [row.to_dict() for row in self.rows]}

    def to_arrow(self) -> Any:
        """Return one Arrow row per sighting."""
        import pyarrow as pa

        table = pa.Table.from_pylist([row.to_dict() for row in self.rows])
        return self.header.recipe.stamp(table) if self.header else table


def without_days(header: Header | None) -> dict[str, Any]:
    """Return what an answer states about itself, where each row has a day of its own."""
    told = header.to_dict() if header else {}
    return {key: value for key, value in told.items() if key not in ("as_of", "known_at")}


def category_of(case: Case, sighting: Sighting) -> str | None:
    """Return the category of what was seen, or None."""
    known = {product.name: product.category for product in case.products}
    return known.get(sighting.product) or sighting.category


def is_within(category: str | None, wanted: str | None) -> bool:
    """Say whether a product of a category is what a forecast is about; an accessory is no phone."""
    return wanted is None or category in _WIDER.get(wanted, (wanted,))


def resolves(case: Case, sighting: Sighting, forecast: Forecast) -> str | None:
    """Return `yes` or `no` when a sighting resolves a forecast, else None.

    Only what is verified and sold through an official channel does, in the forecast's market and
    time, of its company and category.
    """
    answers = {"launch": "yes", "no-launch": "no"}
    is_it = (
        sighting.state == "verified"
        and sighting.channel in OFFICIAL
        and sighting.market == forecast.market
        and forecast.opens <= sighting.on <= forecast.deadline
        and is_within(category_of(case, sighting), forecast.category)
        and _maker(case, sighting) == Companies(case).company_of(forecast.company or case.company)
    )
    return answers.get(forecast.event) if is_it else None


def _maker(case: Case, sighting: Sighting) -> str:
    """Return who makes what was seen; of what the case does not list, the case's company."""
    made = {product.name: product.company for product in case.products}
    return Companies(case).company_of(made.get(sighting.product) or case.company)


def unanswered(case: Case) -> Sightings:
    """Return every sighting by itself: it needs no record."""
    rows = (
        Seen(sighting.id or f"#{n}", sighting, category_of(case, sighting), None)
        for n, sighting in enumerate(case.sightings, 1)
    )
    return Sightings(None, tuple(rows))


def seen(case: Case, desk: Desk, tell: Callable[[str], None] = lambda _: None) -> Sightings:
    """Put every sighting beside clearance on its day, as known on that day.

    Args:
        case: with its sightings.
        desk: the record.
        tell: takes progress, a line for each day.
    """
    numbered = [(s.id or f"#{n}", s) for n, s in enumerate(case.sightings, 1)]
    days: dict[date, list[Sighting]] = defaultdict(list)
    listed = {product.name for product in case.products}
    for sighting in case.sightings:
        if sighting.product in listed:
            days[sighting.on].append(sighting)
    found: dict[tuple[date, str, str], MarketResult] = {}
    header: Header | None = None
    for day in sorted(days):
        tell(f"{date_text(day)} ...")
        names = sorted({sighting.product for sighting in days[day]})
        markets = sorted({sighting.market for sighting in days[day]})
        question = ask(case, products=names, markets=markets, as_of=day, known_at=day)
        answer = desk.clear(case, question)
        header = header or answer.header.of_answer("sightings")
        found |= {(day, row.product, row.market): row for row in answer}
    rows = [
        Seen(label, s, category_of(case, s), found.get((s.on, s.product, s.market)))
        for label, s in numbered
    ]
    return Sightings(header, tuple(sorted(rows, key=lambda row: row.sighting.on)))
