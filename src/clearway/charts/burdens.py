"""Whose burden: what the exposed families of each holder come to, low to high, before and after.

Pure functions from one row of a royalty result to a Vega-Lite specification. A bar reaches from the
low to the high burden; what it was without the deals compared is the line beneath it. The sum of
all holders is said in words: as a bar it would leave no room for theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import EXPOSED, INK, MUTED, number_expression
from clearway.model.territory import in_country
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

WIDTH = 560
STEP = 28
BAR = 15
MOST = 15
ROOM = 230
SAID = 6
MINUS = "\u2013"


def burden_bars(
    row: Mapping[str, Any],
    company: str,
    day: str,
    deals: Sequence[str] = (),
    footnote: str = "",
) -> Spec:
    """Draw the burden of one product in one market by holder, the largest before or after first.

    Args:
        row: `MarketBurden.to_dict()`.
        company: whose product it is.
        day: of the answer, as it is to be read.
        deals: compared with and without; empty when none are.
        footnote: wrapped under the chart.

    Returns:
        A Vega-Lite specification with its words and figures, as `status_map` returns.
    """
    whole = _bar({**row, "holder": _("All holders")})
    bars = sorted((_bar(holder) for holder in row["holders"]), key=_most_first)
    shown = [bar for bar in bars if _longest(bar)][:MOST]
    notes = [_("Line: without %(deals)s.") % {"deals": ", ".join(deals)}] if deals else []
    if len(bars) > len(shown):
        left = figure(len(bars) - len(shown))
        notes.append(_("%(count)s further holders not shown.") % {"count": left})
    if row["unknown"]:
        notes.append(_("Unknown, not zero: %(names)s.") % {"names": ", ".join(row["unknown"])})
    body: Spec = {
        "width": WIDTH,
        "height": {"step": STEP},
        "encoding": {"y": _names([bar["holder"] for bar in shown])},
        "layer": [
            *_before([bar for bar in shown if bar["before_high"] is not None]),
            _bars(shown, _("percent of the price of a unit")),
            _figures(shown),
        ],
    }
    title = _("Unlicensed royalty burden of %(company)s's %(product)s %(in_place)s") % {
        "company": company, "product": row["product"], "in_place": in_country(row["market"]),
    }  # fmt: skip
    subtitle = _("On %(day)s, from the low to the high aggregate. All holders: %(whole)s") % {
        "day": day, "whole": _sum_text(whole),
    }  # fmt: skip
    said = ", ".join(f"{bar['holder']}: {bar['figure']}" for bar in [whole, *shown[:SAID]])
    frame = Frame(title, subtitle, " ".join([*notes, footnote]), WIDTH + ROOM)
    return finish(body, frame, said, _table([whole, *bars]))


def _sum_text(whole: Spec) -> str:
    if not whole["before"] or whole["before"] == whole["figure"]:
        return str(whole["figure"])
    return _("%(now)s (before %(before)s)") % {"now": whole["figure"], "before": whole["before"]}


def _longest(bar: Spec) -> float:
    return max(float(bar["high"]), float(bar["before_high"] or 0))


def _most_first(bar: Spec) -> tuple[float, str]:
    return -_longest(bar), bar["holder"]


def _bar(row: Mapping[str, Any]) -> Spec:
    rate, before = row["rate"], (row["before"] or {}).get("rate")
    return {
        "holder": str(row["holder"]),
        "low": 100 * rate["low"] if rate else 0.0,
        "high": 100 * rate["high"] if rate else 0.0,
        "figure": _percent(rate),
        "before_low": 100 * before["low"] if before else None,
        "before_high": 100 * before["high"] if before else None,
        "before": _percent(before) if before else "",
        "unit": _span(row["per_unit"]),
    }


def _percent(rate: Mapping[str, float] | None) -> str:
    if rate is None:
        return _("unknown")
    return f"{_span({end: 100 * rate[end] for end in rate})}\u00a0%"


def _span(amounts: Mapping[str, float] | None) -> str:
    if amounts is None:
        return ""
    low, high = (figure(amounts[end], ",.2f") for end in ("low", "high"))
    return low if low == high else f"{low}{MINUS}{high}"


def _names(names: Sequence[str]) -> Spec:
    """Put the names beside the bars."""
    return {
        "field": "holder",
        "type": "nominal",
        "sort": list(names),
        "axis": {
            "title": None,
            "labelColor": INK,
            "labelLimit": ROOM,
            "labelFontSize": 12,
            "labelPadding": 10,
        },
    }


def _before(compared: Sequence[Spec]) -> list[Spec]:
    """Draw the burden without the deals compared as a thin line; nothing where none are."""
    line = {
        "data": {"values": list(compared)},
        "mark": {"type": "rule", "color": MUTED, "strokeWidth": 2, "aria": False},
        "encoding": {
            "x": {"field": "before_low", "type": "quantitative"},
            "x2": {"field": "before_high"},
        },
    }
    return [line] if compared else []


def _bars(shown: Sequence[Spec], axis: str) -> Spec:
    """Draw the burden from low to high."""
    number = number_expression(form="~g")
    return {
        "data": {"values": list(shown)},
        "mark": {"type": "bar", "height": BAR, "cornerRadius": 2, "minBandSize": 2},
        "encoding": {
            "x": {
                "field": "low",
                "type": "quantitative",
                "scale": {"zero": True, "nice": True},
                "axis": {"title": axis, "labelExpr": number, "tickCount": 6, "titlePadding": 8},
            },
            "x2": {"field": "high"},
            "color": {"value": EXPOSED},
            "tooltip": [
                {"field": key, "type": "nominal", "title": title}
                for key, title in zip(
                    ("holder", "figure", "before", "unit"), _headings(), strict=True
                )
            ],
        },
    }


def _figures(shown: Sequence[Spec]) -> Spec:
    """Write the figures right of the bars."""
    values = [
        {
            "holder": bar["holder"],
            "end": _longest(bar),
            "figure": bar["figure"],
        }
        for bar in shown
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 11, "color": MUTED},
        "encoding": {
            "x": {"field": "end", "type": "quantitative"},
            "text": {"field": "figure", "type": "nominal"},
        },
    }


def _headings() -> tuple[str, ...]:
    return _("Holder"), _("Burden"), _("Before"), _("For each unit")


def _table(bars: Sequence[Spec]) -> Table:
    """Put every holder into a table, those not drawn too."""
    return Table(
        columns=_headings(),
        rows=tuple(
            (bar["holder"], bar["figure"], bar["before"] or _("none"), bar["unit"] or MINUS)
            for bar in bars
        ),
    )
