"""Everything that is known and counts, indexed for the reading; and who owns what when."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from clearway.model.standards import StandardsTree
from oracle.companies import Companies, Holding
from oracle.known import (
    deal_known_on,
    is_known,
    known_entries,
    known_ownership,
    known_world,
)
from oracle.names import Names
from oracle.world import Leaf, Row, World, as_list, latest_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

DEFAULT_POLICY: dict[str, Any] = {
    "ep_validation": "all",
    "family": "etsi",
    "grant_lag_days": {"default": 1460, "US": 1095},
    "term_years": {"default": 20},
    "pending_max_years": 12,
    "unknown_estimated_share": 1.0,
    "statuses": ["signed", "reported"],
    "covered_share": 0.95,
    "enforcer_years": 10,
}


OTHER_DEFINITIONS = {"docdb", "inpadoc"}


def publication_key(text: str) -> str:
    """Return office and number of a publication, its kind code left off."""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    match = re.fullmatch(r"([A-Z]{2})([0-9]+)([A-Z][0-9]?)?", plain)
    return f"{match[1]}-{match[2]}" if match else plain


class Facts:
    """The record and the case as known on one day, with the deals that count."""

    def __init__(
        self,
        world: World,
        case: Mapping[str, Any],
        *,
        known_at: date | None,
        with_deals: Collection[str] = (),
        without_deals: Collection[str] = (),
    ) -> None:
        """Leave out what was not known, resolve the names, index the rows."""
        known = known_world(world, known_at)
        self.case = case
        self.known_at = known_at
        self.policy = {**DEFAULT_POLICY, **case.get("policy", {})}
        self.names = Names(case, known.rows("names"))
        self.companies = self._companies()
        self.tree = StandardsTree.bundled(
            [(row["standard_id"], row["parent_id"]) for row in known.rows("standards")]
        )
        self._read_record(known)
        self.unfiltered_suits = world.rows("suits")
        self.deals = counted_deals(self, with_deals, without_deals)
        self.pools = {pool["name"]: pool for pool in case.get("pool", [])}
        self.suits = known_entries(case, "suit", "filed", known_at)
        self.orders = known_entries(case, "order", "from", known_at)
        self.days = boundary_days([*known.tables.values(), *case.values()])
        self.owners: dict[tuple[str, date], str] = {}

    def _companies(self) -> Companies:
        return Companies(
            [
                Holding(
                    self.names.company(row["child"]),
                    self.names.company(row["parent"]),
                    row["from"],
                    row["to"],
                    bool(row.get("control")),
                )
                for row in known_ownership(self.case, self.known_at)
            ]
        )

    def _read_record(self, known: World) -> None:
        self.record = known
        self.rights = {row["right_id"]: row for row in known.rows("rights")}
        self.families_of: dict[str, set[str]] = {right: set() for right in self.rights}
        self.rights_of: dict[str, set[str]] = {}
        for row in known.rows("family_rights"):
            if row["right_id"] in self.rights:
                self.families_of[row["right_id"]].add(row["family_id"])
                self.rights_of.setdefault(row["family_id"], set()).add(row["right_id"])
        kinds = {row["family_id"]: row["family_kind"] for row in known.rows("families")}
        self.counted_families_of = {
            right: counted_families(families, kinds, self.policy["family"])
            for right, families in self.families_of.items()
        }
        self.counted_rights_of: dict[str, set[str]] = {}
        for right, families in self.counted_families_of.items():
            for family in families:
                self.counted_rights_of.setdefault(family, set()).add(right)
        self.declared = {row["family_id"] for row in known.rows("declarations")}
        self.leaves: dict[str, set[Leaf]] = {}
        for row in known.rows("declarations"):
            leaf = (row["generation"], row["specification"])
            for family in {row["family_id"]} | self._spoken_for(row["family_id"], kinds):
                self.leaves.setdefault(family, set()).add(leaf)
        self.declared_groups = {
            row["family_id"]
            for row in known.rows("families")
            if row["family_kind"] == "declared-group"
        }

    def _spoken_for(self, family: str, kinds: Mapping[str, str]) -> set[str]:
        """Return the families of another definition that hold a right of a declared family."""
        return {
            other
            for right in self.rights_of.get(family, ())
            for other in self.counted_families_of[right]
            if kinds.get(other) in OTHER_DEFINITIONS
        }

    def covers(self, standards: Iterable[str], leaf: Leaf) -> bool:
        """Say whether one of the standards covers the leaf (page: Terms, standard)."""
        return any(self.tree.covers(standard, *leaf) for standard in standards)

    def rights_named(self, publications: Iterable[str]) -> set[str]:
        """Return the rights that have one of the publications, in any spelling."""
        wanted = {publication_key(text) for text in publications}
        return {
            right_id
            for right_id, row in self.rights.items()
            for text in [right_id, *as_list(row["publication_numbers"])]
            if publication_key(text) in wanted
        }

    def first_filing(self, family: str) -> date | None:
        """Return the family's first filing on record."""
        days = [self.rights[right]["filed_on"] for right in self.counted_rights_of[family]]
        return min((day for day in days if day is not None), default=None)


def counted_families(families: set[str], kinds: Mapping[str, str], chosen: str) -> set[str]:
    """Return the families in which a right counts (decision 0009, families)."""
    others = {family for family in families if kinds.get(family) in OTHER_DEFINITIONS}
    wanted = {family for family in others if kinds[family] == chosen}
    return wanted or families - others


def counted_deals(
    facts: Facts, with_deals: Collection[str], without_deals: Collection[str]
) -> list[Row]:
    """Return the deals that count: by status, or named; not removed; and known."""
    candidates = [{"status": "hypothetical", **deal} for deal in facts.case.get("candidate", [])]
    counted = [
        dict(deal)
        for deal in facts.case.get("deal", [])
        if deal["status"] in facts.policy["statuses"] or deal["id"] in with_deals
    ]
    counted += [deal for deal in candidates if deal["id"] in with_deals]
    return [
        deal
        for deal in counted
        if deal["id"] not in without_deals
        and (
            deal["status"] == "hypothetical"
            or is_known(deal_known_on(facts.case, deal), facts.known_at)
        )
    ]


def boundary_days(values: Iterable[Any]) -> list[date]:
    """Return every day that occurs anywhere: between two of them nothing changes hands."""
    days: set[date] = set()
    for value in values:
        if isinstance(value, dict):
            days.update(boundary_days(value.values()))
        elif isinstance(value, list):
            days.update(boundary_days(value))
        elif isinstance(value, date):
            days.add(value)
        elif isinstance(value, str) and re.fullmatch(r"(19|20)\d\d(-\d\d){0,2}", value):
            days.add(latest_day(value) or date.min)
    return sorted(days)


def owner(facts: Facts, right_id: str, day: date) -> str:
    """Return the owner of a right on a day (page: section 2)."""
    if (right_id, day) not in facts.owners:
        current = first_owner(facts, right_id)
        for moved_on, new_owner in moves(facts, right_id):
            if moved_on <= day:
                current = new_owner
        facts.owners[right_id, day] = current
    return facts.owners[right_id, day]


def holder(facts: Facts, right_id: str, day: date) -> str:
    """Return the ultimate parent, on a day, of the right's owner on that day."""
    return facts.companies.ultimate(owner(facts, right_id, day), day)


def first_owner(facts: Facts, right_id: str) -> str:
    """Return the first owner: the first organization that applied, else the earliest declarant."""
    applied = sorted(
        (
            row["dated_on"] or date.max,
            row["role"] != "assignee",
            row["sequence"] is None,
            row["sequence"] or 0,
            row["name"],
        )
        for row in facts.record.rows("applicants")
        if row["right_id"] == right_id
        and row["organization"]
        and row["role"] in ("assignee", "applicant")
    )
    if applied:
        return facts.names.company(applied[0][-1])
    declarations = [
        row
        for row in facts.record.rows("declarations")
        if row["family_id"] in facts.families_of[right_id]
    ]
    by_age = sorted(
        declarations,
        key=lambda row: (
            row["signed_on"] or date.max,
            row["reflected_on"] or date.max,
            row["reference"] or "",
            row["declaration_id"] or "",
        ),
    )
    proprietors = [row for row in by_age if row["is_proprietor"]]
    if proprietors:
        return facts.names.company(proprietors[0]["declarant"])
    if by_age:
        return f"unknown (declared by {facts.names.company(by_age[0]['declarant'])})"
    return "unknown"


def moves(facts: Facts, right_id: str) -> list[tuple[date, str]]:
    """Return the transfers and purchases that move a right, in the order they apply."""
    families = facts.families_of[right_id]
    placed: list[tuple[date, int, date, int, str]] = []
    for row in facts.record.rows("transfers"):
        day = row["executed_on"] or row["recorded_on"]
        if day and (row["right_id"] == right_id or row["family_id"] in families):
            recorded = row["recorded_on"] or date.max
            placed.append((day, 0, recorded, row["sequence"] or 0, row["to_name"]))
    for place, deal in enumerate(facts.deals):
        day = latest_day(deal.get("effective"))
        if day and deal["kind"] == "purchase" and is_bought(facts, deal, right_id):
            placed.append((day, 1, date.max, place, deal["buyer"]))
    return [(day, facts.names.company(to)) for day, _, _, _, to in sorted(placed)]


def is_bought(facts: Facts, deal: Row, right_id: str) -> bool:
    """Say whether a purchase lists the right or one of its families."""
    by_family = facts.families_of[right_id] & set(as_list(deal.get("families")))
    return bool(by_family) or right_id in facts.rights_named(as_list(deal.get("rights")))
