"""Standards, markets, the record itself and its changes as pages: counted over its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from clearway.errors import UsageError
from clearway.model.territory import COUNTRIES, country_name, offices_for
from clearway.small_facts import read_facts
from clearway.web.look.sheets import link
from clearway.web.look.told import Grid, Told
from clearway.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clearway.lookup import Coverage
    from clearway.record import Record
    from clearway.record.connection import Connection

MOST = 500
_STANDARD = "(generation = $1 OR specification = $1)"


def standard_page(record: Record, name: str) -> Told:
    """Return who declared what to a generation or a specification.

    Raises:
        UsageError: nothing on record was declared to it.
    """
    connection = record.connect()
    count = f"SELECT count(DISTINCT family_id) FROM declarations WHERE {_STANDARD}"  # noqa: S608
    total = _one(connection, count, name)
    if not total:
        raise UsageError(f"nothing on record is declared to {name!r}")
    names = read_facts(record).names
    rows = connection.execute(
        "SELECT declarant, count(DISTINCT family_id), min(signed_on), max(signed_on) "  # noqa: S608 - our words
        f"FROM declarations WHERE {_STANDARD} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}",
        [name],
    ).fetchall()
    under = connection.execute(
        "SELECT DISTINCT generation, specification FROM declarations "  # noqa: S608 - our words
        f"WHERE {_STANDARD} AND specification IS NOT NULL ORDER BY 1, 2 LIMIT {MOST}",
        [name],
    ).fetchall()
    grids = (
        Grid(
            "declarants", _("Declarants"),
            {"declarant": _("Declarant"), "holder": _("Holder"), "families": _("Declared families"),
             "first": _("First signed"), "last": _("Last signed")},
            [(d, link("holder", names.get(d, d)), n, first, last) for d, n, first, last in rows],
        ),
        Grid(
            "specifications", _("Specifications"),
            {"generation": _("Generation"), "specification": _("Specification")},
            [(link("standard", g), link("standard", s)) for g, s in under],
        ),
    )  # fmt: skip
    return Told(name, [(_("Declared families"), total)], grids, _of(record))


def _one(connection: Connection, select: str, value: str) -> int:
    row = connection.execute(select, [value]).fetchone()
    return int(row[0]) if row else 0


def market_page(record: Record, told: Coverage, code: str) -> Told:
    """Return what the record covers of one market.

    Raises:
        UsageError: no market has this code.
    """
    code = code.upper()
    if code not in COUNTRIES:
        raise UsageError(f"no market has the code {code!r}")
    offices = offices_for(code)
    here = code in told.unknown_markets
    partly = code in told.partial_markets
    says = _("unknown: no source speaks of an office that could have effect there")
    facts = [
        (_("Code"), code),
        (_("Offices whose rights may have effect there"), ", ".join(sorted(offices))),
        (_("Coverage"), says if here else _("in part") if partly else _("covered")),
    ]
    return Told(country_name(code), facts, _coverage_grids(told, offices), _of(record))


def _coverage_grids(told: Coverage, offices: Any = None) -> tuple[Grid, ...]:
    def is_meant(office: str) -> bool:
        return offices is None or office in offices

    return (
        Grid(
            "coverage", _("Which source speaks of which office"),
            {"office": _("Office"), "source": _("Source"), "edition": _("Edition"),
             "from": _("From"), "to": _("To"), "told_until": _("Told until"),
             "rights": _("Rights"), "share": _("Share of its rights"),
             "with_grant": _("With a day of grant"), "with_events": _("With an event")},
            [(r.office, r.source, r.edition, r.from_on, r.to_on, r.told_until, r.rights, r.share,
              r.with_grant_date, r.with_events) for r in told.sources if is_meant(r.office)],
        ),
        Grid(
            "evidence", _("On what rights rest"),
            {"office": _("Office"), "rights": _("Rights"), "fees": _("Fees"),
             "events": _("Other events"), "grant": _("Grant on record"),
             "dates": _("Dates only")},
            [(r.office, r.rights, r.fees, r.events, r.grant_on_record, r.dates_only)
             for r in told.evidence if is_meant(r.office)],
        ),
        Grid(
            "unplaced", _("Legal events of rights not on record"),
            {"office": _("Office"), "source": _("Source"), "events": _("Events"),
             "codes": _("Commonest codes")},
            [(r.office, r.source, r.events, ", ".join(r.codes))
             for r in told.unplaced if is_meant(r.office)],
        ),
    )  # fmt: skip


def record_page(record: Record, told: Coverage, *, with_files: bool) -> Told:
    """Return sources, editions, coverage, tables of the record.

    Args:
        record: it.
        told: what it covers.
        with_files: the names of the files too: they are the operator's.
    """
    manifest = record.manifest
    files = [
        (source, f["name"] if with_files else None, f["edition"], f["rows_in"], f["rows_loaded"],
         f["rows_rejected"], f.get("rows_unplaced", 0))
        for source, entry in sorted(manifest["sources"].items())
        for f in entry["files"]
    ]  # fmt: skip
    grids = (
        Grid(
            "files", _("Sources"),
            {"source": _("Source"), "file": _("File"), "edition": _("Edition"),
             "rows": _("Rows"), "loaded": _("Loaded"), "rejected": _("Set aside"),
             "unplaced": _("Of rights not on record")},
            files,
        ),
        Grid(
            "tables", _("Tables"), {"table": _("Table"), "rows": _("Rows")},
            sorted(manifest["tables"].items()),
        ),
        *_coverage_grids(told),
        Grid(
            "kinds", _("Families by kind"),
            {"kind": _("Kind"), "families": _("Families"), "rights": _("Rights"),
             "computed": _("Computed")},
            [(r.kind, r.families, r.rights, r.computed) for r in told.families],
        ),
    )  # fmt: skip
    facts = [
        (_("Snapshot"), record.snapshot_id),
        (_("Made at"), manifest.get("created_at")),
        (_("Markets of which nothing is known"), _named(told.unknown_markets)),
        (_("Markets known in part"), _named(told.partial_markets)),
    ]
    return Told(str(_("The record")), facts, grids, _of(record))


def _named(markets: Sequence[str]) -> str:
    """Return how many there are, and their names."""
    names = sorted(country_name(code) for code in markets)
    return f"{figure(len(names))}: {', '.join(names)}" if names else figure(0)


class _Rejects(Sequence[tuple[Any, ...]]):
    """The rows that were set aside, by source, file and line; read as they are looked at."""

    _BY = "ORDER BY source, file, line"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __len__(self) -> int:
        row = self._connection.execute("SELECT count(*) FROM rejects").fetchone()
        return int(row[0]) if row else 0

    def __getitem__(self, wanted: Any) -> Any:
        first, last, _step = wanted.indices(len(self))
        rows = self._connection.execute(
            "SELECT source, file, line, reason, raw FROM rejects "  # noqa: S608 - our words
            f"{self._BY} LIMIT {last - first} OFFSET {first}"
        ).fetchall()
        return [
            (source, file, line, why, bytes(raw or b"")[:400].decode("utf-8", "replace"))
            for source, file, line, why, raw in rows
        ]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self[:])


def rejected(record: Record) -> Grid:
    """Return the rows that were set aside, each with its line, reason and bytes."""
    return Grid(
        "rejects", _("Rows set aside"),
        {"source": _("Source"), "file": _("File"), "line": _("Line"), "reason": _("Reason"),
         "raw": _("The row")},
        _Rejects(record.connect()),
    )  # fmt: skip


def changes_page(found: Mapping[str, Any], newer: Record) -> Told:
    """Return what changed from one snapshot to the next, as `RecordChanges.to_dict` told it."""
    change = {"before": _("Before"), "after": _("After"), "rights": _("Rights"),
              "examples": _("Among them")}  # fmt: skip
    grids = [
        Grid(
            "tables", _("Rows by table"),
            {"table": _("Table"), "added": _("New"), "removed": _("Gone"), "changed": _("Changed")},
            [(t["table"], t["added"], t["removed"], t["changed"]) for t in found["tables"]],
        ),
        *(
            Grid(name, title, change,
                 [(r["before"], r["after"], r["rights"], ", ".join(r["examples"]))
                  for r in found[name]])
            for name, title in (
                ("owners", _("Rights by owner before and after")),
                ("phases", _("Rights by how they stand at their office")),
            )
        ),
    ]  # fmt: skip
    facts = [(_("From snapshot"), found["older"]), (_("To snapshot"), found["newer"]),
             (_("Compared on"), found["on"])]  # fmt: skip
    basis: Mapping[str, Any] = {**_of(newer), "older": found["older"], "on": found["on"]}
    return Told(str(_("What changed")), facts, grids, basis)


def _of(record: Record) -> dict[str, Any]:
    return {"snapshot": record.snapshot_id, "sample": read_facts(record).is_sample}
