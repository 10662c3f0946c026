"""Charts say what the rows say, by color, pattern, words and table, and their files stand alone."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from clearway.charts.drawing import printable
from clearway.charts.frame import Table, summary_of, table_of
from clearway.charts.geography import hatch, places, rings, world
from clearway.charts.holders import holders_bar
from clearway.charts.legend import swatch_lines
from clearway.charts.map import change_map, status_map
from clearway.charts.page import Section, page_html, write_page
from clearway.charts.palette import STATUSES
from clearway.charts.render import notebook, render
from clearway.charts.waterfall import waterfall
from clearway.errors import StorageError, UsageError
from clearway.wording import share_text, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Spec = dict[str, Any]

WEIGHTS = (0.2126, 0.7152, 0.0722)
"""What red, green and blue give to lightness (sRGB)."""


def _row(market: str, status: str, cleared: int = 10, families: int = 100) -> Spec:
    """Return a row of a map."""
    return {
        "market": market,
        "status": status,
        "share": cleared / families if families else None,
        "families": families,
        "cleared": cleared,
        "exposed": families - cleared,
    }


BEFORE = [
    _row("DE", "contested", 2),
    _row("SG", "quiet"),
    _row("IN", "barred"),
    _row("MT", "quiet"),
]
AFTER = [_row("DE", "contested", 9), _row("SG", "quiet"), _row("IN", "quiet"), _row("MT", "quiet")]
STEPS = [
    {"reason": "own", "label": "own", "cleared": 2, "exposed": 98, "families": 100, "added": 2},
    {"reason": "n", "label": "Nokia", "cleared": 9, "exposed": 91, "families": 100, "added": 7},
    {"reason": "m", "label": "Nokia", "cleared": 9, "exposed": 91, "families": 100, "added": 0},
]


def _views(spec: Any) -> Iterator[Spec]:
    """Walk through every view of a specification."""
    if isinstance(spec, dict):
        yield spec
        for key in ("vconcat", "hconcat", "concat", "layer"):
            for view in spec.get(key, []):
                yield from _views(view)


def _legend(panel: Spec) -> list[tuple[str, str]]:
    """Return the words and counts of a panel's legend."""
    legend = panel["vconcat"][1]["hconcat"][1]
    entries = legend["layer"][1]["data"]["values"]
    return [(entry["label"], entry["count"]) for entry in entries]


def test_each_panel_counts_its_markets() -> None:
    """The legend counts countries per status, for every status of any panel."""
    spec = status_map({"Before": BEFORE, "After": AFTER}, "Title")
    before, after = spec["vconcat"][0]["concat"]
    assert _legend(before) == [("quiet", "2"), ("contested", "1"), ("barred", "1")]
    assert _legend(after) == [("quiet", "3"), ("contested", "1"), ("barred", "0")]


def test_outlines_are_stated_once() -> None:
    """Panels share the outlines of the chart, so that a page does not carry them for each."""
    spec = status_map({"Before": BEFORE, "After": AFTER}, "Title")
    holding = [view for view in _views(spec) if "format" in view.get("data", {})]
    assert len(holding) == 1


def test_statuses_differ_without_color() -> None:
    """Each pair of statuses is told apart by hatching, or else by lightness."""
    looks = {status: (style.hatching, style.shape) for status, style in STATUSES.items()}
    patterned = [status for status, style in STATUSES.items() if style.hatching]
    assert len({looks[status] for status in patterned}) == len(patterned)
    assert set(STATUSES) - set(patterned) == {"covered", "no_right_found"}
    lightness = {s: _lightness(STATUSES[s].color) for s in ("covered", "no_right_found")}
    assert abs(lightness["covered"] - lightness["no_right_found"]) > 0.3


def _lightness(color: str) -> float:
    """Return the relative luminance of a color, 0 to 1."""
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return sum(k * math.pow(part, 2.2) for k, part in zip(WEIGHTS, parts, strict=True))


def test_small_countries_are_dots() -> None:
    """Singapore is a dot on the world, Malta one in the enlarged part, with their status's mark."""
    spec = status_map({"Before": BEFORE}, "Title")
    dotted = [
        row["market"]
        for view in _views(spec)
        for row in view.get("data", {}).get("values", [])
        if isinstance(row, dict) and "lon" in row
    ]
    assert sorted(dotted) == ["MT", "SG"]


@pytest.mark.parametrize("code", ["SG", "MT", "LU", "LI", "MC", "SM", "HK", "MO", "CY", "TW", "US"])
def test_every_market_has_a_place(code: str) -> None:
    """Countries people ask about lie somewhere on the map, the smallest too."""
    assert places()[code].km2 > 0


def test_identifiers_are_two_letters_and_unique() -> None:
    """Outlines carry ISO 3166-1 alpha-2 codes, one outline each."""
    found = [g["id"] for g in world()["objects"]["countries"]["geometries"] if "id" in g]
    assert all(re.fullmatch("[A-Z]{2}", code) for code in found)
    assert len(found) == len(set(found))


def test_hatching_stays_within_the_country() -> None:
    """No line of a hatching leaves the country's bounds, across the date line neither."""
    for code in ("DE", "RU"):
        xs = [x for ring in rings(code) for x, _ in ring]
        ys = [y for ring in rings(code) for _, y in ring]
        for line in hatch(code, 45, 2.0, 0.85):
            for x, y in line:
                assert min(xs) - 0.01 <= x <= max(xs) + 0.01
                assert min(ys) - 0.01 <= y <= max(ys) + 0.01
            assert all(abs(a[0] - b[0]) < 6 for a, b in pairwise(line))


@pytest.mark.parametrize("angle", [0, 45, 90, 135])
def test_swatches_are_hatched_inside(angle: float) -> None:
    """The legend's hatching stays in its swatch."""
    lines = swatch_lines((angle, 1.0))
    assert lines
    assert all(0 <= x <= 26 and -7 <= y <= 7 for a, b, c, d in lines for x, y in ((a, b), (c, d)))


def test_a_map_says_itself_in_words_and_as_a_table() -> None:
    """The description counts statuses, the table holds every row with names, not codes."""
    spec = status_map({"Before": BEFORE}, "Title?")
    table = table_of(spec)
    assert spec["description"] == "Title? Before: 2 quiet, 1 contested, 1 barred."
    assert summary_of(spec) == "Before: 2 quiet, 1 contested, 1 barred."
    assert table is not None
    assert table.rows[0] == ("Before", "Germany", "contested", "100", "2", "98", "2.0\u00a0%")


def test_german_words_and_figures() -> None:
    """In German the words are the glossary's and numbers have comma and thin space."""
    rows = [_row("DE", "contested", 1234, 5678)]
    with speaking("de"):
        table = table_of(status_map({"Vorher": rows}, "Titel"))
    assert table is not None
    assert table.rows[0][1:5] == ("Deutschland", "umkämpft", "5\u202f678", "1\u202f234")
    assert table.rows[0][6] == "21,7\u00a0%"


def test_unknown_is_a_word_never_empty() -> None:
    """A share that does not exist is written as unknown, zero as 0."""
    assert share_text(None) == "unknown"
    assert share_text(0.0) == "0.0\u00a0%"
    with speaking("de"):
        assert share_text(None) == "unbekannt"


def test_wrong_rows_are_refused() -> None:
    """A status that no page names, no panel at all, or markets that differ are errors."""
    with pytest.raises(UsageError, match=r"Market DE: status 'clear'.*use one of covered"):
        status_map({"Before": [_row("DE", "clear")]}, "Title")
    with pytest.raises(UsageError, match="at least one panel"):
        status_map({}, "Title")
    with pytest.raises(UsageError, match="same markets"):
        change_map((BEFORE, AFTER[1:]), "Title")
    with pytest.raises(UsageError, match="at least one step"):
        waterfall([], "Title")


def test_a_change_map_shows_gains_and_switches() -> None:
    """Germany gains seven points, India changes its status; both are counted and said."""
    spec = change_map((BEFORE, AFTER), "Title")
    counted = dict(_legend(spec["vconcat"][0]["concat"][0]))
    assert counted["no change"] == "3"
    assert counted["+5 to +10"] == "1"
    assert counted["status changes"] == "1"
    assert summary_of(spec) == "Of 4 markets, coverage changes in 1 and the status in 1."


def test_a_market_without_families_is_drawn() -> None:
    """A market where nothing is in force has no share, and is no reason to fail."""
    rows = [_row("US", "no_right_found", 0, 0)]
    assert change_map((rows, rows), "Title")
    assert status_map({"Now": rows}, "Title")


def test_the_waterfall_climbs_to_what_is_exposed() -> None:
    """Bars begin where the last one ended, own rights first, the exposed rest last."""
    spec = waterfall(STEPS, "Title")
    bars = spec["vconcat"][0]["data"]["values"]
    assert [(bar["start"], bar["end"]) for bar in bars] == [(0, 2), (2, 9), (9, 9), (9, 100)]
    assert [bar["name"] for bar in bars] == ["Own rights", "Nokia", "Nokia", "Still exposed"]
    assert len({bar["key"] for bar in bars}) == 4
    assert bars[1]["figure"] == "+7  (9.0\u00a0%)"


def test_holders_are_ranked_and_the_rest_counted() -> None:
    """The most exposed come first, enforcers are marked, those not drawn are counted."""
    holders = [
        {"holder": f"H{i:02d}", "families": i, "cleared": 0, "exposed": i, "enforcer": i == 20}
        for i in range(1, 21)
    ]
    spec = holders_bar(holders, "Title")
    body, table = spec["vconcat"][0], table_of(spec)
    assert body["encoding"]["y"]["sort"][:2] == ["H20", "H19"]
    assert "5 further holders not shown" in " ".join(body["title"]["text"])
    assert "known to have sued" in " ".join(body["title"]["text"])
    assert table is not None
    assert len(table.rows) == 20
    assert table.rows[0][-1] == "yes"


def test_charts_are_pure() -> None:
    """The same rows give the same specification, byte for byte, and stay as they are."""
    rows = json.dumps(BEFORE)
    first = json.dumps(status_map({"Before": BEFORE}, "Title"))
    assert first == json.dumps(status_map({"Before": BEFORE}, "Title"))
    assert rows == json.dumps(BEFORE)


def test_one_specification_makes_every_file(tmp_path: Path) -> None:
    """PNG, SVG, self-contained HTML and JSON come from one specification, by suffix."""
    spec = waterfall(STEPS, "What <b>each</b> deal\x00 clears")
    for suffix in ("png", "svg", "html", "json"):
        assert render(spec, tmp_path / "new" / f"chart.{suffix}").stat().st_size > 1000
    folder = tmp_path / "new"
    assert (folder / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert "&lt;b&gt;each" in (folder / "chart.svg").read_text()
    assert json.loads((folder / "chart.json").read_text()) == spec
    html = (folder / "chart.html").read_text()
    assert "<h1>What &lt;b&gt;each&lt;/b&gt; deal clears</h1>" in html
    assert not re.search(r"<(script|link)[^>]+(src|href)=", html)


def test_a_map_is_drawn(tmp_path: Path) -> None:
    """A status map renders, with its title and its countries' names for those who listen."""
    path = render(status_map({"Before": BEFORE}, "A title"), tmp_path / "map.svg")
    drawn = path.read_text()
    assert "A title" in drawn
    assert "Germany" in drawn


def test_other_suffixes_and_bad_folders_are_refused(tmp_path: Path) -> None:
    """A suffix we cannot write, and a folder that cannot be made, are plain errors."""
    with pytest.raises(UsageError, match=r"use one of \.png"):
        render({}, tmp_path / "chart.gif")
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="another folder"):
        render({}, tmp_path / "file" / "chart.json")


def test_a_notebook_gets_chart_picture_and_words() -> None:
    """A notebook shows the live chart, or the picture, or at least the words."""
    bundle = notebook(waterfall(STEPS, "Title"))
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["application/vnd.vegalite.v6+json"]["title"]["text"] == ["Title"]
    assert bundle["text/plain"].startswith("Title. Own rights: 2")


def test_control_characters_are_dropped() -> None:
    """Characters no SVG may hold are dropped, and numbers stay numbers."""
    assert printable({"a": ["x\x00y", 1, [2.5, None]]}) == {"a": ["xy", 1, [2.5, None]]}


EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page whose every text tries to break out."""
    steps = [STEPS[0], {**STEPS[1], "label": EVIL}]
    table = Table((EVIL, "n"), ((EVIL, "1,234"),), EVIL)
    sections = [
        Section(EVIL, f"One.\n\n{EVIL}", waterfall(steps, EVIL, EVIL, EVIL)),
        Section("Table", table=table),
        Section("Holders", chart=holders_bar([], "None")),
    ]
    path = tmp_path_factory.mktemp("page") / "page.html"
    return write_page(path, EVIL, sections, EVIL).read_text()


def test_no_text_breaks_out_of_a_page(page: str) -> None:
    """Whatever a name holds, it stays text: in HTML, in the drawing and in the data."""
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "<img" not in outside
    assert "alert(1)</script>" not in outside
    assert len(re.findall(r"<script\b", outside)) == 2


def test_a_page_asks_for_nothing(page: str) -> None:
    """No address is loaded, and the policy forbids it and every other script besides."""
    tags = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(link|iframe|img|object|embed|base)\b", tags)
    assert not re.search(r"@import|url\((?!#)", tags)
    assert "default-src 'none'; script-src 'sha256-" in page
    assert "unsafe-eval" not in page


def test_a_page_is_whole_without_scripts(page: str) -> None:
    """Each chart is drawn, said and tabled before any script runs; headings are in order."""
    assert page.count('<figure aria-labelledby="words-') == 2
    assert page.count("<svg") >= 2
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert outside.count("<table>") == 3
    assert '<td class="number">1,234</td>' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])>", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))


def test_drawing_is_imported_late() -> None:
    """Importing the charts does not import the renderer, which is large."""
    code = (
        "import sys, clearway.charts.page, clearway.charts.map; print('vl_convert' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_headings_of_figures_stand_right() -> None:
    """A column of figures has its heading to the right, one with a word in it does not."""
    table = Table(
        ("Market", "Families", "Status"), (("DE", "1,234", "quiet"), ("FR", "\u22125", "2017-07"))
    )
    page = page_html("A page", [Section("Figures", table=table)])
    assert '<th scope="col" class="number">Families</th>' in page
    assert '<th scope="col">Status</th>' in page
    assert '<td class="date">2017-07</td>' in page
    assert '<th scope="col">Market</th>' in page


def test_what_a_page_says_at_its_end_stands_under_no_chart() -> None:
    """A footnote of a chart that is the page's own is said once, another one under its chart."""
    said, other = "As of 2017-07-05.", "Another day."
    charts = [Section(name, chart=waterfall(STEPS, name, name, name)) for name in (said, other)]
    page = re.sub(r"<script.*?</script>", "", page_html("A page", charts, said), flags=re.DOTALL)
    assert '<p class="note">Another day.</p>' in page
    assert f'<p class="note">{said}</p>' not in page
    assert f"<footer><p>{said}</p></footer>" in page
