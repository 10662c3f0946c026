"""What the engine says of every exposed pair, as clauses over the candidates.

Licenses of all candidates are asked about at once, for each clears by itself. Purchases are not so:
one moves rights, and with the owner change what other deals captured and whose the right is. So the
rights that candidate purchases list are asked about once for each combination of those that list
them (a *scene*), and a clause says under which combination it must hold.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.remedies import find_remedies
from clearway.errors import UsageError
from clearway.planning.model import Clause

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from clearway.clearance.board import Board
    from clearway.clearance.remedies import Remedies
    from clearway.planning.sought import Sought

MOST_OFFERS = 6
"""Candidate purchases that may list one and the same right and could be made together."""
Bought = frozenset[int]
"""Places of candidate purchases."""


@dataclass(frozen=True)
class Pairs:
    """Exposed pairs of one product, N rows; a choice of deals clears one when its clause holds.

    Attributes:
        market: int64[N], place among the board's markets.
        family: int64[N], place in the layout.
        holder: int64[N], place in `Index.holders`.
        clause: int64[N], place in `Index.clauses`.
    """

    market: np.ndarray
    family: np.ndarray
    holder: np.ndarray
    clause: np.ndarray


@dataclass(frozen=True)
class Index:
    """Clauses and holders, each with its place in the order in which they were met."""

    clauses: dict[Clause, int] = field(default_factory=dict)
    holders: dict[str, int] = field(default_factory=dict)

    def clause(self, clause: Clause) -> int:
        """Return the place of a clause."""
        return self.clauses.setdefault(clause, len(self.clauses))

    def holder(self, holder: str) -> int:
        """Return the place of a holder."""
        return self.holders.setdefault(holder, len(self.holders))


def gather_pairs(sought: Sought, index: Index) -> dict[str, Pairs]:
    """Return the exposed pairs of every product that implements a standard, by its name.

    Raises:
        UsageError: too many candidate purchases list the same right.
    """
    offers = _offers(sought)
    scenes = _scenes(set(offers.values()), sought.excludes)
    ids = [deal.id for deal in sought.deals]
    licenses = [deal.id for deal in sought.deals if deal.kind != "purchase"]
    parts: dict[str, list[Pairs]] = defaultdict(list)
    for number, scene in enumerate(scenes):
        board = sought.desk.board(sought.setting([*licenses, *(ids[i] for i in sorted(scene))]))
        for product in sought.question.products:
            if product.standards:
                found = find_remedies(board, product, sought.question.as_of, ids)
                seen = _Scene(scene, scenes[:number], offers)
                parts[product.name].append(seen.pairs(board, found, index))
    return {name: _joined(found) for name, found in parts.items()}


def _joined(parts: Iterable[Pairs]) -> Pairs:
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return Pairs(*(np.concatenate(column) for column in columns))


def _offers(sought: Sought) -> dict[int, Bought]:
    """Right -> the candidate purchases that list it."""
    place = {d.id: i for i, d in enumerate(sought.deals) if d.kind == "purchase"}
    found: dict[int, set[int]] = defaultdict(set)
    if place:
        setting = sought.setting(place)
        board = sought.desk.board(setting)
        for deal_id, right_id, family_id, *_ in setting.purchases:
            if deal_id in place:
                for right in board.rights_of(right_id, family_id):
                    found[right].add(place[deal_id])
    return {right: frozenset(offers) for right, offers in found.items()}


def _scenes(offers: Collection[Bought], excludes: frozenset[tuple[int, int]]) -> list[Bought]:
    """Return sets of purchases to ask about, so that each right is seen under every combination.

    First none, then all of them: where no two list the same right, these do.
    """
    scenes = [frozenset[int](), frozenset(chain.from_iterable(offers))]
    for listed in sorted(offers, key=sorted):
        wanted = list(_combinations(listed, excludes))
        if len(wanted) > 2**MOST_OFFERS:
            raise UsageError(
                f"{len(listed)} candidate purchases list the same right; a plan weighs at most "
                f"{MOST_OFFERS} of these that could be made together: leave some out"
            )
        seen = {scene & listed for scene in scenes}
        scenes += [combination for combination in wanted if combination not in seen]
    return list(dict.fromkeys(scenes))


def _combinations(listed: Bought, excludes: frozenset[tuple[int, int]]) -> Iterable[Bought]:
    members = sorted(listed)
    for size in range(len(members) + 1):
        for some in combinations(members, size):
            if not any(a in some and b in some for a, b in excludes):
                yield frozenset(some)


@dataclass(frozen=True)
class _Scene:
    """Some purchases made, the scenes asked about before, and which purchases list which right."""

    bought: Bought
    earlier: Sequence[Bought]
    offers: dict[int, Bought]

    def pairs(self, board: Board, found: Remedies, index: Index) -> Pairs:
        """Return what this scene shows first: rights under a combination not seen before."""
        rows, clauses = [], []
        for listed, places in self._by_offers(found.right):
            here = self.bought & listed
            if not any(scene & listed == here for scene in self.earlier):
                rows.append(places)
                clauses.append(_clauses(found, places, listed - here, here, index))
        row = np.concatenate([np.zeros(0, np.int64), *rows])
        holders = np.array([index.holder(h) for h in board.holders], dtype=np.int64)
        clause = np.concatenate([np.zeros(0, np.int64), *clauses])
        return Pairs(found.market[row], found.family[row], holders[found.holder[row]], clause)

    def _by_offers(self, rights: np.ndarray) -> Iterable[tuple[Bought, np.ndarray]]:
        """Split rows by the purchases that list their right."""
        distinct = sorted(set(self.offers.values()), key=sorted)
        number = {listed: i for i, listed in enumerate(distinct)}
        group = np.full(len(rights), -1, dtype=np.int64)
        if self.offers:
            listed_rights = np.array(sorted(self.offers), dtype=np.int64)
            numbers = np.array([number[self.offers[r]] for r in listed_rights.tolist()])
            place = np.searchsorted(listed_rights, rights).clip(max=len(listed_rights) - 1)
            is_listed = listed_rights[place] == rights
            group[is_listed] = numbers[place[is_listed]]
        yield frozenset(), np.flatnonzero(group < 0)
        for i, listed in enumerate(distinct):
            yield listed, np.flatnonzero(group == i)


def _clauses(
    found: Remedies, rows: np.ndarray, not_bought: Bought, bought: Bought, index: Index
) -> np.ndarray:
    """Return the clause of each row: a remedy, or another combination of purchases than this."""
    other, spared = _mask(not_bought), _mask(bought)
    used, place = np.unique(found.remedy[rows], return_inverse=True)
    clauses = [Clause(_as_mask(found.sets[remedy]) | other, spared) for remedy in used]
    return np.array([index.clause(clause) for clause in clauses], dtype=np.int64)[place]


def _mask(places: Iterable[int]) -> int:
    return sum(1 << place for place in places)


def _as_mask(flags: np.ndarray) -> int:
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")
