"""A table of typed figures: one content for the terminal, a workbook, a report and a page.

Values keep their type until the last moment: a workbook wants numbers, a reader wants text.
None is what is not known, and is written as a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from clearway.case.dates import date_text
from clearway.charts.frame import Table
from clearway.charts.palette import count_text, share_text
from clearway.export.blocks import harmless
from clearway.wording import figure, spoken
from clearway.wording import gettext as _

Kind = Literal["text", "count", "share", "percent", "number", "date"]
"""How a value is written: parts of 1 in percent, a `share` with one decimal, a `percent` with two;
a number with two decimals."""

Headings = Sequence[tuple[str, Kind]]
"""Headings of columns with their kinds."""

_WIDEST = 18

Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """One column: its heading and how its values are written."""

    heading: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Figures:
    """A table of typed values.

    Attributes:
        name: short; the name of a sheet in a workbook.
        columns: at least one; the first names the row.
        rows: one value for each column.
        caption: what the table shows, and what a reader must know of it; may be empty.
        printed: rows that print shows; a workbook has all.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    caption: str = ""
    printed: int = 60

    def texts(self) -> list[tuple[str, ...]]:
        """Return the rows as people read them."""
        kinds = [column.kind for column in self.columns]
        return [
            tuple(text_of(value, kind) for value, kind in zip(row, kinds, strict=True))
            for row in self.rows
        ]

    def to_table(self) -> Table:
        """Return the table as a page shows it, cut as print does; it says what is left out."""
        headings = tuple(column.heading for column in self.columns)
        left = len(self.rows) - self.printed
        said = _("%(caption)s; %(left)s further rows are in the workbook") % {
            "caption": self.caption, "left": figure(left),
        }  # fmt: skip
        return Table(
            headings, tuple(self.texts()[: self.printed]), said if left > 0 else self.caption
        )

    def to_terminal(self) -> RichTable:
        """Return the table for a terminal; texts are folded where it is narrow."""
        table = RichTable(
            title=Text(harmless(self.caption or self.name)), title_justify="left",
            box=box.SIMPLE_HEAD, padding=(0, 1), collapse_padding=True,
            pad_edge=False,
        )  # fmt: skip
        texts = self.texts()
        for place, column in enumerate(self.columns):
            is_text = column.kind == "text"
            words = [len(word) for row in texts for word in row[place].split()]
            table.add_column(
                column.heading,
                justify="left" if column.kind in ("text", "date") else "right",
                no_wrap=not is_text,
                overflow="fold",
                min_width=min(max(words, default=1), _WIDEST) if is_text else None,
                max_width=_WIDEST if is_text and column is not self.columns[-1] else None,
            )
        for row in texts:
            table.add_row(*(Text(harmless(cell)) for cell in row))
        return table


_WRITERS: dict[Kind, Callable[[Any], str]] = {
    "share": lambda value: share_text(value, spoken()),
    "percent": lambda value: share_text(value, spoken(), decimals=2),
    "count": lambda value: count_text(value, spoken()),
    "number": lambda value: figure(value, ",.2f"),
}


def text_of(value: Value, kind: Kind) -> str:
    """Write one value; what is not known is `unknown`, a text in place of a figure stays."""
    if value is None:
        return _("unknown")
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return date_text(value)
    return _WRITERS[kind](value) if kind in _WRITERS else str(value)


def figures(
    name: str,
    headings: Headings,
    rows: Iterable[Sequence[Any]],
    caption: str = "",
    printed: int = 60,
) -> Figures:
    """Make a table from headings with their kinds, and rows of values.

    Headings are said in the language spoken; name, cells and caption are so already.
    """
    columns = tuple(Column(_(heading), kind) for heading, kind in headings)
    return Figures(name, columns, tuple(tuple(row) for row in rows), caption, printed)
