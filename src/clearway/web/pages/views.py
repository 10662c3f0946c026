"""The pages of answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from clearway.charts.drawing import svg
from clearway.charts.frame import summary_of
from clearway.export.terminal import notes
from clearway.record.snapshots import current_id
from clearway.report.clearance_parts import clearance_parts
from clearway.report.scope import scope_of
from clearway.report.words import answer_in_words
from clearway.web.cases.access import case_for, may
from clearway.web.cases.keeping import text_of
from clearway.web.cases.models import Case, Level
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.state import State, state_of

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from clearway.app import Desk
    from clearway.case import Case as CaseFile
    from clearway.report import Part
    from clearway.report.scope import Scope


class HtmxRequest(HttpRequest):
    """A request that knows whether htmx made it."""

    htmx: HtmxDetails


@dataclass(frozen=True)
class View:
    """What a case page shows: the scope of its answers, the sentence, and the parts."""

    scope: Scope
    answer: str
    notes: tuple[str, ...]
    parts: tuple[Part, ...]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The demo case for a first visit; the cases for whoever is signed in."""
    if request.user.is_authenticated:
        return redirect("cases")
    demo = Case.objects.filter(is_open=True).first()
    return redirect("case", demo.pk) if demo else redirect("account_login")


@require_GET
def case_page(request: HtmxRequest, pk: int) -> HttpResponse:
    """The question, its answer, the map, the markets, the deals, the holders."""
    case = case_for(request, pk)
    raw = text_of(case)
    _, said = ANSWERS.case(raw)
    state = state_of(request.GET, said)
    view = view_of(raw, state)
    context: dict[str, Any] = {
        "case": case, "said": said, "state": state, "view": view, "scope": view.scope,
        "parts": [
            {"part": part, "number": number, "summary": summary_of(part.chart or {}),
             "rows": part.figures.texts() if part.figures else ()}
            for number, part in enumerate(view.parts)
        ],
        "query": state.address(),
        "may_edit": may(request, case, Level.EDITOR),
        "may_share": may(request, case, Level.OWNER),
        "bundles": sorted({deal.bundle for deal in said.deals if deal.bundle}),
        "is_guest": not request.user.is_authenticated,
    }  # fmt: skip
    template = "pages/case_body.html" if request.htmx else "pages/case.html"
    return render(request, template, context)


@require_GET
def chart(request: HttpRequest, pk: int, number: int, form: str) -> HttpResponse:
    """One chart of a case page: its specification, or its drawing."""
    case = case_for(request, pk)
    raw = text_of(case)
    state = state_of(request.GET, ANSWERS.case(raw)[1])
    parts = view_of(raw, state).parts
    spec = parts[number].chart if number < len(parts) else None
    if spec is None:
        return HttpResponse(status=404)
    if form == "json":
        return JsonResponse(dict(spec))
    drawn = ANSWERS.ask(raw, ("svg", state, number), lambda *_: svg(spec))
    return HttpResponse(drawn, content_type="image/svg+xml")


def view_of(raw: bytes, state: State) -> View:
    """Return what a case page shows; kept while case, record and state are the same."""
    return ANSWERS.ask(raw, ("view", state), lambda desk, case: _view(desk, case, state))


def _view(desk: Desk, case: CaseFile, state: State) -> View:
    bundles = {deal.bundle for deal in case.deals if deal.bundle}
    bundle = next((name for name in state.against if name in bundles), None)
    scope = scope_of(
        desk, case, market=state.market, product=state.product,
        deals=() if bundle else state.against, bundle=bundle, **state.question,
    )  # fmt: skip
    beneath = tuple(notes(scope.header, scope.rows))
    return View(scope, answer_in_words(scope), beneath, tuple(clearance_parts(scope)))


@require_GET
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the site answers, and over which snapshot."""
    from django.conf import settings

    return JsonResponse({"snapshot": current_id(settings.RECORD_DIR)})
