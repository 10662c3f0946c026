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
from clearway.charts.palette import INK, LAND, STATUSES, Style
from clearway.errors import UsageError
from clearway.model.territory import country_name
from clearway.wording import figure, share_text
from clearway.wording import gettext as _

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


def status_map(
    rows_by_panel: Mapping[str, Sequence[Row]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
) -> Spec:
    """Draw the status of every asked market, one panel for each view (before | after).

    Args:
        rows_by_panel: heading of a panel to its rows; one or more panels.
        title: the headline.
        subtitle: as of, known at, product: one line.
        footnote: record, edition, deals counted; wrapped.

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
            _("%(count)s markets asked") % {"count": figure(len(rows))},
            LEGEND_WIDTH, LOWER_HEIGHT,
        )  # fmt: skip
        panels.append(panel(heading, [_status_paint(row) for row in rows], legend))
    body = {"data": land(), "concat": panels, "columns": 2, "spacing": PANEL_GAP}
    table = _status_table(rows_by_panel)
    said = ". ".join(_status_sentence(h, rows) for h, rows in rows_by_panel.items())
    width = WIDTH if len(panels) == 1 else 2 * WIDTH + PANEL_GAP
    return finish(body, Frame(title, subtitle, footnote, width), said, table)


def _status(row: Row) -> str:
    """Return a row's status, held against those that exist."""
    status = str(row["status"])
    if status not in STATUSES:
        raise UsageError(
            f"Market {row['market']}: status '{status}' cannot be drawn; "
            f"use one of {', '.join(STATUSES)}."
        )
    return status


def _facts(row: Row) -> dict[str, str]:
    """Write a row's figures with the headings people see."""
    return {
        _("Market"): country_name(str(row["market"])),
        _("Status"): STATUSES[_status(row)].word(),
        _("Families"): figure(int(row["families"])),
        _("Cleared"): figure(int(row["cleared"])),
        _("Exposed"): figure(int(row["exposed"])),
        _("Cleared share"): share_text(row["share"]),
    }


def _status_paint(row: Row) -> Paint:
    """Paint a market by its status."""
    style = STATUSES[_status(row)]
    return Paint(
        market=str(row["market"]),
        color=style.color,
        line=style.line,
        hatching=style.hatching,
        shape=style.shape,
        tooltip=_facts(row),
    )


def _status_sentence(heading: str, rows: Sequence[Row]) -> str:
    """Say a panel in words: how many markets have which status."""
    counted = Counter(_status(row) for row in rows)
    parts = [
        f"{figure(counted[status])} {style.word()}"
        for status, style in STATUSES.items()
        if counted[status]
    ]
    return f"{heading}: {', '.join(parts) or '0'}"


def _status_table(rows_by_panel: Mapping[str, Sequence[Row]]) -> Table:
    """Put the figures of every panel into one table."""
    return Table(
        columns=(
            _("View"),
            _("Market"),
            _("Status"),
            _("Families"),
            _("Cleared"),
            _("Exposed"),
            _("Cleared share"),
        ),
        rows=tuple(
            (heading, *_facts(row).values())
            for heading, rows in rows_by_panel.items()
            for row in rows
        ),
    )


def change_map(
    views: tuple[Sequence[Row], Sequence[Row]],
    title: str,
    subtitle: str = "",
    footnote: str = "",
) -> Spec:
    """Draw what changes between two views: points of share gained, and changed statuses hatched.

    Args:
        views: the rows without the deal and with it, of the same markets.
        title: the headline.
        subtitle: one line under it.
        footnote: wrapped under the map.

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
    paints = [_change_paint(old, new) for old, new in pairs]
    legend = swatch_legend(
        _change_entries(pairs),
        _("Change in share (points)"),
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
    said = _change_sentence(len(pairs), changed, switched)
    return finish(body, Frame(title, subtitle, footnote, WIDTH), said, table)


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


def bin_text(group: int) -> str:
    """Say a class of change in words."""
    if group < 0:
        return _("less than before")
    if not group:
        return _("no change")
    bounds = (CHANGE_BINS[group - 1][0], CHANGE_BINS[group][0])
    # No gain is `0`, with a sign all the same: the class begins beyond it.
    low, high = (figure(bound, "+g") for bound in bounds)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def points_text(points: float) -> str:
    """Write points with their sign and one decimal."""
    return figure(points, "+.1f").replace("-", "\u2212")


def _change_paint(old: Row, new: Row) -> Paint:
    """Paint a market by what it gains, hatched where its status changes."""
    points = _points(old, new)
    group = change_bin(points)
    switched = _status(old) != _status(new)
    return Paint(
        market=str(new["market"]),
        color=LOSS if group < 0 else CHANGE_BINS[group][1],
        line=SWITCHED.line,
        hatching=SWITCHED.hatching if switched else (),
        shape=SWITCHED.shape if switched else "circle",
        tooltip={
            _("Market"): country_name(str(new["market"])),
            _("Before"): _stands(old),
            _("After"): _stands(new),
            _("Change in share"): points_text(points),
            _("Families cleared by it"): figure(int(new["cleared"]) - int(old["cleared"])),
        },
    )


def _stands(row: Row) -> str:
    """Say the status and the share of a market."""
    return f"{STATUSES[_status(row)].word()}, {share_text(row['share'])}"


def _change_entries(pairs: Sequence[tuple[Row, Row]]) -> list[Spec]:
    """Return the legend's lines: classes of change that occur, then changed statuses."""
    counted = Counter(change_bin(_points(old, new)) for old, new in pairs)
    lines: list[tuple[str, str, int]] = []
    for group, (_bound, color) in enumerate(CHANGE_BINS):
        lines.append((color, bin_text(group), counted[group]))
    if counted[-1]:
        lines.append((LOSS, bin_text(-1), counted[-1]))
    entries = [swatch(plain(color), label, figure(n)) for color, label, n in lines]
    switched = sum(_status(old) != _status(new) for old, new in pairs)
    entries.append(swatch(SWITCHED, SWITCHED.word(), figure(switched)))
    return stacked(entries)


def _change_sentence(total: int, changed: int, switched: int) -> str:
    """Say the change in words."""
    return _(
        "Of %(total)s markets, coverage changes in %(changed)s and the status in %(switched)s"
    ) % {"total": total, "changed": changed, "switched": switched}
