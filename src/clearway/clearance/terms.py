"""The deals of a case as grants: who grants what to whom, when, where, for what.

A grant is one direction of a deal. A license is one grant; a cross-license of n parties is n
grants, one to each party from all others, so that a party's own rights are never its license.
Source: the semantics page, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.clearance.groups import MAX, MIN, Groups, Span, Tie
from clearway.errors import CaseError
from clearway.model.names import BUNDLED_OWNERSHIP, is_control

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from clearway.case import Case, Deal, Pool
    from clearway.clearance.companies import Companies
    from clearway.clearance.question import Question

Names = tuple[str, ...]


@dataclass(frozen=True)
class Grant:
    """One direction of a deal; None in a scope means 'all'.

    Attributes:
        grantor_spans: when each company's rights are reached; empty for a listed pool.
        grantee_spans: when each company may rely on it.
        standards: one collection per limit: a leaf must be covered by a name of each.
        pool: name of the pool; `is_listed` when the record lists its patents.
    """

    grant_id: str
    deal: Deal
    effective: date
    ends: date
    captured_until: date
    grantor_spans: tuple[Span, ...]
    grantee_spans: tuple[Span, ...]
    standards: tuple[Names, ...]
    pool: str = ""
    is_listed: bool = False

    def reaches(self, country: str) -> bool:
        """Say whether the country lies in the territory."""
        include, exclude = self.deal.include, self.deal.exclude
        return (include is None or country in include) and country not in exclude

    @property
    def field_words(self) -> Names:
        """Products and categories of the field of use; `*` for all."""
        return self.deal.field or ("*",)

    @property
    def families(self) -> Names:
        """Families the grant is limited to; `*` for all."""
        return self.deal.families or ("*",)


def build_groups(case: Case, companies: Companies, known_at: date) -> Groups:
    """Build the corporate tree as known then: rows by their own date, later ends unknown."""
    ties = []
    for row in case.parents:
        start = row.from_on or MIN
        if start > known_at:
            continue
        end = row.to_on if row.to_on is not None and row.to_on <= known_at else MAX
        child = companies.named_in_case(row.child, row.place)
        parent = companies.named_in_case(row.parent, row.place)
        ties.append(Tie(child, parent, start, end, row.control))
    if case.policy.bundled_ownership:
        told = {
            companies.find(row.child)
            for row in case.ownership
            if row.control is not None or row.is_control(case.policy)
        }
        ties += _bundled_ties(told, companies, known_at, case.policy.control_share)
    return Groups(ties, companies.joint)


def _known_span(start: date | None, end: date | None, known_at: date) -> tuple[date, date]:
    """Return an interval as known then: empty when it began later, open when it ended later."""
    if start is not None and start > known_at:
        return MAX, MAX
    return start or MIN, end if end is not None and end <= known_at else MAX


def _bundled_ties(
    told: Collection[str | None], companies: Companies, known_at: date, above: float
) -> Iterable[Tie]:
    """The bundled rows on companies that the case or the record knows and the case leaves open."""
    for row in BUNDLED_OWNERSHIP:
        child = companies.find(row.child)
        parent = companies.find(row.parent) or row.parent
        start = row.from_on or MIN
        if child is None or child in told or child == parent or start > known_at:
            continue
        if not is_control(row.share, control=row.control, above=above):
            continue
        known_end = row.to_on is not None and row.to_on <= known_at
        yield Tie(child, parent, start, row.to_on if known_end and row.to_on else MAX)


class GrantBuilder:
    """Turns the deals of a question into grants."""

    def __init__(
        self, case: Case, companies: Companies, groups: Groups, listed_pools: Collection[str]
    ) -> None:
        self._pools = {pool.name: pool for pool in case.pools}
        self._companies = companies
        self._groups = groups
        self._listed = listed_pools

    def build(self, question: Question) -> tuple[Grant, ...]:
        """Return the grants of every counted deal but the purchases."""
        return tuple(
            grant
            for deal in question.deals
            if deal.kind != "purchase"
            for grant in self._grants(deal, question.horizon)
        )

    def _grants(self, deal: Deal, known_at: date) -> Iterable[Grant]:
        if deal.kind == "cross-license":
            for index, party in enumerate(deal.parties):
                others = [p for i, p in enumerate(deal.parties) if i != index]
                yield self._license(deal, f"{deal.id}/{index}", others, [party])
        elif deal.kind == "pool-license":
            for name in deal.grantors:
                yield self._pool_license(deal, name, known_at)
        else:
            yield self._license(deal, deal.id, deal.grantors, deal.grantees)

    def _license(
        self, deal: Deal, grant_id: str, grantors: Iterable[str], grantees: Iterable[str]
    ) -> Grant:
        spans = self._spans(grantors, deal.grantor_affiliates, deal.place)
        return self._grant(deal, grant_id, spans, grantees, ())

    def _pool_license(self, deal: Deal, name: str, known_at: date) -> Grant:
        pool = self._pools.get(name)
        if pool is None and name not in self._listed:
            raise CaseError(
                f"{deal.place}: no pool {name!r}; add a [[pool]] with members, or ingest its list"
            )
        limits = (pool.standards,) if pool and pool.standards else ()
        spans = (
            [] if name in self._listed or pool is None else self._member_spans(deal, pool, known_at)
        )
        return self._grant(deal, f"{deal.id}/{name}", spans, deal.grantees, limits, pool=name)

    def _member_spans(self, deal: Deal, pool: Pool, known_at: date) -> list[Span]:
        """When each member's rights are the pool's; who joins or leaves later was not known."""
        return [
            Span(span.company, max(span.from_on, start), min(span.to_on, end))
            for member in pool.members
            for start, end in [_known_span(member.from_on, member.to_on, known_at)]
            for span in self._spans([member.company], deal.grantor_affiliates, pool.place)
            if max(span.from_on, start) < min(span.to_on, end)
        ]

    def _grant(  # noqa: PLR0913
        self,
        deal: Deal,
        grant_id: str,
        grantor_spans: Iterable[Span],
        grantees: Iterable[str],
        limits: tuple[Names, ...],
        pool: str = "",
    ) -> Grant:
        ends = deal.ends or MAX
        return Grant(
            grant_id=grant_id,
            deal=deal,
            effective=deal.effective,
            ends=ends,
            captured_until=deal.captured_until or ends,
            grantor_spans=tuple(grantor_spans),
            grantee_spans=tuple(self._spans(grantees, deal.grantee_affiliates, deal.place)),
            standards=(*limits, *((deal.standards,) if deal.standards else ())),
            pool=pool,
            is_listed=pool in self._listed,
        )

    def _spans(self, names: Iterable[str], how: str, place: object) -> list[Span]:
        return [
            span
            for name in names
            for span in self._groups.affiliates(self._companies.named_in_case(name, place), how)
        ]
