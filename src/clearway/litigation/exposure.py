"""For how long a holder could sue a maker in a market: until a license or a settlement.

A pair that settled does not sue again for a while; to count those years as years without a suit
would make the holder look peaceful. So they are left out: the pair is censored.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from clearway.clearance.groups import MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.clearance.setting import Setting
    from clearway.clearance.terms import Grant
    from clearway.litigation.results import Suit

SETTLED = ("settle", "licens")
"""An outcome with one of these in it ended by agreement."""

Span = tuple["date", "date"]
Pair = tuple[str, str]


class Exposure:
    """The years in which holders could sue makers.

    Args:
        setting: the question, for its groups and licenses.
        suits: all on record; those that settled end their pair's exposure in their market.
        window: first day, and the day after the last.
        length: of the window in years.
    """

    def __init__(self, setting: Setting, suits: Iterable[Suit], window: Span, length: int) -> None:
        self._setting, self._window, self._length = setting, window, length
        self._group: dict[str, str] = {}
        self._settled: dict[tuple[Pair, str], list[Span]] = defaultdict(list)
        self._settle(tuple(suits))
        self._licenses = [
            (grant, self.groups(span.company for span in grant.grantor_spans),
             self.groups(span.company for span in grant.grantee_spans))
            for grant in setting.grants if self._is_relevant(grant)
        ]  # fmt: skip

    def group(self, company: str) -> str:
        """Return the ultimate parent of a company on the day."""
        if company not in self._group:
            day = self._setting.question.as_of
            self._group[company] = self._setting.groups.holder(company, day)
        return self._group[company]

    def groups(self, companies: Iterable[str]) -> frozenset[str]:
        """Return the groups of some companies on the day."""
        return frozenset(self.group(company) for company in companies)

    def _settle(self, suits: Sequence[Suit]) -> None:
        """Note from when a pair had settled in a market, and until when it sued again there."""
        filed: dict[tuple[Pair, str], list[date]] = defaultdict(list)
        for suit in suits:
            for pair in self._pairs(suit):
                filed[pair, suit.market].append(suit.filed_on)
        for suit in suits:
            outcome = (suit.outcome or "").casefold()
            if suit.closed_on is None or not any(word in outcome for word in SETTLED):
                continue
            for pair in self._pairs(suit):
                cell = (pair, suit.market)
                again = min((day for day in filed[cell] if day > suit.closed_on), default=MAX)
                self._settled[cell].append((suit.closed_on, again))

    def _pairs(self, suit: Suit) -> set[Pair]:
        """Return the two sides of a suit, each as the holder and as the maker."""
        sides = (self.groups(suit.plaintiffs), self.groups(suit.defendants))
        return {
            pair
            for one in sides[0]
            for other in sides[1]
            if one != other
            for pair in ((one, other), (other, one))
        }

    def _is_relevant(self, grant: Grant) -> bool:
        """Say whether a grant, not a pool's, may reach a standard of a product asked for."""
        products, tree = self._setting.question.products, self._setting.tree
        words = {word for p in products for word in ("*", p.name, p.category)}
        wanted = {name for p in products for name in p.standards}
        return (
            not grant.pool
            and bool(words & set(grant.field_words))
            and all(
                any(tree.meet(name, other) for name in limit for other in wanted)
                for limit in grant.standards
            )
        )

    def licenses(self, holder: str, maker: str, market: str) -> dict[str, Span]:
        """Return the deals by which a holder licenses a maker in a market, and when.

        Licenses, cross-licenses, covenants and standstills that reach the market and a standard of
        a product asked for; not pools, whose members may be others.
        """
        return {
            grant.deal.id: (grant.effective, grant.ends)
            for grant, grantors, grantees in self._licenses
            if holder in grantors and maker in grantees and grant.reaches(market)
        }

    def years(self, holder: str, makers: Iterable[str], market: str) -> float:
        """Return the window in years, less what agreements took, averaged over the makers."""
        others = [maker for maker in makers if maker != holder]
        if not others:
            return float(self._length)
        days = (self._window[1] - self._window[0]).days
        taken = sum(self._days_taken(holder, maker, market) for maker in others)
        return self._length * (1 - taken / (days * len(others)))

    def _days_taken(self, holder: str, maker: str, market: str) -> int:
        """Return the days of the window on which a pair had an agreement."""
        spans = [*self._settled.get(((holder, maker), market), ()),
                 *self.licenses(holder, maker, market).values()]  # fmt: skip
        taken, upto = 0, self._window[0]
        for start, end in sorted(spans):
            first, last = max(start, upto), min(end, self._window[1])
            if first < last:
                taken += (last - first).days
                upto = last
        return taken
