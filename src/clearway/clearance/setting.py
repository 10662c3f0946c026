"""A question over a case and a record with every name resolved: where the engines start.

Everything dated is cut to what was known: section 7 of the semantics page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clearway.clearance.companies import Companies
from clearway.clearance.facts import leaf_id
from clearway.clearance.recipe import Recipe, digest, recipe_of
from clearway.clearance.suits import Suits, gather_suits
from clearway.clearance.terms import Grant, GrantBuilder, Names, build_groups
from clearway.model.standards import StandardsTree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clearway.case import Case, Component, Product
    from clearway.clearance.facts import RecordFacts
    from clearway.clearance.groups import Groups
    from clearway.clearance.question import Question


@dataclass(frozen=True)
class Setting:
    """A question over a case and a record, with every name resolved; the engines start here."""

    case: Case
    facts: RecordFacts
    question: Question

    def under(self, question: Question) -> Setting:
        """Return the setting of another question of the same case; what it shares is kept.

        Deals, products and days change none of the names, the tree of standards and, while the day
        of knowledge stays, neither the corporate tree nor the suits.
        """
        other = Setting(self.case, self.facts, question)
        same_day = question.horizon == self.question.horizon
        for name in (*_OF_CASE, *(_OF_KNOWLEDGE if same_day else ())):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    @cached_property
    def recipe(self) -> Recipe:
        """Every choice behind an answer to the question."""
        return recipe_of(self)

    @cached_property
    def case_hash(self) -> str:
        """SHA-256, hex, of all that the case says, wherever it is written."""
        return digest(self.case)

    @cached_property
    def companies(self) -> Companies:
        """From names to companies."""
        facts = self.facts
        return Companies(self.case, facts.names_under(self.case.policy), facts.joint, facts.keys)

    @cached_property
    def company(self) -> str:
        """The company asked about."""
        return self.companies.asked_for(self.question.company)

    @cached_property
    def groups(self) -> Groups:
        """The corporate tree as known then."""
        return build_groups(self.case, self.companies, self.question.horizon)

    @cached_property
    def holder(self) -> str:
        """The ultimate parent of the company asked about, on the day."""
        return self.groups.holder(self.company, self.question.as_of)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """The counted deals, purchases apart."""
        builder = GrantBuilder(self.case, self.companies, self.groups, self.facts.listed_pools)
        return builder.build(self.question)

    @cached_property
    def suits(self) -> Suits:
        """The suits and orders of the record and the case, known then."""
        return gather_suits(self.case, self.facts, self.companies, self.question.horizon)

    @cached_property
    def leaves(self) -> dict[str, tuple[str | None, str | None]]:
        """Every leaf of the record by its key."""
        return {leaf_id(leaf): leaf for leaf in self.facts.leaves}

    @cached_property
    def tree(self) -> StandardsTree:
        """The bundled standards and the record's own."""
        return StandardsTree.bundled(self.facts.standards)

    @cached_property
    def _covered(self) -> dict[str, frozenset[str]]:
        return {}

    def covered_by(self, name: str) -> frozenset[str]:
        """Return the keys of the leaves that a name covers."""
        if name not in self._covered:
            self._covered[name] = frozenset(
                key for key, leaf in self.leaves.items() if self.tree.covers(name, *leaf)
            )
        return self._covered[name]

    def leaves_within(self, limits: Iterable[Names]) -> frozenset[str]:
        """Return the keys of the leaves that a name of every limit covers; all without a limit."""
        within = frozenset(self.leaves)
        for names in limits:
            within &= frozenset().union(*(self.covered_by(name) for name in names))
        return within

    def components(self, product: Product) -> list[tuple[str, str, Component]]:
        """Return (component id, supplier, component) of a product."""
        return [
            (f"{product.name}/{i}", self.companies.named_in_case(c.supplier, product.place), c)
            for i, c in enumerate(product.components)
        ]

    @cached_property
    def purchases(self) -> tuple[tuple[Any, ...], ...]:
        """(deal, right or None, family or None, seller, buyer, effective, place) as counted."""
        rows: list[tuple[Any, ...]] = []
        given = {deal.id: i for i, deal in enumerate((*self.case.deals, *self.case.candidates))}
        deals = [deal for deal in self.question.deals if deal.kind == "purchase"]
        deals.sort(key=lambda deal: (deal.effective, given.get(deal.id, len(given))))
        for place, deal in enumerate(deals):
            seller = self.companies.named_in_case(deal.seller or "", deal.place)
            buyer = self.companies.named_in_case(deal.buyer or "", deal.place)
            found = self.facts.find_rights(deal.rights or ())
            rights = [right for number in deal.rights or () for right in found.get(number, ())]
            rows += [
                (deal.id, right, family, seller, buyer, deal.effective, place)
                for right, family in (
                    *((right, None) for right in rights),
                    *((None, family) for family in deal.families or ()),
                )
            ]
        return tuple(rows)


_OF_CASE = ("case_hash", "companies", "leaves", "tree", "_covered")
_OF_KNOWLEDGE = ("groups", "suits")
"""What a setting shares with the next question of its case."""
