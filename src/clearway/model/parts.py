"""What a source hands over: the same facts as the record, before sources are merged.

A reader writes parts (`parts/<source>/<table>.parquet`); consolidation merges the parts of all
sources into the tables of the record. Parts name rights by number; only consolidation gives ids.
"""

from __future__ import annotations

from clearway.model.tables import TABLES, Column, Table

_RIGHT_ROWS = Table(
    "right_rows",
    "one family x right as one source spells it",
    (
        Column("family_id", "TEXT", "null when the source tells of the right alone"),
        Column("family_kind", "TEXT"),
        Column("office", "TEXT"),
        Column("application_number", "TEXT", "normalized, office included; null when unusable"),
        Column("publication_numbers", "TEXT[]", "DOCDB form, kind optional"),
        Column("filed_on", "DATE"),
        Column("granted_on", "DATE"),
        Column("ended_on", "DATE"),
        Column("title", "TEXT"),
        Column("priority_numbers", "TEXT[]", "those that count, where the source tells which do"),
        Column("inactive_priorities", "TEXT[]", "the others; null where the source tells nothing"),
        Column("basis", "TEXT"),
        Column("original_application_number", "TEXT"),
        Column("original_publication_number", "TEXT"),
        Column("normalized", "TEXT"),
    ),
)


def _by_publication(name: str) -> Table:
    """The part of a table that names its right by `publication` (DOCDB form, kind optional)."""
    columns = tuple(
        Column("publication", column.type, "DOCDB form, kind optional; or `application` is given")
        if column.name == "right_id"
        else Column("publications", column.type, "DOCDB form, kind optional; or an application")
        if column.name == "right_ids"
        else column
        for column in TABLES[name].columns
        if column.name != "source"
    )
    if name != "suits":
        columns += (Column("application", "TEXT", "normalized, where no publication is known"),)
    return Table(name, TABLES[name].grain, columns)


def _as_is(name: str) -> Table:
    columns = tuple(column for column in TABLES[name].columns if column.name != "source")
    return Table(name, TABLES[name].grain, columns)


PARTS: dict[str, Table] = {
    "right_rows": _RIGHT_ROWS,
    **{
        name: _by_publication(name)
        for name in (
            "transfers",
            "status_events",
            "validations",
            "suits",
            "pool_patents",
            "applicants",
            "terms",
        )
    },
    **{
        name: _as_is(name)
        for name in ("declarations", "standards", "orders", "assessments", "markets", "rejects")
    },
}
"""All parts by name: the tables that a source may write."""

ROW: tuple[Column, ...] = (
    Column("file", "TEXT", "name of the file"),
    Column("line", "BIGINT", "physical line where the row starts"),
    Column("raw", "BLOB", "its bytes"),
)
"""Columns that a reader may add to any part, so that a row which names a right, family or suit that
is not on record can be set aside where it stands."""
