"""The declared rules that a count rests on, and what else each could be.

Each alternative is a policy: nothing of a range is computed beside the engine. What no count of a
record can depend on (owners, where none is on record) is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clearway.case import Policy
    from clearway.clearance.facts import RecordFacts

LAG_STEP_DAYS = 365
"""How much shorter, or longer, the office's estimated lag from filing to grant may be."""
PENDING_YEARS = (8, 12, 20)
"""Twice the default lag; the default; the whole term, longer than which nothing can be pending."""


@dataclass(frozen=True, eq=False)
class Alternative:
    """One other choice of one rule.

    Attributes:
        rule: what is chosen, in words.
        choice: the other choice, in words.
        policy: the keys of the policy that make it.
    """

    rule: str
    choice: str
    policy: Mapping[str, Any]

    def applied(self, policy: Policy) -> Policy:
        """Return a policy with this choice instead."""
        return replace(policy, **self.policy)


def alternatives(policy: Policy, facts: RecordFacts) -> tuple[Alternative, ...]:
    """Return every other choice of every rule that a record can tell apart."""
    return (
        *_families(policy, facts),
        *_force(policy),
        *_owners(policy, facts),
        *(_essentiality(policy) if facts.assessed else ()),
    )


def _families(policy: Policy, facts: RecordFacts) -> Iterator[Alternative]:
    words = {"etsi": "as ETSI joins them", "docdb": "simple (DOCDB)", "inpadoc": "extended"}
    kinds = {"etsi", *(facts.family_kinds & {"docdb", "inpadoc"})}
    for kind in sorted(kinds - {policy.family}):
        yield Alternative("family", words[kind], {"family": kind})


def _force(policy: Policy) -> Iterator[Alternative]:
    rule = "EP effect"
    if policy.ep_validation != "all":
        yield Alternative(rule, "all designated", {"ep_validation": "all"})
    if policy.ep_validation:
        yield Alternative(rule, "as recorded only", {"ep_validation": ()})
    counted = policy.estimates == "counted"
    yield Alternative(
        "estimates", "left out" if counted else "counted",
        {"estimates": "left-out" if counted else "counted"},
    )  # fmt: skip
    for sign, words in ((-1, "a year shorter"), (1, "a year longer")):
        lags = {o: max(0, n + sign * LAG_STEP_DAYS) for o, n in policy.grant_lag_days.items()}
        yield Alternative("grant lag", words, {"grant_lag_days": lags})
    for years in PENDING_YEARS:
        if years != policy.pending_max_years:
            yield Alternative("pending", f"{years} years", {"pending_max_years": years})


def _owners(policy: Policy, facts: RecordFacts) -> Iterator[Alternative]:
    if facts.has_recorded_owners:
        by_record = policy.owners == "recorded"
        yield Alternative(
            "owners", "its declarant" if by_record else "as recorded",
            {"owners": "declarants" if by_record else "recorded"},
        )  # fmt: skip
    apart = policy.unknown_owners == "apart"
    yield Alternative(
        "unknown owners", "their declarants'" if apart else "apart",
        {"unknown_owners": "declarants" if apart else "apart"},
    )  # fmt: skip
    if facts.probable:
        yield Alternative(
            "probable names", "apart" if policy.probable_names else "as one",
            {"probable_names": not policy.probable_names},
        )  # fmt: skip
    yield Alternative(
        "corporate tree", "not used" if policy.bundled_ownership else "used",
        {"bundled_ownership": not policy.bundled_ownership},
    )  # fmt: skip


def _essentiality(policy: Policy) -> Iterator[Alternative]:
    words = {
        "declared": "all that is declared",
        "assessed": "not what all assessors dismiss",
        "agreed": "not what some assessor dismisses",
    }
    for choice in sorted(words.keys() - {policy.essentiality}):
        yield Alternative("assessments", words[choice], {"essentiality": choice})
