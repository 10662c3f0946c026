"""A market over time: declared families in force and those cleared, day by day, with the deals.

Pure functions from the points of a series to a Vega-Lite specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import (
    CLEARED,
    EXPOSED,
    INK,
    MUTED,
    count_text,
    number_expression,
    share_text,
)
from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

WIDTH = 720
HEIGHT = 300
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "day": "Day", "families": "Families", "cleared": "Cleared", "exposed": "Exposed",
        "share": "Share", "axis": "declared families in force", "to": "to", "of": "of",
    },
    "de": {
        "day": "Tag", "families": "Familien", "cleared": "Gedeckt", "exposed": "Ungedeckt",
        "share": "Anteil", "axis": "deklarierte Familien in Kraft", "to": "bis", "of": "von",
    },
}  # fmt: skip


def course_chart(  # noqa: PLR0913 - points, deals, a day, and the texts around a chart
    points: Sequence[Mapping[str, Any]],
    deals: Sequence[tuple[str, str]],
    today: str,
    title: str,
    subtitle: str = "",
    lang: str = "en",
) -> Spec:
    """Draw what is cleared and what is exposed as two areas, one on the other.

    Args:
        points: in order, each with `day` (ISO), `families` and `cleared` (counts).
        deals: id and day (ISO) of the deals that count, drawn as dashed lines.
        today: the day of the answer (ISO), drawn as a full line.
        title: the headline.
        subtitle: one line under it.
        lang: "en" or "de".

    Returns:
        A Vega-Lite specification with its words and figures.

    Raises:
        UsageError: there are no points.
    """
    if not points:
        raise UsageError("A course needs at least one day.")
    words = WORDS.get(lang, WORDS["en"])
    x: Spec = {"field": "day", "type": "temporal", "axis": {"title": None, "format": "%Y"}}
    y: Spec = {
        "field": "count", "type": "quantitative", "stack": "zero", "title": words["axis"],
        "axis": {"labelExpr": number_expression("datum.value", lang), "tickMinStep": 1},
    }  # fmt: skip
    values = [
        {"day": p["day"], "part": words[part], "order": order, "count": count}
        for p in points
        for order, (part, count) in enumerate(
            (("cleared", p["cleared"]), ("exposed", p["families"] - p["cleared"]))
        )
    ]
    color = {
        "field": "part", "type": "nominal", "legend": {"title": None, "orient": "top"},
        "scale": {"domain": [words["cleared"], words["exposed"]], "range": [CLEARED, EXPOSED]},
    }  # fmt: skip
    body: Spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {"data": {"values": values},
             "mark": {"type": "area", "line": {"color": INK, "size": 1}},
             "encoding": {"x": x, "y": y, "color": color, "order": {"field": "order"}}},
            _lines(deals, x, [3, 3], MUTED),
            _lines([("", today)], x, [], INK),
        ],
    }  # fmt: skip
    frame = Frame(title, subtitle, "", WIDTH, lang)
    return finish(body, frame, _sentence(points, words, lang), _table(points, words, lang))


def _lines(days: Sequence[tuple[str, str]], x: Spec, dash: Sequence[int], color: str) -> Spec:
    values = [{"day": day, "said": f"{day} {name}".strip()} for name, day in days]
    said = {"field": "said", "type": "nominal"}
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": color, "strokeDash": list(dash), "strokeWidth": 1},
        "encoding": {"x": x, "tooltip": said, "description": said},
    }


def _sentence(points: Sequence[Mapping[str, Any]], words: Mapping[str, str], lang: str) -> str:
    first, last = points[0], points[-1]
    parts = [
        f"{p['day']}: {count_text(p['cleared'], lang)} {words['of']} "
        f"{count_text(p['families'], lang)}"
        for p in (first, last)
    ]
    return f" {words['to']} ".join(parts)


def _table(points: Sequence[Mapping[str, Any]], words: Mapping[str, str], lang: str) -> Table:
    return Table(
        columns=tuple(words[key] for key in ("day", "families", "cleared", "share")),
        rows=tuple(
            (
                p["day"], count_text(p["families"], lang), count_text(p["cleared"], lang),
                share_text(p["cleared"] / p["families"] if p["families"] else None, lang),
            )
            for p in points
        ),
    )  # fmt: skip
