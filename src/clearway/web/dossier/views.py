"""Pages of the dossier: evidence, forecasts, sightings and their queue."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearway.charts.drawing import svg
from clearway.charts.frame import summary_of
from clearway.dossier import accounts, board, chronicle, conflicts, unanswered
from clearway.errors import CaseError
from clearway.report.dossier_parts import (
    calibration_chart,
    conflict_figures,
    forecast_figures,
    group_figures,
    moment_figures,
    sighting_figures,
    sighting_map,
    source_figures,
    statement_figures,
    word_figures,
)
from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from clearway.web.cases.access import case_for, may, member
from clearway.web.cases.keeping import text_of
from clearway.web.cases.models import Level
from clearway.web.dossier.deciding import DecidedMeanwhileError, decide
from clearway.web.dossier.forms import DecideForm
from clearway.web.meaning.views import too_many
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.complaints import said_of
from clearway.web.runs import keeping as runs
from clearway.web.runs.views import run_context
from clearway.web.talk.people import visit_of
from clearway.web.talk.targets import forecast_key, statement_key
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import date

    from django.http import HttpRequest

    from clearway.report.figures import Figures
    from clearway.web.cases.models import Case
    from clearway.web.dossier.models import SentSighting

    Draw = Callable[[], dict[str, Any] | None]


def _today() -> date:
    return timezone.now().date()


def _table(heading: str, shown: Figures, places: Sequence[str] = ()) -> dict[str, Any]:
    """Return a table for the page; `places` are where the rows can be talked about, row by row."""
    kinds = [column.kind if not column.is_numeric else "number" for column in shown.columns]
    return {
        "heading": heading,
        "caption": shown.caption,
        "columns": shown.columns,
        "rows": [
            {"cells": list(zip(row, kinds, strict=True)), "place": place}
            for row, place in zip_longest(shown.texts(), places, fillvalue="")
        ],
    }


def _page(request: HttpRequest, case: Case, title: str, /, **context: Any) -> HttpResponse:
    return render(request, "dossier/page.html", {**context, "case": case, "title": title})


@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Statements as they stand, where they disagree, and how it came."""
    case = case_for(request, pk)
    said, day = ANSWERS.case(text_of(case))[1], _today()
    every = accounts(said, day)
    places = [f"statement:{statement_key(each.statement)}" for each in every]
    tables = [
        _table(_("Where sources disagree"), conflict_figures(conflicts(said, day))),
        _table(_("Statements"), statement_figures(every), places),
        _table(_("History"), moment_figures(chronicle(said, day))),
        _table(_("Sources"), source_figures(said.sources)),
    ]
    return _page(request, case, _("Evidence"), tables=tables)


@require_http_methods(["GET", "HEAD", "POST"])
def forecasts(request: HttpRequest, pk: int) -> HttpResponse:
    """The board; beside it Clearway's own signal when that is asked for, in a run."""
    case = case_for(request, pk)
    options = {"on": _today().isoformat()}
    if request.method == "POST":
        return _asked(request, case, "forecasts", options)
    if answer := _worked_out(request, case, "forecasts", options):
        return _page(request, case, _("Forecasts"), **answer)
    said = ANSWERS.case(text_of(case))[1]
    found = board(said, _today())
    places = [f"forecast:{forecast_key(row.forecast)}" for row in found.rows]
    tables = [
        _table(_("Forecasts"), forecast_figures(found), places),
        _table(_("Scores"), group_figures(found)),
        _table(_("How words were read"), word_figures(found)),
    ]
    chart = calibration_chart(found)
    return _page(
        request, case, _("Forecasts"), tables=tables, may_ask=bool(found.rows),
        chart=summary_of(chart) if chart else "", chart_at="chart.svg",
        former=bool(said.former),
    )  # fmt: skip


def _asked(request: HttpRequest, case: Case, name: str, options: dict[str, Any]) -> HttpResponse:
    """Have a page set beside clearance, and go where that is waited for."""
    by = request.user if isinstance(request.user, User) else None
    try:
        runs.ask(case, name, options, by)
    except runs.TooManyRunsError:
        messages.error(request, too_many())
        return redirect(name, case.pk)
    return redirect(f"{reverse(name, args=[case.pk])}?clearance=1")


def _worked_out(
    request: HttpRequest, case: Case, name: str, options: dict[str, Any]
) -> dict[str, Any]:
    """Return what a page says of its run, where it is looked for and there is one."""
    run = runs.find(case, name, options) if "clearance" in request.GET else None
    return run_context(request, run) if run else {}


@require_GET
def forecast_chart(request: HttpRequest, pk: int) -> HttpResponse:
    """The calibration plot as a drawing."""
    raw = text_of(case_for(request, pk))
    found = board(ANSWERS.case(raw)[1], _today())
    return _drawing(raw, ("calibration", _today()), lambda: calibration_chart(found))


def _drawing(
    raw: bytes, what: tuple[Hashable, ...], draw: Callable[[], dict[str, Any] | None]
) -> HttpResponse:
    """Return a chart as a drawing in the reader's language, drawn once."""
    chart = draw()
    if chart is None:
        raise Http404
    drawn = ANSWERS.piece(raw, (*what, spoken()), lambda: svg(chart))
    return HttpResponse(drawn, content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
def sightings(request: HttpRequest, pk: int) -> HttpResponse:
    """Sightings; beside clearance on their day when that is asked for, in a run."""
    visit = visit_of(request, pk)
    case = visit.case
    if request.method == "POST":
        return _asked(request, case, "sightings", {})
    context: dict[str, Any] = {
        "may_send": visit.may_write,
        "pictures": case.sent_sightings.exclude(state="").exclude(picture=b""),
        "is_sightings": True,
        "waiting": case.sent_sightings.filter(state="").count() if _moderates(request, case) else 0,
    }
    if answer := _worked_out(request, case, "sightings", {}):
        return _page(request, case, _("Sightings"), **context, **answer)
    rows = unanswered(ANSWERS.case(text_of(case))[1]).rows
    shown = sighting_figures(rows)
    few = tuple(row[:-3] for row in shown.rows)
    shown = replace(shown, columns=shown.columns[:-3], rows=few, caption="")
    chart = sighting_map(rows)
    return _page(
        request, case, _("Sightings"), tables=[_table(_("Sightings"), shown)], **context,
        may_ask=bool(rows), chart=summary_of(chart) if chart else "", chart_at="map.svg",
    )  # fmt: skip


@require_GET
def sightings_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Where products were seen, as a drawing."""
    raw = text_of(case_for(request, pk))
    rows = unanswered(ANSWERS.case(raw)[1]).rows
    return _drawing(raw, ("seen map",), lambda: sighting_map(rows))


def _moderates(request: HttpRequest, case: Case) -> bool:
    return may(request, case, Level.EDITOR)


@login_required
@require_GET
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, the oldest first; moderators are whoever may change the case."""
    case = case_for(request, pk, Level.EDITOR)
    items = [{"sent": sent, "form": DecideForm()} for sent in case.sent_sightings.filter(state="")]
    return render(request, "dossier/queue.html", {"case": case, "items": items})


@login_required
@require_POST
def decide_one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give a sighting its state, with the reason."""
    case = case_for(request, pk, Level.EDITOR)
    sent = _one(case, number)
    form = DecideForm(request.POST)
    if not form.is_valid():
        items = [{"sent": sent, "form": form}]
        return render(request, "dossier/queue.html", {"case": case, "items": items})
    try:
        decide(sent, form.cleaned_data, member(request))
    except DecidedMeanwhileError:
        messages.error(request, _("Another moderator has decided this one."))
    except keeping.ChangedMeanwhileError:
        messages.error(request, _("Somebody changed the case just now. Decide again."))
    except CaseError as error:
        messages.error(request, said_of(error))
    else:
        messages.success(request, _("Decided."))
    return redirect("sightings-queue", case.pk)


@require_GET
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A picture: to moderators while it waits, to readers of the case once it is decided."""
    case = case_for(request, pk)
    sent = _one(case, number)
    if not sent.picture or (not sent.state and not _moderates(request, case)):
        raise Http404
    return HttpResponse(bytes(sent.picture), content_type="image/jpeg")


def _one(case: Case, number: int) -> SentSighting:
    found: SentSighting | None = case.sent_sightings.filter(pk=number).first()
    if found is None:
        raise Http404
    return found
