"""`names`: what a person is asked about names, and what they answer."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import click

from clearway.cli.options import RECORD_DIR, formats, write_json
from clearway.cli.printing import print_rows

if TYPE_CHECKING:
    from pathlib import Path

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
    and was left apart, the likeliest on top: `merge` what is one company. `families` are those
    declared under the name.
    """
    from clearway.matching import REVIEW_FILE, add_proposals
    from clearway.record.naming import doubtful

    found = doubtful(record_dir, _tell)
    if to_file:
        shown = (*found.merged[:limit], *found.proposals[:limit])
        added = add_proposals(record_dir / REVIEW_FILE, [pair.to_decision() for pair in shown])
        click.echo(f"added {added:,} rows to {record_dir / REVIEW_FILE}", err=True)
    lists = {"merged": found.merged, "left_apart": found.proposals}
    told = {
        what: [{**asdict(pair), "families": found.families.get(pair.name, 0)} for pair in pairs]
        for what, pairs in lists.items()
    }
    if form == "json":
        listed = {what: rows[:limit] for what, rows in told.items()}
        write_json({"spellings": found.spellings, **listed}, None)
        return
    for what, rows in told.items():
        title = what.replace("_", " ").capitalize()
        if not rows:
            click.echo(f"{title}: nothing to review", err=True)
            continue
        print_rows(
            ("name", "company", "score", "differs in", "families"),
            [tuple(row.values()) for row in rows[:limit]],
            f"{title}: {len(rows[:limit]):,} of {len(rows):,}",
        )


def _tell(spellings: int) -> None:
    if spellings >= _MANY:
        click.echo(f"comparing {spellings:,} names", err=True)


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
