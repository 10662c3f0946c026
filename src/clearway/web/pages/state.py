"""What a case page shows, as it stands in the address: a link reproduces the view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import QueryDict

    from clearway.case import Case, Deal


TABS = ("", "table", "time", "holders", "sources", "download")
"""The ways to show a view; the first is the map."""


@dataclass(frozen=True)
class State:
    """One view of a case.

    Attributes:
        product: name; None for the one that most families touch.
        market: ISO code; None for the one with most families exposed.
        as_of: day of the answer; None for the case's.
        known_at: day of knowledge; None for the case's.
        against: deals, or a bundle, set before against after; may be empty.
        about: what is set so where the address says nothing of it.
        without: deals switched off.
        extra: deals switched on whatever their status.
        tab: how it is shown; empty is the map.
    """

    product: str | None = None
    market: str | None = None
    as_of: date | None = None
    known_at: date | None = None
    against: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    tab: str = ""

    @property
    def question(self) -> dict[str, Any]:
        """The options of the question, as `ask` takes them."""
        return {
            "as_of": self.as_of,
            "known_at": self.known_at,
            "with_deals": self.extra,
            "without_deals": self.without,
        }

    def toggled(self, deal: Deal, statuses: Collection[str]) -> State:
        """Return the view with one deal switched: off if it counts, else on.

        Args:
            deal: of the case.
            statuses: of the deals that count unless they are switched off.
        """
        without = tuple(name for name in self.without if name != deal.id)
        extra = tuple(name for name in self.extra if name != deal.id)
        if self.counts(deal, statuses):
            by_itself = deal.status in statuses
            return replace(self, without=(*without, deal.id) if by_itself else without, extra=extra)
        by_itself = deal.status in statuses
        return replace(self, without=without, extra=extra if by_itself else (*extra, deal.id))

    def counts(self, deal: Deal, statuses: Collection[str]) -> bool:
        """Say whether a deal is switched on; whether it was known on the day is another matter."""
        return deal.id not in self.without and (deal.status in statuses or deal.id in self.extra)

    def address(self, **changes: Any) -> str:
        """Return the query of this view with some parts changed."""
        now = replace(self, **changes)
        pairs = [
            ("product", now.product), ("market", now.market), ("as_of", now.as_of),
            ("known_at", now.known_at),
            *((("against", d) for d in now.against) if now.against != now.about else ()),
            *(("without", d) for d in now.without), *(("with", d) for d in now.extra),
            ("tab", now.tab),
        ]  # fmt: skip
        said = [(name, str(value)) for name, value in pairs if value]
        if now.about and not now.against:
            said.append(("against", ""))
        return urlencode(said)


def state_of(query: QueryDict, case: Case) -> State:
    """Read a view from an address.

    Raises:
        UsageError: a date is none, or a product or deal is not the case's.
    """
    deals = {deal.id for deal in (*case.deals, *case.candidates)}
    about = (case.about,) if case.about else ()
    product = query.get("product") or None
    if product and product not in {p.name for p in case.products}:
        raise UsageError(f"the case lists no product {product!r}")
    return State(
        product=product,
        market=(query.get("market") or "").upper() or None,
        as_of=day_in(query.get("as_of")),
        known_at=day_in(query.get("known_at")),
        against=_known(query.getlist("against"), deals | {*case.bundles})
        if "against" in query
        else about,
        about=about,
        without=_known(query.getlist("without"), deals),
        extra=_known(query.getlist("with"), deals),
        tab=tab if (tab := query.get("tab", "")) in TABS else "",
    )


def day_in(text: str | None) -> date | None:
    """Read a day of an address; None where it has none.

    Raises:
        UsageError: it is no date.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date; write it as 2017-07-05") from None


def _known(names: list[str], known: set[str]) -> tuple[str, ...]:
    """Return the names once each; an empty one is a form's way of saying none."""
    named = tuple(dict.fromkeys(name for name in names if name))
    for name in named:
        if name not in known:
            raise UsageError(f"the case has no deal {name!r}")
    return named
