"""Who may do what: one table per part of the site, in the order of ROLES."""

from __future__ import annotations

from web.permissions import cases, pages
from web.permissions.answers import ROLES

PARTS = (pages, cases)
TABLE = {name: line for part in PARTS for name, line in part.TABLE.items()}
ADDRESSES = {name: address for part in PARTS for name, address in part.ADDRESSES.items()}
"""An address that each named view answers at; {pk} stands for the case of the tests."""

__all__ = ["ADDRESSES", "ROLES", "TABLE"]
