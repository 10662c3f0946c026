"""`suits`: who has sued where, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clearway.cli.answers import open_desk, write_answer
from clearway.cli.options import CASE_FILE, OUTPUT, RECORD_DIR, formats, market_options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@CASE_FILE
@RECORD_DIR
@click.option("--holder", "holders", metavar="NAME", multiple=True, help="Only this holder.")
@click.option(
    "--years", type=click.IntRange(min=1), help="Length of the window; the policy's by default."
)
@market_options
@formats("table", "json", "csv", "parquet")
@OUTPUT
def suits(
    case_file: Path,
    record_dir: Path,
    holders: tuple[str, ...],
    years: int | None,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """Who has sued where over the products' standards, and how often each holder sues.

    Rates a year by holder and market, over suits that ask for a stop on declared rights, drawn
    towards the rate of all others where little is on record; what the case says of injunctions;
    and the suits. These are base rates: no chance of being sued, and none of winning.

    \b
    clearway suits case.toml --record record
    clearway suits case.toml --record record --market IN
    clearway suits case.toml --record record --holder Ericsson --years 5 --format json
    """
    from clearway.export.litigation import litigation_tables
    from clearway.litigation import survey_suits

    case, desk = open_desk(case_file, record_dir)
    answer = survey_suits(case, desk, holders=holders, years=years, **question)
    write_answer(
        answer, form, output, lambda shown: litigation_tables(shown, holders=bool(holders))
    )
