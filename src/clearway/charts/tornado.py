"""Which rule moves a count most: one bar per rule, from its lowest to its highest, widest first.

Pure functions from rows to a Vega-Lite specification. What the engine counted under another rule
and what a study of over-declaration predicts are drawn apart: the first is exact, the second a
model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import CLEARED, EXPOSED, INK, MUTED, number_expression
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

WIDTH = 560
BAR = 18
ROOM = 250
SAID = 5
KINDS = ("rule", "study")


def tornado(  # noqa: PLR0913 - the texts around a chart
    rows: Sequence[Mapping[str, Any]],
    base: int,
    axis: str,
    title: str,
    subtitle: str = "",
    footnote: str = "",
) -> Spec:
    """Draw how far each rule, and each study, moves one count.

    Args:
        rows: `by` (unique), `low`, `high` (numbers) and `kind` (`rule` or `study`), in any order.
        base: the count as declared, drawn as a line.
        axis: what is counted.
        title: the headline.
        subtitle: product, market, as of.
        footnote: wrapped under the chart.

    Returns:
        A Vega-Lite specification with its words and figures, as `status_map` returns.
    """
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
        "layer": [_bars(ranked, axis), _figures(ranked), _line(base)],
    }
    said = ", ".join(
        _("%(by)s: %(low)s to %(high)s")
        % {"by": r["by"], "low": figure(r["low"]), "high": figure(r["high"])}
        for r in ranked[:SAID]
    )
    counted = {"count": figure(base), "counted": axis}
    note = f"{_('As declared: %(count)s %(counted)s.') % counted} {footnote}".strip()
    frame = Frame(title, subtitle, note, WIDTH + ROOM)
    return finish(body, frame, said or _("As declared"), _table(ranked))


def _bars(ranked: Sequence[Mapping[str, Any]], axis: str) -> Spec:
    words = {
        "rule": _("another rule (counted)"),
        "study": _("over-declaration, by study (95 % predicted)"),
    }
    values = [{**row, "shown": words[row["kind"]], **_ends(row)} for row in ranked]
    colors = {"domain": list(words.values()), "range": [EXPOSED, CLEARED]}
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
                "axis": {"title": axis, "labelExpr": number_expression(),
                         "tickCount": 6, "titlePadding": 8},
            },
            "x2": {"field": "high"},
            "color": {
                "field": "shown", "type": "nominal", "scale": colors,
                "legend": {"title": None, "orient": "top", "direction": "horizontal",
                           "labelFontSize": 12, "labelLimit": WIDTH},
            },
            "tooltip": [
                {"field": key, "type": "nominal", "title": title}
                for key, title in zip(("by", "lowest", "highest"), _headings(), strict=True)
            ],
        },
    }  # fmt: skip


def _figures(ranked: Sequence[Mapping[str, Any]]) -> Spec:
    """Write both ends of each bar beside it."""
    values = [
        {"by": row["by"], "high": row["high"],
         "figure": " – ".join(_ends(row).values())}
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


def _headings() -> tuple[str, ...]:
    return _("What is chosen otherwise"), _("Lowest"), _("Highest")


def _ends(row: Mapping[str, Any]) -> dict[str, str]:
    return {"lowest": figure(row["low"]), "highest": figure(row["high"])}


def _table(ranked: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        columns=_headings(),
        rows=tuple((str(row["by"]), *_ends(row).values()) for row in ranked),
    )
