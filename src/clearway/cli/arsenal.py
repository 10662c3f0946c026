"""`arsenal`: what each side could assert against the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.cli.answers import open_desk, write_answer
from clearway.cli.options import CASE_FILE, OUTPUT, RECORD_DIR, formats, language_of, market_options
from clearway.cli.progress import bar
from clearway.wording import gettext as _
from clearway.wording import long_day, speaking

if TYPE_CHECKING:
    from clearway.arsenal import MutualExposure


@click.command()
@CASE_FILE
@RECORD_DIR
@click.option("--against", metavar="NAME", multiple=True, help="The other side; may be repeated.")
@click.option(
    "--matrix", metavar="NAMES", help="Two or more companies, by commas: each against each other."
)
@click.option("--deal", "deals", metavar="ID", multiple=True, help="Show before and after it.")
@click.option("--bundle", metavar="ID", help="Show before and after all deals of this bundle.")
@market_options
@click.option(
    "--chart", metavar="PATH", type=click.Path(path_type=Path, dir_okay=False),
    help="Also draw the matrix: .png, .svg, .html or .json.",
)  # fmt: skip
@language_of("chart")
@formats("table", "json", "csv", "parquet")
@OUTPUT
def arsenal(
    case_file: Path,
    record_dir: Path,
    against: tuple[str, ...],
    matrix: str | None,
    deals: tuple[str, ...],
    bundle: str | None,
    chart: Path | None,
    language: str,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """What each side could assert against the products of the other, before and after a deal.

    Counted are declared families in force that touch a product the other sells there and that
    nothing clears. One that sells nothing cannot be deterred; one whose products the case does not
    list is unknown.

    \b
    clearway arsenal case.toml --record record --against Ericsson
    clearway arsenal case.toml --record record --against Nokia --bundle nokia-2017 --market DE
    clearway arsenal case.toml --record record --matrix Xiaomi,Nokia,Samsung --chart matrix.png
    """
    if bool(against) == bool(matrix):
        raise click.UsageError("give either --against NAME or --matrix NAME,NAME")
    if deals and bundle:
        raise click.UsageError("give either --deal or --bundle")
    if chart and not matrix:
        raise click.UsageError("--chart draws a matrix; give --matrix NAME,NAME")
    answer = _compared(case_file, record_dir, against, matrix, {
        "deals": deals, "bundle": bundle, **question,
    })  # fmt: skip
    if chart is not None:
        with speaking(language):
            _draw(answer, chart)
    from clearway.export.arsenals import arsenal_table, matrix_table

    write_answer(answer, form, output, matrix_table if matrix else arsenal_table)


def _compared(
    case_file: Path,
    record_dir: Path,
    against: tuple[str, ...],
    matrix: str | None,
    question: dict[str, Any],
) -> MutualExposure:
    from clearway.arsenal import compare_arsenals, exposure_matrix

    case, desk = open_desk(case_file, record_dir)
    with bar("comparing", "pairs") as progress:
        if matrix is None:
            return compare_arsenals(case, desk, against, progress=progress, **question)
        names = [name.strip() for name in matrix.split(",") if name.strip()]
        return exposure_matrix(case, desk, names, progress=progress, **question)


def _draw(answer: MutualExposure, chart: Path) -> None:
    from clearway.charts.exposures import exposure_matrix
    from clearway.charts.render import render
    from clearway.export.terminal import notes

    spec = exposure_matrix(
        [row.to_dict() for row in answer], answer.companies,
        _("Who could assert what against whom"),
        _("Declared families in force on %(day)s that nothing clears")
        % {"day": long_day(answer.header.as_of)},
        " ".join([
            _("Deals between others count as far as the case lists them."),
            *notes(answer.header, ()),
        ]),
    )  # fmt: skip
    click.echo(f"wrote {render(spec, chart)}", err=True)
