"""What hangs on register entries and on assessments: found right by right, told holder by holder.

What is exposed and what is cleared are told apart, so that each row has a direction: an exposed
right that is not in force only helps, a cleared one that is not only hurts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.unknowns.results import Unknown
from clearway.unknowns.tally import EXPOSED, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clearway.clearance.assess import Cell
    from clearway.clearance.layout import Layout
    from clearway.unknowns.results import Outcome
    from clearway.unknowns.slots import Slots, View


@dataclass(frozen=True)
class Sides:
    """The slots of a product under the policy's two extremes of European validations.

    Attributes:
        assumed: every European patent without a validation on record has effect where asked.
        unassumed: none of them has.
    """

    assumed: View
    unassumed: View


class RightsOf:
    """The unknowns of one product in one market that hang on rights, families and owners."""

    def __init__(  # noqa: PLR0913
        self,
        cell: Cell,
        place: int,
        layout: Layout,
        slots: Slots,
        names: Sequence[str],
        tally: Tally,
    ) -> None:
        self._product, self.market = cell
        self._place, self._layout, self._slots = place, layout, slots
        self._names, self._tally = names, tally

    def force(self, sides: Sides) -> Iterator[Unknown]:
        """Yield what a look into a register settles: each right in one row at most."""
        assumed = sides.assumed.state[:, self._place]
        hangs = (assumed > 0) & (sides.unassumed.state[:, self._place] == 0)
        alive = self._tally.state > 0
        flags = np.asarray(self._layout.right_flags)[self._slots.right]
        by_grant = alive & ~hangs & (flags & 1 != 0)
        by_end = alive & ~hangs & ~by_grant & (flags & 2 != 0) & ~self._ceases()
        yield from self._in_force("validation", hangs, assumed, sides.assumed.holder)
        yield from self._in_force("grant", by_grant, self._tally.state, self._tally.holder)
        yield from self._in_force("end", by_end, self._tally.state, self._tally.holder)

    def _ceases(self) -> np.ndarray:
        """bool[S]: the day on which the right ceases here is on record."""
        ceasing: np.ndarray = ceases(self._layout, self.market)[self._slots.right]
        return ceasing

    def _in_force(
        self, topic: str, chosen: np.ndarray, state: np.ndarray, holder: np.ndarray
    ) -> Iterator[Unknown]:
        words, of_right = _FORCE[topic], _together(self._slots.right, state)
        for slots, name in self._grouped(chosen, holder, of_right):
            is_today = bool(self._tally.state[slots[0]])
            then = 0 if is_today else state[slots]
            found = words.not_so if is_today else words.so
            other, families = self._tally.otherwise(found, slots, then, None)
            today = self._tally.today(words.so if is_today else words.not_so)
            entries = self._entries(slots)
            where = f"{entries[0]} in {self.market}" if len(entries) == 1 else (
                f"{name} in {self.market}, {len(entries):,} rights"
            )  # fmt: skip
            check = f"{where}: {words.check}; {_hang(families, of_right[slots[0]])}"
            yield from self._row("force", topic, name, check, entries, families, (today, other))

    def essentiality(self, assessed: np.ndarray) -> Iterator[Unknown]:
        """Yield the families in force that nobody has assessed, per holder.

        Args:
            assessed: bool[F].
        """
        state = _together(self._slots.family, self._tally.state)
        chosen = (self._tally.state > 0) & ~assessed[self._slots.family]
        for slots, name in self._grouped(chosen, self._tally.holder, state):
            families = np.unique(self._slots.family[slots])
            whole = np.flatnonzero(np.isin(self._slots.family, families))
            other, hanging = self._tally.otherwise("none is essential", whole, 0, None)
            today = self._tally.today("all count as declared")
            check = (
                f"{name} in {self.market}: nobody has assessed {_families(families)} that "
                f"{_standing(state[slots[0]])}, read a sample of claims before paying"
            )
            entries = self._family_ids(families)
            yield from self._row(
                "essentiality", "assessment", name, check, entries, hanging, (today, other)
            )

    def owners(self, topic: str, other: View) -> Iterator[Unknown]:
        """Yield what another reading of ownership changes, by owner today and owner then."""
        state = other.state[:, self._place]
        differs = (state != self._tally.state) | (other.holder != self._tally.holder)
        chosen = differs & ((state > 0) | (self._tally.state > 0))
        for slots in _groups(chosen, other.holder, self._tally.holder):
            today, then = self._tally.holder[slots[0]], other.holder[slots[0]]
            found, families = self._tally.otherwise(
                f"{self._owner(then)} owns", slots, state[slots], other.holder[slots]
            )
            entries = self._entries(slots)
            check = _OWNER[topic].format(
                today=self._owner(today), then=self._owner(then), market=self.market,
                rights=_rights(len(entries)),
            )  # fmt: skip
            assumed = self._tally.today(f"{self._owner(today)} owns")
            yield from self._row(
                "owner", topic, self._owner(today), check, entries, families, (assumed, found)
            )

    def _owner(self, number: int) -> str:
        return self._names[number] if number >= 0 else "nobody known"

    def _grouped(
        self, chosen: np.ndarray, holder: np.ndarray, state: np.ndarray
    ) -> Iterator[tuple[np.ndarray, str]]:
        """Yield slots of one holder and state each, and the holder's name."""
        for slots in _groups(chosen, holder, state):
            yield slots, self._owner(holder[slots[0]])

    def _entries(self, slots: np.ndarray) -> tuple[str, ...]:
        rights = np.unique(self._slots.right[slots])
        return tuple(right.decode() for right in self._layout.right_ids[rights])

    def _family_ids(self, families: np.ndarray) -> tuple[str, ...]:
        return tuple(family.decode() for family in self._layout.family_ids[families])

    def _row(  # noqa: PLR0913
        self,
        kind: str,
        topic: str,
        subject: str,
        check: str,
        entries: tuple[str, ...],
        families: np.ndarray,
        outcomes: tuple[Outcome, ...],
    ) -> Iterator[Unknown]:
        """Yield the row, unless nothing hangs on it."""
        row = Unknown(
            kind, topic, self._product, self.market, subject, check, entries, len(families),
            outcomes,
        )  # fmt: skip
        if row.families or row.flips:
            yield row


def _together(group: np.ndarray, state: np.ndarray) -> np.ndarray:
    """Of each slot the state of its group: exposed, else cleared, else not in force."""
    _, place = np.unique(group, return_inverse=True)
    worst = np.zeros(len(group), dtype=state.dtype)
    np.maximum.at(worst, place, state)
    of_slot: np.ndarray = worst[place]
    return of_slot


def _groups(chosen: np.ndarray, *keys: np.ndarray) -> Iterable[np.ndarray]:
    """Yield the chosen slots, ascending, of equal keys together."""
    slots = np.flatnonzero(chosen)
    if not len(slots):
        return []
    order = np.lexsort((slots, *(key[slots] for key in reversed(keys))))
    slots = slots[order]
    starts = np.zeros(len(slots), dtype=np.bool_)
    for key in keys:
        starts[1:] |= key[slots[1:]] != key[slots[:-1]]
    return np.split(slots, np.flatnonzero(starts))


def ceases(layout: Layout, market: str) -> np.ndarray:
    """bool[R]: whether the day on which a right ceases in one state is on record."""
    rows = (np.asarray(layout.state_kind) == 2) & (layout.state_country == market.encode())
    right = np.repeat(np.arange(len(layout.right_ids)), np.diff(layout.state_at))
    found = np.zeros(len(layout.right_ids), dtype=np.bool_)
    found[right[rows]] = True
    return found


@dataclass(frozen=True)
class _Words:
    so: str
    not_so: str
    check: str


_FORCE = {
    "validation": _Words(
        "validated here", "not validated here",
        "no validation is on record, look into the national register",
    ),
    "grant": _Words(
        "granted", "not granted",
        "the day of grant is estimated, look into the office's register",
    ),
    "end": _Words(
        "kept up", "lapsed",
        "no end is on record, look in the register whether the fees are paid",
    ),
}  # fmt: skip
_OWNER = {
    "unknown owner": (
        "{then} declared {rights} in {market} without calling them its own: who is the proprietor "
        "in the register?"
    ),
    "stale declarant": (
        "{then} still stands in the register of declarations for {rights} in {market} that went "
        "to {today}: look up the last assignment"
    ),
    "name match": (
        "{rights} in {market} count for {today} by a name that is only probably its own ({then}): "
        "review the match"
    ),
}


def _rights(count: int) -> str:
    return "1 right" if count == 1 else f"{count:,} rights"


def _families(families: np.ndarray) -> str:
    return "1 family" if len(families) == 1 else f"{len(families):,} families"


def _standing(state: int) -> str:
    return "nothing clears" if state == EXPOSED else "deals or own rights clear"


def _hang(families: np.ndarray, state: int) -> str:
    hang = "hangs" if len(families) == 1 else "hang"
    return f"{_families(families)} that {_standing(state)} {hang} on it"
