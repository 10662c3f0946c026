"""Merge what all sources said into the tables of the record.

One right is what shares an application number or a publication number (kind code apart) at one
office. Of two values for one fact the plain tables go before the register; every row keeps the
names of its sources. Each step is a SELECT under `record/sql`, in the order of their names.
Everything is written in an order of its own and within a fixed amount of memory, so that the same
facts give the same bytes in whatever order the rows came; only the `sequence` of transfers and the
lines of rows set aside tell that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from clearway.model.kind_codes import KIND_RULES
from clearway.model.names import joint_matches
from clearway.model.parts import PARTS, ROW
from clearway.model.standards import StandardsTree
from clearway.model.tables import TABLES
from clearway.record.computed_families import Computed, compute, no_families
from clearway.record.connection import QUIET, quoted
from clearway.record.missing_ids import MissingId, find_missing_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MEMORY_LIMIT = "700MB"
"""What DuckDB may hold before it spills to disk."""
REGISTERS = frozenset({"etsi", "etsi-gd", "etsi-dynamic"})
"""Sources that give way to all others: they say what was declared, not what an office did."""
TABLES_SOURCE = "tables:"
"""How the names of plain forms begin; they are more specific than the offices' data."""

_SLICE = 500_000
"""Rows of rights that are spelled more than once, to a slice: their lists stay in memory."""

_KIND_RULES = pa.schema(
    [
        ("office", pa.string()),
        ("kind", pa.string()),
        ("meaning", pa.string()),
        ("filed_from", pa.date32()),
        ("filed_before", pa.date32()),
    ]
)


@dataclass(frozen=True)
class Consolidated:
    """What was written.

    Attributes:
        tables: rows per table.
        set_aside: rows set aside, per source and file.
        unplaced: legal events about rights not on record, per source and file.
        families: what was computed of them, if that was asked for.
        missing_ids: families that are none.
    """

    tables: Mapping[str, int]
    set_aside: Mapping[tuple[str, str], int]
    unplaced: Mapping[tuple[str, str], int]
    families: Computed | None = None
    missing_ids: tuple[MissingId, ...] = ()


def consolidate(
    parts: Path, target: Path, scratch: Path, review: Path | None = None, *, families: bool = False
) -> Consolidated:
    """Write every table that has rows as `<table>.parquet` into `target`.

    Args:
        parts: a folder per source, its name quoted as in a URL, with `<part>.parquet` files.
        target: folder of the snapshot.
        scratch: for what does not fit in memory.
        review: file of what people decided about names. None: there is none.
        families: compute simple and extended families of the rights to which no source gives one.

    Returns:
        Rows per table, empty tables included, and what was set aside.

    Raises:
        SourceError: the standards of all sources together have a cycle, or the review file cannot
            be read.
    """
    connection = _connect(scratch)
    try:
        connection.execute(QUIET)
        for name in PARTS:
            connection.execute(f"CREATE VIEW part_{name} AS {_union(name, parts)}")
        rules = [{key: getattr(rule, key) for key in _KIND_RULES.names} for rule in KIND_RULES]
        connection.register("kind_rules", pa.Table.from_pylist(rules, schema=_KIND_RULES))
        StandardsTree.bundled(
            connection.execute("SELECT standard_id, parent_id FROM part_standards").fetchall()
        )
        return _write(connection, target, review, families=families)
    finally:
        connection.close()


def rename(old: Path, target: Path, scratch: Path, review: Path) -> None:
    """Write `names.parquet` into `target`: the spellings of an old one, with their companies anew.

    Raises:
        SourceError: the review file cannot be read.
    """
    connection = _connect(scratch)
    try:
        connection.execute(
            "CREATE VIEW spellings AS SELECT name, method = 'joint' AS is_joint "
            f"FROM read_parquet({quoted(str(old))})"
        )
        _merge(connection, review)
        _copy(connection, "names", dict(_steps())["names"], target / "names.parquet")
    finally:
        connection.close()


def _connect(scratch: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(scratch / "spill"),
            "threads": 2,
        }
    )


@cache
def _steps() -> tuple[tuple[str, str], ...]:
    """Name and SELECT of every step, each over those before it."""
    files = sorted((Path(__file__).parent / "sql").glob("*.sql"))
    return tuple((file.stem.split("_", 1)[1], file.read_text(encoding="utf-8")) for file in files)


def _union(name: str, parts: Path) -> str:
    """One SELECT over a part of all sources.

    It adds `source`, `rank` (0 is the most specific), `n` (a number of its own for every row), and
    `file`, `line` and `raw` where the source keeps them.
    """
    extra = [column for column in ROW if column not in PARTS[name].columns]
    columns = (*PARTS[name].columns, *extra)
    selects = []
    rows_before = 0
    for path in sorted(parts.glob(f"*/{name}.parquet")):
        metadata = pq.read_metadata(path)
        there = set(metadata.schema.to_arrow_schema().names)
        source = unquote(path.parent.name)
        found = _typed(columns, there)
        selects.append(
            f"SELECT {found}, {quoted(source)} AS source, "
            f"{_rank(source)} AS rank, file_row_number + {rows_before} AS n "
            f"FROM read_parquet({quoted(str(path))}, file_row_number = true)"
        )
        rows_before += metadata.num_rows
    nothing = f"{_typed(columns, ())}, '' AS source, 0 AS rank, 0::BIGINT AS n"
    return " UNION ALL ".join([*selects, f"SELECT {nothing} WHERE FALSE"])


def _rank(source: str) -> int:
    """0 for plain forms, 1 for offices and pools, 2 for the registers of declarations."""
    return 0 if source.startswith(TABLES_SOURCE) else 1 + (source in REGISTERS)


def _typed(columns: Iterable[Any], there: Iterable[str]) -> str:
    values = ((c, c.name if c.name in there else "NULL") for c in columns)
    return ", ".join(f"CAST({value} AS {c.type}) AS {c.name}" for c, value in values)


def _write(
    connection: duckdb.DuckDBPyConnection, target: Path, review: Path | None, *, families: bool
) -> Consolidated:
    counts: dict[str, int] = {}
    computed: Computed | None = None
    for name, select in _steps():
        if name in TABLES:
            counts[name] = _copy(connection, name, select, target / f"{name}.parquet")
        elif name == "facts":
            _in_slices(connection, name, select)
        else:
            connection.execute(f"CREATE TEMP TABLE {name} AS {select}")
        if name == "shared":
            _join(connection)
        elif name == "identified":
            table, computed = compute(connection) if families else (no_families(), None)
            connection.register("computed_families", table)
        elif name == "spellings":
            _merge(connection, review)
    aside = connection.execute(
        "SELECT source, file, count(DISTINCT line) FROM rejects "
        "WHERE file IS NOT NULL GROUP BY ALL"  # a document may name several rights
    ).fetchall()
    unplaced = connection.execute(
        "SELECT source, file, sum(events)::BIGINT FROM unplaced_events GROUP BY ALL"
    ).fetchall()
    missing_ids = find_missing_ids(connection)
    for name, count in counts.items():
        if not count:
            (target / f"{name}.parquet").unlink()
    return Consolidated(
        dict(sorted(counts.items())),
        {(source, file): count for source, file, count in aside},
        {(source, file): count for source, file, count in unplaced},
        computed,
        missing_ids,
    )


def _in_slices(connection: duckdb.DuckDBPyConnection, name: str, select: str) -> None:
    """Make a table a slice of the rights at a time, as `slice` (slices, place) tells the query."""
    row: Any = connection.execute(f"SELECT count(*) // {_SLICE} + 1 FROM repeated").fetchone()
    for place in range(row[0]):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE slice AS SELECT {row[0]} AS slices, {place} AS place"
        )
        into = f"INSERT INTO {name} " if place else f"CREATE TEMP TABLE {name} AS "
        connection.execute(into + select)


def _copy(connection: duckdb.DuckDBPyConnection, name: str, select: str, path: Path) -> int:
    """Write a table, make it known to the next steps, and return its rows."""
    file = quoted(str(path))
    row: Any = connection.execute(
        f"COPY ({select}) TO {file} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({file})')
    return int(row[0])


def _join(connection: duckdb.DuckDBPyConnection) -> None:
    """Register which labels are one right; few share a number, so they fit in memory."""
    roots = _roots(connection.execute("SELECT root, least FROM shared").fetchall())
    table = {
        "label_root": pa.array(roots.keys(), pa.int64()),
        "root": pa.array(roots.values(), pa.int64()),
    }
    connection.register("joined", pa.table(table))


def _roots(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the least member of its connected component for every one that has a lesser."""
    parent: dict[int, int] = {}

    def find(one: int) -> int:
        while (above := parent.get(one, one)) != one:
            parent[one] = parent.get(above, above)
            one = above
        return one

    for one, other in pairs:
        low, high = sorted((find(one), find(other)))
        if low != high:
            parent[high] = low
    return {one: find(one) for one in parent}


def _merge(connection: duckdb.DuckDBPyConnection, review: Path | None) -> None:
    """Register the company of every spelling."""
    from clearway.matching import read_review, resolve

    found = connection.execute("SELECT name, is_joint FROM spellings ORDER BY name").fetchall()
    alone = (name for name, is_joint in found if not is_joint)
    matches = resolve(alone, read_review(review) if review else None)
    matches += joint_matches((name for name, is_joint in found if is_joint), matches)
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
