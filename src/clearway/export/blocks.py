"""Blocks that sheets are put together from: lines of facts, and tables that fit 80 columns.

Names, titles and codes are a source's own text: nothing in them styles a table or steers a
terminal. Unknown is a dash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

SHOWN = 20
"""Rows of a long table; JSON has all."""
_SHORT = 14
"""Letters of what is never broken: days, figures, codes. Longer texts give way."""


def harmless(value: object) -> str:
    """Return text of a source without what a terminal would obey; a dash for nothing."""
    if value is None or value == "":
        return "–"
    return "".join(c if c.isprintable() else " " for c in str(value))


def facts(title: str, rows: Iterable[tuple[str, object]]) -> Table:
    """Return named facts, one to a line."""
    table = Table(
        title=Text(harmless(title), style="bold"), title_justify="left", show_header=False,
        box=None, padding=(0, 2, 0, 0),
    )  # fmt: skip
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(harmless(value)))
    return table


def rows_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    shown: int = SHOWN,
    is_whole: bool = False,
) -> Group:
    """Return one table; numbers to the right, long ones cut with what is left out said.

    Args:
        title: stands above it.
        columns: headings.
        rows: one value for each column.
        shown: how many of the rows.
        is_whole: the first column is never broken: numbers and references to be copied.
    """
    if not rows:
        return Group(Text(f"\n{title}: none on record"))
    left = len(rows) - shown
    more = [Text(f" ... and {left:,} more: --format json has all", style="dim")]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    cells = [[_cell(value) for value in row] for row in rows[:shown]]
    for place, column in enumerate(columns):
        numeric = isinstance(rows[0][place], int)
        short = max(len(row[place]) for row in cells) <= _SHORT or (is_whole and place == 0)
        figures = [w for row in cells for w in row[place].plain.split() if w[-1].isdigit()]
        table.add_column(
            column, justify="right" if numeric else "left", overflow="fold", no_wrap=short,
            min_width=min(max(map(len, figures), default=1), _SHORT),
        )  # fmt: skip
    for row in cells:
        table.add_row(*row)
    return Group(Text(f"\n{title}"), table, *(more if left > 0 else []))


def figures_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Group:
    """Return a table of figures as text: the first column names the row, the rest stand right."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    table.add_column(columns[0], no_wrap=True, overflow="ellipsis")
    for place, column in enumerate(columns[1:], 1):
        widest = max((len(row[place]) for row in rows), default=0)
        table.add_column(column, justify="right", overflow="fold", min_width=widest)
    for row in rows:
        table.add_row(*(Text(harmless(value)) for value in row))
    return Group(Text(title), table)


def _cell(value: object) -> Text:
    return Text(f"{value:,}" if isinstance(value, int) else harmless(value))


def day(value: date | None) -> str:
    """Return a day, or a dash for none."""
    return str(value) if value else "–"
