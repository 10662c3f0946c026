"""`right`, `family`, `company`; `record coverage`, `stale` and `diff`: what the record knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clearway.cli.data import record
from clearway.cli.options import RECORD_DIR, ISODate, formats, write_bytes, write_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path


def _day_options(command: Any) -> Any:
    """The record, the day and the day of knowledge; the day is today's by default."""
    for option in (
        formats("table", "json"),
        click.option("--known-at", type=ISODate(), help="Only what was public on that day."),
        click.option("--on", type=ISODate(), help="Day of the sheet; today by default."),
        RECORD_DIR,
    ):
        command = option(command)
    return command


def _today() -> date:
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def _show(sheet: Any, form: str, tables: Callable[[Any], Any]) -> None:
    if form == "json":
        write_json(sheet.to_dict(), None)
    else:
        _print(tables(sheet))


def _print(tables: Any) -> None:
    from clearway.export.terminal import to_text

    write_bytes(to_text(tables, plain=False).encode(), None)


@click.command()
@click.argument("number")
@_day_options
def right(number: str, record_dir: Path, on: date | None, known_at: date | None, form: str) -> None:
    """Everything known of one patent or application, by any of its numbers.

    Documents, families, declarations, owners on three clocks, where it is in force on a day, what
    happened to it, and on what evidence that rests; each with its source.

    \b
    clearway right "US 9,137,772 B2" --record record
    clearway right EP1848154 --record record --on 2017-07-05 --known-at 2017-07-05
    clearway right PCT/JP2006/300226 --record record --format json
    """
    from clearway.export.sheets import right_tables
    from clearway.lookup.right import look_up_right
    from clearway.record import open_record

    sheet = look_up_right(open_record(record_dir), number, on or _today(), known_at)
    _show(sheet, form, right_tables)


@click.command()
@click.argument("family_id", metavar="ID")
@_day_options
def family(
    family_id: str, record_dir: Path, on: date | None, known_at: date | None, form: str
) -> None:
    """Everything known of one family: its rights, who declared it, where it is in force.

    \b
    clearway family 14520 --record record
    clearway family docdb-6979546 --record record --on 2017-07-05
    """
    from clearway.export.sheets import family_tables
    from clearway.lookup.family import look_up_family
    from clearway.record import open_record

    sheet = look_up_family(open_record(record_dir), family_id, on or _today(), known_at)
    _show(sheet, form, family_tables)


@click.command()
@click.argument("name")
@_day_options
def company(name: str, record_dir: Path, on: date | None, known_at: date | None, form: str) -> None:
    """What a company owns, by standard, office and year of expiry; what it declared and sold.

    Any spelling that the record merged (`clearway record names`) finds it. Parents and subsidiaries
    are companies of their own here.

    \b
    clearway company Nokia --record record
    clearway company "Samsung Electronics" --record record --on 2017-07-05 --format json
    """
    from clearway.export.sheets import company_tables
    from clearway.lookup.company import look_up_company
    from clearway.record import open_record

    sheet = look_up_company(open_record(record_dir), name, on or _today(), known_at)
    _show(sheet, form, company_tables)


@record.command("coverage")
@RECORD_DIR
@formats("table", "json")
def record_coverage(record_dir: Path, form: str) -> None:
    """Which sources speak of each office, until when and how fully; what stays unknown.

    Beside it, on what the rights of each office rest: fees, other events, a grant, or dates alone.

    \b
    clearway record coverage --record record
    clearway record coverage --record record --format json
    """
    from clearway.export.record_sheets import coverage_tables
    from clearway.lookup.coverage import coverage
    from clearway.record import open_record

    _show(coverage(open_record(record_dir)), form, coverage_tables)


@record.command("stale")
@_day_options
def record_stale(record_dir: Path, on: date | None, known_at: date | None, form: str) -> None:
    """Whose declarations name an old owner: by declarant and owner of the day.

    What moved within a corporate group is not stale.

    \b
    clearway record stale --record record --on 2017-07-05
    """
    from clearway.lookup.basis import basis_of
    from clearway.lookup.stale import stale_owners
    from clearway.record import open_record
    from clearway.small_facts import read_facts

    opened, day = open_record(record_dir), on or _today()
    rows = stale_owners(opened, day, known_at)
    if form == "json":
        write_json([row.to_dict() for row in rows], None)
        return
    from clearway.export.sheets import stale_tables

    _print(stale_tables(rows, basis_of(read_facts(opened), day, known_at)))


@record.command("diff")
@RECORD_DIR
@click.option("--from", "older", metavar="SNAPSHOT", help="Default: the one before.")
@click.option("--to", "newer", metavar="SNAPSHOT", help="Default: the current one.")
@click.option("--on", type=ISODate(), help="Day on which owners are compared; today by default.")
@click.option("--samples", default=3, show_default=True, help="Rows to show of each kind.")
@formats("table", "json")
def record_diff(
    record_dir: Path,
    older: str | None,
    newer: str | None,
    on: date | None,
    samples: int,
    form: str,
) -> None:
    """What changed between two snapshots: rows by table, owners, rights ended or granted.

    \b
    clearway record diff --record record
    clearway record diff --record record --on 2017-07-05 --format json
    """
    from clearway.export.record_sheets import changes_tables
    from clearway.lookup.changes import changes_between
    from clearway.record.compare import two_snapshots

    first, second = two_snapshots(record_dir, older, newer)
    _show(changes_between(first, second, on or _today(), samples), form, changes_tables)
