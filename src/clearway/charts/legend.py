"""The legend of a map: a swatch with its hatching, the mark of small countries, word and count.

Vega-Lite's own legends know neither hatching nor counts, so the legend is a small chart of its own,
laid out in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from clearway.charts.palette import INK, MUTED, STATUSES, Hatching, count_text

FIRST_ROW = 34.0
ROW = 21.0
SWATCH_WIDTH = 26.0
SWATCH_HEIGHT = 14.0
HATCH_STEP = 4.5

Spec = dict[str, Any]


def status_legend(
    counts: Mapping[str, int], heading: str, lang: str, width: int, height: int
) -> Spec:
    """Draw the legend of a status map.

    Args:
        counts: markets per status, in the order to draw; zero is drawn too.
        heading: the line above.
        lang: "en" or "de".
        width: of the chart, in pixels.
        height: of the chart, in pixels.

    Returns:
        A Vega-Lite view.
    """
    entries = []
    for status, count in counts.items():
        style = STATUSES[status]
        label, number = style.word(lang), count_text(count, lang)
        entries.append(
            swatch(style.color, label, number, style.hatching, style.line, style.shape)
            | {"strength": 1.0 if count else 0.55}
        )
    return swatch_legend(stacked(entries), heading, width, height)


def swatch(
    color: str,
    label: str,
    count: str,
    hatching: tuple[Hatching, ...] = (),
    line: str = INK,
    shape: str = "circle",
) -> Spec:
    """Return one line of a legend: its color and pattern, its words and its count."""
    return {
        "color": color,
        "line": line,
        "shape": shape,
        "label": label,
        "count": count,
        "hatching": hatching,
        "strength": 1.0,
    }


def stacked(entries: Sequence[Spec]) -> list[Spec]:
    """Place lines of a legend one under another; `y` in pixels."""
    return [{**entry, "y": FIRST_ROW + ROW * index} for index, entry in enumerate(entries)]


def swatch_legend(
    entries: Sequence[Mapping[str, Any]], heading: str, width: int, height: int
) -> Spec:
    """Draw swatches with their hatching, mark, label and count, one under another."""
    drawn = [{k: v for k, v in entry.items() if k != "hatching"} for entry in entries]
    segments = [
        {"x": x0, "y": entry["y"] + y0, "x2": x1, "y2": entry["y"] + y1, "line": entry["line"]}
        for entry in entries
        for hatching in entry["hatching"]
        for x0, y0, x1, y1 in swatch_lines(hatching)
    ]
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, width], "nice": False}}
    y = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [height, 0], "nice": False, "zero": False},
    }
    at_y = {"field": "y", **y}
    color = {"field": "color", "type": "nominal", "scale": None, "legend": None}
    strength = {"field": "strength", "type": "quantitative", "scale": None, "legend": None}
    layers: list[Spec] = [
        _text([{"y": 10.0, "label": heading}], 0, "label", color=MUTED),
        {
            "data": {"values": drawn},
            "mark": {"type": "rect", "width": SWATCH_WIDTH, "height": SWATCH_HEIGHT},
            "encoding": {"x": {"datum": SWATCH_WIDTH / 2, **x}, "y": at_y, "color": color},
        },
        {
            "data": {"values": drawn},
            "mark": {
                "type": "point",
                "filled": True,
                "size": 62,
                "stroke": INK,
                "strokeWidth": 0.8,
                "opacity": 1,
            },
            "encoding": {
                "x": {"datum": SWATCH_WIDTH + 13, **x},
                "y": at_y,
                "color": color,
                "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
            },
        },
        _text(drawn, SWATCH_WIDTH + 26, "label", opacity=strength),
        _text(drawn, width - 4, "count", align="right", opacity=strength),
    ]
    if segments:
        layers.insert(
            2,
            {
                "data": {"values": segments},
                "mark": {"type": "rule", "strokeWidth": 1},
                "encoding": {
                    "x": {"field": "x", **x},
                    "x2": {"field": "x2"},
                    "y": at_y,
                    "y2": {"field": "y2"},
                    "color": {"field": "line", "type": "nominal", "scale": None, "legend": None},
                },
            },
        )
    for layer in layers:
        layer["encoding"].setdefault("x", {"datum": 0, **x})
        layer["encoding"].setdefault("y", at_y)
        layer["encoding"]["x"] = {**x, **layer["encoding"]["x"]}
    return {"width": width, "height": height, "layer": layers}


def _text(
    values: Sequence[Mapping[str, Any]],
    x: float,
    field: str,
    *,
    align: str = "left",
    color: str = INK,
    opacity: Spec | None = None,
) -> Spec:
    """Write one column of the legend."""
    encoding: Spec = {"x": {"datum": x}, "text": {"field": field, "type": "nominal"}}
    if opacity is not None:
        encoding["opacity"] = opacity
    return {
        "data": {"values": list(values)},
        "mark": {
            "type": "text",
            "align": align,
            "baseline": "middle",
            "fontSize": 12,
            "color": color,
        },
        "encoding": encoding,
    }


def swatch_lines(hatching: Hatching) -> list[tuple[float, float, float, float]]:
    """Return the segments of one set of lines inside a swatch centered on y = 0, in pixels."""
    angle, step = hatching
    dx, dy = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
    reach = math.hypot(SWATCH_WIDTH, SWATCH_HEIGHT)
    count = int(reach / (step * HATCH_STEP)) + 1
    found = []
    for index in range(-count, count + 1):
        offset = (index + 0.5) * step * HATCH_STEP
        origin = (SWATCH_WIDTH / 2 - dy * offset, dx * offset)
        low, high = -reach, reach
        for start, way, least, most in (
            (origin[0], dx, 0.0, SWATCH_WIDTH),
            (origin[1], dy, -SWATCH_HEIGHT / 2, SWATCH_HEIGHT / 2),
        ):
            if abs(way) < 1e-9:
                if not least < start < most:
                    low, high = 1.0, 0.0
                continue
            ends = sorted(((least - start) / way, (most - start) / way))
            low, high = max(low, ends[0]), min(high, ends[1])
        if low < high:
            found.append(
                (
                    round(origin[0] + low * dx, 2),
                    round(origin[1] + low * dy, 2),
                    round(origin[0] + high * dx, 2),
                    round(origin[1] + high * dy, 2),
                )
            )
    return found
