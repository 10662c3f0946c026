"""Gather the digests of all blocks on disk, and write them out as the parts of the record.

Blocks repeat what other blocks said; DuckDB drops the repeats within a fixed amount of memory. The
parts are sorted by everything they hold, so neither block size nor row order shows in them.
"""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from clearway.model.parts import PARTS
from clearway.sources.etsi.digest import RIGHT_KEYS
from clearway.sources.etsi.numbers import read_applications, read_publications, split_list
from clearway.sources.etsi.terms import has_flag, read_declaration, read_leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clearway.sources.etsi.digest import Digest
    from clearway.sources.etsi.values import Interned

MEMORY_LIMIT = "600MB"
"""What DuckDB may hold before it spills to disk."""
ROW_GROUP = 122_880
"""Rows per row group of the parts."""

_ARROW = {
    "TEXT": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "BIGINT": pa.int64(),
    "BLOB": pa.binary(),
    "TEXT[]": pa.list_(pa.string()),
}
_REJECT_SCHEMA = {"line": pl.Int64, "reason": pl.String, "raw": pl.Binary}
_SAID = {
    "declaration": pl.Int32,
    "name": pl.Int32,
    "is_proprietor": pl.Boolean,
    "signed_on": pl.Date,
    "reflected_on": pl.Date,
    "prepared_to_grant": pl.Boolean,
    "reciprocity": pl.Boolean,
}
_NAMES = {
    "name": pl.Int32,
    "declaration_id": pl.String,
    "reference": pl.String,
    "declarant": pl.String,
}
_LEAVES = {
    "standard": pl.Int32,
    "leaf": pl.Int32,
    "version": pl.String,
    "project": pl.String,
}
_LEAF_NAMES = {"leaf": pl.Int32, "generation": pl.String, "specification": pl.String}

_DECLARATIONS = """
WITH said_of AS (
    SELECT
        d.name, f.family_id, l.leaf, l.version, l.project,
        bool_or(d.is_proprietor) AS is_proprietor,
        min(d.signed_on) AS signed_on,
        min(d.reflected_on) AS reflected_on,
        bool_or(f.explicit) AS explicit,
        min(f.illustrative_part) AS illustrative_part,
        bool_or(f.is_basis) AS is_basis,
        bool_or(d.prepared_to_grant) AS prepared_to_grant,
        bool_or(d.reciprocity) AS reciprocity
    FROM facts AS f
    JOIN said AS d ON d.declaration = f.declaration
    JOIN leaves AS l ON l.standard = f.standard
    GROUP BY ALL
),
grain AS (
    SELECT
        name, family_id, leaf,
        bool_or(is_proprietor) AS is_proprietor,
        min(signed_on) AS signed_on,
        min(reflected_on) AS reflected_on,
        array_to_string(list_sort(list_distinct(list(version))), ' | ') AS version,
        array_to_string(list_sort(list_distinct(list(project))), ' | ') AS project,
        bool_or(explicit) AS explicit,
        min(illustrative_part) AS illustrative_part,
        CASE WHEN bool_or(is_basis) THEN 'basis' ELSE 'member' END AS basis,
        bool_or(prepared_to_grant) AS prepared_to_grant,
        bool_or(reciprocity) AS reciprocity
    FROM said_of
    GROUP BY name, family_id, leaf
)
SELECT
    n.declaration_id, n.reference, n.declarant,
    g.* REPLACE (nullif(version, '') AS version, nullif(project, '') AS project),
    t.generation, t.specification
FROM grain AS g
JOIN names AS n ON n.name = g.name
JOIN leaf_names AS t ON t.leaf = g.leaf
ORDER BY
    n.declaration_id, n.reference NULLS FIRST, n.declarant, g.family_id,
    t.generation NULLS FIRST, t.specification NULLS FIRST
"""

_FAMILIES_4G = """
SELECT n.declarant, list(DISTINCT f.family_id) AS families
FROM facts AS f
JOIN said AS d ON d.declaration = f.declaration
JOIN names AS n ON n.name = d.name
JOIN flagged AS s ON s.standard = f.standard
WHERE s.is_4g AND f.is_group = ?
GROUP BY ALL
ORDER BY n.declarant
"""

_RIGHTS = f"""
SELECT {", ".join(RIGHT_KEYS)}, min(title) AS title, bool_or(is_basis) AS is_basis
FROM rights
WHERE office IS NOT NULL
GROUP BY ALL
ORDER BY {", ".join(f"{key} NULLS FIRST" for key in RIGHT_KEYS)}
"""  # noqa: S608

_REJECTS = "SELECT line, reason, raw FROM rejects ORDER BY line"


class Staging:
    """Digests on disk under `folder`, and the dictionaries that their numbers point into."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = itertools.count()
        folder.mkdir(parents=True)

    def add(self, digest: Digest) -> None:
        """Write one digest; blocks may come in any order and from several threads."""
        number = next(self._count)
        rows = [(reject.line, reject.reason, reject.raw) for reject in digest.rejects]
        rejects = pl.DataFrame(rows, schema=_REJECT_SCHEMA, orient="row")
        for kind, frame in (
            ("facts", digest.facts),
            ("rights", digest.rights),
            ("rejects", rejects),
        ):
            # The first of each kind is written though empty: it says the columns.
            if frame.height or number == 0:
                _stage(frame, self._folder / f"{kind}-{number:06d}.parquet")

    def finish(
        self, write_dir: Path, file: str, declarations: Interned, standards: Interned
    ) -> Outcome:
        """Write `declarations`, `right_rows` and `rejects` as `write_dir/PART.parquet`.

        Args:
            write_dir: an existing folder.
            file: the name under which rejects call their file.
            declarations: what the facts' declaration numbers stand for.
            standards: what the facts' standard numbers stand for.

        Returns:
            The 4G check figures and how many numbers could not be read.
        """
        with duckdb.connect() as connection:
            self._set_up(connection)
            _register_terms(connection, declarations, standards)
            tally = Tally()
            with ThreadPoolExecutor(2) as pool:
                for job in [
                    pool.submit(_write, connection.cursor(), query, write_dir / part, convert)
                    for query, part, convert in (
                        (_RIGHTS, "right_rows", tally.right_rows),
                        (_DECLARATIONS, "declarations", _as_table),
                        (_REJECTS, "rejects", lambda rows: _rejects_of(rows, file)),
                    )
                ]:
                    job.result()
            return Outcome(
                _families_4g(connection, is_group=False),
                _families_4g(connection, is_group=True),
                tally.unread,
                _without_office(connection),
            )

    def _set_up(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("SET memory_limit = ?", [MEMORY_LIMIT])
        connection.execute("SET temp_directory = ?", [str(self._folder / "spill")])
        connection.execute("SET preserve_insertion_order = false")
        for kind in ("facts", "rights", "rejects"):
            files = str(self._folder / f"{kind}-*.parquet")
            connection.read_parquet(files).create_view(kind)


@dataclass(frozen=True)
class Outcome:
    """What the parts hold, beyond their rows.

    Attributes:
        families_4g: declarant as spelled -> families with an id, declared with the 4G flag.
        groups_4g: the same, groups without a family id.
        unread_numbers: publication numbers that no reader understands.
        without_office: rights as spelled that name no office, and are left out.
    """

    families_4g: dict[str, frozenset[str]]
    groups_4g: dict[str, frozenset[str]]
    unread_numbers: int
    without_office: int


class Tally:
    """Turns staged rights into right rows, and counts the numbers that cannot be read."""

    def __init__(self) -> None:
        self.unread = 0

    def right_rows(self, table: pa.Table) -> pa.Table:
        """Return the rows of the part `right_rows` for staged rights, in their order."""
        frame = pl.DataFrame(pl.from_arrow(table))
        numbers = read_publications(frame["publications"], frame["office"])
        self.unread += int(numbers["unread"].sum())
        as_typed = pl.when(numbers["unread"] > 0).then(pl.col("publications"))
        rows = frame.select(
            "family_id",
            pl.when("is_group").then(pl.lit("declared-group")).otherwise(pl.lit("etsi"))
            .alias("family_kind"),
            "office",
            read_applications(frame["application"], frame["office"]).alias("application_number"),
            numbers["publication_numbers"],
            "filed_on",
            pl.lit(None, pl.Date).alias("granted_on"),
            pl.lit(None, pl.Date).alias("ended_on"),
            "title",
            split_list(pl.col("priorities")).alias("priority_numbers"),
            pl.lit(None, pl.List(pl.String)).alias("inactive_priorities"),
            pl.when("is_basis").then(pl.lit("basis")).otherwise(pl.lit("member")).alias("basis"),
            "original_application_number",
            pl.coalesce("original_publication_number", as_typed)
            .alias("original_publication_number"),
            "normalized",
        )  # fmt: skip
        return rows.to_arrow().cast(_schema("right_rows"))


def _stage(frame: pl.DataFrame, path: Path) -> None:
    try:
        frame.write_parquet(path, compression="lz4")
    except pl.exceptions.ComputeError as error:  # what a full disk is to Polars
        raise OSError(str(error)) from error


def _schema(part: str) -> pa.Schema:
    return pa.schema([(column.name, _ARROW[column.type]) for column in PARTS[part].columns])


def _as_table(table: pa.Table) -> pa.Table:
    schema = _schema("declarations")
    return table.select(schema.names).cast(schema)


def _rejects_of(table: pa.Table, file: str) -> pa.Table:
    schema = _schema("rejects")
    files = pa.array([file] * len(table), pa.string())
    return table.append_column("file", files).select(schema.names).cast(schema)


def _write(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    part: Path,
    convert: Callable[[pa.Table], pa.Table],
) -> None:
    """Write a query's rows as `PART.parquet`, in row groups of a fixed size."""
    connection.execute("SET enable_progress_bar = false")  # it draws on standard output
    reader = connection.sql(query).to_arrow_reader(ROW_GROUP)
    path = part.with_suffix(".parquet")
    with pq.ParquetWriter(path, _schema(part.name), compression="zstd") as writer:
        for table in _tables_of(reader):
            writer.write_table(convert(table), row_group_size=ROW_GROUP)


def _tables_of(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Yield the reader's rows, `ROW_GROUP` at a time, whatever its own batches are."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in reader:
        while rows + len(batch) >= ROW_GROUP:
            yield pa.Table.from_batches([*held, batch[: ROW_GROUP - rows]])
            batch = batch[ROW_GROUP - rows :]  # noqa: PLW2901
            held, rows = [], 0
        held.append(batch)
        rows += len(batch)
    if rows:
        yield pa.Table.from_batches(held)


def _register_terms(
    connection: duckdb.DuckDBPyConnection, declarations: Interned, standards: Interned
) -> None:
    """Give DuckDB the dictionaries: `said`, `names`, `leaves`, `leaf_names` and `flagged`."""
    names: dict[tuple[str, str | None, str], int] = {}
    said = []
    for number, key in enumerate(declarations.keys):
        read = read_declaration(key)
        name = names.setdefault(read[:3], len(names))
        said.append((number, name, *read[3:]))
    leaf_names: dict[tuple[str | None, str | None], int] = {}
    leaves = []
    for number, key in enumerate(standards.keys):
        for leaf in read_leaves(key):
            place = leaf_names.setdefault(leaf[:2], len(leaf_names))
            leaves.append((number, place, *leaf[2:]))
    flagged = [(number, has_flag(key, "4G")) for number, key in enumerate(standards.keys)]
    for table, rows, schema in (
        ("said", said, _SAID),
        ("names", [(place, *name) for name, place in names.items()], _NAMES),
        ("leaves", leaves, _LEAVES),
        ("leaf_names", [(place, *leaf) for leaf, place in leaf_names.items()], _LEAF_NAMES),
        ("flagged", flagged, {"standard": pl.Int32, "is_4g": pl.Boolean}),
    ):
        frame = pl.DataFrame(rows, schema=schema, orient="row").to_arrow()
        connection.from_arrow(frame).create(table)


def _families_4g(
    connection: duckdb.DuckDBPyConnection, *, is_group: bool
) -> dict[str, frozenset[str]]:
    rows = connection.execute(_FAMILIES_4G, [is_group]).fetchall()
    return {declarant: frozenset(families) for declarant, families in rows}


def _without_office(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute("SELECT count(*) FROM rights WHERE office IS NULL").fetchone()
    return int(found[0]) if found else 0
