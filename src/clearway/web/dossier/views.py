"""Pages of the dossier: evidence, forecasts, sightings and their queue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearway.charts.drawing import svg
from clearway.charts.frame import summary_of
from clearway.dossier import Seen, accounts, board, chronicle, conflicts, seen, unanswered
from clearway.errors import CaseError
from clearway.report.dossier_parts import (
    calibration_chart,
    conflict_figures,
    forecast_figures,
    group_figures,
    moment_figures,
    sighting_figures,
    sighting_map,
    source_figures,
    statement_figures,
    word_figures,
)
from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from clearway.web.cases.access import case_for, may, member
from clearway.web.cases.keeping import text_of
from clearway.web.cases.models import Level
from clearway.web.dossier.deciding import DecidedMeanwhileError, decide
from clearway.web.dossier.forms import DecideForm, SightingForm
from clearway.web.dossier.models import MOST_WAITING, SentSighting
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.complaints import said_of
from clearway.web.talk.limits import is_within, network_of
from clearway.web.talk.people import author_of
from clearway.web.talk.rules import DAY, HOUR, Limit
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date

    from django.http import HttpRequest

    from clearway.dossier import Board
    from clearway.report.figures import Figures
    from clearway.web.cases.models import Case

    Draw = Callable[[], dict[str, Any] | None]

PER_NETWORK = Limit("sightings", _("sightings from one network address"), 5, HOUR)
PER_CASE = Limit("sightings-case", _("sightings sent to one case"), 100, DAY)


def _today() -> date:
    return timezone.now().date()


def _table(heading: str, shown: Figures) -> dict[str, Any]:
    kinds = [column.kind if not column.is_numeric else "number" for column in shown.columns]
    return {
        "heading": heading,
        "caption": shown.caption,
        "columns": shown.columns,
        "rows": [list(zip(row, kinds, strict=True)) for row in shown.texts()],
    }


def _page(request: HttpRequest, case: Case, title: str, **context: Any) -> HttpResponse:
    return render(request, "dossier/page.html", {"case": case, "title": title, **context})


@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Statements as they stand, where they disagree, and how it came."""
    case = case_for(request, pk)
    said, day = ANSWERS.case(text_of(case))[1], _today()
    tables = [
        _table(_("Where sources disagree"), conflict_figures(conflicts(said, day))),
        _table(_("Statements"), statement_figures(accounts(said, day))),
        _table(_("History"), moment_figures(chronicle(said, day))),
        _table(_("Sources"), source_figures(said.sources)),
    ]
    return _page(request, case, _("Evidence"), tables=tables)


@require_GET
def forecasts(request: HttpRequest, pk: int) -> HttpResponse:
    """The board; beside it Clearway's own signal when that is asked for, as it takes a while."""
    case = case_for(request, pk)
    raw = text_of(case)
    found = _board(request, raw)
    tables = [
        _table(_("Forecasts"), forecast_figures(found)),
        _table(_("Scores"), group_figures(found)),
        _table(_("How words were read"), word_figures(found)),
    ]
    chart = calibration_chart(found)
    return _page(
        request, case, _("Forecasts"), tables=tables, may_ask=not _is_asked(request),
        chart=summary_of(chart) if chart else "", chart_at=_chart_at(request, "chart.svg"),
        former=bool(ANSWERS.case(raw)[1].former),
    )  # fmt: skip


def _is_asked(request: HttpRequest) -> bool:
    """Say whether the page is to stand beside clearance, which takes a while."""
    return "clearance" in request.GET


def _chart_at(request: HttpRequest, name: str) -> str:
    return f"{name}?clearance=1" if _is_asked(request) else name


def _board(request: HttpRequest, raw: bytes) -> Board:
    day = _today()
    if _is_asked(request):
        return ANSWERS.ask(raw, ("board", day), lambda desk, said: board(said, day, desk))
    return board(ANSWERS.case(raw)[1], day)


@require_GET
def forecast_chart(request: HttpRequest, pk: int) -> HttpResponse:
    """The calibration plot as a drawing."""
    raw = text_of(case_for(request, pk))
    found = _board(request, raw)
    return _drawing(request, raw, ("calibration", _today()), lambda: calibration_chart(found))


def _drawing(
    request: HttpRequest,
    raw: bytes,
    what: tuple[Hashable, ...],
    draw: Callable[[], dict[str, Any] | None],
) -> HttpResponse:
    """Return a chart as a drawing in the reader's language, drawn once."""
    chart = draw()
    if chart is None:
        raise Http404
    key = (*what, _is_asked(request), spoken())
    drawn = ANSWERS.piece(raw, key, lambda: svg(chart))
    return HttpResponse(drawn, content_type="image/svg+xml")


@require_GET
def sightings(request: HttpRequest, pk: int) -> HttpResponse:
    """Sightings; beside clearance on their day when that is asked for."""
    case = case_for(request, pk)
    rows = _seen(request, text_of(case))
    shown = sighting_figures(rows)
    if not _is_asked(request):
        few = tuple(row[:-3] for row in shown.rows)
        shown = replace(shown, columns=shown.columns[:-3], rows=few, caption="")
    tables = [_table(_("Sightings"), shown)]
    chart = sighting_map(rows)
    return _page(
        request, case, _("Sightings"), tables=tables,
        pictures=case.sent_sightings.exclude(state="").exclude(picture=b""),
        may_ask=not _is_asked(request), is_sightings=True,
        waiting=case.sent_sightings.filter(state="").count() if _moderates(request, case) else 0,
        chart=summary_of(chart) if chart else "", chart_at=_chart_at(request, "map.svg"),
    )  # fmt: skip


@require_GET
def sightings_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Where products were seen, as a drawing."""
    raw = text_of(case_for(request, pk))
    rows = _seen(request, raw)
    return _drawing(request, raw, ("seen map",), lambda: sighting_map(rows))


def _seen(request: HttpRequest, raw: bytes) -> tuple[Seen, ...]:
    if _is_asked(request):
        return ANSWERS.ask(raw, ("sightings",), lambda desk, said: seen(said, desk)).rows
    return unanswered(ANSWERS.case(raw)[1]).rows


def _moderates(request: HttpRequest, case: Case) -> bool:
    return may(request, case, Level.EDITOR)


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sighting from whoever may read the case; it waits for a moderator."""
    case = case_for(request, pk)
    said = ANSWERS.case(text_of(case))[1]
    is_sent = request.method == "POST"
    form = SightingForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, said=said
    )
    if is_sent and form.is_valid():
        if not _has_room(request, case):
            form.add_error(None, _("Too many sightings were sent. Try again later."))
        else:
            by = request.user if isinstance(request.user, User) else None
            is_confirmed = author_of(request) is not None
            SentSighting.objects.create(
                case=case, by=by, is_confirmed=is_confirmed, **form.cleaned_data
            )
            messages.success(
                request, _("Thank you. It is shown once a moderator has looked at it.")
            )
            return redirect("sightings", case.pk)
    return render(request, "dossier/send.html", {"case": case, "form": form})


def _has_room(request: HttpRequest, case: Case) -> bool:
    return (
        is_within(PER_NETWORK, network_of(request))
        and is_within(PER_CASE, str(case.pk))
        and case.sent_sightings.filter(state="").count() < MOST_WAITING
    )


@login_required
@require_GET
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, the oldest first; moderators are whoever may change the case."""
    case = case_for(request, pk, Level.EDITOR)
    items = [{"sent": sent, "form": DecideForm()} for sent in case.sent_sightings.filter(state="")]
    return render(request, "dossier/queue.html", {"case": case, "items": items})


@login_required
@require_POST
def decide_one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give a sighting its state, with the reason."""
    case = case_for(request, pk, Level.EDITOR)
    sent = _one(case, number)
    form = DecideForm(request.POST)
    if not form.is_valid():
        items = [{"sent": sent, "form": form}]
        return render(request, "dossier/queue.html", {"case": case, "items": items})
    try:
        decide(sent, form.cleaned_data, member(request))
    except DecidedMeanwhileError:
        messages.error(request, _("Another moderator has decided this one."))
    except keeping.ChangedMeanwhileError:
        messages.error(request, _("Somebody changed the case just now. Decide again."))
    except CaseError as error:
        messages.error(request, said_of(error))
    else:
        messages.success(request, _("Decided."))
    return redirect("sightings-queue", case.pk)


@require_GET
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A picture: to moderators while it waits, to readers of the case once it is decided."""
    case = case_for(request, pk)
    sent = _one(case, number)
    if not sent.picture or (not sent.state and not _moderates(request, case)):
        raise Http404
    return HttpResponse(bytes(sent.picture), content_type="image/jpeg")


def _one(case: Case, number: int) -> SentSighting:
    found: SentSighting | None = case.sent_sightings.filter(pk=number).first()
    if found is None:
        raise Http404
    return found
