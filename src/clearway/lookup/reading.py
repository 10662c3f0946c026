"""The clearance rules run over a few rights, and what they and the tables say of each.

The relations `bounds`, `reach` and `title` are the rules' own; the tables are cut to the rights
looked up before the rules run, so a lookup costs the same in a large record as in a small one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from clearway.app import narrow
from clearway.clearance.engine import run_rules
from clearway.clearance.relations import build_relations
from clearway.record.backends.duckdb import DuckDBEngine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clearway.clearance.setting import Setting
    from clearway.record.connection import Connection

Rows = list[tuple[Any, ...]]


class Reading:
    """What is on record of some rights, by right or family, as known on one day.

    Args:
        connection: over the record's tables.
        setting: the day, the day of knowledge and the policy.
        right_ids: the rights looked up.
        family_ids: families whose declarations are wanted though none of the rights lies in them.
    """

    def __init__(
        self,
        connection: Connection,
        setting: Setting,
        right_ids: Sequence[str],
        family_ids: Sequence[str] = (),
    ) -> None:
        self.setting = setting
        self._engine = DuckDBEngine(connection)
        narrow(self._engine, right_ids, family_ids)
        run_rules(self._engine, build_relations(setting, []), until="reach")
        self.right_ids = tuple(right_ids)
        self.tables = {name: self._by_first(select) for name, select in _SELECTS.items()}

    def of(self, table: str, key: str) -> Rows:
        """Return the rows of a right or a family, without their first column."""
        return self.tables[table].get(key, [])

    def title_known_on(self, setting: Setting) -> Mapping[str, Rows]:
        """Return (owner, from, to) by right, as known on the day of another setting."""
        run_rules(self._engine, build_relations(setting, []), until="title")
        return self._by_first(_SELECTS["title"])

    def _by_first(self, select: str) -> Mapping[str, Rows]:
        grouped: dict[str, Rows] = defaultdict(list)
        for row in self._engine.rows(select):
            grouped[row[0]].append(row[1:])
        return grouped


_SELECTS = {
    "rights": (
        "SELECT r.right_id, r.office, r.application_number, r.publication_numbers, r.kind_codes, "
        "r.original_application_number, r.original_publication_number, r.normalized, r.source, "
        "b.filed_on, b.granted_on, b.ended_on, b.is_grant_estimated, b.is_end_estimated "
        "FROM rights AS r INNER JOIN bounds AS b ON r.right_id = b.right_id"
    ),
    "families": (
        "SELECT fr.right_id, fr.family_id, f.family_kind, f.title, f.priority_numbers, fr.basis, "
        "fr.source FROM family_rights AS fr LEFT JOIN families AS f ON fr.family_id = f.family_id "
        "ORDER BY f.family_kind, fr.family_id"
    ),
    "declarations": (
        "SELECT k.family_id, k.reference, k.declarant_name, k.declarant, k.is_proprietor, "
        "k.signed_on, k.reflected_on, list(DISTINCT k.leaf_id ORDER BY k.leaf_id), s.source "
        "FROM known_declarations AS k INNER JOIN ("
        "SELECT DISTINCT declaration_id, family_id, source FROM declarations) AS s "
        "ON k.declaration_id = s.declaration_id AND k.family_id = s.family_id "
        "GROUP BY ALL ORDER BY k.signed_on NULLS LAST, k.reflected_on NULLS LAST, k.reference, "
        "k.declarant_name, s.source"
    ),
    "applicants": (
        "SELECT a.right_id, a.name, a.role, a.organization, a.country, a.sequence, a.dated_on, "
        "a.source FROM applicants AS a "
        "CROSS JOIN question AS q WHERE coalesce(a.dated_on, DATE '0001-01-01') <= q.known_at "
        "ORDER BY a.dated_on NULLS LAST, a.role, a.sequence NULLS LAST, a.name"
    ),
    "events": (
        "SELECT e.right_id, e.dated_on, e.category, e.code, e.country, e.published_on, e.source "
        "FROM status_events AS e "
        "CROSS JOIN question AS q "
        "WHERE coalesce(e.published_on, e.dated_on, DATE '0001-01-01') <= q.known_at"
    ),
    "validations": (
        "SELECT v.right_id, v.from_on, v.to_on, v.country, v.basis, v.published_on, v.source "
        "FROM validations AS v "
        "CROSS JOIN question AS q "
        "WHERE coalesce(v.published_on, v.from_on, DATE '0001-01-01') <= q.known_at"
    ),
    "terms": (
        "SELECT t.right_id, t.dated_on, t.kind, t.days, t.reference, t.published_on, t.source "
        "FROM terms AS t "
        "CROSS JOIN question AS q WHERE coalesce(t.published_on, DATE '0001-01-01') <= q.known_at"
    ),
    "transfers": (
        "SELECT w.right_id, t.executed_on, t.recorded_on, t.from_name, t.to_name, t.conveyance, "
        "t.reel_frame, t.family_id, t.source FROM transfers AS t CROSS JOIN question AS q "
        "INNER JOIN (SELECT right_id, right_id AS of_right, NULL AS of_family FROM near_rights "
        "UNION ALL SELECT right_id, NULL, family_id FROM family_rights) AS w "
        "ON t.right_id = w.of_right OR (t.right_id IS NULL AND t.family_id = w.of_family) "
        "WHERE coalesce(t.recorded_on, t.executed_on, DATE '0001-01-01') <= q.known_at "
        "ORDER BY coalesce(t.executed_on, t.recorded_on, DATE '0001-01-01'), "
        "t.recorded_on NULLS LAST, t.source, t.sequence, t.to_name"
    ),
    "reach": (
        "SELECT right_id, country, phase, from_on, to_on, is_estimated FROM reach "
        "WHERE from_on < to_on ORDER BY country, from_on, phase"
    ),
    "title": "SELECT right_id, company, from_on, to_on FROM title ORDER BY right_id, from_on",
    "first_owners": "SELECT right_id, company FROM first_owners",
    "moves": (
        "SELECT right_id, moved_on, from_company, company, source FROM moves "
        "ORDER BY right_id, place"
    ),
}
"""What a sheet shows, each keyed by its first column; facts are those known on the day."""
