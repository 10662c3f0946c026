"""The outlines of countries as one drawing that every map of the site points into.

Vega projects the bundled outlines once per process, as the charts do; a map of a page then only
says which outline has which status. A page stays small, the browser keeps the outlines for ever,
and a country is an element that can be a link.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from clearway.charts.atlas import EUROPE, WORLD, Cut, land
from clearway.charts.frame import SCHEMA
from clearway.charts.geography import places

if TYPE_CHECKING:
    from django.http import HttpRequest

SCALE = 10
"""Units of a map of the site to a pixel of a chart."""
CUTS: dict[str, Cut] = {"w": WORLD, "e": EUROPE}
"""The parts of the world that are drawn, by the letter that their outlines' names begin with."""

_SHAPE = re.compile(r'<path aria-label="(\w+)"[^>]*? transform="translate\(0,0\)" d="([^"]+)"')
_PAIR = re.compile(r"[-\d.]+,[-\d.]+")
_DOT = re.compile(
    r'<path aria-label="([A-Z]{2})"[^>]*? transform="translate\(([-\d.]+\.\d+),([-\d.]+)\)"'
)


@dataclass(frozen=True)
class Outlines:
    """The drawing, and what is in it.

    Attributes:
        digest: of the drawing; part of its address.
        packed: the drawing, gzipped.
        drawn: names of the outlines, as `w-DE`.
        points: where each country's dot lies, by the same names, in units of the map.
        world: the box around all land, as `viewBox` has it.
    """

    digest: str
    packed: bytes
    drawn: frozenset[str]
    points: dict[str, tuple[int, int]]
    world: str


@cache
def outlines() -> Outlines:
    """Return the outlines of every part; drawn once per process, in about a second."""
    parts, drawn = [], set()
    points: dict[str, tuple[int, int]] = {}
    for letter, cut in CUTS.items():
        drawing = _drawn(cut)
        shapes = [(f"{letter}-{name}", _shorter(path)) for name, path in _SHAPE.findall(drawing)]
        drawn |= {name for name, path in shapes if path}
        lines = "".join(f'<path id="{name}" d="{path}"/>' for name, path in shapes if path)
        parts.append(f'<g id="{letter}-land">{lines}</g>')
        points |= {f"{letter}-{n}": _point(f"{x},{y}") for n, x, y in _DOT.findall(drawing)}
    body = "".join(parts)
    content = f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{body}</defs></svg>'.encode()
    digest = hashlib.sha256(content).hexdigest()[:16]
    packed = gzip.compress(content, mtime=0)
    return Outlines(digest, packed, frozenset(drawn), points, _box(_drawn(WORLD)))


def _box(drawing: str) -> str:
    """Return the box around every outline of a drawing, with a little room."""
    found = [_point(pair) for _, path in _SHAPE.findall(drawing) for pair in _PAIR.findall(path)]
    (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*found, strict=True))
    return f"{left - 40} {top - 40} {right - left + 80} {bottom - top + 80}"


@cache
def _drawn(cut: Cut) -> str:
    import vl_convert

    view = {key: value for key, value in cut.view.items() if key != "view"}
    named = {"description": {"field": "id", "type": "nominal"}}
    dots = [{"id": code, "lon": place.lon, "lat": place.lat} for code, place in places().items()]
    spec: dict[str, Any] = {
        "$schema": SCHEMA, "data": land(), "padding": 0, "config": {"view": {"stroke": None}},
        **view,
        "layer": [
            {"mark": "geoshape", "encoding": named},
            {"data": {"values": dots}, "mark": "point",
             "encoding": {**named, "longitude": {"field": "lon", "type": "quantitative"},
                          "latitude": {"field": "lat", "type": "quantitative"}}},
        ],
    }  # fmt: skip
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return drawn


def _shorter(path: str) -> str:
    """Write a path of absolute points as whole steps of a tenth of a pixel; same points once."""
    rings = []
    for ring in path.rstrip("Z").split("Z"):
        points = [_point(pair) for pair in ring.lstrip("M").split("L") if pair]
        steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(points)]
        told = "".join(f"{x} {y} " for x, y in steps if x or y)
        if told:
            rings.append(f"M{points[0][0]} {points[0][1]}l{told.rstrip()}z".replace(" -", "-"))
    return "".join(rings)


def _point(pair: str) -> tuple[int, int]:
    x, y = pair.split(",")
    return round(float(x) * SCALE), round(float(y) * SCALE)


@require_GET
def outlines_file(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001
    """Serve the outlines under their digest, to be kept for ever; every browser reads gzip."""
    now = outlines()
    if digest != now.digest:
        return HttpResponse(status=404)
    response = HttpResponse(now.packed, content_type="image/svg+xml")
    response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
