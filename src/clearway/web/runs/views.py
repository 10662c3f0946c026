"""Pages of a run: how far it is, what came out; stopping it. Who may read the case may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from clearway.web.cases.access import case_for, may
from clearway.web.cases.models import Level
from clearway.web.meaning.shown import part_response, shown
from clearway.web.runs import keeping
from clearway.web.runs.models import Run, State
from clearway.web.runs.subjects import ASKED
from clearway.wording import spoken

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clearway.web.pages.views import HtmxRequest


def run_for(request: HttpRequest, pk: int) -> Run:
    """Return a run of a case that the visitor may read, or one of the record that is his.

    Raises:
        Http404: there is none, or none for this visitor.
    """
    run = Run.objects.filter(pk=pk).select_related("revision", "by").first()
    if run is None or (run.case_id is None and run.by != request.user):
        raise Http404
    if run.case_id is not None:
        run.case = case_for(request, run.case_id)
    return run


def may_stop(request: HttpRequest, run: Run) -> bool:
    """Say whether a visitor may stop a run: who asked for it, editors, guests those of guests."""
    is_own = run.by is None if not request.user.is_authenticated else run.by == request.user
    is_editor = run.case is not None and may(request, run.case, Level.EDITOR)
    return run.is_open and (is_own or is_editor)


def run_context(request: HttpRequest, run: Run) -> dict[str, Any]:
    """Return what the templates say of a run."""
    context: dict[str, Any] = {
        "run": run,
        "case": run.case,
        "may_stop": may_stop(request, run),
        "percent": None if run.fraction is None else round(100 * run.fraction),
        "is_old": run.case is not None and run.revision != run.case.current,
        "again": _place(run),
        "pairs": parse_qsl(urlencode(run.options, doseq=True)),
    }
    if run.case is not None and run.state == State.DONE and (versions := run.told) is not None:
        told = versions[spoken()]

        def chart_at(number: int, form: str) -> str:
            return reverse("run-chart", args=[run.pk, number, form])

        context |= {"told": told, "items": shown(told.parts, chart_at)}
    return context


def _place(run: Run) -> str:
    """Return the address of the page that a run is asked from."""
    if run.case_id is None:
        return f"{reverse('record-changes')}?on={run.options['on']}"
    return reverse(run.subject, args=[run.case_id])


@require_GET
def page(request: HtmxRequest, pk: int) -> HttpResponse:
    """A run: alone on its page, or as the part of a page that waits for it.

    One of the record is shown on the page that it was asked from.
    """
    run = run_for(request, pk)
    if run.case is None and not (request.htmx and run.is_open):
        place = _place(run)
        return HttpResponseClientRedirect(place) if request.htmx else redirect(place)
    template = "runs/state.html" if request.htmx else "runs/page.html"
    context = run_context(request, run) | {"subject": ASKED[run.subject]}
    return render(request, template, context)


@require_POST
def stop(request: HtmxRequest, pk: int) -> HttpResponse:
    """Stop a run: its process is ended."""
    run = run_for(request, pk)
    if run.is_open and not may_stop(request, run):
        raise PermissionDenied
    keeping.stop(run)
    if request.htmx:
        run.refresh_from_db()
        return render(request, "runs/state.html", run_context(request, run))
    return redirect("run", run.pk)


@require_GET
def chart(request: HttpRequest, pk: int, number: int, form: str) -> HttpResponse:
    """One chart of what a run found."""
    run = run_for(request, pk)
    if (told := run.told) is None:
        raise Http404
    return part_response(told, number, form)
