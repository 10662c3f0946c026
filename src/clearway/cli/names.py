"""`names`: what a person is asked about names, and what they answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import click

from clearway.cli.options import RECORD_DIR, formats, write_json
from clearway.cli.printing import print_rows

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.matching import Proposal

_BY = click.option("--by", required=True, metavar="WHO", help="Who decides; kept with the row.")
_NOTE = click.option("--note", default="", metavar="TEXT", help="Why; kept with the row.")
_MANY = 20_000
"""Spellings from which on comparing takes more than two seconds."""


@click.group()
def names() -> None:
    """Names of companies: look at what is only probable, merge, split, and make it count.

    \b
    clearway names review --record record
    clearway names merge "Huawei Techn." Huawei --by "A. Lawyer" --record record
    clearway names split "Sharp Labs" Sharp --by "A. Lawyer" --record record
    clearway names apply --record record

    Decisions stand in names-review.csv in the folder of the record, which may also be edited by
    hand (docs/concepts/names.md). They beat everything else and outlive every ingest; from `apply`,
    or the next ingest, on they count.
    """


@names.command()
@RECORD_DIR
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1))
@click.option("--to-file", is_flag=True, help="Also add them to names-review.csv, to be edited.")
@formats("table", "json")
def review(record_dir: Path, limit: int, to_file: bool, form: str) -> None:  # noqa: FBT001 - a flag
    """What a person should look at: merges and proposals that rest on likeness alone.

    First what the machine merged, the least sure on top: `split` what is wrong. Then what is alike
    and was left apart, the likeliest on top: `merge` what is one company.
    """
    from clearway.matching import REVIEW_FILE, add_proposals
    from clearway.record.naming import doubtful

    spellings, merged, proposals = doubtful(record_dir, _tell)
    shown = merged[:limit], proposals[:limit]
    if to_file:
        rows = [pair.to_decision() for pairs in shown for pair in pairs]
        added = add_proposals(record_dir / REVIEW_FILE, rows)
        click.echo(f"added {added:,} rows to {record_dir / REVIEW_FILE}", err=True)
    if form == "json":
        told = [[_row(pair) for pair in pairs] for pairs in shown]
        write_json({"spellings": spellings, "merged": told[0], "proposals": told[1]}, None)
        return
    for pairs, every, what in zip(
        shown, (merged, proposals), ("merged", "left apart"), strict=True
    ):
        print_rows(
            ("name", "company", "score", "differs in"),
            [tuple(_row(pair).values()) for pair in pairs],
            f"{what}: {len(pairs):,} of {len(every):,}",
        )


def _tell(spellings: int) -> None:
    if spellings >= _MANY:
        click.echo(f"comparing {spellings:,} names", err=True)


def _row(pair: Proposal) -> dict[str, Any]:
    return {
        "name": pair.name,
        "company": pair.company,
        "score": pair.score,
        "differs_in": pair.note,
    }


@names.command()
@click.argument("name")
@click.argument("company")
@_BY
@_NOTE
@RECORD_DIR
def merge(name: str, company: str, by: str, note: str, record_dir: Path) -> None:
    """Decide that NAME is COMPANY.

    Of a company's own name all its spellings follow, of any other name those that differ in
    nothing but case, marks and legal form.
    """
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


def _decide(
    record_dir: Path,
    name: str,
    company: str,
    verdict: Literal["merge", "apart"],
    by: str,
    note: str,
) -> None:
    from clearway.matching import REVIEW_FILE, Decision, add_decision
    from clearway.record.naming import refuse_unknown

    refuse_unknown(record_dir, (name, company))
    path = record_dir / REVIEW_FILE
    today = datetime.now(UTC).date().isoformat()
    add_decision(path, Decision(name, company, verdict, by=by, on=today, note=note))
    click.echo(
        f"wrote {path}; `clearway names apply --record {record_dir}` makes it count", err=True
    )


@names.command()
@RECORD_DIR
def apply(record_dir: Path) -> None:
    """Make a snapshot with what names-review.csv says; no source is read again."""
    from clearway.ingest import apply_names

    before, after, changed = apply_names(record_dir)
    if before == after:
        click.echo(f"no name changes its company; snapshot {after} stays", err=True)
        return
    print_rows(("spelling", "was", "is"), changed, f"Snapshot {after}")
