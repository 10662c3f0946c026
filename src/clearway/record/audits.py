"""Audits of a snapshot: queries that must return nothing, and files that must be as written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from clearway.model.tables import TABLES
from clearway.record.snapshots import damaged_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clearway.record.connection import Connection
    from clearway.record.record import Record

KEYS: dict[str, tuple[str, ...]] = {
    "rights": ("right_id",),
    "family_rights": ("family_id", "right_id"),
    "families": ("family_id",),
    "declarations": (
        "declaration_id", "declarant", "family_id", "generation", "specification", "source",
    ),
    "validations": ("right_id", "country", "basis", "from_on", "to_on", "published_on", "source"),
    "suits": ("suit_id",),
    "names": ("name",),
    "coverage": ("office", "source"),
    "unplaced_events": ("file", "office", "code", "source"),
    "markets": ("country", "year", "measure"),
}  # fmt: skip
"""Columns that no two rows of a table share; the other tables hold no two equal rows."""

_REFERENCES = (
    ("family_rights", "right_id", "rights", "right_id"),
    ("family_rights", "family_id", "families", "family_id"),
    ("declarations", "family_id", "families", "family_id"),
    ("transfers", "right_id", "rights", "right_id"),
    ("transfers", "family_id", "families", "family_id"),
    ("status_events", "right_id", "rights", "right_id"),
    ("validations", "right_id", "rights", "right_id"),
    ("pool_patents", "right_id", "rights", "right_id"),
    ("applicants", "right_id", "rights", "right_id"),
    ("terms", "right_id", "rights", "right_id"),
    ("assessments", "family_id", "families", "family_id"),
    ("orders", "suit_id", "suits", "suit_id"),
)
"""Table, column, and the table and column in which each of its values must stand."""

_CONDITIONS = (
    ("rights", "granted_on < filed_on", "granted before filed"),
    ("rights", "ended_on < coalesce(granted_on, filed_on)", "ended before granted or filed"),
    ("rights", "right_id IS NULL OR office IS NULL", "without id or office"),
    ("rights", "granted_on IS NOT NULL AND NOT granted", "with a grant date, yet not granted"),
    ("validations", "to_on < from_on", "end before they begin"),
    ("pool_patents", "to_on < from_on", "end before they begin"),
    ("orders", "to_on < from_on", "end before they begin"),
    ("transfers", "(right_id IS NULL) = (family_id IS NULL)", "move not one of right and family"),
)
"""Table, condition that no row may meet, and its name."""


@dataclass(frozen=True)
class Failure:
    """One audit that found something: which, and what."""

    audit: str
    found: str

    def __str__(self) -> str:
        return f"{self.audit}: {self.found}"


def verify(record: Record) -> list[Failure]:
    """Run every audit on a snapshot.

    Returns:
        What failed; files that are not as the manifest says, or tables with other columns, come
        alone, as nothing in them counts.
    """
    damaged = [Failure("files", found) for found in damaged_files(record.folder, record.manifest)]
    if damaged:
        return damaged
    connection = record.connect()
    try:
        return list(_columns(connection)) or [*_audits(connection), *_counts(connection, record)]
    except duckdb.Error as error:
        return [Failure("tables", f"cannot be read ({str(error).splitlines()[0]})")]
    finally:
        connection.close()


def contested_families(record: Record) -> list[tuple[str, tuple[str, ...]]]:
    """List the families that more than one company declared as its own; no failure.

    Returns:
        (family_id, companies by name), by family.
    """
    rows = _rows(
        record.connect(),
        "SELECT d.family_id, list(DISTINCT n.company_id ORDER BY n.company_id) AS companies "
        "FROM declarations AS d INNER JOIN names AS n ON d.declarant = n.name "
        "WHERE d.is_proprietor GROUP BY d.family_id HAVING count(DISTINCT n.company_id) > 1 "
        "ORDER BY d.family_id",
    )
    return [(family, tuple(companies)) for family, companies in rows]


def _rows(connection: Connection, select: str) -> list[tuple[Any, ...]]:
    return connection.execute(select).fetchall()


def _columns(connection: Connection) -> Iterator[Failure]:
    """Tables whose files are as they were written, by a Clearway that knew other columns."""
    for table in TABLES.values():
        found = [(name, kind) for name, kind, *_ in _rows(connection, f'DESCRIBE "{table.name}"')]
        expected = [(c.name, c.type.replace("TEXT", "VARCHAR")) for c in table.columns]
        if found != expected:
            yield Failure("columns", f"{table.name} {_difference(found, expected)}")


def _difference(found: list[tuple[str, str]], expected: list[tuple[str, str]]) -> str:
    """Say which columns differ, and what to do."""
    lacking = [name for name, kind in expected if (name, kind) not in found]
    more = [name for name, kind in found if (name, kind) not in expected]
    if lacking:
        return (
            f"lacks {', '.join(lacking)}: made by an older Clearway; ingest the sources of the "
            "record again"
        )
    if more:
        return f"also has {', '.join(more)}: made by a newer Clearway; use that one"
    return f"has its columns in the order {found}, not {expected}"


def _audits(connection: Connection) -> Iterator[Failure]:
    for name, count_of in _queries():
        ((count,),) = _rows(connection, count_of)
        if count:
            yield Failure(name, f"{count:,} rows")


def _queries() -> Iterator[tuple[str, str]]:
    """Each audit by name, as a query for the number of rows that fail it."""
    for table, columns in KEYS.items():
        key = ", ".join(columns)
        yield (
            f"{table}: one row per {key}",
            f"SELECT count(*) FROM (SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1)",
        )
    for table, column, other, key in _REFERENCES:
        orphans = (
            f"SELECT count(*) FROM {table} AS t ANTI JOIN {other} AS o ON t.{column} = o.{key} "
            f"WHERE t.{column} IS NOT NULL"
        )
        yield f"{table}: {column} not in {other}", orphans
    for table, condition, name in _CONDITIONS:
        yield f"{table}: {name}", f"SELECT count(*) FROM {table} WHERE {condition}"


def _counts(connection: Connection, record: Record) -> Iterator[Failure]:
    for table, expected in record.manifest["tables"].items():
        ((count,),) = _rows(connection, f'SELECT count(*) FROM "{table}"')
        if count != expected:
            yield Failure("counts", f"{table} has {count:,} rows, its manifest says {expected:,}")
    yield from _files(connection, record.manifest["sources"])


def _files(connection: Connection, sources: Mapping[str, Any]) -> Iterator[Failure]:
    """Rows in are those loaded, set aside and unplaced; of the latter two as many must be kept."""
    kept = {
        ("rows set aside", "rows_rejected"): "count(DISTINCT line) FROM rejects",
        ("rows unplaced", "rows_unplaced"): "sum(events)::BIGINT FROM unplaced_events",
    }
    counted = {
        key: {
            (source, file): count
            for source, file, count in _rows(
                connection, f"SELECT source, file, {count} GROUP BY ALL"
            )
        }
        for key, count in kept.items()
    }
    for source, entry in sorted(sources.items()):
        for file in entry["files"]:
            where = f"{source}, {file['name']}"
            unplaced = file.get("rows_unplaced", 0)  # an older Clearway set them aside
            if file["rows_in"] != file["rows_loaded"] + file["rows_rejected"] + unplaced:
                yield Failure("rows in = loaded + set aside + unplaced", where)
            for (audit, told), counts in counted.items():
                count = counts.get((source, file["name"]), 0)
                if count != file.get(told, 0):
                    yield Failure(audit, f"{where}: {count:,} are kept")
