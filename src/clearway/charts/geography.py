"""The bundled outlines: where countries lie, which are too small to fill, and hatching over them.

Vega has no pattern fills, so hatching is drawn as real lines: for each country the parallel lines
are cut at its borders here, and the map draws them over the filled shapes. Coordinates are
longitude and latitude in degrees throughout.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

Point = tuple[float, float]
Ring = tuple[Point, ...]
Line = list[list[float]]

OBJECT = "countries"
LONGEST_PIECE = 4.0
"""Hatching is cut into pieces of so many degrees, lest great circles bend it off its course."""


class Place(NamedTuple):
    """The point that stands for a country, in degrees, and its area in square kilometers."""

    lon: float
    lat: float
    km2: float


@cache
def world() -> dict[str, Any]:
    """Return the bundled TopoJSON (Natural Earth; see `data/geo/SOURCE.md`). Do not change it."""
    text = files("clearway").joinpath("data/geo/countries.json").read_text(encoding="utf-8")
    topology: dict[str, Any] = json.loads(text)
    return topology


@cache
def places() -> dict[str, Place]:
    """Return, for each ISO 3166-1 alpha-2 code on the map, the point that stands for it."""
    return {
        geometry["id"]: Place(**geometry["properties"])
        for geometry in world()["objects"][OBJECT]["geometries"]
        if "id" in geometry
    }


@cache
def _decoded_arcs() -> tuple[Ring, ...]:
    """Undo the topology's quantization: delta-coded steps to degrees."""
    topology = world()
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        arcs.append(tuple(points))
    return tuple(arcs)


def _ring(indices: list[int]) -> Ring:
    """Join arcs to one ring; a negative index is the arc `~index` walked backwards."""
    arcs = _decoded_arcs()
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return _unwrapped(points)


def _unwrapped(points: list[Point]) -> Ring:
    """Let a ring run on past 180 degrees where it crosses the date line, instead of jumping."""
    shift, last, found = 0.0, points[0][0], []
    for x, y in points:
        shift -= 360 * round((x - last) / 360)
        last = x
        found.append((x + shift, y))
    return tuple(found)


@cache
def rings(country: str) -> tuple[Ring, ...]:
    """Return every ring of a country's outline, holes too; none if it is only a point."""
    found: list[Ring] = []
    for geometry in world()["objects"][OBJECT]["geometries"]:
        if geometry.get("id") != country or geometry["type"] is None:
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        found += [_ring(indices) for polygon in polygons for indices in polygon]
    return tuple(found)


@cache
def hatch(country: str, angle: float, step: float, aspect: float) -> tuple[Line, ...]:
    """Return parallel lines over a country, cut at its borders.

    Args:
        country: ISO 3166-1 alpha-2 code.
        angle: direction of the lines in degrees, counter-clockwise from the parallels.
        step: distance between two lines in degrees of latitude.
        aspect: how long a degree of longitude is drawn, as a share of a degree of latitude.

    Returns:
        Lines of `[longitude, latitude]` points; empty for a country without an outline.
    """
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    crossings: dict[int, list[float]] = defaultdict(list)
    for ring in rings(country):
        turned = [
            (x * aspect * cos + y * sin, (y * cos - x * aspect * sin) / step) for x, y in ring
        ]
        for start, end in pairwise(turned):
            _cross(start, end, crossings)
    lines: list[Line] = []
    for level, along in crossings.items():
        along.sort()
        for left, right in zip(along[::2], along[1::2], strict=False):
            lines.append(
                [
                    [(u * cos - level * step * sin) / aspect, u * sin + level * step * cos]
                    for u in _pieces(left, right)
                ]
            )
    return tuple(lines)


def _cross(start: Point, end: Point, crossings: dict[int, list[float]]) -> None:
    """Note where an edge crosses whole-numbered levels (its lower end counts, its upper not)."""
    (x0, y0), (x1, y1) = (start, end) if start[1] <= end[1] else (end, start)
    for level in range(math.ceil(y0), math.ceil(y1)):
        crossings[level].append(x0 + (x1 - x0) * (level - y0) / (y1 - y0))


def _pieces(left: float, right: float) -> list[float]:
    """Split the way from `left` to `right` into even pieces of at most `LONGEST_PIECE`."""
    count = max(1, math.ceil((right - left) / LONGEST_PIECE))
    return [round(left + (right - left) * i / count, 3) for i in range(count + 1)]
