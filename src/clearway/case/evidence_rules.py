"""Rules that hold within the evidence of a case; breaking one is an error.

A statement acts on those listed before it, so that no two correct one another. A forecast that
bears a seal is as it was when it was sealed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from clearway.case.evidence import seal_of
from clearway.case.findings import Finding, find
from clearway.case.schema import DEAL
from clearway.case.values import Wrong
from clearway.case.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.case.evidence import Forecast, Sighting, Statement
    from clearway.case.model import Case

LINKS = ("confirms", "disputes", "corrects", "retracts")
"""What a statement can do to others."""
TOLD_OF_DEALS = ("status", "effective", "ends", "captured_until", "standards", "count", "exhausts")
"""Keys of a deal that statements can tell."""


def broken_evidence(case: Case) -> Iterator[Finding]:
    """Yield every rule within the evidence that the case breaks."""
    yield from _links(case)
    for statement in case.statements:
        yield from _statement(case, statement)
    for source in case.sources:
        if source.withdrawn and source.published and source.withdrawn < source.published:
            message = f"{source.withdrawn} is before published ({source.published}); correct one"
            yield find(source.place, "withdrawn", message)
    known = {sighting.id for sighting in case.sightings}
    for sighting in case.sightings:
        yield from _sighting(sighting, known)
    for forecast in case.forecasts:
        yield from _forecast(forecast)


def _links(case: Case) -> Iterator[Finding]:
    every = {statement.id for statement in case.statements if statement.id}
    before: set[str] = set()
    for statement in case.statements:
        for link in LINKS:
            for index, named in enumerate(getattr(statement, link)):
                if named not in before:
                    yield find(statement.place, f"{link}.{index}", _unlinked(named, every))
        if statement.id:
            before.add(statement.id)


def _unlinked(named: str, every: set[str]) -> str:
    if named in every:
        return f'"{named}" is not listed before this statement; move this one behind it'
    return f'unknown statement "{named}"{did_you_mean(named, every)}; correct or remove it'


def _statement(case: Case, statement: Statement) -> Iterator[Finding]:
    for key, needed in (("property", "subject"), ("value", "property")):
        if getattr(statement, key) is not None and getattr(statement, needed) is None:
            yield find(statement.place, key, f'says of what? add "{needed}"')
    if statement.property and statement.value is None and not statement.retracts:
        yield find(statement.place, "property", 'has no value; add "value"')
    seen = statement.first_seen, statement.last_seen
    if seen[0] and seen[1] and seen[1] < seen[0]:
        yield find(statement.place, "last_seen", f"{seen[1]} is before first_seen; correct one")
    if statement.kind == "update" and not any(getattr(statement, link) for link in LINKS):
        message = f"an update acts on another statement; add one of {', '.join(LINKS)}"
        yield find(statement.place, "kind", message)
    if statement.subject and case.deal(statement.subject) and statement.value is not None:
        yield from _of_deal(statement)


def _of_deal(statement: Statement) -> Iterator[Finding]:
    """Read what a statement says of a deal as the deal's own key is read."""
    name = statement.property or ""
    if name not in TOLD_OF_DEALS:
        return
    value = statement.value
    try:
        DEAL[name].read(list(value) if isinstance(value, tuple) else value, "value")
    except Wrong as wrong:
        yield find(statement.place, wrong.place, f"as {name} of a deal: {wrong}")


def _sighting(sighting: Sighting, known: set[str | None]) -> Iterator[Finding]:
    if sighting.state not in ("new", "verified") and not sighting.reason:
        yield find(sighting.place, "state", f'"{sighting.state}" needs a reason; add "reason"')
    if sighting.state == "duplicate" and sighting.duplicate_of is None:
        yield find(sighting.place, "state", 'of which one? add "duplicate_of"')
    other = sighting.duplicate_of
    if other is not None and (other not in known or other == sighting.id):
        yield find(sighting.place, "duplicate_of", f'"{other}" is no other sighting; correct it')


def _forecast(forecast: Forecast) -> Iterator[Finding]:
    if forecast.seal is not None and forecast.seal != seal_of(forecast):
        message = (
            "the forecast was changed after it was sealed, and its question is frozen; bring the "
            "old text back, and enter what is meant now as another forecast"
        )
        yield find(forecast.place, "seal", message)
    ways = [
        key for key in ("probability", "words", "by") if getattr(forecast, key) not in (None, ())
    ]
    if len(ways) > 1:
        yield find(forecast.place, ways[1], f'says the same as "{ways[0]}"; keep one')
    yield from _by(forecast)
    yield from _resolution(forecast)


def _by(forecast: Forecast) -> Iterator[Finding]:
    day, reached = forecast.opens - timedelta(days=1), 0.0
    for index, each in enumerate(forecast.by):
        if each.on <= day or each.on > forecast.deadline:
            message = "the days rise, from opens to the deadline; correct them"
            yield find(forecast.place, f"by.{index}.on", message)
        if each.probability < reached:
            message = "falls, and what has happened stays so; give rising probabilities"
            yield find(forecast.place, f"by.{index}.probability", message)
        day, reached = each.on, each.probability
    if forecast.by and forecast.by[-1].on != forecast.deadline:
        yield find(forecast.place, "by", "ends before the deadline; add the deadline itself")


def _resolution(forecast: Forecast) -> Iterator[Finding]:
    """A resolution has a day; an absence shows only when the time is over."""
    resolution, day = forecast.resolution, forecast.resolved_on
    if (resolution is None) != (day is None):
        lacks = "resolved_on" if resolution else "resolution"
        yield find(forecast.place, "", f'"{lacks}" is missing; add it beside the other')
    if resolution is None or day is None:
        return
    if day < forecast.opens:
        yield find(forecast.place, "resolved_on", f"is before opens ({forecast.opens}); correct it")
    if resolution == "no" and not forecast.evidence and day <= forecast.deadline:
        message = (
            f"an absence shows only after the deadline ({forecast.deadline}); "
            "name the evidence, or wait"
        )
        yield find(forecast.place, "resolved_on", message)
    if resolution == "void" and not forecast.because:
        yield find(forecast.place, "resolution", '"void" needs a reason; add "because"')
