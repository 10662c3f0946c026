"""What a new snapshot changed in cases: their answers under both, market by market."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.app import Desk
from clearway.clearance.question import ask
from clearway.errors import ClearwayError
from clearway.web.cases.keeping import text_of
from clearway.web.pages.answers import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clearway.case import Case as CaseFile
    from clearway.clearance.results import Clearance, MarketResult
    from clearway.record import Record
    from clearway.web.cases.models import Case

MOST = 10
"""Cases compared on one page."""


@dataclass(frozen=True)
class ChangedCase:
    """One case, and its rows that differ; `trouble` says why it cannot be asked of both."""

    case: Case
    rows: tuple[tuple[MarketResult, MarketResult], ...]
    trouble: str = ""


def changed_cases(cases: Iterable[Case], older: Record) -> list[ChangedCase]:
    """Return what differs in each of some cases, between a snapshot and the current one.

    Args:
        cases: those that the visitor may read.
        older: the snapshot before.
    """
    desk = Desk(older)
    return [_changed(case, desk) for case in list(cases)[:MOST]]


def _changed(case: Case, desk: Desk) -> ChangedCase:
    raw = text_of(case)
    try:
        now = ANSWERS.ask(raw, ("answer",), _answer)
        said = ANSWERS.case(raw)[1]
        what = ("answer before", desk.record.snapshot_id)
        before = ANSWERS.ask(raw, what, lambda _desk, _case: _answer(desk, said))
    except ClearwayError as error:
        return ChangedCase(case, (), str(error))
    old = {(row.product, row.market): row for row in before}
    pairs = ((old.get((row.product, row.market)), row) for row in now)
    return ChangedCase(case, tuple((a, b) for a, b in pairs if a and _counts(a) != _counts(b)))


def _answer(desk: Desk, case: CaseFile) -> Clearance:
    return desk.clear(case, ask(case))


def _counts(row: MarketResult) -> tuple[object, ...]:
    return row.status, row.families, row.cleared, row.exposed, row.pending
