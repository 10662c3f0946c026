"""What a new snapshot changed: in the record, and in cases, market by market; worked out as a run.

A run keeps the changes as plain data; the page tells them, for the cases that its reader may still
read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings

from clearway.app import Desk
from clearway.clearance.question import ask
from clearway.errors import ClearwayError
from clearway.lookup import changes_between
from clearway.record import open_record
from clearway.web.cases.keeping import parse
from clearway.web.cases.models import Case, Revision
from clearway.web.meaning.told import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clearway.clearance.results import MarketResult
    from clearway.record import Record
    from clearway.web.meaning.subjects import Say
    from clearway.web.meaning.told import Telling

MOST = 10
"""Cases compared at once."""
_COUNTS = ("status", "families", "cleared", "exposed", "pending")


@dataclass(frozen=True)
class ChangedCase:
    """One case, and its rows that differ; `trouble` says why it cannot be asked of both."""

    case: Case
    rows: tuple[Mapping[str, Any], ...]
    trouble: str


def options_of(older: Record, newer: Record, on: date, cases: Iterable[Case]) -> dict[str, Any]:
    """Return what a run is asked: two snapshots, a day, and cases as they stand, by number."""
    texts = {f"{case.pk}": case.current.pk for case in list(cases)[:MOST]}
    return {
        "older": older.snapshot_id, "newer": newer.snapshot_id, "on": on.isoformat(),
        "texts": texts,
    }  # fmt: skip


def compared(options: Mapping[str, Any], say: Say) -> Telling:
    """Compare two snapshots, and what cases are answered over each; the work of a run."""
    older, newer = (open_record(settings.RECORD_DIR, options[name]) for name in ("older", "newer"))
    say("", 0.0)
    found = changes_between(older, newer, date.fromisoformat(options["on"]), samples=0)
    desks, cases = (Desk(older), Desk(newer)), []
    for place, (case, text) in enumerate(options["texts"].items()):
        say(f"{place} of {len(options['texts'])}", (1 + place) / (1 + len(options["texts"])))
        cases.append({"case": int(case), **_compared(int(text), *desks)})
    told = Told({"record": found.to_dict(), "cases": cases}, (), (), ())
    return lambda: told


def _compared(text: int, older: Desk, newer: Desk) -> dict[str, Any]:
    try:
        case = parse(bytes(Revision.objects.get(pk=text).text))
        before, after = (desk.clear(case, ask(case)) for desk in (older, newer))
    except (ClearwayError, Revision.DoesNotExist) as error:
        return {"rows": [], "trouble": str(error)}
    old = {(row.product, row.market): row for row in before}
    pairs = ((old.get((row.product, row.market)), row) for row in after)
    rows = [
        {"product": new.product, "market": new.market, "before": _counts(was),
         "after": _counts(new)}
        for was, new in pairs
        if was and _counts(was) != _counts(new)
    ]  # fmt: skip
    return {"rows": rows, "trouble": ""}


def _counts(row: MarketResult) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COUNTS}


def changed_cases(answer: Mapping[str, Any], readable: Iterable[Case]) -> list[ChangedCase]:
    """Return what differs in each case that was compared and that one may read now."""
    cases = {case.pk: case for case in readable}
    return [
        ChangedCase(cases[told["case"]], tuple(told["rows"]), told["trouble"])
        for told in answer["cases"]
        if told["case"] in cases
    ]
