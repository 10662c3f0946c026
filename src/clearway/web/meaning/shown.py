"""Parts as a template shows them: texts of cells, summaries of charts, where each chart lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse

from clearway.charts.drawing import png, svg
from clearway.charts.frame import summary_of
from clearway.clearance.recipe import Recipe
from clearway.web.downloads.files import TABLES, attached, figures_table, table_file
from clearway.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clearway.report import Part
    from clearway.report.figures import Figures
    from clearway.web.meaning.told import Versions


def shown(parts: Sequence[Part], chart_at: Callable[[int, str], str]) -> list[dict[str, Any]]:
    """Return parts for the template `meaning/parts.html`.

    Args:
        parts: in order.
        chart_at: gives the address of the chart of a part, by its number and form.
    """
    return [
        {
            "part": part, "heading": part.heading, "number": number,
            "summary": summary_of(part.chart) if part.chart else "",
            "json": chart_at(number, "json"), "svg": chart_at(number, "svg"),
            "chart_files": [(form, chart_at(number, form)) for form in ("svg", "png")],
            "table_files": [(form, chart_at(number, form)) for form in TABLES],
            "columns": _columns(part.figures), "rows": rows[:printed], "more": rows[printed:],
        }
        for number, part in enumerate(parts)
        for rows in [_rows(part.figures)]
        for printed in [part.figures.printed if part.figures else 0]
    ]  # fmt: skip


def _columns(figures: Figures | None) -> list[tuple[str, bool]]:
    """Return headings, and whether the column holds numbers."""
    if figures is None:
        return []
    return [(column.heading, column.is_numeric) for column in figures.columns]


def _rows(figures: Figures | None) -> list[list[tuple[str, bool]]]:
    if figures is None:
        return []
    numbers = [column.is_numeric for column in figures.columns]
    return [list(zip(row, numbers, strict=True)) for row in figures.texts()]


def part_response(versions: Versions, number: int, form: str) -> HttpResponse:
    """Return the chart of a part (specification or drawing), or its table, as a file.

    A chart is in the language of the page; a table for other programs is in English.

    Raises:
        Http404: the part has none, or is none.
    """
    told = versions["en" if form in TABLES else spoken()]
    part = told.parts[number] if number < len(told.parts) else None
    if part and part.figures and form in TABLES:
        recipe = Recipe(told.answer["recipe"]["choices"])
        return table_file(figures_table(part.figures, recipe), f"clearway-table-{number}", form)
    if part is None or part.chart is None or form not in ("json", "svg", "png"):
        raise Http404
    if form == "json":
        return JsonResponse(dict(part.chart))
    if form == "png":
        return attached(png(part.chart), f"clearway-chart-{number}", form)
    return HttpResponse(svg(part.chart), content_type="image/svg+xml")
