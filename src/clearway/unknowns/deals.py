"""What hangs on the terms of deals that no source tells: the engine asked again, term by term."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clearway.case import Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from clearway.case import Case, Component, Deal, Product
    from clearway.clearance.question import Question
    from clearway.clearance.setting import Setting

TOLD = ("reported", "rumored")
"""Statuses of deals that nobody who signed has confirmed."""


@dataclass(frozen=True)
class Ask:
    """A question put to the engine: with another case where the question alone cannot say it."""

    case: Case
    question: Question


@dataclass(frozen=True)
class WhatIf:
    """One thing unsaid of a deal or component, and the ways it could be.

    Attributes:
        today: in words, the way that the answer takes.
        ways: the others, in words, and what to ask.
        product: only of this product; None is all.
        market: only in this market; None is all.
    """

    topic: str
    subject: str
    check: str
    today: str
    ways: tuple[tuple[str, Ask], ...]
    product: str | None = None
    market: str | None = None


class Deals:
    """The what-ifs of one question.

    Args:
        setting: the question, names resolved.
        markets: asked for.
        exposed: market and holder -> families that its rights alone expose there, sorted.
        holders: market -> holders with an exposed family there, sorted.
    """

    def __init__(
        self,
        setting: Setting,
        markets: Sequence[str],
        exposed: Callable[[str, str], Sequence[str]],
        holders: Callable[[str], Sequence[str]],
    ) -> None:
        self._setting, self._markets = setting, markets
        self._exposed, self._holders = exposed, holders

    def what_ifs(self) -> Iterator[WhatIf]:
        """Yield everything unsaid that could matter on the day."""
        day = self._setting.question.as_of
        for deal in self._setting.question.deals:
            if deal.effective > day or (deal.ends is not None and deal.ends <= day):
                continue
            yield from self._status(deal)
            if deal.kind == "purchase":
                yield from self._list(deal)
            else:
                yield from self._terms(deal)
        yield from self._uncounted()
        for product in self._setting.question.products:
            yield from self._components(product)

    def _status(self, deal: Deal) -> Iterator[WhatIf]:
        if deal.status in TOLD:
            yield WhatIf(
                "status", deal.id, f"{deal.id} is only {deal.status}: ask for a confirmation",
                "it is so", (("it is not so", self._without(deal)),),
            )  # fmt: skip

    def _uncounted(self) -> Iterator[WhatIf]:
        question = self._setting.question
        counted = {deal.id for deal in question.deals} | set(question.without_deals)
        for deal in self._setting.case.deals:
            if deal.status in TOLD and deal.id not in counted and deal.effective <= question.as_of:
                deals = sorted((*question.deals, deal), key=lambda d: (d.effective, d.id))
                yield WhatIf(
                    "status", deal.id, f"{deal.id} is {deal.status} and does not count: is it so?",
                    "it is not so", (("it is so", self._asked(deals)),),
                )  # fmt: skip

    def _terms(self, deal: Deal) -> Iterator[WhatIf]:
        name = deal.id
        if deal.ends is None and _is_unsaid(deal, "ends"):
            yield WhatIf(
                "ends", name, f"{name}: ask for the end of the term",
                "it runs", (("it has ended", self._without(deal)),),
            )  # fmt: skip
        if deal.include is None and not deal.exclude and _is_unsaid(deal, "territory"):
            for market in self._markets:
                yield WhatIf(
                    "territory", name, f"{name}: does its territory hold {market}?",
                    f"{market} is within",
                    ((f"{market} is without", self._with(deal, exclude=(market,))),),
                    market=market,
                )  # fmt: skip
        if deal.standards is None and _is_unsaid(deal, "standards"):
            yield from self._standards(deal)
        if not deal.exhausts and _is_unsaid(deal, "exhausts") and self._reaches_a_supplier(deal):
            yield WhatIf(
                "exhausts", name,
                f"{name}: do its rights go with the parts that the licensee sells?",
                "they do not", (("they do", self._with(deal, exhausts=True)),),
            )  # fmt: skip
        yield from self._members(deal)

    def _standards(self, deal: Deal) -> Iterator[WhatIf]:
        for product in self._setting.question.products:
            named = product.standards if len(product.standards) > 1 else ()
            ways = [
                (f"only {standard}", self._with(deal, standards=(standard,))) for standard in named
            ] or [("not its standard", self._without(deal))]
            yield WhatIf(
                "standards", deal.id, f"{deal.id}: which standards does it cover?",
                "all standards", tuple(ways), product=product.name,
            )  # fmt: skip

    def _reaches_a_supplier(self, deal: Deal) -> bool:
        setting = self._setting
        if deal.kind == "standstill":
            return False
        day = setting.question.as_of
        suppliers = {
            setting.groups.holder(supplier, day)
            for product in setting.question.products
            for _, supplier, _ in setting.components(product)
        }
        licensed = {
            setting.groups.holder(setting.companies.named_in_case(name, deal.place), day)
            for name in (*deal.grantees, *deal.parties)
        }
        return bool(suppliers & licensed)

    def _list(self, deal: Deal) -> Iterator[WhatIf]:
        """A purchase without a list: at most, it holds what of the seller's is exposed."""
        if deal.families is not None or deal.rights is not None:
            return
        setting = self._setting
        seller = setting.groups.holder(
            setting.companies.named_in_case(deal.seller or "", deal.place), setting.question.as_of
        )
        for market in self._markets:
            families = tuple(self._exposed(market, seller))[: deal.count]
            if families:
                count = f"about {deal.count:,} patents" if deal.count else "an unknown number"
                yield WhatIf(
                    "list", deal.id,
                    f"{deal.id}: ask {deal.buyer} for the list of what it bought ({count})",
                    "none of them matters here",
                    ((f"it holds {len(families):,} exposed families of {seller}",
                      self._with(deal, families=families)),),
                    market=market,
                )  # fmt: skip

    def _members(self, deal: Deal) -> Iterator[WhatIf]:
        """A pool without members or a list clears nothing: at most, everybody is in it."""
        case, listed = self._setting.case, self._setting.facts.listed_pools
        empty = [
            p for p in case.pools
            if deal.kind == "pool-license" and p.name in deal.grantors
            and not p.members and p.name not in listed
        ]  # fmt: skip
        for pool in empty:
            for market in self._markets:
                everybody = tuple(Member(name) for name in self._exposed_companies(market))
                pools = tuple(
                    replace(p, members=everybody) if p.name == pool.name else p for p in case.pools
                )
                ask = Ask(replace(case, pools=pools), self._setting.question)
                yield WhatIf(
                    "members", deal.id, f"{deal.id}: who are the licensors of {pool.name}?",
                    "none that matters here", (("every exposed holder", ask),), market=market,
                )  # fmt: skip

    def _exposed_companies(self, market: str) -> Iterator[str]:
        """Yield the exposed holders; those that neither case nor record names by what they own."""
        companies, groups = self._setting.companies, self._setting.groups
        for holder in self._holders(market):
            if companies.find(holder) is not None:
                yield holder
                continue
            below = {span.company for span in groups.subsidiaries(holder)}
            yield from sorted(name for name in below if companies.find(name) is not None)

    def _components(self, product: Product) -> Iterator[WhatIf]:
        unsaid = {
            supplier: None
            for _, supplier, part in self._setting.components(product)
            if part.own_rights is None
        }
        for supplier in unsaid:
            sold = replace(
                product,
                components=tuple(
                    replace(part, own_rights="exhausted")
                    if self._is_of(part, supplier, product) and part.own_rights is None
                    else part
                    for part in product.components
                ),
            )
            products = tuple(
                sold if p.name == product.name else p for p in self._setting.question.products
            )
            ask = Ask(self._setting.case, replace(self._setting.question, products=products))
            yield WhatIf(
                "own_rights", f"{supplier} in {product.name}",
                f"{supplier}'s parts in {product.name}: are its own rights exhausted by the sale?",
                "they are reserved", (("they are exhausted", ask),), product=product.name,
            )  # fmt: skip

    def _is_of(self, part: Component, supplier: str, product: Product) -> bool:
        return self._setting.companies.named_in_case(part.supplier, product.place) == supplier

    def _without(self, deal: Deal) -> Ask:
        return self._asked([d for d in self._setting.question.deals if d.id != deal.id])

    def _with(self, deal: Deal, **terms: object) -> Ask:
        changed = replace(deal, **terms)  # type: ignore[arg-type]
        deals = self._setting.question.deals
        return self._asked([changed if d.id == deal.id else d for d in deals])

    def _asked(self, deals: Sequence[Deal]) -> Ask:
        return Ask(self._setting.case, replace(self._setting.question, deals=tuple(deals)))


def _is_unsaid(deal: Deal, key: str) -> bool:
    """Whether the case leaves a term out; a written 'all' is no unknown."""
    return deal.place is None or not any(
        name == key or name.startswith(f"{key}.") for name in deal.place.keys
    )
