"""One panel of a map: the world, Europe enlarged beneath it, and a legend beside Europe.

The panel is told only what to paint where; what the colors mean is the business of `map`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from clearway.charts.geography import OBJECT, hatch, places, rings, world
from clearway.charts.palette import BORDER, INK, LAND, RULE, Hatching

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

WIDTH = 460
HEIGHT = 226
INSET_WIDTH = 214
LOWER_HEIGHT = 206
GAP = 10
LEGEND_WIDTH = WIDTH - INSET_WIDTH - GAP

Box = tuple[float, float, float, float]


class Cut(NamedTuple):
    """A part of the world as it is drawn.

    Attributes:
        name: tells the parts apart.
        box: west, east, south, north of what shows, in degrees.
        small_km2: below this area a country is a dot.
        step: distance of hatching lines, in degrees of latitude.
        aspect: how long a degree of longitude is drawn, as a share of a degree of latitude.
    """

    name: str
    box: Box
    small_km2: float
    step: float
    aspect: float

    @property
    def view(self) -> Spec:
        """Size and projection, as Vega-Lite has them."""
        return WORLD_VIEW if self.name == "world" else EUROPE_VIEW


WORLD = Cut("world", (-180.0, 200.0, -90.0, 90.0), 12_000, 3.4, 0.85)
EUROPE = Cut("europe", (-25.0, 46.0, 33.0, 72.0), 6_000, 1.15, 0.62)

WORLD_VIEW: Spec = {"projection": {"type": "equalEarth"}, "width": WIDTH, "height": HEIGHT}
EUROPE_VIEW: Spec = {
    "projection": {
        "type": "azimuthalEqualArea",
        "rotate": [-13, -53.5, 0],
        "scale": LOWER_HEIGHT * 1.52,
        "translate": [INSET_WIDTH / 2, LOWER_HEIGHT / 2],
        "clipExtent": [[-1, -1], [INSET_WIDTH + 1, LOWER_HEIGHT + 1]],
    },
    "width": INSET_WIDTH,
    "height": LOWER_HEIGHT,
    "view": {"stroke": RULE, "cornerRadius": 3},
}


@dataclass(frozen=True)
class Paint:
    """How one market is painted.

    Attributes:
        market: ISO 3166-1 alpha-2 code.
        color: fill.
        line: color of its hatching.
        hatching: sets of parallel lines.
        shape: symbol of its dot, should it be small.
        tooltip: heading to text, shown under the pointer.
    """

    market: str
    color: str
    line: str
    hatching: tuple[Hatching, ...]
    shape: str
    tooltip: Mapping[str, str]


def land() -> Spec:
    """Return the data every map of a chart inherits: the outlines as TopoJSON, stated once."""
    return {"values": world(), "format": {"type": "topojson", "feature": OBJECT}}


def panel(heading: str, paints: Sequence[Paint], legend: Spec) -> Spec:
    """Return one panel; `legend` is a view of `LEGEND_WIDTH` by `LOWER_HEIGHT` pixels."""
    lower = {"spacing": GAP, "hconcat": [_view(EUROPE, paints), legend]}
    return {
        "title": {"text": heading, "fontSize": 14, "offset": 4, "anchor": "start", "color": INK},
        "spacing": GAP,
        "vconcat": [_view(WORLD, paints), lower],
    }


def _view(cut: Cut, paints: Sequence[Paint]) -> Spec:
    """Return one map: land, painted countries, hatching, dots."""
    shown = [paint for paint in paints if reaches(paint.market, cut)]
    dots = [paint for paint in shown if is_dot(paint.market, cut)]
    border = {"stroke": BORDER, "strokeWidth": 0.5, "clip": True}
    layers: list[Spec] = [
        {"mark": {"type": "geoshape", "fill": LAND, **border, "tooltip": None, "aria": False}},
        _filled(shown, border),
        *([_hatched(lines)] if (lines := _hatching(shown, cut)) else []),
        *([_dotted(dots)] if dots else []),
    ]
    return {**cut.view, "layer": layers}


def is_dot(market: str, cut: Cut) -> bool:
    """Say whether a market is too small to fill; Europe's dots are left to the enlarged part."""
    place = places()[market]
    if place.km2 >= cut.small_km2:
        return False
    return cut is EUROPE or not _within((place.lon, place.lat), EUROPE.box)


def _within(point: Sequence[float], box: Box, margin: float = 0.0) -> bool:
    """Say whether a point lies in a box widened by `margin` degrees."""
    west, east, south, north = box
    x, y = point
    return west - margin < x < east + margin and south - margin < y < north + margin


@cache
def reaches(market: str, cut: Cut) -> bool:
    """Say whether anything of a market shows in this part; what is on no map shows nowhere."""
    place = places().get(market)
    if place is None:
        return False
    outline = (point for ring in rings(market) for point in ring)
    return any(_within(point, cut.box) for point in ((place.lon, place.lat), *outline))


def _as_is(field: str) -> Spec:
    """Encode a field whose values are already colors or shapes."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _values(paints: Sequence[Paint]) -> list[Spec]:
    """Return one row per market, flat, for the specification's data."""
    return [{"market": p.market, "color": p.color, "shape": p.shape, **p.tooltip} for p in paints]


def _tooltip(paints: Sequence[Paint]) -> list[Spec]:
    """Show the tooltip's headings in their order; they are the names of the fields."""
    headings = list(paints[0].tooltip) if paints else []
    return [{"field": heading, "type": "nominal"} for heading in headings]


def _filled(paints: Sequence[Paint], border: Spec) -> Spec:
    """Fill the asked countries; their rows are looked up by the outline's identifier."""
    fields = ["color", *(paints[0].tooltip if paints else ())]
    return {
        "transform": [
            {
                "lookup": "id",
                "from": {"data": {"values": _values(paints)}, "key": "market", "fields": fields},
            },
            {"filter": "isValid(datum.color)"},
        ],
        "mark": {"type": "geoshape", **border},
        "encoding": {"fill": _as_is("color"), "tooltip": _tooltip(paints)},
    }


def _dotted(dots: Sequence[Paint]) -> Spec:
    """Mark the countries too small to fill."""
    where = places()
    values = [
        {**row, "lon": where[row["market"]].lon, "lat": where[row["market"]].lat}
        for row in _values(dots)
    ]
    return {
        "data": {"values": values},
        "mark": {
            "type": "point",
            "filled": True,
            "size": 46,
            "opacity": 1,
            "stroke": INK,
            "strokeWidth": 0.8,
        },
        "encoding": {
            "longitude": {"field": "lon", "type": "quantitative"},
            "latitude": {"field": "lat", "type": "quantitative"},
            "fill": _as_is("color"),
            "shape": _as_is("shape"),
            "tooltip": _tooltip(dots),
        },
    }


def _hatching(paints: Sequence[Paint], cut: Cut) -> list[Spec]:
    """Return the hatching as one feature for each color of line."""
    by_line: dict[str, list[list[list[float]]]] = defaultdict(list)
    for paint in paints:
        for angle, distance in paint.hatching:
            lines = hatch(paint.market, angle, cut.step * distance, cut.aspect)
            by_line[paint.line] += [x for x in lines if any(_within(p, cut.box, 5) for p in x)]
    return [
        {
            "type": "Feature",
            "properties": {"line": line},
            "geometry": {"type": "MultiLineString", "coordinates": lines},
        }
        for line, lines in sorted(by_line.items())
        if lines
    ]


def _hatched(features: list[Spec]) -> Spec:
    """Draw the lines of the hatching; they carry no meaning of their own to read out."""
    mark = {
        "type": "geoshape",
        "filled": False,
        "strokeWidth": 0.7,
        "clip": True,
        "aria": False,
        "tooltip": None,
    }
    encoding = {"color": _as_is("properties.line")}
    return {"data": {"values": features}, "mark": mark, "encoding": encoding}
