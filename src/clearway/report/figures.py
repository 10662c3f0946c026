"""A table of typed figures: one content for the terminal, a workbook, a report and a page.

Values keep their type until the last moment: a workbook wants numbers, a reader wants text.
None is what is not known, and is written as a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from clearway.case.dates import date_text
from clearway.charts.frame import Table
from clearway.export.blocks import harmless
from clearway.wording import figure, share_text
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

Kind = Literal["text", "address", "count", "share", "percent", "number", "date"]
"""How a value is written: parts of 1 in percent, a `share` with one decimal, a `percent` with two;
a number with two decimals; an address as it is, though a page may lead there."""
WORDS: tuple[Kind, ...] = ("text", "address")
"""Kinds that may be broken into lines."""

Headings = Sequence[tuple[str, Kind]]
"""Headings of columns with their kinds."""

_WIDTHS = (18, 12, 8, 4)
"""Letters that a column of texts keeps together, from a wide terminal to a narrow one."""

Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """One column: its heading and how its values are written."""

    heading: str
    kind: Kind = "text"

    @property
    def is_numeric(self) -> bool:
        """Whether its values are figures, which stand to the right."""
        return self.kind not in (*WORDS, "date")


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

    def to_terminal(self) -> Fitted:
        """Return the table for a terminal; texts are folded where it is narrow."""
        return Fitted(self)

    def folding(self, widest: int) -> RichTable:
        """Return a table whose texts are folded within words from a width on."""
        table = RichTable(
            title=Text(harmless(self.caption or self.name)), title_justify="left",
            box=box.SIMPLE_HEAD, padding=(0, 1), collapse_padding=True,
            pad_edge=False,
        )  # fmt: skip
        texts = self.texts()
        for place, column in enumerate(self.columns):
            is_text = column.kind in WORDS
            words = [len(word) for row in texts for word in row[place].split()]
            table.add_column(
                column.heading,
                justify="right" if column.is_numeric else "left",
                no_wrap=not is_text,
                overflow="fold",
                min_width=min(max(words, default=1), widest) if is_text else None,
                max_width=_WIDTHS[0] if is_text and column is not self.columns[-1] else None,
            )
        for row in texts:
            table.add_row(*(Text(harmless(cell)) for cell in row))
        return table


@dataclass(frozen=True)
class Fitted:
    """A table that folds as late as the terminal allows, so that no letter falls off its edge."""

    figures: Figures

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RichTable]:
        """Yield the table with the widest words that fit."""
        tables = [self.figures.folding(widest) for widest in _WIDTHS]
        fitting = [
            table
            for table in tables
            if table.__rich_measure__(console, options).minimum <= options.max_width
        ]
        yield (fitting or tables[-1:])[0]


_WRITERS: dict[Kind, Callable[[Any], str]] = {
    "share": share_text,
    "percent": lambda value: share_text(value, decimals=2),
    "count": figure,
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

    Name and headings are said in the language spoken; cells and caption are so already.
    """
    columns = tuple(Column(_(heading), kind) for heading, kind in headings)
    return Figures(_(name), columns, tuple(tuple(row) for row in rows), caption, printed)
