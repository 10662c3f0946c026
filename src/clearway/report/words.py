"""The sentences of a report: the answer with its hedge, and what a report cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.clearance.opening import open_when
from clearway.model.territory import country_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clearway.case import Policy
    from clearway.clearance.results import MarketResult
    from clearway.report.scope import Scope

LIMITS = """\
Declared is not essential: nobody checks declarations, and most are never tested. Nothing here says
that a patent is essential, valid or infringed.

Absence is never clearance: a market, an office or a standard on which the record is silent is
'unknown', and no status means that nobody can sue.

Patents that are declared to no standard are outside this report, and so are deals and court cases
that no source names.

What rests on an estimate (a grant date, the end of a term, the states where a European patent is in
force) is counted as such; a register entry settles it.

This is not legal advice. It is a calculation over public records and the case file named above; a
lawyer admitted where the product is sold should read both before anyone relies on it.
"""
"""What a report cannot say."""


def answer_in_words(scope: Scope) -> str:
    """Answer the question of a case in a sentence or two, with their hedge."""
    row, rows = scope.row, scope.rows
    place = country_name(scope.market)
    policy = scope.case.policy
    now = [r for r in rows if counts_as_open(r, policy)]
    if row.share is None:
        first = f"No declared family in force in {place} is on record for the {row.product}."
    else:
        first = (
            f"{_before(scope)}{row.share:.0%} of the declared families in force in {place} are "
            f"cleared for the {row.product}{_was(scope)}, and {_remaining(row)}."
        )
    return f"{first} {_opened(scope, now)} Declared is not essential."


def counts_as_open(row: MarketResult, policy: Policy) -> bool:
    """Say whether a market counts as open under a policy's `open_when`, as plans have it."""
    return open_when(policy.open_when, policy.covered_share).is_open(row)


def _before(scope: Scope) -> str:
    if scope.changes is None:
        return ""
    opened = _newly_open(scope)
    whole = "Not by itself: with" if not opened else "In part: with"
    return f"{whole} {_named(scope.changes.bundle, scope.changes.deals)} "


def _named(bundle: str | None, deals: Iterable[str]) -> str:
    return bundle or ", ".join(deals)


def _was(scope: Scope) -> str:
    if scope.changes is None:
        return ""
    before = scope.changes.before.at(scope.product, scope.market).share
    return f" ({before:.0%} before)" if before is not None else ""


def _remaining(row: MarketResult) -> str:
    count = len(row.enforcers)
    if row.status == "barred":
        return "an order of a court bars it there"
    if not count:
        return "none of the holders who remain is known to have sued there over declared patents"
    have = "has" if count == 1 else "have"
    return f"{count} of the holders who remain {have} sued there over declared patents"


def _newly_open(scope: Scope) -> list[str]:
    if scope.changes is None:
        return []
    policy = scope.case.policy
    return [
        r.market for r in scope.rows
        if counts_as_open(r, policy)
        and not counts_as_open(scope.changes.before.at(r.product, r.market), policy)
    ]  # fmt: skip


def _opened(scope: Scope, now: list[MarketResult]) -> str:
    asked = len(scope.rows)
    if scope.changes is None:
        return f"{len(now)} of {asked} markets count as open."
    opened = _newly_open(scope)
    return f"It opens {len(opened)} of {asked} markets; {len(now)} count as open after it."
