"""The frontier: how much demand opens for how much money, or for how many deals.

A pure function from the points of a plan's frontier to a Vega-Lite specification. Between two
points nothing more opens, so the line is a stair; the plan itself is a diamond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import ADDED, CLEARED, INK, number_expression
from clearway.errors import UsageError
from clearway.wording import figure, share_text
from clearway.wording import gettext as _

Spec = dict[str, Any]
Row = Mapping[str, Any]

WIDTH = 620
HEIGHT = 300


def frontier_chart(  # noqa: PLR0913 - points, the plan, and the texts around a chart
    points: Sequence[Row],
    plan: Row,
    title: str,
    subtitle: str = "",
    footnote: str = "",
    *,
    currency: str | None = None,
) -> Spec:
    """Draw the most demand that opens for each cost.

    Args:
        points: by price, each with `cost` (or None), `deals` (ids) and `demand_open` (0 to 1).
        plan: the plan, with `cost`, `deals` (how many) and `demand_open`.
        title: the headline.
        subtitle: when a market counts as open, as of.
        footnote: wrapped under the chart.
        currency: of the costs; None: the axis counts deals.

    Returns:
        A Vega-Lite specification with its words and figures.

    Raises:
        UsageError: there are no points.
    """
    if not points:
        raise UsageError("A frontier needs points; a plan to reach markets has none.")
    axis = _("Cost (%(currency)s)") % {"currency": currency} if currency else _("Deals")
    drawn = [
        {"x": row["cost"] if currency else len(row["deals"]), "y": row["demand_open"]}
        for row in points
    ]
    here = {"x": plan["cost"] if currency else plan["deals"], "y": plan["demand_open"],
            "label": _("this plan")}  # fmt: skip
    x = {"field": "x", "type": "quantitative", "title": axis,
         "axis": {"labelExpr": number_expression(form="~s" if currency else "d"),
                  "grid": False}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "title": _("Demand open"),
         "axis": {"labelExpr": number_expression(form=".0%")},
         "scale": {"domainMin": 0}}  # fmt: skip
    body: Spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {"data": {"values": drawn}, "encoding": {"x": x, "y": y},
             "mark": {"type": "line", "interpolate": "step-after", "color": CLEARED}},
            {"data": {"values": drawn}, "encoding": {"x": x, "y": y},
             "mark": {"type": "point", "filled": True, "size": 40, "color": CLEARED}},
            {"data": {"values": [here]}, "encoding": {"x": x, "y": y},
             "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 160,
                      "color": ADDED, "stroke": INK}},
            {"data": {"values": [here]}, "encoding": {"x": x, "y": y, "text": {"field": "label"}},
             "mark": {"type": "text", "align": "left", "dx": 12, "dy": 12, "color": INK}},
        ],
    }  # fmt: skip
    rows = tuple(
        (figure(round(row["x"])), share_text(row["y"]),
         ", ".join(point["deals"]) or "–")
        for row, point in zip(drawn, points, strict=True)
    )  # fmt: skip
    said = _("Demand open: %(first)s – %(last)s; this plan: %(here)s") % {
        "first": share_text(drawn[0]["y"]), "last": share_text(drawn[-1]["y"]),
        "here": share_text(here["y"]),
    }  # fmt: skip
    table = Table((axis, _("Demand open"), _("Deals")), rows)
    return finish(body, Frame(title, subtitle, footnote, WIDTH), said, table)
