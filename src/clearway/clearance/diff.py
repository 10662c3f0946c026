"""What a deal changes: the answer with it less the answer without it, all else equal.

Source: the semantics page, section 6; the waterfall adds the deals one at a time in the order of
(effective, id), starting from own rights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clearway.clearance.question import ask
from clearway.clearance.results import html_table
from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clearway.case import Case, Deal
    from clearway.clearance.question import Question
    from clearway.clearance.results import Clearance, Header, MarketResult

_COMPARED = ("families", "cleared", "exposed", "pending", "pending_exposed", "estimated")
_STATES = {0: "none", 1: "cleared", 3: "exposed"}


@dataclass(frozen=True)
class HolderChange:
    """One holder's families before and after."""

    holder: str
    cleared_before: int
    cleared_after: int
    exposed_before: int
    exposed_after: int


@dataclass(frozen=True)
class MarketChange:
    """One product and market before and after the deals."""

    before: MarketResult
    after: MarketResult
    holders: tuple[HolderChange, ...]
    families: tuple[tuple[str, str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        before, after = _numbers(self.before), _numbers(self.after)
        return {
            "product": self.after.product,
            "market": self.after.market,
            "status_before": self.before.status,
            "status_after": self.after.status,
            "before": {**before, "share": self.before.share},
            "after": {**after, "share": self.after.share},
            "change": {name: after[name] - before[name] for name in _COMPARED},
            "enforcers_before": list(self.before.enforcers),
            "enforcers_after": list(self.after.enforcers),
            "holders": [vars(holder) for holder in self.holders],
            "families": [
                {"family": family, "before": before, "after": after}
                for family, before, after in self.families
            ],
        }


@dataclass(frozen=True)
class Difference:
    """What some deals change, everywhere asked."""

    header: Header
    deals: tuple[str, ...]
    bundle: str | None
    before: Clearance
    after: Clearance
    results: tuple[MarketChange, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the command line prints it in JSON."""
        return {
            **self.header.to_dict(),
            "deals": list(self.deals),
            "bundle": self.bundle,
            "results": [row.to_dict() for row in self.results],
        }

    def _repr_html_(self) -> str:
        """Show what changes as a table in a notebook, families as declared."""
        names = ("product", "market", "status", "cleared", "exposed")
        rows = [
            [
                row.after.product,
                row.after.market,
                f"{row.before.status} → {row.after.status}",
                f"{row.before.cleared} → {row.after.cleared}",
                f"{row.before.exposed} → {row.after.exposed}",
            ]
            for row in self.results
        ]
        return html_table(self.header, f"with {', '.join(self.deals)}", names, rows)


def _numbers(row: MarketResult) -> dict[str, int]:
    return {name: getattr(row, name) for name in _COMPARED}


def deals_of(case: Case, deals: Sequence[str], bundle: str | None) -> tuple[str, ...]:
    """Return the ids to compare: those given, or all of a bundle.

    Raises:
        UsageError: when neither is given, or a deal or the bundle is not known.
    """
    listed = {deal.id: deal for deal in (*case.deals, *case.candidates)}
    if bundle is not None:
        deals = [deal.id for deal in listed.values() if deal.bundle == bundle]
        if not deals:
            known = sorted({d.bundle for d in listed.values() if d.bundle})
            raise UsageError(f"no deal has bundle {bundle!r}; known: {', '.join(known) or 'none'}")
    if not deals:
        raise UsageError("name at least one deal (--deal ID) or a bundle (--bundle ID)")
    return tuple(sorted(set(deals)))


def questions_of(case: Case, deals: Sequence[str], **question: Any) -> tuple[Question, Question]:
    """Return the question without the deals and the one with them."""
    with_deals = question.pop("with_deals", ())
    without_deals = question.pop("without_deals", ())
    before = ask(case, with_deals=[d for d in with_deals if d not in deals],
                 without_deals=[*without_deals, *deals], **question)  # fmt: skip
    after = ask(case, with_deals=[*with_deals, *deals],
                without_deals=[d for d in without_deals if d not in deals], **question)  # fmt: skip
    return before, after


def compare(  # noqa: PLR0913
    before: Clearance,
    after: Clearance,
    families_before: Mapping[tuple[str, str], Mapping[str, int]],
    families_after: Mapping[tuple[str, str], Mapping[str, int]],
    deals: tuple[str, ...],
    bundle: str | None,
) -> Difference:
    """Set two answers against each other, row by row."""
    earlier = {(row.product, row.market): row for row in before}
    rows = []
    for row in after:
        cell = (row.product, row.market)
        families = _family_changes(families_before.get(cell, {}), families_after.get(cell, {}))
        old = earlier.get(cell)
        if old is not None:
            rows.append(MarketChange(old, row, _holder_changes(old, row), families))
    header = replace(after.header, with_deals=(), without_deals=())
    header = header.of_answer("diff", compared=deals, bundle=bundle)
    return Difference(header, deals, bundle, before, after, tuple(rows))


def _holder_changes(before: MarketResult, after: MarketResult) -> tuple[HolderChange, ...]:
    earlier = {row.holder: row for row in before.holders}
    later = {row.holder: row for row in after.holders}
    changes = [
        HolderChange(
            holder,
            old.cleared if (old := earlier.get(holder)) else 0,
            new.cleared if (new := later.get(holder)) else 0,
            old.exposed if old else 0,
            new.exposed if new else 0,
        )
        for holder in {*earlier, *later}
    ]
    changed = [
        c for c in changes
        if (c.cleared_before, c.exposed_before) != (c.cleared_after, c.exposed_after)
    ]  # fmt: skip
    return tuple(sorted(changed, key=lambda c: (c.exposed_after - c.exposed_before, c.holder)))


def _family_changes(
    before: Mapping[str, int], after: Mapping[str, int]
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (family, _STATES[before.get(family, 0)], _STATES[after.get(family, 0)])
        for family in sorted({*before, *after})
        if before.get(family, 0) != after.get(family, 0)
    )


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: what is cleared once this deal has been added."""

    reason: str
    label: str
    families: int
    cleared: int
    exposed: int
    added: int

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain data."""
        return dict(vars(self))


def waterfall_steps(
    deals: Sequence[Deal], answer: Callable[[tuple[Deal, ...]], MarketResult]
) -> tuple[Step, ...]:
    """Add the deals one at a time.

    Args:
        deals: the counted deals, in order.
        answer: the row of the market when just these deals count.
    """
    steps: list[Step] = []
    for count in range(len(deals) + 1):
        row = answer(tuple(deals[:count]))
        reason = deals[count - 1].id if count else "own"
        added = row.cleared - (steps[-1].cleared if steps else 0)
        steps.append(Step(reason, reason, row.families, row.cleared, row.exposed, added))
    return tuple(steps)


@dataclass(frozen=True)
class Waterfall:
    """The waterfall of a market for some products; `steps` by product."""

    header: Header
    market: str
    steps: Mapping[str, tuple[Step, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        rows = [
            {"product": name, "market": self.market, "steps": [step.to_dict() for step in steps]}
            for name, steps in self.steps.items()
        ]
        return {**self.header.to_dict(), "results": rows}
