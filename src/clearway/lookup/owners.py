"""Who owns a right, on three clocks: as executed, as recorded by then, as declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.clearance.chain import Break, breaks
from clearway.lookup.basis import known_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from clearway.lookup.declared import Declaration
    from clearway.lookup.reading import Reading, Rows


@dataclass(frozen=True)
class Span:
    """`owner` owned the right in `[from_on, to_on)`; None: since ever, or still."""

    owner: str
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True)
class Transfer:
    """One transfer as its source spells it; `family` when it moved a whole family."""

    executed_on: date | None
    recorded_on: date | None
    giver: str | None
    taker: str | None
    conveyance: str | None
    reel_frame: str | None
    family: str | None
    source: str | None


@dataclass(frozen=True)
class Owners:
    """The title of one right.

    Attributes:
        executed: the owner on the day, by everything on record (or known on `known_at`).
        recorded: the owner on the day as the record could tell it on that day: transfers recorded
            later, and applicants and declarations published later, are left out.
        declared: companies that declared the right as theirs.
        stale: those of them whose group owned it once and no longer does: the register still names
            them.
        chain: who owned it from when to when.
        breaks: where the chain does not hold together.
        transfers: as the sources tell them.
    """

    executed: str | None
    recorded: str | None
    declared: tuple[str, ...]
    stale: tuple[str, ...]
    chain: tuple[Span, ...]
    breaks: tuple[Break, ...]
    transfers: tuple[Transfer, ...]


def owners_of(
    reading: Reading, right: str, then: Rows, declarations: Iterable[Declaration]
) -> Owners:
    """Return the title of a right.

    Args:
        reading: as known on the sheet's day of knowledge.
        right: its id.
        then: the rows (owner, from, to) of its title as known on the day itself.
        declarations: those that name one of its families.
    """
    on = reading.setting.question.as_of
    title = reading.of("title", right)
    declared = tuple(sorted({row.company for row in declarations if row.is_proprietor}))
    owner = _owner_on(title, on)
    holder = reading.setting.groups.holder
    first = next((company for (company,) in reading.of("first_owners", right)), "")
    former = {holder(company, on) for company, start, _ in title if start <= on}
    former -= {holder(owner, on)} if owner else set()
    return Owners(
        executed=owner,
        recorded=_owner_on(then, on),
        declared=declared,
        stale=tuple(company for company in declared if holder(company, on) in former),
        chain=tuple(Span(c, known_day(start), known_day(end)) for c, start, end in title),
        breaks=tuple(breaks(first, reading.of("moves", right), reading.setting.groups)),
        transfers=tuple(_transfer(row) for row in reading.of("transfers", right)),
    )


def _transfer(row: tuple[object, ...]) -> Transfer:
    return Transfer(*row)  # type: ignore[arg-type]


def _owner_on(title: Rows, on: date) -> str | None:
    return next((company for company, start, end in title if start <= on < end), None)
