"""What one company could assert against another (page: section 8), family by family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle.deals import reasons
from oracle.facts import Facts
from oracle.owners import holder
from oracle.reading import relevant
from oracle.rights import state_in
from oracle.world import Pair, Row, World, as_list, latest_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date


class Arsenals:
    """One question, asked of any two groups in any market.

    Args:
        world: the record's tables.
        case: the case file, parsed.
        company: who asks; its own products count in every market.
        as_of: the day of the answer.
        known_at: only what was public on that day; None is everything.
        with_deals: deals and candidates that count whatever their status.
        without_deals: deals that do not count.
    """

    def __init__(
        self,
        world: World,
        case: Mapping[str, Any],
        *,
        company: str,
        as_of: date,
        known_at: date | None = None,
        with_deals: Collection[str] = (),
        without_deals: Collection[str] = (),
    ) -> None:
        self.case, self.day = case, as_of
        self.last_known = min(as_of, known_at or as_of)
        self.facts = Facts(
            world, case, known_at=known_at, with_deals=with_deals, without_deals=without_deals
        )
        self.asker = self.group(company)
        self._cleared: dict[tuple[str, str], dict[Pair, set[str]]] = {}

    def group(self, name: str) -> str:
        """Return the ultimate parent on the day, of any spelling."""
        return self.facts.companies.ultimate(self.facts.names.company(name), self.day)

    def exposure(self, owner: str, against: str, market: str) -> Row:
        """Return the owner's group's families that touch what the other's sells in a market."""
        mine, theirs = self.group(owner), self.group(against)
        undeclared = sum(
            self._is_held(right, mine, market)
            and not self.facts.families_of[right] & self.facts.declared
            for right in self.facts.rights
        )
        row: Row = {"in_force": None, "uncleared": None, "undeclared": undeclared or None}
        if _sells_nothing(self.case, theirs):
            return {"state": "undeterred", **row}
        sold = [p for p in self.case["product"] if self.group(self._seller(p)) == theirs]
        if theirs != self.asker:
            sold = [p for p in sold if _is_sold(p, market, self.last_known)]
        if not sold:
            return {"state": "unknown", **row}
        in_force, uncleared = set(), set()
        for product in sold:
            cleared_by = self._reasons(product, market)
            for family, leaves in relevant(self.facts, product).items():
                pairs = [
                    (right, leaf)
                    for right in self.facts.counted_rights_of[family]
                    if self._is_held(right, mine, market)
                    for leaf in leaves
                ]
                in_force |= {family} if pairs else set()
                uncleared |= {family} if any(not cleared_by[pair] for pair in pairs) else set()
        return {**row, "state": "counted", "in_force": len(in_force), "uncleared": len(uncleared)}

    def _seller(self, product: Row) -> str:
        return str(product.get("company", self.case["case"]["company"]))

    def _is_held(self, right: str, group: str, market: str) -> bool:
        """Say whether a right is in force in a market and in a group's hands."""
        return (
            state_in(self.facts, right, market, self.day) == "in force"
            and holder(self.facts, right, self.day) == group
        )

    def _reasons(self, product: Row, market: str) -> dict[Pair, set[str]]:
        """Return what clears each pair for the product's own seller, found once."""
        cell = (product["name"], market)
        if cell not in self._cleared:
            seller = self.facts.names.company(self._seller(product))
            self._cleared[cell] = reasons(self.facts, seller, product, market, self.day)
        return self._cleared[cell]


def _sells_nothing(case: Mapping[str, Any], group: str) -> bool:
    return any(
        entry["name"] == group and entry.get("operating") is False
        for entry in case.get("company", [])
    )


def _is_sold(product: Row, market: str, day: date) -> bool:
    """Say whether it is sold or made there: by its launches, or anywhere when none is named."""
    launches = as_list(product.get("launched"))
    if not launches or market in as_list(product.get("made_in")):
        return True
    started = [latest_day(row["on"]) for row in launches if row["market"] == market]
    return any(day_one is not None and day_one <= day for day_one in started)
