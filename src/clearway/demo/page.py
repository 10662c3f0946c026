"""The demo's charts, and its page: one function for each section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Table
from clearway.charts.holders import holders_bar
from clearway.charts.map import change_map, status_map
from clearway.charts.page import Section, write_page
from clearway.charts.render import render
from clearway.charts.waterfall import waterfall
from clearway.demo.answer import (
    PHONE,
    REMAINING,
    SHOWN_MARKET,
    answer_in_words,
    phone_changes,
    remaining_rows,
    why_accessories,
)
from clearway.demo.offices import LEGEND, evidence_rows, holder_rows, in_words, market_rows
from clearway.export.terminal import notes
from clearway.model.territory import country_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clearway.case import Case
    from clearway.clearance.diff import Difference, Step
    from clearway.clearance.results import MarketResult
    from clearway.demo.offices import Heard

    Spec = Mapping[str, Any]

BOTH_FORMATS = ("demo-map", "demo-waterfall")
"""Charts drawn as SVG too."""


@dataclass(frozen=True)
class Shown:
    """All that the page shows: the case, what the deal changes, and what the offices changed."""

    case: Case
    changes: Difference
    steps: Sequence[Step]
    etsi_alone: Heard
    with_offices: Heard

    @property
    def footnote(self) -> str:
        """What must be said beneath every chart."""
        return " ".join(notes(self.changes.header, [r.after for r in phone_changes(self.changes)]))


def draw(shown: Shown, output: Path) -> Sequence[Path]:
    """Write the charts as PNG (some as SVG too), and one page; return their paths."""
    charts = {
        "demo-map": map_chart(shown),
        "demo-change": change_chart(shown),
        "demo-waterfall": waterfall_chart(shown),
        "demo-holders": holders_chart(shown),
    }
    written = [
        render(spec, output / f"{name}{suffix}")
        for name, spec in charts.items()
        for suffix in (".png", ".svg")
        if name in BOTH_FORMATS or suffix == ".png"
    ]
    page = write_page(
        output / "demo.html", shown.case.question, sections(shown, charts), shown.footnote
    )
    return [*written, page]


def sections(shown: Shown, charts: Mapping[str, Spec]) -> list[Section]:
    """Return the sections of the page in their order."""
    return [
        Section("The answer", answer_in_words(phone_changes(shown.changes))),
        Section("The map", chart=charts["demo-map"]),
        Section("What the deal changed", chart=charts["demo-change"]),
        Section("Deal by deal", chart=charts["demo-waterfall"]),
        Section("What stands in the way", chart=charts["demo-holders"]),
        remaining_section(shown),
        Section("Phones and accessories", why_accessories(shown.changes).replace("\n", "\n\n")),
        offices_section(shown),
        evidence_section(shown),
        owners_section(shown),
    ]


def remaining_section(shown: Shown) -> Section:
    """Who remains after the deal, market by market."""
    table = Table(("Market", "Holders"), remaining_rows(shown.changes), REMAINING)
    return Section("Market by market", table=table)


def offices_section(shown: Shown) -> Section:
    """What office data changed in every market, and why."""
    columns, rows = market_rows(shown.etsi_alone, shown.with_offices)
    words = f"{in_words(shown.etsi_alone, shown.with_offices)}\n\n{LEGEND}"
    caption = f"{PHONE}: declared families in force, by ETSI's register alone and with office data"
    return Section("What office data changed", words, table=Table(columns, rows, caption))


def evidence_section(shown: Shown) -> Section:
    """On what the rights rest, before and after."""
    columns, rows = evidence_rows(shown.etsi_alone, shown.with_offices)
    return Section("On what it rests", table=Table(columns, rows, "Rights on record"))


def owners_section(shown: Shown) -> Section:
    """Whose families, before and after the sales that ETSI does not know."""
    columns, rows = holder_rows(shown.etsi_alone, shown.with_offices)
    caption = f"{PHONE} in the United States: families in force, and exposed after the Nokia deal"
    return Section("Owners corrected", table=Table(columns, rows, caption))


def map_chart(shown: Shown) -> Spec:
    """Every market before and after the deal."""
    phone = phone_changes(shown.changes)
    sides = {
        "before": [_map_row(row.before) for row in phone],
        "after": [_map_row(row.after) for row in phone],
    }
    return status_map(
        sides,
        f"{PHONE}: before and after the Nokia deal",
        f"Declared families in force on {_day(shown)}, and who enforces",
        shown.footnote,
    )


def change_chart(shown: Shown) -> Spec:
    """What the deal cleared, market by market."""
    phone = phone_changes(shown.changes)
    return change_map(
        ([_map_row(row.before) for row in phone], [_map_row(row.after) for row in phone]),
        f"What the Nokia deal cleared for the {PHONE}",
        f"On {_day(shown)}",
        shown.footnote,
    )


def waterfall_chart(shown: Shown) -> Spec:
    """The deals one by one, from own rights on, in the shown market."""
    return waterfall(
        [step.to_dict() for step in shown.steps],
        f"{PHONE} in {country_name(SHOWN_MARKET)}: deal by deal",
        "Declared families cleared, from own rights on",
        shown.footnote,
    )


def holders_chart(shown: Shown) -> Spec:
    """Whose families remain in the shown market."""
    row = next(
        row.after for row in phone_changes(shown.changes) if row.after.market == SHOWN_MARKET
    )
    return holders_bar(
        [{**h.to_dict(), "enforcer": h.holder in row.enforcers} for h in row.holders],
        f"Whose families remain in {country_name(SHOWN_MARKET)}",
        f"{PHONE}, after the Nokia deal",
        shown.footnote,
    )


def _day(shown: Shown) -> str:
    return f"{shown.changes.header.as_of:%d %B %Y}"


def _map_row(row: MarketResult) -> dict[str, Any]:
    return {**row.to_dict(), "holders": None}
