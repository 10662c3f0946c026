"""What goes wrong becomes a page for a person: what happened, what is safe, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from clearway import errors
from clearway.web.cases.access import case_for
from clearway.web.pages.complaints import said_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from clearway.web.cases.models import Case

HTTP_STATUS: dict[type[errors.ClearwayError], int] = {
    errors.UsageError: 400,
    errors.CaseError: 422,
    errors.SourceError: 422,
    errors.RecordMissingError: 503,
    errors.RecordDamagedError: 503,
    errors.RecordBusyError: 503,
    errors.StorageError: 507,
    errors.DownloadError: 502,
    errors.EngineError: 501,
}
"""Which status each error has; a test holds it complete."""


def status_of(error: errors.ClearwayError) -> int:
    """Return the HTTP status of an error of ours."""
    return next(code for kind, code in HTTP_STATUS.items() if isinstance(error, kind))


def words_of(error: errors.ClearwayError) -> str:
    """Return what an error says, for somebody who has no business with the server's folders."""
    if isinstance(error, errors.RecordMissingError):
        return "The question was not asked: the site has no record to answer from."
    folders = {settings.RECORD_DIR: "the record", settings.HOME: "the site"}
    words = str(error)
    for folder, name in folders.items():
        words = words.replace(str(folder), name)
    return words


class ClearwayErrorMiddleware:
    """Turns an error of ours into a page; its words name a place and a remedy, and no path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let a request through."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with the page of an error of ours; leave all others to Django."""
        if not isinstance(error, errors.ClearwayError):
            return None
        context = {"message": said_of(words_of(error)), "case": _case_of(request)}
        return render(request, "pages/error.html", context, status=status_of(error))


def _case_of(request: HttpRequest) -> Case | None:
    """Return the case that the address names, so that its text can be put right from there."""
    pk = request.resolver_match.kwargs.get("pk") if request.resolver_match else None
    try:
        return case_for(request, pk) if pk else None
    except Http404:
        return None
