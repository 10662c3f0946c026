"""From evidence to deals: what statements say of a deal's terms, and which answers that changes.

Statements that stand and agree set a property. Where they disagree the case file decides. A deal
whose status was told, and by nobody who still stands, does not count; nor one whose every source is
withdrawn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clearway.case.evidence_rules import TOLD_OF_DEALS
from clearway.case.schema import DEAL
from clearway.clearance.groups import MAX
from clearway.clearance.question import ask
from clearway.dossier.standing import accounts, value_text
from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from clearway.app import Desk
    from clearway.case import Case, Deal
    from clearway.clearance.results import Header, MarketResult
    from clearway.dossier.standing import Account


@dataclass(frozen=True)
class Told:
    """A property of a deal that the evidence tells otherwise than the case file.

    Attributes:
        now: None: the deal does not count.
        by: labels of the statements, or ids of the withdrawn sources.
    """

    deal: str
    property: str
    written: str | None
    now: str | None
    by: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**vars(self), "by": list(self.by)}


def settled(case: Case, on: date) -> tuple[Case, tuple[Told, ...]]:
    """Return a case whose deals are as the evidence on a day has them, and what that changed."""
    about: dict[str, list[Account]] = defaultdict(list)
    for account in accounts(case, on):
        if account.statement.subject and account.statement.property in TOLD_OF_DEALS:
            about[account.statement.subject].append(account)
    withdrawn = {s.id for s in case.sources if s.withdrawn and s.withdrawn <= on}
    deals: list[Deal] = []
    told: list[Told] = []
    for deal in case.deals:
        if fallen := _fallen(deal, about[deal.id], withdrawn):
            told.append(Told(deal.id, "status", deal.status, None, fallen))
            continue
        changed, said = _changed(deal, about[deal.id])
        deals.append(changed)
        told += said
    return replace(case, deals=tuple(deals)), tuple(told)


def _fallen(deal: Deal, said: Sequence[Account], withdrawn: set[str]) -> tuple[str, ...]:
    """Return what made a deal fall; nothing while it stands."""
    of_status = [account for account in said if account.statement.property == "status"]
    if of_status and not any(account.stands for account in of_status):
        return tuple(dict.fromkeys(b for a in of_status for b in (a.by or (a.source.id,))))
    if deal.sources and set(deal.sources) <= withdrawn:
        return deal.sources
    return ()


def _changed(deal: Deal, said: Sequence[Account]) -> tuple[Deal, list[Told]]:
    values: dict[str, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    for account in said:
        name, value = account.statement.property or "", account.statement.value
        if account.stands and value is not None:
            raw = list(value) if isinstance(value, tuple) else value
            values[name][DEAL[name].read(raw, "value")].append(account.label)
    told: list[Told] = []
    new: dict[str, Any] = {}
    for name, found in values.items():
        (value, by), *others = found.items()
        if not others and value != getattr(deal, name):
            new[name] = value
            written = value_text(getattr(deal, name))
            told.append(Told(deal.id, name, written, value_text(value), tuple(by)))
    return (replace(deal, **new) if new else deal), told


def without(case: Case, name: str) -> Case:
    """Return the case without a statement, or without a source and all that rests on it.

    Raises:
        UsageError: the case has neither.
    """
    if any(statement.id == name for statement in case.statements):
        return replace(case, statements=tuple(_retracted(case, name)))
    if any(source.id == name for source in case.sources):
        sources = (_withdrawn(source, name) for source in case.sources)
        return replace(case, sources=tuple(sources))
    known = sorted({*(s.id for s in case.statements if s.id), *(s.id for s in case.sources)})
    raise UsageError(f"the case has no statement or source {name!r}; known: {', '.join(known)}")


def _retracted(case: Case, name: str) -> list[Any]:
    from clearway.case import Statement

    target = next(s for s in case.statements if s.id == name)
    act = Statement(
        "a reader", target.on, "What if it were taken back?", target.source,
        id=f"without-{name}"[:100], kind="update", retracts=(name,),
    )  # fmt: skip
    return [*case.statements, act]


def _withdrawn(source: Any, name: str) -> Any:
    from datetime import date

    return replace(source, withdrawn=date.min) if source.id == name else source


@dataclass(frozen=True)
class Changed:
    """One product and market whose answer differs."""

    before: MarketResult
    after: MarketResult

    def to_dict(self) -> dict[str, Any]:
        """Return both sides as plain data."""
        row = self.after
        sides = {"before": self.before, "after": self.after}
        return {
            "product": row.product,
            "market": row.market,
            **{
                f"{name}_{side}": getattr(result, name)
                for name in ("status", "families", "cleared", "exposed", "share")
                for side, result in sides.items()
            },
        }


@dataclass(frozen=True)
class Changes:
    """What a change of evidence does to the answers.

    Attributes:
        header: of the later answer.
        before: what the earlier case is, in words; so is `after` the later.
        told: deals that the evidence tells differently on the two sides.
        rows: products and markets that differ.
        asked: how many there are in all.
    """

    header: Header
    before: str
    after: str
    told: tuple[Told, ...]
    rows: tuple[Changed, ...]
    asked: int

    def to_dict(self) -> dict[str, Any]:
        """Return the changes as the command line prints them in JSON."""
        return {
            **self.header.to_dict(),
            "before": self.before,
            "after": self.after,
            "deals": [each.to_dict() for each in self.told],
            "changes": [row.to_dict() for row in self.rows],
            "asked": self.asked,
        }

    def to_arrow(self) -> Any:
        """Return one Arrow row per product and market that differs."""
        import pyarrow as pa

        table = pa.Table.from_pylist([row.to_dict() for row in self.rows])
        return self.header.recipe.stamp(table)


def changes(
    desk: Desk,
    case: Case,
    *,
    on: date | None = None,
    since: date | None = None,
    retract: Sequence[str] = (),
    **question: Any,
) -> Changes:
    """Ask before and after a change of the evidence, and say which answers differ.

    Args:
        desk: the record.
        case: as written.
        on: the day of the evidence; the day of knowledge by default, else all of it.
        since: compare with the evidence of this day.
        retract: compare with the evidence without these statements and sources.
        question: see `ask`.

    Raises:
        UsageError: both `since` and `retract`, or an unknown name.
    """
    if since and retract:
        raise UsageError("give either --since or --retract, not both")
    day = on or question.get("known_at") or case.known_at or MAX
    when = "all the evidence" if day == MAX else f"the evidence of {day}"
    sides = {"as written": case, when: settled(case, day)[0]}
    if since:
        sides = {f"the evidence of {since}": settled(case, since)[0], when: sides[when]}
    elif retract:
        left = case
        for name in retract:
            left = without(left, name)
        told = settled(left, day)[0]
        sides = {when: sides[when], f"{when} without {', '.join(retract)}": told}
    (before, first), (after, second) = sides.items()
    return _compared(desk, (before, first), (after, second), question)


def _compared(
    desk: Desk, before: tuple[str, Case], after: tuple[str, Case], question: Mapping[str, Any]
) -> Changes:
    one = desk.clear(before[1], ask(before[1], **question))
    other = desk.clear(after[1], ask(after[1], **question))
    rows = [Changed(one.at(row.product, row.market), row) for row in other]
    given = {"before": before[0], "after": after[0]}
    return Changes(
        header=other.header.of_answer("dossier changes", **given),
        before=before[0],
        after=after[0],
        told=_deals_between(before[1], after[1]),
        rows=tuple(row for row in rows if _figures(row.before) != _figures(row.after)),
        asked=len(rows),
    )


def _deals_between(before: Case, after: Case) -> tuple[Told, ...]:
    """Return where two cases differ in the terms of their deals."""
    now = {deal.id: deal for deal in after.deals}
    was = {deal.id: deal for deal in before.deals}
    told = [Told(d.id, "status", d.status, None, ()) for d in before.deals if d.id not in now]
    told += [Told(d.id, "status", None, d.status, ()) for d in after.deals if d.id not in was]
    for deal_id in (name for name in was if name in now):
        for name in TOLD_OF_DEALS:
            old, new = getattr(was[deal_id], name), getattr(now[deal_id], name)
            if old != new:
                told.append(Told(deal_id, name, value_text(old), value_text(new), ()))
    return tuple(told)


def _figures(row: MarketResult) -> tuple[object, ...]:
    return row.status, row.families, row.cleared, row.exposed
