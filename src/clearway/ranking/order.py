"""Orders of markets by several criteria: ranks, who is beaten in all of them, weighted places.

Values may be None where they are unknown: such a market has no rank there, is compared with nobody
and gets no weighted score that needs it. Source of the words: Pareto dominance; ranks of ties as
`scipy.stats.rankdata` has them (`min` for ranks shown, `average` for those scored).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HIGH_IS_GOOD = {"share": True, "burden": False, "litigants": False, "demand": True}
"""Each criterion, in the order of columns, and whether more of it is better."""

Standing = dict[str, float | None]
"""What a market is worth by each criterion."""


def ranks(values: Sequence[float | None], *, high_is_good: bool) -> list[int | None]:
    """Return places from 1, the best; equals share the best of theirs."""
    known = [value for value in values if value is not None]
    return [
        None if value is None else 1 + sum(_is_better(o, value, high_is_good) for o in known)
        for value in values
    ]


def mid_ranks(values: Sequence[float | None], *, high_is_good: bool) -> list[float | None]:
    """Return places from 1, the best; equals share the mean of theirs."""
    known = [value for value in values if value is not None]
    return [
        None if value is None
        else 1 + sum(_is_better(o, value, high_is_good) for o in known)
        + (sum(o == value for o in known) - 1) / 2
        for value in values
    ]  # fmt: skip


def _is_better(one: float, other: float, high_is_good: bool) -> bool:  # noqa: FBT001 - a direction
    return one > other if high_is_good else one < other


def efficient(rows: Sequence[Standing]) -> list[bool | None]:
    """Say of each market whether none beats it: as good in every criterion and better in one.

    Criteria that are known of no market are left out. None where a market lacks one of the others.
    """
    used = [name for name in HIGH_IS_GOOD if any(row[name] is not None for row in rows)]
    whole = [row for row in rows if all(row[name] is not None for name in used)]
    return [
        not any(_beats(other, row, used) for other in whole) if row in whole and used else None
        for row in rows
    ]


def _beats(one: Standing, other: Standing, names: Sequence[str]) -> bool:
    pairs = [(one[name], other[name], HIGH_IS_GOOD[name]) for name in names]
    known = [(a, b, high) for a, b, high in pairs if a is not None and b is not None]
    return any(_is_better(a, b, high) for a, b, high in known) and not any(
        _is_better(b, a, high) for a, b, high in known
    )


def scores(rows: Sequence[Standing], weights: Mapping[str, float]) -> list[float | None]:
    """Return the weighted score of each market, 1 the best in everything, 0 the worst.

    A market's points by a criterion are (N - place) / (N - 1), of its place among the N markets of
    which the criterion is known, equals at their mean place; a single one has 1. The score is the
    mean of its points by the weights. None where a criterion of weight above 0 is unknown.
    """
    used = {name: weight for name, weight in weights.items() if weight > 0}
    points = {name: _points([row[name] for row in rows], HIGH_IS_GOOD[name]) for name in used}
    total = sum(used.values())
    found: list[float | None] = []
    for index in range(len(rows)):
        own = {name: points[name][index] for name in used}
        values = {name: point for name, point in own.items() if point is not None}
        is_whole = len(values) == len(used)
        weighted = sum(used[name] * point for name, point in values.items())
        found.append(weighted / total if is_whole else None)
    return found


def _points(values: Sequence[float | None], high_is_good: bool) -> list[float | None]:  # noqa: FBT001
    known = sum(value is not None for value in values)
    return [
        None if place is None else (known - place) / (known - 1) if known > 1 else 1.0
        for place in mid_ranks(values, high_is_good=high_is_good)
    ]
