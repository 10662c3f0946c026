"""Vega as one script of our own origin: bundled by vl-convert, with the lines that start it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_GET

if TYPE_CHECKING:
    from django.http import HttpRequest


@cache
def script() -> tuple[str, bytes]:
    """Return a digest and the script; made once per process."""
    import vl_convert

    start = files("clearway.web").joinpath("static/clearway/charts.js").read_text(encoding="utf-8")
    made: str = vl_convert.javascript_bundle(start)
    content = made.encode()
    return hashlib.sha256(content).hexdigest()[:16], content


@require_GET
def charts_script(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001
    """Serve the script under its digest, to be kept for ever."""
    now, content = script()
    if digest != now:
        return HttpResponse(status=404)
    response = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
