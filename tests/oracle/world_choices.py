"""Random choices of the policy over a random world, and what they choose about (decision 0015).

Drawn apart from the worlds themselves: assessors who contradict one another and themselves, claims
of either side, products of every side, names that are only probable.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from oracle.world import World
from oracle.world_record import COMPANIES, DAYS
from oracle.worlds import random_world

if TYPE_CHECKING:
    from oracle.world import Row

CHOICES: dict[str, list[Any]] = {
    "essentiality": ["declared", "assessed", "assessed", "agreed"],
    "estimates": ["counted", "counted", "left-out"],
    "owners": ["recorded", "recorded", "declarants"],
    "unknown_owners": ["apart", "declarants"],
    "probable_names": [True, False],
}
ASSESSED = ["4G", "4G", "3G", "3GPP TS 36.211", "3GPP TS 25.331", "ITU-T H.265"]
CATEGORIES = ["smartphone", "tablet", "network-equipment", "router"]


def world_of_choices(seed: int) -> tuple[World, Row]:
    """Return a random record with assessments, and a case that makes every choice."""
    world, case = random_world(seed)
    random = Random(seed + 1_000_000)
    case["policy"] = {
        **case.get("policy", {}),
        **{key: random.choice(values) for key, values in CHOICES.items()},
    }
    for product in case["product"]:
        product["category"] = random.choice(CATEGORIES)
    tables = dict(world.tables)
    tables["assessments"] = _assessments(random, world)
    tables["names"] = _names(random, world, case)
    return World(**tables), case


def _names(random: Random, world: World, case: Row) -> list[Row]:
    """Merge one company into another, probably; one that no corporate tree tells apart."""
    held = {row[key] for row in case.get("ownership", []) for key in ("child", "parent")}
    one = random.choice([name for name in COMPANIES if name not in held] or COMPANIES[-1:])
    into = random.choice(COMPANIES[:2])
    merged = {"company_id": into, "method": "probable"} if one not in held else {}
    return [{**row, **merged} if row["company_id"] == one else row for row in world.rows("names")]


def _assessments(random: Random, world: World) -> list[Row]:
    families = [row["family_id"] for row in world.rows("families")]
    declared = [row["family_id"] for row in world.rows("declarations")]
    return [
        {
            "family_id": random.choice([*families, *declared, *declared]),
            "standard_id": random.choice(ASSESSED),
            "assessor": random.choice(["Panel", "Panel", "Lab", None]),
            "assessed_on": random.choice([None, *DAYS[5:], *DAYS[5:9]]),
            "verdict": random.choice(["essential", "essential", "not-essential", "partly"]),
            "claim_type": random.choice([None, "user-equipment", "network", "network", "system"]),
        }
        for _ in range(random.randint(4, 20) if declared else 0)
    ]
