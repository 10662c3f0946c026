"""Everything known of one family: its rights in a line each, who declared it, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.case import Policy
from clearway.errors import UsageError
from clearway.lookup.basis import Basis, Sheet, basis_of, readable, setting_of
from clearway.lookup.bounds import Bound, EvidenceLevel, Phase, countries
from clearway.lookup.declared import Declaration, declarations_of
from clearway.lookup.reading import Reading
from clearway.lookup.right import RightSheet, sheet_of, title_then
from clearway.small_facts import read_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.record import Record
    from clearway.record.connection import Connection


@dataclass(frozen=True)
class RightLine:
    """One right of a family, in short."""

    right: str
    publications: tuple[str, ...]
    phase: Phase
    in_force: tuple[str, ...]
    ended: Bound
    owner: str | None
    is_stale: bool
    breaks: int
    evidence: EvidenceLevel


@dataclass(frozen=True)
class FamilySheet(Sheet):
    """One family on one day.

    Attributes:
        kind: `etsi`, `declared-group`, `docdb`, `inpadoc`, `given`; None when no source says.
        is_contested: several companies declared it as theirs.
        owners: who owns its rights on the day; more than one: it is split.
        stale: companies that declared it as theirs, owned a right of it once, and do no longer.
        in_force: countries in which one of its rights is in force on the day.
        pending: countries in which one is pending and none is in force.
        ended: countries in which all are over.
    """

    basis: Basis
    family: str
    kind: str | None
    title: str | None
    priorities: tuple[str, ...]
    earliest_priority: str | None
    source: str | None
    is_contested: bool
    declarations: tuple[Declaration, ...]
    owners: tuple[str, ...]
    stale: tuple[str, ...]
    in_force: tuple[str, ...]
    pending: tuple[str, ...]
    ended: tuple[str, ...]
    rights: tuple[RightLine, ...]


def look_up_family(
    record: Record,
    family_id: str,
    on: date,
    known_at: date | None = None,
    policy: Policy | None = None,
) -> FamilySheet:
    """Return everything known of one family, of whatever kind.

    Args:
        record: from `open_record`.
        family_id: as the record writes it: ETSI's number, `group-7`, `docdb-6979546`, ...
        on: the day of the sheet.
        known_at: only what was public on that day counts; None: all that is on record.
        policy: its estimates; those of a case without a policy by default.

    Raises:
        UsageError: when no family on record has this id.
    """
    facts = read_facts(record)
    connection = record.connect()
    family_id = readable(family_id)
    told = _family_row(connection, family_id)
    members = _texts(
        connection,
        "SELECT right_id FROM family_rights WHERE family_id = $1 ORDER BY right_id",
        family_id,
    )
    setting = setting_of(facts, on, known_at, policy or Policy())
    reading = Reading(connection, setting, members, [family_id])
    then, basis = title_then(reading), basis_of(facts, on, known_at)
    sheets = [sheet_of(reading, right, basis, then) for right in reading.right_ids]
    return _sheet(family_id, told, basis, declarations_of(reading, family_id), sheets)


def _family_row(
    connection: Connection, family_id: str
) -> tuple[str | None, str | None, tuple[str, ...], str | None, str | None]:
    row = connection.execute(
        "SELECT family_kind, title, priority_numbers, earliest_priority, source FROM families "
        "WHERE family_id = $1",
        [family_id],
    ).fetchone()
    if row is None:
        near = _texts(
            connection,
            "SELECT family_id FROM families WHERE levenshtein(family_id, $1) <= 2 "
            "ORDER BY levenshtein(family_id, $1), family_id LIMIT 3",
            family_id,
        )
        raise UsageError(
            f"no family {family_id!r} on record" + (f" (near: {', '.join(near)})" if near else "")
        )
    kind, title, priorities, earliest, source = row
    return kind, title, tuple(priorities or ()), earliest, source


def _texts(connection: Connection, select: str, value: str) -> list[str]:
    return [text for (text,) in connection.execute(select, [value]).fetchall()]


def _sheet(
    family_id: str,
    told: tuple[str | None, str | None, tuple[str, ...], str | None, str | None],
    basis: Basis,
    declarations: tuple[Declaration, ...],
    sheets: Sequence[RightSheet],
) -> FamilySheet:
    kind, title, priorities, earliest, source = told
    proprietors = {row.company for row in declarations if row.is_proprietor}
    states = [state for sheet in sheets for state in sheet.states]
    in_force = countries(states, "in force")
    pending = _but(countries(states, "pending"), in_force)
    stale = {company for sheet in sheets for company in sheet.owners.stale}
    return FamilySheet(
        basis, family_id, kind, title, priorities, earliest, source,
        is_contested=len(proprietors) > 1,
        declarations=declarations,
        owners=tuple(sorted({s.owners.executed for s in sheets if s.owners.executed})),
        stale=tuple(sorted(stale & proprietors)),
        in_force=in_force,
        pending=pending,
        ended=_but(countries(states, "ended"), (*in_force, *pending)),
        rights=tuple(_line(sheet) for sheet in sheets),
    )  # fmt: skip


def _but(all_of: Iterable[str], these: Iterable[str]) -> tuple[str, ...]:
    left_out = set(these)
    return tuple(country for country in all_of if country not in left_out)


def _line(sheet: RightSheet) -> RightLine:
    return RightLine(
        sheet.right, sheet.documents.publications, sheet.phase,
        countries(sheet.states, "in force"), sheet.bounds.ended, sheet.owners.executed,
        bool(sheet.owners.stale), len(sheet.owners.breaks), sheet.evidence,
    )  # fmt: skip
