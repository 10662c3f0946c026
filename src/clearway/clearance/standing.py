"""What assessments on record say of declared families, for which kind of product.

Assessors read the claims of a family against a standard. What they say, rules `verdicts` and
`standings` bring to one figure for each family, leaf and side: 2 every assessor says that it
touches, 0 every one says that it does not, 1 they differ or say 'partly'. What nobody assessed
stands as declared, with 3. Source: decision 0015.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from clearway.clearance.engine import Relation
from clearway.model.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SIDES = ("user-equipment", "network", "either")
"""Where a product stands; a claim that reads on the other side alone does not touch it."""
LEAST = {"declared": 0, "assessed": 1, "agreed": 2}
"""By the choice of essentiality: the least standing with which a family counts."""
UNASSESSED = 3
AS_DECLARED = 0b111111
"""What a layout's `family_standing` holds where nobody assessed: `UNASSESSED` on every side."""
BITS = 2
"""How many bits of a layout's `family_standing` each side takes, in the order of `SIDES`."""


def side_of(category: str) -> str:
    """Return the side on which products of a category stand; `either` where nothing is said."""
    return _sides().get(category, "either")


@cache
def _sides() -> dict[str, str]:
    return {row["category"]: row["side"] for row in read_vocabulary("category_sides")}


def assessment_relations(coverings: Mapping[str, Collection[str]]) -> list[Relation]:
    """Return the relations that the rules about assessments name beside the record's tables.

    Args:
        coverings: standard that somebody assessed against -> keys of the leaves that it covers.
    """
    text = "TEXT"
    rows = [(name, leaf) for name, leaves in coverings.items() for leaf in sorted(leaves)]
    return [
        Relation("sides", (("side", text),), tuple((side,) for side in SIDES)),
        Relation("assessed_coverings", (("name", text), ("leaf_id", text)), tuple(rows)),
    ]
