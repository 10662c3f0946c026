"""World maps of markets: their status side by side (before | after), and what a deal changes.

Pure functions from rows to a Vega-Lite specification. Every panel is a world map, Europe enlarged
beneath it (most markets of a European patent are small), and a legend that counts markets. The
status shows as color and as hatching; countries too small to fill are dots with a mark of their
own. Countries that were not asked about stay in the color of land.

A row is a mapping with `market` (ISO 3166-1 alpha-2), `status`, `share` (0 to 1, or None),
`families`, `exposed` and `cleared` (counts); the rows of one panel are one product on one date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clearway.charts.atlas import GAP, LEGEND_WIDTH, LOWER_HEIGHT, WIDTH, Paint, land, panel
from clearway.charts.frame import Frame, Table, finish
from clearway.charts.legend import plain, stacked, status_legend, swatch, swatch_legend
from clearway.charts.palette import INK, LAND, STATUSES, Style, count_text, share_text
from clearway.errors import UsageError
from clearway.model.territory import country_name

Row = Mapping[str, Any]
Spec = dict[str, Any]

PANEL_GAP = 28

CHANGE_BINS: tuple[tuple[float, str], ...] = (
    (0.0, "#e3e2ea"),
    (1.0, "#cfc3e0"),
    (2.5, "#b094cc"),
    (5.0, "#8c62b3"),
    (10.0, "#673a94"),
    (100.0, "#3f1a66"),
)
"""Upper bound of the gained share in points, and its color; the first is no gain."""
LOSS = "#c8500a"
SWITCHED = Style(LAND, INK, ((45, 0.9),), "diamond", "status changes", "Status ändert sich")
"""Laid over the color of a market whose status changes."""

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "market": "Market",
        "status": "Status",
        "families": "Families",
        "cleared": "Cleared",
        "exposed": "Exposed",
        "share": "Cleared share",
        "panel": "View",
        "markets": "markets asked",
        "before": "Before",
        "after": "After",
        "gain": "Families cleared by it",
        "change": "Change in share",
        "none": "no change",
        "loss": "less than before",
        "to": "to",
        "points": "points",
    },
    "de": {
        "market": "Markt",
        "status": "Status",
        "families": "Familien",
        "cleared": "Gedeckt",
        "exposed": "Ungedeckt",
        "share": "Gedeckter Anteil",
        "panel": "Ansicht",
        "markets": "gefragte Märkte",
        "before": "Vorher",
        "after": "Nachher",
        "gain": "Dadurch gedeckte Familien",
        "change": "Änderung des Anteils",
        "none": "keine Änderung",
        "loss": "weniger als zuvor",
        "to": "bis",
        "points": "Punkte",
    },
}


def status_map(
    rows_by_panel: Mapping[str, Sequence[Row]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
    lang: str = "en",
) -> Spec:
    """Draw the status of every asked market, one panel for each view (before | after).

    Args:
        rows_by_panel: heading of a panel to its rows; one or more panels.
        title: the headline.
        subtitle: as of, known at, product: one line.
        footnote: record, edition, deals counted; wrapped.
        lang: "en" or "de".

    Returns:
        A Vega-Lite specification; its `description` says it in words and its `usermeta` holds the
        same figures as a table.

    Raises:
        UsageError: there is no panel, or a row has a status that no page names.
    """
    if not rows_by_panel:
        raise UsageError("A status map needs at least one panel of rows; none was given.")
    present = {_status(row) for rows in rows_by_panel.values() for row in rows}
    shown = [status for status in STATUSES if status in present]
    panels = []
    for heading, rows in rows_by_panel.items():
        counted = Counter(_status(row) for row in rows)
        legend = status_legend(
            {status: counted[status] for status in shown},
            f"{count_text(len(rows), lang)} {_words(lang)['markets']}",
            lang,
            LEGEND_WIDTH,
            LOWER_HEIGHT,
        )
        panels.append(panel(heading, [_status_paint(row, lang) for row in rows], legend))
    body = {"data": land(), "concat": panels, "columns": 2, "spacing": PANEL_GAP}
    table = _status_table(rows_by_panel, lang)
    said = ". ".join(_status_sentence(h, rows, lang) for h, rows in rows_by_panel.items())
    width = WIDTH if len(panels) == 1 else 2 * WIDTH + PANEL_GAP
    return finish(body, Frame(title, subtitle, footnote, width, lang), said, table)


def _words(lang: str) -> dict[str, str]:
    """Return the chart's words in a language; English where it is not known."""
    return WORDS.get(lang, WORDS["en"])


def _status(row: Row) -> str:
    """Return a row's status, held against those that exist."""
    status = str(row["status"])
    if status not in STATUSES:
        raise UsageError(
            f"Market {row['market']}: status '{status}' cannot be drawn; "
            f"use one of {', '.join(STATUSES)}."
        )
    return status


def _facts(row: Row, lang: str) -> dict[str, str]:
    """Write a row's figures with the headings people see."""
    words = _words(lang)
    return {
        words["market"]: country_name(str(row["market"]), lang),
        words["status"]: STATUSES[_status(row)].word(lang),
        words["families"]: count_text(int(row["families"]), lang),
        words["cleared"]: count_text(int(row["cleared"]), lang),
        words["exposed"]: count_text(int(row["exposed"]), lang),
        words["share"]: share_text(row["share"], lang),
    }


def _status_paint(row: Row, lang: str) -> Paint:
    """Paint a market by its status."""
    style = STATUSES[_status(row)]
    return Paint(
        market=str(row["market"]),
        color=style.color,
        line=style.line,
        hatching=style.hatching,
        shape=style.shape,
        tooltip=_facts(row, lang),
    )


def _status_sentence(heading: str, rows: Sequence[Row], lang: str) -> str:
    """Say a panel in words: how many markets have which status."""
    counted = Counter(_status(row) for row in rows)
    parts = [
        f"{count_text(counted[status], lang)} {style.word(lang)}"
        for status, style in STATUSES.items()
        if counted[status]
    ]
    return f"{heading}: {', '.join(parts) or '0'}"


def _status_table(rows_by_panel: Mapping[str, Sequence[Row]], lang: str) -> Table:
    """Put the figures of every panel into one table."""
    words = _words(lang)
    headings = ("market", "status", "families", "cleared", "exposed", "share")
    return Table(
        columns=(words["panel"], *(words[key] for key in headings)),
        rows=tuple(
            (heading, *_facts(row, lang).values())
            for heading, rows in rows_by_panel.items()
            for row in rows
        ),
    )


def change_map(
    views: tuple[Sequence[Row], Sequence[Row]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
    lang: str = "en",
) -> Spec:
    """Draw what changes between two views: points of share gained, and changed statuses hatched.

    Args:
        views: the rows without the deal and with it, of the same markets.
        title: the headline.
        subtitle: one line under it.
        footnote: wrapped under the map.
        lang: "en" or "de".

    Returns:
        A Vega-Lite specification, as `status_map` does.

    Raises:
        UsageError: the two views do not hold the same markets.
    """
    before, after = views
    earlier = {str(row["market"]): row for row in before}
    if earlier.keys() != {str(row["market"]) for row in after}:
        raise UsageError("A change map needs the same markets before and after.")
    pairs = [(earlier[str(row["market"])], row) for row in after]
    paints = [_change_paint(old, new, lang) for old, new in pairs]
    legend = swatch_legend(
        _change_entries(pairs, lang),
        f"{_words(lang)['change']} ({_words(lang)['points']})",
        LEGEND_WIDTH,
        LOWER_HEIGHT,
    )
    table = Table(
        columns=tuple(paints[0].tooltip) if paints else (),
        rows=tuple(tuple(paint.tooltip.values()) for paint in paints),
    )
    changed = sum(old["cleared"] != new["cleared"] for old, new in pairs)
    switched = sum(old["status"] != new["status"] for old, new in pairs)
    body = {"data": land(), "concat": [panel("", paints, legend)], "columns": 1, "spacing": GAP}
    said = _change_sentence(len(pairs), changed, switched, lang)
    return finish(body, Frame(title, subtitle, footnote, WIDTH, lang), said, table)


def _points(old: Row, new: Row) -> float:
    """Return the change of the cleared share in points; no share counts as nothing cleared."""
    return 100 * ((new["share"] or 0.0) - (old["share"] or 0.0))


def change_bin(points: float) -> int:
    """Return the class of a change: -1 for a loss, 0 for none, then by `CHANGE_BINS`."""
    if abs(points) < 1e-9:
        return 0
    if points < 0:
        return -1
    return next(i for i, (bound, _) in enumerate(CHANGE_BINS) if i and points <= bound + 1e-9)


def points_text(points: float, lang: str) -> str:
    """Write points with their sign and one decimal."""
    text = f"{points:+.1f}".replace("-", "\u2212")
    return text.replace(".", ",") if lang == "de" else text


def _change_paint(old: Row, new: Row, lang: str) -> Paint:
    """Paint a market by what it gains, hatched where its status changes."""
    words, points = _words(lang), _points(old, new)
    group = change_bin(points)
    switched = _status(old) != _status(new)
    return Paint(
        market=str(new["market"]),
        color=LOSS if group < 0 else CHANGE_BINS[group][1],
        line=SWITCHED.line,
        hatching=SWITCHED.hatching if switched else (),
        shape=SWITCHED.shape if switched else "circle",
        tooltip={
            words["market"]: country_name(str(new["market"]), lang),
            words[
                "before"
            ]: f"{STATUSES[_status(old)].word(lang)}, {share_text(old['share'], lang)}",
            words[
                "after"
            ]: f"{STATUSES[_status(new)].word(lang)}, {share_text(new['share'], lang)}",
            words["change"]: points_text(points, lang),
            words["gain"]: count_text(int(new["cleared"]) - int(old["cleared"]), lang),
        },
    )


def _change_entries(pairs: Sequence[tuple[Row, Row]], lang: str) -> list[Spec]:
    """Return the legend's lines: classes of change that occur, then changed statuses."""
    words = _words(lang)
    counted = Counter(change_bin(_points(old, new)) for old, new in pairs)
    lines: list[tuple[str, str, int]] = []
    for group, (bound, color) in enumerate(CHANGE_BINS):
        low = CHANGE_BINS[group - 1][0] if group else 0.0
        label = f"+{low:g} {words['to']} +{bound:g}" if group else words["none"]
        if lang == "de":
            label = label.replace(".", ",")
        lines.append((color, label, counted[group]))
    if counted[-1]:
        lines.append((LOSS, words["loss"], counted[-1]))
    entries = [swatch(plain(color), label, count_text(n, lang)) for color, label, n in lines]
    switched = sum(_status(old) != _status(new) for old, new in pairs)
    entries.append(swatch(SWITCHED, SWITCHED.word(lang), count_text(switched, lang)))
    return stacked(entries)


def _change_sentence(total: int, changed: int, switched: int, lang: str) -> str:
    """Say the change in words."""
    if lang == "de":
        return f"Von {total} Märkten ändert sich in {changed} die Deckung, in {switched} der Status"
    return f"Of {total} markets, coverage changes in {changed} and the status in {switched}"
