"""Where a chain of title does not hold together (section 2, decision 0012)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.clearance.groups import MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from clearway.clearance.groups import Groups


@dataclass(frozen=True)
class Break:
    """A transfer whose giver was not in the group of an owner of the day; it still counts.

    `on` is None when the day is unknown.
    """

    on: date | None
    giver: str
    owner: str
    source: str | None


def breaks(
    first_owner: str, moves: Iterable[tuple[date, str | None, str, str | None]], groups: Groups
) -> Iterator[Break]:
    """Yield the breaks of one right's chain.

    An assignment to the group that owns already moves nothing out of other hands and is none: what
    inventors assign to their employer, or a subsidiary's paper recorded twice.

    Args:
        first_owner: of the right.
        moves: day, giver (None: not told), taker and source of each transfer, in order.
        groups: the corporate tree.
    """
    owner = first_owner
    for on, giver, taker, source in moves:
        if giver is not None:
            either = groups.holders(giver, on) | groups.holders(taker, on)
            if either.isdisjoint(groups.holders(owner, on)):
                yield Break(None if on == MIN else on, giver, owner, source)
        owner = taker
