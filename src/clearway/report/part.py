"""One part of a report: a heading, words, a chart, a table of figures; any may be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.charts.remarks import Remark
    from clearway.report.figures import Figures


@dataclass(frozen=True)
class Part:
    """A part of a report.

    Attributes:
        heading: its headline.
        text: plain text; an empty line begins a new paragraph.
        chart: a Vega-Lite specification of ours, or None.
        figures: a table, or None.
        is_own_page: begins a page in print.
        remarks: what people said, in reading order.
    """

    heading: str
    text: str = ""
    chart: Mapping[str, Any] | None = None
    figures: Figures | None = None
    is_own_page: bool = False
    remarks: tuple[Remark, ...] = ()
