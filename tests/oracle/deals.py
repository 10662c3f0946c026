"""What clears a pair of a right and a leaf (page: section 4), one condition after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from oracle.names import name_key
from oracle.owners import owner
from oracle.world import Leaf, Pair, Row, as_list, holds, latest_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oracle.facts import Facts

LICENSES = {"license", "cross-license", "covenant"}


@dataclass(frozen=True)
class Use:
    """What somebody does somewhere: the names a field of use may give it, and the country."""

    names: frozenset[str]
    country: str
    day: date


def reasons(
    facts: Facts, company: str, product: Mapping[str, Any], country: str, day: date
) -> dict[Pair, set[str]]:
    """Return, for every right and leaf on record, what clears it for the company's product."""
    found: dict[Pair, set[str]] = {}
    use = Use(frozenset({product["name"], product["category"]}), country, day)
    for right_id, families in facts.counted_families_of.items():
        for leaf in {leaf for family in families for leaf in facts.leaves.get(family, ())}:
            found[right_id, leaf] = pair_reasons(facts, company, product, use, (right_id, leaf))
    return found


def pair_reasons(
    facts: Facts, company: str, product: Mapping[str, Any], use: Use, pair: Pair
) -> set[str]:
    """Return all that clears one pair: `own`, ids of deals, `exhaustion:SUPPLIER`."""
    found = set()
    if facts.companies.same_group(owner(facts, pair[0], use.day), company, use.day):
        found.add("own")
    for deal in facts.deals:
        if deal["kind"] != "purchase" and not failures(facts, deal, company, use, pair):
            found.add(deal["id"])
    for component in product.get("components", []):
        if is_exhausted(facts, component, use, pair):
            found.add(f"exhaustion:{facts.names.company(component['supplier'])}")
    return found


def is_exhausted(facts: Facts, component: Mapping[str, Any], use: Use, pair: Pair) -> bool:
    """Rule 5: the supplier's own rights, or a deal that passes through its component."""
    right_id, leaf = pair
    if not facts.covers(component["standards"], leaf):
        return False
    supplier = facts.names.company(component["supplier"])
    owned_by_supplier = facts.companies.is_reached(
        owner(facts, right_id, use.day), supplier, "subsidiaries", use.day
    )
    if owned_by_supplier and component.get("own_rights") == "exhausted":
        return True
    its_use = Use(
        frozenset({component.get("category", "chipset")}),
        component.get("sold_in") or use.country,
        use.day,
    )
    return any(
        deal.get("exhausts")
        and deal["kind"] in LICENSES | {"pool-license"}
        and not failures(facts, deal, supplier, its_use, pair)
        for deal in facts.deals
    )


def failures(facts: Facts, deal: Row, grantee: str, use: Use, pair: Pair) -> set[str]:
    """Return the conditions of a deal that fail for a pair; none means that it clears.

    Of several pools in one deal each grants by itself: the nearest tells.
    """
    if deal["kind"] == "pool-license" and len(as_list(deal["grantors"])) > 1:
        each = [{**deal, "grantors": [pool]} for pool in as_list(deal["grantors"])]
        return min((failures(facts, one, grantee, use, pair) for one in each), key=len)
    right_id, leaf = pair
    territory = deal.get("territory", {})
    standards, families = deal.get("standards"), deal.get("families")
    field, include = deal.get("field"), territory.get("include")
    its_families = facts.families_of[right_id]
    failed = {
        "term": not holds(latest_day(deal.get("effective")), latest_day(deal.get("ends")), use.day),
        "grantee": not is_grantee(facts, deal, grantee, use.day),
        "standard": (standards is not None and not facts.covers(standards, leaf))
        or not is_within_pool(facts, deal, leaf),
        "family": families is not None and not its_families & set(families),
        "field": field is not None and not use.names & set(as_list(field)),
        "territory": (include is not None and use.country not in include)
        or use.country in territory.get("exclude", []),
        "capture": not is_captured(facts, deal, grantee, use.day, pair),
    }
    if deal["kind"] == "standstill":
        grantors = grantors_to(facts, deal, grantee, use.day)
        failed["capture"] |= not owned_by(facts, deal, grantors, right_id, use.day)
    return {condition for condition, has_failed in failed.items() if has_failed}


def grantees_named(deal: Row) -> list[str]:
    """Return the parties that a deal licenses."""
    return as_list(deal.get("parties" if deal["kind"] == "cross-license" else "grantees"))


def is_grantee(facts: Facts, deal: Row, company: str, day: date) -> bool:
    """Say whether a company is a grantee on a day: named, or by the affiliates clause."""
    return any(_reaches_grantee(facts, deal, named, company, day) for named in grantees_named(deal))


def _reaches_grantee(facts: Facts, deal: Row, named: str, company: str, day: date) -> bool:
    affiliates = deal.get("grantee_affiliates", "subsidiaries")
    return facts.companies.is_reached(company, facts.names.company(named), affiliates, day)


def grantors_to(facts: Facts, deal: Row, company: str, day: date) -> set[str]:
    """Return who grants to a company; in a cross-license every party grants to every other."""
    if deal["kind"] != "cross-license":
        return {facts.names.company(name) for name in as_list(deal.get("grantors"))}
    parties = [(name, facts.names.company(name)) for name in deal["parties"]]
    received_as = {
        party for name, party in parties if _reaches_grantee(facts, deal, name, company, day)
    }
    return {party for _, party in parties for mine in received_as or {company} if party != mine}


def owned_by(facts: Facts, deal: Row, grantors: set[str], right_id: str, day: date) -> bool:
    """Say whether a grantor, or an affiliate as the deal says, owns the right on a day."""
    affiliates = deal.get("grantor_affiliates", "subsidiaries")
    its_owner = owner(facts, right_id, day)
    return any(facts.companies.is_reached(its_owner, g, affiliates, day) for g in grantors)


def is_captured(facts: Facts, deal: Row, company: str, today: date, pair: Pair) -> bool:
    """Say whether the right was captured on some day up to today."""
    right_id, _ = pair
    its_families = facts.counted_families_of[right_id]
    families = its_families & set(deal.get("families") or its_families) or its_families
    for family in families:
        for day in capture_days(facts, deal, family, today):
            if deal["kind"] == "pool-license":
                if is_in_a_pool(facts, deal, right_id, day):
                    return True
            elif owned_by(facts, deal, grantors_to(facts, deal, company, today), right_id, day):
                return True
    return False


def capture_days(facts: Facts, deal: Row, family: str, today: date) -> list[date]:
    """Return the days to look at: the first possible one, and each on which something changes."""
    first = max(
        latest_day(deal.get("effective")) or date.min, facts.first_filing(family) or date.min
    )
    until = latest_day(deal.get("captured_until")) or latest_day(deal.get("ends")) or date.max
    end = min(until, today + timedelta(days=1))
    return [day for day in sorted({first, *facts.days}) if first <= day < end]


def is_within_pool(facts: Facts, deal: Row, leaf: Leaf) -> bool:
    """Rule 4: a pool grants within its standards, where it says any."""
    if deal["kind"] != "pool-license":
        return True
    pools = [facts.pools.get(name, {}) for name in as_list(deal["grantors"])]
    return any("standards" not in p or facts.covers(p["standards"], leaf) for p in pools)


def is_in_a_pool(facts: Facts, deal: Row, right_id: str, day: date) -> bool:
    """Rule 4: listed by one of the deal's pools on a day, or owned by its members then."""
    return any(_is_in_pool(facts, deal, name, right_id, day) for name in as_list(deal["grantors"]))


def _is_in_pool(facts: Facts, deal: Row, name: str, right_id: str, day: date) -> bool:
    pool = facts.pools.get(name, {})
    listed = [
        row for row in facts.record.rows("pool_patents") if name_key(row["pool"]) == name_key(name)
    ]
    if listed:
        return any(
            row["right_id"] == right_id and holds(row["from_on"], row["to_on"], day)
            for row in listed
        )
    members = {
        facts.names.company(member["company"])
        for member in pool.get("members", [])
        if holds(latest_day(member.get("from")), latest_day(member.get("to")), day)
    }
    return owned_by(facts, deal, members, right_id, day)
