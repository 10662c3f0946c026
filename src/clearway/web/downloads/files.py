"""A table as a file: CSV, Excel or Parquet, with the recipe of the answer that it comes from."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from clearway.clearance.recipe import recipe_in
from clearway.export.tables import to_csv, to_parquet
from clearway.report.workbook import MOST_LETTERS, MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from clearway.clearance.recipe import Recipe
    from clearway.report.figures import Figures

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}
"""Kinds of file by their ending."""
TABLES = ("csv", "xlsx", "parquet")


def table_file(table: pa.Table, name: str, form: str) -> HttpResponse:
    """Return a table as a file to be saved.

    Args:
        table: may carry a recipe.
        name: of the file, without its ending.
        form: one of `TABLES`.
    """
    make = {"csv": to_csv, "xlsx": to_xlsx, "parquet": to_parquet}[form]
    return attached(make(table), name, form)


def attached(content: bytes, name: str, form: str) -> HttpResponse:
    """Return bytes as a file to be saved."""
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def to_xlsx(table: pa.Table) -> bytes:
    """Return a table as a workbook: texts are texts, never formulas; the recipe on a second sheet.

    A sheet holds a million rows and a cell 32,767 letters; what is longer is cut, and said.
    """
    import xlsxwriter

    sink = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(sink, options) as book:
        sheet = book.add_worksheet("table")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(table.column_names):
            sheet.write_string(0, column, name)
        for number, row in enumerate(table.slice(0, MOST_ROWS).to_pylist(), start=1):
            for column, value in enumerate(row.values()):
                _write(sheet, number, column, value)
        told = book.add_worksheet("recipe")
        for number, (name, value) in enumerate(_said(table)):
            told.write_string(number, 0, name)
            told.write_string(number, 1, value[:MOST_LETTERS])
    return sink.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        text = " | ".join(value) if isinstance(value, list) else str(value)
        sheet.write_string(row, column, text[:MOST_LETTERS])
    else:
        sheet.write_number(row, column, value)


def _said(table: pa.Table) -> Iterable[tuple[str, str]]:
    recipe = recipe_in(table)
    if recipe:
        yield "recipe", recipe["hash"]
        yield "choices", json.dumps(recipe["choices"], ensure_ascii=False)
    yield "rows", str(table.num_rows)
    if table.num_rows > MOST_ROWS:
        yield "cut", f"the first {MOST_ROWS} rows"


def figures_table(figures: Figures, recipe: Recipe) -> pa.Table:
    """Return a table of a report as Arrow: a column of numbers with a word among them is text."""
    import pyarrow as pa

    columns: dict[str, list[Any]] = {}
    for place, column in enumerate(figures.columns):
        values = [row[place] for row in figures.rows]
        if {type(value) for value in values if value is not None} - {int, float} and not all(
            value is None or isinstance(value, str) for value in values
        ):
            values = [None if value is None else str(value) for value in values]
        name = column.heading if column.heading not in columns else f"{column.heading} {place}"
        columns[name] = values
    return recipe.stamp(pa.table({name: pa.array(values) for name, values in columns.items()}))
