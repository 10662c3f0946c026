"""Long tables a page at a time: sorted and cut at the server, every page an address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a table.

    Attributes:
        rows: those of this page.
        total: of all pages.
        number: of this page, from 1.
        last: number of the last page.
        before: address of the page before; empty at the first. `after` likewise.
    """

    rows: Sequence[Row]
    total: int
    number: int
    last: int
    before: str
    after: str


def page_of(rows: Sequence[Row], query: QueryDict, size: int, name: str = "page") -> Page[Row]:
    """Return the page that an address asks for; the nearest one where there is none such.

    Args:
        rows: of the whole table, sorted.
        query: of the address; the links keep all else that is in it.
        size: rows to a page.
        name: of the page's number in the address.
    """
    last = max(1, -(-len(rows) // size))
    asked = query.get(name, "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    number = min(max(1, wanted), last)
    start = (number - 1) * size
    return Page(
        rows[start : start + size], len(rows), number, last,
        address(query, **{name: str(number - 1)}) if number > 1 else "",
        address(query, **{name: str(number + 1)}) if number < last else "",
    )  # fmt: skip


def address(query: QueryDict, **changes: str) -> str:
    """Return an address that differs from this one in some parts; empty ones go."""
    changed = query.copy()
    for name, value in changes.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return "?" + changed.urlencode()
