"""The parts that a reader checks the rest by: assumptions, deals, sources, limits, recipe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clearway.case.dates import date_text
from clearway.report.dossier_parts import source_figures
from clearway.report.figures import Headings, figures
from clearway.report.part import Part
from clearway.report.words import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clearway.case import Case, Deal, Policy, Product
    from clearway.report.scope import Scope


def closing_parts(scope: Scope) -> list[Part]:
    """Return what the answer rests on and what it cannot say."""
    case = scope.case
    return [
        _assumptions(case.policy),
        _products(case.products),
        _deals(case),
        Part("Sources of the case", figures=source_figures(case.sources)),
        _record(scope),
        Part("Limits", LIMITS),
        _recipe(scope.header.recipe.to_dict()),
    ]


def _assumptions(policy: Policy) -> Part:
    said = {
        "European patents of unknown validation have effect in": _listed(policy.ep_validation),
        "Families counted by": policy.family,
        "Days from filing to grant, where unknown": _pairs(policy.grant_lag_days),
        "Years of a term, where unknown": _pairs(policy.term_years),
        "Years an application stays pending, where its end is unknown": policy.pending_max_years,
        "Deals that count": _listed(policy.statuses),
        "A market is covered from a cleared share of": f"{policy.covered_share:.0%}",
        "A suit makes an enforcer for (years)": policy.enforcer_years,
        "A market counts as open when": policy.open_when,
        "Share of estimates above which a market is unknown": policy.unknown_estimated_share,
        "Bundled corporate tree where the case is silent": policy.bundled_ownership,
    }
    table = figures(
        "Assumptions", [("Assumption", "text"), ("Value", "text")],
        [(name, _plain(value)) for name, value in said.items()],
        "The policy of the case; each line can be changed there",
    )  # fmt: skip
    return Part("Assumptions", figures=table)


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _listed(values: Iterable[str] | str) -> str:
    return values if isinstance(values, str) else ", ".join(values)


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _products(products: Iterable[Product]) -> Part:
    headings: Headings = [
        ("Product", "text"), ("Company", "text"), ("Category", "text"), ("Standards", "text"),
        ("Bought components", "text"), ("Made in", "text"),
    ]  # fmt: skip
    rows = [
        (
            product.name, product.company or "the case's", product.category,
            ", ".join(product.standards) or "none",
            "; ".join(f"{c.supplier} {c.category} ({', '.join(c.standards)})"
                      for c in product.components) or "none said",
            ", ".join(product.made_in) or "not said",
        )
        for product in products
    ]  # fmt: skip
    return Part("Products", figures=figures("Products", headings, rows, "As the case lists them"))


def _deals(case: Case) -> Part:
    headings: Headings = [
        ("Deal", "text"), ("Kind", "text"), ("Status", "text"), ("Parties", "text"),
        ("Effective", "text"), ("Ends", "text"), ("Standards", "text"), ("Territory", "text"),
        ("Sources", "text"),
    ]  # fmt: skip
    rows = [_deal_row(deal) for deal in case.deals]
    text = "A term that no source states is left out of the case: 'not said' clears by default."
    return Part("Deals", text, figures=figures("Deals", headings, rows, "As the case lists them"))


def _deal_row(deal: Deal) -> tuple[str, ...]:
    giving = ", ".join(deal.grantors) or (deal.seller or "")
    taking = ", ".join(deal.grantees) or (deal.buyer or "")
    where = ", ".join(deal.include or ()) or "worldwide"
    without = f" less {', '.join(deal.exclude)}" if deal.exclude else ""
    return (
        deal.id, deal.kind, deal.status,
        " and ".join(deal.parties) or f"{giving} to {taking}",
        date_text(deal.effective), date_text(deal.ends) if deal.ends else "not said",
        ", ".join(deal.standards) if deal.standards else "not said",
        "\u2013" if deal.kind == "purchase" else f"{where}{without}",
        ", ".join(deal.sources) or "none given",
    )  # fmt: skip


def _record(scope: Scope) -> Part:
    record = scope.header.record
    rows = [(name, edition or "undated") for name, edition in record.sources.items()]
    text = f"Snapshot {record.snapshot}."
    if record.is_sample:
        text += (
            " IT IS A CALIBRATED SAMPLE, NOT THE REGISTER: invented patents in real proportions."
        )
    table = figures("Record", [("Source", "text"), ("Edition", "text")], rows,
                    "Public sources in the record, with the date of their edition")  # fmt: skip
    return Part("The record", text, figures=table)


def _recipe(recipe: Mapping[str, Any]) -> Part:
    text = "The same recipe over the same record gives the same report, byte for byte."
    rows = [(name, value) for name, value in _flat("", recipe)]
    table = figures("Recipe", [("Choice", "text"), ("Value", "text")], rows, "Every choice made")
    return Part("Recipe", text, figures=table)


def _flat(name: str, value: Any) -> Iterable[tuple[str, str]]:
    """Return nested choices as lines, `question.as_of` and its value."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else key, inner)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
