"""The page that a journalist would publish: page, PDF and feed, with what is shown of the talk."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from clearway.report.content import Report
from clearway.report.discussion import discussion_of
from clearway.report.pdf import pdf_bytes
from clearway.report.publication import Publication, feed_of, page_bytes, with_discussion
from clearway.report.updates import updates
from clearway.web.accounts.models import User
from clearway.web.cases.access import case_for
from clearway.web.cases.keeping import text_of
from clearway.web.pages.answers import ANSWERS
from clearway.web.runs import keeping as runs
from clearway.web.runs.views import run_context
from clearway.web.talk.keeping import published as published_rows
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from clearway.web.cases.models import Case
    from clearway.web.runs.models import Run


def _run_of(request: HttpRequest, case: Case) -> Run | None:
    """Return the run that worked the page out, and have today's worked out where it is older.

    A page of yesterday says its day, and stands until that of today is done.
    """
    done = runs.latest_done(case, "published")
    done = done if done and done.told is not None else None
    options = {"on": timezone.now().date().isoformat()}
    is_new = runs.find(case, "published", options) is None
    if is_new or request.method == "POST":  # what failed is tried again by whoever says so
        by = request.user if isinstance(request.user, User) else None
        with suppress(runs.TooManyRunsError):
            runs.ask(case, "published", options, by)
    return done


def _published(case: Case, run: Run) -> Publication:
    """Return what a run worked out, as it is told in the language spoken."""
    assert run.told is not None  # noqa: S101 - `_run_of` looked
    told = run.told[spoken()]
    said = ANSWERS.case(text_of(case))[1]
    day = date.fromisoformat(told.answer["evidence_on"])
    title, answer = said.question or said.id, told.said[0]
    report = Report(title, answer, told.facts, told.parts, told.notes)
    return Publication(report, tuple(updates(said, day)), day, answer, said.id)


def _piece(case: Case, run: Run, form: str, make: Callable[[Publication], bytes]) -> bytes:
    """Return the publication in one form; made anew when anything in it changes."""
    said = published_rows(case)
    stamp = hashlib.sha256(repr(said).encode()).hexdigest()

    def made() -> bytes:
        return make(with_discussion(_published(case, run), discussion_of(said)))

    return ANSWERS.piece(text_of(case), ("published", form, run.key, stamp, spoken()), made)


def _waiting(request: HttpRequest, case: Case) -> HttpResponse:
    """Say how far the page is; there is none yet."""
    options = {"on": timezone.now().date().isoformat()}
    run = runs.find(case, "published", options)
    context = run_context(request, run) if run else {"case": case}
    return render(request, "dossier/waiting.html", context, status=202)


@require_http_methods(["GET", "HEAD", "POST"])
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it would be published; until it is worked out, how far that is."""
    case = case_for(request, pk)
    run = _run_of(request, case)
    return _waiting(request, case) if run is None else _page(case, run)


def _page(case: Case, run: Run) -> HttpResponse:
    """Return the page, which carries a stricter policy of its own and none of the site."""
    address = settings.SITE_ADDRESS + reverse("published", args=[case.pk])
    page = _piece(
        case, run, "page", lambda made: page_bytes(made, "feed.atom", "page.pdf", address)
    )
    response = HttpResponse(page)
    response._csp_exempt = True  # type: ignore[attr-defined]  # what `csp_exempt` sets on a view
    return response


@require_GET
def published_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    case = case_for(request, pk)
    run = _run_of(request, case)
    if run is None:
        return _waiting(request, case)
    drawn = _piece(case, run, "pdf", lambda made: pdf_bytes(made.report, made.day))
    response = HttpResponse(drawn, content_type="application/pdf")
    name = ANSWERS.case(text_of(case))[1].id
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@require_GET
def published_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, agreed, forecast, seen and resolved, as Atom; `?comments=1` adds comments."""
    case, day = case_for(request, pk), timezone.now().date()
    said = ANSWERS.case(text_of(case))[1]
    bare = Report(said.question or said.id, "", (), (), ())
    made = Publication(bare, tuple(updates(said, day)), day, "", said.id)
    if "comments" in request.GET:
        made = with_discussion(made, discussion_of(published_rows(case)), is_in_feed=True)
    page = settings.SITE_ADDRESS + reverse("published", args=[pk])
    feed = feed_of(made, page, settings.SITE_ADDRESS + request.get_full_path())
    response = HttpResponse(feed, content_type="application/atom+xml")
    response["X-Robots-Tag"] = "noindex"
    return response
