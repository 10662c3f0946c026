"""How much a visitor may send: refused by its announced length, before any of it is read."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LARGEST_FORM = 6_000_000
"""Bytes of a form with a file in it: a picture, an article, a case, and the words beside it."""
_View = TypeVar("_View", bound="Callable[..., HttpResponse]")


def takes_up_to(size: int) -> Callable[[_View], _View]:
    """Let a view take larger forms than others, from those who are signed in."""

    def mark(view: _View) -> _View:
        view.largest_form = size  # type: ignore[attr-defined]
        return view

    return mark


class UploadLimitMiddleware:
    """Refuses what is too large, or does not say how large it is, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let a request through."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> HttpResponse | None:
        """Answer what must not be read; this comes before forms are checked for their token."""
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and "HTTP_TRANSFER_ENCODING" in request.META:
            return _refused(request, HTTPStatus.LENGTH_REQUIRED, 0)
        largest = _largest(request, view)
        if int(length or 0) > largest:
            return _refused(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, largest)
        return None


def _largest(request: HttpRequest, view: Callable[..., HttpResponse]) -> int:
    if request.content_type != "multipart/form-data":
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if request.user.is_authenticated:
        return getattr(view, "largest_form", LARGEST_FORM)
    return LARGEST_FORM


def _refused(request: HttpRequest, status: HTTPStatus, largest: int) -> HttpResponse:
    return render(request, "413.html", {"megabytes": largest // 1_000_000}, status=status)
