"""The report as an Excel workbook: one sheet for each table, numbers as numbers.

Texts come from case files and public records: they are written as texts, never as formulas or
links, however they begin. Excel holds 32,767 letters in a cell and 1,048,576 rows in a sheet; what
is longer is cut, and the sheet says so.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from clearway.charts.drawing import png, printable
from clearway.charts.frame import headline_of, summary_of
from clearway.report.figures import text_of
from clearway.wording import figure, speaking
from clearway.wording import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from clearway.report.content import Report
    from clearway.report.figures import Column, Figures
    from clearway.report.part import Part

MOST_LETTERS = 32_767
MOST_ROWS = 1_000_000
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FORMATS = {"count": "#,##0", "share": "0.0%", "percent": "0.00%", "number": "#,##0.00"}
_WIDEST = 60
_PICTURE_SCALE = 0.5


def workbook_bytes(report: Report, day: date) -> bytes:
    """Return a report as .xlsx.

    Args:
        report: the content.
        day: stands as the document's date, so that the same content gives the same bytes.
    """
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(
        sink,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False, "nan_inf_to_errors": False},
    )  # fmt: skip
    book.set_properties({"title": report.title, "created": _moment(day)})
    with speaking(report.language):
        _fill(book, report)
    book.close()
    return sink.getvalue()


def _fill(book: Any, report: Report) -> None:
    names = _Names()
    _cover(book, report, names)
    for part in report.parts:
        if part.figures is not None:
            _table_sheet(book, part.figures, names)
    for part in report.parts:
        if part.chart is not None:
            _chart_sheet(book, part, names)


def _moment(day: date) -> Any:
    from datetime import datetime

    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - workbooks know no zones


class _Names:
    """Names of sheets: at most 31 letters, no mark that Excel forbids, none twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, wanted: str) -> str:
        clean = _FORBIDDEN.sub(" ", printable(wanted)).strip(" '")[:_LONGEST_NAME] or "Sheet"
        found, number = clean, 2
        while found.lower() in self._taken:
            tail = f" {number}"
            found, number = clean[: _LONGEST_NAME - len(tail)] + tail, number + 1
        self._taken.add(found.lower())
        return found


def _cover(book: Any, report: Report, names: _Names) -> None:
    sheet = book.add_worksheet(names.name(_("Answer")))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    lines: Iterable[tuple[str, str]] = (
        (_("Question"), report.title),
        (_("Answer"), report.answer),
        *report.facts,
        *(("", note) for note in report.notes),
    )
    for place, (name, text) in enumerate(lines):
        sheet.write_string(place, 0, printable(name), bold)
        sheet.write_string(place, 1, printable(text)[:MOST_LETTERS], wrapped)


def _table_sheet(book: Any, table: Figures, names: _Names) -> None:
    sheet = book.add_worksheet(names.name(table.name))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = [book.add_format({"num_format": _FORMATS.get(c.kind, "@")}) for c in table.columns]
    left = len(table.rows) - MOST_ROWS
    caption = table.caption + (
        " " + _("(%(left)s rows did not fit)") % {"left": figure(left)} if left > 0 else ""
    )
    sheet.write_string(0, 0, printable(caption))
    for place, column in enumerate(table.columns):
        sheet.write_string(2, place, printable(column.heading), head)
        sheet.set_column(place, place, _width(table, place))
    for line, row in enumerate(table.rows[:MOST_ROWS], 3):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            _write(sheet, line, place, value, column, formats[place])
    sheet.freeze_panes(3, 1)
    if table.rows:
        sheet.autofilter(2, 0, 2 + min(len(table.rows), MOST_ROWS), len(table.columns) - 1)


def _write(sheet: Any, line: int, place: int, value: Any, column: Column, form: Any) -> None:  # noqa: PLR0913
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, place, value, form)
    else:
        text = printable(text_of(value, column.kind))
        sheet.write_string(line, place, text[:MOST_LETTERS])


def _width(table: Figures, place: int) -> int:
    column = table.columns[place]
    longest = max((len(text_of(row[place], column.kind)) for row in table.rows[:200]), default=0)
    return min(max(longest, len(column.heading), 8) + 2, _WIDEST)


def _chart_sheet(book: Any, part: Part, names: _Names) -> None:
    chart = part.chart or {}
    sheet = book.add_worksheet(names.name(_("Chart %(heading)s") % {"heading": part.heading}))
    sheet.write_string(0, 0, printable(headline_of(chart)))
    picture = {
        "image_data": io.BytesIO(png(chart)),
        "description": summary_of(chart),
        "x_scale": _PICTURE_SCALE,
        "y_scale": _PICTURE_SCALE,
    }
    sheet.insert_image(2, 0, "chart.png", picture)
