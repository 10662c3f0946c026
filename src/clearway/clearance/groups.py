"""Corporate groups by date: who is whose subsidiary, and who is the ultimate parent.

Source: the semantics page, Terms: the group of c at t is every company with the same ultimate
parent at t; the subsidiaries of p at t are p and all below it; of two parents at once the one with
`control = true` decides, and a cycle is an error. Owners in common (decision 0031) are reached with
each of them, and belong to a group where all do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from clearway.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
    """The corporate tree in time, built from ties; companies without a tie stand alone.

    Attributes:
        joint: owners in common, by what they are called together.
    """

    def __init__(
        self, ties: Iterable[Tie], joint: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self._ties = [tie for tie in ties if tie.from_on < tie.to_on]
        days = {tie.from_on for tie in self._ties} | {tie.to_on for tie in self._ties}
        self._days = sorted(days | {MIN, MAX})
        self._companies = sorted({c for tie in self._ties for c in (tie.child, tie.parent)})
        self.joint = dict(joint or {})
        self._shares: dict[str, list[str]] = defaultdict(list)
        for company, owners in self.joint.items():
            for owner in owners:
                self._shares[owner].append(company)

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
            return self._with_shares([Span(parent, MIN, MAX)])
        return self._with_shares(self._spans(lambda ladder, c: parent in ladder[c]))

    def group(self, member: str) -> list[Span]:
        """Return when each company has the same ultimate parent as `member`."""
        if member not in self._companies:
            return self._with_shares([Span(member, MIN, MAX)])
        return self._with_shares(self._spans(lambda ladder, c: ladder[c][-1] == ladder[member][-1]))

    def _with_shares(self, spans: Iterable[Span]) -> list[Span]:
        """Add what companies own in common: each of the owners reaches it."""
        alone = list(spans)
        return [
            *alone,
            *(
                span._replace(company=c)
                for span in alone
                for c in self._shares.get(span.company, ())
            ),
        ]

    def affiliates(self, company: str, how: str) -> list[Span]:
        """Return the companies that count with `company`: `subsidiaries`, `group` or `none`."""
        if how == "none":
            return self._with_shares([Span(company, MIN, MAX)])
        return self.subsidiaries(company) if how == "subsidiaries" else self.group(company)

    def ultimates(self) -> list[tuple[str, str, date, date]]:
        """Return (company, ultimate parent, from, to) for every company with a tie.

        So for owners in common who all have one: while their parents differ, they are their own.
        """
        tied = set(self._companies)
        joint = [c for c, owners in self.joint.items() if c not in tied and tied.issuperset(owners)]
        rows: list[tuple[str, str, date, date]] = []
        for index, ladder in enumerate(self._ladders):
            start, end = self._days[index], self._days[index + 1]
            rows += [(company, steps[-1], start, end) for company, steps in ladder.items()]
            rows += [(company, self._holder(company, ladder), start, end) for company in joint]
        return rows

    def holder(self, company: str, day: date) -> str:
        """Return the ultimate parent of `company` on `day`; owners in common need the same one."""
        return self._holder(company, self._ladder_on(day))

    def _holder(self, company: str, ladder: Mapping[str, tuple[str, ...]]) -> str:
        if company in ladder or company not in self.joint:
            return ladder.get(company, (company,))[-1]
        owners = {ladder.get(owner, (owner,))[-1] for owner in self.joint[company]}
        return owners.pop() if len(owners) == 1 else company

    def holders(self, company: str, day: date) -> set[str]:
        """Return the ultimate parents of `company` on `day`: several of owners in common."""
        ladder = self._ladder_on(day)
        return {ladder.get(c, (c,))[-1] for c in self.joint.get(company, (company,))}

    def _ladder_on(self, day: date) -> Mapping[str, tuple[str, ...]]:
        place = bisect_right(self._days, day) - 1
        return self._ladders[place] if place < len(self._ladders) else {}


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
