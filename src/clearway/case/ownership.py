"""The corporate tree's two rules: no cycle, and no two parents at once without control.

Source: clearance page, terms, 'group of c at t'. Intervals are `[from_on, to_on)`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from clearway.case.findings import Finding, find
from clearway.model.calendar import BEGINNING, contains

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from clearway.case.model import Ownership

    _Rows = dict[str, list[Ownership]]
    _Resolve = Callable[[str], str]


def broken_ownership(rows: Sequence[Ownership], resolve: _Resolve) -> Iterator[Finding]:
    """Yield each pair of parents at once without control, and each cycle, once.

    Args:
        rows: the ownership entries.
        resolve: company of a name; the same for two spellings of one company.
    """
    by_child: _Rows = defaultdict(list)
    for row in rows:
        by_child[resolve(row.child)].append(row)
    two_parents = list(_two_parents(by_child, resolve))
    yield from two_parents
    if not two_parents:
        yield from _cycles(rows, by_child, resolve)


def _active(rows: list[Ownership], day: date) -> list[Ownership]:
    return [row for row in rows if contains(row.from_on, row.to_on, day)]


def _turns(rows: Sequence[Ownership]) -> Iterator[tuple[date, Ownership]]:
    """Yield the days on which the tree changes, with the row that begins or ends on them."""
    for row in rows:
        yield row.from_on or BEGINNING, row
        if row.to_on is not None:
            yield row.to_on, row


def _two_parents(by_child: _Rows, resolve: _Resolve) -> Iterator[Finding]:
    for rows in by_child.values():
        if len(rows) < 2:
            continue
        for day, row in _turns(rows):
            active = _active(rows, day)
            parents = {resolve(each.parent) for each in active}
            in_control = {resolve(each.parent) for each in active if each.control}
            if len(parents) > 1 and len(in_control) != 1:
                names = " and ".join(sorted({f'"{each.parent}"' for each in active}))
                since = f"on {day}" if day > BEGINNING else "from the beginning"
                message = (
                    f'"{row.child}" has two parents {since}, {names}; '
                    "end one with `to`, or give exactly one of them control = true"
                )
                yield find(row.place, "parent", message)
                break


def _parent(by_child: _Rows, child: str, day: date) -> Ownership | None:
    """Return the row that decides who holds the child on a day."""
    active = _active(by_child.get(child, []), day)
    return next((row for row in active if row.control), active[0] if active else None)


def _cycles(rows: Sequence[Ownership], by_child: _Rows, resolve: _Resolve) -> Iterator[Finding]:
    """Follow the parents on each day a row begins or ends: a cycle begins on such a day."""
    told: set[frozenset[str]] = set()
    suspects = _suspects(by_child, resolve)
    for day, row in _turns([row for row in rows if resolve(row.child) in suspects]):
        members = _cycle_from(row, day, by_child, resolve)
        if members and frozenset(members) not in told:
            told.add(frozenset(members))
            chain = " -> ".join(f'"{name}"' for name in (*members, members[0]))
            since = f" on {day}" if day > BEGINNING else ""
            message = f"the ownership runs in a circle{since}: {chain}; correct one of the rows"
            yield find(row.place, "parent", message)


def _suspects(by_child: _Rows, resolve: _Resolve) -> set[str]:
    """Return the companies that some chain of rows, whatever their dates, leads from and to.

    Companies without a parent, or without a child, are taken off until none is left; a tree of
    any depth is so done with in one pass.
    """
    up = {child: {resolve(row.parent) for row in rows} for child, rows in by_child.items()}
    down: dict[str, set[str]] = defaultdict(set)
    for child, parents in up.items():
        for parent in parents:
            down[parent].add(child)
    left = set(up) & set(down)
    idle = [c for c in (*up, *down) if c not in left]
    while idle:
        company = idle.pop()
        for near, far in ((up, down), (down, up)):
            for other in near.get(company, ()):
                far[other].discard(company)
                if not far[other] and other in left:
                    left.discard(other)
                    idle.append(other)
    return left


def _cycle_from(row: Ownership, day: date, by_child: _Rows, resolve: _Resolve) -> list[str] | None:
    """Return the members of the cycle that the row's child stands in on the day, or None."""
    start = resolve(row.child)
    members, seen, company = [row.child], {start}, start
    while (held := _parent(by_child, company, day)) is not None:
        company = resolve(held.parent)
        if company == start:
            return members
        if company in seen:
            return None
        seen.add(company)
        members.append(held.parent)
    return None
