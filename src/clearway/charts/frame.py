"""What every chart gets around it: headline, footnote, description, and its figures as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clearway.charts.palette import MUTED, chart_config

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LINE_HEIGHT = 15
PIXELS_PER_CHARACTER = 5.7
"""Average width of a character of the footnote; wrapping has to guess, for type is set later."""


@dataclass(frozen=True)
class Table:
    """Figures as text, as people read them.

    Attributes:
        columns: headings.
        rows: one text for each column.
        caption: what the table shows; may be empty.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


def finish(
    body: Spec,
    title: str,
    subtitle: str,
    footnote: str,
    *,
    description: str,
    table: Table,
    width: int,
) -> Spec:
    """Put headline, footnote, description and table around a chart.

    Args:
        body: the chart as a Vega-Lite view.
        title: the headline; wrapped to the width.
        subtitle: smaller, under it; may be empty.
        footnote: under the chart; may be empty.
        description: the chart in words.
        table: its figures.
        width: of the chart, in pixels.

    Returns:
        A complete Vega-Lite specification.
    """
    headline: Spec = {"text": wrapped(title, width, 8.6)}
    if subtitle:
        headline["subtitle"] = wrapped(subtitle, width, 6.2)
    views = [body]
    if footnote:
        views.append(footer(wrapped(footnote, width, PIXELS_PER_CHARACTER), width))
    return {
        "$schema": SCHEMA,
        "description": f"{title}. {description}.",
        "title": headline,
        "padding": 16,
        "spacing": 18,
        "vconcat": views,
        "config": chart_config(),
        "usermeta": {"clearway": {"table": asdict(table)}},
    }


def table_of(spec: Mapping[str, Any]) -> Table | None:
    """Return the figures a chart of ours carries with it; None for any other specification."""
    found = spec.get("usermeta", {}).get("clearway", {}).get("table")
    if found is None:
        return None
    return Table(
        columns=tuple(found["columns"]),
        rows=tuple(tuple(row) for row in found["rows"]),
        caption=found["caption"],
    )


def wrapped(text: str, width: int, per_character: float) -> list[str]:
    """Break a text into lines that fit `width` pixels, by the average width of a character."""
    return textwrap.wrap(text, max(20, int(width / per_character))) or [""]


def footer(lines: Sequence[str], width: int) -> Spec:
    """Return the footnote as a view of its own, one text line under another."""
    return {
        "width": width,
        "height": LINE_HEIGHT * len(lines),
        "data": {
            "values": [{"y": LINE_HEIGHT * index, "text": line} for index, line in enumerate(lines)]
        },
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "fontSize": 11,
            "color": MUTED,
        },
        "encoding": {
            "x": {"value": 0},
            "y": {"field": "y", "type": "quantitative", "axis": None, "scale": None},
            "text": {"field": "text", "type": "nominal"},
        },
    }
