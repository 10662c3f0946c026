"""A report as a file: the suffix says which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway.charts.drawing import write_bytes
from clearway.charts.page import Section, page_html
from clearway.errors import UsageError
from clearway.report.pdf import pdf_bytes
from clearway.report.workbook import workbook_bytes
from clearway.wording import gettext as _
from clearway.wording import speaking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from clearway.report.content import Report

SUFFIXES = (".pdf", ".xlsx", ".html")


def check_suffix(path: Path) -> str:
    """Return the suffix of a file that a report can be written to.

    Raises:
        UsageError: it is none of ours.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            f"{path}: a report is written as one of {', '.join(SUFFIXES)}; "
            "give the file one of these endings"
        )
    return suffix


def write_report(report: Report, path: Path, day: date) -> Path:
    """Write a report as PDF, workbook or page.

    Args:
        report: the content.
        path: ends in .pdf, .xlsx or .html.
        day: the document's date.

    Raises:
        UsageError: another ending.
        StorageError: the file cannot be written.
    """
    suffix = check_suffix(path)
    if suffix == ".html":
        return write_bytes(path, page_of(report).encode())
    made = pdf_bytes(report, day) if suffix == ".pdf" else workbook_bytes(report, day)
    return write_bytes(path, made)


def page_of(
    report: Report,
    about: Mapping[str, str] | None = None,
    links: Sequence[tuple[str, str, str]] = (),
    data: Mapping[str, Any] | None = None,
) -> str:
    """Return a report as one self-contained page.

    Args:
        report: the content.
        about: metadata by name.
        links: relation, media type and address of what belongs to the page.
        data: what search engines read, in the words of schema.org.
    """
    with speaking(report.language):
        beneath = "\n\n".join(report.notes)
        return page_html(report.title, _sections(report), beneath, about, links, data)


def _sections(report: Report) -> list[Section]:
    facts = "\n\n".join(f"{name}: {text}" for name, text in report.facts)
    return [
        Section(_("The answer"), f"{report.answer}\n\n{facts}"),
        *(
            Section(part.heading, part.text, part.chart,
                    part.figures.to_table() if part.figures else None, part.remarks)
            for part in report.parts
        ),
    ]  # fmt: skip
