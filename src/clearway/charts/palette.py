"""How everything drawn looks: the statuses' colors, patterns, marks and words, and the type.

Colors run from blue over amber to dark plum, never red against green, and differ in lightness as
well; each status also has its own hatching and mark, so that a map reads without color. The words
are those of the site's glossary, in English and German.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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

    def word(self, lang: str) -> str:
        """Return the status in the language `lang` ("de", else English)."""
        return self.german if lang == "de" else self.english


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


def count_text(number: int, lang: str = "en") -> str:
    """Write a whole number: thousands by comma in English, by thin space in German."""
    return f"{number:,}".replace(",", "\u202f") if lang == "de" else f"{number:,}"


def share_text(share: float | None, lang: str = "en", decimals: int = 1) -> str:
    """Write a share in percent, "0.9 %", or "unknown" where there is none."""
    if share is None:
        return "unbekannt" if lang == "de" else "unknown"
    text = f"{100 * share:.{decimals}f}"
    return f"{text.replace('.', ',') if lang == 'de' else text}\u00a0%"


def number_expression(field: str, lang: str = "en") -> str:
    """Return the Vega expression that writes `field` as `count_text` does."""
    text = f"format({field}, ',')"
    return f"replace({text}, /,/g, '\u202f')" if lang == "de" else text


def chart_config() -> dict[str, Any]:
    """Return the Vega-Lite `config` shared by every chart: type, ink, and nothing idle."""
    label = {"labelColor": MUTED, "titleColor": INK, "labelFontSize": 11, "titleFontSize": 11}
    return {
        "font": FONT,
        "background": PAPER,
        "view": {"stroke": None},
        "title": {
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
            "domain": False,
            "ticks": False,
            "gridColor": RULE,
            "titleFontWeight": "normal",
        },
        "legend": label,
        "text": {"color": INK, "font": FONT},
    }
