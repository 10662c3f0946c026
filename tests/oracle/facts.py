"""Everything that is known and counts: families, declarations, deals and companies by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clearway.model.standards import StandardsTree
from clearway.model.vocabulary import read_vocabulary
from oracle.choices import names_chosen
from oracle.companies import Companies, Holding
from oracle.known import is_deal_known, is_public, known_entries, known_world
from oracle.names import Names
from oracle.world import Leaf, Row, World, latest_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

DEFAULT_POLICY: Row = {
    "ep_validation": "all",
    "family": "etsi",
    "grant_lag_days": {"default": 1460, "US": 1095},
    "term_years": {"default": 20},
    "pending_max_years": 12,
    "unknown_estimated_share": 1.0,
    "statuses": ["signed", "reported"],
    "covered_share": 0.95,
    "enforcer_years": 10,
    "bundled_ownership": True,
    "essentiality": "declared",
    "estimates": "counted",
    "owners": "recorded",
    "unknown_owners": "apart",
    "probable_names": True,
    "control_share": 0.5,
}
OFFICE_KINDS = {"docdb", "inpadoc"}


def publication_key(text: str) -> str:
    """Return `EP-1848154` for any spelling of EP 1848154 B1, with or without its kind code."""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    found = re.fullmatch(r"([A-Z]{2})(\d+)([A-Z]\d?)?", plain)
    if found is None:
        raise ValueError(f"no publication number: {text}")
    return f"{found[1]}-{found[2]}"


class Facts:
    """One question's facts: the record and the case as known on a day, with the deals that count.

    Attributes:
        rights: each right's row by its id.
        families_of: every family that a right lies in, of whatever kind.
        counted_families_of: those in which it counts under the policy's definition.
        counted_rights_of: the same turned round; families without rights are not there.
        leaves: what each family is declared to, itself or by a declaration that speaks for it.
        speakers: the declared families that speak for a family and leaf.
    """

    def __init__(
        self,
        world: World,
        case: Mapping[str, Any],
        *,
        known_at: date | None = None,
        with_deals: Collection[str] = (),
        without_deals: Collection[str] = (),
    ) -> None:
        """Read the record and the case as of `known_at`, and pick the deals that count."""
        self.case, self.known_at = case, known_at
        self.record = known_world(world, known_at)
        self.unfiltered_suits = world.rows("suits")
        self.policy = _policy(case.get("policy", {}))
        self.names = Names(case, names_chosen(world.rows("names"), self.policy))
        self.tree = StandardsTree.bundled(
            (row["standard_id"], row["parent_id"]) for row in world.rows("standards")
        )
        self.owners: dict[tuple[str, date], str] = {}
        self.suits = known_entries(case.get("suit", []), known_at, begins="filed")
        self.orders = known_entries(case.get("order", []), known_at)
        self.deals = [
            deal
            for deal in counted_deals(case, self.policy, with_deals, without_deals)
            if is_deal_known(case, deal, known_at)
        ]
        self.pools = {
            pool["name"]: {**pool, "members": known_entries(pool.get("members", []), known_at)}
            for pool in case.get("pool", [])
        }
        self.companies = Companies(self._holdings(), self.names.joint)
        self._read_rights(world)
        self._read_declarations()
        self.days = _days(self.record.tables, self.deals, self.pools, self.companies)

    def is_public(self, day: date | None) -> bool:
        """Say whether a fact of this day was known on the day asked."""
        return is_public(day, self.known_at)

    def covers(self, standards: Iterable[str], leaf: Leaf) -> bool:
        """Say whether one of the standards is the leaf's, or stands above it."""
        return any(self.tree.covers(name, *leaf) for name in standards)

    def first_filing(self, family: str) -> date | None:
        """Return the first filing on record of a family's rights."""
        filed = [self.rights[right]["filed_on"] for right in self.counted_rights_of[family]]
        return min((day for day in filed if day), default=None)

    def rights_named(self, numbers: Iterable[str]) -> set[str]:
        """Return the rights that publication numbers name."""
        keys = {publication_key(number) for number in numbers}
        return {
            right_id
            for right_id, row in self.rights.items()
            if keys & {publication_key(number) for number in row["publication_numbers"] or ()}
        }

    def _holdings(self) -> list[Holding]:
        """Return the case's tree, and the bundled one for children of which the case is silent."""
        own = self.case.get("ownership", [])
        told = {
            self.names.company(row["child"])
            for row in own
            if "control" in row or self._is_parent(row)
        }
        bundled = read_vocabulary("ownership") if self.policy["bundled_ownership"] else []
        added: list[Row] = [
            {key: value for key, value in row.items() if value}
            for row in bundled
            if self.names.company(row["child"]) not in told
        ]
        return [
            Holding(
                self.names.company(row["child"]),
                self.names.company(row["parent"]),
                latest_day(row.get("from")),
                latest_day(row.get("to")),
                str(row.get("control")).lower() == "true",
            )
            for row in known_entries([*own, *added], self.known_at)
            if self._is_parent(row)
        ]

    def _is_parent(self, row: Row) -> bool:
        """Control decides where it is said, else more than `control_share` of the capital."""
        if "control" in row:
            return str(row["control"]).lower() == "true"
        return "share" not in row or float(row["share"]) > self.policy["control_share"]

    def _read_rights(self, world: World) -> None:
        self.rights = {row["right_id"]: row for row in self.record.rows("rights")}
        kinds = {row["family_id"]: row["family_kind"] for row in self.record.rows("families")}
        self.families_of: dict[str, set[str]] = {right_id: set() for right_id in self.rights}
        for row in self.record.rows("family_rights"):
            self.families_of[row["right_id"]].add(row["family_id"])
        self.counted_families_of = {
            right_id: _counted(families, kinds, self.policy["family"])
            for right_id, families in self.families_of.items()
        }
        self.counted_rights_of: dict[str, set[str]] = {}
        for right_id, families in self.counted_families_of.items():
            for family in families:
                self.counted_rights_of.setdefault(family, set()).add(right_id)
        self.declared_groups = {f for f, kind in kinds.items() if kind == "declared-group"}
        self.granted_on_record = {
            row["right_id"] for row in world.rows("rights") if row["granted_on"]
        } | {
            row["right_id"]
            for row in world.rows("status_events")
            if row["category"] == "grant"
            and row["country"] in (None, self.rights[row["right_id"]]["office"])
        }

    def _read_declarations(self) -> None:
        """Let each declaration speak for its family, and for those of the kind that counts."""
        kinds = {row["family_id"]: row["family_kind"] for row in self.record.rows("families")}
        self.leaves: dict[str, set[Leaf]] = {}
        self.speakers: dict[tuple[str, Leaf], set[str]] = {}
        for row in self.record.rows("declarations"):
            named = row["family_id"]
            spoken_for = {named} | {
                family
                for families in self.families_of.values()
                if named in families
                for family in families
                if kinds.get(family) == self.policy["family"] and kinds.get(family) in OFFICE_KINDS
            }
            for family in spoken_for:
                leaf = (row["generation"], row["specification"])
                self.leaves.setdefault(family, set()).add(leaf)
                self.speakers.setdefault((family, leaf), set()).add(named)
        self.declared = set(self.leaves)


def _policy(said: Mapping[str, Any]) -> Row:
    policy = {**DEFAULT_POLICY, **said}
    for key in ("grant_lag_days", "term_years"):
        policy[key] = {"default": DEFAULT_POLICY[key]["default"], **policy[key]}
    return policy


def _counted(families: set[str], kinds: Mapping[str, str], chosen: str) -> set[str]:
    """Return the families in which a right counts: those of the kind chosen, else ETSI's."""
    of_kind = {family for family in families if kinds.get(family) == chosen}
    if chosen in OFFICE_KINDS and of_kind:
        return of_kind
    return {family for family in families if kinds.get(family) not in OFFICE_KINDS}


def counted_deals(
    case: Mapping[str, Any],
    policy: Mapping[str, Any],
    with_deals: Collection[str],
    without_deals: Collection[str],
) -> list[Row]:
    """Return the deals that count: by status, or named; a candidate counts only when named."""
    effective = case["case"].get("as_of")
    candidates = [
        {"status": "hypothetical", "effective": effective, **row}
        for row in case.get("candidate", [])
    ]
    counted = [
        deal
        for deal in case.get("deal", [])
        if deal["status"] in policy["statuses"] or deal["id"] in with_deals
    ] + [deal for deal in candidates if deal["id"] in with_deals]
    return [_whole(deal) for deal in counted if deal["id"] not in without_deals]


def _whole(deal: Mapping[str, Any]) -> Row:
    """Return a deal with `pool`, short for one name in `grantors`, written out."""
    return {**deal, "grantors": [deal["pool"]]} if "pool" in deal else dict(deal)


def _days(
    tables: Mapping[str, list[Row]],
    deals: list[Row],
    pools: Mapping[str, Row],
    companies: Companies,
) -> list[date]:
    """Return every day on which an owner, a group or a pool may change, in order."""
    found = [row[key] for row in tables["transfers"] for key in ("executed_on", "recorded_on")]
    found += [latest_day(deal["effective"]) for deal in deals]
    found += [day for row in tables["pool_patents"] for day in (row["from_on"], row["to_on"])]
    for pool in pools.values():
        found += [latest_day(m.get(key)) for m in pool["members"] for key in ("from", "to")]
    found += [day for holding in companies.holdings for day in (holding.start, holding.end)]
    return sorted({day for day in found if day is not None})
