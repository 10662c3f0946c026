"""The choices of the policy that leave something out (decision 0015), read as they are written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from oracle.names import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oracle.facts import Facts
    from oracle.world import Leaf, Row

NETWORK = {"network-equipment"}
EITHER = {"router", "hotspot", "gateway", "chipset", "industrial", "software", "other"}
OTHER_SIDE = {"user-equipment": "network", "network": "user-equipment", "either": ""}
LEAST = {"declared": 0, "assessed": 1, "agreed": 2}
VERDICTS = {"essential": 2, "partly": 1, "not-essential": 0}


def names_chosen(rows: list[Row], policy: Mapping[str, Any]) -> list[Row]:
    """Return the record's names, without the links that are only probable where so chosen."""
    if policy["probable_names"]:
        return rows
    return [_cut_off(row, rows) if row["method"] == "probable" else row for row in rows]


def _cut_off(row: Row, rows: list[Row]) -> Row:
    """Give a spelling to the company of those that read alike, else to the first of these."""
    alike = [other for other in rows if name_key(other["name"]) == name_key(row["name"])]
    sure = sorted((o["name"], o["company_id"]) for o in alike if o["method"] != "probable")
    return {**row, "company_id": sure[0][1] if sure else min(o["name"] for o in alike)}


def touches(facts: Facts, product: Mapping[str, Any], family: str, leaf: Leaf) -> bool:
    """Say whether a family touches a product by a leaf, as far as anybody assessed it."""
    least = LEAST[facts.policy["essentiality"]]
    return least == 0 or _standing(facts, _side(product["category"]), family, leaf) >= least


def _side(category: str) -> str:
    if category in NETWORK:
        return "network"
    return "either" if category in EITHER else "user-equipment"


def _standing(facts: Facts, side: str, family: str, leaf: Leaf) -> int:
    """Return 2 where all say that it touches, 0 where none does, 1 between; unassessed 3."""
    said = _verdicts(facts, side, family, leaf)
    if not said:
        speakers = facts.speakers[family, leaf] - {family}
        return max((_standing(facts, side, other, leaf) for other in speakers), default=3)
    if min(said) == 2:
        return 2
    return 1 if max(said) > 0 else 0


def _verdicts(facts: Facts, side: str, family: str, leaf: Leaf) -> list[int]:
    """Return what each assessor says last of a family and a leaf."""
    rows = [
        row
        for row in facts.record.rows("assessments")
        if row["family_id"] == family
        and row["standard_id"]
        and facts.covers([row["standard_id"]], leaf)
    ]
    said = []
    for assessor in {row["assessor"] or "" for row in rows}:
        own = [row for row in rows if (row["assessor"] or "") == assessor]
        last = max(row["assessed_on"] or date.min for row in own)
        said.append(
            max(
                0 if row["claim_type"] == OTHER_SIDE[side] else VERDICTS[row["verdict"]]
                for row in own
                if (row["assessed_on"] or date.min) == last
            )
        )
    return said
