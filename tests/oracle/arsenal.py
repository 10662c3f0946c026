"""What one company could assert against another (page: section 8), family by family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle.deals import reasons
from oracle.facts import Facts
from oracle.owners import holder
from oracle.reading import relevant
from oracle.rights import state_in
from oracle.world import Row, World, as_list, latest_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date


def exposure(
    world: World,
    case: Mapping[str, Any],
    *,
    owner: str,
    against: str,
    market: str,
    company: str,
    as_of: date,
    known_at: date | None = None,
    with_deals: Collection[str] = (),
    without_deals: Collection[str] = (),
) -> Row:
    """Return the owner's group's families that touch what the other's group sells in a market.

    Args:
        world: the record's tables.
        case: the case file, parsed.
        owner: whose rights.
        against: whose products.
        market: where.
        company: who asks; its own products count in every market.
        as_of: the day of the answer.
        known_at: only what was public on that day; None is everything.
        with_deals: deals and candidates that count whatever their status.
        without_deals: deals that do not count.
    """
    facts = Facts(
        world, case, known_at=known_at, with_deals=with_deals, without_deals=without_deals
    )
    mine, theirs, asker = (
        facts.companies.ultimate(facts.names.company(name), as_of)
        for name in (owner, against, company)
    )
    undeclared = sum(
        state_in(facts, right, market, as_of) == "in force"
        and holder(facts, right, as_of) == mine
        and not facts.families_of[right] & facts.declared
        for right in facts.rights
    )
    row: Row = {"in_force": None, "uncleared": None, "undeclared": undeclared or None}
    if _sells_nothing(case, theirs):
        return {"state": "undeterred", **row}
    listed = [p for p in case["product"] if _group_of(facts, p, as_of) == theirs]
    if theirs != asker:
        listed = [p for p in listed if _is_sold(p, market, min(as_of, known_at or as_of))]
    if not listed:
        return {"state": "unknown", **row}
    in_force, uncleared = set(), set()
    for product in listed:
        cleared_by = reasons(facts, _seller(facts, product), product, market, as_of)
        for family, leaves in relevant(facts, product).items():
            pairs = [
                (right, leaf)
                for right in facts.counted_rights_of[family]
                if state_in(facts, right, market, as_of) == "in force"
                and holder(facts, right, as_of) == mine
                for leaf in leaves
            ]
            in_force |= {family} if pairs else set()
            uncleared |= {family} if any(not cleared_by[pair] for pair in pairs) else set()
    return {**row, "state": "counted", "in_force": len(in_force), "uncleared": len(uncleared)}


def _sells_nothing(case: Mapping[str, Any], group: str) -> bool:
    return any(
        entry["name"] == group and entry.get("operating") is False
        for entry in case.get("company", [])
    )


def _seller(facts: Facts, product: Row) -> str:
    return facts.names.company(product.get("company", facts.case["case"]["company"]))


def _group_of(facts: Facts, product: Row, day: date) -> str:
    return facts.companies.ultimate(_seller(facts, product), day)


def _is_sold(product: Row, market: str, day: date) -> bool:
    """Say whether it is sold or made there: by its launches, or anywhere when none is named."""
    launches = as_list(product.get("launched"))
    if not launches or market in as_list(product.get("made_in")):
        return True
    started = [latest_day(row["on"]) for row in launches if row["market"] == market]
    return any(day_one is not None and day_one <= day for day_one in started)
