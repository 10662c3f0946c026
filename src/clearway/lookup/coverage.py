"""What a record covers, and what it leaves unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.lookup.basis import Sheet
from clearway.model.territory import COUNTRIES, offices_for
from clearway.record.missing_ids import MissingId, missing_ids_of
from clearway.small_facts import LISTS, read_facts

if TYPE_CHECKING:
    from datetime import date

    from clearway.record import Record

_SOURCES = """
WITH news AS (
    SELECT right_id, source, TRUE AS is_event, coalesce(published_on, dated_on) AS told_on
    FROM status_events
    UNION ALL
    SELECT right_id, source, FALSE AS is_event, coalesce(recorded_on, executed_on) AS told_on
    FROM transfers
),

told AS (
    SELECT
        r.office,
        n.source,
        count(DISTINCT n.right_id) AS rights,
        count(DISTINCT n.right_id) FILTER (n.is_event) AS with_events,
        max(n.told_on) AS until_on
    FROM news AS n
    INNER JOIN rights AS r ON n.right_id = r.right_id
    GROUP BY r.office, n.source
),

spoken AS (
    SELECT
        coalesce(c.office, t.office) AS office,
        coalesce(c.source, t.source) AS source,
        c.from_on,
        c.to_on,
        t.until_on,
        greatest(coalesce(c.rights, 0), coalesce(t.rights, 0)) AS rights,
        coalesce(c.with_grant_date, 0) AS with_grant_date,
        coalesce(t.with_events, 0) AS with_events
    FROM coverage AS c
    FULL JOIN told AS t ON c.office = t.office AND c.source = t.source
),

counted AS (SELECT office, count(*) AS rights FROM rights GROUP BY office)

SELECT s.office, s.source, s.from_on, s.to_on, s.until_on, s.rights,
    s.rights / n.rights, s.with_grant_date / s.rights, s.with_events / s.rights
FROM spoken AS s
INNER JOIN counted AS n ON s.office = n.office
ORDER BY n.rights DESC, s.office, s.rights DESC, s.source
"""
"""Sources that only tell events or transfers of rights that others name are among them."""
_FAMILIES = """
SELECT
    f.family_kind,
    count(DISTINCT f.family_id),
    count(DISTINCT fr.right_id),
    count(DISTINCT fr.right_id) FILTER (fr.basis = 'computed')
FROM families AS f
LEFT JOIN family_rights AS fr ON f.family_id = fr.family_id
GROUP BY f.family_kind
ORDER BY f.family_kind
"""
_EVIDENCE = """
WITH told AS (
    SELECT right_id, bool_or(category = 'fee') AS has_fee FROM status_events GROUP BY right_id
),

leveled AS (
    SELECT
        r.office,
        CASE
            WHEN t.has_fee THEN 'fees'
            WHEN t.right_id IS NOT NULL THEN 'events'
            WHEN r.granted THEN 'grant'
            ELSE 'dates'
        END AS level
    FROM rights AS r
    LEFT JOIN told AS t ON r.right_id = t.right_id
)

SELECT
    office,
    count(*),
    count(*) FILTER (level = 'fees') / count(*),
    count(*) FILTER (level = 'events') / count(*),
    count(*) FILTER (level = 'grant') / count(*),
    count(*) FILTER (level = 'dates') / count(*)
FROM leveled
GROUP BY office
ORDER BY count(*) DESC, office
"""

_UNPLACED = """
SELECT office, source, sum(events)::BIGINT, list(code ORDER BY events DESC, code)[:5]
FROM (SELECT office, source, code, sum(events) AS events FROM unplaced_events GROUP BY ALL)
GROUP BY office, source
ORDER BY sum(events) DESC, office, source
"""


@dataclass(frozen=True)
class SpokenRow:
    """One office x one source.

    Attributes:
        office: WIPO ST.3 code.
        source: its name.
        edition: the source's own date, ISO: it speaks until then; None where it has none.
        speaks_for_office: false for lists of single rights (pools, dockets): that they name one
            says nothing of the others.
        from_on: first filing.
        to_on: last filing.
        told_until: the last legal event or transfer that it tells, by the day it was public.
        rights: rights that it names, or tells something of.
        share: of the office's rights on record, 0 to 1.
        with_grant_date: share of its rights of which it tells the day of grant.
        with_events: share of its rights of which it tells a legal event itself.
    """

    office: str
    source: str
    edition: str | None
    speaks_for_office: bool
    from_on: date | None
    to_on: date | None
    told_until: date | None
    rights: int
    share: float
    with_grant_date: float
    with_events: float


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
class FamilyKindRow:
    """One kind of family: how many there are, of how many rights, and how many were computed."""

    kind: str
    families: int
    rights: int
    computed: int


@dataclass(frozen=True)
class UnplacedRow:
    """Legal events of an office about rights not on record: how many, and their commonest codes."""

    office: str
    source: str
    events: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Coverage(Sheet):
    """What a record covers.

    Attributes:
        sources: by office, those with most rights first, and source.
        evidence: by office, likewise.
        unplaced: by office, those with most events first, and source.
        families: by kind; rights that some source puts into one, and those that priorities do.
        missing_ids: families that are none: one value given to whatever had no id.
        unknown_markets: countries for which no office that could have effect there is on record;
            a clearance calls them `unknown` where nothing worse is known.
        partial_markets: countries whose own office is not on record though a regional one is.
    """

    snapshot: str
    is_sample: bool
    sources: tuple[SpokenRow, ...]
    evidence: tuple[EvidenceRow, ...]
    unplaced: tuple[UnplacedRow, ...]
    families: tuple[FamilyKindRow, ...]
    missing_ids: tuple[MissingId, ...]
    unknown_markets: tuple[str, ...]
    partial_markets: tuple[str, ...]


def coverage(record: Record) -> Coverage:
    """Return which sources speak of each office until when, on what rights rest, what is unknown.

    Missing events prove nothing: a right without any may have lapsed.

    Args:
        record: from `open_record`.
    """
    facts = read_facts(record)
    connection = record.connect()
    unknown = [c for c in sorted(COUNTRIES) if not offices_for(c) & facts.offices]
    return Coverage(
        snapshot=facts.snapshot_id,
        is_sample=facts.is_sample,
        sources=tuple(
            SpokenRow(office, source, record.editions.get(source), source not in LISTS, *told)
            for office, source, *told in connection.execute(_SOURCES).fetchall()
        ),
        evidence=tuple(EvidenceRow(*row) for row in connection.execute(_EVIDENCE).fetchall()),
        unplaced=tuple(
            UnplacedRow(office, source, events, tuple(codes))
            for office, source, events, codes in connection.execute(_UNPLACED).fetchall()
        ),
        families=tuple(FamilyKindRow(*row) for row in connection.execute(_FAMILIES).fetchall()),
        missing_ids=missing_ids_of(record.manifest),
        unknown_markets=tuple(unknown),
        partial_markets=tuple(sorted(COUNTRIES - set(unknown) - facts.offices)),
    )
