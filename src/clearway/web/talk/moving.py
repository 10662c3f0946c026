"""Pages by which a discussion comes in and goes out whole; owners of the case only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clearway.errors import SourceError
from clearway.web.cases.access import case_for
from clearway.web.cases.models import Level
from clearway.web.pages.complaints import said_of
from clearway.web.pages.uploads import LARGEST_FORM, takes_up_to
from clearway.web.talk import keeping
from clearway.web.talk.forms import LONGEST_IMPORT, ImportForm
from clearway.web.talk.people import visit_of
from clearway.web.talk.reading_files import comments_in
from clearway.web.talk.views import form_view, frame

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@form_view
@takes_up_to(LONGEST_IMPORT + LARGEST_FORM)
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a discussion from WordPress, Disqus, or another case."""
    case = case_for(request, pk, Level.OWNER)
    form = ImportForm(request.POST or None, request.FILES or None)
    context = frame(visit_of(request, pk)) | {"form": form}
    if form.is_valid():
        data = form.cleaned_data
        try:
            context["outcome"] = keeping.bring(case, comments_in(data["file"], data["post"]))
        except SourceError as error:
            form.add_error("file", said_of(error))
    return render(request, "talk/import.html", context)


@login_required
@require_GET
def export_lines(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The whole discussion as JSON lines."""
    case = case_for(request, pk, Level.OWNER)
    response = StreamingHttpResponse(keeping.lines(case), content_type="application/jsonl")
    return _as_file(response, f"discussion-{case.pk}.jsonl")


@login_required
@require_GET
def export_wxr(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The whole discussion as WordPress reads it."""
    case = case_for(request, pk, Level.OWNER)
    response = StreamingHttpResponse(keeping.wxr(case), content_type="application/xml")
    return _as_file(response, f"discussion-{case.pk}.xml")


def _as_file(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
