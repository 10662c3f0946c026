"""The pages: controls above, the answer beneath; what takes long is asked for and waited for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clearway.errors import UsageError
from clearway.web.accounts.models import User
from clearway.web.cases.access import case_for
from clearway.web.cases.keeping import text_of
from clearway.web.meaning.shown import part_response, shown
from clearway.web.meaning.subjects import SUBJECTS
from clearway.web.meaning.told import Versions
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.complaints import said_of
from clearway.web.runs import keeping
from clearway.web.runs.views import run_context
from clearway.wording import spoken

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clearway.web.cases.models import Case
    from clearway.web.meaning.forms import QuestionForm
    from clearway.web.meaning.subjects import Subject
    from clearway.web.pages.views import HtmxRequest


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HtmxRequest, pk: int, name: str) -> HttpResponse:
    """One subject over a case, as its controls in the address say."""
    case, subject = case_for(request, pk), SUBJECTS[name]
    form = subject.form(ANSWERS.case(text_of(case))[1], request.POST or request.GET)
    context: dict[str, Any] = {"case": case, "subject": subject, "form": form}
    if not form.is_valid():
        status = 400
    elif request.method == "POST":
        return _asked(request, case, subject, form)
    else:
        status = _answer(request, case, subject, form, context)
    is_part = request.htmx and not request.htmx.history_restore_request
    template = "meaning/answer.html" if is_part else "meaning/page.html"
    return render(request, template, context, status=200 if is_part else status)


def _answer(
    request: HttpRequest, case: Case, subject: Subject, form: QuestionForm, context: dict[str, Any]
) -> int:
    """Put the answer into the context, or why there is none; return the status of the page."""
    if subject.is_run:
        run = keeping.find(case, subject.name, form.options)
        if run is not None:
            context |= run_context(request, run)
        others = case.runs.filter(subject=subject.name)
        context["earlier"] = (others.exclude(pk=run.pk) if run else others)[:5]
        return 200
    if lack := subject.lacks(ANSWERS.case(text_of(case))[1], form.options):
        context["lack"] = lack
        return 200
    try:
        told = _told(case, subject, form)[spoken()]
    except UsageError as error:
        form.add_error(None, said_of(error))
        return 400
    at = reverse("meaning-chart", args=[case.pk, subject.name, 0, "FORM"])
    address = f"?{form.address}"

    def chart_at(number: int, kind: str) -> str:
        return at.replace("0.FORM", f"{number}.{kind}") + address

    context |= {"told": told, "items": shown(told.parts, chart_at)}
    return 200


def _told(case: Case, subject: Subject, form: QuestionForm) -> Versions:
    options = form.options
    what = ("meaning", subject.name, json.dumps(options, sort_keys=True))
    return ANSWERS.ask(
        text_of(case), what,
        lambda desk, said: Versions.of(subject.ask(desk, said, options, _nobody)),
    )  # fmt: skip


def _nobody(words: str, fraction: float | None = None) -> None:
    """Take progress where nobody waits for it."""


def _asked(request: HttpRequest, case: Case, subject: Subject, form: QuestionForm) -> HttpResponse:
    """Ask for a run, and go where it is waited for."""
    if not subject.is_run:
        return redirect(f"{request.path}?{form.address}")
    by = request.user if isinstance(request.user, User) else None
    try:
        keeping.ask(case, subject.name, form.options, by)
    except keeping.TooManyRunsError:
        form.add_error(None, too_many())
        context = {"case": case, "subject": subject, "form": form}
        return render(request, "meaning/page.html", context, status=429)
    return redirect(f"{request.path}?{form.address}")


def too_many() -> str:
    """Say what to do where somebody has too many runs open."""
    return _(
        "You have %(count)s computations waiting or running, which is as many as anybody may. "
        "Stop one, or wait until one is done."
    ) % {"count": keeping.MOST_OPEN}


@require_GET
def chart(request: HttpRequest, pk: int, name: str, number: int, form: str) -> HttpResponse:
    """One chart of a page that answers at once."""
    case, subject = case_for(request, pk), SUBJECTS.get(name)
    if subject is None or subject.is_run:
        raise Http404
    controls = subject.form(ANSWERS.case(text_of(case))[1], request.GET)
    if not controls.is_valid():
        return HttpResponse(status=400)
    return part_response(_told(case, subject, controls), number, form)
