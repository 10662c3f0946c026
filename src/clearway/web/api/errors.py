"""One shape for everything that goes wrong: `application/problem+json` (RFC 9457).

`type` is always `about:blank`, `title` the name of the status, `detail` says what to do, `errors`
lists what is wrong where. A case that may not be read looks like one that does not exist.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse, UnreadablePostError
from ninja.errors import HttpError, Throttled, ValidationError

from clearway.errors import CaseError, ClearwayError
from clearway.web.cases.keeping import ChangedMeanwhileError
from clearway.web.pages.errors import status_of, words_of
from clearway.web.runs.keeping import MOST_OPEN, TooManyRunsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest
    from ninja import NinjaAPI

PREFIX = "/api/v1/"
MEDIA_TYPE = "application/problem+json"
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong, as RFC 9457 has it.",
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"const": "about:blank"},
        "title": {"type": "string", "description": "The name of the status."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, and what to do."},
        "errors": {
            "type": "array",
            "description": "What is wrong where: in a parameter, or in a line of the case.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["place", "message"],
                "properties": {"place": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
_SAID = {
    400: "The request cannot be read.",
    401: "Send a token: Authorization: Bearer cw_...; tokens are made on the page /tokens/.",
    403: "You may read this, but not do that.",
    404: "There is nothing here, or nothing that you may read.",
    405: "This address does not take that method; see the header Allow.",
    413: "The request is larger than the site takes.",
    500: "It failed by a defect of ours, which the log of the site holds.",
}

log = logging.getLogger(__name__)


def problem(status: int, detail: str = "", errors: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """Return a problem as a response."""
    title = HTTPStatus(status).phrase
    told = {
        "type": "about:blank", "title": title, "status": status,
        "detail": detail or _SAID.get(status, title),
        "errors": [{"place": place, "message": message} for place, message in errors],
    }  # fmt: skip
    return HttpResponse(json.dumps(told), status=status, content_type=MEDIA_TYPE)


class ApiErrorMiddleware:
    """Gives the API's shape to what others answer at its addresses: no such address, too large."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let a request through, and its answer unless it is an error in another shape."""
        response = self._get_response(request)
        is_ours = request.path_info.startswith(PREFIX)
        if not is_ours or response.status_code < 400 or response["Content-Type"] == MEDIA_TYPE:
            return response
        told = problem(response.status_code)
        if "Allow" in response:
            told["Allow"] = response["Allow"]
        return told


def add_handlers(api: NinjaAPI) -> None:
    """Teach an API our shape."""
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _ours(_: HttpRequest, error: Any) -> HttpResponse:
    status, text = status_of(error), words_of(error)
    if not isinstance(error, CaseError):
        return problem(status, text)
    lines = [line.partition(": ") for line in text.split("\n")]
    return problem(
        status, "This is no case that can be kept or asked; each error has its line.",
        [(place, message) if message else ("", place) for place, _, message in lines],
    )  # fmt: skip


def _invalid(_: HttpRequest, error: Any) -> HttpResponse:
    found = [(".".join(str(part) for part in e["loc"]), str(e["msg"])) for e in error.errors]
    return problem(422, "A parameter is wrong; see errors.", found)


def _refused(request: HttpRequest, _: Any) -> HttpResponse:
    return problem(403 if request.user.is_authenticated else 401)


def _throttled(_: HttpRequest, error: Any) -> HttpResponse:
    told = problem(429, "Too many requests; wait as long as Retry-After says.")
    told["Retry-After"] = str(error.wait)
    return told


def _defect(_: HttpRequest, error: Any) -> HttpResponse:
    log.error("a request of the API failed", exc_info=error)
    return problem(500)


_HANDLERS: dict[type[Exception], Any] = {
    Exception: _defect,
    ClearwayError: _ours,
    Http404: lambda *_: problem(404),
    SuspiciousOperation: lambda *_: problem(400),
    RequestDataTooBig: lambda *_: problem(413),
    UnreadablePostError: lambda *_: problem(400),
    PermissionDenied: _refused,
    HttpError: lambda _, error: problem(error.status_code, str(error)),
    ValidationError: _invalid,
    Throttled: _throttled,
    ChangedMeanwhileError: lambda *_: problem(
        409, "Somebody changed the case since the revision that you saw; nothing was written."
    ),
    TooManyRunsError: lambda *_: problem(
        429, f"You have {MOST_OPEN} runs open, as many as anybody may; stop one or wait."
    ),
}
