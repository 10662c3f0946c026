"""What every sheet says of itself: the day, the day of knowledge, the record and its sources."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from clearway.case import Case, Policy
from clearway.clearance.groups import MAX, MIN
from clearway.clearance.question import Question
from clearway.clearance.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.clearance.facts import RecordFacts

NOBODY = "\0"
"""Asks where no company is asked for: a case must name one, and no spelling reads like this."""


@dataclass(frozen=True)
class Basis:
    """On what a sheet rests.

    Attributes:
        on: the day of the sheet.
        known_at: only what was public on that day counts; None: all that is on record.
        snapshot: id of the record's snapshot.
        sources: each source -> its edition date, ISO, or None.
        is_sample: the record is made up in the register's layout.
    """

    on: date
    known_at: date | None
    snapshot: str
    sources: Mapping[str, str | None]
    is_sample: bool


def basis_of(facts: RecordFacts, on: date, known_at: date | None) -> Basis:
    """Return the basis of a sheet over a record."""
    return Basis(on, known_at, facts.snapshot_id, dict(facts.sources), facts.is_sample)


def setting_of(facts: RecordFacts, on: date, known_at: date | None, policy: Policy) -> Setting:
    """Return a question that asks for no product: names by the record, estimates by the policy."""
    case = Case(id="lookup", company=NOBODY, policy=policy)
    return Setting(case, facts, Question(NOBODY, on, known_at, (), None, ()))


class Sheet:
    """A frozen dataclass that can be told as plain data."""

    def to_dict(self) -> dict[str, Any]:
        """Return the sheet as the command line prints it in JSON: dates ISO, unknown null."""
        return {name: _plain(value) for name, value in asdict(self).items()}  # type: ignore[call-overload]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value


def readable(text: str) -> str:
    """Return what was typed, without blanks around it and bytes that are no UTF-8."""
    return text.strip().encode(errors="replace").decode()


def known_day(day: date | None) -> date | None:
    """Return a day, or None where it stands for an unknown or open bound."""
    return None if day in (None, MIN, MAX) else day
