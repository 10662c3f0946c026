"""`counts`: every headline count with its range over the declared rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.cli.answers import open_desk, write_answer
from clearway.cli.options import CASE_FILE, OUTPUT, RECORD_DIR, formats, language_of, market_options
from clearway.wording import gettext as _
from clearway.wording import retold, speaking

if TYPE_CHECKING:
    from clearway.ranges import CountRanges


@click.command()
@CASE_FILE
@RECORD_DIR
@market_options
@click.option(
    "--assessor-error", nargs=2, type=float, metavar="SENSITIVITY SPECIFICITY",
    help="How well the studies' assessors judge, each from 0 to 1.",
)  # fmt: skip
@click.option(
    "--chart", metavar="PATH", type=click.Path(path_type=Path, dir_okay=False),
    help="Also draw which rule moves a count most: .png, .svg, .html or .json.",
)  # fmt: skip
@language_of("chart")
@click.option(
    "--count", type=click.Choice(["families", "cleared", "exposed"]), default="exposed",
    show_default=True, help="The count that the chart shows.",
)  # fmt: skip
@formats("table", "json", "csv", "parquet")
@OUTPUT
def counts(
    case_file: Path,
    record_dir: Path,
    assessor_error: tuple[float, float] | None,
    chart: Path | None,
    language: str,
    count: str,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """Counts as ranges: what other rules, and studies of over-declaration, make of them.

    Rules: what a family is, where and how long rights are in force, who owns them, what assessments
    take out. Each is changed alone, then together. Declared is not essential: studies of how much
    is over-declared stand beside the counts, one by one.

    \b
    clearway counts case.toml --record record --market DE
    clearway counts case.toml --record record --market DE --product "Redmi Note 4" --chart de.png
    clearway counts case.toml --record record --market DE --assessor-error 0.8 0.9 --format json
    """
    from clearway.essentiality import AssessorError
    from clearway.export.ranges import ranges_table
    from clearway.ranges import ranges_at

    error = AssessorError(*assessor_error) if assessor_error else None
    case, desk = open_desk(case_file, record_dir)
    answer = ranges_at(desk, case, error, _tell, **question)
    if chart is not None:
        with speaking(language):
            _draw(answer, count, chart)
    write_answer(answer, form, output, ranges_table)


def _tell(message: str) -> None:
    click.echo(f"asking with {message} ...", err=True)


def _draw(answer: CountRanges, count: str, path: Path) -> None:
    from clearway.charts.render import render
    from clearway.charts.tornado import tornado
    from clearway.export.ranges import tornado_rows
    from clearway.export.terminal import notes
    from clearway.model.territory import in_country

    if len(answer.results) != 1:
        raise click.UsageError("a chart shows one product in one market: --product, --market")
    cell = answer.results[0]
    counted = {"counted": _("in force") if count == "families" else _(count)}
    spec = tornado(
        [{**row, "by": retold(row["by"])} for row in tornado_rows(cell, count)],
        int(cell.base.values[count] or 0),
        _("declared families %(counted)s") % counted,
        _("What moves the count of families %(counted)s") % counted,
        f"{cell.product} {in_country(cell.market)}",
        " ".join(notes(answer.header, ())),
    )  # fmt: skip
    click.echo(f"wrote {render(spec, path)}", err=True)
