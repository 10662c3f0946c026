"""Who may do what: one table per part of the site, in the order of ROLES."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.permissions import (
    accounts,
    api,
    cases,
    dossier,
    downloads,
    look,
    meaning,
    pages,
    reading,
    runs,
    talk,
    whatif,
)
from web.permissions.answers import ROLES

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

PARTS = (
    pages,
    cases,
    accounts,
    meaning,
    runs,
    talk,
    reading,
    whatif,
    api,
    look,
    dossier,
    downloads,
)
TABLE = {name: line for part in PARTS for name, line in part.TABLE.items()}
ADDRESSES = {name: address for part in PARTS for name, address in part.ADDRESSES.items()}
"""An address that each named view answers at; {pk} stands for the case of the tests, other names
for what `make` of their part makes."""
POSTS = {name: data for part in PARTS for name, data in getattr(part, "POSTS", {}).items()}
"""What is sent to the addresses that only take something."""


def made_for(case: Case) -> dict[str, int]:
    """Make what the addresses name beside the case, and return the numbers to fill in."""
    made = {"pk": case.pk}
    for part in PARTS:
        if hasattr(part, "make"):
            made |= part.make(case)
    return made


__all__ = ["ADDRESSES", "POSTS", "ROLES", "TABLE", "made_for"]
