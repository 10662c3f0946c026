"""Whose families stand in the way: the largest holders of a market, cleared and exposed.

Pure functions from the holders of a result to a Vega-Lite specification.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import (
    CLEARED,
    ENFORCER,
    EXPOSED,
    INK,
    MUTED,
    number_expression,
)
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Spec = dict[str, Any]

WIDTH = 620
BAR = 20
MOST = 15
SAID = 6
ROOM = 230
MARK = "\u25cf"


def holders_bar(
    holders: Sequence[Mapping[str, Any]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
) -> Spec:
    """Draw the holders with most exposed families in a market, enforcers marked.

    Args:
        holders: rows `holder`, `families`, `cleared`, `exposed` (counts), in any order, and
            `enforcer` (true where the holder is known to have sued in the market; may be missing).
            The first `MOST` are drawn, the rest counted beneath.
        title: the headline.
        subtitle: product, market, as of.
        footnote: wrapped under the chart.

    Returns:
        A Vega-Lite specification with its words and figures, as `status_map` returns.
    """
    enforcers = {str(holder["holder"]) for holder in holders if holder.get("enforcer")}
    ranked = sorted(holders, key=lambda h: (-h["exposed"], -h["families"], h["holder"]))
    shown = ranked[:MOST]
    if len(ranked) > MOST:
        rest = _("%(count)s further holders not shown.") % {"count": figure(len(ranked) - MOST)}
        footnote = f"{footnote} {rest}".strip()
    if any(holder["holder"] in enforcers for holder in shown):
        footnote = f"{MARK} {_('known to have sued in this market.')} {footnote}".strip()
    body: Spec = {
        "width": WIDTH,
        "height": {"step": BAR + 8},
        "encoding": {"y": _names([str(h["holder"]) for h in shown], enforcers)},
        "layer": [_bars(shown), _figures(shown)],
    }
    said = ", ".join(f"{h['holder']}: {_figure(h)}" for h in shown[:SAID]) or "0"
    frame = Frame(title, subtitle, footnote, WIDTH + ROOM)
    return finish(body, frame, said, _table(ranked, enforcers))


def _names(names: Sequence[str], enforcers: Collection[str]) -> Spec:
    """Put the names beside the bars; those of enforcers in bold, with a mark."""
    sued = json.dumps([name for name in names if name in enforcers])
    test = f"indexof({sued}, datum.value) >= 0"
    return {
        "field": "holder",
        "type": "nominal",
        "sort": list(names),
        "axis": {
            "title": None,
            "labelExpr": f"{test} ? '{MARK} ' + datum.value : datum.value",
            "labelColor": {"condition": {"test": test, "value": ENFORCER}, "value": INK},
            "labelFontWeight": {"condition": {"test": test, "value": "bold"}, "value": "normal"},
            "labelLimit": ROOM,
            "labelFontSize": 12,
            "labelPadding": 10,
        },
    }


def _figure(holder: Mapping[str, Any]) -> str:
    """Say how many of a holder's families are exposed."""
    exposed, families = int(holder["exposed"]), int(holder["families"])
    return _("%(exposed)s exposed of %(families)s") % {
        "exposed": figure(exposed), "families": figure(families),
    }  # fmt: skip


def _bars(shown: Sequence[Mapping[str, Any]]) -> Spec:
    """Draw exposed families first, so that they compare from one line, then the cleared ones."""
    parts = (("exposed", _("Exposed"), EXPOSED), ("cleared", _("Cleared"), CLEARED))
    values = [
        {
            "holder": str(holder["holder"]),
            "part": word,
            "order": order,
            "count": holder[part],
            "figure": figure(int(holder[part])),
        }
        for holder in shown
        for order, (part, word, _color) in enumerate(parts)
    ]
    colors = {"domain": [word for _, word, _c in parts], "range": [color for *_, color in parts]}
    legend = {"title": None, "orient": "top", "direction": "horizontal", "labelFontSize": 12}
    axis = {
        "title": _("declared families in force"),
        "labelExpr": number_expression(),
        "tickCount": 6,
        "tickMinStep": 1,
        "titlePadding": 8,
    }
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "height": BAR},
        "encoding": {
            "x": {"field": "count", "type": "quantitative", "stack": "zero", "axis": axis},
            "color": {"field": "part", "type": "nominal", "scale": colors, "legend": legend},
            "order": {"field": "order", "type": "quantitative"},
            "tooltip": [
                {"field": "holder", "type": "nominal", "title": _("Holder")},
                {"field": "part", "type": "nominal", "title": _("Families")},
                {"field": "figure", "type": "nominal", "title": _("Count")},
            ],
        },
    }


def _figures(shown: Sequence[Mapping[str, Any]]) -> Spec:
    """Write the figures at the end of the bars."""
    values = [
        {
            "holder": str(holder["holder"]),
            "end": int(holder["exposed"]) + int(holder["cleared"]),
            "figure": _figure(holder),
        }
        for holder in shown
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11, "color": MUTED},
        "encoding": {
            "x": {"field": "end", "type": "quantitative"},
            "text": {"field": "figure", "type": "nominal"},
        },
    }


def _table(ranked: Sequence[Mapping[str, Any]], enforcers: Collection[str]) -> Table:
    """Put every holder into a table, those not drawn too."""
    return Table(
        columns=(
            _("Holder"),
            _("Families"),
            _("Cleared"),
            _("Exposed"),
            _("Has sued here"),
        ),
        rows=tuple(
            (
                str(holder["holder"]),
                *(figure(int(holder[key])) for key in ("families", "cleared", "exposed")),
                _("yes") if holder["holder"] in enforcers else _("none known"),
            )
            for holder in ranked
        ),
    )
