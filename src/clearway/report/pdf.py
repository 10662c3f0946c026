"""The report as a PDF: typeset by Typst, charts as vectors, the same bytes for the same content.

The text of a report comes from case files and public records. It reaches the typesetter as data in
a JSON file and is set as text, so that nothing in it is read as markup. The typesetter sees one
folder of its own and fetches nothing.
"""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearway.charts.drawing import printable
from clearway.charts.frame import summary_of
from clearway.wording import figure, speaking
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clearway.report.content import Report
    from clearway.report.figures import Figures
    from clearway.report.part import Part

_SHORT = 24
"""Letters of the longest cell up to which a column is as wide as it; others share what is left."""


def pdf_bytes(report: Report, day: date) -> bytes:
    """Return a report as PDF (tagged, PDF/A-2a is not claimed).

    Args:
        report: the content.
        day: stands as the document's date, so that the same content gives the same bytes.
    """
    import typst

    with tempfile.TemporaryDirectory() as name, speaking(report.language):
        folder = Path(name)
        template = files("clearway.data") / "report" / "report.typ"
        (folder / "report.typ").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        (folder / "report.json").write_text(
            json.dumps(printable(_content(report, day, folder)), ensure_ascii=False),
            encoding="utf-8",
        )
        made: bytes = typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            format="pdf",
            timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
        )
    return made


def _content(report: Report, day: date, folder: Path) -> dict[str, Any]:
    return {
        "language": report.language,
        "title": report.title,
        "answer": report.answer,
        "day": day.isoformat(),
        "footer": " ".join(report.notes),
        "facts": [list(fact) for fact in report.facts],
        "parts": [_part(part, number, folder) for number, part in enumerate(report.parts)],
    }


def _part(part: Part, number: int, folder: Path) -> dict[str, Any]:
    chart = None
    if part.chart is not None:
        chart = f"chart-{number}.pdf"
        (folder / chart).write_bytes(_drawn(part.chart))
    return {
        "heading": part.heading,
        "own_page": part.is_own_page,
        "texts": [" ".join(text.split()) for text in part.text.split("\n\n") if text.strip()],
        "chart": chart,
        "said": summary_of(part.chart) if part.chart is not None else "",
        "figures": _figures(part.figures) if part.figures is not None else None,
        "remarks": [
            {"depth": r.depth, "heading": r.heading, "lines": [p.split("\n") for p in r.paragraphs]}
            for r in part.remarks
        ],
    }


def _drawn(chart: Any) -> bytes:
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_pdf(printable(dict(chart)), allowed_base_urls=[])
    return drawn


def _figures(table: Figures) -> dict[str, Any]:
    rows = table.texts()
    shown = rows[: table.printed]
    headings = [column.heading for column in table.columns]
    return {
        "caption": table.caption,
        "columns": [
            {"heading": column.heading, "numeric": column.is_numeric} for column in table.columns
        ],
        "widths": _widths([tuple(headings), *shown]),
        "rows": [[_breakable(cell) for cell in row] for row in shown],
        "left": _left(len(rows) - len(shown)),
    }


def _left(count: int) -> str:
    if not count:
        return ""
    return _("%(left)s further rows are in the workbook.") % {"left": figure(count)}


def _widths(rows: list[tuple[str, ...]]) -> list[int]:
    """Return 0 for each column as wide as its text, else its part of the width that is left."""
    return [_width(column) for column in zip(*rows, strict=True)]


def _width(column: Sequence[str]) -> int:
    """Return 0 for a column of short cells; else a part between its mean and its longest cell's."""
    letters = [min(len(cell), 2 * _SHORT) for cell in column]
    longest = max(letters)
    return 0 if longest <= _SHORT else (longest + sum(letters) // len(letters)) // 2


def _breakable(text: str) -> str:
    """Let addresses and hashes break: a zero-width space within words that are too long."""
    return " ".join(word if len(word) <= _SHORT else _broken(word) for word in text.split(" "))


def _broken(word: str) -> str:
    marked = re.sub(r"([/_\-.?&=:])", "\\1\u200b", word)
    return "\u200b".join(
        part[i : i + _SHORT] for part in marked.split("\u200b") for i in range(0, len(part), _SHORT)
    )
