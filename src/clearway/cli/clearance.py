"""`clear`, `diff`, `explain` and `waterfall`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clearway.cli.options import (
    CASE_FILE,
    OUTPUT,
    RECORD_DIR,
    formats,
    market_options,
    question_options,
    write_bytes,
    write_json,
)

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.app import Desk
    from clearway.case import Case


def _open(case_file: Path, record_dir: Path) -> tuple[Case, Desk]:
    from clearway.app import Desk
    from clearway.case import read_case
    from clearway.record import open_record

    return read_case(case_file), Desk(open_record(record_dir))


def _show(renderable: Any, output: Path | None) -> None:
    """Print a table as wide as the terminal, or write it as plain text."""
    from clearway.export.terminal import to_text

    write_bytes(to_text(renderable, plain=output is not None).encode(), output)


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

    case, desk = _open(case_file, record_dir)
    answer = desk.clear(case, ask(case, **question), engine, master)
    if form == "json":
        write_json(answer.to_dict(), output)
    elif form == "csv":
        from clearway.export.tables import to_csv

        write_bytes(to_csv(answer.to_arrow()), output)
    elif form == "parquet":
        from clearway.export.tables import to_parquet

        write_bytes(to_parquet(answer.to_arrow()), output)
    else:
        from clearway.export.terminal import clearance_table

        _show(clearance_table(answer), output)


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
    case, desk = _open(case_file, record_dir)
    answer = desk.diff(case, deals, bundle, **question)
    if form == "json":
        write_json(answer.to_dict(), output)
    else:
        from clearway.export.terminal import difference_table

        _show(difference_table(answer), output)


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
    case, desk = _open(case_file, record_dir)
    answer = desk.explain(case, market, holder=holder, family=family, **question)
    if form == "json":
        write_json(answer.to_dict(), output)
    else:
        from clearway.export.terminal import explanation_text

        _show(explanation_text(answer), output)


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
    from clearway.clearance.question import ask

    names = question.pop("products")
    case, desk = _open(case_file, record_dir)
    products = [p.name for p in ask(case, products=names, **question).products if p.standards]
    steps = {name: desk.waterfall(case, name, market.upper(), **question) for name in products}
    if form == "json":
        data = [
            {"product": name, "market": market.upper(), "steps": [step.to_dict() for step in rows]}
            for name, rows in steps.items()
        ]
        write_json({"case": case.id, "results": data}, output)
    else:
        from clearway.export.terminal import waterfall_table

        _show(waterfall_table(steps, market.upper()), output)
