"""The parts that a reader checks the rest by: assumptions, deals, sources, limits, recipe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clearway.case.dates import date_text
from clearway.report.dossier_parts import source_figures
from clearway.report.figures import Headings, figures
from clearway.report.part import Part
from clearway.report.updates import parties_of
from clearway.report.words import limits
from clearway.wording import figure, retold
from clearway.wording import gettext as _

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
        Part(_("Sources of the case"), figures=source_figures(case.sources)),
        _record(scope),
        Part(_("Limits"), limits()),
        _recipe(scope.header.recipe.to_dict()),
    ]


def _assumptions(policy: Policy) -> Part:
    said = {
        _("European patents of unknown validation have effect in"): _listed(policy.ep_validation),
        _("Families counted by"): policy.family,
        _("Days from filing to grant, where unknown"): _pairs(policy.grant_lag_days),
        _("Years of a term, where unknown"): _pairs(policy.term_years),
        _("Years an application stays pending, where its end is unknown"): policy.pending_max_years,
        _("Deals that count"): _listed(policy.statuses),
        _("A market is covered from a cleared share of"): figure(policy.covered_share, ".0%"),
        _("A suit makes an enforcer for (years)"): policy.enforcer_years,
        _("A market counts as open when"): retold(str(policy.open_when)),
        _("Share of estimates above which a market is unknown"): policy.unknown_estimated_share,
        _("Bundled corporate tree where the case is silent"): policy.bundled_ownership,
    }
    table = figures(
        "Assumptions", [("Assumption", "text"), ("Value", "text")],
        [(name, _plain(value)) for name, value in said.items()],
        _("The policy of the case; each line can be changed there"),
    )  # fmt: skip
    return Part(_("Assumptions"), figures=table)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return figure(value, "") if isinstance(value, float) else str(value)


def _listed(values: Iterable[str] | str) -> str:
    return retold(values) if isinstance(values, str) else ", ".join(map(retold, values))


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{retold(name)} {value}" for name, value in values.items())


def _products(products: Iterable[Product]) -> Part:
    headings: Headings = [
        ("Product", "text"), ("Company", "text"), ("Category", "text"), ("Standards", "text"),
        ("Bought components", "text"), ("Made in", "text"),
    ]  # fmt: skip
    rows = [
        (
            product.name, product.company or _("the case's"), product.category,
            ", ".join(product.standards) or _("none"),
            "; ".join(f"{c.supplier} {c.category} ({', '.join(c.standards)})"
                      for c in product.components) or _("none said"),
            ", ".join(product.made_in) or _("not said"),
        )
        for product in products
    ]  # fmt: skip
    table = figures("Products", headings, rows, _("As the case lists them"))
    return Part(_("Products"), figures=table)


def _deals(case: Case) -> Part:
    headings: Headings = [
        ("Deal", "text"), ("Kind", "text"), ("Status", "text"), ("Parties", "text"),
        ("Effective", "text"), ("Ends", "text"), ("Standards", "text"), ("Territory", "text"),
        ("Sources", "text"),
    ]  # fmt: skip
    rows = [_deal_row(deal) for deal in case.deals]
    text = _("A term that no source states is left out of the case: 'not said' clears by default.")
    table = figures("Deals", headings, rows, _("As the case lists them"))
    return Part(_("Deals"), text, figures=table)


def _deal_row(deal: Deal) -> tuple[str, ...]:
    where = ", ".join(deal.include or ()) or _("worldwide")
    if deal.exclude:
        less = {"where": where, "excluded": ", ".join(deal.exclude)}
        where = _("%(where)s less %(excluded)s") % less
    return (
        deal.id, retold(deal.kind), retold(deal.status), parties_of(deal),
        date_text(deal.effective), date_text(deal.ends) if deal.ends else _("not said"),
        ", ".join(deal.standards) if deal.standards else _("not said"),
        "\u2013" if deal.kind == "purchase" else where,
        ", ".join(deal.sources) or _("none given"),
    )  # fmt: skip


def _record(scope: Scope) -> Part:
    record = scope.header.record
    rows = [(name, edition or _("undated")) for name, edition in record.sources.items()]
    text = _("Snapshot %(snapshot)s.") % {"snapshot": record.snapshot}
    if record.is_sample:
        text += " " + _(
            "IT IS A CALIBRATED SAMPLE, NOT THE REGISTER: invented patents in real proportions."
        )
    table = figures("Record", [("Source", "text"), ("Edition", "text")], rows,
                    _("Public sources in the record, with the date of their edition"))  # fmt: skip
    return Part(_("The record"), text, figures=table)


def _recipe(recipe: Mapping[str, Any]) -> Part:
    text = _("The same recipe over the same record gives the same report, byte for byte.")
    rows = [(name, value) for name, value in _flat("", recipe)]
    table = figures("Recipe", [("Choice", "text"), ("Value", "text")], rows, _("Every choice made"))
    return Part(_("Recipe"), text, figures=table)


def _flat(name: str, value: Any) -> Iterable[tuple[str, str]]:
    """Return nested choices as lines, `question.as_of` and its value."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else key, inner)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
