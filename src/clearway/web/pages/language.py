"""Answers are told in the language that Django has chosen for a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from clearway.wording import speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class SpokenLanguageMiddleware:
    """Speaks the language of a request; stands behind Django's own, which finds it out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request in its language."""
        with speaking((get_language() or "en")[:2]):
            return self._get_response(request)
