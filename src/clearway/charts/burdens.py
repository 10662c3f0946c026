"""Whose burden: what the exposed families of each holder come to, low to high, before and after.

Pure functions from one row of a royalty result to a Vega-Lite specification. A bar reaches from the
low to the high burden; what it was without the deals compared is the line beneath it. The sum of
all holders is said in words: as a bar it would leave no room for theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import EXPOSED, INK, MUTED, count_text
from clearway.model.territory import country_name

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

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "holder": "Holder",
        "all": "All holders",
        "now": "Burden",
        "before": "Before",
        "unit": "For each unit",
        "title": "Unlicensed royalty burden of {company}'s {product} in {market}",
        "when": "On {day}, from the low to the high aggregate. All holders: {whole}",
        "earlier": "before {whole}",
        "deals": "Line: without {deals}.",
        "axis": "percent of the price of a unit",
        "rest": "further holders not shown",
        "unknown": "Unknown, not zero: {names}.",
        "none": "none",
    },
    "de": {
        "holder": "Inhaber",
        "all": "Alle Inhaber",
        "now": "Gebührenlast",
        "before": "Vorher",
        "unit": "Je Stück",
        "title": "Unlizenzierte Gebührenlast: {product} von {company}, {market}",
        "when": "Am {day}, vom niedrigen zum hohen Gesamtsatz. Alle Inhaber: {whole}",
        "earlier": "vorher {whole}",
        "deals": "Linie: ohne {deals}.",
        "axis": "Prozent des Preises je Stück",
        "rest": "weitere Inhaber nicht gezeigt",
        "unknown": "Unbekannt, nicht null: {names}.",
        "none": "keine",
    },
}


def burden_bars(  # noqa: PLR0913 - the texts around a chart
    row: Mapping[str, Any],
    company: str,
    day: str,
    deals: Sequence[str] = (),
    footnote: str = "",
    lang: str = "en",
) -> Spec:
    """Draw the burden of one product in one market by holder, the largest before or after first.

    Args:
        row: `MarketBurden.to_dict()`.
        company: whose product it is.
        day: of the answer, as it is to be read.
        deals: compared with and without; empty when none are.
        footnote: wrapped under the chart.
        lang: "en" or "de".

    Returns:
        A Vega-Lite specification with its words and figures, as `status_map` returns.
    """
    words = WORDS.get(lang, WORDS["en"])
    whole = _bar({**row, "holder": words["all"]}, lang)
    bars = sorted((_bar(holder, lang) for holder in row["holders"]), key=_most_first)
    shown = [bar for bar in bars if _longest(bar)][:MOST]
    notes = [words["deals"].format(deals=", ".join(deals))] if deals else []
    if len(bars) > len(shown):
        notes.append(f"{count_text(len(bars) - len(shown), lang)} {words['rest']}.")
    if row["unknown"]:
        notes.append(words["unknown"].format(names=", ".join(row["unknown"])))
    body: Spec = {
        "width": WIDTH,
        "height": {"step": STEP},
        "encoding": {"y": _names([bar["holder"] for bar in shown])},
        "layer": [_before(shown), _bars(shown, words["axis"], lang), _figures(shown)],
    }
    place = country_name(row["market"], lang)
    title = words["title"].format(company=company, product=row["product"], market=place)
    subtitle = words["when"].format(day=day, whole=_sum_text(whole, words))
    said = ", ".join(f"{bar['holder']}: {bar['figure']}" for bar in [whole, *shown[:SAID]])
    frame = Frame(title, subtitle, " ".join([*notes, footnote]), WIDTH + ROOM, lang)
    return finish(body, frame, said, _table([whole, *bars], words))


def _sum_text(whole: Spec, words: Mapping[str, str]) -> str:
    if not whole["before"] or whole["before"] == whole["figure"]:
        return str(whole["figure"])
    return f"{whole['figure']} ({words['earlier'].format(whole=whole['before'])})"


def _longest(bar: Spec) -> float:
    return max(float(bar["high"]), float(bar["before_high"] or 0))


def _most_first(bar: Spec) -> tuple[float, str]:
    return -_longest(bar), bar["holder"]


def _bar(row: Mapping[str, Any], lang: str) -> Spec:
    rate, before = row["rate"], (row["before"] or {}).get("rate")
    return {
        "holder": str(row["holder"]),
        "low": 100 * rate["low"] if rate else 0.0,
        "high": 100 * rate["high"] if rate else 0.0,
        "figure": _percent(rate, lang),
        "before_low": 100 * before["low"] if before else None,
        "before_high": 100 * before["high"] if before else None,
        "before": _percent(before, lang) if before else "",
        "unit": _span(row["per_unit"], lang),
    }


def _percent(rate: Mapping[str, float] | None, lang: str) -> str:
    if rate is None:
        return "unbekannt" if lang == "de" else "unknown"
    return f"{_span({end: 100 * rate[end] for end in rate}, lang)}\u00a0%"


def _span(amounts: Mapping[str, float] | None, lang: str) -> str:
    if amounts is None:
        return ""
    low, high = (f"{amounts[end]:,.2f}" for end in ("low", "high"))
    text = low if low == high else f"{low}{MINUS}{high}"
    return text.translate(str.maketrans(",.", "\u202f,")) if lang == "de" else text


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


def _before(shown: Sequence[Spec]) -> Spec:
    """Draw the burden without the deals compared as a thin line with an end at each side."""
    values = [bar for bar in shown if bar["before_high"] is not None]
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": MUTED, "strokeWidth": 2, "aria": False},
        "encoding": {
            "x": {"field": "before_low", "type": "quantitative"},
            "x2": {"field": "before_high"},
        },
    }


def _bars(shown: Sequence[Spec], axis: str, lang: str) -> Spec:
    """Draw the burden from low to high."""
    number = "format(datum.value, '~g')"
    if lang == "de":
        number = f"replace({number}, '.', ',')"
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
                {"field": key, "type": "nominal"} for key in ("holder", "figure", "before", "unit")
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


def _table(bars: Sequence[Spec], words: Mapping[str, str]) -> Table:
    """Put every holder into a table, those not drawn too."""
    return Table(
        columns=tuple(words[key] for key in ("holder", "now", "before", "unit")),
        rows=tuple(
            (bar["holder"], bar["figure"], bar["before"] or words["none"], bar["unit"] or MINUS)
            for bar in bars
        ),
    )
