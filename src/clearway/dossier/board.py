"""The board of forecasts: what was said, what came of it, and how good it was, by one set of rules.

A forecast is scored when its deadline has passed, never before: an event that comes early is known
early, its absence is not. Clearway's own signal stands on the same board.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from clearway.case import date_text
from clearway.clearance.question import ask
from clearway.dossier.likelihood import Likelihood, likelihood, words_of
from clearway.dossier.scoring import (
    band,
    brier,
    calibration,
    crps,
    log_score,
    ranked_probability,
)
from clearway.dossier.seen import is_within, resolves, without_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from clearway.app import Desk
    from clearway.case import Case, Forecast
    from clearway.clearance.results import Header
    from clearway.dossier.likelihood import Word
    from clearway.dossier.scoring import Calibration

SIGNAL = "Clearway"
"""Whom the board names for clearance read as a forecast."""


@dataclass(frozen=True)
class Scored:
    """One forecast on the board.

    Attributes:
        label: its id, else its place among the forecasts, as `#3`.
        state: `open`, `due` (over, and not resolved), `early` (resolved, and not over), `resolved`,
            `void` or `not scored` (its words are in no table).
        happened: None unless `resolved` or `not scored`.
        proposed: what a verified sighting would resolve it to, with the sighting: `yes by x`.
        signal: clearance on the day it opened, as known then, read as a probability; None where
            there is none.
        brier, log, rps, crps: of the forecast; None where it has none.
    """

    label: str
    forecast: Forecast
    question: str
    outlet: str | None
    likelihood: Likelihood | None
    state: str
    happened: bool | None
    proposed: str | None
    signal: float | None = None
    brier: float | None = None
    log: float | None = None
    rps: float | None = None
    crps: float | None = None

    @property
    def is_in_hindsight(self) -> bool:
        """Whether it was entered when its time was over."""
        entered = self.forecast.entered_on
        return entered is not None and entered > self.forecast.deadline

    @property
    def is_early(self) -> bool:
        """Whether it was resolved before its time was over; it counts from the deadline on."""
        day = self.forecast.resolved_on
        return (
            self.forecast.resolution != "void" and day is not None and day <= self.forecast.deadline
        )

    @property
    def is_scored(self) -> bool:
        """Whether it counts in scores and calibration."""
        return self.brier is not None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data; a log score without bound is None, and said so."""
        said, given = self.forecast, self.likelihood
        return {
            "label": self.label,
            "forecaster": said.forecaster,
            "voice": said.voice,
            "outlet": self.outlet,
            "question": self.question,
            "event": said.event,
            "category": said.category,
            "market": said.market,
            "opens": date_text(said.opens),
            "deadline": date_text(said.deadline),
            "specificity": said.specificity,
            "scale": said.scale,
            "probability": given.probability if given else None,
            "basis": given.basis if given else None,
            "is_sealed": said.seal is not None,
            "is_in_hindsight": self.is_in_hindsight,
            "is_early": self.is_early,
            "state": self.state,
            "resolution": said.resolution,
            "resolved_on": date_text(said.resolved_on) if said.resolved_on else None,
            "because": said.because,
            "evidence": list(said.evidence),
            "proposed": self.proposed,
            "signal": self.signal,
            "brier": self.brier,
            "log": None if self.log == math.inf else self.log,
            "is_log_infinite": self.log == math.inf,
            "rps": self.rps,
            "crps_days": self.crps,
        }


@dataclass(frozen=True)
class Group:
    """The mean scores of one speaker, outlet, reader, or of Clearway's signal.

    Attributes:
        low, high: of the mean Brier score, bootstrapped; None below five forecasts.
    """

    kind: str
    name: str
    count: int
    brier: float
    low: float | None
    high: float | None
    log: float
    rps: float | None
    crps: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {**vars(self), "log": None if self.log == math.inf else self.log}


@dataclass(frozen=True)
class Board:
    """All forecasts of a case on a day.

    Attributes:
        rows: in the order of their deadlines.
        calibration: of those scored; None without any.
        words: those in use, and what they count as.
        header: of the signal's first answer; None where nothing was asked of a record.
        words: the words in use, and what they count as.
    """

    on: date
    rows: tuple[Scored, ...]
    groups: tuple[Group, ...]
    calibration: Calibration | None
    signal_calibration: Calibration | None
    words: tuple[Word, ...]
    header: Header | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the board as the command line prints it in JSON."""
        both = (self.calibration, self.signal_calibration)
        own, signal = (each.to_dict() if each else None for each in both)
        return {
            **without_days(self.header),
            "on": self.on.isoformat(),
            "forecasts": [row.to_dict() for row in self.rows],
            "groups": [group.to_dict() for group in self.groups],
            "calibration": own,
            "signal_calibration": signal,
            "probability_words": [word.to_dict() for word in self.words],
        }

    def to_arrow(self) -> Any:
        """Return one Arrow row per forecast."""
        import pyarrow as pa

        table = pa.Table.from_pylist([row.to_dict() for row in self.rows])
        return self.header.recipe.stamp(table) if self.header else table


def board(
    case: Case, on: date, desk: Desk | None = None, tell: Callable[[str], None] = lambda _: None
) -> Board:
    """Put the forecasts of a case on a board.

    Args:
        case: with its forecasts; those that open later are not known.
        on: the day of the board.
        desk: the record, for Clearway's signal; without it there is none.
        tell: takes progress.
    """
    table = words_of(case)
    signals = _Signals(case, desk, tell)
    numbered = [(f.id or f"#{n}", f) for n, f in enumerate(case.forecasts, 1) if f.opens <= on]
    rows = [
        replace(_scored(case, label, f, on, table), signal=signals.of(f)) for label, f in numbered
    ]
    rows.sort(key=lambda row: row.forecast.deadline)
    mine = [_as_signal(row) for row in rows if row.is_scored and row.signal is not None]
    used = {(row.forecast.words or "").casefold() for row in rows}
    return Board(
        on=on,
        rows=tuple(rows),
        groups=tuple(_groups(rows, mine)),
        calibration=calibration(_pairs(rows)),
        signal_calibration=calibration(_pairs(mine)),
        words=tuple(word for name, word in table.items() if name in used),
        header=signals.header,
    )


def question_of(case: Case, forecast: Forecast) -> str:
    """Return the question of a forecast: as entered, else made of its keys."""
    if forecast.question:
        return forecast.question
    who, what = forecast.company or case.company, forecast.category or "any product"
    span = f"{date_text(forecast.opens)} to {date_text(forecast.deadline)}"
    return f"{who}, {what}, {forecast.market}: {forecast.event}, {span}?"


def _scored(case: Case, label: str, forecast: Forecast, on: date, table: dict[str, Word]) -> Scored:
    given = likelihood(forecast, table)
    state = _state(forecast, on, is_given=given is not None)
    publishers = {source.id: source.publisher for source in case.sources}
    happened = forecast.resolution == "yes" if state in ("resolved", "not scored") else None
    scores: dict[str, Any] = {}
    if state == "resolved" and given is not None and happened is not None:
        scores = {
            "brier": brier(given.probability, happened),
            "log": log_score(given.probability, happened),
            **_by_days(forecast, happened=happened),
        }
    return Scored(
        label=label,
        forecast=forecast,
        question=question_of(case, forecast),
        outlet=publishers.get(forecast.source or ""),
        likelihood=given,
        state=state,
        happened=happened,
        proposed=_proposed(case, forecast, on) if state in ("open", "due") else None,
        **scores,
    )


def _state(forecast: Forecast, on: date, *, is_given: bool) -> str:
    is_over = on > forecast.deadline
    if forecast.resolution is None or forecast.resolved_on is None or forecast.resolved_on > on:
        return "due" if is_over else "open"
    if forecast.resolution == "void":
        return "void"
    if not is_over:
        return "early"
    return "resolved" if is_given else "not scored"


def _by_days(forecast: Forecast, *, happened: bool) -> dict[str, float]:
    """Return the scores of a probability spread over days, where the day of the event is known."""
    day = forecast.happened_on
    if not forecast.by or (happened and day is None):
        return {}
    came = [happened and day is not None and day <= each.on for each in forecast.by]
    start = forecast.opens - timedelta(days=1)
    places = [0, *((each.on - start).days for each in forecast.by)]
    reached = [0.0, *(each.probability for each in forecast.by)]
    event = (day - start).days if happened and day is not None else None
    return {
        "rps": ranked_probability(reached[1:], came),
        "crps": crps(places, reached, event),
    }


def _proposed(case: Case, forecast: Forecast, on: date) -> str | None:
    for number, sighting in enumerate(case.sightings, 1):
        answer = resolves(case, sighting, forecast) if sighting.on <= on else None
        if answer is not None:
            return f"{answer} by sighting {sighting.id or f'#{number}'}"
    return None


class _Signals:
    """Clearance on the day a forecast opens, as known then; one question per day and market."""

    def __init__(self, case: Case, desk: Desk | None, tell: Callable[[str], None]) -> None:
        self._case, self._desk, self._tell = case, desk, tell
        self._kept: dict[Any, float | None] = {}
        self.header: Header | None = None

    def of(self, forecast: Forecast) -> float | None:
        """Return the signal for a forecast of a launch, or of none; None where there is none."""
        if self._desk is None or forecast.event not in ("launch", "no-launch"):
            return None
        company = forecast.company or self._case.company
        key = (company, forecast.category, forecast.market, forecast.opens)
        if key not in self._kept:
            self._tell(f"signal for {forecast.market} on {date_text(forecast.opens)} ...")
            self._kept[key] = self._best(company, forecast)
        share = self._kept[key]
        return share if share is None or forecast.event == "launch" else 1 - share

    def _best(self, company: str, forecast: Forecast) -> float | None:
        assert self._desk is not None  # noqa: S101 - `of` returned otherwise
        names = [
            product.name
            for product in self._case.products_of(company)
            if is_within(product.category, forecast.category)
        ]
        if not names:
            return None
        question = ask(
            self._case, company=company, products=names, markets=[forecast.market],
            as_of=forecast.opens, known_at=forecast.opens,
        )  # fmt: skip
        answer = self._desk.clear(self._case, question)
        self.header = self.header or answer.header.of_answer("forecasts")
        shares = [r.share for r in answer if r.share is not None and r.status != "unknown"]
        return max(shares, default=None)


def _as_signal(row: Scored) -> Scored:
    """Return what the signal would have scored on a question."""
    assert row.signal is not None  # noqa: S101 - the caller looked
    assert row.happened is not None  # noqa: S101 - the row is scored
    return replace(
        row,
        likelihood=Likelihood(row.signal, "clearance"),
        brier=brier(row.signal, row.happened),
        log=log_score(row.signal, row.happened),
        rps=None,
        crps=None,
    )


def _pairs(rows: Iterable[Scored]) -> list[tuple[float, bool]]:
    return [
        (row.likelihood.probability, row.happened)
        for row in rows
        if row.is_scored and row.likelihood is not None and row.happened is not None
    ]


def _groups(rows: Iterable[Scored], signal: list[Scored]) -> list[Group]:
    """Return means by speaker, outlet and reader; an outlet is also who printed a speaker."""
    found: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for row in rows:
        if row.is_scored:
            found[row.forecast.voice, row.forecast.forecaster].append(row)
            if row.outlet and row.forecast.voice != "outlet":
                found["outlet", row.outlet].append(row)
    groups = [_group(kind, name, each) for (kind, name), each in found.items()]
    groups.sort(key=lambda group: (group.kind, -group.count, group.name))
    return [*groups, _group("signal", SIGNAL, signal)] if signal else groups


def _group(kind: str, name: str, rows: list[Scored]) -> Group:
    scores = _columns(rows)
    between = band(scores["brier"])
    means = {key: math.fsum(v) / len(v) if v else None for key, v in scores.items()}
    return Group(
        kind=kind, name=name, count=len(rows),
        brier=means["brier"] or 0.0, log=means["log"] or 0.0,
        low=between[0] if between else None, high=between[1] if between else None,
        rps=means["rps"], crps=means["crps"],
    )  # fmt: skip


def _columns(rows: list[Scored]) -> Mapping[str, list[float]]:
    names = ("brier", "log", "rps", "crps")
    return {
        name: [value for row in rows if (value := getattr(row, name)) is not None] for name in names
    }
