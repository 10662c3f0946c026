"""The case and the question as small relations for the rules.

Everything dated is cut to what was known: section 7 of the semantics page. Unknown bounds are the
ends of the calendar, so that no rule meets a missing date.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clearway.clearance.companies import Companies
from clearway.clearance.engine import Relation
from clearway.clearance.facts import leaf_id
from clearway.clearance.groups import MAX, MIN, Groups
from clearway.clearance.recipe import Recipe, digest, recipe_of
from clearway.clearance.standing import LEAST, assessment_relations, side_of
from clearway.clearance.suits import Suits, gather_suits
from clearway.clearance.terms import Grant, GrantBuilder, Names, build_groups
from clearway.model.calendar import add_years
from clearway.model.standards import StandardsTree
from clearway.model.territory import COUNTRIES, REGIONAL, designated, epochs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clearway.case import Case, Component, Policy, Product
    from clearway.clearance.facts import RecordFacts
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


def build_relations(setting: Setting, asked: Sequence[tuple[str, str]]) -> list[Relation]:
    """Return every relation that the rules name beside the record's tables.

    Args:
        setting: the question with its names resolved.
        asked: the (product, market) cells to answer for.
    """
    assessed = {name: setting.covered_by(name) for name in setting.facts.assessed}
    return [
        *_question_relations(setting, asked),
        *assessment_relations(assessed),
        *_policy_relations(setting),
        *_deal_relations(setting, sorted({market for _, market in asked})),
        *_product_relations(setting),
        *setting.suits.relations(),
    ]


def _relation(name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> Relation:
    """Make a relation; columns as `name TYPE, name TYPE`."""
    pairs = tuple((c.split()[0], c.split()[1]) for c in columns.split(", "))
    return Relation(name, pairs, tuple(rows))


def _question_relations(setting: Setting, asked: Sequence[tuple[str, str]]) -> list[Relation]:
    question = setting.question
    since = add_years(question.as_of, -setting.case.policy.enforcer_years)
    return [
        _relation(
            "question",
            "as_of DATE, known_at DATE, company TEXT, holder TEXT, enforcers_from DATE, "
            "least_standing INTEGER",
            [
                (
                    question.as_of,
                    question.horizon,
                    setting.company,
                    setting.holder,
                    since,
                    LEAST[question.essentiality],
                )
            ],
        ),
        _relation("asked", "product TEXT, market TEXT", asked),
        _relation("companies", "name TEXT, company TEXT", setting.companies.spellings.items()),
        _relation(
            "joint_owners",
            "company TEXT, owner TEXT",
            [(company, o) for company, owners in setting.groups.joint.items() for o in owners],
        ),
        _relation(
            "own_spans",
            "company TEXT, from_on DATE, to_on DATE",
            dict.fromkeys(setting.groups.group(setting.company)),
        ),
        _relation(
            "ultimates",
            "company TEXT, holder TEXT, from_on DATE, to_on DATE",
            setting.groups.ultimates(),
        ),
    ]


def _policy_relations(setting: Setting) -> list[Relation]:
    policy = setting.case.policy
    return [
        *estimate_relations(policy),
        office_relation(),
        _relation(
            "designations",
            "office TEXT, from_on DATE, to_on DATE, country TEXT",
            _designations(setting.facts.offices),
        ),
        _relation(
            "validation_policy",
            "office TEXT, country TEXT",
            _validation_policy(setting.facts.offices, policy.ep_validation),
        ),
    ]


def estimate_relations(policy: Policy) -> list[Relation]:
    """Return what the policy says of estimates, of owners and of what a family is."""
    lags = {k: v for k, v in policy.grant_lag_days.items() if k != "default"}
    terms = {k: v for k, v in policy.term_years.items() if k != "default"}
    return [
        _relation(
            "policy",
            "grant_lag_days INTEGER, term_years INTEGER, pending_max_years INTEGER, "
            "family_kind TEXT, owners TEXT, unknown_owners TEXT, counts_estimates BOOLEAN",
            [
                (
                    policy.grant_lag_days.get("default", 1460),
                    policy.term_years.get("default", 20),
                    policy.pending_max_years,
                    policy.family,
                    policy.owners,
                    policy.unknown_owners,
                    policy.estimates == "counted",
                )
            ],
        ),
        _relation("grant_lags", "office TEXT, days INTEGER", lags.items()),
        _relation("office_terms", "office TEXT, years INTEGER", terms.items()),
    ]


def office_relation() -> Relation:
    """Return the offices that grant for several states."""
    return _relation("regional_offices", "office TEXT", [(office,) for office in REGIONAL])


def purchase_relation(purchases: Iterable[tuple[Any, ...]]) -> Relation:
    """Return the counted purchases as `Setting.purchases` gives them."""
    return _relation(
        "purchases",
        "deal_id TEXT, right_id TEXT, family_id TEXT, seller TEXT, buyer TEXT, "
        "effective DATE, sequence BIGINT",
        purchases,
    )


def _designations(offices: Iterable[str]) -> list[tuple[Any, ...]]:
    """(office, filed from, filed to, country); the first day stands for an unknown filing date."""
    rows: list[tuple[Any, ...]] = []
    for office in sorted(offices):
        if office in REGIONAL:
            ever = sorted(designated(office, None))
            rows += [(office, MIN, _SECOND_DAY, country) for country in ever]
            rows += [
                (office, max(epoch.from_ or MIN, _SECOND_DAY), epoch.to or MAX, country)
                for epoch in epochs(office)
                for country in sorted(epoch.countries)
            ]
        elif office in COUNTRIES:
            rows.append((office, MIN, MAX, office))
    return rows


_SECOND_DAY = MIN.replace(day=2)


def _validation_policy(
    offices: Iterable[str], ep_validation: tuple[str, ...] | str
) -> list[tuple[str, str]]:
    """(office, country) where a patent of unknown validation counts; the policy speaks of EP."""
    rows: list[tuple[str, str]] = []
    for office in sorted(offices):
        if office == "EP" and not isinstance(ep_validation, str):
            rows += [(office, country) for country in sorted(set(ep_validation))]
        else:
            rows += [(office, country) for country in sorted(designated(office, None))]
    return rows


def _deal_relations(setting: Setting, markets: Sequence[str]) -> list[Relation]:
    grants = setting.grants
    sold_in = {
        c.sold_in for p in setting.question.products for c in p.components if c.sold_in is not None
    }
    spans = "grant_id TEXT, company TEXT, from_on DATE, to_on DATE"
    return [
        _relation(
            "grants",
            "grant_id TEXT, deal_id TEXT, kind TEXT, effective DATE, ends DATE, "
            "captured_until DATE, exhausts BOOLEAN, pool TEXT, is_listed BOOLEAN",
            [
                (
                    g.grant_id,
                    g.deal.id,
                    g.deal.kind,
                    g.effective,
                    g.ends,
                    g.captured_until,
                    g.deal.exhausts,
                    g.pool,
                    g.is_listed,
                )
                for g in grants
            ],
        ),
        _relation(
            "grantor_spans",
            spans,
            {(g.grant_id, *s): None for g in grants for s in g.grantor_spans},
        ),
        _relation(
            "grantee_spans",
            spans,
            [
                (g.grant_id, company, start, end)
                for g in grants
                for company, start, end in _merged(g.grantee_spans)
            ],
        ),
        _relation(
            "grant_leaves",
            "grant_id TEXT, leaf_id TEXT",
            [
                (g.grant_id, key)
                for g in grants
                for key in sorted(setting.leaves_within(g.standards))
            ],
        ),
        _relation(
            "grant_territories",
            "grant_id TEXT, country TEXT",
            [
                (g.grant_id, country)
                for g in grants
                for country in sorted({*markets, *sold_in})
                if g.reaches(country)
            ],
        ),
        _relation(
            "grant_fields",
            "grant_id TEXT, word TEXT",
            [(g.grant_id, word) for g in grants for word in g.field_words],
        ),
        _relation(
            "grant_families",
            "grant_id TEXT, family_id TEXT",
            [(g.grant_id, family) for g in grants for family in g.families],
        ),
        purchase_relation(setting.purchases),
    ]


def _merged(spans: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, Any, Any]]:
    """Join overlapping spans of one company, so that a day never counts twice."""
    merged: list[tuple[str, Any, Any]] = []
    for company, start, end in sorted(set(spans)):
        if merged and merged[-1][0] == company and start <= merged[-1][2]:
            merged[-1] = (company, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((company, start, end))
    return merged


def _product_relations(setting: Setting) -> list[Relation]:
    products = setting.question.products
    components = [(p, *c) for p in products for c in setting.components(p)]
    names = sorted({name for p in products for name in p.standards})
    return [
        _relation(
            "products",
            "product TEXT, category TEXT, side TEXT",
            [(p.name, p.category, side_of(p.category)) for p in products],
        ),
        _relation(
            "product_standards",
            "product TEXT, name TEXT",
            [(p.name, name) for p in products for name in p.standards],
        ),
        _relation(
            "coverings",
            "name TEXT, leaf_id TEXT",
            [(name, key) for name in names for key in sorted(setting.covered_by(name))],
        ),
        _relation(
            "components",
            "component_id TEXT, product TEXT, supplier TEXT, category TEXT, own_rights TEXT, "
            "sold_in TEXT",
            [
                (key, p.name, supplier, c.category, c.own_rights or "", c.sold_in)
                for p, key, supplier, c in components
            ],
        ),
        _relation(
            "component_leaves",
            "component_id TEXT, leaf_id TEXT",
            [
                (key, leaf)
                for _, key, _, c in components
                for leaf in sorted(setting.leaves_within([c.standards]))
            ],
        ),
        _relation(
            "supplier_spans",
            "supplier TEXT, company TEXT, from_on DATE, to_on DATE",
            [
                (supplier, *span)
                for supplier in sorted({s for _, _, s, _ in components})
                for span in setting.groups.subsidiaries(supplier)
            ],
        ),
    ]
