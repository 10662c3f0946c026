"""What a record covers, and what it leaves unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.lookup.basis import Sheet
from clearway.model.territory import COUNTRIES, offices_for
from clearway.record.coverage import coverage as spoken_by
from clearway.record.coverage import evidence as evidence_by
from clearway.small_facts import read_facts

if TYPE_CHECKING:
    from datetime import date

    from clearway.record import Record


@dataclass(frozen=True)
class SpokenRow:
    """One office x one source; `edition` is the source's own date, ISO: it speaks until then.

    `speaks_for_office` is false for lists of single rights (pools, dockets): that they name one
    says nothing of the others.
    """

    office: str
    source: str
    edition: str | None
    speaks_for_office: bool
    from_on: date | None
    to_on: date | None
    rights: int
    with_grant_date: int
    with_events: int


@dataclass(frozen=True)
class EvidenceRow:
    """Share of an office's rights, 0 to 1, by the strongest evidence of where they stand."""

    office: str
    rights: int
    fees: float
    events: float
    grant_on_record: float
    dates_only: float


@dataclass(frozen=True)
class Coverage(Sheet):
    """What a record covers.

    Attributes:
        sources: by office and source.
        evidence: by office.
        unknown_markets: countries for which no office that could have effect there is on record;
            a clearance calls them `unknown` where nothing worse is known.
        partial_markets: countries whose own office is not on record though a regional one is.
    """

    snapshot: str
    is_sample: bool
    sources: tuple[SpokenRow, ...]
    evidence: tuple[EvidenceRow, ...]
    unknown_markets: tuple[str, ...]
    partial_markets: tuple[str, ...]


def coverage(record: Record) -> Coverage:
    """Return which sources speak of each office until when, on what rights rest, what is unknown.

    Args:
        record: from `open_record`.
    """
    facts = read_facts(record)
    unknown = [c for c in sorted(COUNTRIES) if not offices_for(c) & facts.offices]
    return Coverage(
        snapshot=facts.snapshot_id,
        is_sample=facts.is_sample,
        sources=_sources(record),
        evidence=_evidence(record),
        unknown_markets=tuple(unknown),
        partial_markets=tuple(sorted(COUNTRIES - set(unknown) - facts.offices)),
    )


def _sources(record: Record) -> tuple[SpokenRow, ...]:
    from clearway.small_facts import LISTS

    editions = record.editions
    return tuple(
        SpokenRow(
            row.office, row.source, editions.get(row.source), row.source not in LISTS,
            row.from_on, row.to_on, row.rights, row.with_grant_date, row.with_events,
        )
        for row in spoken_by(record)
    )  # fmt: skip


def _evidence(record: Record) -> tuple[EvidenceRow, ...]:
    rows = []
    for told in evidence_by(record):
        counts = (told.fees, told.events, told.grant, told.dates)
        total = sum(counts)
        rows.append(EvidenceRow(told.office, total, *(count / total for count in counts)))
    return tuple(rows)
