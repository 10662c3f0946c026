"""The pieces of a case page, each drawn once for a case, a view and a language.

A piece says nothing of who reads it, so that all who may read a case share it; what depends on the
reader (menus, links to change) stands around the pieces.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clearway.charts.course import course_chart
from clearway.clearance.question import ask
from clearway.model.territory import country_name
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.deals import clauses_of, deal_lines, place
from clearway.web.pages.dossiers import MOST, dossier, find_dossiers
from clearway.web.pages.outlines import outlines
from clearway.web.pages.sentence import sentence
from clearway.web.pages.state import TABS
from clearway.web.pages.view import nearest, slider_days, view_of
from clearway.web.pages.worldmap import Panel, change_panel, status_panel
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clearway.app import Desk
    from clearway.case import Case as CaseFile
    from clearway.web.cases.models import Case
    from clearway.web.pages.state import State
    from clearway.web.pages.view import View

Pieces = dict[str, SafeString]


def pieces_of(case: Case, raw: bytes, state: State) -> Pieces:
    """Return the pieces of a view: answer, controls, figure, slider, day, rest."""
    return ANSWERS.piece(
        raw, ("pieces", case.pk, state, spoken()), lambda: _pieces(case, raw, state)
    )


def _pieces(case: Case, raw: bytes, state: State) -> Pieces:
    view = view_of(raw, replace(state, tab=""))
    told = {"case": case, "state": state, "view": view, "query": state.address(tab="")}
    return {
        "answer": drawn("pages/answer", told, sentence=sentence(view)),
        "controls": drawn("pages/controls", told, **choices_of(view)),
        "figure": figure_of(told, raw, TABS),
        "rest": drawn("pages/rest", told, **_rest(told, raw)),
        **_slider(told),
    }


def drawn(name: str, told: dict[str, Any], **more: Any) -> SafeString:
    """Draw one piece: `case`, `state`, `view` and what else its template names."""
    return render_to_string(f"{name}.html", {**told, **more})


def choices_of(view: View) -> dict[str, Any]:
    """Return what the controls of a view offer."""
    case = view.case
    markets = [(row.market, country_name(row.market)) for row in view.rows]
    listed = [
        (_("Signed together"), sorted(case.bundles)),
        (_("Deals"), [deal.id for deal in case.deals]),
    ]
    if case.candidates:
        listed.append((_("Candidates"), [deal.id for deal in case.candidates]))
    return {
        "products": [product.name for product in case.products_of(case.company)],
        "markets": sorted(markets, key=lambda pair: pair[1]),
        "choices": listed,
    }


def _slider(told: dict[str, Any]) -> Pieces:
    view: View = told["view"]
    days = slider_days(view.case)
    if not days:
        return {}
    day = view.header.as_of
    place = {"step": nearest(days, day), "last_day": len(days) - 1, "day": day.isoformat()}
    address = reverse("case", args=[told["case"].pk])
    slider = drawn("pages/slider", told, **place, path=address)
    return {"slider": slider, "day": SafeString(day.isoformat())}


def figure_of(told: dict[str, Any], raw: bytes, tabs: Sequence[str]) -> SafeString:
    """Draw the tabs of a view and the one that is open."""
    state: State = told["state"]
    more: dict[str, Any] = {
        "tabs": _tabs(state, tabs),
        "template": f"pages/{state.tab or 'map'}.html",
        "at": at(state),
    }
    view: View = told["view"]
    if state.tab == "":
        more |= map_of(view)
    elif state.tab == "table":
        earlier = {row.market: row for row in view.rows_before}
        more["rows"] = [(row, earlier.get(row.market)) for row in view.rows]
    elif state.tab == "time":
        more["course"] = course_of(raw, view, state)
    elif state.tab == "download":
        more["downloads"] = ["downloads/case_links.html", "pages/downloads.html"]
    return drawn("pages/figure", told, **more)


def at(state: State) -> str:
    """Return the beginning of the address of the view of a market."""
    query = state.address(market=None)
    return f"?{query}&" if query else "?"


def _tabs(state: State, shown: Sequence[str]) -> list[dict[str, str]]:
    words = (_("Map"), _("Table"), _("Over time"), _("Holders"), _("Sources"), _("Download"))
    return [
        {"name": name, "label": word, "address": "?" + state.address(tab=name)}
        for name, word in zip(TABS, words, strict=True)
        if name in shown
    ]


def map_of(view: View) -> dict[str, Any]:
    """Return the panels of a map, before | after | change, and the list of markets beside it."""
    panels: list[Panel] = []
    if view.before is not None:
        panels.append(status_panel(_("Before"), view.rows_before))
    now = status_panel(_("After") if panels else "", view.rows)
    panels.append(now)
    if view.before is not None:
        panels.append(change_panel(_("Change in share, in points"), view.pairs))
    drawing = outlines()
    address = reverse("outlines", args=[drawing.digest])
    return {"panels": panels, "listed": now.list, "outlines": address, "world": drawing.world}


def _rest(told: dict[str, Any], raw: bytes) -> dict[str, Any]:
    view, state = told["view"], told["state"]
    days = slider_days(view.case)
    return {
        **remaining_of(told),
        "deals": deal_lines(raw, view, state, days),
        "today": place(days, view.header.as_of),
        "first_day": days[0] if days else None,
        "last_day": days[-1] if days else None,
        "clauses": clauses_of(raw, view.case, {d for flip in view.flips for d, _n in flip.by}),
    }


def remaining_of(told: dict[str, Any]) -> dict[str, Any]:
    """Return the holders who remain, as many as a page shows."""
    view, state = told["view"], told["state"]
    return {
        "holders": view.remaining[:MOST],
        "left_out": max(0, len(view.remaining) - MOST),
        "all_holders": "?" + state.address(tab="holders"),
        "dossiers": False,
    }


def remaining_piece(case: Case, raw: bytes, state: State) -> SafeString:
    """Return the holders who remain with what each did here, what answers it, what it may cost."""

    def make() -> SafeString:
        view = view_of(raw, replace(state, tab=""))
        found = find_dossiers(raw, view, state)
        told = {"case": case, "state": state, "view": view}
        rows = [
            {"holder": row.holder, "exposed": row.exposed, "families": row.families,
             "dossier": dossier(found, row.holder)}
            for row in view.remaining[:MOST]
        ]  # fmt: skip
        more = {**remaining_of(told), "holders": rows, "dossiers": True}
        more["all_holders"] = reverse("case", args=[case.pk]) + more["all_holders"]
        return drawn("pages/remaining", told, **more)

    return ANSWERS.piece(raw, ("remaining", case.pk, state, spoken()), make)


def steps_piece(case: Case, raw: bytes, state: State) -> SafeString:
    """Return the waterfall of the market as a table with bars."""

    def make() -> SafeString:
        view = view_of(raw, replace(state, tab=""))
        steps = ANSWERS.ask(
            raw, ("steps", replace(state, tab="", against=())),
            lambda desk, said: desk.waterfall(said, view.product, view.market, **state.question),
        )  # fmt: skip
        whole = max(steps[-1].families, 1)
        rows = [
            {"reason": step.reason, "label": step.label, "added": step.added,
             "cleared": step.cleared,
             "share": step.cleared / step.families if step.families else None,
             "from": 1000 * max(0, step.cleared - max(step.added, 0)) // whole,
             "wide": 1000 * max(step.added, 0) // whole}
            for step in steps
        ]  # fmt: skip
        told = {"case": case, "state": state, "view": view}
        rest = 1000 * steps[-1].exposed // whole
        return drawn(
            "pages/steps", told, steps=rows, last=steps[-1], rest_from=1000 - rest, rest_wide=rest
        )

    return ANSWERS.piece(raw, ("steps", case.pk, state, spoken()), make)


def course_of(raw: bytes, view: View, state: State) -> list[dict[str, Any]]:
    """Return families in force and cleared in the market, on every stop of the slider."""
    days = slider_days(view.case) or (view.header.as_of,)

    def count(desk: Desk, case: CaseFile) -> list[dict[str, Any]]:
        question = ask(case, **state.question)
        series = desk.series(case, question, view.product, days)
        place = series.markets.index(view.market)
        return [
            _point(day, int(series.totals[0, place, i]), int(series.totals[1, place, i]))
            for i, day in enumerate(series.days)
        ]

    return ANSWERS.ask(raw, ("course", state, view.product, view.market), count)


def _point(day: date, families: int, exposed: int) -> dict[str, Any]:
    cleared = families - exposed
    return {"day": day, "families": families, "cleared": cleared,
            "share": cleared / families if families else None}  # fmt: skip


def course_spec(raw: bytes, state: State) -> dict[str, Any]:
    """Return the chart of a market over time."""
    view = view_of(raw, replace(state, tab=""))
    points = [
        {**point, "day": point["day"].isoformat()} for point in course_of(raw, view, state)
    ]  # fmt: skip
    deals = [(deal.id, deal.effective.isoformat()) for deal in view.deals]
    title = f"{view.product}, {country_name(view.market)}"
    return course_chart(points, deals, view.header.as_of.isoformat(), title)
