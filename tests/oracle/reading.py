"""The reading itself: what is exposed, the status of each market, and what a deal changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from clearway.model import territory
from oracle.choices import touches
from oracle.courts import has_source_on_suits, is_barred, is_enforcer
from oracle.deals import reasons
from oracle.facts import Facts
from oracle.owners import holder
from oracle.rights import life, state_in
from oracle.world import Leaf, Pair, Row, World, as_list, latest_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

Reasons: TypeAlias = dict[Pair, set[str]]
FamilyPairs: TypeAlias = tuple[str, list[Pair]]


def clear(
    world: World,
    case: Mapping[str, Any],
    *,
    company: str,
    as_of: date,
    known_at: date | None = None,
    products: Collection[str] | None = None,
    markets: Collection[str] | None = None,
    with_deals: Collection[str] = (),
    without_deals: Collection[str] = (),
) -> list[Row]:
    """Answer for every product and market asked for, sorted by product, then market.

    Args:
        world: the record's tables.
        case: the case file, parsed.
        company: whose products; any spelling.
        as_of: the day of the answer.
        known_at: only what was public on that day; None is everything.
        products: names; None is all of the company's.
        markets: countries, exactly these; None is the case's, or every one with a relevant right.
        with_deals: deals and candidates that count whatever their status.
        without_deals: deals that do not count.
    """
    facts = Facts(
        world, case, known_at=known_at, with_deals=with_deals, without_deals=without_deals
    )
    who = facts.names.company(company)
    results = [
        assess(facts, who, product, country, as_of)
        for product in _products(facts, who, products)
        for country in _markets(facts, product, as_of, markets)
    ]
    return sorted(results, key=lambda result: (result["product"], result["market"]))


def _products(facts: Facts, who: str, names: Collection[str] | None) -> list[Row]:
    listed = facts.case.get("product", [])
    if names is not None:
        return [product for product in listed if product["name"] in names]
    of_case = facts.case["case"]["company"]
    makers = [facts.names.company(product.get("company", of_case)) for product in listed]
    maker = who if who in makers else facts.names.company(of_case)
    return [product for product, made_by in zip(listed, makers, strict=True) if made_by == maker]


def _markets(facts: Facts, product: Row, day: date, asked: Collection[str] | None) -> set[str]:
    if asked is not None:
        return set(asked)
    made_in = set(as_list(product.get("made_in")))
    if "markets" in facts.case.get("case", {}):
        return made_in | set(facts.case["case"]["markets"])
    rights = {
        right for family in relevant(facts, product) for right in facts.counted_rights_of[family]
    }
    reached = {
        country
        for right in rights
        for country in territory.COUNTRIES
        if state_in(facts, right, country, day) is not None
    }
    return made_in | reached


def relevant(facts: Facts, product: Mapping[str, Any]) -> dict[str, set[Leaf]]:
    """Return the families relevant to a product that have rights, with their relevant leaves."""
    found = {}
    for family, leaves in facts.leaves.items():
        touched = {
            leaf
            for leaf in leaves
            if facts.covers(product["standards"], leaf) and touches(facts, product, family, leaf)
        }
        if touched and family in facts.counted_rights_of:
            found[family] = touched
    return found


def assess(facts: Facts, company: str, product: Row, country: str, day: date) -> Row:
    """Return the result of one product in one market on one day (page: section 5)."""
    cleared_by = reasons(facts, company, product, country, day)
    counted, pending = [], []
    for family, leaves in relevant(facts, product).items():
        states = {
            right: state_in(facts, right, country, day) for right in facts.counted_rights_of[family]
        }
        force = [(r, leaf) for r, state in states.items() if state == "in force" for leaf in leaves]
        waiting = [
            (r, leaf) for r, state in states.items() if state == "pending" for leaf in leaves
        ]
        if force:
            counted.append((family, force))
        elif waiting:
            pending.append((family, waiting))
    result = {
        "product": product["name"],
        "market": country,
        **_counts(counted, cleared_by),
        "pending": len(pending),
        "pending_exposed": _counts(pending, cleared_by)["exposed"],
        "groups": sum(family in facts.declared_groups for family, _ in counted),
        "estimated": sum(_is_estimated(facts, pairs, country) for _, pairs in counted),
        "standards_without_record": without_record(facts, product),
        "holders": _holders(facts, counted, cleared_by, day),
    }
    result["share"] = result["cleared"] / result["families"] if result["families"] else None
    result["enforcers"] = sorted(
        row["holder"]
        for row in result["holders"]
        if row["exposed"] and is_enforcer(facts, row["holder"], country, day)
    )
    result["status"] = _status(facts, company, product, result, day)
    return result


def _counts(families: Iterable[FamilyPairs], cleared_by: Reasons) -> dict[str, Any]:
    """Count families with their pairs: one with a pair that nothing clears is exposed."""
    every = list(families)
    exposed = sum(any(not cleared_by[pair] for pair in pairs) for _, pairs in every)
    by_reason: dict[str, int] = {}
    for _, pairs in every:
        for reason in {reason for pair in pairs for reason in cleared_by[pair]}:
            by_reason[reason] = by_reason.get(reason, 0) + 1
    return {
        "families": len(every),
        "cleared": len(every) - exposed,
        "exposed": exposed,
        "cleared_by": by_reason,
    }


def _holders(
    facts: Facts,
    counted: list[FamilyPairs],
    cleared_by: Reasons,
    day: date,
) -> list[Row]:
    """Return each holder's row, judged on that holder's rights alone."""
    names = {holder(facts, right, day) for _, pairs in counted for right, _ in pairs}
    rows = []
    for name in names:
        own_pairs = [
            (family, [pair for pair in pairs if holder(facts, pair[0], day) == name])
            for family, pairs in counted
        ]
        own_counts = _counts([entry for entry in own_pairs if entry[1]], cleared_by)
        rows.append({"holder": name, **own_counts})
    return sorted(rows, key=lambda row: (-row["exposed"], -row["families"], row["holder"]))


def _is_estimated(facts: Facts, pairs: list[Pair], country: str) -> bool:
    return any(life(facts, right, country).is_estimated for right, _ in pairs)


def without_record(facts: Facts, product: Mapping[str, Any]) -> list[str]:
    """Return the product's standards that no declaration on record is covered by."""
    leaves = {leaf for declared in facts.leaves.values() for leaf in declared}
    return sorted(
        standard
        for standard in product["standards"]
        if not any(facts.covers([standard], leaf) for leaf in leaves)
    )


def _status(facts: Facts, company: str, product: Row, result: Row, day: date) -> str:
    """Return the first status that applies."""
    country, share = result["market"], result["share"]
    is_low = share is not None and share < facts.policy["covered_share"]
    tests = [
        ("not_touched", not product["standards"]),
        ("barred", is_barred(facts, company, product, country, day)),
        ("contested", bool(result["enforcers"])),
        ("exposed", is_low and not has_source_on_suits(facts, country)),
        ("unknown", _could_hide_something(facts, result)),
        ("no_right_found", share is None),
        ("covered", not is_low),
    ]
    return next((status for status, applies in tests if applies), "quiet")


def _could_hide_something(facts: Facts, result: Row) -> bool:
    offices = {right["office"] for right in facts.rights.values()}
    if not offices & territory.offices_for(result["market"]):
        return True
    if result["standards_without_record"]:
        return True
    if not result["families"]:
        return False
    limit: float = facts.policy["unknown_estimated_share"]
    return bool(result["estimated"] / result["families"] > limit)


def waterfall(
    world: World,
    case: Mapping[str, Any],
    *,
    company: str,
    as_of: date,
    product: str,
    market: str,
    known_at: date | None = None,
    with_deals: Collection[str] = (),
    without_deals: Collection[str] = (),
) -> list[Row]:
    """Add the deals that count one at a time, by (effective, id), starting from own rights."""
    counting = Facts(
        world, case, known_at=known_at, with_deals=with_deals, without_deals=without_deals
    ).deals
    order = [
        deal["id"]
        for deal in sorted(counting, key=lambda d: (latest_day(d.get("effective")), d["id"]))
    ]
    steps: list[Row] = []
    for place in range(len(order) + 1):
        left_out = {*order[place:], *without_deals}
        (result,) = clear(
            world,
            case,
            company=company,
            as_of=as_of,
            known_at=known_at,
            products=[product],
            markets=[market],
            with_deals=with_deals,
            without_deals=left_out,
        )
        step = {key: result[key] for key in ("families", "cleared", "exposed")}
        step["reason"] = order[place - 1] if place else "own"
        step["added"] = step["cleared"] - (steps[-1]["cleared"] if steps else 0)
        steps.append(step)
    return steps


def diff(
    world: World, case: Mapping[str, Any], deals: Collection[str], **asked: Any
) -> list[tuple[Row, Row]]:
    """Return, per product and market, the result without the deals and the result with them."""
    without = {*asked.pop("without_deals", ())} - {*deals}
    with_deals = {*asked.pop("with_deals", ())} - {*deals}
    before = clear(world, case, with_deals=with_deals, without_deals={*without, *deals}, **asked)
    after = clear(world, case, with_deals={*with_deals, *deals}, without_deals=without, **asked)
    return list(zip(before, after, strict=True))
