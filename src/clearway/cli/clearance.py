"""`clear`, `diff`, `explain` and `waterfall`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clearway.cli.answers import open_desk, show, write_answer
from clearway.cli.options import (
    CASE_FILE,
    OUTPUT,
    RECORD_DIR,
    formats,
    market_options,
    question_options,
    write_json,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@CASE_FILE
@RECORD_DIR
@market_options
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    help="Run the rules themselves on this engine; without it the compiled kernel answers, alike.",
)
@click.option("--master", metavar="URL", help="Spark master, for --engine spark.")
@formats("table", "json", "csv", "parquet")
@OUTPUT
def clear(
    case_file: Path,
    record_dir: Path,
    engine: str | None,
    master: str | None,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """What is cleared and what is exposed, per product and market, and whose it is.

    \b
    clearway clear case.toml --record record
    clearway clear case.toml --record record --market DE --without nokia-2017
    clearway clear case.toml --record record --as-of 2018-06-30 --format json
    """
    from clearway.clearance.question import ask
    from clearway.export.terminal import clearance_table

    case, desk = open_desk(case_file, record_dir)
    answer = desk.clear(case, ask(case, **question), engine, master)
    write_answer(answer, form, output, clearance_table)


@click.command()
@CASE_FILE
@RECORD_DIR
@click.option(
    "--deal", "deals", metavar="ID", multiple=True, help="Deal to compare with and without."
)
@click.option("--bundle", metavar="ID", help="All deals signed together under this name.")
@market_options
@formats("table", "json")
@OUTPUT
def diff(
    case_file: Path,
    record_dir: Path,
    deals: tuple[str, ...],
    bundle: str | None,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """What one deal, several, or a bundle changes: the answer with less the answer without.

    \b
    clearway diff case.toml --record record --deal nokia-2017
    clearway diff case.toml --record record --bundle nokia-2017 --market DE --format json
    """
    if deals and bundle:
        raise click.UsageError("give either --deal or --bundle")
    from clearway.export.terminal import difference_table

    case, desk = open_desk(case_file, record_dir)
    answer = desk.diff(case, deals, bundle, **question)
    write_answer(answer, form, output, difference_table)


@click.command()
@CASE_FILE
@RECORD_DIR
@click.option("--market", metavar="CC", required=True, help="ISO country code.")
@click.option("--holder", metavar="NAME", help="Open what this holder owns there.")
@click.option("--family", metavar="ID", help="Open this family.")
@question_options
@formats("table", "json")
@OUTPUT
def explain(
    case_file: Path,
    record_dir: Path,
    market: str,
    holder: str | None,
    family: str | None,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """Why: each family and right with its dates, chain of title, and the clause that clears it.

    What nothing clears is shown with the nearest miss: the condition of the deal that failed.

    \b
    clearway explain case.toml --record record --market DE --holder Ericsson
    clearway explain case.toml --record record --market DE --family 9014 --format json
    """
    from clearway.export.terminal import explanation_text

    case, desk = open_desk(case_file, record_dir)
    answer = desk.explain(case, market, holder=holder, family=family, **question)
    write_answer(answer, form, output, explanation_text)


@click.command()
@CASE_FILE
@RECORD_DIR
@click.option("--market", metavar="CC", required=True, help="ISO country code.")
@question_options
@formats("table", "json")
@OUTPUT
def waterfall(
    case_file: Path,
    record_dir: Path,
    market: str,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """The deals added one at a time, from own rights on: what each clears in one market.

    \b
    clearway waterfall case.toml --record record --market DE --product "Redmi Note 4"
    """
    case, desk = open_desk(case_file, record_dir)
    found = desk.waterfalls(case, market.upper(), **question)
    if form == "json":
        write_json(found.to_dict(), output)
    else:
        from clearway.export.terminal import waterfall_table

        show(waterfall_table(found.steps, found.market, found.header), output)
