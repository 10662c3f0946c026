"""Operations of the dossier: what was said of a case and by whom, forecast, and seen.

Answers are the JSON of the command line; those without a recipe rest on the case file alone.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from clearway.dossier import accounts, board, chronicle, conflicts, seen, unanswered
from clearway.web.api import asked  # noqa: TC001 - ninja reads the annotations
from clearway.web.api.describing import answer
from clearway.web.cases.access import case_for
from clearway.web.cases.keeping import text_of
from clearway.web.pages.answers import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clearway.case import Case as CaseFile

dossier = Router(tags=["dossier"])


def _said(
    request: HttpRequest, pk: int, options: asked.OnDay | asked.AboutOnDay
) -> tuple[CaseFile, date, bytes]:
    """Return the case, the day, and the text that the case was read from."""
    raw = text_of(case_for(request, pk))
    return ANSWERS.case(raw)[1], options.only(request).on or datetime.now(UTC).date(), raw


def _listed(on: date, name: str, rows: Iterable[Any]) -> HttpResponse:
    return _json({"on": on.isoformat(), name: [row.to_dict() for row in rows]})


def _json(data: Any) -> HttpResponse:
    return HttpResponse(json.dumps(data), content_type="application/json")


@dossier.get("/cases/{int:pk}/statements", openapi_extra=answer("statements"))
def statements(request: HttpRequest, pk: int, options: Query[asked.AboutOnDay]) -> HttpResponse:
    """Statements with their grades, and whether they stand."""
    case, on, _ = _said(request, pk, options)
    rows = [a for a in accounts(case, on) if options.subject in (None, a.statement.subject)]
    return _listed(on, "statements", rows)


@dossier.get("/cases/{int:pk}/conflicts", openapi_extra=answer("conflicts"))
def statements_in_conflict(
    request: HttpRequest, pk: int, options: Query[asked.OnDay]
) -> HttpResponse:
    """Standing statements that disagree, side by side."""
    case, on, _ = _said(request, pk, options)
    return _listed(on, "conflicts", conflicts(case, on))


@dossier.get("/cases/{int:pk}/history", openapi_extra=answer("history"))
def history(request: HttpRequest, pk: int, options: Query[asked.AboutOnDay]) -> HttpResponse:
    """What was said by day, and what confirmed, disputed, corrected or retracted it."""
    case, on, _ = _said(request, pk, options)
    return _listed(on, "history", chronicle(case, on, options.subject))


@dossier.get("/cases/{int:pk}/forecasts", openapi_extra=answer("forecasts"))
def forecasts(request: HttpRequest, pk: int, options: Query[asked.Beside]) -> HttpResponse:
    """Forecasts, what came of them, and how good they were."""
    case, on, raw = _said(request, pk, options)
    if not options.clearance:
        return _json(board(case, on).to_dict())
    found = ANSWERS.ask(raw, ("board", on), lambda desk, said: board(said, on, desk))
    return _json(found.to_dict())


@dossier.get("/cases/{int:pk}/sightings", openapi_extra=answer("sightings"))
def sightings(request: HttpRequest, pk: int, options: Query[asked.Beside]) -> HttpResponse:
    """Products seen in markets by a day; `result` is clearance on that of the sighting."""
    case, on, raw = _said(request, pk, options)
    found = (
        ANSWERS.ask(raw, ("sightings",), lambda desk, said: seen(said, desk))
        if options.clearance
        else unanswered(case)
    )
    rows = tuple(row for row in found.rows if row.sighting.on <= on)
    return _json(replace(found, rows=rows).to_dict())
