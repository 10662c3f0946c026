"""`right`, `family` and `company`: what the record knows of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

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
    from clearway.export.terminal import to_text

    if form == "json":
        write_json(sheet.to_dict(), None)
    else:
        write_bytes(to_text(tables(sheet), plain=False).encode(), None)


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
