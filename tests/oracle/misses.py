"""The nearest misses of a pair that nothing clears (page: section 9), by trying every way.

A way is one deal for one of its grantees or pools, straight or through a component; a purchase from
whoever owned the right; a component of which nobody says whether its sale exhausts. The nearest are
those of which the fewest conditions fail.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from oracle.deals import Use, failures
from oracle.owners import is_bought, owner
from oracle.world import Pair, Row, as_list, latest_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from oracle.facts import Facts

Failed = frozenset[str]


def nearest(
    facts: Facts,
    deals: Iterable[Row],
    company: str,
    product: Mapping[str, Any],
    use: Use,
    pair: Pair,
) -> dict[str, set[Failed]]:
    """Return what each of the nearest ways is called, and the conditions of it that fail.

    A deal with several grantees or pools may miss in more than one way as narrowly.

    Args:
        facts: what counts.
        deals: every deal to try, whether it counts or not.
        company: who wants to be cleared.
        product: of the case.
        use: of the product.
        pair: one that nothing clears.
    """
    ways = [*_by_deals(facts, list(deals), company, product, use, pair)]
    ways += _by_components(facts, product, use, pair)
    fewest = min((len(failed) for _, failed in ways), default=0)
    found: dict[str, set[Failed]] = {}
    for name, failed in ways:
        if len(failed) == fewest:
            found.setdefault(name, set()).add(failed)
    return found


def _by_deals(
    facts: Facts, deals: list[Row], company: str, product: Mapping[str, Any], use: Use, pair: Pair
) -> Iterator[tuple[str, Failed]]:
    counted = {deal["id"] for deal in facts.deals}
    for deal in deals:
        uncounted = frozenset() if deal["id"] in counted else frozenset({"status"})
        if deal["kind"] == "purchase":
            failed = _purchase_failures(facts, deal, company, use, pair) | uncounted
            if failed and _was_sellers(facts, deal, pair):
                yield deal["id"], failed
            continue
        for grant in grants_of(deal):
            failed = frozenset(failures(facts, grant, company, use, pair)) | uncounted
            if failed:
                yield deal["id"], failed
        for place, component in enumerate(product.get("components", [])):
            if not deal.get("exhausts") or deal["kind"] == "standstill":
                continue
            name = f"{deal['id']} through component {product['name']}/{place}"
            for grant in grants_of(deal):
                failed = _passing_failures(facts, grant, component, use, pair) | uncounted
                if failed:
                    yield name, failed


def grants_of(deal: Row) -> list[Row]:
    """Return a deal's parts: one for each party that receives, or for each pool."""
    if deal["kind"] == "cross-license":
        parties = deal["parties"]
        return [
            {
                **deal,
                "kind": "license",
                "grantees": [party],
                "grantors": [*parties[:place], *parties[place + 1 :]],
            }
            for place, party in enumerate(parties)
        ]
    if deal["kind"] == "pool-license":
        return [{**deal, "grantors": [pool]} for pool in as_list(deal["grantors"])]
    return [deal]


def _passing_failures(
    facts: Facts, grant: Row, component: Row, use: Use, pair: Pair
) -> frozenset[str]:
    """Rule 5: the supplier is cleared for its component, whose standards cover the leaf."""
    its_use = Use(
        frozenset({component.get("category", "chipset")}),
        component.get("sold_in") or use.country,
        use.day,
    )
    supplier = facts.names.company(component["supplier"])
    failed = failures(facts, grant, supplier, its_use, pair)
    if not facts.covers(component["standards"], pair[1]):
        failed |= {"standard"}
    return frozenset(failed)


def _by_components(
    facts: Facts, product: Mapping[str, Any], use: Use, pair: Pair
) -> Iterator[tuple[str, Failed]]:
    """Rule 5: a supplier's own right, of a part of which nobody says what its sale does."""
    for place, component in enumerate(product.get("components", [])):
        supplier = facts.names.company(component["supplier"])
        its_owner = owner(facts, pair[0], use.day)
        if component.get("own_rights") is None and facts.companies.is_reached(
            its_owner, supplier, "subsidiaries", use.day
        ):
            covered = facts.covers(component["standards"], pair[1])
            failed = {"own_rights"} if covered else {"own_rights", "standard"}
            yield f"component {product['name']}/{place}", frozenset(failed)


def _purchase_failures(
    facts: Facts, deal: Row, company: str, use: Use, pair: Pair
) -> frozenset[str]:
    buyer = facts.names.company(deal["buyer"])
    failed = {
        "term": use.day < _bought_on(deal),
        "grantee": not facts.companies.same_group(buyer, company, use.day),
        "family": not is_bought(facts, deal, pair[0]),
    }
    return frozenset(name for name, has_failed in failed.items() if has_failed)


def _was_sellers(facts: Facts, deal: Row, pair: Pair) -> bool:
    """Say whether the seller, or a company below it, owned the right on the day before."""
    before = _bought_on(deal) - timedelta(days=1)
    seller = facts.names.company(deal["seller"])
    return facts.companies.is_reached(owner(facts, pair[0], before), seller, "subsidiaries", before)


def _bought_on(deal: Row) -> date:
    day = latest_day(deal["effective"])
    assert day is not None
    return day
