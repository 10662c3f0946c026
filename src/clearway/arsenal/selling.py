"""Who sells which of the case's products where, as far as an arsenal needs it (decision 0017)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.arsenal.results import COUNTED, UNDETERRED, UNKNOWN, SoldProduct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.case import Product
    from clearway.clearance.setting import Setting


@dataclass(frozen=True)
class Offer:
    """A product of the case with the company that sells it and that company's group."""

    product: Product
    seller: str
    holder: str
    is_asked: bool

    @property
    def sold(self) -> str:
        """By what the product counts as sold."""
        if self.is_asked:
            return "asked"
        return "launched" if self.product.launched else "anywhere"

    def is_sold(self, market: str, setting: Setting) -> bool:
        """Say whether it is sold, or made, in a market on the day, as known then.

        The products of the company asked about count in every market; so does one of whose launches
        the case says nothing.
        """
        question = setting.question
        day = min(question.as_of, question.horizon)
        return (
            self.sold != "launched"
            or market in self.product.made_in
            or any(row.market == market and row.on <= day for row in self.product.launched)
        )

    def describe(self) -> SoldProduct:
        """Return what an answer says of it."""
        return SoldProduct(self.product.name, self.holder, self.seller, self.sold)


class Sellers:
    """What the groups of a case sell.

    Args:
        setting: the question; its company's group is the one asked about.
        names: products asked for; a group of which none is named counts with all of its products.
    """

    def __init__(self, setting: Setting, names: Sequence[str] = ()) -> None:
        self.setting = setting
        case, companies, day = setting.case, setting.companies, setting.question.as_of
        self._operating = {company.name: company.operating for company in case.companies}
        self._offers: dict[str, list[Offer]] = {}
        for product in sorted(case.products, key=lambda p: p.name):
            seller = companies.named_in_case(product.company or case.company, product.place)
            holder = setting.groups.holder(seller, day)
            offer = Offer(product, seller, holder, is_asked=holder == setting.holder)
            self._offers.setdefault(holder, []).append(offer)
        for holder, offers in self._offers.items():
            named = [offer for offer in offers if offer.product.name in names]
            self._offers[holder] = named or offers

    def of(self, holder: str) -> Sequence[Offer]:
        """Return the products of a group, by name; none of one that sells nothing."""
        return () if self._is_idle(holder) else self._offers.get(holder, ())

    def _is_idle(self, holder: str) -> bool:
        return not self._operating.get(holder, True)

    def there(self, holder: str, market: str) -> tuple[str, str, list[Offer]]:
        """Return state, reason and products of a group in a market."""
        if self._is_idle(holder):
            return UNDETERRED, f"{holder} sells no products", []
        offers = self.of(holder)
        if not offers:
            return UNKNOWN, f"the case lists no product of {holder}", []
        sold = [offer for offer in offers if offer.is_sold(market, self.setting)]
        if not sold:
            return UNKNOWN, f"the case names no product that {holder} sells there", []
        return COUNTED, "", sold
