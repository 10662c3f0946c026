"""DOCDB simple and INPADOC extended families for the rights to which no source gives one.

A record of ETSI's register alone has neither, one with the EPO's documents has them for the rights
of these. Where sources tell priorities, the rest is computed from them (`families.families_of`). An
id that a source gives always stands; a right without one joins the family that sources give to the
others with its priorities, and where they give several, or none, gets a family of its own making.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import polars as pl

from clearway.record.families import families_of

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

KINDS = {"docdb": "simple", "inpadoc": "extended"}
"""Kind of family -> column of `families_of`."""
_SCHEMA = {
    "family_id": pl.String(),
    "family_kind": pl.String(),
    "right_id": pl.String(),
    "priority_numbers": pl.List(pl.String),
}
_CLAIMS = """
WITH spelled AS (
    SELECT i.right_id, p.rank, p.priority_numbers, p.inactive_priorities
    FROM part_right_rows AS p
    INNER JOIN roots AS r ON p.n = r.n
    INNER JOIN identified AS i ON r.root = i.root
    WHERE len(p.priority_numbers) > 0 OR len(p.inactive_priorities) > 0
),

best AS (SELECT right_id, min(rank) AS rank FROM spelled GROUP BY right_id),

claims AS (
    SELECT
        s.right_id,
        list_distinct(flatten(list(coalesce(s.priority_numbers, [])))) AS priority_numbers,
        CASE
            WHEN bool_or(s.inactive_priorities IS NOT NULL)
                THEN list_distinct(flatten(list(coalesce(s.inactive_priorities, []))))
        END AS inactive_priorities
    FROM spelled AS s
    INNER JOIN best AS b ON s.right_id = b.right_id AND s.rank = b.rank
    GROUP BY s.right_id
)

SELECT i.right_id, f.application_number, c.priority_numbers, c.inactive_priorities
FROM identified AS i
INNER JOIN facts AS f ON i.root = f.root
LEFT JOIN claims AS c ON i.right_id = c.right_id
"""
"""One row a right, with what the most specific source that tells priorities says of them."""
_GIVEN = """
SELECT DISTINCT i.right_id, p.family_kind, p.family_id
FROM part_right_rows AS p
INNER JOIN roots AS r ON p.n = r.n
INNER JOIN identified AS i ON r.root = i.root
WHERE p.family_kind IN ('docdb', 'inpadoc')
"""


@dataclass(frozen=True)
class Computed:
    """What was computed: rights that got a family by kind, and those whose priorities dispute it.

    Attributes:
        docdb: rights that got a simple family.
        inpadoc: rights that got an extended one.
        disputed: rights that got one of their own, as sources put others with their priorities
            into several.
    """

    docdb: int
    inpadoc: int
    disputed: int

    def to_dict(self) -> dict[str, int]:
        """Return the entry of the manifest."""
        return asdict(self)


def no_families() -> pa.Table:
    """Return the table that `compute` makes, without rows."""
    return pl.DataFrame(schema=_SCHEMA).to_arrow()


def compute(connection: duckdb.DuckDBPyConnection) -> tuple[pa.Table, Computed]:
    """Compute what sources do not give.

    Args:
        connection: in the merge, once rights are identified.

    Returns:
        `family_id`, `family_kind`, `right_id`, `priority_numbers`, one row a right and kind; and
        how many.
    """
    rights, given = (_frame(connection, select) for select in (_CLAIMS, _GIVEN))
    found = families_of(rights, given)
    rows, disputed = [], 0
    for kind, column in KINDS.items():
        of_kind = _assign(found, given.filter(pl.col("family_kind") == kind), kind, column)
        disputed += int(of_kind["is_disputed"].sum())
        rows.append(of_kind.drop("is_disputed"))
    table = pl.concat(rows).join(rights.select("right_id", "priority_numbers"), on="right_id")
    counts = Computed(len(rows[0]), len(rows[1]), disputed)
    ordered = table.select(*_SCHEMA).sort("family_id", "right_id")
    return ordered.to_arrow(), counts


def _frame(connection: duckdb.DuckDBPyConnection, select: str) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(select).to_arrow_table())


def _assign(found: pl.DataFrame, given: pl.DataFrame, kind: str, column: str) -> pl.DataFrame:
    """Name the family of each right that no source puts into one, and say whether it is disputed.

    Of a right without any priority, which nobody claims either, nothing is known: it gets none.
    """
    named = found.join(
        given.group_by("right_id").agg(pl.col("family_id").min().alias("given")),
        left_on="document", right_on="right_id", how="left",
    )  # fmt: skip
    own = pl.format("{}:{}", pl.lit(kind), column)
    several = pl.col("given").drop_nulls().n_unique().over(column)
    only = pl.col("given").min().over(column)
    return (
        named.with_columns(
            pl.when(several == 1).then(only).otherwise(own).alias("family_id"),
            (several > 1).alias("is_disputed"),
        )
        .filter(pl.col("given").is_null() & pl.col("is_told"))
        .select(
            "family_id",
            "is_disputed",
            pl.lit(kind).alias("family_kind"),
            pl.col("document").alias("right_id"),
        )
    )
