"""What stands behind the numbers of a case: families, their rights, and why each counts as it does.

Families are listed by the kernel, all of them; only those of one page are opened by the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.clearance.question import ask
from clearway.errors import UsageError
from clearway.lookup.bounds import event_categories, evidence_level
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.deals import clause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from clearway.app import Desk
    from clearway.case import Case
    from clearway.clearance.explain import Explanation
    from clearway.clearance.listing import ListedFamily
    from clearway.web.pages.state import State

STATES = ("cleared", "exposed", "pending", "pending_exposed", "estimated")
"""What a list can be narrowed to; else it holds the families in force."""
_CHOSEN: dict[str, Callable[[ListedFamily], bool]] = {
    "": lambda row: row.state in ("cleared", "exposed"),
    "cleared": lambda row: row.state == "cleared",
    "exposed": lambda row: row.state == "exposed",
    "pending": lambda row: row.state in ("pending", "pending_exposed"),
    "pending_exposed": lambda row: row.state == "pending_exposed",
    "estimated": lambda row: row.is_estimated,
}
SORTS = ("family", "state", "filed")
_LAST = 10**9


@dataclass(frozen=True)
class Clause:
    """A deal that clears something, as the case file writes it."""

    deal: str
    line: int | None
    text: str


def listed(
    raw: bytes, state: State, product: str, market: str, holder: str | None
) -> tuple[ListedFamily, ...]:
    """Return the families alive in a market, or those of a holder there; by id."""

    def answer(desk: Desk, case: Case) -> tuple[ListedFamily, ...]:
        return desk.families(case, ask(case, **state.question), product, market, holder)

    return ANSWERS.ask(raw, ("families", state, product, market, holder), answer)


def chosen(rows: Iterable[ListedFamily], state: str, sort: str) -> list[ListedFamily]:
    """Return the families of one state, sorted: by id, by state, or oldest filing first."""
    kept = [row for row in rows if _CHOSEN[state](row)]
    if sort == "state":
        kept.sort(key=lambda row: row.state)
    elif sort == "filed":
        kept.sort(key=lambda row: _LAST if row.first_filed is None else row.first_filed)
    return kept


def opened(  # noqa: PLR0913 - the view, and what of it is opened
    raw: bytes,
    state: State,
    product: str,
    market: str,
    holder: str | None,
    families: Sequence[str],
) -> list[Mapping[str, Any]]:
    """Return what is known of some families in a market, in their order."""
    if not families:
        return []

    def answer(desk: Desk, case: Case) -> Explanation:
        return desk.explain_some(
            case, market, families, holder, products=[product], **state.question
        )

    what = ("explain", state, product, market, holder, tuple(families))
    found = ANSWERS.ask(raw, what, answer)
    entries = {entry["family"]: entry for entry in _families(found)}
    return [entries[family] for family in families if family in entries]


def opened_whole(
    raw: bytes, state: State, product: str, market: str, family: str
) -> tuple[Mapping[str, Any], dict[str, str]]:
    """Return everything of one family, its rights without effect in the market included.

    Returns:
        the family; and of each right the level of evidence.

    Raises:
        UsageError: no such family is on record.
    """

    def answer(desk: Desk, case: Case) -> tuple[Mapping[str, Any], dict[str, str]]:
        found = desk.explain(case, market, family=family, products=[product], **state.question)
        entries = _families(found)
        if not entries:
            raise UsageError(f"{product!r} implements no standard: no family touches it")
        horizon = ask(case, **state.question).horizon
        return entries[0], _evidence(desk, entries[0]["rights"], horizon)

    return ANSWERS.ask(raw, ("explain-one", state, product, market, family), answer)


def _families(found: Explanation) -> list[Mapping[str, Any]]:
    return [family for result in found.results for family in result["families"]]


def _evidence(desk: Desk, rights: Sequence[Mapping[str, Any]], known_at: date) -> dict[str, str]:
    ids = [right["right"] for right in rights]
    events = event_categories(desk.record.connect(), ids, known_at)
    return {
        right["right"]: evidence_level(
            events.get(right["right"], frozenset()),
            is_grant_known=right["granted_basis"] is not None,
        )
        for right in rights
    }


def clauses(raw: bytes, families: Iterable[Mapping[str, Any]]) -> list[Clause]:
    """Return the clauses that clear some of the families, or nearly do, in the file's order."""
    case = ANSWERS.case(raw)[1]
    named = {name for family in families for right in family["rights"] for name in _named(right)}
    deals = [deal for deal in (*case.deals, *case.candidates) if deal.id in named]
    found = [
        Clause(deal.id, deal.place.line if deal.place else None, clause(raw, deal))
        for deal in deals
    ]
    return sorted(found, key=lambda row: (row.line or 0, row.deal))


def _named(right: Mapping[str, Any]) -> Iterable[str]:
    for pair in right["pairs"]:
        yield from (reason["reason"] for reason in pair["reasons"])
        yield from (miss["deal"].split(" through ")[0] for miss in pair.get("nearest_misses", ()))
