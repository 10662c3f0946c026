"""`unknowns`: what to find out first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clearway.cli.answers import open_desk, write_answer
from clearway.cli.options import CASE_FILE, OUTPUT, RECORD_DIR, formats, market_options
from clearway.cli.progress import bar

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@CASE_FILE
@RECORD_DIR
@market_options
@click.option(
    "--top", type=click.IntRange(min=1), default=20, show_default=True,
    help="Only so many, those that matter most.",
)  # fmt: skip
@formats("table", "json", "csv", "parquet")
@OUTPUT
def unknowns(
    case_file: Path,
    record_dir: Path,
    top: int,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """What to find out first: the unknowns by how much they could change the answer.

    Whether a right is in force, whose it is, whether anybody read its claims, and what a reported
    deal says: each with what to look up, and the market's share and status in the worst case and
    in the best. A plan is its markets and its deals (--with).

    \b
    clearway unknowns case.toml --record record --market DE
    clearway unknowns case.toml --record record --market DE --market FR --with nokia-2017
    clearway unknowns case.toml --record record --market DE --top 500 --format csv
    """
    from clearway.export.unknowns import unknowns_table
    from clearway.unknowns import find_unknowns

    case, desk = open_desk(case_file, record_dir)
    with bar("finding unknowns", "steps") as progress:
        answer = find_unknowns(case, desk, top=top, progress=progress, **question)
    write_answer(answer, form, output, unknowns_table)
