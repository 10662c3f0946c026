"""Rivals of the company that asks: their products, launches, and who sells nothing at all."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from oracle.world_case import STANDARDS
from oracle.world_record import COMPANIES, DAYS, MARKETS, Draft

if TYPE_CHECKING:
    from oracle.world import Row

NAMES = ["Rival One", "Rival Two", "Rival Three"]


def with_rivals(seed: int, case: Row) -> Row:
    """Return the case with products of other companies, the same for the same seed."""
    draft = Draft(Random(seed))
    products = [_product(draft, name) for name in NAMES[: draft.random.randint(1, 3)]]
    companies = [dict(entry) for entry in case["company"]]
    for entry in companies:
        if entry["name"] != "Xeno" and draft.chance(0.3):
            entry["operating"] = False
    listed = {entry["name"] for entry in companies}
    companies += [
        {"name": name, "operating": draft.chance(0.7)}
        for name in ("Beta", "Gamma")
        if name not in listed and draft.chance(0.7)
    ]
    return {**case, "company": companies, "product": [*case["product"], *products]}


def _product(draft: Draft, name: str) -> Row:
    product: Row = {
        "name": name,
        "company": draft.random.choice([c for c in COMPANIES if c != "Xeno"]),
        "category": draft.random.choice(["smartphone", "tablet"]),
        "standards": draft.random.choice(STANDARDS),
    }
    if draft.chance(0.5):
        product["components"] = [
            {
                "supplier": draft.random.choice(["Gamma", "Delta"]),
                "standards": draft.random.choice(STANDARDS),
                "own_rights": "exhausted",
            }
        ]
    if draft.chance(0.3):
        product["made_in"] = ["CN"]
    if draft.chance(0.7):
        product["launched"] = [
            {"market": market, "on": draft.random.choice([*DAYS[6:], "2016"])}
            for market in draft.some(sorted(set(MARKETS)), 5)
        ]
    return product
