"""Everything on record of the suits of a window: the engine's suits, and what their sources add.

The engine keeps of a suit what makes an enforcer; court, outcome and the rest come from the
record's table, and so do suits that merely read on a standard.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.clearance.counting import enforcing
from clearway.clearance.groups import MAX, MIN
from clearway.clearance.suits import KnownSuit
from clearway.litigation.results import Suit
from clearway.model.standards import canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from clearway.app import Desk
    from clearway.clearance.layout import Layout
    from clearway.clearance.setting import Setting

_DETAILS = """
SELECT s FROM suits AS s
WHERE filed_on < ? AND filed_on <= ?
AND (list_contains(?, suit_id) OR len(standards) > 0)
ORDER BY suit_id
"""
_OTHERS = """
SELECT country, count(*) FROM suits
WHERE filed_on >= ? AND filed_on < ? AND filed_on <= ?
AND NOT list_contains(?, suit_id) AND coalesce(len(standards), 0) = 0
GROUP BY country
"""
_LEAVES = """
SELECT DISTINCT fr.right_id, d.generation, d.specification
FROM family_rights AS fr
INNER JOIN declarations AS d ON fr.family_id = d.family_id
WHERE list_contains(?, fr.right_id)
AND coalesce(d.reflected_on, d.signed_on, DATE '0001-01-01') <= ?
"""


@dataclass(frozen=True)
class Docket:
    """The suits on record, in every market, whatever their standards.

    Attributes:
        suits: those of the window, by market, then filing, then id; `touches` is empty for those
            over other standards.
        earlier: those filed before it, which may have been settled in it.
        others: market -> further suits of the window that no source ties to a standard.
    """

    suits: tuple[Suit, ...]
    earlier: tuple[Suit, ...]
    others: Mapping[str, int]


def read_docket(
    desk: Desk, setting: Setting, window: tuple[date, date], standards: Collection[str]
) -> Docket:
    """Read the suits filed before the end of a window and known on the day of knowledge.

    Args:
        desk: over the record.
        setting: the question, its names resolved.
        window: first day, and the day after the last.
        standards: of the products asked for.
    """
    known = {s.suit_id: s for s in setting.suits.suits if MIN < s.filed_on < window[1]}
    connection, horizon = desk.record.connect(), setting.question.horizon
    found = connection.execute(_DETAILS, [window[1], horizon, sorted(known)]).fetchall()
    details = {row["suit_id"]: row for (row,) in found}  # a row as one value, columns as they are
    rights = sorted({right for suit in known.values() for right in suit.right_ids})
    leaves: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for right, *leaf in connection.execute(_LEAVES, [rights, horizon]).fetchall():
        leaves[right].append((leaf[0], leaf[1]))
    others = connection.execute(_OTHERS, [*window, horizon, sorted(known)]).fetchall()
    layout = desk.layout(horizon, setting.case.policy)
    reading = _Reading(setting, layout, tuple(standards), leaves)
    suits = sorted(
        [*reading.of_case(known), *reading.of_record(details, known)],
        key=lambda suit: (suit.market, suit.filed_on, suit.suit_id),
    )
    return Docket(
        tuple(suit for suit in suits if suit.filed_on >= window[0]),
        tuple(suit for suit in suits if suit.filed_on < window[0]),
        {str(country): int(count) for country, count in others},
    )


class _Reading:
    """Turns what is on record and in the case into suits in one form."""

    def __init__(
        self,
        setting: Setting,
        layout: Layout,
        standards: Sequence[str],
        leaves: Mapping[str, Sequence[tuple[str | None, str | None]]],
    ) -> None:
        self._setting = setting
        self._enforcing = frozenset(enforcing(setting.suits, layout))
        self._standards, self._leaves = standards, leaves

    def of_case(self, known: Mapping[str, KnownSuit]) -> Iterator[Suit]:
        """Yield the suits of the case."""
        addresses = {source.id: source.url for source in self._setting.case.sources}
        for entry in self._setting.case.suits:
            suit = known.get(entry.id)
            if suit is None or entry.filed != suit.filed_on:
                continue  # after the window, or the record has one of that id
            reference = next((addresses[s] for s in entry.sources if addresses.get(s)), None)
            yield self._suit(
                suit, "case", court=entry.court, standards=tuple(map(canonical, entry.standards)),
                reference=reference, **self._end(entry.closed, entry.outcome),
            )  # fmt: skip

    def of_record(
        self, details: Mapping[str, Mapping[str, Any]], known: Mapping[str, KnownSuit]
    ) -> Iterator[Suit]:
        """Yield the suits of the record that say their standards, or whose patents do."""
        for suit_id, row in details.items():
            if row["country"] is None:
                continue
            suit = known.get(suit_id) or self._known(row)
            yield self._suit(
                suit, "record", court=row["court"], standards=tuple(row["standards"] or ()),
                reference=row.get("reference"),  # a snapshot of before has no such column
                **self._end(row["closed_on"], row["outcome"]),
            )  # fmt: skip

    def _known(self, row: Mapping[str, Any]) -> KnownSuit:
        named = self._setting.companies.as_spelled
        return KnownSuit(
            suit_id=row["suit_id"],
            market=row["country"],
            filed_on=row["filed_on"],
            action=row["action"] or "",
            basis=row["basis"] or "",
            plaintiffs=tuple(named(name) for name in row["plaintiffs"] or ()),
            defendants=tuple(named(name) for name in row["defendants"] or ()),
            right_ids=tuple(row["right_ids"] or ()),
        )

    def _suit(self, suit: KnownSuit, origin: str, **told: Any) -> Suit:
        return Suit(
            suit_id=suit.suit_id,
            market=suit.market,
            filed_on=suit.filed_on,
            plaintiffs=suit.plaintiffs,
            defendants=suit.defendants,
            action=suit.action,
            basis=suit.basis,
            touches=self._touches(suit, told["standards"]),
            counts=suit in self._enforcing,
            origin=origin,
            **told,
        )

    def _end(self, closed_on: date | None, outcome: str | None) -> dict[str, Any]:
        """Return end and outcome as known then: an outcome without a day may be later news."""
        horizon = self._setting.question.horizon
        is_known = horizon == MAX or (closed_on is not None and closed_on <= horizon)
        return {
            "closed_on": closed_on if is_known else None,
            "outcome": outcome if is_known else None,
        }

    def _touches(self, suit: KnownSuit, standards: Iterable[str]) -> str:
        """Say by what a suit is about a standard of the products; empty when it is not."""
        tree, said = self._setting.tree, tuple(standards)
        if any(tree.meet(one, other) for one in said for other in self._standards):
            return "standards"
        leaves = [leaf for right in suit.right_ids for leaf in self._leaves.get(right, ())]
        if any(tree.covers(name, *leaf) for leaf in leaves for name in self._standards):
            return "patents"
        return "unsaid" if not said and not leaves and suit.basis in ("declared", "mixed") else ""
