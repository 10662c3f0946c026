"""The page that a journalist would publish: page, PDF and feed, with what is shown of the talk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from csp.decorators import csp_exempt
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from clearway.report.discussion import discussion_of
from clearway.report.pdf import pdf_bytes
from clearway.report.publication import (
    Publication,
    feed_of,
    page_bytes,
    publication,
    with_discussion,
)
from clearway.report.scope import scope_of
from clearway.web.cases.access import case_for
from clearway.web.cases.keeping import text_of
from clearway.web.pages.answers import ANSWERS
from clearway.web.talk.keeping import published as published_rows
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest

    import clearway.case
    from clearway.app import Desk
    from clearway.web.cases.models import Case


def _published(raw: bytes, day: date) -> Publication:
    def make(desk: Desk, said: clearway.case.Case) -> Publication:
        return publication(scope_of(desk, said), day)

    return ANSWERS.ask(raw, ("published", day, spoken()), make)


def _piece(case: Case, form: str, make: Callable[[Publication], bytes]) -> tuple[bytes, str]:
    """Return the publication in one form, and its name; made anew when anything in it changes."""
    raw, day, said = text_of(case), timezone.now().date(), published_rows(case)
    made = _published(raw, day)
    stamp = hashlib.sha256(repr(said).encode()).hexdigest()
    what = ("published", form, day, stamp, spoken())
    piece = ANSWERS.piece(raw, what, lambda: make(with_discussion(made, discussion_of(said))))
    return piece, made.case_id


@require_GET
@csp_exempt()  # type: ignore[arg-type]  # typed for views without arguments
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it would be published; it carries a stricter policy of its own."""
    case = case_for(request, pk)
    address = settings.SITE_ADDRESS + reverse("published", args=[pk])
    page, _name = _piece(
        case, "page", lambda made: page_bytes(made, "feed.atom", "page.pdf", address)
    )
    return HttpResponse(page)


@require_GET
def published_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    case = case_for(request, pk)
    drawn, name = _piece(case, "pdf", lambda made: pdf_bytes(made.report, made.day))
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@require_GET
def published_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, agreed, forecast, seen and resolved, as Atom; `?comments=1` adds comments."""
    case = case_for(request, pk)
    made = _published(text_of(case), timezone.now().date())
    if "comments" in request.GET:
        made = with_discussion(made, discussion_of(published_rows(case)), is_in_feed=True)
    page = settings.SITE_ADDRESS + reverse("published", args=[pk])
    feed = feed_of(made, page, settings.SITE_ADDRESS + request.get_full_path())
    response = HttpResponse(feed, content_type="application/atom+xml")
    response["X-Robots-Tag"] = "noindex"
    return response
