"""The report that a run has worked out, as PDF and workbook."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clearway.report.content import Report
from clearway.report.pdf import pdf_bytes
from clearway.report.workbook import workbook_bytes

if TYPE_CHECKING:
    from clearway.web.meaning.told import Told

FORMS = ("pdf", "xlsx")


def report_file(told: Told, form: str) -> bytes:
    """Return the report of a run as a file of one of `FORMS`, in the language it is told in."""
    report = Report(told.answer["title"], told.said[0], told.facts, told.parts, told.notes)
    make = pdf_bytes if form == "pdf" else workbook_bytes
    return make(report, date.fromisoformat(told.answer["as_of"]))
