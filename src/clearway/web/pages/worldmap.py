"""Maps of a page: which outline has which color and pattern, and where its link leads.

The looks, the words and the classes of change are those of the charts; here they become elements
of a page that can be chosen by pointer and keyboard.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString

from clearway.charts.atlas import is_dot, reaches
from clearway.charts.map import CHANGE_BINS, LOSS, SWITCHED, bin_text, change_bin, points_text
from clearway.charts.palette import STATUSES, Style
from clearway.model.territory import country_name
from clearway.web.pages.outlines import CUTS, SCALE, outlines
from clearway.wording import share_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clearway.clearance.results import MarketResult

R = 3.9 * SCALE
_SHAPES = {
    "circle": f"M{-R} 0a{R} {R} 0 1 0 {2 * R} 0a{R} {R} 0 1 0 {-2 * R} 0z",
    "square": f"M{-R} {-R}h{2 * R}v{2 * R}h{-2 * R}z",
    "triangle-up": f"M0 {-R}l{R} {1.8 * R}h{-2 * R}z",
    "triangle-down": f"M0 {R}l{R} {-1.8 * R}h{-2 * R}z",
    "diamond": f"M0 {-1.3 * R}l{R} {1.3 * R}l{-R} {1.3 * R}l{-R} {-1.3 * R}z",
    "cross": f"M{-R / 3} {-R}h{2 * R / 3}v{2 * R / 3}h{2 * R / 3}v{2 * R / 3}h{-2 * R / 3}"
    f"v{2 * R / 3}h{-2 * R / 3}v{-2 * R / 3}h{-2 * R / 3}v{-2 * R / 3}h{2 * R / 3}z",
}


@dataclass(frozen=True)
class Look:
    """How one market is painted and called.

    Attributes:
        fill: its color.
        hatch: name of a pattern of the page; empty for none.
        shape: symbol of its dot, should it be small.
        word: what the color and the pattern say.
    """

    fill: str
    hatch: str
    shape: str
    word: str


@dataclass(frozen=True)
class Mark:
    """One market on one part of a map: an outline by its name, or a dot of a shape at a point."""

    market: str
    said: str
    look: Look
    outline: str
    dot: str
    x: int
    y: int


@dataclass(frozen=True)
class Panel:
    """One map: before, after, or the change; its legend counts markets."""

    name: str
    world: tuple[Mark, ...]
    europe: tuple[Mark, ...]
    legend: tuple[tuple[Look, int], ...]
    list: tuple[tuple[str, str, Look], ...]


@dataclass(frozen=True)
class Pattern:
    """Parallel lines as the page draws them, crossed by others at a right angle or not."""

    name: str
    line: str
    angle: int
    step: int
    is_crossed: bool


STEP = 6 * SCALE
"""Units between two lines of the usual hatching."""


def patterns() -> list[Pattern]:
    """Return the pattern of every status that has one, and of a changed status."""
    named = {**STATUSES, "switched": SWITCHED}
    return [
        Pattern(name, style.line, int(90 - angle), round(STEP * step), len(style.hatching) > 1)
        for name, style in named.items()
        for angle, step in style.hatching[:1]
    ]


def status_panel(name: str, rows: Sequence[MarketResult]) -> Panel:
    """Return the map of the status of every market."""
    looks = {row.market: look_of(row.status) for row in rows}
    said = {
        row.market: f"{looks[row.market].word}, {share_text(row.share)}"
        if row.families else looks[row.market].word
        for row in rows
    }  # fmt: skip
    present = Counter(row.status for row in rows)
    legend = [(look_of(status), present[status]) for status in STATUSES if present[status]]
    return _panel(name, looks, said, legend)


def look_of(status: str) -> Look:
    """Return how a status looks."""
    style = STATUSES[status]
    return _look(style.color, status if style.hatching else "", style, style.word())


def _look(fill: str, hatch: str, style: Style, word: str) -> Look:
    return Look(fill, hatch, _SHAPES[style.shape], word)


def change_panel(name: str, pairs: Sequence[tuple[MarketResult, MarketResult]]) -> Panel:
    """Return the map of what changes: points of share, hatched where the status is another."""
    looks, said = {}, {}
    for old, new in pairs:
        points = _points(old, new)
        hatch = "switched" if old.status != new.status else ""
        looks[new.market] = _change_look(change_bin(points), hatch)
        said[new.market] = points_text(points)
        if hatch:
            before, after = (STATUSES[row.status].word() for row in (old, new))
            said[new.market] += f"; {before} → {after}"
    counted = Counter(change_bin(_points(*pair)) for pair in pairs)
    legend = [(_change_look(group, ""), counted[group]) for group in sorted(counted)]
    switched = sum(old.status != new.status for old, new in pairs)
    if switched:
        legend.append((_look("none", "switched", SWITCHED, SWITCHED.word()), switched))
    return _panel(name, looks, said, legend)


def _points(old: MarketResult, new: MarketResult) -> float:
    return 100 * ((new.share or 0.0) - (old.share or 0.0))


def _change_look(group: int, hatch: str) -> Look:
    if group < 0:
        return Look(LOSS, hatch, _SHAPES["circle"], bin_text(group))
    shape = _SHAPES["diamond" if hatch else "circle"]
    return Look(CHANGE_BINS[group][1], hatch, shape, bin_text(group))


def _panel(
    name: str,
    looks: dict[str, Look],
    said: dict[str, str],
    legend: Iterable[tuple[Look, int]],
) -> Panel:
    names = {market: country_name(market) for market in looks}
    parts = {
        letter: tuple(
            _mark(letter, market, f"{names[market]}: {said[market]}", look)
            for market, look in looks.items()
            if reaches(market, cut)
        )
        for letter, cut in CUTS.items()
    }
    listed = sorted((names[market], market) for market in looks)
    return Panel(
        name, parts["w"], parts["e"], tuple(legend),
        tuple((market, f"{shown}: {said[market]}", looks[market]) for shown, market in listed),
    )  # fmt: skip


def _mark(letter: str, market: str, said: str, look: Look) -> Mark:
    drawing, name = outlines(), f"{letter}-{market}"
    outline = name if name in drawing.drawn else ""
    x, y = drawing.points.get(name, (0, 0))
    dot = look.shape if is_dot(market, CUTS[letter]) and (x or y) else ""
    return Mark(market, said, look, outline, dot, x, y)


def drawn_marks(
    marks: Iterable[Mark], name: str, at: str, chosen: str, outlines_at: str
) -> SafeString:
    """Draw the markets of one part of a map as links; by hand, for a page has hundreds.

    Args:
        marks: of the part.
        name: of the part on its page; begins the ids of its links.
        at: beginning of the address of the view of a market.
        chosen: market that the view looks at.
        outlines_at: address of the outlines.
    """
    at, shapes = escape(at), escape(outlines_at)
    return SafeString("".join(_link(mark, name, at, chosen, shapes) for mark in marks))


def _link(mark: Mark, name: str, at: str, chosen: str, shapes: str) -> str:
    look, said = mark.look, escape(mark.said)
    if mark.dot:
        drawn = (
            f'<path transform="translate({mark.x} {mark.y})" d="{look.shape}" fill="{look.fill}" '
            'class="dot"/>'
        )
    elif mark.outline:
        drawn = f'<use href="{shapes}#{mark.outline}" fill="{look.fill}" class="at"/>'
        if look.hatch:
            drawn += f'<use href="{shapes}#{mark.outline}" fill="url(#hatch-{look.hatch})"/>'
    else:
        return ""
    here = ' aria-current="true"' if mark.market == chosen else ""
    address = f"{at}market={mark.market}"
    return (
        f'<a id="{name}-{mark.market}" href="{address}" hx-get="{address}" '
        f'aria-label="{said}"{here}>'
        f"<title>{said}</title>{drawn}</a>"
    )
