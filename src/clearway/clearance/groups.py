"""Corporate groups by date: who is whose subsidiary, and who is the ultimate parent.

Source: the semantics page, Terms: the group of c at t is every company with the same ultimate
parent at t; the subsidiaries of p at t are p and all below it; of two parents at once the one with
`control = true` decides, and a cycle is an error.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from clearway.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MIN = date.min
MAX = date.max
"""Stand for unknown or unbounded dates in every relation of the rules."""


class Span(NamedTuple):
    """A company counts in `[from_on, to_on)`."""

    company: str
    from_on: date
    to_on: date


@dataclass(frozen=True)
class Tie:
    """`parent` owns `child` in `[from_on, to_on)`."""

    child: str
    parent: str
    from_on: date = MIN
    to_on: date = MAX
    control: bool | None = None


class Groups:
    """The corporate tree in time, built from ties; companies without a tie stand alone."""

    def __init__(self, ties: Iterable[Tie]) -> None:
        self._ties = [tie for tie in ties if tie.from_on < tie.to_on]
        days = {tie.from_on for tie in self._ties} | {tie.to_on for tie in self._ties}
        self._days = sorted(days | {MIN, MAX})
        self._companies = sorted({c for tie in self._ties for c in (tie.child, tie.parent)})

    @cached_property
    def _ladders(self) -> list[dict[str, tuple[str, ...]]]:
        """For each stretch between two changes: company -> itself, its parent, ..., ultimate."""
        return [self._climb(day) for day in self._days[:-1]]

    def _parents_on(self, day: date) -> dict[str, str]:
        found: dict[str, list[Tie]] = defaultdict(list)
        for tie in self._ties:
            if tie.from_on <= day < tie.to_on:
                found[tie.child].append(tie)
        return {child: _controlling(child, ties, day) for child, ties in found.items()}

    def _climb(self, day: date) -> dict[str, tuple[str, ...]]:
        parents = self._parents_on(day)
        return {company: _ladder(company, parents, day) for company in self._companies}

    def _spans(self, counts: Callable[[dict[str, tuple[str, ...]], str], bool]) -> Iterator[Span]:
        stretches = list(zip(self._days, self._days[1:], strict=False))
        for company in self._companies:
            yield from _joined(
                Span(company, start, end)
                for (start, end), ladder in zip(stretches, self._ladders, strict=True)
                if counts(ladder, company)
            )

    def subsidiaries(self, parent: str) -> list[Span]:
        """Return when each company is `parent` or below it."""
        if parent not in self._companies:
            return [Span(parent, MIN, MAX)]
        return list(self._spans(lambda ladder, company: parent in ladder[company]))

    def group(self, member: str) -> list[Span]:
        """Return when each company has the same ultimate parent as `member`."""
        if member not in self._companies:
            return [Span(member, MIN, MAX)]
        return list(self._spans(lambda ladder, company: ladder[company][-1] == ladder[member][-1]))

    def affiliates(self, company: str, how: str) -> list[Span]:
        """Return the companies that count with `company`: `subsidiaries`, `group` or `none`."""
        if how == "none":
            return [Span(company, MIN, MAX)]
        return self.subsidiaries(company) if how == "subsidiaries" else self.group(company)

    def ultimates(self) -> list[tuple[str, str, date, date]]:
        """Return (company, ultimate parent, from, to) for every company with a tie."""
        rows: list[tuple[str, str, date, date]] = []
        for index, ladder in enumerate(self._ladders):
            start, end = self._days[index], self._days[index + 1]
            rows += [(company, steps[-1], start, end) for company, steps in ladder.items()]
        return rows

    def holder(self, company: str, day: date) -> str:
        """Return the ultimate parent of `company` on `day`."""
        for index, ladder in enumerate(self._ladders):
            if self._days[index] <= day < self._days[index + 1]:
                return ladder.get(company, (company,))[-1]
        return company


def _controlling(child: str, ties: Sequence[Tie], day: date) -> str:
    if len(ties) == 1:
        return ties[0].parent
    controlling = [tie.parent for tie in ties if tie.control]
    if len(controlling) != 1:
        names = ", ".join(sorted(tie.parent for tie in ties))
        raise CaseError(
            f"ownership: {child} has {len(ties)} parents on {day} ({names}); "
            "set control = true on exactly one of them"
        )
    return controlling[0]


def _ladder(company: str, parents: dict[str, str], day: date) -> tuple[str, ...]:
    steps = [company]
    while (parent := parents.get(steps[-1])) is not None:
        if parent in steps:
            members = " -> ".join([*steps[steps.index(parent) :], parent])
            raise CaseError(
                f"ownership: a cycle on {day}: {members}; end or remove one of these rows"
            )
        steps.append(parent)
    return tuple(steps)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join spans of one company that touch; they come in order."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].to_on == span.from_on:
            joined[-1] = Span(span.company, joined[-1].from_on, span.to_on)
        else:
            joined.append(span)
    return joined
