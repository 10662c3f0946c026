"""Who owns a right on a day (page: section 2; decision 0009, first owner)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from oracle.world import Row, as_list, latest_day

if TYPE_CHECKING:
    from oracle.facts import Facts


def owner(facts: Facts, right_id: str, day: date) -> str:
    """Return the company that owns a right on a day: the last one it was moved to, or the first."""
    if (right_id, day) not in facts.owners:
        came = [taker for moved_on, taker in moves(facts, right_id) if moved_on <= day]
        facts.owners[right_id, day] = came[-1] if came else first_owner(facts, right_id)
    return facts.owners[right_id, day]


def holder(facts: Facts, right_id: str, day: date) -> str:
    """Return the ultimate parent, on a day, of the company that owns the right then."""
    return facts.companies.ultimate(owner(facts, right_id, day), day)


def first_owner(facts: Facts, right_id: str) -> str:
    """Return the organization that the right names, else its declarant, else `unknown`."""
    parties = [
        row
        for row in facts.record.rows("applicants")
        if facts.policy["owners"] == "recorded"
        and row["right_id"] == right_id
        and row["organization"] is True
        and row["role"] in ("assignee", "applicant")
    ]
    if parties:
        return facts.names.company(min(parties, key=_party_order)["name"])
    declared = [
        row
        for row in facts.record.rows("declarations")
        if row["family_id"] in facts.families_of[right_id]
    ]
    owning = [row for row in declared if row["is_proprietor"]]
    if not owning and facts.policy["unknown_owners"] == "declarants":
        owning = declared
    if owning:
        return facts.names.company(min(owning, key=_declaration_order)["declarant"])
    if declared:
        first = min(declared, key=_declaration_order)
        return f"unknown (declared by {facts.names.company(first['declarant'])})"
    return "unknown"


def _party_order(row: Row) -> Any:
    return (
        row["dated_on"] or date.max,
        row["role"] != "assignee",
        row["sequence"] is None,
        row["sequence"],
        row["name"],
    )


def _declaration_order(row: Row) -> Any:
    return (
        row["signed_on"] or date.max,
        row["reflected_on"] or date.max,
        row["reference"] is None,
        row["reference"],
        row["declarant"],
    )


def moves(facts: Facts, right_id: str) -> list[tuple[date, str]]:
    """Return the days on which a right moved, and to whom, in the order in which they apply."""
    families = facts.families_of[right_id]
    recorded = [
        row
        for row in facts.record.rows("transfers")
        if facts.policy["owners"] == "recorded"
        and (row["right_id"] == right_id or row["family_id"] in families)
    ]
    recorded.sort(key=lambda row: (_moved_on(row), row["recorded_on"] or date.max, row["sequence"]))
    made = [(_moved_on(row), facts.names.company(row["to_name"])) for row in recorded]
    made += [
        (latest_day(deal["effective"]) or date.min, facts.names.company(deal["buyer"]))
        for deal in facts.deals
        if deal["kind"] == "purchase" and is_bought(facts, deal, right_id)
    ]
    return sorted(made, key=lambda move: move[0])


def _moved_on(row: Row) -> date:
    """Return the day of a transfer; one of which nobody says when counts from the beginning."""
    day: date = row["executed_on"] or row["recorded_on"] or date.min
    return day


def is_bought(facts: Facts, deal: Row, right_id: str) -> bool:
    """Say whether a purchase lists the right, or a family that it lies in."""
    if facts.families_of[right_id] & set(as_list(deal.get("families"))):
        return True
    return right_id in facts.rights_named(as_list(deal.get("rights")))
