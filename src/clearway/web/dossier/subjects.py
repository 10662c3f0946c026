"""What the dossier asks the engine beside requests: answers on many days, as known on each.

Each day of knowledge is laid out anew, which takes seconds on a full register; so these are runs,
with their progress, which anybody who waits can stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from clearway.clearance.question import ask
from clearway.dossier import board, seen
from clearway.export.terminal import notes
from clearway.report.dossier_parts import forecast_parts, sighting_figures, sighting_map
from clearway.report.part import Part
from clearway.report.publication import publication
from clearway.report.scope import scope_of
from clearway.web.meaning.told import Told
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from clearway.app import Desk
    from clearway.case import Case
    from clearway.clearance.results import Header
    from clearway.web.meaning.subjects import Options, Say
    from clearway.web.meaning.told import Telling


@dataclass(frozen=True)
class Beside:
    """Something that a page of the dossier has worked out beside requests."""

    name: str
    title: Any
    ask: Callable[[Desk, Case, Options, Say], Telling]


def _header(desk: Desk, case: Case, header: Header | None) -> Header:
    """Return what the answer states about itself, also where nothing had to be asked."""
    return header or desk.header(case, ask(case))


def _forecasts(desk: Desk, case: Case, options: Options, say: Say) -> Telling:
    found = board(case, date.fromisoformat(options["on"]), desk, say)
    header = _header(desk, case, found.header)
    answer = {**header.to_dict(), **found.to_dict()}
    return lambda: Told(
        answer, (), tuple(forecast_parts(found)), tuple(notes(header, (), has_days=True))
    )


def _sightings(desk: Desk, case: Case, _options: Options, say: Say) -> Telling:
    found = seen(case, desk, say)
    header = _header(desk, case, found.header)
    answer = {**header.to_dict(), **found.to_dict()}

    def tell() -> Told:
        table = sighting_figures(found.rows)
        part = Part(_("Sightings"), chart=sighting_map(found.rows), figures=table)
        return Told(answer, (), (part,), tuple(notes(header, (), has_days=True)))

    return tell


def _published(desk: Desk, case: Case, options: Options, say: Say) -> Telling:
    scope, day = scope_of(desk, case), date.fromisoformat(options["on"])
    answer = {**scope.header.to_dict(), "evidence_on": options["on"]}

    def tell() -> Told:
        report = publication(scope, day, say).report
        return Told(answer, (report.answer,), report.parts, report.notes, report.facts)

    return tell


BESIDE = {
    each.name: each
    for each in (
        Beside("forecasts", gettext_lazy("Forecasts"), _forecasts),
        Beside("sightings", gettext_lazy("Sightings"), _sightings),
        Beside("published", gettext_lazy("Page to publish"), _published),
    )
}
