"""How everything drawn looks: the statuses' colors, patterns, marks and words, and the type.

Colors run from blue over amber to dark plum, never red against green, and differ in lightness as
well; each status also has its own hatching and mark, so that a map reads without color. The words
are those of the site's glossary, in English and German.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clearway.wording import spoken

INK = "#1f2430"
INK_ON_DATA = "#1f2431"
"""Ink on a filled bar: as good as `INK`, yet it stays dark when the page turns."""
MUTED = "#5b6270"
RULE = "#d5d8de"
PAPER = "#ffffff"
LAND = "#eeece6"
BORDER = "#fffffe"
"""Borders between countries: as good as the paper's white, yet told apart when it turns dark."""
CLEARED = "#2160a8"
EXPOSED = "#f0b73e"
ADDED = "#5b9bd5"
ENFORCER = "#c8500a"

DARK_TWINS: dict[str, str] = {
    INK: "#eceef2",
    MUTED: "#a9b0bd",
    RULE: "#414754",
    PAPER: "#161920",
    BORDER: "#15181f",
    LAND: "#2b303a",
}
"""What each neutral color becomes on a dark page; data colors stay as they are."""

FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"

Hatching = tuple[float, float]
"""One set of parallel lines: the angle in degrees and the distance in units of the usual one."""


@dataclass(frozen=True)
class Style:
    """How one status is drawn and called.

    Attributes:
        color: fill of the country.
        line: color of its hatching.
        hatching: sets of parallel lines; none is a plain fill.
        shape: Vega symbol of the dot that stands for a country too small to fill.
        english: the word in English.
        german: the word in German.
    """

    color: str
    line: str
    hatching: tuple[Hatching, ...]
    shape: str
    english: str
    german: str

    def word(self) -> str:
        """Return the status in the language spoken."""
        return self.german if spoken() == "de" else self.english


STATUSES: dict[str, Style] = {
    "covered": Style("#1d5aa6", "#1d5aa6", (), "circle", "covered", "gedeckt"),
    "quiet": Style("#9cc7e8", "#4f8fc4", ((0, 1.1),), "square", "quiet", "ruhig"),
    "exposed": Style(
        "#f4c55c", "#a97908", ((45, 1.1),), "triangle-up", "exposed", "offen angreifbar"
    ),
    "contested": Style(
        "#d9691e", "#7c3000", ((45, 1.0), (135, 1.0)), "diamond", "contested", "umkämpft"
    ),
    "barred": Style("#4a1942", "#d9a7d0", ((0, 0.9), (90, 0.9)), "cross", "barred", "untersagt"),
    "no_right_found": Style(
        "#d4d6da", "#d4d6da", (), "circle", "no right found", "kein Schutzrecht gefunden"
    ),
    "not_touched": Style(
        "#c3c7ce", "#8c929d", ((90, 1.1),), "square", "not touched", "nicht berührt"
    ),
    "unknown": Style("#aeb3bc", "#5f6673", ((135, 0.8),), "triangle-down", "unknown", "unbekannt"),
}
"""Every status of a market, from good news over bad to none, in the order of legends."""


def number_expression(field: str = "datum.value", form: str = ",") -> str:
    """Return the Vega expression that writes `field` by a format of D3, as `wording.figure` does.

    Thousands as `k` and `M` (`~s`) are words of their own in German; the rest are marks.
    """
    text = f"format({field}, '{form}')"
    for mark, written in _GERMAN if spoken() == "de" else ():
        text = f"replace({text}, {mark}, '{written}')"
    return text


_GERMAN = (
    ("/,/g", "\u202f"), (r"/\./", ","), ("/%/", "\u00a0%"),
    ("/k$/", "\u00a0Tsd."), ("/M$/", "\u00a0Mio."), ("/G$/", "\u00a0Mrd."),
)  # fmt: skip


def chart_config() -> dict[str, Any]:
    """Return the Vega-Lite `config` shared by every chart: type, ink, and nothing idle."""
    # Vega describes axes, legends and titles in English only; summary and table say the same.
    heard = {} if spoken() == "en" else {"aria": False}
    label = {"labelColor": MUTED, "titleColor": INK, "labelFontSize": 11, "titleFontSize": 11}
    return {
        "font": FONT,
        "background": PAPER,
        "view": {"stroke": None},
        "title": {
            **heard,
            "anchor": "start",
            "color": INK,
            "fontSize": 17,
            "fontWeight": 600,
            "subtitleColor": MUTED,
            "subtitleFontSize": 12,
            "subtitlePadding": 6,
            "offset": 14,
        },
        "axis": {
            **label,
            **heard,
            "domain": False,
            "ticks": False,
            "gridColor": RULE,
            "titleFontWeight": "normal",
        },
        "legend": {**label, **heard},
        "text": {"color": INK, "font": FONT},
    }
