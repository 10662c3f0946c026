"""How probabilities fit what came: one mark per probability given, against the diagonal.

Pure functions from rows to a Vega-Lite specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import CLEARED, EXPOSED, INK, MUTED, number_expression
from clearway.wording import figure, share_text
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

SIZE = 320
WIDTH = 420
_COLORS = (CLEARED, EXPOSED)


def calibration_plot(
    rows: Sequence[Mapping[str, Any]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
) -> Spec:
    """Draw observed shares against given probabilities.

    Args:
        rows: `who`, `probability`, `count`, `observed`, `low` and `high` (the band in which the
            share lies with 95 % if calibrated).
        title: the headline.
        subtitle: which forecasts, as of when.
        footnote: wrapped under the chart.

    Returns:
        A Vega-Lite specification with its words and figures.
    """
    names = list(dict.fromkeys(row["who"] for row in rows))
    scale, percent = {"domain": [0, 1]}, number_expression(form=".0%")
    bands = [{**row, "line": _COLORS[names.index(row["who"])]} for row in rows]
    body: Spec = {
        "width": SIZE,
        "height": SIZE,
        "layer": [
            _diagonal(),
            {
                "data": {"values": bands},
                "mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.25},
                "encoding": {
                    "x": {"field": "probability", "type": "quantitative"},
                    "y": {"field": "low", "type": "quantitative"},
                    "y2": {"field": "high"},
                    "stroke": {"field": "line", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": [dict(row) for row in rows]},
                "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": INK},
                "encoding": {
                    "x": {
                        "field": "probability", "type": "quantitative", "scale": scale,
                        "axis": {"title": _("Probability given"), "labelExpr": percent},
                    },
                    "y": {
                        "field": "observed", "type": "quantitative", "scale": scale,
                        "axis": {"title": _("Share that happened"), "labelExpr": percent},
                    },
                    "size": {
                        "field": "count", "type": "quantitative",
                        "scale": {"range": [60, 400], "zero": True},
                        "legend": None,
                    },
                    "fill": _color(names),
                    "shape": {"field": "who", "type": "nominal", "sort": names,
                              "scale": {"domain": names}, "legend": {"title": _("Whose")}},
                },
            },
        ],
    }  # fmt: skip
    columns = (
        _("Whose"), _("Probability given"), _("Forecasts"), _("Share that happened"),
        _("95 % if calibrated"),
    )  # fmt: skip
    table = Table(columns, tuple(_row(row) for row in rows), title)
    return finish(body, Frame(title, subtitle, footnote, WIDTH), _said(rows), table)


def _diagonal() -> Spec:
    return {
        "data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
        "mark": {"type": "line", "color": MUTED, "strokeDash": [4, 4]},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
        },
    }


def _color(names: Sequence[str]) -> Spec:
    return {
        "field": "who",
        "type": "nominal",
        "sort": list(names),
        "scale": {"domain": list(names), "range": _COLORS[: len(names)]},
        "legend": {"title": _("Whose")},
    }


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = share_text(row["low"]), share_text(row["high"])
    return (
        row["who"],
        share_text(row["probability"]),
        str(row["count"]),
        share_text(row["observed"]),
        _("%(low)s to %(high)s") % {"low": low, "high": high},
    )


def _said(rows: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        _("%(who)s at %(probability)s: %(happened)s of %(count)s happened")
        % {
            "who": row["who"],
            "probability": figure(row["probability"], ".0%"),
            "happened": round(row["observed"] * row["count"]),
            "count": row["count"],
        }
        for row in rows
    )
