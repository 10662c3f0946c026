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
    """Return the report of a run as a file of one of `FORMS`."""
    said = told.answer
    facts = tuple((name, text) for name, text in said["facts"])
    report = Report(said["title"], said["answer"], facts, told.parts, told.notes)
    make = pdf_bytes if form == "pdf" else workbook_bytes
    return make(report, date.fromisoformat(said["as_of"]))
