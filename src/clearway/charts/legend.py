"""The legend of a map: a swatch with its hatching, the mark of small countries, word and count.

Vega-Lite's own legends know neither hatching nor counts, so the legend is a small chart of its own,
laid out in pixels.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from clearway.charts.palette import INK, MUTED, STATUSES, Hatching, Style
from clearway.wording import figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST_ROW = 34.0
ROW = 21.0
SWATCH_WIDTH = 26.0
SWATCH_HEIGHT = 14.0
HATCH_STEP = 4.5
DOT = {
    "type": "point",
    "filled": True,
    "size": 62,
    "stroke": INK,
    "strokeWidth": 0.8,
    "opacity": 1,
}

Spec = dict[str, Any]


def status_legend(counts: Mapping[str, int], heading: str, width: int, height: int) -> Spec:
    """Draw the legend of a status map.

    Args:
        counts: markets per status, in the order to draw; zero is drawn too.
        heading: the line above.
        width: of the chart, in pixels.
        height: of the chart, in pixels.

    Returns:
        A Vega-Lite view.
    """
    entries = [
        swatch(STATUSES[status], STATUSES[status].word(), figure(count))
        for status, count in counts.items()
    ]
    return swatch_legend(stacked(entries), heading, width, height)


def plain(color: str) -> Style:
    """Return the style of an unhatched fill."""
    return Style(color, color, (), "circle", "", "")


def swatch(style: Style, label: str, count: str) -> Spec:
    """Return one line of a legend: its color and pattern, its words and its count."""
    return {
        "color": style.color,
        "line": style.line,
        "shape": style.shape,
        "label": label,
        "count": count,
        "hatching": style.hatching,
        "strength": 0.55 if count == "0" else 1.0,
    }


def stacked(entries: Sequence[Spec]) -> list[Spec]:
    """Place lines of a legend one under another; `y` in pixels."""
    return [{**entry, "y": FIRST_ROW + ROW * index} for index, entry in enumerate(entries)]


def swatch_legend(entries: Sequence[Spec], heading: str, width: int, height: int) -> Spec:
    """Draw swatches with their hatching, mark, label and count, one under another."""
    drawn = [{k: v for k, v in entry.items() if k != "hatching"} for entry in entries]
    middle, mark, words = SWATCH_WIDTH / 2, SWATCH_WIDTH + 13, SWATCH_WIDTH + 26
    layers = [
        _written([{"y": 10.0, "label": heading}], 0, "label", "left", MUTED),
        _drawn(drawn, middle, {"type": "rect", "width": SWATCH_WIDTH, "height": SWATCH_HEIGHT}),
        _hatched(entries),
        _drawn(drawn, mark, DOT),
        _written(drawn, words, "label", "left", INK),
        _written(drawn, width - 4, "count", "right", INK),
    ]
    for layer in layers:
        encoding = layer["encoding"]
        encoding["x"] = {**encoding["x"], **_axis([0, width])}
        encoding["y"] = {"field": "y", **_axis([height, 0])}
    return {"width": width, "height": height, "layer": layers}


def _axis(domain: Sequence[float]) -> Spec:
    """Lay positions out in pixels: no axis, and nothing rounded."""
    scale = {"domain": list(domain), "nice": False, "zero": False}
    return {"type": "quantitative", "axis": None, "scale": scale}


def _plain_field(field: str) -> Spec:
    """Encode a field whose values are already colors, shapes or opacities."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _drawn(entries: Sequence[Spec], x: float, mark: Spec) -> Spec:
    """Draw one mark for each line, in the line's color and shape."""
    encoding = {"x": {"datum": x}, "fill": _plain_field("color")}
    if mark["type"] == "point":
        encoding["shape"] = _plain_field("shape")
    return {"data": {"values": list(entries)}, "mark": mark, "encoding": encoding}


def _hatched(entries: Sequence[Spec]) -> Spec:
    """Draw the swatches' hatching."""
    segments = [
        {"x": x0, "y": entry["y"] + y0, "x2": x1, "y2": entry["y"] + y1, "line": entry["line"]}
        for entry in entries
        for hatching in entry["hatching"]
        for x0, y0, x1, y1 in swatch_lines(hatching)
    ]
    return {
        "data": {"values": segments},
        "mark": {"type": "rule", "strokeWidth": 1},
        "encoding": {
            "x": {"field": "x"},
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
            "color": _plain_field("line"),
        },
    }


def _written(entries: Sequence[Spec], x: float, field: str, align: str, color: str) -> Spec:
    """Write one column of the legend."""
    mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": 12, "color": color}
    encoding: Spec = {"x": {"datum": x}, "text": {"field": field, "type": "nominal"}}
    if entries and "strength" in entries[0]:
        encoding["opacity"] = {**_plain_field("strength"), "type": "quantitative"}
    return {"data": {"values": list(entries)}, "mark": mark, "encoding": encoding}


def swatch_lines(hatching: Hatching) -> list[tuple[float, float, float, float]]:
    """Return the segments of one set of lines inside a swatch centered on y = 0, in pixels."""
    angle, step = hatching
    dx, dy = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
    reach = math.hypot(SWATCH_WIDTH, SWATCH_HEIGHT)
    count = int(reach / (step * HATCH_STEP)) + 1
    found = []
    for index in range(-count, count + 1):
        offset = (index + 0.5) * step * HATCH_STEP
        x, y = SWATCH_WIDTH / 2 - dy * offset, dx * offset
        left, right = _inside(x, dx, 0.0, SWATCH_WIDTH)
        bottom, top = _inside(y, dy, -SWATCH_HEIGHT / 2, SWATCH_HEIGHT / 2)
        low, high = max(left, bottom, -reach), min(right, top, reach)
        if low < high:
            found.append((x + low * dx, y + low * dy, x + high * dx, y + high * dy))
    return [(round(a, 2), round(b, 2), round(c, 2), round(d, 2)) for a, b, c, d in found]


def _inside(start: float, way: float, least: float, most: float) -> tuple[float, float]:
    """Return from where to where along a line one coordinate lies between two bounds."""
    if abs(way) < 1e-9:
        return (-math.inf, math.inf) if least < start < most else (math.inf, -math.inf)
    low, high = sorted(((least - start) / way, (most - start) / way))
    return low, high
