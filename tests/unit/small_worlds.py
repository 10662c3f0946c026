"""Small hand-made records: each right in a family of its own, all granted in 2012."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from oracle.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oracle.world import Row


def one_family_each(
    rights: Mapping[str, tuple[str, str | None]], names: Iterable[str], **tables: Iterable[Row]
) -> World:
    """Return a record of rights that their owners declared in 2010, in force until 2028.

    Args:
        rights: id, its office first, to owner and the generation declared to; a right declared to
            nothing (None) has its owner as assignee and lies in no family.
        names: companies that the record knows.
        tables: what else is on record.
    """
    declared = {right: row for right, row in rights.items() if row[1]}
    return World(
        rights=[_right(right) for right in rights],
        family_rights=[{"family_id": f"F-{right}", "right_id": right} for right in declared],
        families=[{"family_id": f"F-{right}", "family_kind": "etsi"} for right in declared],
        declarations=[
            {"declaration_id": right, "reference": right, "declarant": owner, "is_proprietor": True,
             "signed_on": date(2010, 1, 1), "family_id": f"F-{right}", "generation": generation}
            for right, (owner, generation) in declared.items()
        ],
        applicants=[
            {"right_id": right, "name": owner, "role": "assignee", "organization": True}
            for right, (owner, generation) in rights.items() if generation is None
        ],
        names=[{"name": name, "company_id": name} for name in names],
        **tables,
    )  # fmt: skip


def _right(right: str) -> dict[str, Any]:
    return {
        "right_id": right, "office": right[:2], "publication_numbers": [], "kind_codes": [],
        "filed_on": date(2008, 1, 1), "granted": True, "granted_on": date(2012, 1, 1),
        "ended_on": date(2028, 1, 1),
    }  # fmt: skip
