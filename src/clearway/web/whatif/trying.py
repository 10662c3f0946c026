"""What is tried out, as it stands in the address: a view of a case, and changes to its deals."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from clearway.clearance.question import ask
from clearway.errors import UsageError
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.state import State, state_of
from clearway.web.pages.view import View, answer_of, market_of
from clearway.web.whatif.text import Edits, edited

if TYPE_CHECKING:
    from django.http import QueryDict

    from clearway.app import Desk
    from clearway.case import Case

MOST = 20
"""Deals that may be changed or added in one address."""
LONGEST = 2000
KEYS = {
    "id": str, "kind": str, "pool": str, "grantors": list, "grantees": list, "parties": list,
    "effective": date, "ends": date, "captured_until": date, "standards": list,
    "territory": dict, "exhausts": bool,
}  # fmt: skip
"""The keys of a deal that can be tried out, and what each holds."""


@dataclass(frozen=True)
class Trial(State):
    """A view with changes to deals.

    Attributes:
        tries: each a JSON object of keys of a deal; one of the case is changed, another added.
    """

    tries: tuple[str, ...] = ()

    def address(self, **changes: Any) -> str:
        """Return the query of this view with some parts changed."""
        now = replace(self, **changes)
        parts = [State.address(now), urlencode([("try", told) for told in now.tries])]
        return "&".join(part for part in parts if part)

    @cached_property
    def told(self) -> dict[str, dict[str, Any]]:
        """The changes by the id of their deal."""
        return {found["id"]: found for found in map(_read, self.tries)}

    def trying(self, deal: dict[str, Any]) -> Trial:
        """Return the view with one more change; a second to the same deal goes into the first."""
        told = {**self.told, deal["id"]: {**self.told.get(deal["id"], {}), **deal}}
        return replace(self, tries=tuple(_written(each) for each in told.values()))

    def dropping(self, deal_id: str) -> Trial:
        """Return the view without the changes to a deal."""
        left = [each for name, each in self.told.items() if name != deal_id]
        return replace(self, tries=tuple(map(_written, left)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed."""
        return not (self.tries or self.without or self.extra)

    def edits(self, case: Case) -> Edits:
        """Return what is done to the deals of the case."""
        statuses = case.policy.statuses
        known = {deal.id: deal for deal in (*case.deals, *case.candidates)}
        listed = [known[name] for name in self.without]
        extra = [name for name in self.extra if name not in self.without]
        return Edits(
            off=tuple(deal.id for deal in listed if deal.status in statuses),
            on=tuple(extra),
            changes={name: c for name, c in self.told.items() if name in known},
            added=[deal for name, deal in self.told.items() if name not in known],
        )


def trial_of(query: QueryDict, case: Case) -> Trial:
    """Read a view with changes from an address.

    Raises:
        UsageError: as `state_of`, or a change cannot be read.
    """
    seen = state_of(query, case)
    tries = query.getlist("try")
    if len(tries) > MOST or any(len(told) > LONGEST for told in tries):
        raise UsageError("That is more than one address can try out; save a variant first.")
    given = {field.name: getattr(seen, field.name) for field in fields(State)}
    trial = Trial(**{**given, "against": (), "about": ()}, tries=tuple(tries))
    return replace(trial, tries=tuple(_written(each) for each in trial.told.values()))


def _read(told: str) -> dict[str, Any]:
    """Read one change; its days become dates."""
    try:
        found = json.loads(told)
        read = {key: _value(KEYS[key], value) for key, value in found.items()}
        deal_id: str = read["id"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UsageError("The address holds a change to a deal that cannot be read.") from None
    return {**read, "id": deal_id}


def _value(kind: type, value: Any) -> Any:
    if value is None:
        return None
    read = date.fromisoformat(value) if kind is date else value
    if not isinstance(read, kind):
        raise TypeError
    return read


def _written(deal: dict[str, Any]) -> str:
    return json.dumps(deal, default=date.isoformat, ensure_ascii=False, separators=(",", ":"))


def text_tried(raw: bytes, trial: Trial) -> bytes:
    """Return the text of the case with what is tried out; what a variant of it would say."""
    case = ANSWERS.case(raw)[1]
    key = ("tried", trial.without, trial.extra, trial.tries)
    return ANSWERS.piece(raw, key, lambda: edited(raw, case, trial.edits(case)))


def view_tried(raw: bytes, trial: Trial) -> View:
    """Return the case as it stands beside the case as tried out.

    Only the deals differ, so both are counted on the board that the case has already.

    Raises:
        CaseError: what is tried out is no case, or names a company that nobody knows.
    """
    variant = ANSWERS.case(text_tried(raw, trial))[1]

    def make(desk: Desk, case: Case) -> View:
        asked, other = (ask(c, as_of=trial.as_of, known_at=trial.known_at) for c in (case, variant))
        tried = replace(asked, deals=other.deals)
        before = answer_of(raw, asked)
        after = desk.clear(case, tried)
        product = trial.product or max(after, key=lambda row: row.families).product
        market = market_of(after, product, trial.market)
        return View(variant, after, before, (), "", product, market, tried.deals)

    return ANSWERS.ask(raw, ("tried", replace(trial, tab="")), make)
