"""What changed from one snapshot to another: rows, and what that does to rights on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clearway.app import Desk
from clearway.case import Policy
from clearway.clearance.groups import MAX
from clearway.clearance.layout import day_number
from clearway.lookup.basis import Sheet, setting_of
from clearway.lookup.title import owned_on
from clearway.record.compare import compare
from clearway.small_facts import read_facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clearway.clearance.companies import Companies
    from clearway.clearance.layout import Layout
    from clearway.record import Record
    from clearway.record.compare import TableChange

_SHOWN = 3
"""Rights that stand as examples of a change."""
_PHASES = ("in force", "pending", "ended", "not yet")


@dataclass(frozen=True)
class RightsChange:
    """Rights in both snapshots that went from one value to another, and the first of them by id."""

    before: str
    after: str
    rights: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class RecordChanges(Sheet):
    """What changed from one snapshot to another.

    Attributes:
        older: id of the first snapshot.
        newer: id of the second.
        on: the day on which owners and phases are compared, by all that each has on record.
        tables: rows by table, with some of each kind.
        owners: rights by owner before and after, most first.
        phases: rights by how they stand at their office before and after, most first.
    """

    older: str
    newer: str
    on: date
    tables: tuple[TableChange, ...]
    owners: tuple[RightsChange, ...]
    phases: tuple[RightsChange, ...]


@dataclass(frozen=True)
class _Stand:
    """Rights by id, and the owner and phase of each on the day."""

    right_ids: np.ndarray
    owner: np.ndarray
    phase: np.ndarray


def changes_between(first: Record, second: Record, on: date, samples: int = 3) -> RecordChanges:
    """Return what changed from one snapshot of a record to another.

    Args:
        first: the older snapshot.
        second: the newer one.
        on: the day on which owners and phases are compared.
        samples: rows to show per table and kind of change.

    Raises:
        RecordDamagedError: a table of one of them cannot be read.
    """
    companies = setting_of(read_facts(second), on, None, Policy()).companies
    before, after = (_stand(record, companies, on) for record in (first, second))
    _, old, new = np.intersect1d(
        before.right_ids, after.right_ids, assume_unique=True, return_indices=True
    )
    ids = after.right_ids[new]
    return RecordChanges(
        older=first.snapshot_id,
        newer=second.snapshot_id,
        on=on,
        tables=tuple(compare(first, second, samples)),
        owners=_changed(ids, before.owner[old], after.owner[new]),
        phases=_changed(ids, before.phase[old], after.phase[new]),
    )


def _stand(record: Record, companies: Companies, on: date) -> _Stand:
    """Who owns what, under the newer names so that a name alone is no change, and what stands."""
    desk, policy = Desk(record), Policy()
    layout = desk.layout(MAX, policy)
    owned = owned_on(layout, setting_of(desk.facts, on, None, policy), on)
    named = [*map(companies.as_spelled, owned.companies), "nobody known"]  # -1 is the last
    names = np.array(named, dtype=object)
    return _Stand(
        np.asarray(layout.right_ids), names[owned.current], _phases(layout, day_number(on))
    )


def _phases(layout: Layout, day: int) -> np.ndarray:
    """How each right stands at its office on a day, as a place in `_PHASES`."""
    is_over = layout.right_ended <= day
    is_granted = layout.right_granted <= day
    is_filed = layout.right_filed <= day
    place = np.select([is_over, is_granted, is_filed], [2, 0, 1], 3)
    phases: np.ndarray = np.array(_PHASES, dtype=object)[place]
    return phases


def _changed(ids: np.ndarray, before: np.ndarray, after: np.ndarray) -> tuple[RightsChange, ...]:
    """Count pairs that differ, with the first rights of each."""
    differs = np.flatnonzero(before != after)
    found: dict[tuple[Any, Any], list[int]] = {}
    for place in differs.tolist():
        found.setdefault((before[place], after[place]), []).append(place)
    rows = [
        RightsChange(old, new, len(places), _texts(ids[places[:_SHOWN]].tolist()))
        for (old, new), places in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.rights, row.before, row.after)))


def _texts(ids: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(right.decode() for right in ids)
