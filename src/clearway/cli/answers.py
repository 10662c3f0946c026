"""From a case and a record to an answer, and from an answer to the screen or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clearway.cli.options import write_bytes, write_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyarrow as pa

    from clearway.app import Desk
    from clearway.case import Case


def open_case(case_file: Path) -> Case:
    """Read a case; what it writes as older versions did is told on standard error."""
    from clearway.case import read_case

    case = read_case(case_file)
    for finding in case.former:
        click.echo(f"warning: {finding}", err=True)
    return case


def open_desk(case_file: Path, record_dir: Path) -> tuple[Case, Desk]:
    """Read a case and hold a record open to answer it."""
    from clearway.app import Desk
    from clearway.case import unknown_standards
    from clearway.record import open_record

    case, desk = open_case(case_file), Desk(open_record(record_dir))
    named = {name for row in desk.facts.standards for name in row if name}
    for finding in unknown_standards(case, named):
        click.echo(f"warning: {finding}", err=True)
    chosen = case.policy.family
    if chosen != "etsi" and chosen not in desk.facts.family_kinds:
        click.echo(
            f"warning: no {chosen} family is on record, so every right counts in its etsi family; "
            f"compute them first: clearway record families --record {record_dir}",
            err=True,
        )
    return case, desk


def write_answer(answer: Any, form: str, output: Path | None, shown: Callable[[Any], Any]) -> None:
    """Write an answer in the form asked for.

    Args:
        answer: has `to_dict()`, and for `csv` and `parquet` also `to_arrow()`, recipe included.
        form: `table`, `json`, `csv` or `parquet`.
        output: a file, or None for standard output.
        shown: makes of the answer what a terminal shows.
    """
    if form == "json":
        write_json(answer.to_dict(), output)
    elif form == "csv":
        _write_csv(answer.to_arrow(), output)
    elif form == "parquet":
        from clearway.export.tables import to_parquet

        write_bytes(to_parquet(answer.to_arrow()), output)
    else:
        show(shown(answer), output)


def show(renderable: Any, output: Path | None) -> None:
    """Print a table as wide as the terminal, or write it as plain text."""
    from clearway.export.terminal import to_text

    write_bytes(to_text(renderable, plain=output is not None).encode(), output)


def _write_csv(table: pa.Table, output: Path | None) -> None:
    """Write CSV; beside a file goes its recipe, of which the file holds the hash alone."""
    from clearway.clearance.recipe import recipe_in
    from clearway.export.tables import to_csv

    write_bytes(to_csv(table), output)
    recipe = recipe_in(table)
    if output is not None and recipe is not None:
        write_json(recipe, output.with_name(f"{output.name}.recipe.json"))
