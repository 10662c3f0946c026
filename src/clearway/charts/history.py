"""Market entries over time: the cleared share on each day, beside the markets not entered by then.

Pure functions from the moments of a history to a Vega-Lite specification. A mark is one entry, its
color and shape the status of the market on that day; the grey line beside it spans the markets not
entered by then, its tick their median. Dashed lines are deals, on the day they took effect. Entries
without a share (no right in force on record) stand in a strip of their own: none is drawn at zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import INK, MUTED, RULE, STATUSES, number_expression
from clearway.errors import UsageError
from clearway.wording import figure, retold, share_text
from clearway.wording import gettext as _

Spec = dict[str, Any]
Row = Mapping[str, Any]

WIDTH = 720
HEIGHT = 300
STRIP = 44
LABEL = 22
"""Letters of a deal's name beside its line."""
NEAR_DAYS = 45
NEAR_SHARE = 0.06
"""Marks nearer than this, in days and in parts of the axis, share one label."""


def history_chart(
    moments: Sequence[Row],
    deals: Sequence[tuple[str, str]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
) -> Spec:
    """Draw the cleared share on the day of each entry.

    Args:
        moments: in order of date, each with `day` (ISO), `on` (as known), `market`, `event`,
            `status`, `families`, `share` (0 to 1, or None), `new_deals`, and `elsewhere` with
            `low`, `middle`, `high` (0 to 1, or None).
        deals: id and day (ISO) of the deals that counted at any of them.
        title: the headline.
        subtitle: product and company.
        footnote: wrapped under the chart.

    Returns:
        A Vega-Lite specification with its words and figures.

    Raises:
        UsageError: there are no moments.
    """
    if not moments:
        raise UsageError("A history needs at least one market entry.")
    drawn = [_point(row) for row in moments]
    days = sorted([*(row["day"] for row in drawn), *(day for _, day in deals)])
    x = {
        "field": "day",
        "type": "temporal",
        "scale": {"domain": [_year(days[0], 0), _year(days[-1], 1)]},
        "axis": {"title": None, "format": "%Y", "tickCount": "year", "grid": False},
    }
    body: Spec = {"vconcat": [_shares(drawn, deals, x)], "spacing": 6}
    without = [row for row in drawn if row["share"] is None]
    if without:
        body["vconcat"].append(_strip(without, x))
    frame = Frame(title, subtitle, footnote, WIDTH)
    return finish(body, frame, _sentence(moments), _table(moments))


def _year(day: str, later: int) -> str:
    return f"{int(day[:4]) + later:04d}-01-01"


def _point(row: Row) -> Spec:
    status = STATUSES[row["status"]]
    said = (
        f"{row['on']} {row['market']}, {retold(row['event'])}: {status.word()}, "
        f"{share_text(row['share'])}"
    )
    return {
        "day": row["day"], "market": row["market"], "share": row["share"],
        "status": status.word(), "said": said,
        "color": status.color, "shape": status.shape, **row["elsewhere"],
    }  # fmt: skip


def _shares(drawn: Sequence[Spec], deals: Sequence[tuple[str, str]], x: Spec) -> Spec:
    y = {
        "field": "share", "type": "quantitative",
        "title": _("cleared share of declared families in force"),
        "axis": {"labelExpr": number_expression(form=".0%"), "tickCount": 5, "titlePadding": 8},
        "scale": {"domainMin": 0, "nice": True},
    }  # fmt: skip
    seen = [row for row in drawn if row["share"] is not None]
    quiet: Spec = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            *_deals(deals, x),
            {"data": {"values": list(drawn)}, "transform": [{"filter": "isValid(datum.low)"}],
             "mark": {"type": "rule", "color": RULE, "strokeWidth": 4}, "encoding": quiet},
            {"data": {"values": list(drawn)}, "transform": [{"filter": "isValid(datum.middle)"}],
             "mark": {"type": "tick", "color": MUTED, "thickness": 2, "size": 10,
                      "orient": "horizontal"},
             "encoding": {"x": x, "y": {**y, "field": "middle"}}},
            {"data": {"values": seen}, "mark": _mark(),
             "encoding": {"x": x, "y": y, **_look(drawn)}},
            {"data": {"values": _labels(seen)}, "mark": _label(),
             "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
        ],
    }  # fmt: skip


def _mark() -> Spec:
    return {"type": "point", "filled": True, "size": 110, "opacity": 1, "stroke": INK,
            "strokeWidth": 0.6}  # fmt: skip


def _label() -> Spec:
    return {"type": "text", "dy": -12, "fontSize": 11, "color": INK, "aria": False}


def _labels(points: Sequence[Spec]) -> list[Spec]:
    """Return one label for marks that lie too near for two, over the highest of them."""
    top = max((row["share"] or 0.0 for row in points), default=0.0) or 1.0
    groups: list[list[Spec]] = []
    for row in points:
        for group in groups:
            last = group[-1]
            apart = abs((row["share"] or 0.0) - (last["share"] or 0.0)) / top
            if _days(last["day"], row["day"]) <= NEAR_DAYS and apart <= NEAR_SHARE:
                group.append(row)
                break
        else:
            groups.append([row])
    return [
        {**max(group, key=lambda row: row["share"] or 0.0),
         "label": " ".join(dict.fromkeys(row["market"] for row in group))}
        for group in groups
    ]  # fmt: skip


def _days(one: str, other: str) -> int:
    return abs((date.fromisoformat(other) - date.fromisoformat(one)).days)


def _look(drawn: Sequence[Spec]) -> Spec:
    """Color and shape say the status, and one legend says both."""
    said = {"field": "said", "type": "nominal"}
    styles = {row["status"]: (row["color"], row["shape"]) for row in drawn}
    named = {"title": None, "orient": "top", "labelFontSize": 12, "symbolSize": 90}
    scales = [{"domain": list(styles), "range": [style[i] for style in styles.values()]}
              for i in (0, 1)]  # fmt: skip
    return {
        "color": {"field": "status", "type": "nominal", "scale": scales[0], "legend": named},
        "shape": {"field": "status", "type": "nominal", "scale": scales[1], "legend": named},
        "tooltip": said,
        "description": said,
    }


def _deals(deals: Sequence[tuple[str, str]], x: Spec) -> list[Spec]:
    """A dashed line for each day with deals, their names along it."""
    days: dict[str, list[str]] = {}
    for name, day in deals:
        days.setdefault(day, []).append(name)
    values = [
        {"day": day, "name": _short(names), "said": f"{day}: {', '.join(names)}"}
        for day, names in sorted(days.items())
    ]
    data = {"values": values}
    said = {"field": "said", "type": "nominal"}
    return [
        {"data": data,
         "mark": {"type": "rule", "color": MUTED, "strokeDash": [3, 3], "strokeWidth": 1},
         "encoding": {"x": x, "tooltip": said, "description": said}},
        {"data": data,
         "mark": {"type": "text", "angle": 270, "align": "right", "baseline": "bottom", "dy": -2,
                  "y": 0, "fontSize": 10, "color": MUTED, "aria": False},
         "encoding": {"x": x, "text": {"field": "name"}}},
    ]  # fmt: skip


def _short(names: Sequence[str]) -> str:
    first = names[0] if len(names[0]) <= LABEL else f"{names[0][: LABEL - 1]}\u2026"
    return first if len(names) == 1 else f"{first} +{len(names) - 1}"


def _strip(without: Sequence[Spec], x: Spec) -> Spec:
    return {
        "width": WIDTH,
        "height": STRIP,
        "title": {"text": _("no right in force on record"), "anchor": "start", "fontSize": 11,
                  "fontWeight": "normal", "color": MUTED, "offset": 4},
        "data": {"values": list(without)},
        "layer": [
            {"mark": {**_mark(), "y": STRIP * 0.7},
             "encoding": {"x": {**x, "axis": None}, **_look(without)}},
            {"data": {"values": _labels(without)}, "mark": {**_label(), "y": STRIP * 0.7},
             "encoding": {"x": {**x, "axis": None}, "text": {"field": "label"}}},
        ],
    }  # fmt: skip


def _sentence(moments: Sequence[Row]) -> str:
    said = "; ".join(
        f"{row['on']} {row['market']} {share_text(row['share'])} ({STATUSES[row['status']].word()})"
        for row in moments
    )
    return _("%(count)s entries: %(said)s") % {"count": len(moments), "said": said}


def _table(moments: Sequence[Row]) -> Table:
    columns = (
        _("Date"), _("Market"), _("Event"), _("Status"), _("Families"), _("Cleared share"),
        _("Not entered by then (median)"), _("New deals"),
    )  # fmt: skip
    rows = tuple(
        (
            row["on"], row["market"], retold(row["event"]), STATUSES[row["status"]].word(),
            figure(row["families"]), share_text(row["share"]),
            share_text(row["elsewhere"]["middle"]), ", ".join(row["new_deals"]) or "\u2013",
        )
        for row in moments
    )  # fmt: skip
    return Table(columns, rows)
