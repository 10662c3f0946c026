"""What a page of the record says: facts, and tables that can be sorted out by page or taken away.

A table knows its columns by name, so that the same rows become a part of a page, CSV, Excel or
Parquet; a cell that leads somewhere is a `Link`, and a file has its text alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.functional import Promise

from clearway.clearance.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from django_stubs_ext import StrOrPromise


class Link(NamedTuple):
    """A cell that leads to another page; `shown` is what a page says instead of a bare code."""

    text: str
    address: str
    shown: str = ""


@dataclass(frozen=True)
class Grid:
    """One table.

    Attributes:
        name: in addresses and names of files.
        title: stands above it.
        columns: name of each column to its heading.
        rows: one value for each column: text, whole number, share, day, `Link`, or None.
    """

    name: str
    title: StrOrPromise
    columns: Mapping[str, StrOrPromise]
    rows: Sequence[tuple[Any, ...]]

    def to_arrow(self, recipe: Recipe) -> pa.Table:
        """Return the table as Arrow, its texts in the language of the record."""
        import pyarrow as pa

        plain = [[_plain(value) for value in row] for row in self.rows]
        arrays = [pa.array([row[place] for row in plain]) for place in range(len(self.columns))]
        return recipe.stamp(pa.table(arrays, names=list(self.columns)))


@dataclass(frozen=True)
class Told:
    """One page of the record.

    Attributes:
        title: what it is about.
        facts: names and values.
        grids: tables.
        basis: day, day of knowledge, snapshot: the choices behind it.
    """

    title: str
    facts: Sequence[tuple[StrOrPromise, Any]] = ()
    grids: Sequence[Grid] = ()
    basis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def recipe(self) -> Recipe:
        """The choices as they travel with a file."""
        return Recipe({"about": self.title, **self.basis})


def _plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    return value.text if isinstance(value, Link) else value
