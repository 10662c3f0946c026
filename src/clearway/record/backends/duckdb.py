"""DuckDB in the process: the default engine for the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb
    import numpy as np

    from clearway.record.connection import Connection

ARROW_TYPES: dict[str, pa.DataType] = {
    "TEXT": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
}
"""Arrow type of each type that a relation may have."""


def to_arrow(columns: Iterable[tuple[str, str]], rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Return rows as an Arrow table with the columns' types."""
    pairs, listed = list(columns), list(rows)
    return pa.table(
        {
            name: pa.array([row[i] for row in listed], ARROW_TYPES[kind])
            for i, (name, kind) in enumerate(pairs)
        }
    )


class DuckDBEngine:
    """Runs rules on a DuckDB connection that holds the record's tables as views."""

    def __init__(self, connection: Connection | duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def register(self, relation: Any) -> None:
        """Make a relation known under its name, replacing one of that name."""
        if not relation.rows:  # most are empty, and a scan costs more than they hold
            columns = ", ".join(f'"{name}" {kind}' for name, kind in relation.columns)
            self._connection.execute(f'CREATE OR REPLACE TEMP TABLE "{relation.name}" ({columns})')
            return
        self._connection.register("incoming", to_arrow(relation.columns, relation.rows))
        self._connection.execute(
            f'CREATE OR REPLACE TEMP TABLE "{relation.name}" AS SELECT * FROM incoming'
        )
        self._connection.unregister("incoming")

    def define(self, name: str, select: str) -> None:
        """Evaluate a SELECT now and keep its rows under a name."""
        self._connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {select}')

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        return self._connection.execute(select).fetchall()

    def arrays(self, select: str) -> Mapping[str, np.ndarray]:
        """Return the columns of a SELECT as NumPy arrays; for columns without nulls."""
        return self._connection.execute(select).fetchnumpy()
