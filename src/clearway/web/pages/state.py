"""What a case page shows, as it stands in the address: a link reproduces the view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from clearway.errors import UsageError

if TYPE_CHECKING:
    from django.http import QueryDict

    from clearway.case import Case


@dataclass(frozen=True)
class State:
    """One view of a case.

    Attributes:
        product: name; None for the one that most families touch.
        market: ISO code; None for the one with most families exposed.
        as_of: day of the answer; None for the case's.
        known_at: day of knowledge; None for the case's.
        against: deals, or a bundle, set before against after; may be empty.
        without: deals switched off.
        extra: deals switched on whatever their status.
    """

    product: str | None = None
    market: str | None = None
    as_of: date | None = None
    known_at: date | None = None
    against: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def question(self) -> dict[str, Any]:
        """The options of the question, as `ask` takes them."""
        return {
            "as_of": self.as_of,
            "known_at": self.known_at,
            "with_deals": self.extra,
            "without_deals": self.without,
        }

    def address(self, **changes: Any) -> str:
        """Return the query of this view with some parts changed."""
        now = replace(self, **changes)
        pairs = [
            ("product", now.product), ("market", now.market), ("as_of", now.as_of),
            ("known_at", now.known_at), *(("against", d) for d in now.against),
            *(("without", d) for d in now.without), *(("with", d) for d in now.extra),
        ]  # fmt: skip
        return urlencode([(name, str(value)) for name, value in pairs if value])


def state_of(query: QueryDict, case: Case) -> State:
    """Read a view from an address.

    Raises:
        UsageError: a date is none, or a product or deal is not the case's.
    """
    deals = {deal.id for deal in (*case.deals, *case.candidates)}
    bundles = {deal.bundle for deal in case.deals if deal.bundle}
    product = query.get("product") or None
    if product and product not in {p.name for p in case.products}:
        raise UsageError(f"the case lists no product {product!r}")
    return State(
        product=product,
        market=(query.get("market") or "").upper() or None,
        as_of=_day(query.get("as_of")),
        known_at=_day(query.get("known_at")),
        against=_known(query.getlist("against"), deals | bundles),
        without=_known(query.getlist("without"), deals),
        extra=_known(query.getlist("with"), deals),
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date; write it as 2017-07-05") from None


def _known(names: list[str], known: set[str]) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            raise UsageError(f"the case has no deal {name!r}")
    return tuple(dict.fromkeys(names))
