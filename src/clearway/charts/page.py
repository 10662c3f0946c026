"""One self-contained HTML page of charts and tables: nothing is fetched, nothing is trusted.

Every text is escaped; a content security policy forbids any request and any script but the one this
module puts in (Vega, bundled by vl-convert, with a few lines that start it), named by its checksum.
Each chart is there as a drawing before any script runs, in words, and as a table; the script makes
it live (tooltips, one column on narrow screens).
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearway.charts.drawing import printable, svg, write_bytes
from clearway.charts.frame import Table, headline_of, summary_of, table_of, title_text
from clearway.charts.palette import DARK_TWINS
from clearway.charts.remarks import Remark, remarks_html
from clearway.wording import gettext as _
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Spec = dict[str, Any]

DATE = re.compile(r"\d{4}(-\d\d){0,2}")
"""A day, a month or a year; a number of four figures has a mark after the first."""
NUMBER = re.compile(r"[+\u2212\u00b1-]?[\d.,\u202f\u00a0 ]+%?")


@dataclass(frozen=True)
class Section:
    """A part of a page.

    Attributes:
        heading: its headline.
        text: plain text; an empty line begins a new paragraph.
        chart: a Vega-Lite specification, or None.
        table: figures to show, or None; a chart of ours brings its own table along.
        remarks: what people said, in reading order.
    """

    heading: str
    text: str = ""
    chart: Mapping[str, Any] | None = None
    table: Table | None = None
    remarks: tuple[Remark, ...] = ()


def write_page(
    path: str | Path, title: str, sections: Sequence[Section], footnote: str = ""
) -> Path:
    """Write sections to one HTML file that needs nothing else.

    Args:
        path: the file to write.
        title: headline of the page.
        sections: in the order to show.
        footnote: plain text at the end: record, edition, what this is not.

    Returns:
        The path written.

    Raises:
        StorageError: the file cannot be written.
    """
    return write_bytes(Path(path), page_html(title, sections, footnote).encode())


def page_html(  # noqa: PLR0913 - the texts around a page
    title: str,
    sections: Sequence[Section],
    footnote: str = "",
    about: Mapping[str, str] | None = None,
    links: Sequence[tuple[str, str, str]] = (),
    data: Mapping[str, Any] | None = None,
) -> str:
    """Return the page that `write_page` writes, as text.

    Args:
        title: headline of the page.
        sections: in the order to show.
        footnote: plain text at the end.
        about: metadata by name, Open Graph's among them.
        links: relation, media type (empty for none) and address of what belongs to the page, such
            as its feed.
        data: what search engines read, in the words of schema.org (JSON-LD); no script runs it.
    """
    charts = [_bare(section.chart) for section in sections if section.chart is not None]
    script = _script() if charts else ""
    numbered = iter(range(1, len(charts) + 1))
    parts = [_section(i, s, numbered, footnote) for i, s in enumerate(sections, 1)]
    body = [
        "<header>",
        f"<h1>{_text(title)}</h1>",
        _contents(sections),
        "</header>",
        "<main>",
        *parts,
        "</main>",
        f"<footer>{_paragraphs(footnote)}</footer>" if footnote else "",
        *(_data_block(i, chart) for i, chart in enumerate(charts, 1)),
        f"<script>{script}</script>" if script else "",
    ]
    metadata = _metadata(about or {}, links)
    if data:
        metadata.append(f'<script type="application/ld+json">{_json(data)}</script>')
    head = _head(title, script, metadata)
    return "\n".join([*head, *filter(None, body), "</body>", "</html>", ""])


def _text(text: str) -> str:
    """Escape a text for HTML, without the control characters HTML does not know."""
    clean: str = printable(text)
    return escape(clean, quote=True)


def _paragraphs(text: str) -> str:
    """Return plain text as paragraphs."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join(f"<p>{_text(block)}</p>" for block in blocks)


_PROPERTIES = ("og:", "article:")
"""What metadata of Open Graph begins with, which is kept as properties."""


def _metadata(about: Mapping[str, str], links: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return what previews, archives and feed readers look for."""
    named = [
        f'<meta {_naming(name)}="{_text(name)}" content="{_text(text)}">'
        for name, text in about.items()
    ]
    linked = [
        f'<link rel="{_text(rel)}"{_type(kind)} href="{_text(address)}">'
        for rel, kind, address in links
    ]
    return named + linked


def _naming(name: str) -> str:
    return "property" if name.startswith(_PROPERTIES) else "name"


def _type(kind: str) -> str:
    return f' type="{_text(kind)}"' if kind else ""


def _head(title: str, script: str, metadata: Sequence[str]) -> list[str]:
    """Return everything before the content: policy, title, metadata, style."""
    return [
        "<!DOCTYPE html>",
        f'<html lang="{_text(spoken())}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{_text(title)}</title>",
        *metadata,
        f"<style>{_style()}</style>",
        "</head>",
        "<body>",
    ]


def _policy(script: str) -> str:
    """Forbid every request, and every script but the one whose checksum is named."""
    allowed = "'none'"
    if script:
        digest = hashlib.sha256(script.encode()).digest()
        allowed = f"'sha256-{base64.b64encode(digest).decode()}'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _style() -> str:
    """Return the style sheet, with the charts' neutral colors turned on a dark screen."""
    sheet = files("clearway").joinpath("data/page/page.css").read_text(encoding="utf-8")
    turned = "".join(
        f'.chart [fill="{light}"]{{fill:{dark}}}.chart [stroke="{light}"]{{stroke:{dark}}}'
        for light, dark in DARK_TWINS.items()
    )
    return f"{sheet}@media screen and (prefers-color-scheme:dark){{{turned}}}"


@cache
def _script() -> str:
    """Return Vega with the lines that start it, as one script."""
    import vl_convert

    start = files("clearway").joinpath("data/page/start.js").read_text(encoding="utf-8")
    bundle: str = vl_convert.javascript_bundle(start)
    return bundle.replace("</script", "<\\/script")


def _contents(sections: Sequence[Section]) -> str:
    """Return links to the sections, where there are enough to need them."""
    if len(sections) < 4:
        return ""
    links = "".join(
        f'<li><a href="#section-{i}">{_text(section.heading)}</a></li>'
        for i, section in enumerate(sections, 1)
    )
    return f'<nav aria-label="{_text(_("On this page"))}"><ul>{links}</ul></nav>'


def _section(index: int, section: Section, numbered: Iterator[int], footnote: str) -> str:
    """Return one section: heading, text, chart with its words and figures, table."""
    parts = [f"<h2>{_text(section.heading)}</h2>"] if section.heading else []
    parts.append(_paragraphs(section.text))
    table = section.table
    if section.chart is not None:
        said = _note(section.chart)
        note = "" if said == footnote else said  # the page says it once, at its end
        parts.append(_figure(next(numbered), section.chart, note, headed=bool(section.heading)))
        table = table or table_of(section.chart)
        if table is not None:
            shown = _table(table, section.heading)
            summary = _text(_("The figures as a table"))
            parts.append(f"<details><summary>{summary}</summary>{shown}</details>")
    elif table is not None:
        parts.append(_table(table, section.heading))
    parts.append(remarks_html(section.remarks))
    return f'<section id="section-{index}">{"".join(parts)}</section>'


def _note(chart: Mapping[str, Any]) -> str:
    """Return the footnote of a chart of ours."""
    views = chart.get("vconcat", [])
    return title_text(views[0].get("title")) if len(views) == 1 else ""


def _bare(chart: Mapping[str, Any]) -> Spec:
    """Return a chart without the texts that the page itself writes around it."""
    bare = {key: value for key, value in chart.items() if key not in {"title", "usermeta"}}
    bare |= {"padding": 4, "background": "transparent"}
    if _note(chart):
        view = {key: value for key, value in chart["vconcat"][0].items() if key != "title"}
        bare["vconcat"] = [view]
    return copy.deepcopy(bare)


def _figure(number: int, chart: Mapping[str, Any], note: str, *, headed: bool) -> str:
    """Return a chart as a figure: headline, drawing, footnote, and what it says in words."""
    subtitle = title_text(chart.get("title"), "subtitle")
    headline = headline_of(chart) if headed else ""
    said = summary_of(chart)
    beneath = f'<p class="note">{_text(note)}</p>' if note else ""
    drawing = _separate(svg(_bare(chart)), number)
    return (
        f'<figure aria-labelledby="words-{number}">'
        + (f"<h3>{_text(headline)}</h3>" if headline else "")
        + (f'<p class="subtitle">{_text(subtitle)}</p>' if subtitle else "")
        + f'<div class="chart" id="chart-{number}" tabindex="0">{drawing}</div>'
        + f'<figcaption><p id="words-{number}">{_text(said)}</p>{beneath}</figcaption></figure>'
    )


def _separate(drawing: str, number: int) -> str:
    """Give the names inside a drawing a number, so that two drawings in one page do not mix."""
    named = re.sub(r'\bid="([^"]+)"', rf'id="c{number}-\1"', drawing)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#c{number}-\1)", named)


def _data_block(number: int, chart: Spec) -> str:
    """Return a chart's specification as data."""
    return f'<script type="application/json" id="spec-{number}">{_json(chart)}</script>'


def _json(data: Mapping[str, Any]) -> str:
    """Return data as JSON; no text in it can end the block that it stands in."""
    text = json.dumps(printable(data), separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _table(table: Table, name: str) -> str:
    """Return figures as a table that scrolls by itself where it is too wide."""
    caption = f"<caption>{_text(table.caption)}</caption>" if table.caption else ""
    head = "".join(
        f'<th scope="col"{_KIND if _is_of_numbers(table, place) else ""}>{_text(column)}</th>'
        for place, column in enumerate(table.columns)
    )
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{_text(name)}">'
        f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


_KIND = ' class="number"'
_DATE = ' class="date"'


def _is_of_numbers(table: Table, place: int) -> bool:
    """Say whether a column holds figures, the first one apart; its heading then stands right."""
    return place > 0 and all(NUMBER.fullmatch(row[place]) for row in table.rows)


def _cells(row: Sequence[str]) -> str:
    """Return the cells of a row: the first names it, figures are set right."""
    cells = [f'<th scope="row">{_text(row[0])}</th>'] if row else []
    for cell in row[1:]:
        kind = _DATE if DATE.fullmatch(cell) else _KIND if NUMBER.fullmatch(cell) else ""
        cells.append(f"<td{kind}>{_text(cell)}</td>")
    return "".join(cells)
