"""Which rule moves a count most: one bar per rule, from its lowest to its highest, widest first.

Pure functions from rows to a Vega-Lite specification. What the engine counted under another rule
and what a study of over-declaration predicts are drawn apart: the first is exact, the second a
model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import CLEARED, EXPOSED, INK, MUTED, count_text, number_expression

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

WIDTH = 560
BAR = 18
ROOM = 250
SAID = 5
KINDS = ("rule", "study")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "by": "What is chosen otherwise",
        "low": "Lowest",
        "high": "Highest",
        "rule": "another rule (counted)",
        "study": "over-declaration, by study (95 % predicted)",
        "declared": "As declared",
        "to": "to",
    },
    "de": {
        "by": "Was anders gewählt wird",
        "low": "Niedrigster",
        "high": "Höchster",
        "rule": "andere Regel (gezählt)",
        "study": "Überdeklaration, je Studie (zu 95 % vorhergesagt)",
        "declared": "Wie deklariert",
        "to": "bis",
    },
}


def tornado(  # noqa: PLR0913 - the texts around a chart
    rows: Sequence[Mapping[str, Any]],
    base: int,
    axis: str,
    title: str,
    subtitle: str = "",
    footnote: str = "",
    lang: str = "en",
) -> Spec:
    """Draw how far each rule, and each study, moves one count.

    Args:
        rows: `by` (unique), `low`, `high` (numbers) and `kind` (`rule` or `study`), in any order.
        base: the count as declared, drawn as a line.
        axis: what is counted.
        title: the headline.
        subtitle: product, market, as of.
        footnote: wrapped under the chart.
        lang: "en" or "de".

    Returns:
        A Vega-Lite specification with its words and figures, as `status_map` returns.
    """
    words = WORDS.get(lang, WORDS["en"])
    # A rule reaches from the base to what it gives; a study stands where it stands.
    spans = [
        {**row, "low": min(row["low"], base), "high": max(row["high"], base)}
        if row["kind"] == "rule"
        else dict(row)
        for row in rows
    ]
    ranked = sorted(spans, key=lambda r: (KINDS.index(r["kind"]), r["low"] - r["high"], r["by"]))
    body: Spec = {
        "width": WIDTH,
        "height": {"step": BAR + 8},
        "layer": [_bars(ranked, axis, words, lang), _figures(ranked, lang), _line(base)],
    }
    said = ", ".join(
        f"{r['by']}: {count_text(r['low'], lang)} {words['to']} {count_text(r['high'], lang)}"
        for r in ranked[:SAID]
    )
    note = f"{words['declared']}: {count_text(base, lang)} {axis}. {footnote}".strip()
    frame = Frame(title, subtitle, note, WIDTH + ROOM, lang)
    return finish(body, frame, said or words["declared"], _table(ranked, words, lang))


def _bars(
    ranked: Sequence[Mapping[str, Any]], axis: str, words: Mapping[str, str], lang: str
) -> Spec:
    values = [{**row, "shown": words[row["kind"]]} for row in ranked]
    colors = {"domain": [words[kind] for kind in KINDS], "range": [EXPOSED, CLEARED]}
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "height": BAR},
        "encoding": {
            "y": {
                "field": "by",
                "type": "nominal",
                "sort": [row["by"] for row in ranked],
                "axis": {"title": None, "labelLimit": ROOM, "labelFontSize": 12,
                         "labelPadding": 10, "labelColor": INK},
            },
            "x": {
                "field": "low",
                "type": "quantitative",
                "scale": {"zero": False},
                "axis": {"title": axis, "labelExpr": number_expression("datum.value", lang),
                         "tickCount": 6, "titlePadding": 8},
            },
            "x2": {"field": "high"},
            "color": {
                "field": "shown", "type": "nominal", "scale": colors,
                "legend": {"title": None, "orient": "top", "direction": "horizontal",
                           "labelFontSize": 12, "labelLimit": WIDTH},
            },
            "tooltip": [{"field": key, "type": "nominal"} for key in ("by", "low", "high")],
        },
    }  # fmt: skip


def _figures(ranked: Sequence[Mapping[str, Any]], lang: str) -> Spec:
    """Write both ends of each bar beside it."""
    values = [
        {"by": row["by"], "high": row["high"],
         "figure": f"{count_text(row['low'], lang)} – {count_text(row['high'], lang)}"}
        for row in ranked
    ]  # fmt: skip
    return {
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11, "color": MUTED},
        "encoding": {
            "y": {"field": "by", "type": "nominal", "sort": [row["by"] for row in ranked]},
            "x": {"field": "high", "type": "quantitative"},
            "text": {"field": "figure", "type": "nominal"},
        },
    }


def _line(base: int) -> Spec:
    return {
        "data": {"values": [{"base": base}]},
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
        "encoding": {"x": {"field": "base", "type": "quantitative"}},
    }


def _table(ranked: Sequence[Mapping[str, Any]], words: Mapping[str, str], lang: str) -> Table:
    return Table(
        columns=tuple(words[key] for key in ("by", "low", "high")),
        rows=tuple(
            (str(row["by"]), count_text(row["low"], lang), count_text(row["high"], lang))
            for row in ranked
        ),
    )
