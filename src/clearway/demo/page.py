"""The demo's charts, its page, and the report: the same parts, and what office data changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clearway.charts.frame import with_footnote
from clearway.charts.render import render
from clearway.demo.answer import PHONE, REMAINING, remaining_rows, why_accessories
from clearway.demo.offices import LEGEND, evidence_rows, holder_rows, in_words, market_rows
from clearway.dossier import accounts, board, conflicts
from clearway.history import bundled_entries
from clearway.report import Part, compose, write_report
from clearway.report.dossier_parts import conflict_figures, evidence_parts, forecast_parts
from clearway.report.figures import Figures, figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from clearway.case import Case
    from clearway.clearance.diff import Difference
    from clearway.demo.offices import Heard, Table
    from clearway.report import Report, Scope

CHARTS = {
    "The map": "demo-map",
    "What nokia-2017 changed": "demo-change",
    "Deal by deal": "demo-waterfall",
    "What stands in the way": "demo-holders",
    "Burden by holder": "demo-burden",
    "Arsenals": "demo-arsenals",
    "Counts as ranges": "demo-ranges",
    "Which deals next": "demo-plan",
}
"""Parts of the report whose charts are files of their own too."""
LAST_DAY = date(2026, 11, 25)
"""Of the evidence: the day the bundled case was last looked through; the demo never changes."""
BOTH_FORMATS = ("demo-map", "demo-waterfall")
"""Charts drawn as SVG too."""


@dataclass(frozen=True)
class Shown:
    """All that the page shows: what the deal changes, and what the offices changed."""

    scope: Scope
    etsi_alone: Heard
    with_offices: Heard

    @property
    def changes(self) -> Difference:
        """Every product and market, without and with the deal."""
        assert self.scope.changes is not None  # noqa: S101 - the demo asks for them
        return self.scope.changes


def draw(shown: Shown, output: Path, tell: Callable[[str], None]) -> Sequence[Path]:
    """Write the charts, one page, and the report as PDF and workbook; return their paths."""
    report = compose(shown.scope, bundled_entries(), tell, demo_parts(shown))
    day = shown.scope.header.as_of
    names = ("demo.html", "report.pdf", "report.xlsx")
    return [
        *_charts(report, output),
        *(write_report(report, output / name, day) for name in names),
    ]


def _charts(report: Report, output: Path) -> list[Path]:
    footnote = " ".join(report.notes)
    return [
        render(
            with_footnote(report.part(heading).chart or {}, footnote), output / f"{name}{suffix}"
        )
        for heading, name in CHARTS.items()
        for suffix in (".png", ".svg")
        if name in BOTH_FORMATS or suffix == ".png"
    ]


def demo_parts(shown: Shown) -> list[Part]:
    """Return what the demo adds to a report: who remains, accessories, and office data."""
    return [
        remaining_part(shown),
        Part("Phones and accessories", why_accessories(shown.changes).replace("\n", "\n\n")),
        offices_part(shown),
        evidence_part(shown),
        owners_part(shown),
        *dossier_parts(shown.scope.case),
    ]


def dossier_parts(case: Case) -> list[Part]:
    """Who said what of it, where sources disagree, and how the forecasts came out."""
    every = accounts(case, LAST_DAY)
    found = conflict_figures(conflicts(case, LAST_DAY))
    return [
        *evidence_parts(every),
        Part("Where sources disagree", figures=found),
        *forecast_parts(board(case, LAST_DAY)),
    ]


def remaining_part(shown: Shown) -> Part:
    """Who remains after the deal, market by market."""
    table = (("Market", "Holders"), remaining_rows(shown.changes))
    return Part("Who remains, market by market", figures=_figures("Remaining", table, REMAINING))


def offices_part(shown: Shown) -> Part:
    """What office data changed in every market, and why."""
    words = f"{in_words(shown.etsi_alone, shown.with_offices)}\n\n{LEGEND}"
    caption = f"{PHONE}: declared families in force, by ETSI's register alone and with office data"
    table = market_rows(shown.etsi_alone, shown.with_offices)
    return Part("What office data changed", words, figures=_figures("Offices", table, caption))


def evidence_part(shown: Shown) -> Part:
    """On what the rights rest, before and after."""
    table = evidence_rows(shown.etsi_alone, shown.with_offices)
    return Part("On what it rests", figures=_figures("Evidence", table, ""))


def owners_part(shown: Shown) -> Part:
    """Whose families, before and after the sales that ETSI does not know."""
    caption = f"{PHONE} in the United States: families in force, and exposed after the Nokia deal"
    table = holder_rows(shown.etsi_alone, shown.with_offices)
    return Part("Owners corrected", figures=_figures("Owners", table, caption))


def _figures(name: str, table: Table, caption: str) -> Figures:
    columns, rows = table
    return figures(name, [(column, "text") for column in columns], rows, caption)
