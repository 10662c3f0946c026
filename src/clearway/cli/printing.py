"""Rows as a table on the screen; nothing in them styles it or steers the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.cli.options import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str) -> None:
    """Print a table as wide as the terminal; whole numbers with separators, on the right."""
    from rich.markup import escape
    from rich.table import Table

    from clearway.export.terminal import to_text

    table = Table(title=escape(title), title_justify="left")
    for index, column in enumerate(columns):
        numeric = bool(rows) and isinstance(rows[0][index], int | float)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    write_bytes(to_text(table, plain=False).encode(), None)


def _cell(value: object) -> str:
    from rich.markup import escape

    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return escape("".join(c if c.isprintable() else " " for c in str(value or "")))
