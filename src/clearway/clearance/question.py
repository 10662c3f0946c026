"""What is asked: whose products, in which markets, on which day, known when, with which deals."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearway.clearance.groups import MAX
from clearway.errors import CaseError, UsageError
from clearway.model.territory import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.case import Case, Deal, Product


@dataclass(frozen=True)
class Question:
    """One question to the engine.

    Attributes:
        company: as spelled; the case's by default.
        as_of: the day of the answer.
        known_at: only what was public on that day counts; None: all that is on record.
        products: the products asked for, sorted by name.
        markets: the markets asked for; None: the case's, else every one with a relevant right.
        deals: the deals that count, sorted by (effective, id).
        with_deals: deals that count whatever their status.
        without_deals: deals left out.
        essentiality: `declared`, `assessed` or `agreed`, see `Policy`.
    """

    company: str
    as_of: date
    known_at: date | None
    products: tuple[Product, ...]
    markets: tuple[str, ...] | None
    deals: tuple[Deal, ...]
    with_deals: tuple[str, ...] = ()
    without_deals: tuple[str, ...] = ()
    statuses: tuple[str, ...] = field(default=())
    essentiality: str = "declared"

    @property
    def horizon(self) -> date:
        """The last day whose facts count: `known_at`, or the end of time."""
        return self.known_at or MAX


def ask(  # noqa: PLR0913 - the options of a question
    case: Case,
    *,
    company: str | None = None,
    as_of: date | None = None,
    known_at: date | None = None,
    products: Sequence[str] = (),
    markets: Sequence[str] = (),
    with_deals: Sequence[str] = (),
    without_deals: Sequence[str] = (),
    essentiality: str | None = None,
) -> Question:
    """Fill a question from the case: what is not given is the case's own.

    Raises:
        UsageError: for a product, market or deal that is not known.
        CaseError: when neither case nor call gives a date, or the case lists no product.
    """
    day = as_of or case.as_of
    if day is None:
        raise CaseError(
            f"{case.path or case.id}: [case] has no as_of; add one or give --as-of DATE"
        )
    horizon = known_at or case.known_at
    for deal_id in (*with_deals, *without_deals):
        _known(deal_id, [d.id for d in (*case.deals, *case.candidates)], "deal")
    return Question(
        company=company or case.company,
        as_of=day,
        known_at=horizon,
        products=_products(case, company or case.company, products),
        markets=_markets(markets),
        deals=_counting(case, horizon or MAX, set(with_deals), set(without_deals)),
        with_deals=tuple(sorted(set(with_deals))),
        without_deals=tuple(sorted(set(without_deals))),
        statuses=case.policy.statuses,
        essentiality=essentiality or case.policy.essentiality,
    )


def _known(word: str, known: Iterable[str], what: str) -> None:
    words = sorted(known)
    if word not in words:
        near = difflib.get_close_matches(word, words, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(words) or 'none'}"
        raise UsageError(f"unknown {what} {word!r}; {hint}")


def _products(case: Case, company: str, names: Sequence[str]) -> tuple[Product, ...]:
    """Those named, else the company's; of one that lists none, the case's stand for its own."""
    for name in names:
        _known(name, [p.name for p in case.products], "product")
    own = case.products_of(company) or case.products_of(case.company)
    chosen = [p for p in case.products if p.name in names] if names else own
    if not chosen:
        raise CaseError(f"{case.path or case.id}: the case lists no product; add a [[product]]")
    return tuple(sorted(chosen, key=lambda p: p.name))


def _markets(codes: Sequence[str]) -> tuple[str, ...] | None:
    markets = {code.upper() for code in codes}
    for code in sorted(markets):
        if code not in COUNTRIES:
            raise UsageError(f"unknown market {code!r}: use ISO 3166-1 codes such as DE or US")
    return tuple(sorted(markets)) or None


def _counting(
    case: Case, horizon: date, with_deals: set[str], without_deals: set[str]
) -> tuple[Deal, ...]:
    """The deals that count: by status or by name, less those left out, known on the day."""
    published = {s.id: s.published for s in case.sources if s.published is not None}
    deals = [
        deal
        for deal in (*case.deals, *(c for c in case.candidates if c.id in with_deals))
        if (deal.status in case.policy.statuses or deal.id in with_deals)
        and deal.id not in without_deals
        and (deal.status == "hypothetical" or _known_on(deal, published) <= horizon)
    ]
    return tuple(sorted(deals, key=lambda d: (d.effective, d.id)))


def _known_on(deal: Deal, published: dict[str, date]) -> date:
    """Section 7: a deal is known by its earliest dated source, else when it takes effect."""
    dated = [published[source] for source in deal.sources if source in published]
    return min(dated, default=deal.effective)
