"""Families of a record that are really a missing id: one value given to whatever had none.

Looked for after every merge, among the families of more members than a true one has.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from clearway.record.families import LARGEST, suspect_families

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

_LARGE = """
SELECT family_id AS family, right_id AS document
FROM family_rights
WHERE family_id IN (
    SELECT family_id FROM family_rights GROUP BY family_id HAVING count(*) > {}
)
"""
_PRIORITIES = """
SELECT i.right_id AS document, unnest(p.priority_numbers) AS priority
FROM part_right_rows AS p
INNER JOIN roots AS r ON p.n = r.n
INNER JOIN identified AS i ON r.root = i.root
WHERE i.right_id IN (SELECT document FROM large)
"""
_APPLICANTS = """
SELECT right_id AS document, name AS applicant
FROM named_applicants
WHERE role <> 'inventor' AND right_id IN (SELECT document FROM large)
"""


@dataclass(frozen=True)
class MissingId:
    """A value that stands where an id is missing.

    Attributes:
        family_id: the value.
        members: rights that it gathers.
        same_priority: share of the members with the most frequent priority; None: none is known.
        same_applicant: likewise of the applicant.
    """

    family_id: str
    members: int
    same_priority: float | None
    same_applicant: float | None

    def __str__(self) -> str:
        shares = (
            f"{share:.1%} share a {what}" if share is not None else f"no {what} is known"
            for what, share in (
                ("priority", self.same_priority), ("applicant", self.same_applicant)
            )
        )  # fmt: skip
        return (
            f"family {self.family_id} holds {self.members:,} rights, of which at most "
            f"{', '.join(shares)}: it stands for a missing id, not for a family"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the entry of the manifest."""
        return asdict(self)


def find_missing_ids(connection: duckdb.DuckDBPyConnection) -> tuple[MissingId, ...]:
    """Look through the families just merged; the largest first."""
    members = connection.sql(_LARGE.format(LARGEST)).to_arrow_table()
    if not len(members):
        return ()
    connection.register("large", members)
    priorities, applicants = (
        pl.DataFrame(connection.sql(select).to_arrow_table())
        for select in (_PRIORITIES, _APPLICANTS)
    )
    found = suspect_families(
        pl.DataFrame(members), priorities=priorities, applicants=applicants, largest=LARGEST
    )
    return tuple(MissingId(*row) for row in found.rows())


def missing_ids_of(manifest: Mapping[str, Any]) -> tuple[MissingId, ...]:
    """Return what the merge of a snapshot found."""
    return tuple(MissingId(**entry) for entry in manifest.get("missing_ids", ()))
