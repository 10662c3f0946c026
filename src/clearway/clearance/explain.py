"""Every number opens: families to rights, their dates and title, to the clause that clears.

Source: the semantics page, section 9. The rules run unchanged over the part of the record that the
families in question need, so an explanation cannot differ from the count it explains.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from clearway.clearance.assess import header_of
from clearway.clearance.chain import breaks
from clearway.clearance.engine import run_rules
from clearway.clearance.groups import MAX, MIN
from clearway.clearance.misses import NearestMiss, PairFacts
from clearway.clearance.relations import build_relations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from clearway.case import Product
    from clearway.clearance.engine import Engine
    from clearway.clearance.results import Header
    from clearway.clearance.setting import Setting

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Explanation:
    """Why a market looks as it does, for one holder or one family; plain data within."""

    header: Header
    market: str
    holder: str | None
    family: str | None
    results: tuple[Mapping[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "market": self.market,
            "holder": self.holder,
            "family": self.family,
            "results": [dict(result) for result in self.results],
        }


def explain(  # noqa: PLR0913 - what is opened
    setting: Setting,
    engine: Engine,
    market: str,
    *,
    holder: str | None = None,
    family: str | None = None,
    only: frozenset[str] | None = None,
) -> Explanation:
    """Open one market for a holder or a family.

    Args:
        setting: the question.
        engine: over the part of the record that the families need.
        market: ISO code.
        holder: list the families in which it owns a relevant right alive there.
        family: list this family, rights without effect in the market included.
        only: of the families that would be listed, these.
    """
    products = [product for product in setting.question.products if product.standards]
    run_rules(engine, build_relations(setting, [(p.name, market) for p in products]))
    reader = _Reader(setting, engine, market, holder, family, only)
    return Explanation(
        header=header_of(setting).of_answer("explain", market=market, holder=holder, family=family),
        market=market,
        holder=holder,
        family=family,
        results=tuple(reader.product(product) for product in products),
    )


def _by(rows: Iterable[tuple[Any, ...]], width: int = 1) -> dict[Any, Rows]:
    """Group rows by their first column or columns."""
    grouped: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        grouped[row[0] if width == 1 else row[:width]].append(row[width:])
    return grouped


class _Reader:
    """Reads what the rules found and puts it in the order in which a lawyer asks."""

    def __init__(  # noqa: PLR0913 - what was asked for
        self,
        setting: Setting,
        engine: Engine,
        market: str,
        holder: str | None,
        family: str | None,
        only: frozenset[str] | None,
    ) -> None:
        self._setting = setting
        self._market = market
        self._holder = holder
        self._family = family
        self._only = only
        rows = engine.rows
        self._judged = rows(
            "SELECT product, family_id, right_id, leaf_id, phase, owner, holder, is_cleared "
            "FROM judged ORDER BY 1, 2, 3, 4"
        )
        self._reasons = _by(
            rows(
                "SELECT product, family_id, right_id, leaf_id, reason FROM reasons "
                "ORDER BY 1, 2, 3, 4, 5"
            ),
            4,
        )
        self._members = _by(rows("SELECT family_id, right_id FROM counted_rights ORDER BY 1, 2"))
        self._families_of = {
            right: frozenset(family for (family,) in families)
            for right, families in _by(
                rows("SELECT right_id, family_id FROM family_rights ORDER BY 1, 2")
            ).items()
        }
        self._titles = dict(rows("SELECT family_id, title FROM families ORDER BY 1"))
        self._relevant = _by(
            rows("SELECT product, family_id, leaf_id FROM relevant ORDER BY 1, 2, 3"), 2
        )
        self._owners = _by(
            rows("SELECT right_id, company, from_on, to_on FROM title ORDER BY 1, 3")
        )
        self._first_owners = dict(rows("SELECT right_id, company FROM first_owners ORDER BY 1"))
        self._moves = _by(
            rows(
                "SELECT right_id, moved_on, from_company, company, source FROM moves "
                "ORDER BY 1, place"
            )
        )
        self._declared = _by(
            rows(
                "SELECT family_id, reference, declarant_name, is_proprietor, signed_on, "
                "reflected_on, leaf_id FROM known_declarations ORDER BY 1, 5, 2, 7"
            )
        )
        self._rights = {row[0]: row[1:] for row in rows(_RIGHTS)}
        self._reach = _by(
            rows(
                "SELECT right_id, phase, from_on, to_on FROM reach "
                "WHERE country IN (SELECT market FROM asked) ORDER BY 1, 3, 2"
            )
        )
        self._first = dict(rows("SELECT family_id, filed_on FROM first_filings ORDER BY 1"))
        self._listed = _by(
            rows("SELECT right_id, pool, from_on, to_on FROM pool_patents ORDER BY 1, 2, 3")
        )

    def product(self, product: Product) -> dict[str, Any]:
        """Return everything of one product."""
        alive = _by(
            row[1:]
            for row in self._judged
            if row[0] == product.name
            and self._holder in (None, row[6])
            and (self._only is None or row[1] in self._only)
        )
        families = [self._family] if self._family is not None else sorted(alive)
        misses = NearestMiss(self._setting, product, self._market)
        found = [
            self._family_entry(product, family, alive.get(family, []), misses)
            for family in families
            if family is not None
        ]
        in_force = [entry for entry in found if entry["status"] in ("cleared", "exposed")]
        return {
            "product": product.name,
            "families_in_force": len(in_force),
            "cleared": sum(entry["status"] == "cleared" for entry in in_force),
            "exposed": sum(entry["status"] == "exposed" for entry in in_force),
            "families": found,
        }

    def _family_entry(
        self, product: Product, family: str, pairs: Rows, misses: NearestMiss
    ) -> dict[str, Any]:
        by_right = _by(pairs)
        members = [right for (right,) in self._members.get(family, [])]
        shown = members if self._family is not None else sorted(by_right)
        return {
            "family": family,
            "title": self._titles.get(family),
            "status": _family_status(pairs, bool(self._relevant.get((product.name, family)))),
            "leaves": [leaf for (leaf,) in self._relevant.get((product.name, family), [])],
            "declarations": [_declaration(row) for row in self._declared.get(family, [])],
            "rights": [
                self._right_entry(product, family, right, by_right.get(right, []), misses)
                for right in shown
            ],
        }

    def _right_entry(
        self, product: Product, family: str, right: str, pairs: Rows, misses: NearestMiss
    ) -> dict[str, Any]:
        office, application, publications, filed, granted, ended, lagged, end_estimated = (
            self._rights[right]
        )
        owners = self._owners.get(right, [])
        return {
            "right": right,
            "office": office,
            "application_number": application,
            "publication_numbers": list(publications or []),
            "filed_on": _iso(filed),
            "granted_on": _iso(granted),
            "granted_basis": None if granted == MAX else "estimated" if lagged else "recorded",
            "ended_on": _iso(ended),
            "ended_basis": "estimated" if end_estimated else "recorded",
            "effect": [
                {"phase": phase, "from": _iso(start), "to": _iso(end)}
                for phase, start, end in self._reach.get(right, [])
                if start < end
            ],
            "phase": pairs[0][1] if pairs else "none",
            "owner": pairs[0][2] if pairs else None,
            "holder": pairs[0][3] if pairs else None,
            "owners": [
                {"owner": owner, "from": _iso(start), "to": _iso(end)}
                for owner, start, end in owners
            ],
            "breaks": self._breaks(right),
            "pairs": [
                self._pair_entry(product, family, right, pair, owners, misses) for pair in pairs
            ],
        }

    def _breaks(self, right: str) -> list[dict[str, Any]]:
        """Transfers whose giver was not in the group of the owner at the time (section 2)."""
        first, moves = self._first_owners.get(right, ""), self._moves.get(right, [])
        return [
            {
                "on": _iso(row.on) if row.on else None,
                "from": row.giver,
                "owner": row.owner,
                "source": row.source,
            }
            for row in breaks(first, moves, self._setting.groups)
        ]

    def _pair_entry(  # noqa: PLR0913
        self,
        product: Product,
        family: str,
        right: str,
        pair: tuple[Any, ...],
        owners: Rows,
        misses: NearestMiss,
    ) -> dict[str, Any]:
        leaf, _, owner, _, is_cleared = pair
        reasons = self._reasons.get((product.name, family, right, leaf), [])
        entry: dict[str, Any] = {
            "leaf": leaf,
            "cleared": is_cleared,
            "reasons": [self._reason(reason) for (reason,) in reasons],
        }
        if not is_cleared:
            first = self._first.get(family, MAX)
            facts = PairFacts(
                family, self._families_of[right], right, leaf, owner, owners,
                MIN if first == MAX else first, self._listings(right),
            )  # fmt: skip
            entry["nearest_misses"] = [miss.to_dict() for miss in misses.find(facts)]
        return entry

    def _listings(self, right: str) -> dict[str, list[tuple[date, date]]]:
        spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
        horizon = self._setting.question.horizon
        for pool, start, end in self._listed.get(right, []):
            if (start or MIN) <= horizon:
                spans[pool].append((start or MIN, end if end and end <= horizon else MAX))
        return spans

    def _reason(self, reason: str) -> dict[str, Any]:
        deal = self._setting.case.deal(reason)
        clause = {"reason": reason}
        if deal is not None:
            clause |= {
                "kind": deal.kind,
                "effective": str(deal.effective),
                "ends": str(deal.ends) if deal.ends else "open",
                "where": f"{PurePath(deal.place.file).name}:{deal.place.line}"
                if deal.place
                else "",
            }
        return clause


_RIGHTS = (
    "SELECT b.right_id, b.office, r.application_number, r.publication_numbers, b.filed_on, "
    "b.granted_on, b.ended_on, b.is_grant_estimated, b.is_end_estimated "
    "FROM bounds AS b INNER JOIN rights AS r ON b.right_id = r.right_id ORDER BY b.right_id"
)


def _family_status(pairs: Sequence[tuple[Any, ...]], is_relevant: bool) -> str:  # noqa: FBT001
    in_force = [row for row in pairs if row[2] == "in_force"]
    if in_force:
        return "cleared" if all(row[-1] for row in in_force) else "exposed"
    if pairs:
        return "pending" if all(row[-1] for row in pairs) else "pending_exposed"
    return "no right alive" if is_relevant else "not relevant"


def _declaration(row: tuple[Any, ...]) -> dict[str, Any]:
    reference, declarant, is_proprietor, signed, reflected, leaf = row
    return {
        "reference": reference,
        "declarant": declarant,
        "proprietor": is_proprietor,
        "signed_on": _iso(signed),
        "reflected_on": _iso(reflected),
        "leaf": leaf,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None or day in (MIN, MAX) else day.isoformat()
