"""The waterfall: how many declared families own rights and each deal clear, and what remains.

Pure functions from the steps of a waterfall result to a Vega-Lite specification. Bars lie, so that
deals keep their full names; each begins where the one above ends.
"""

from __future__ import annotations

import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import (
    ADDED,
    CLEARED,
    EXPOSED,
    INK,
    INK_ON_DATA,
    MUTED,
    number_expression,
)
from clearway.errors import UsageError
from clearway.wording import figure, share_text
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

BAR = 26
WIDTH = 620
DIGITS = 3
"""A bar's key is its number in so many digits and its name: two deals may share a name."""
BREAK = "\u2063"
"""Stands between the lines of a name: the invisible separator, no word of its own."""
CHARACTERS_OF_LINE = 34
LEFT_FROM = 0.75
"""Beyond this part of the width a figure stands left of its bar, for want of room on the right."""
INSIDE_FROM = 0.3
ROOM = 230
"""Pixels that the names beside the bars take, counted into the width of the headline."""


def waterfall(
    steps: Sequence[Mapping[str, Any]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
) -> Spec:
    """Draw what own rights and each deal in turn clear, and what stays exposed.

    Args:
        steps: in the order of the waterfall, each with `reason` ("own" or a deal's id), `label`,
            `cleared`, `exposed`, `families` (counts after this step) and `added` (families this
            step clears that none before it did; less than zero if it takes some away).
        title: the headline.
        subtitle: product, market, as of.
        footnote: wrapped under the chart.

    Returns:
        A Vega-Lite specification with its words and figures, as `status_map` returns.

    Raises:
        UsageError: there are no steps.
    """
    if not steps:
        raise UsageError("A waterfall needs at least one step: own rights.")
    drawn = [*(_bar(step) for step in steps), _remaining(steps[-1])]
    bars = [
        {**bar, "key": f"{i:0{DIGITS}d}{_lines(bar['name'])}"} | _said(bar)
        for i, bar in enumerate(drawn)
    ]
    labels = [bar["key"] for bar in bars]
    total = int(steps[-1]["families"])
    body: Spec = {
        "width": WIDTH,
        "height": {"step": BAR + 10},
        "data": {"values": bars},
        "encoding": {"y": _names(labels)},
        "layer": [_links(bars), _bars(total, _("declared families in force")), *_figures()],
    }
    said = _sentence(steps)
    frame = Frame(title, subtitle, footnote, WIDTH + ROOM)
    return finish(body, frame, said, _table(steps))


def _label(step: Mapping[str, Any]) -> str:
    """Name a step: own rights in the language of the chart, a deal as it is labeled."""
    if step["reason"] == "own":
        return _("Own rights")
    return str(step.get("label") or step["reason"])


def _bar(step: Mapping[str, Any]) -> Spec:
    """Return the bar of a step, from what was cleared before it to what is after it."""
    cleared, added, families = int(step["cleared"]), int(step["added"]), int(step["families"])
    share = cleared / families if families else None
    sign = "+" if added > 0 else ("\u2212" if added < 0 else "\u00b1")
    own = step["reason"] == "own"
    added_text = figure(abs(added)) if own else f"{sign}{figure(abs(added))}"
    return {
        "name": _label(step),
        "start": cleared - added,
        "end": cleared,
        "color": CLEARED if own else ADDED,
        "figure": f"{added_text}  ({share_text(share)})",
        "side": "left" if cleared > LEFT_FROM * families else "right",
    }


def _said(bar: Spec) -> Spec:
    """Say a bar in words, for its tooltip and for those who hear the chart."""
    return {"said": f"{bar['name']}: {bar['figure']}"}


def _lines(name: str) -> str:
    """Break a long name into two lines."""
    short = textwrap.shorten(name, 2 * CHARACTERS_OF_LINE - 4, placeholder=" \u2026")
    return BREAK.join(textwrap.wrap(short, CHARACTERS_OF_LINE))


def _remaining(last: Mapping[str, Any]) -> Spec:
    """Return the last bar: what nothing clears."""
    exposed, families = int(last["exposed"]), int(last["families"])
    share = exposed / families if families else None
    return {
        "name": _("Still exposed"),
        "start": families - exposed,
        "end": families,
        "color": EXPOSED,
        "figure": f"{figure(exposed)}  ({share_text(share)})",
        "side": "inside" if exposed > INSIDE_FROM * families else "left",
    }


def _names(keys: Sequence[str]) -> Spec:
    """Put the names beside the bars; the number in the key is not shown."""
    return {
        "field": "key",
        "type": "nominal",
        "sort": list(keys),
        "axis": {
            "title": None,
            "labelExpr": f"split(substring(datum.value, {DIGITS}), '{BREAK}')",
            "labelLimit": ROOM,
            "labelColor": INK,
            "labelOffset": {
                "condition": {"test": f"indexof(datum.value, '{BREAK}') > 0", "value": -7},
                "value": 0,
            },
            "labelFontSize": 12,
            "labelPadding": 10,
        },
    }


def _bars(total: int, axis: str) -> Spec:
    """Draw the bars over the count of families."""
    return {
        "mark": {"type": "bar", "height": BAR, "cornerRadius": 2},
        "encoding": {
            "x": {
                "field": "start",
                "type": "quantitative",
                "scale": {"domain": [0, max(total, 1)], "nice": False},
                "axis": {
                    "title": axis,
                    "labelExpr": number_expression(),
                    "tickCount": 6,
                    "titlePadding": 8,
                },
            },
            "x2": {"field": "end"},
            "color": {"field": "color", "type": "nominal", "scale": None, "legend": None},
            "tooltip": {"field": "said", "type": "nominal"},
            "description": {"field": "said", "type": "nominal"},
        },
    }


def _links(bars: Sequence[Spec]) -> Spec:
    """Draw the thin lines that lead from the end of a bar to the start of the next."""
    values = [
        {"key": bar["key"], "next": following["key"], "end": bar["end"]}
        for bar, following in pairwise(bars)
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": MUTED, "strokeWidth": 0.8, "aria": False},
        "encoding": {"x": {"field": "end", "type": "quantitative"}, "y2": {"field": "next"}},
    }


def _figures() -> list[Spec]:
    """Write each figure where there is room for it: right of its bar, left of it, or inside."""
    places = {"right": ("end", "left", 7), "left": ("start", "right", -7)}
    places["inside"] = ("end", "right", -10)
    return [
        {
            "transform": [{"filter": f"datum.side == '{side}'"}],
            "mark": {
                "type": "text",
                "aria": False,
                "align": align,
                "dx": shift,
                "fontSize": 12,
                "color": INK_ON_DATA if side == "inside" else INK,
            },
            "encoding": {
                "x": {"field": field, "type": "quantitative"},
                "text": {"field": "figure", "type": "nominal"},
            },
        }
        for side, (field, align, shift) in places.items()
    ]


def _sentence(steps: Sequence[Mapping[str, Any]]) -> str:
    """Say the waterfall in words."""
    last = steps[-1]
    parts = [f"{_label(step)}: {figure(int(step['added']))}" for step in steps]
    rest = _("Still exposed: %(exposed)s of %(families)s") % {
        "exposed": figure(int(last["exposed"])), "families": figure(int(last["families"])),
    }  # fmt: skip
    return f"{', '.join(parts)}. {rest}"


def _table(steps: Sequence[Mapping[str, Any]]) -> Table:
    """Put the figures of every step into a table."""
    columns = (
        _("Step"), _("Adds"), _("Cleared so far"), _("Share so far"), _("Still exposed"),
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(_table_row(step) for step in steps))


def _table_row(step: Mapping[str, Any]) -> tuple[str, ...]:
    """Write a step's figures."""
    cleared, families = int(step["cleared"]), int(step["families"])
    return (
        _label(step),
        figure(int(step["added"])),
        figure(cleared),
        share_text(cleared / families if families else None),
        figure(int(step["exposed"])),
    )
