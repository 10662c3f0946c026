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
    count_text,
    number_expression,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Spec = dict[str, Any]

WIDTH = 620
BAR = 20
MOST = 15
SAID = 6
ROOM = 230
MARK = "\u25cf"

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "holder": "Holder",
        "families": "Families",
        "cleared": "Cleared",
        "exposed": "Exposed",
        "enforcer": "Has sued here",
        "mark": "known to have sued in this market",
        "yes": "yes",
        "no": "none known",
        "axis": "declared families in force",
        "of": "exposed of",
        "rest": "further holders not shown",
    },
    "de": {
        "holder": "Inhaber",
        "families": "Familien",
        "cleared": "Gedeckt",
        "exposed": "Ungedeckt",
        "enforcer": "Hat hier geklagt",
        "mark": "hat in diesem Markt bekanntermaßen geklagt",
        "yes": "ja",
        "no": "nichts bekannt",
        "axis": "deklarierte Familien in Kraft",
        "of": "ungedeckt von",
        "rest": "weitere Inhaber nicht gezeigt",
    },
}


def holders_bar(
    holders: Sequence[Mapping[str, Any]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
    lang: str = "en",
) -> Spec:
    """Draw the holders with most exposed families in a market, enforcers marked.

    Args:
        holders: rows `holder`, `families`, `cleared`, `exposed` (counts), in any order, and
            `enforcer` (true where the holder is known to have sued in the market; may be missing).
            The first `MOST` are drawn, the rest counted beneath.
        title: the headline.
        subtitle: product, market, as of.
        footnote: wrapped under the chart.
        lang: "en" or "de".

    Returns:
        A Vega-Lite specification with its words and figures, as `status_map` returns.
    """
    words = WORDS.get(lang, WORDS["en"])
    enforcers = {str(holder["holder"]) for holder in holders if holder.get("enforcer")}
    ranked = sorted(holders, key=lambda h: (-h["exposed"], -h["families"], h["holder"]))
    shown = ranked[:MOST]
    if len(ranked) > MOST:
        rest = f"{count_text(len(ranked) - MOST, lang)} {words['rest']}."
        footnote = f"{footnote} {rest}".strip()
    if any(holder["holder"] in enforcers for holder in shown):
        footnote = f"{MARK} {words['mark']}. {footnote}".strip()
    body: Spec = {
        "width": WIDTH,
        "height": {"step": BAR + 8},
        "encoding": {"y": _names([str(h["holder"]) for h in shown], enforcers)},
        "layer": [_bars(shown, words, lang), _figures(shown, words, lang)],
    }
    said = ", ".join(f"{h['holder']}: {_figure(h, words, lang)}" for h in shown[:SAID]) or "0"
    frame = Frame(title, subtitle, footnote, WIDTH + ROOM, lang)
    return finish(body, frame, said, _table(ranked, enforcers, lang))


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


def _figure(holder: Mapping[str, Any], words: Mapping[str, str], lang: str) -> str:
    """Say how many of a holder's families are exposed."""
    exposed, families = int(holder["exposed"]), int(holder["families"])
    return f"{count_text(exposed, lang)} {words['of']} {count_text(families, lang)}"


def _bars(shown: Sequence[Mapping[str, Any]], words: Mapping[str, str], lang: str) -> Spec:
    """Draw exposed families first, so that they compare from one line, then the cleared ones."""
    parts = (("exposed", EXPOSED), ("cleared", CLEARED))
    values = [
        {
            "holder": str(holder["holder"]),
            "part": words[part],
            "order": order,
            "count": holder[part],
        }
        for holder in shown
        for order, (part, _) in enumerate(parts)
    ]
    colors = {"domain": [words[part] for part, _ in parts], "range": [c for _, c in parts]}
    legend = {"title": None, "orient": "top", "direction": "horizontal", "labelFontSize": 12}
    axis = {
        "title": words["axis"],
        "labelExpr": number_expression("datum.value", lang),
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
            "tooltip": [{"field": key, "type": "nominal"} for key in ("holder", "part", "count")],
        },
    }


def _figures(shown: Sequence[Mapping[str, Any]], words: Mapping[str, str], lang: str) -> Spec:
    """Write the figures at the end of the bars."""
    values = [
        {
            "holder": str(holder["holder"]),
            "end": int(holder["exposed"]) + int(holder["cleared"]),
            "figure": _figure(holder, words, lang),
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


def _table(ranked: Sequence[Mapping[str, Any]], enforcers: Collection[str], lang: str) -> Table:
    """Put every holder into a table, those not drawn too."""
    words = WORDS.get(lang, WORDS["en"])
    return Table(
        columns=tuple(words[k] for k in ("holder", "families", "cleared", "exposed", "enforcer")),
        rows=tuple(
            (
                str(holder["holder"]),
                *(count_text(int(holder[key]), lang) for key in ("families", "cleared", "exposed")),
                words["yes"] if holder["holder"] in enforcers else words["no"],
            )
            for holder in ranked
        ),
    )
