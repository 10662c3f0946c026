"""The model of a question: what the engine says of every pair, compressed without loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.assess import COUNT_NAMES, status_of
from clearway.clearance.counting import enforcers_of
from clearway.planning.model import NEVER, Cell, Clause, Model
from clearway.planning.pairs import Index, gather_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clearway.clearance.opening import OpenWhen
    from clearway.clearance.results import MarketResult
    from clearway.clearance.setting import Setting
    from clearway.planning.pairs import Pairs
    from clearway.planning.sought import Sought


def build_model(
    sought: Sought,
    rows: Iterable[MarketResult],
    rule: OpenWhen,
    weights: Mapping[tuple[str, str], int],
) -> Model:
    """Ask the engine what each candidate clears, and return the exact model.

    Args:
        sought: the question and the candidates.
        rows: the answer to the question without any candidate, products that implement no
            standard left out.
        rule: when a market counts as open.
        weights: the demand of each product and market.

    Raises:
        UsageError: too many candidate purchases list the same right.
    """
    index = Index()
    pairs = gather_pairs(sought, index)
    setting = sought.setting(())
    board = sought.desk.board(setting)
    enforcers = enforcers_of(setting, board.layout)
    groups = _Groups(list(index.clauses))
    never = index.clauses.get(NEVER, -1)
    cells = []
    for row in sorted(rows, key=lambda row: (row.product, row.market)):
        found = _in_market(pairs[row.product], board.markets.index(row.market))
        of_cell = groups.counted(found)
        names = enforcers.get(row.market, frozenset()) if rule.rule != "share" else ()
        barriers = {
            name: found.clause[found.holder == index.holders.get(name, -1)] for name in names
        }
        cells.append(
            Cell(
                product=row.product,
                market=row.market,
                weight=weights[row.product, row.market],
                families=row.families,
                cleared=row.families - sum(of_cell.values()),
                needed=_needed(setting, row, rule),
                groups=of_cell,
                clauses=groups.least({int(q) for held in barriers.values() for q in held}),
                unanswered=tuple(sorted(h for h, held in barriers.items() if never in held)),
                blocked=_blocked(setting, row, rule),
            )
        )
    return Model(
        deals=tuple(deal.id for deal in sought.deals),
        costs=sought.costs,
        excludes=sought.excludes,
        clauses=tuple(index.clauses),
        groups=tuple(groups.places),
        cells=tuple(cells),
    )


def _in_market(pairs: Pairs, market: int) -> Pairs:
    rows = np.flatnonzero(pairs.market == market)
    return type(pairs)(*(column[rows] for column in vars(pairs).values()))


@dataclass
class _Groups:
    """Sets of clauses that families have, each with its place in the order they were met."""

    clauses: list[Clause]
    places: dict[frozenset[int], int] = field(default_factory=dict)
    known: dict[tuple[int, ...], int] = field(default_factory=dict)

    def least(self, places: Iterable[int]) -> frozenset[int]:
        """Leave out the clauses that hold whenever another of them does."""
        found = {place: self.clauses[place] for place in places}
        return frozenset(
            place
            for place, clause in found.items()
            if not any(other != clause and other.implies(clause) for other in found.values())
        )

    def counted(self, pairs: Pairs) -> dict[int, int]:
        """Return how many families of one cell are in each group."""
        rows = np.unique(np.stack([pairs.family, pairs.clause]), axis=1)
        _, first, lengths = np.unique(rows[0], return_index=True, return_counts=True)
        alone = lengths == 1
        found: dict[int, int] = {}
        clauses, counts = np.unique(rows[1, first[alone]], return_counts=True)
        for clause, count in zip(clauses.tolist(), counts.tolist(), strict=True):
            found[self._group((clause,))] = count
        for start, length in zip(first[~alone].tolist(), lengths[~alone].tolist(), strict=True):
            group = self._group(tuple(rows[1, start : start + length].tolist()))
            found[group] = found.get(group, 0) + 1
        return found

    def _group(self, clauses: tuple[int, ...]) -> int:
        if clauses not in self.known:
            least = self.least(clauses)
            self.known[clauses] = self.places.setdefault(least, len(self.places))
        return self.known[clauses]


def _needed(setting: Setting, row: MarketResult, rule: OpenWhen) -> int:
    """Return how many families must be cleared there, enforcers apart."""
    if rule.rule == "quiet" and _supposed(setting, row, cleared=0) != "exposed":
        return 0  # suits there are known, so that it is enough that no enforcer is exposed
    return rule.needed(row.families)


def _blocked(setting: Setting, row: MarketResult, rule: OpenWhen) -> str:
    """Return the status that keeps a market shut whatever is cleared, or nothing."""
    if row.status == "barred":
        return row.status
    best = _supposed(setting, row, cleared=row.families)
    if not row.families:
        return best
    is_lacking = best == "unknown" and rule.rule != "share" and not rule.allow_unknown
    return best if is_lacking else ""


def _supposed(setting: Setting, row: MarketResult, cleared: int) -> str:
    """Return the status if so many families were cleared, none of them an enforcer's."""
    return status_of(
        setting,
        (row.product, row.market),
        {name: getattr(row, name) for name in COUNT_NAMES} | {"cleared": cleared},
        is_barred=False,
        enforcers=(),
        missing=row.standards_without_record,
    )
