"""The pages of answers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clearway.charts.drawing import svg
from clearway.record.snapshots import current_id
from clearway.web.cases.access import case_for
from clearway.web.cases.keeping import text_of
from clearway.web.cases.models import Case
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.pieces import course_spec, pieces_of, remaining_piece, steps_piece
from clearway.web.pages.state import State, state_of
from clearway.web.pages.view import slider_days, view_of
from clearway.web.pages.warming import WARMING
from clearway.wording import spoken

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.safestring import SafeString
    from django_htmx.middleware import HtmxDetails

    from clearway.case import Case as CaseFile

__all__ = ["HtmxRequest", "view_of"]


class HtmxRequest(HttpRequest):
    """A request that knows whether htmx made it."""

    htmx: HtmxDetails


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
    said = ANSWERS.case(raw)[1]
    state = _slid(state_of(request.GET, said), request.GET, said)
    context: dict[str, Any] = {
        "case": case,
        "pieces": pieces_of(case, raw, state),
        "is_guest": not request.user.is_authenticated,
        "is_slid": "step" in request.GET,
    }
    template = "pages/swap.html" if request.htmx else "pages/case.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    if request.htmx:
        address = f"{request.path}?{state.address()}"
        response["HX-Replace-Url" if context["is_slid"] else "HX-Push-Url"] = address
        return response
    return unless_same(request, response)


def _slid(state: State, query: QueryDict, said: CaseFile) -> State:
    """Return the view on the day that the slider stands at, if it was moved."""
    step, days = query.get("step", ""), slider_days(said)
    if not (step.isascii() and step.isdigit() and len(step) < 6 and days):
        return state
    return replace(state, as_of=days[min(int(step), len(days) - 1)])


def unless_same(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Send a page only if the browser does not have it; tokens of forms, new each time, apart."""
    token = request.META.get("CSRF_COOKIE", "")
    content = response.content
    for part in content.split(b'name="csrfmiddlewaretoken" value="')[1:]:
        content = content.replace(part[: part.index(b'"')], token.encode())
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    if request.headers.get("If-None-Match") == etag:
        same = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary"):
            if name in response:
                same[name] = response[name]
        same.cookies = response.cookies
        return same
    return response


@require_GET
def remaining(request: HtmxRequest, pk: int) -> HttpResponse:
    """The holders who remain: suits here, what answers them, what a license might cost."""
    case, raw, state = _asked(request, pk)
    piece = remaining_piece(case, raw, state)
    return _piece(request, case, state, piece, _("Holders who remain"))


@require_GET
def steps(request: HtmxRequest, pk: int) -> HttpResponse:
    """What each deal adds in a market."""
    case, raw, state = _asked(request, pk)
    piece = steps_piece(case, raw, state)
    return _piece(request, case, state, piece, _("Deal by deal"))


def _asked(request: HttpRequest, pk: int) -> tuple[Case, bytes, State]:
    case = case_for(request, pk)
    raw = text_of(case)
    return case, raw, state_of(request.GET, ANSWERS.case(raw)[1])


def _piece(
    request: HtmxRequest, case: Case, state: State, piece: SafeString, heading: str
) -> HttpResponse:
    """Send a piece by itself to htmx, and as a page to anybody else."""
    if request.htmx:
        return HttpResponse(piece)
    context = {"case": case, "piece": piece, "heading": heading, "query": state.address()}
    return render(request, "pages/piece.html", context)


@require_GET
def chart(request: HttpRequest, pk: int, name: str, form: str) -> HttpResponse:
    """One chart of a case page: its specification, or its drawing."""
    _case, raw, state = _asked(request, pk)
    if name != "time" or form not in ("json", "svg"):
        return HttpResponse(status=404)
    spec = ANSWERS.piece(raw, ("time", state, spoken()), lambda: course_spec(raw, state))
    if form == "json":
        return JsonResponse(spec)
    drawn = ANSWERS.piece(raw, ("time-svg", state, spoken()), lambda: svg(spec))
    return HttpResponse(drawn, content_type="image/svg+xml")


@require_GET
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say whether this worker is warm, and over which snapshot; 503 until it is."""
    state = WARMING.state
    told = {"state": state, "snapshot": current_id(settings.RECORD_DIR)}
    return JsonResponse(told, status=200 if state == "ready" else 503)
