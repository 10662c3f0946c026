"""How probabilities fit what came: one mark per probability given, against the diagonal.

Pure functions from rows to a Vega-Lite specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import CLEARED, EXPOSED, INK, MUTED, share_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

SIZE = 320
WIDTH = 420

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "given": "Probability given", "observed": "Share that happened", "count": "Forecasts",
        "band": "95 % if calibrated", "who": "Whose", "to": "to", "happened": "happened",
        "of": "of", "said": "at",
    },
    "de": {
        "given": "Genannte Wahrscheinlichkeit", "observed": "Eingetretener Anteil",
        "count": "Prognosen", "band": "zu 95 %, wenn kalibriert", "who": "Wessen", "to": "bis",
        "happened": "eingetreten", "of": "von", "said": "bei",
    },
}  # fmt: skip


def calibration_plot(
    rows: Sequence[Mapping[str, Any]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
    lang: str = "en",
) -> Spec:
    """Draw observed shares against given probabilities.

    Args:
        rows: `who`, `probability`, `count`, `observed`, `low` and `high` (the band in which the
            share lies with 95 % if calibrated).
        title: the headline.
        subtitle: which forecasts, as of when.
        footnote: wrapped under the chart.
        lang: "en" or "de".

    Returns:
        A Vega-Lite specification with its words and figures.
    """
    words = WORDS.get(lang, WORDS["en"])
    names = list(dict.fromkeys(row["who"] for row in rows))
    scale = {"domain": [0, 1]}
    body: Spec = {
        "width": SIZE,
        "height": SIZE,
        "layer": [
            _diagonal(),
            {
                "data": {"values": [dict(row) for row in rows]},
                "mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.25},
                "encoding": {
                    "x": {"field": "probability", "type": "quantitative"},
                    "y": {"field": "low", "type": "quantitative"},
                    "y2": {"field": "high"},
                    "color": {**_color(names, words), "legend": None},
                },
            },
            {
                "data": {"values": [dict(row) for row in rows]},
                "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": INK},
                "encoding": {
                    "x": {
                        "field": "probability", "type": "quantitative", "scale": scale,
                        "axis": {"title": words["given"], "format": ".0%"},
                    },
                    "y": {
                        "field": "observed", "type": "quantitative", "scale": scale,
                        "axis": {"title": words["observed"], "format": ".0%"},
                    },
                    "size": {
                        "field": "count", "type": "quantitative",
                        "scale": {"range": [60, 400], "zero": True},
                        "legend": None,
                    },
                    "color": _color(names, words),
                    "shape": {"field": "who", "type": "nominal", "sort": names,
                              "legend": {"title": words["who"]}},
                },
            },
        ],
    }  # fmt: skip
    columns = (words["who"], words["given"], words["count"], words["observed"], words["band"])
    table = Table(columns, tuple(_row(row, words, lang) for row in rows), title)
    return finish(body, Frame(title, subtitle, footnote, WIDTH, lang), _said(rows, words), table)


def _diagonal() -> Spec:
    return {
        "data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
        "mark": {"type": "line", "color": MUTED, "strokeDash": [4, 4]},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
        },
    }


def _color(names: Sequence[str], words: Mapping[str, str]) -> Spec:
    return {
        "field": "who",
        "type": "nominal",
        "sort": list(names),
        "scale": {"domain": list(names), "range": [CLEARED, EXPOSED][: len(names)]},
        "legend": {"title": words["who"]},
    }


def _row(row: Mapping[str, Any], words: Mapping[str, str], lang: str) -> tuple[str, ...]:
    low, high = share_text(row["low"], lang), share_text(row["high"], lang)
    return (
        row["who"],
        share_text(row["probability"], lang),
        str(row["count"]),
        share_text(row["observed"], lang),
        f"{low} {words['to']} {high}",
    )


def _said(rows: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    return "; ".join(
        f"{row['who']} {words['said']} {row['probability']:.0%}: "
        f"{round(row['observed'] * row['count'])} {words['of']} {row['count']} {words['happened']}"
        for row in rows
    )
