"""One panel of a map: the world, Europe enlarged beneath it, and a legend beside Europe.

The panel is told only what to paint where; what the colors mean is the business of `map`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from clearway.charts.geography import OBJECT, hatch, places, rings, world
from clearway.charts.palette import BORDER, INK, LAND, RULE, Hatching

Spec = dict[str, Any]

WIDTH = 460
HEIGHT = 226
INSET_WIDTH = 214
LOWER_HEIGHT = 206
GAP = 10
LEGEND_WIDTH = WIDTH - INSET_WIDTH - GAP
SMALL_KM2 = 12_000
"""A country below this area (square kilometers) is a dot on the world map."""
SMALL_KM2_EUROPE = 6_000
EUROPE = (-25.0, 46.0, 33.0, 72.0)
"""West, east, south, north of what the enlarged part shows, in degrees."""
WORLD_ASPECT = 0.85
WORLD_STEP = 3.4
EUROPE_ASPECT = 0.62
EUROPE_STEP = 1.15


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
    whole = {"projection": {"type": "equalEarth"}, "width": WIDTH, "height": HEIGHT}
    europe = {
        "projection": {
            "type": "azimuthalEqualArea",
            "rotate": [-13, -53.5, 0],
            "scale": LOWER_HEIGHT * 1.52,
            "translate": [INSET_WIDTH / 2, LOWER_HEIGHT / 2],
        },
        "width": INSET_WIDTH,
        "height": LOWER_HEIGHT,
        "view": {"stroke": RULE, "cornerRadius": 3},
    }
    dots = [p for p in paints if _is_dot(p.market, SMALL_KM2) and not _in_europe(p.market)]
    inset_dots = [p for p in paints if _is_dot(p.market, SMALL_KM2_EUROPE) and _in_europe(p.market)]
    return {
        "title": {"text": heading, "fontSize": 14, "offset": 4, "anchor": "start", "color": INK},
        "spacing": GAP,
        "vconcat": [
            {**whole, "layer": _layers(paints, dots, WORLD_STEP, WORLD_ASPECT)},
            {
                "spacing": GAP,
                "hconcat": [
                    {
                        **europe,
                        "layer": _layers(
                            [p for p in paints if _reaches_europe(p.market)],
                            inset_dots,
                            EUROPE_STEP,
                            EUROPE_ASPECT,
                        ),
                    },
                    legend,
                ],
            },
        ],
    }


def _is_dot(market: str, least_km2: float) -> bool:
    """Say whether a market is too small to fill; one that is not on the map at all is no dot."""
    place = places().get(market)
    return place is not None and place.km2 < least_km2


def _in_europe(market: str) -> bool:
    """Say whether a market lies in the enlarged part."""
    place, (west, east, south, north) = places().get(market), EUROPE
    return place is not None and west < place.lon < east and south < place.lat < north


@cache
def _reaches_europe(market: str) -> bool:
    """Say whether any of a market's outline shows in the enlarged part."""
    west, east, south, north = EUROPE
    return _in_europe(market) or any(
        west < x < east and south < y < north for ring in rings(market) for x, y in ring
    )


def _layers(
    paints: Sequence[Paint], dots: Sequence[Paint], step: float, aspect: float
) -> list[Spec]:
    """Return the layers of one map: land, painted countries, hatching, dots."""
    border = {"stroke": BORDER, "strokeWidth": 0.5, "clip": True}
    layers: list[Spec] = [
        {"mark": {"type": "geoshape", "fill": LAND, **border, "tooltip": None, "aria": False}},
        _filled(paints, border),
    ]
    lines = _hatching(paints, step, aspect)
    if lines:
        layers.append(
            {
                "data": {"values": lines},
                "mark": {
                    "type": "geoshape",
                    "filled": False,
                    "strokeWidth": 0.7,
                    "clip": True,
                    "aria": False,
                    "tooltip": None,
                },
                "encoding": {"color": _as_is("properties.line")},
            }
        )
    if dots:
        layers.append(_dotted(dots))
    return layers


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


def _hatching(paints: Sequence[Paint], step: float, aspect: float) -> list[Spec]:
    """Return the hatching as one feature for each color of line."""
    by_line: dict[str, list[list[list[float]]]] = defaultdict(list)
    for paint in paints:
        for angle, distance in paint.hatching:
            by_line[paint.line] += hatch(paint.market, angle, step * distance, aspect)
    return [
        {
            "type": "Feature",
            "properties": {"line": line},
            "geometry": {"type": "MultiLineString", "coordinates": lines},
        }
        for line, lines in sorted(by_line.items())
        if lines
    ]
