"""A market over time: declared families in force and those cleared, day by day, with the deals.

Pure functions from the points of a series to a Vega-Lite specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import (
    CLEARED,
    EXPOSED,
    INK,
    MUTED,
    number_expression,
)
from clearway.errors import UsageError
from clearway.wording import figure, share_text
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

WIDTH = 720
HEIGHT = 300


def course_chart(
    points: Sequence[Mapping[str, Any]],
    deals: Sequence[tuple[str, str]],
    today: str,
    title: str,
    subtitle: str = "",
) -> Spec:
    """Draw what is cleared and what is exposed as two areas, one on the other.

    Args:
        points: in order, each with `day` (ISO), `families` and `cleared` (counts).
        deals: id and day (ISO) of the deals that count, drawn as dashed lines.
        today: the day of the answer (ISO), drawn as a full line.
        title: the headline.
        subtitle: one line under it.

    Returns:
        A Vega-Lite specification with its words and figures.

    Raises:
        UsageError: there are no points.
    """
    if not points:
        raise UsageError("A course needs at least one day.")
    x: Spec = {"field": "day", "type": "temporal", "axis": {"title": None, "format": "%Y"}}
    y: Spec = {
        "field": "count", "type": "quantitative", "stack": "zero",
        "title": _("declared families in force"),
        "axis": {"labelExpr": number_expression(), "tickMinStep": 1},
    }  # fmt: skip
    values = [
        {"day": p["day"], "part": part, "order": order, "count": count}
        for p in points
        for order, (part, count) in enumerate(
            ((_("Cleared"), p["cleared"]), (_("Exposed"), p["families"] - p["cleared"]))
        )
    ]
    color = {
        "field": "part", "type": "nominal", "legend": {"title": None, "orient": "top"},
        "scale": {"domain": [_("Cleared"), _("Exposed")], "range": [CLEARED, EXPOSED]},
    }  # fmt: skip
    body: Spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {"data": {"values": values},
             "mark": {"type": "area", "line": {"color": INK, "size": 1}},
             "encoding": {"x": x, "y": y, "color": color, "order": {"field": "order"}}},
            _lines(deals, x, [3, 3], MUTED),
            _lines([("", today)], x, [], INK),
        ],
    }  # fmt: skip
    frame = Frame(title, subtitle, "", WIDTH)
    return finish(body, frame, _sentence(points), _table(points))


def _lines(days: Sequence[tuple[str, str]], x: Spec, dash: Sequence[int], color: str) -> Spec:
    values = [{"day": day, "said": f"{day} {name}".strip()} for name, day in days]
    said = {"field": "said", "type": "nominal"}
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": color, "strokeDash": list(dash), "strokeWidth": 1},
        "encoding": {"x": x, "tooltip": said, "description": said},
    }


def _sentence(points: Sequence[Mapping[str, Any]]) -> str:
    first, last = points[0], points[-1]
    parts = [
        _("%(day)s: %(cleared)s of %(families)s")
        % {
            "day": p["day"],
            "cleared": figure(p["cleared"]),
            "families": figure(p["families"]),
        }
        for p in (first, last)
    ]
    return _("%(low)s to %(high)s") % dict(zip(("low", "high"), parts, strict=True))


def _table(points: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        columns=(_("Day"), _("Families"), _("Cleared"), _("Share")),
        rows=tuple(
            (
                p["day"], figure(p["families"]), figure(p["cleared"]),
                share_text(p["cleared"] / p["families"] if p["families"] else None),
            )
            for p in points
        ),
    )  # fmt: skip
