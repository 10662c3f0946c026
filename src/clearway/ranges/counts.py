"""Each headline count with its range over the declared rules: the engine asked again and again.

One rule at a time says which rule moves a count most; rules together say how far they move it at
the most. Over-declaration stands beside, study by study.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product as combine
from math import prod
from typing import TYPE_CHECKING, Any

from clearway.app import Desk
from clearway.clearance.question import ask
from clearway.essentiality.shares import AssessorError
from clearway.essentiality.studies import studies
from clearway.ranges.overdeclared import Overdeclared
from clearway.ranges.results import (
    COUNTS,
    CellRanges,
    CountRange,
    CountRanges,
    Varied,
    figures_of,
)
from clearway.ranges.rules import alternatives

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clearway.case import Case
    from clearway.ranges.results import Figures, Value
    from clearway.ranges.rules import Alternative
    from clearway.record import Record

Cell = tuple[str, str]
Headlines = dict[Cell, "Figures"]
MOST_COMBINATIONS = 48
"""Policies asked at the most for all combinations; beyond, the extremes of each rule are."""


def count_ranges(
    case: Case,
    record: Record,
    *,
    assessor_error: tuple[float, float] | None = None,
    **question: Any,
) -> CountRanges:
    """Count a case with its range over the declared rules and the studies of over-declaration.

    Args:
        case: from `read_case`.
        record: from `open_record`.
        assessor_error: sensitivity and specificity (0 to 1) of the studies' assessors; None takes
            their word.
        question: company, as_of, known_at, products, markets, with_deals, without_deals,
            essentiality.

    Raises:
        UsageError: for an unknown product, market or deal, or an impossible assessor.
    """
    error = AssessorError(*assessor_error) if assessor_error else None
    return ranges_at(Desk(record), case, error, **question)


def ranges_at(
    desk: Desk,
    case: Case,
    error: AssessorError | None = None,
    tell: Callable[[str], None] | None = None,
    **question: Any,
) -> CountRanges:
    """Do the same over a record held open; `tell` takes progress."""
    chosen = question.pop("essentiality", None) or case.policy.essentiality
    # A choice made in the question is one of the policy that the alternatives depart from.
    case = replace(case, policy=replace(case.policy, essentiality=chosen))
    asked = _Asked(desk, case, question, tell or (lambda _: None))
    others = alternatives(case.policy, desk.facts)
    alone = [asked.under((other,)) for other in others]
    joint, policies = _policies(asked.base, others, alone)
    together = [asked.under(policy) for policy in policies]
    beside = Overdeclared(desk, case, asked.question, error)
    header = desk.header(case, ask(case, **question)).of_answer(
        "counts",
        alternatives=[[other.rule, other.choice, other.policy] for other in others],
        studies=studies(),
        assessor_error=error,
    )
    cells = []
    for cell, figures in asked.base.items():
        varied = [Varied(o, rows[cell]) for o, rows in zip(others, alone, strict=True)]
        every = [figures, *(rows[cell] for rows in (*alone, *together))]
        ranges = tuple(_range(name, figures, varied, every) for name in COUNTS)
        cells.append(CellRanges(*cell, figures, ranges, tuple(varied), **beside.of(*cell)))
    return CountRanges(header, joint, len(policies), tuple(cells))


class _Asked:
    """The question under one policy after another, each asked once."""

    def __init__(
        self, desk: Desk, case: Case, question: dict[str, Any], tell: Callable[[str], None]
    ) -> None:
        self._desk, self._case, self._tell = desk, case, tell
        answer = desk.clear(case, ask(case, **question))
        rows = [row for row in answer if row.status != "not_touched"]
        self.base: Headlines = {(row.product, row.market): figures_of(row) for row in rows}
        # Named, so that an alternative under which a market is not touched still answers for it.
        self.question = {**question, "markets": sorted({market for _, market in self.base})}
        self._kept: dict[tuple[Alternative, ...], Headlines] = {(): self.base}

    def under(self, chosen: tuple[Alternative, ...]) -> Headlines:
        """Return the headlines with some choices made otherwise."""
        if chosen not in self._kept:
            self._tell("; ".join(f"{other.rule}: {other.choice}" for other in chosen))
            policy = self._case.policy
            for other in chosen:
                policy = other.applied(policy)
            case = replace(self._case, policy=policy)
            answer = self._desk.clear(case, ask(case, **self.question))
            self._kept[chosen] = {(row.product, row.market): figures_of(row) for row in answer}
        return self._kept[chosen]


def _policies(
    base: Headlines, others: Sequence[Alternative], alone: Sequence[Headlines]
) -> tuple[str, list[tuple[Alternative, ...]]]:
    """Return which policies to ask together: all of those that matter, or the extremes."""
    moving: dict[str, list[int]] = {}
    for place, (other, rows) in enumerate(zip(others, alone, strict=True)):
        if any(rows[cell] != figures for cell, figures in base.items()):
            moving.setdefault(other.rule, []).append(place)
    if prod(len(places) + 1 for places in moving.values()) <= MOST_COMBINATIONS:
        picks = combine(*([None, *places] for places in moving.values()))
        return "all combinations", [
            tuple(others[place] for place in pick if place is not None) for pick in picks
        ]
    extremes = {
        tuple(_extreme(name, cell, figures, places, alone, sign) for places in moving.values())
        for cell, figures in base.items()
        for name in COUNTS
        for sign in (-1, 1)
    }
    return "extremes", [
        tuple(others[place] for place in pick if place is not None)
        for pick in sorted(extremes, key=str)
    ]


def _extreme(  # noqa: PLR0913 - one count of one cell, one rule, one direction
    name: str,
    cell: Cell,
    figures: Figures,
    places: Sequence[int],
    alone: Sequence[Headlines],
    sign: int,
) -> int | None:
    """Return the choice of a rule that moves a count furthest, None where the base is."""
    reached: dict[int | None, Value] = {None: figures.values[name]}
    reached |= {place: alone[place][cell].values[name] for place in places}
    known = {place: value for place, value in reached.items() if value is not None}
    return max(known, key=lambda place: sign * known[place]) if known else None


def _range(
    name: str, base: Figures, varied: Sequence[Varied], every: Sequence[Figures]
) -> CountRange:
    value = base.values[name]
    low, low_by = _furthest(name, value, varied, -1)
    high, high_by = _furthest(name, value, varied, 1)
    known = [v for figures in every if (v := figures.values[name]) is not None]
    return CountRange(
        name, value, low, high, low_by, high_by,
        min(known, default=None), max(known, default=None),
    )  # fmt: skip


def _furthest(
    name: str, base: Value, varied: Sequence[Varied], sign: int
) -> tuple[Value, str | None]:
    """Return how far one rule moves a count in a direction, and which; None where none does."""
    value, rule = base, None
    for row in varied:
        found = row.figures.values[name]
        if found is not None and (value is None or sign * (found - value) > 0):
            value, rule = found, row.alternative.rule
    return value, rule
