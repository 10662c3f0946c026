"""Every table of the record, once: its grain and its columns; source of schemas, checks and docs.

Types are those that DuckDB and Spark share: TEXT, DATE, BOOLEAN, BIGINT, DOUBLE, BLOB and
`TEXT[]`. Intervals are `[from_on, to_on)`. Every row names the `source` it came from.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its name, its type and what it holds."""

    name: str
    type: str
    doc: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its name, what one row is, its columns."""

    name: str
    grain: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def _table(name: str, grain: str, *columns: tuple[str, str] | tuple[str, str, str]) -> Table:
    return Table(name, grain, tuple(Column(*column) for column in columns))


_SOURCE = (
    "source", "TEXT",
    "the source that said so: `etsi`, `docdb`, `tables:NAME`, ...; or `computed`, `names`",
)  # fmt: skip

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "rights",
            "one patent or application at one office",
            (
                "right_id",
                "TEXT",
                "office-number of its granted, else first, publication; else office-application",
            ),
            ("office", "TEXT", "WIPO ST.3 code; not a country"),
            ("application_number", "TEXT", "normalized, office included"),
            ("publication_numbers", "TEXT[]", "DOCDB form, `EP-1848154-B1`, sorted"),
            ("kind_codes", "TEXT[]", "of the publications, sorted"),
            ("filed_on", "DATE"),
            ("granted_on", "DATE", "null when unknown or never granted"),
            ("ended_on", "DATE", "first day no longer in force; null when unknown"),
            ("granted", "BOOLEAN", "a grant date or a granted kind code is on record"),
            ("filed_basis", "TEXT", "`recorded` or null"),
            ("granted_basis", "TEXT", "`recorded` or null"),
            ("ended_basis", "TEXT", "`recorded` or null"),
            ("original_application_number", "TEXT", "as typed"),
            ("original_publication_number", "TEXT", "as typed"),
            ("normalized", "TEXT", "`yes`, `no`, `error` as the register says, or null"),
            _SOURCE,
        ),
        _table(
            "family_rights",
            "one family x one right (a right may lie in several families)",
            ("family_id", "TEXT"),
            ("right_id", "TEXT"),
            (
                "basis",
                "TEXT",
                "`basis` or `member` as a source gives it, `computed` from priorities",
            ),
            _SOURCE,
        ),
        _table(
            "families",
            "one family",
            (
                "family_id",
                "TEXT",
                (
                    "the ETSI family id, `group-N` where it is blank, `docdb-N`, `inpadoc-N`, "
                    "`docdb:RIGHT` and `inpadoc:RIGHT` where computed, or as given"
                ),
            ),
            ("family_kind", "TEXT", "`etsi`, `declared-group`, `docdb`, `inpadoc`, `given`"),
            ("title", "TEXT"),
            ("priority_numbers", "TEXT[]"),
            ("earliest_priority", "TEXT", "the first of the priority numbers, by year and number"),
            _SOURCE,
        ),
        _table(
            "declarations",
            "one declaration x family x leaf",
            ("declaration_id", "TEXT", "the register's id; the reference where there is none"),
            ("reference", "TEXT"),
            ("declarant", "TEXT", "as spelled in the source"),
            ("is_proprietor", "BOOLEAN", "the declarant says the patent is its own"),
            ("signed_on", "DATE"),
            ("reflected_on", "DATE", "when the register showed it"),
            ("family_id", "TEXT"),
            ("generation", "TEXT", "of the leaf: `2G` to `5G`, or null"),
            ("specification", "TEXT", "of the leaf: `3GPP TS 36.211`, or null"),
            ("version", "TEXT", "versions named, sorted, joined by ` | `"),
            ("project", "TEXT"),
            ("explicit", "BOOLEAN", "the right was named, not inferred from the family"),
            ("illustrative_part", "TEXT"),
            ("basis", "TEXT", "`basis` or `member`"),
            ("prepared_to_grant", "BOOLEAN", "licensing undertaking given"),
            ("reciprocity", "BOOLEAN", "undertaking on condition of reciprocity"),
            _SOURCE,
        ),
        _table(
            "standards",
            "one node of the standards tree, beyond the bundled one",
            ("standard_id", "TEXT"),
            ("parent_id", "TEXT"),
            ("body", "TEXT"),
            ("kind", "TEXT"),
            ("title", "TEXT"),
            _SOURCE,
        ),
        _table(
            "transfers",
            "one transfer of one right or one family",
            ("right_id", "TEXT", "null when a family moves"),
            ("family_id", "TEXT", "null when a single right moves"),
            ("from_name", "TEXT"),
            ("to_name", "TEXT"),
            ("executed_on", "DATE"),
            ("recorded_on", "DATE"),
            ("reel_frame", "TEXT"),
            ("conveyance", "TEXT"),
            ("sequence", "BIGINT", "order as given"),
            _SOURCE,
        ),
        _table(
            "status_events",
            "one legal event",
            ("right_id", "TEXT"),
            ("code", "TEXT"),
            (
                "category",
                "TEXT",
                (
                    "`grant`, `lapse`, `expiry`, `restoration`, `withdrawal`, `fee`, "
                    "`opposition`, `validation`, `other`"
                ),
            ),
            (
                "country",
                "TEXT",
                "the state it concerns; null or the right's own: the whole right",
            ),
            ("dated_on", "DATE", "the day it takes effect"),
            ("published_on", "DATE"),
            _SOURCE,
        ),
        _table(
            "validations",
            "one right x one country",
            ("right_id", "TEXT"),
            ("country", "TEXT"),
            ("from_on", "DATE"),
            ("to_on", "DATE"),
            ("published_on", "DATE"),
            (
                "basis",
                "TEXT",
                "`recorded`: a whole list; `translation`, `event`, `unitary`: one state alone",
            ),
            _SOURCE,
        ),
        _table(
            "suits",
            "one court case",
            ("suit_id", "TEXT"),
            ("court", "TEXT"),
            ("country", "TEXT"),
            ("filed_on", "DATE"),
            ("closed_on", "DATE"),
            ("plaintiffs", "TEXT[]", "as spelled"),
            ("defendants", "TEXT[]", "as spelled"),
            (
                "action",
                "TEXT",
                "`infringement`, `import-stop`, `declaratory`, `nullity`, `rate-setting`, ...",
            ),
            ("basis", "TEXT", "`declared`, `mixed`, `read-on-standard`, `unclear`"),
            ("right_ids", "TEXT[]"),
            ("standards", "TEXT[]"),
            ("outcome", "TEXT"),
            ("reference", "TEXT", "where it is reported, such as an address"),
            _SOURCE,
        ),
        _table(
            "orders",
            "one order in a case",
            ("suit_id", "TEXT"),
            ("from_on", "DATE"),
            ("to_on", "DATE"),
            ("kind", "TEXT", "`injunction` or `import-stop`"),
            ("reaches", "TEXT[]", "products or categories; null when the source does not say"),
            ("except_suppliers", "TEXT[]"),
            _SOURCE,
        ),
        _table(
            "pool_patents",
            "one pool x one right",
            ("pool", "TEXT"),
            ("licensor", "TEXT"),
            ("right_id", "TEXT"),
            ("from_on", "DATE"),
            ("to_on", "DATE"),
            _SOURCE,
        ),
        _table(
            "applicants",
            "one right x party named on a publication",
            ("right_id", "TEXT"),
            ("name", "TEXT", "as spelled"),
            ("role", "TEXT", "`applicant`, `assignee` or `inventor`"),
            ("organization", "BOOLEAN", "null when the source does not say"),
            ("country", "TEXT", "of the party, as the source gives it"),
            ("sequence", "BIGINT", "its place among the parties of this role, from 1"),
            ("dated_on", "DATE", "when the publication that names it appeared"),
            _SOURCE,
        ),
        _table(
            "terms",
            "one fact that moves the end of a right's term",
            ("right_id", "TEXT"),
            (
                "kind",
                "TEXT",
                (
                    "`adjustment` (days are added), `disclaimer` (ends with the right it names, "
                    "or on `dated_on`), `parent` (an earlier filing that the term counts from)"
                ),
            ),
            ("days", "BIGINT", "of an adjustment"),
            ("dated_on", "DATE", "of a disclaimer the day it caps at; of a parent its filing"),
            ("reference", "TEXT", "the other right's number, as DOCDB writes it where it can be"),
            ("published_on", "DATE"),
            _SOURCE,
        ),
        _table(
            "names",
            "one spelling",
            ("name", "TEXT"),
            ("company_id", "TEXT", "the company's display name"),
            (
                "method",
                "TEXT",
                "`exact`, `normalized`, `alias`, `ownership`, `probable`, `reviewed`, `joint`",
            ),
            ("score", "DOUBLE"),
            _SOURCE,
        ),
        _table(
            "assessments",
            "one family x standard x assessor",
            ("family_id", "TEXT"),
            ("standard_id", "TEXT"),
            ("assessor", "TEXT"),
            ("assessed_on", "DATE"),
            ("verdict", "TEXT", "`essential`, `not-essential`, `partly`"),
            ("claim_type", "TEXT", "`user-equipment`, `network`, `system`"),
            ("reference", "TEXT", "where the assessment is found"),
            _SOURCE,
        ),
        _table(
            "markets",
            "one country x year x measure",
            ("country", "TEXT", "ISO 3166-1 alpha-2"),
            ("year", "BIGINT"),
            ("measure", "TEXT", "`population`, `gdp_usd`, `devices` (bought in the year)"),
            ("value", "DOUBLE"),
            _SOURCE,
        ),
        _table(
            "coverage",
            "one office x one source",
            ("office", "TEXT"),
            ("from_on", "DATE", "earliest filing"),
            ("to_on", "DATE", "latest filing"),
            ("rights", "BIGINT"),
            ("with_grant_date", "BIGINT"),
            ("with_events", "BIGINT"),
            _SOURCE,
        ),
        _table(
            "unplaced_events",
            "one file x office x code of the legal events of an office about rights not on record",
            ("file", "TEXT"),
            ("office", "TEXT", "of the rights"),
            ("code", "TEXT"),
            ("events", "BIGINT", "how many"),
            _SOURCE,
        ),
        _table(
            "rejects",
            "one row set aside",
            ("file", "TEXT"),
            ("line", "BIGINT", "physical line where the row starts, header = 1"),
            ("reason", "TEXT"),
            ("raw", "BLOB", "its bytes"),
            _SOURCE,
        ),
    )
}
"""All tables of a snapshot by name."""
