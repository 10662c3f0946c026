"""The case and the question as small relations for the rules.

Everything dated is cut to what was known: section 7 of the semantics page. Unknown bounds are the
ends of the calendar, so that no rule meets a missing date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.clearance.engine import Relation
from clearway.clearance.groups import MAX, MIN
from clearway.clearance.standing import LEAST, assessment_relations, side_of
from clearway.model.calendar import add_years
from clearway.model.territory import COUNTRIES, REGIONAL, designated, epochs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clearway.case import Policy
    from clearway.clearance.setting import Setting


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
