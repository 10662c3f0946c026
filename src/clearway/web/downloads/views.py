"""Files of a case, for whoever may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_GET

from clearway.web.cases.access import case_for
from clearway.web.cases.keeping import text_of
from clearway.web.downloads import case_charts, reports
from clearway.web.downloads.case_tables import TABLES, case_table
from clearway.web.downloads.files import TABLES as FORMS
from clearway.web.downloads.files import attached, table_file
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.state import state_of
from clearway.web.runs.views import run_for
from clearway.wording import spoken

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def table(request: HttpRequest, pk: int, name: str, form: str) -> HttpResponse:
    """One table of a case."""
    raw = text_of(case_for(request, pk))
    if name not in TABLES or form not in FORMS:
        raise Http404
    state = state_of(request.GET, ANSWERS.case(raw)[1])
    return table_file(case_table(raw, state, request.GET, name), f"clearway-{pk}-{name}", form)


@require_GET
def drawing(request: HttpRequest, pk: int, name: str, form: str) -> HttpResponse:
    """One chart of a case."""
    raw = text_of(case_for(request, pk))
    if name not in case_charts.CHARTS or form not in case_charts.FORMS:
        raise Http404
    state = state_of(request.GET, ANSWERS.case(raw)[1])
    made = ANSWERS.piece(
        raw, ("drawing", name, form, state, spoken()),
        lambda: case_charts.case_chart(raw, state, name, form),
    )  # fmt: skip
    return attached(made, f"clearway-{pk}-{name}", form)


@require_GET
def report(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The report that a run worked out."""
    run = run_for(request, pk)
    told = run.told
    if run.subject != "report" or told is None or form not in reports.FORMS:
        raise Http404
    made = reports.report_file(told[spoken()], form)
    return attached(made, f"clearway-{run.case_id}-report", form)
