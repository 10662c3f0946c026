"""Which statements stand on a day, which disagree, and how it came to that.

A statement falls when one that stands corrects or retracts it, or when its source is withdrawn. It
acts only on statements listed before it, so the last one is judged first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clearway.case import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clearway.case import Case, Source, Statement

State = Literal["stands", "confirmed", "disputed", "corrected", "retracted", "source withdrawn"]
_FELL = ("corrected", "retracted", "source withdrawn")
_GRAVEST: tuple[State, ...] = (
    "retracted", "corrected", "source withdrawn", "disputed", "confirmed",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """A statement as it stands on a day.

    Attributes:
        label: its id, else its place among the statements, as `#3`.
        state: `disputed` also where something confirms it.
        by: labels of the statements that made it so.
        source: where it comes from.
    """

    label: str
    statement: Statement
    state: State
    by: tuple[str, ...]
    source: Source

    @property
    def stands(self) -> bool:
        """Whether it still counts; what is disputed does."""
        return self.state not in _FELL

    @property
    def grade(self) -> str:
        """The two grades, each apart, `-` for one not given: `B2`."""
        return f"{self.source.reliability or '-'}{self.statement.credibility or '-'}"

    def to_dict(self) -> dict[str, Any]:
        """Return the account as plain data."""
        said = self.statement
        return {
            "label": self.label,
            "state": self.state,
            "by": list(self.by),
            "kind": said.kind,
            "speaker": said.speaker,
            "role": said.role,
            "on": date_text(said.on),
            "event_on": date_text(said.event_on) if said.event_on else None,
            "says": said.says,
            "as_written": said.as_written,
            "subject": said.subject,
            "property": said.property,
            "value": value_text(said.value),
            "bears": said.bears,
            "source": self.source.id,
            "publisher": self.source.publisher,
            "address": self.source.url,
            "reliability": self.source.reliability,
            "credibility": said.credibility,
            "entered_by": said.entered_by,
        }


@dataclass(frozen=True)
class Conflict:
    """Standing statements that give one property different values, side by side.

    Attributes:
        written: what the case file has for it, where the subject is a deal.
    """

    subject: str
    property: str
    written: str | None
    accounts: tuple[Account, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the conflict as plain data."""
        return {
            "subject": self.subject,
            "property": self.property,
            "written": self.written,
            "accounts": [account.to_dict() for account in self.accounts],
        }


def value_text(value: object) -> str | None:
    """Return what a statement says of a property as text; None for nothing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return date_text(value) if hasattr(value, "isoformat") else f"{value:,}"  # type: ignore[arg-type]


def accounts(case: Case, on: date) -> list[Account]:
    """Return the statements made by a day, as they stand on it, in the order of the case."""
    sources = {source.id: source for source in case.sources}
    acts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    found: list[Account] = []
    numbered = [(s.id or f"#{n}", s) for n, s in enumerate(case.statements, 1) if s.on <= on]
    for label, statement in reversed(numbered):
        source = sources[statement.source]
        is_withdrawn = source.withdrawn is not None and source.withdrawn <= on
        state, by = _state(acts[label], is_withdrawn=is_withdrawn)
        found.append(Account(label, statement, state, by, source))
        for act, named in _acts(statement):
            # What a corrected statement corrected is not true again: another took its place.
            if found[-1].stands or (state == "corrected" and act in _FELL):
                acts[named].append((act, label))
    return found[::-1]


def _acts(statement: Statement) -> Iterator[tuple[str, str]]:
    for act, names in (
        ("retracted", statement.retracts),
        ("corrected", statement.corrects),
        ("disputed", statement.disputes),
        ("confirmed", statement.confirms),
    ):
        yield from ((act, name) for name in names)


def _state(acts: Sequence[tuple[str, str]], *, is_withdrawn: bool) -> tuple[State, tuple[str, ...]]:
    """Return the gravest thing that happened to a statement, and who did it, the first first."""
    done: dict[str, tuple[str, ...]] = {
        state: tuple(label for act, label in reversed(acts) if act == state) for state in _GRAVEST
    }
    if is_withdrawn:
        done["source withdrawn"] = ("",)
    for state in _GRAVEST:
        if done[state]:
            return state, tuple(label for label in done[state] if label)
    return "stands", ()


def conflicts(case: Case, on: date) -> list[Conflict]:
    """Return where standing statements disagree, in the order of the case."""
    groups: dict[tuple[str, str], list[Account]] = defaultdict(list)
    for account in accounts(case, on):
        said = account.statement
        if account.stands and said.subject and said.property and said.value is not None:
            groups[said.subject, said.property].append(account)
    return [
        Conflict(subject, name, _written(case, subject, name), tuple(group))
        for (subject, name), group in groups.items()
        if len({value_text(account.statement.value) for account in group}) > 1
    ]


def _written(case: Case, subject: str, name: str) -> str | None:
    return value_text(getattr(case.deal(subject), name, None))


@dataclass(frozen=True)
class Moment:
    """A day in the life of a statement: it was said, or something happened to it."""

    on: date
    label: str
    event: str
    says: str

    def to_dict(self) -> dict[str, Any]:
        """Return the moment as plain data."""
        return {
            "on": date_text(self.on), "statement": self.label, "event": self.event,
            "says": self.says,
        }  # fmt: skip


def chronicle(case: Case, on: date, subject: str | None = None) -> list[Moment]:
    """Return what was said and what came of it, by day.

    Args:
        case: with its statements.
        on: later statements and withdrawals are not known.
        subject: keep what is about it, or the statement of that id, with what acts on those.
    """
    every = accounts(case, on)
    kept = {a.label for a in every if subject in (None, a.label, a.statement.subject)}
    for account in every:
        if {name for _, name in _acts(account.statement)} & kept:
            kept.add(account.label)
    moments = [_said(account) for account in every if account.label in kept]
    moments += [
        Moment(a.source.withdrawn, a.label, "source withdrawn", a.source.publisher or a.source.id)
        for a in every
        if a.label in kept and a.source.withdrawn and a.source.withdrawn <= on
    ]
    return sorted(moments, key=lambda moment: moment.on)


def _said(account: Account) -> Moment:
    said = account.statement
    acts = [f"{_VERBS[act]} {named}" for act, named in _acts(said)]
    event = "; ".join(acts) or "said"
    if not account.stands and account.by:
        event += f" (later {account.state} by {', '.join(account.by)})"
    return Moment(said.on, account.label, event, f"{said.speaker}: {said.says}")


_VERBS = {
    "retracted": "retracts",
    "corrected": "corrects",
    "disputed": "disputes",
    "confirmed": "confirms",
}
