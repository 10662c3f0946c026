"""Everything known of one right: documents, declarations, what happened, title, effect, evidence.

Source: the semantics page, sections 1, 2 and 7; levels of evidence: the page on methods, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.case import Policy
from clearway.lookup.basis import Basis, Sheet, basis_of, setting_of
from clearway.lookup.bounds import (
    Bounds,
    EvidenceLevel,
    Phase,
    State,
    bounds_of,
    evidence_of,
    phase_of,
    states_of,
)
from clearway.lookup.declared import (
    Applicant,
    Declaration,
    FamilyOfRight,
    applicants_of,
    declarations_of,
    families_of,
)
from clearway.lookup.numbers import find_right
from clearway.lookup.owners import Owners, owners_of
from clearway.lookup.reading import Reading
from clearway.lookup.timeline import Happening, timeline_of
from clearway.small_facts import read_facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clearway.lookup.reading import Rows
    from clearway.record import Record


@dataclass(frozen=True)
class Documents:
    """The numbers of a right, and as its source typed them."""

    application: str | None
    publications: tuple[str, ...]
    kinds: tuple[str, ...]
    original_application: str | None
    original_publication: str | None
    normalized: str | None
    source: str | None


@dataclass(frozen=True)
class RightSheet(Sheet):
    """One right on one day. `phase` is how it stands at its office; `states` say where."""

    basis: Basis
    right: str
    office: str
    documents: Documents
    phase: Phase
    evidence: EvidenceLevel
    bounds: Bounds
    states: tuple[State, ...]
    owners: Owners
    families: tuple[FamilyOfRight, ...]
    declarations: tuple[Declaration, ...]
    applicants: tuple[Applicant, ...]
    timeline: tuple[Happening, ...]


def look_up_right(
    record: Record,
    number: str,
    on: date,
    known_at: date | None = None,
    policy: Policy | None = None,
) -> RightSheet:
    """Return everything known of one right.

    Args:
        record: from `open_record`.
        number: a publication or application number in any spelling, or the id of a right.
        on: the day of the sheet.
        known_at: only what was public on that day counts; None: all that is on record.
        policy: its estimates; those of a case without a policy by default.

    Raises:
        UsageError: for a number that is unknown, ambiguous or none.
    """
    facts = read_facts(record)
    connection = record.connect()
    right = find_right(facts, connection, number)
    setting = setting_of(facts, on, known_at, policy or Policy())
    reading = Reading(connection, setting, [right])
    return sheet_of(reading, right, basis_of(facts, on, known_at), title_then(reading))


def title_then(reading: Reading) -> Mapping[str, Rows]:
    """Return the title of each right as known on the day of the sheet, or earlier if it says so."""
    question, setting = reading.setting.question, reading.setting
    known_at = min(question.as_of, question.horizon)
    earlier = setting_of(setting.facts, question.as_of, known_at, setting.case.policy)
    return reading.title_known_on(earlier)


def sheet_of(reading: Reading, right: str, basis: Basis, then: Mapping[str, Rows]) -> RightSheet:
    """Return the sheet of one right of a reading.

    Args:
        reading: holds the right.
        right: its id.
        basis: of the sheet.
        then: rows of title by right, as known on the day itself.
    """
    office, application, publications, kinds, typed, typed_too, normalized, source = reading.of(
        "rights", right
    )[0][:8]
    families = families_of(reading, right)
    declarations = tuple(d for f in families for d in declarations_of(reading, f.family))
    bounds = bounds_of(reading, right)
    return RightSheet(
        basis=basis,
        right=right,
        office=office,
        documents=Documents(
            application, tuple(publications or ()), tuple(kinds or ()), typed, typed_too,
            normalized, source,
        ),
        phase=phase_of(reading, right, basis.on),
        evidence=evidence_of(reading, right),
        bounds=bounds,
        states=states_of(reading, right, basis.on),
        owners=owners_of(reading, right, then.get(right, []), declarations),
        families=families,
        declarations=declarations,
        applicants=applicants_of(reading, right),
        timeline=timeline_of(reading, right, bounds),
    )  # fmt: skip
