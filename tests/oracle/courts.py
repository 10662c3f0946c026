"""Suits and orders: who enforces in a market, and what is barred there (page: section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle.world import Row, as_list, holds, latest_day, years_after

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from oracle.facts import Facts

INFRINGEMENT = {"infringement", "import-stop"}
BARRING = {"injunction", "import-stop"}


def all_suits(facts: Facts) -> list[Row]:
    """Return the suits of the record and of the case in one form."""
    suits = []
    for row in facts.record.rows("suits"):
        rights = set(as_list(row["right_ids"]))
        declared = row["basis"] in ("declared", "mixed") or any_declared(facts, rights)
        suits.append(
            {
                "id": row["suit_id"],
                "country": row["country"],
                "filed": row["filed_on"],
                "plaintiffs": row["plaintiffs"],
                "action": row["action"],
                "declared": declared,
            }
        )
    return suits + [_suit_of_case(facts, entry) for entry in facts.suits]


def _suit_of_case(facts: Facts, entry: Row) -> Row:
    basis = entry.get("basis") or ("declared" if entry.get("standards") else "unclear")
    rights = facts.rights_named(as_list(entry.get("patents")))
    return {
        "id": entry["id"],
        "country": entry["market"],
        "filed": latest_day(entry.get("filed")),
        "plaintiffs": as_list(entry.get("plaintiff")),
        "action": entry.get("action", "infringement"),
        "declared": basis in ("declared", "mixed") or any_declared(facts, rights),
    }


def any_declared(facts: Facts, rights: set[str]) -> bool:
    """Say whether one of the rights belongs to a family with a declaration."""
    return any(
        family in facts.declared for right in rights for family in facts.families_of.get(right, ())
    )


def has_source_on_suits(facts: Facts, country: str) -> bool:
    """Say whether the record or the case knows of any suit in a country."""
    return any(suit["country"] == country for suit in all_suits(facts))


def is_enforcer(facts: Facts, holder: str, country: str, day: date) -> bool:
    """Say whether the holder's group sued there over declared rights in the years before.

    Of owners in common it is enough that one of them did.
    """
    of_holder = {holder} | {
        facts.companies.ultimate(owner, day) for owner in facts.companies.joint.get(holder, ())
    }
    since = years_after(day, -facts.policy["enforcer_years"])
    for suit in all_suits(facts):
        in_time = suit["filed"] is not None and since <= suit["filed"] < day
        sued = {
            facts.companies.ultimate(facts.names.company(name), day)
            for name in as_list(suit["plaintiffs"])
        }
        if (
            in_time
            and of_holder & sued
            and suit["country"] == country
            and suit["action"] in INFRINGEMENT
            and suit["declared"]
        ):
            return True
    return False


def is_barred(
    facts: Facts, company: str, product: Mapping[str, Any], country: str, day: date
) -> bool:
    """Say whether an order in force in the country against the company's group reaches P."""
    return any(
        order["country"] == country
        and order["kind"] in BARRING
        and holds(order["from"], order["to"], day)
        and _is_against(facts, order, company, day)
        and _reaches(facts, order, product)
        for order in all_orders(facts)
    )


def all_orders(facts: Facts) -> list[Row]:
    """Return the orders of the record and of the case, each with its suit's facts."""
    suits = {
        row["suit_id"]: (row["country"], as_list(row["defendants"]))
        for row in facts.unfiltered_suits
    }
    for entry in facts.case.get("suit", []):
        suits[entry["id"]] = (entry["market"], as_list(entry.get("defendant")))
    orders = [
        {
            "suit": row["suit_id"],
            "from": row["from_on"],
            "to": row["to_on"],
            "kind": row["kind"],
            "reaches": row["reaches"],
            "except": row["except_suppliers"],
        }
        for row in facts.record.rows("orders")
    ] + [
        {
            "suit": entry["suit"],
            "from": latest_day(entry.get("from")),
            "to": latest_day(entry.get("to")),
            "kind": entry.get("kind", "injunction"),
            "reaches": entry.get("reaches"),
            "except": entry.get("except_suppliers"),
        }
        for entry in facts.orders
    ]
    return [
        {**order, "country": suits[order["suit"]][0], "against": suits[order["suit"]][1]}
        for order in orders
        if order["suit"] in suits
    ]


def _is_against(facts: Facts, order: Row, company: str, day: date) -> bool:
    return any(
        facts.companies.same_group(facts.names.company(name), company, day)
        for name in order["against"]
    )


def _reaches(facts: Facts, order: Row, product: Mapping[str, Any]) -> bool:
    let_through = {facts.names.company(name) for name in as_list(order["except"])}
    suppliers = {
        facts.names.company(component["supplier"]) for component in product.get("components", [])
    }
    if let_through & suppliers:
        return False
    reached = order["reaches"]
    return reached is None or product["name"] in reached or product["category"] in reached
