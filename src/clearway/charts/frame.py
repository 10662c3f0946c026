"""What every chart gets around it: headline, footnote, description, and its figures as a table."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.charts.palette import MUTED, chart_config
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LINE_HEIGHT = 15
PIXELS_OF_TITLE = 8.6
PIXELS_OF_SUBTITLE = 6.2
PIXELS_OF_FOOTNOTE = 5.7
"""Average width of a character; wrapping has to guess, for type is set later."""


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


@dataclass(frozen=True)
class Frame:
    """The texts around a chart, and its width in pixels.

    Attributes:
        title: the headline; wrapped to the width.
        subtitle: smaller, under it; may be empty.
        footnote: under the chart; may be empty.
        width: of the chart without padding.
    """

    title: str
    subtitle: str
    footnote: str
    width: int


def finish(body: Spec, frame: Frame, description: str, table: Table) -> Spec:
    """Put headline, footnote, description and table around a chart.

    Args:
        body: the chart as a Vega-Lite view.
        frame: the texts around it.
        description: the chart in words, without the headline or a last stop.
        table: its figures.

    Returns:
        A complete Vega-Lite specification.
    """
    width = frame.width
    headline: Spec = {"text": wrapped(frame.title, width, PIXELS_OF_TITLE)}
    if frame.subtitle:
        headline["subtitle"] = wrapped(frame.subtitle, width, PIXELS_OF_SUBTITLE)
    if frame.footnote:
        body = footnoted(body, wrapped(frame.footnote, width, PIXELS_OF_FOOTNOTE))
    return {
        "$schema": SCHEMA,
        "description": f"{frame.title.rstrip('.')}. {description}.".replace("?.", "?"),
        "title": headline,
        "padding": 16,
        "spacing": 18,
        "vconcat": [body],
        "config": chart_config(),
        "usermeta": {
            "clearway": {
                "lang": spoken(),
                "width": width,
                "summary": f"{description}.",
                "table": {
                    "columns": list(table.columns),
                    "rows": [list(row) for row in table.rows],
                    "caption": table.caption,
                },
            }
        },
    }


def with_footnote(spec: Mapping[str, Any], footnote: str) -> Spec:
    """Return a chart of ours with a footnote under it, for where it stands alone."""
    lines = wrapped(footnote, spec["usermeta"]["clearway"]["width"], PIXELS_OF_FOOTNOTE)
    return {**spec, "vconcat": [footnoted(spec["vconcat"][0], lines)]}


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


def summary_of(spec: Mapping[str, Any]) -> str:
    """Return what a chart says in words, without its headline; else its description."""
    own = spec.get("usermeta", {}).get("clearway", {})
    return str(own.get("summary") or spec.get("description") or "")


def headline_of(spec: Mapping[str, Any]) -> str:
    """Return the headline of a chart as one line; its description where it has none."""
    return title_text(spec.get("title")) or str(spec.get("description") or "Chart")


def lang_of(spec: Mapping[str, Any]) -> str:
    """Return the language of a chart's texts."""
    return str(spec.get("usermeta", {}).get("clearway", {}).get("lang", "en"))


def title_text(title: object, key: str = "text") -> str:
    """Return the text (or `subtitle`) of a Vega-Lite title as one line."""
    text = title.get(key, "") if isinstance(title, dict) else (title if key == "text" else "")
    return " ".join(text) if isinstance(text, list) else str(text or "")


def wrapped(text: str, width: int, per_character: float) -> list[str]:
    """Break a text into lines that fit `width` pixels, by the average width of a character."""
    return textwrap.wrap(text, max(20, int(width / per_character))) or [""]


def footnoted(body: Spec, lines: Sequence[str]) -> Spec:
    """Put a footnote under a chart, flush with its left edge."""
    note = {
        "text": list(lines),
        "orient": "bottom",
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 11,
        "fontWeight": "normal",
        "lineHeight": LINE_HEIGHT,
        "color": MUTED,
        "offset": 16,
    }
    return {**body, "title": note}
