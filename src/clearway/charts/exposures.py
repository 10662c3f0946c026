"""Who could assert what against whom: a matrix per market, owners down, sellers across.

Pure functions from the rows of a comparison of arsenals to a Vega-Lite specification. Every cell
holds its number or its word, so that the matrix reads without color.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.frame import Frame, Table, finish
from clearway.charts.palette import INK, INK_ON_DATA, LAND, MUTED
from clearway.errors import UsageError
from clearway.model.territory import country_name
from clearway.wording import figure
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

CELL_WIDTH = 96
CELL_HEIGHT = 36
NAMES = 130
GAP = 26
WIDTH = 900
SHADES = ("#fdf3dc", "#e8913f")
"""From one family to the most in any cell; none is as pale as the first."""
SAID = 6


def exposure_matrix(
    rows: Sequence[Mapping[str, Any]],
    companies: Sequence[str],
    title: str,
    subtitle: str = "",
    footnote: str = "",
) -> Spec:
    """Draw what each company could assert against each other one, market by market.

    Args:
        rows: `owner`, `against`, `market`, `state` and, where counted, `now` with `uncleared` and
            `in_force` (counts of families).
        companies: in the order of rows and columns.
        title: the headline.
        subtitle: as of.
        footnote: wrapped under the chart.

    Returns:
        A Vega-Lite specification with its words and figures, as `status_map` returns.

    Raises:
        UsageError: there is nothing to draw.
    """
    if not rows:
        raise UsageError("no market to draw; name one in which some family is in force")
    markets = list(dict.fromkeys(str(row["market"]) for row in rows))
    most = max([1, *(row["now"]["uncleared"] for row in rows if row["now"])])
    panels = [
        _panel([row for row in rows if row["market"] == market], companies, most)
        for market in markets
    ]
    across = max(1, min(len(panels), WIDTH // _panel_width(companies)))
    body: Spec = {"concat": panels, "columns": across, "spacing": GAP}
    width = max(WIDTH // 2, across * _panel_width(companies))
    frame = Frame(title, subtitle, footnote, width)
    return finish(body, frame, _sentence(rows), _table(rows))


def _panel_width(companies: Sequence[str]) -> int:
    return NAMES + CELL_WIDTH * len(companies) + GAP


def _panel(rows: Sequence[Mapping[str, Any]], companies: Sequence[str], most: int) -> Spec:
    """Draw one market."""
    values = [
        {
            "owner": row["owner"],
            "against": row["against"],
            "uncleared": row["now"]["uncleared"] if row["now"] else None,
            "says": _says(row),
        }
        for row in rows
    ]
    counted = [value for value in values if value["uncleared"] is not None]
    others = [value for value in values if value["uncleared"] is None]
    return {
        "title": {
            "text": country_name(str(rows[0]["market"])),
            "anchor": "start",
            "fontSize": 13,
            "color": INK,
        },
        "width": CELL_WIDTH * len(companies),
        "height": CELL_HEIGHT * len(companies),
        "encoding": _places(companies),
        "layer": [
            _filled(counted, {"field": "uncleared", "type": "quantitative", **_shades(most)}),
            _filled(others, {"value": LAND}),
            _written(counted, INK_ON_DATA, 13),
            _written(others, MUTED, 11),
        ],
    }


def _shades(most: int) -> Spec:
    return {"scale": {"domain": [0, most], "range": list(SHADES)}, "legend": None}


def _places(companies: Sequence[str]) -> Spec:
    domain = {"scale": {"domain": list(companies)}, "type": "nominal"}
    label = {"labelColor": INK, "labelFontSize": 11, "labelPadding": 6}
    top = {
        "title": _("sells the products"), "orient": "top", "labelAngle": 0,
        "labelLimit": CELL_WIDTH - 6,
    }  # fmt: skip
    return {
        "x": {"field": "against", **domain, "axis": {**label, **top, "titleColor": MUTED}},
        "y": {
            "field": "owner",
            **domain,
            "axis": {
                **label,
                "title": _("holds the patents"),
                "titleColor": MUTED,
                "labelLimit": NAMES - 12,
            },
        },
    }


def _filled(values: Sequence[Spec], color: Spec) -> Spec:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "rect", "cornerRadius": 3},
        "encoding": {
            "color": color,
            "tooltip": [
                {"field": "owner", "type": "nominal", "title": _("Holds the patents")},
                {"field": "against", "type": "nominal", "title": _("Sells the products")},
                {"field": "says", "type": "nominal", "title": _("Uncleared")},
            ],
        },
    }


def _written(values: Sequence[Spec], color: str, size: int) -> Spec:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "text", "fontSize": size, "color": color},
        "encoding": {"text": {"field": "says", "type": "nominal"}},
    }


def _says(row: Mapping[str, Any]) -> str:
    if row["now"]:
        return figure(int(row["now"]["uncleared"]))
    return _("sells nothing") if row["state"] == "undeterred" else _("unknown")


def _sentence(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say the largest counts in words."""
    counted = [row for row in rows if row["now"]]
    largest = sorted(
        counted, key=lambda r: (-r["now"]["uncleared"], r["market"], r["owner"], r["against"])
    )
    parts = [
        _("%(owner)s against %(against)s (%(place)s): %(count)s")
        % {
            "owner": row["owner"],
            "against": row["against"],
            "count": _says(row),
            "place": country_name(row["market"]),
        }
        for row in largest[:SAID]
    ]
    return "; ".join(parts) or _("unknown")


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Put every cell into a table."""
    return Table(
        columns=(
            _("Market"),
            _("Holds the patents"),
            _("Sells the products"),
            _("Uncleared"),
            _("In force"),
        ),
        rows=tuple(
            (
                country_name(str(row["market"])),
                str(row["owner"]),
                str(row["against"]),
                _says(row),
                figure(int(row["now"]["in_force"])) if row["now"] else "",
            )
            for row in rows
        ),
    )
