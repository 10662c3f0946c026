"""Tables as CSV and Parquet, with the recipe of the answer that they come from.

Parquet carries it whole in its metadata. CSV has no place for it that every reader skips, so its
hash stands in a last column, `recipe`, of every row. In CSV a list becomes its items joined by
` | `, a missing value an empty field, and a text that a spreadsheet would run as a formula gets an
apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from clearway.clearance.recipe import SHORT, recipe_in

if TYPE_CHECKING:
    import pyarrow as pa

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: pa.Table) -> bytes:
    """Return a table as UTF-8 CSV with a header; the recipe's hash is the last column."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    recipe = recipe_in(table)
    last = {"recipe": recipe["hash"][:SHORT]} if recipe else {}
    writer.writerow([*table.column_names, *last])
    for row in table.to_pylist():
        writer.writerow([_cell(value) for value in (*row.values(), *last.values())])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = " | ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value


def to_parquet(table: pa.Table) -> bytes:
    """Return a table as Parquet, its metadata with it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return bytes(sink.getvalue().to_pybytes())
