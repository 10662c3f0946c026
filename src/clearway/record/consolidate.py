"""Merge what all sources said into the tables of the record.

One right is what shares an application number or a publication number (kind code apart) at one
office. Of two values for one fact the plain tables go before the register; every row keeps the
names of its sources. Everything is written in an order of its own, so that the order in which rows
came never shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import duckdb
import pyarrow as pa

from clearway.model.kind_codes import KIND_RULES
from clearway.model.names import merge_names
from clearway.model.parts import PARTS
from clearway.model.tables import TABLES
from clearway.record.tables_sql import TABLE_SELECTS

if TYPE_CHECKING:
    from pathlib import Path

MEMORY_LIMIT = "700MB"
"""What DuckDB may hold before it spills to disk."""


def consolidate(parts: Path, target: Path, scratch: Path) -> dict[str, int]:
    """Write every table that has rows as `<table>.parquet` into `target`.

    Args:
        parts: a folder per source, its name quoted as in a URL, with `<part>.parquet` files.
        target: folder of the snapshot.
        scratch: for what does not fit in memory.

    Returns:
        Rows per table, empty tables included.
    """
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(scratch / "spill"),
            "threads": 2,
        }
    )
    try:
        for name in PARTS:
            connection.execute(f"CREATE VIEW part_{name} AS {_union(name, parts)}")
        _register_kinds(connection)
        return _write(connection, target)
    finally:
        connection.close()


def _union(name: str, parts: Path) -> str:
    """One SELECT over a part of all sources, with `source` and `rank` (0 is the most specific)."""
    table = PARTS[name]
    columns = ", ".join(f"CAST({c.name} AS {c.type}) AS {c.name}" for c in table.columns)
    selects = [
        f"SELECT {columns}, {_quoted(source)} AS source, {1 if source == 'etsi' else 0} AS rank "  # noqa: S608
        f"FROM read_parquet({_quoted(str(path))})"
        for path in sorted(parts.glob(f"*/{name}.parquet"))
        for source in [unquote(path.parent.name)]
    ]
    empty = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in table.columns)
    selects.append(f"SELECT {empty}, '' AS source, 0 AS rank WHERE FALSE")
    return " UNION ALL ".join(selects)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _register_kinds(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [
        {
            "office": rule.office,
            "kind": rule.kind,
            "meaning": rule.meaning,
            "filed_from": rule.filed_from,
            "filed_before": rule.filed_before,
        }
        for rule in KIND_RULES
    ]
    schema = pa.schema(
        [("office", pa.string()), ("kind", pa.string()), ("meaning", pa.string()),
         ("filed_from", pa.date32()), ("filed_before", pa.date32())]
    )  # fmt: skip
    connection.register("kind_rules", pa.Table.from_pylist(rows, schema=schema))


def _write(connection: duckdb.DuckDBPyConnection, target: Path) -> dict[str, int]:
    _identify(connection)
    counts: dict[str, int] = {}
    for name, select in TABLE_SELECTS:
        if name == "names":
            _register_names(connection)
        if name not in TABLES:
            connection.execute(f"CREATE TEMP TABLE {name} AS {select}")
            continue
        path = target / f"{name}.parquet"
        connection.execute(
            f"COPY ({select}) TO {_quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)"
        )
        view = f"SELECT * FROM read_parquet({_quoted(str(path))})"
        connection.execute(f"CREATE VIEW {name} AS {view}")
        counts[name] = _count(connection, name)
    for name, count in counts.items():
        if not count:
            (target / f"{name}.parquet").unlink()
    return dict(sorted(counts.items()))


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row: Any = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
    return int(row[0])


def _identify(connection: duckdb.DuckDBPyConnection) -> None:
    """Give each spelled right a label; rights that share a number get the same one.

    Nearly all rights have one application number, which is their label. Only where one publication
    number stands under several labels need these be joined, and those are few.
    """
    connection.execute(
        "CREATE TEMP TABLE spelled AS SELECT DISTINCT office, application_number, "
        "publication_numbers, coalesce(application_number, publication_numbers[1], "
        "'none/' || office || '/' || coalesce(family_id, '') || '/' || "
        "coalesce(original_application_number, '') || '/' || "
        "coalesce(original_publication_number, '')) AS label FROM part_right_rows"
    )
    connection.execute(
        "CREATE TEMP TABLE keyed AS SELECT DISTINCT label, "
        "regexp_extract(p, '^[A-Z]{2}-[^-]+') AS key "
        "FROM (SELECT label, unnest(publication_numbers) AS p FROM spelled)"
    )
    pairs = connection.execute(
        "SELECT k.label, m.least FROM keyed AS k INNER JOIN "
        "(SELECT key, min(label) AS least FROM keyed GROUP BY key HAVING count(*) > 1) AS m "
        "ON k.key = m.key WHERE k.label <> m.least ORDER BY 1, 2"
    ).fetchall()
    connection.register(
        "joined",
        pa.table(
            {
                "label": pa.array((roots := _roots(pairs)).keys(), pa.string()),
                "root": pa.array(roots.values(), pa.string()),
            }
        ),
    )


def _roots(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return label -> the least label that it is joined with, for labels that have another."""
    parent: dict[str, str] = {}

    def find(label: str) -> str:
        while (above := parent.get(label, label)) != label:
            parent[label] = parent.get(above, above)
            label = above
        return label

    for one, other in pairs:
        low, high = sorted((find(one), find(other)))
        if low != high:
            parent[high] = low
    return {label: find(label) for label in parent}


def _register_names(connection: duckdb.DuckDBPyConnection) -> None:
    spellings = [
        name
        for (name,) in connection.execute(
            "SELECT DISTINCT name FROM spellings WHERE name IS NOT NULL AND name <> '' ORDER BY name"
        ).fetchall()
    ]
    matches = merge_names(spellings)
    connection.register(
        "merged",
        pa.table(
            {
                "name": pa.array([m.name for m in matches], pa.string()),
                "company_id": pa.array([m.company_id for m in matches], pa.string()),
                "method": pa.array([m.method for m in matches], pa.string()),
                "score": pa.array([m.score for m in matches], pa.float64()),
            }
        ),
    )
