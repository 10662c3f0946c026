"""The report that is handed on: one content, as a PDF, a workbook or a page."""

from __future__ import annotations

from clearway.report.content import Report, compose
from clearway.report.files import check_suffix, write_report
from clearway.report.part import Part
from clearway.report.scope import Scope, scope_of

__all__ = ["Part", "Report", "Scope", "check_suffix", "compose", "scope_of", "write_report"]
