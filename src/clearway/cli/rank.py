"""`rank`: markets side by side."""

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
@click.option(
    "--by",
    type=click.Choice(["share", "burden", "litigants", "demand", "weights"]),
    help="What the table is sorted by; the policy's weights by default, else the share.",
)
@market_options
@formats("table", "json", "csv", "parquet")
@OUTPUT
def rank(
    case_file: Path,
    record_dir: Path,
    by: str | None,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """Markets side by side: share cleared, royalty burden, active litigants, demand.

    Each has its place by each criterion. An order over all of them needs weights, which are the
    case's to give (policy.ranking_weights): there is no score without.

    \b
    clearway rank case.toml --record record
    clearway rank case.toml --record record --by burden --product "Redmi Note 4"
    clearway rank case.toml --record record --format csv --output markets.csv
    """
    from clearway.export.ranking import ranking_table
    from clearway.ranking import rank_markets

    case, desk = open_desk(case_file, record_dir)
    has_weights = case.policy.ranking_weights is not None
    if by == "weights" and not has_weights:
        raise click.UsageError(
            "the case's policy gives no ranking_weights; add them, or sort by one criterion"
        )
    chosen = by or ("weights" if has_weights else "share")
    answer = rank_markets(case, desk, **question)
    write_answer(answer, form, output, lambda shown: ranking_table(shown, chosen))
