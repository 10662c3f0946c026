"""The dossier as tables and parts: statements, conflicts, forecasts, sightings, changed answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.case import date_text
from clearway.case.words import CHANNELS
from clearway.charts.calibration import calibration_plot
from clearway.charts.seen_map import Class, Row, seen_map
from clearway.dossier.standing import value_text
from clearway.model.territory import country_name
from clearway.report.clearance_parts import status_word
from clearway.report.figures import Figures, figures
from clearway.report.part import Part
from clearway.wording import figure, retold
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.case.evidence import Sighting, Source
    from clearway.dossier import Account, Board, Changes, Conflict, Moment
    from clearway.dossier.board import Group, Scored
    from clearway.dossier.scoring import Calibration
    from clearway.dossier.seen import Seen

_TERMS = ("brier", "reliability", "resolution", "uncertainty")
GRADES = (
    "Grade: the source's reliability (A to F) and the statement's credibility (1 to 6), each apart "
    "(Admiralty code); F and 6 mean that it cannot be judged"
)


def statement_figures(rows: Sequence[Account], caption: str = "") -> Figures:
    """Return statements as they stand."""
    return figures(
        "Statements",
        [("Statement", "text"), ("Said", "date"), ("Grade", "text"), ("State", "text"),
         ("Speaker", "text"), ("Source", "text"), ("Says", "text")],
        [
            (a.label, date_text(a.statement.on), a.grade, _state(a), a.statement.speaker,
             a.source.id, _says(a))
            for a in rows
        ],
        caption or _(GRADES),
    )  # fmt: skip


def _state(account: Account) -> str:
    state = retold(account.state)
    if not account.by:
        return state
    return _("%(state)s by %(names)s") % {"state": state, "names": ", ".join(account.by)}


def _says(account: Account) -> str:
    said = account.statement
    told = f" [{said.subject}: {said.property} = {value_text(said.value)}]" if said.property else ""
    return f"{said.says}{told}"


def source_figures(rows: Iterable[Source]) -> Figures:
    """Return where the facts of a case come from, and how to find it again."""
    return figures(
        "Sources",
        [("Source", "text"), ("Publisher", "text"), ("Published", "date"), ("Read", "date"),
         ("Grade", "text"), ("Language", "text"), ("Copy", "text"), ("Address", "address")],
        [
            (s.id, s.publisher, date_text(s.published) if s.published else _("undated"),
             date_text(s.retrieved) if s.retrieved else "–",
             s.reliability or _("not graded"), s.language or "–", _copy(s), s.url or _("none"))
            for s in rows
        ],
        _("Where the facts of the case come from; grades after the Admiralty code, A to F; copy: "
          "what an archived copy hashes to (SHA-256)"),
    )  # fmt: skip


def _copy(source: Source) -> str:
    told = source.sha256[:12] if source.sha256 else "–"
    if source.withdrawn is None:
        return told
    return _("%(copy)s; withdrawn %(day)s") % {"copy": told, "day": date_text(source.withdrawn)}


def conflict_figures(rows: Iterable[Conflict]) -> Figures:
    """Return disagreeing statements side by side."""
    return figures(
        "Conflicts",
        [("About", "text"), ("Property", "text"), ("In the case", "text"), ("Told", "text"),
         ("Grade", "text"), ("Statement", "text"), ("Source", "text")],
        [
            (c.subject, c.property, c.written or "–", value_text(a.statement.value), a.grade,
             a.label, a.source.publisher or a.source.id)
            for c in rows
            for a in c.accounts
        ],
        _("Where standing statements disagree; nobody wins by rule, the case file decides"),
    )  # fmt: skip


def moment_figures(rows: Iterable[Moment]) -> Figures:
    """Return what was said and what came of it, by day."""
    return figures(
        "History",
        [("On", "date"), ("Statement", "text"), ("What", "text"), ("Says", "text")],
        [(date_text(m.on), m.label, retold(m.event), m.says) for m in rows],
        _("What was said, and what came of it"),
    )


def change_figures(found: Changes) -> list[Figures]:
    """Return the deals told differently, and the answers that this changes."""
    deals = figures(
        "Deals", [("Deal", "text"), ("Property", "text"), ("Before", "text"), ("After", "text")],
        [
            (t.deal, t.property, t.written or _("not counted"),
             t.now or (_("not counted") if t.property == "status" else _("none")))
            for t in found.told
        ],
        _("Deals: %(before)s, then %(after)s") % {"before": found.before, "after": found.after},
    )  # fmt: skip
    rows = figures(
        "Changed",
        [("Product", "text"), ("Market", "text"), ("Status before", "text"), ("After", "text"),
         ("Cleared before", "count"), ("After", "count"), ("Exposed before", "count"),
         ("After", "count")],
        [
            (c.after.product, c.after.market, status_word(c.before.status),
             status_word(c.after.status), c.before.cleared,
             c.after.cleared, c.before.exposed, c.after.exposed)
            for c in found.rows
        ],
        _("%(count)s of %(asked)s answers differ (declared families in force)")
        % {"count": len(found.rows), "asked": found.asked},
    )  # fmt: skip
    return [deals, rows]


def forecast_figures(found: Board) -> Figures:
    """Return the forecasts with what came of them."""
    return figures(
        "Forecasts",
        [("Forecast", "text"), ("Who", "text"), ("Deadline", "date"), ("p", "share"),
         ("Signal", "share"), ("State", "text"), ("Came", "text"), ("Brier", "number"),
         ("Question", "text")],
        [
            (r.label, r.forecast.forecaster, date_text(r.forecast.deadline),
             r.likelihood.probability if r.likelihood else None,
             r.signal if r.signal is not None else "–", _standing(r), _came(r),
             r.brier if r.brier is not None else "–", r.question)
            for r in found.rows
        ],
        _("Forecasts on %(day)s: p as said or read off words; signal: share cleared when it "
          "opened, as known then; scored once the deadline has passed") % {"day": found.on},
    )  # fmt: skip


def _standing(row: Scored) -> str:
    marks = [retold(row.state)]
    if row.proposed:
        marks.append(retold(row.proposed))
    if row.is_early and row.state == "resolved":
        marks.append(_("known early"))
    if row.is_in_hindsight:
        marks.append(_("entered in hindsight"))
    return "; ".join(marks)


def _came(row: Scored) -> str:
    if row.state in ("open", "due"):
        return _("not known")
    return retold(row.forecast.resolution or "not known")


def group_figures(found: Board) -> Figures:
    """Return mean scores by speaker, outlet, reader, and of the signal."""
    return figures(
        "Scores",
        [("Kind", "text"), ("Who", "text"), ("Forecasts", "count"), ("Brier", "number"),
         ("95 % band", "text"), ("Log", "text"), ("RPS", "text"), ("CRPS, days", "text")],
        [
            (retold(g.kind), g.name, g.count, g.brier, _band(g), _some(g.log), _some(g.rps),
             _some(g.crps))
            for g in found.groups
        ],
        _("Mean scores, 0 is best; bands bootstrapped (2,000 draws), none below five forecasts"),
    )  # fmt: skip


def _band(group: Group) -> str:
    if group.low is None or group.high is None:
        return _("too few")
    low, high = figure(group.low, ".2f"), figure(group.high, ".2f")
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _some(value: float | None) -> str:
    return "–" if value is None else figure(value, ",.2f")


def word_figures(found: Board) -> Figures:
    """Return the words of likelihood in use and what they count as."""
    return figures(
        "Words",
        [("Words", "text"), ("Counts as", "share"), ("From", "share"), ("To", "share"),
         ("Source", "text")],
        [(w.words, w.probability, w.low, w.high, w.source) for w in found.words],
        _("How words are read; change it with probability_words in the policy"),
    )  # fmt: skip


def calibration_chart(found: Board) -> dict[str, object] | None:
    """Return the calibration plot; None while nothing is scored."""
    sides = {
        _("forecasts"): found.calibration,
        _("Clearway's signal"): found.signal_calibration,
    }
    rows = [{"who": who, **vars(each)} for who, side in sides.items() if side for each in side.bins]
    if not rows:
        return None
    return calibration_plot(
        rows, _("How probabilities fitted what came"),
        _("Forecasts whose deadline had passed on %(day)s") % {"day": found.on},
        _("Bars: where the share lies with 95 % if calibrated (binomial).") + " " + _murphy(sides),
    )  # fmt: skip


def _murphy(sides: dict[str, Calibration | None]) -> str:
    return " ".join(
        _(
            "%(who)s: Brier %(brier)s = reliability %(reliability)s - resolution %(resolution)s + "
            "uncertainty %(uncertainty)s."
        )
        % {"who": who, **{name: figure(value, ".3f") for name, value in _terms(c).items()}}
        for who, c in sides.items()
        if c
    )


def _terms(found: Calibration) -> dict[str, float]:
    return {name: getattr(found, name) for name in _TERMS}


def sighting_figures(rows: Iterable[Seen], caption: str = "") -> Figures:
    """Return sightings beside clearance on their day."""
    return figures(
        "Sightings",
        [("Sighting", "text"), ("On", "date"), ("Product", "text"), ("Market", "text"),
         ("Channel", "text"), ("Told by", "text"), ("State", "text"), ("Clearance", "text"),
         ("Exposed", "count"), ("Sold exposed", "text")],
        [
            (s.label, date_text(s.sighting.on), s.sighting.product,
             country_name(s.sighting.market),
             _channel(s.sighting), _told_by(s.sighting), _why(s),
             status_word(s.result.status) if s.result else None,
             s.result.exposed if s.result else None, _exposed(s))
            for s in rows
        ],
        caption
        or _("Declared families in force and not cleared on the day, as known on that day"),
    )  # fmt: skip


def _channel(sighting: Sighting) -> str:
    where = (_(CHANNELS[sighting.channel]), sighting.seller, sighting.place_name)
    return ", ".join(part for part in where if part)


def _told_by(sighting: Sighting) -> str:
    return ", ".join((*([sighting.by] if sighting.by else ()), *sighting.sources)) or _("unknown")


def sighting_map(rows: Sequence[Seen]) -> dict[str, Any] | None:
    """Return the map of where products were seen; None without any sighting."""
    if not rows:
        return None
    marks = [
        Row(
            s.sighting.market, country_name(s.sighting.market), _seen_class(s),
            f"{s.sighting.product}, {_channel(s.sighting)}, {date_text(s.sighting.on)}, {_why(s)}",
        )
        for s in rows
    ]  # fmt: skip
    title = _("Where products were seen")
    words: dict[Class, str] = {
        "exposed": _("on sale while exposed"),
        "unasked": _("seen on sale"),
        "clear": _("on sale, nothing exposed"),
        "unverified": _("not verified"),
    }
    return seen_map(marks, title, words, _("Markets"))


def _seen_class(seen: Seen) -> Class:
    if seen.sighting.state != "verified":
        return "unverified"
    sold = seen.is_sold_exposed
    return "unasked" if sold is None else "exposed" if sold else "clear"


def _why(seen: Seen) -> str:
    state = retold(seen.sighting.state)
    return state + (f": {seen.sighting.reason}" if seen.sighting.reason else "")


def _exposed(seen: Seen) -> str | None:
    sold = seen.is_sold_exposed
    if sold is None:
        return "–" if seen.sighting.state != "verified" else None
    return _("yes") if sold else _("no")


def evidence_parts(rows: Sequence[Account]) -> list[Part]:
    """Return the evidence for and against, each with its grades, and the rest."""
    parts = []
    for heading, bears in ((_("Evidence for"), "for"), (_("Evidence against"), "against")):
        found = [a for a in rows if a.statement.bears == bears]
        text = "" if found else _("No statement on record is entered on this side.")
        parts.append(Part(heading, text, figures=statement_figures(found) if found else None))
    rest = [a for a in rows if a.statement.bears is None]
    if rest:
        parts.append(Part(_("Other statements"), figures=statement_figures(rest)))
    return parts


def forecast_parts(found: Board) -> list[Part]:
    """Return open forecasts, resolved ones, scores and calibration."""
    if not found.rows:
        return [Part(_("Forecasts"), _("No forecast is on record."))]
    parts = [Part(_("Forecasts"), figures=forecast_figures(found))]
    if found.groups:
        text, chart = _few(found.on), calibration_chart(found)
        parts.append(Part(_("Scores"), text, chart, group_figures(found)))
    if found.words:
        parts.append(Part(_("How words were read"), figures=word_figures(found)))
    return parts


def _few(on: date) -> str:
    return _(
        "Mean scores of what was over by %(day)s. A handful of forecasts ranks nobody, and several "
        "answers to one question are not independent."
    ) % {"day": on}
