"""Where a product was seen: one world map, each market in the look of the most telling sighting.

A pure function from rows to a Vega-Lite specification; its words come with the rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from clearway.charts.atlas import GAP, LEGEND_WIDTH, LOWER_HEIGHT, WIDTH, Paint, land, panel
from clearway.charts.frame import Frame, Table, finish
from clearway.charts.legend import plain, stacked, swatch, swatch_legend
from clearway.charts.palette import CLEARED, EXPOSED, STATUSES, Style
from clearway.wording import figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]
Class = Literal["exposed", "unasked", "clear", "unverified"]
"""On sale while families were exposed; on sale, clearance not asked; on sale, nothing exposed;
not verified."""

LOOKS: dict[Class, Style] = {
    "exposed": Style(EXPOSED, "#a97908", ((45, 1.1),), "triangle-up", "", ""),
    "unasked": plain(CLEARED),
    "clear": plain(CLEARED),
    "unverified": STATUSES["unknown"],
}
"""From the most telling on; a market of several sightings has the look of the first that fits."""


class Row(NamedTuple):
    """One sighting: its market (ISO 3166-1 alpha-2), its class, and what people read of it."""

    market: str
    name: str
    place: Class
    said: str


def seen_map(rows: Sequence[Row], title: str, words: Mapping[Class, str], heading: str) -> Spec:
    """Draw the markets where a product was seen.

    Args:
        rows: one for each sighting, in the order in which they are told.
        title: the headline.
        words: what the legend calls each class.
        heading: above the legend.

    Returns:
        A Vega-Lite specification with its words and figures.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.market].append(row)
    paints = [_paint(market, seen) for market, seen in found.items()]
    counted = Counter(_class(seen) for seen in found.values())
    entries = [
        swatch(look, words[name], figure(counted[name]))
        for name, look in LOOKS.items()
        if counted[name]
    ]
    legend = swatch_legend(stacked(entries), heading, LEGEND_WIDTH, LOWER_HEIGHT)
    body = {"data": land(), "concat": [panel("", paints, legend)], "columns": 1, "spacing": GAP}
    table = Table((heading, ""), tuple((row.name, row.said) for row in rows))
    said = "; ".join(f"{row.name}: {row.said}" for row in rows)
    return finish(body, Frame(title, "", "", WIDTH), said, table)


def _class(seen: Sequence[Row]) -> Class:
    return next(name for name in LOOKS if any(row.place == name for row in seen))


def _paint(market: str, seen: Sequence[Row]) -> Paint:
    look = LOOKS[_class(seen)]
    told = {str(n): row.said for n, row in enumerate(seen, 1)}
    return Paint(
        market, look.color, look.line, look.hatching, look.shape, {seen[0].name: "", **told}
    )
