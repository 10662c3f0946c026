"""`names`: what a person is asked about names, and what they answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from clearway.cli.options import RECORD_DIR, formats, write_bytes, write_json

if TYPE_CHECKING:
    from pathlib import Path

_BY = click.option("--by", required=True, metavar="WHO", help="Who decides; kept with the row.")
_NOTE = click.option("--note", default="", metavar="TEXT", help="Why; kept with the row.")


@click.group()
def names() -> None:
    """Names of companies: review what is only probable, merge and split.

    \b
    clearway names review --record record
    clearway names merge "Huawei Techn." Huawei --by "A. Lawyer" --record record
    clearway names split "Sharp Labs" Sharp --by "A. Lawyer" --record record

    Decisions stand in names-review.csv in the folder of the record, which may also be edited by
    hand. They beat everything else and count from the next ingest on.
    """


@names.command()
@RECORD_DIR
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1))
@formats("table", "json")
def review(record_dir: Path, limit: int, form: str) -> None:
    """Pairs of names on which nobody has decided, the likeliest first."""
    from clearway.matching import REVIEW_FILE, read_review
    from clearway.record import open_record

    open_record(record_dir)
    waiting = read_review(record_dir / REVIEW_FILE).open_proposals()
    if form == "json":
        told = [
            {"name": row.name, "company": row.company, "score": row.score, "note": row.note}
            for row in waiting[:limit]
        ]
        write_json(told, None)
        return
    _print([(row.name, row.company, row.score, row.note) for row in waiting[:limit]], len(waiting))


def _print(rows: list[tuple[str, str, float | None, str]], waiting: int) -> None:
    from rich.markup import escape
    from rich.table import Table

    from clearway.export.terminal import to_text

    table = Table(title=f"{len(rows):,} of {waiting:,} names to review", title_justify="left")
    for column in ("name", "company", "score", "differs in"):
        table.add_column(column, justify="right" if column == "score" else "left", overflow="fold")
    for name, company, score, note in rows:
        shown = (_printable(name), _printable(company), "" if score is None else f"{score:.2f}")
        table.add_row(*map(escape, (*shown, _printable(note))))
    write_bytes(to_text(table, plain=False).encode(), None)


def _printable(text: str) -> str:
    """Text as it may be printed: nothing in it steers a terminal."""
    return "".join(mark if mark.isprintable() else " " for mark in text)


@names.command()
@click.argument("name")
@click.argument("company")
@_BY
@_NOTE
@RECORD_DIR
def merge(name: str, company: str, by: str, note: str, record_dir: Path) -> None:
    """Decide that NAME is COMPANY."""
    _decide(record_dir, name, company, "merge", by, note)


@names.command()
@click.argument("name")
@click.argument("company")
@_BY
@_NOTE
@RECORD_DIR
def split(name: str, company: str, by: str, note: str, record_dir: Path) -> None:
    """Decide that NAME is not COMPANY; undoes a merge, whoever made it."""
    _decide(record_dir, name, company, "apart", by, note)


def _decide(record_dir: Path, name: str, company: str, verdict: str, by: str, note: str) -> None:
    from clearway.matching import REVIEW_FILE, Decision, add_decision
    from clearway.record import open_record

    open_record(record_dir)
    path = record_dir / REVIEW_FILE
    today = datetime.now(UTC).date()
    add_decision(
        path,
        Decision(name, company, verdict, None, by, today, note),  # type: ignore[arg-type]
    )
    click.echo(f"wrote {path}; it counts from the next ingest on", err=True)
