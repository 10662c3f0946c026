"""`case check` and `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.cli.options import CASE_FILE, write_bytes
from clearway.errors import CaseError

if TYPE_CHECKING:
    from clearway.case import Case


@click.group()
def case() -> None:
    """The case file: the question and everything private about it."""


@case.command()
@CASE_FILE
@click.option(
    "--record", "record_dir", metavar="DIR", type=click.Path(path_type=Path),
    help="Also resolve every company against this record.",
)  # fmt: skip
def check(case_file: Path, record_dir: Path | None) -> None:
    """Check a case file: every key, date, code, party and, with a record, every company.

    \b
    clearway case check case.toml
    clearway case check case.toml --record record
    """
    from clearway.case import check_case, read_case

    checked = read_case(case_file)
    findings = check_case(checked, **(_known(checked, record_dir) if record_dir else {}))
    errors = [finding for finding in findings if finding.severity == "error"]
    for finding in findings:
        click.echo(f"{finding.severity}: {finding.place}: {finding.message}", err=True)
    if errors:
        raise CaseError(f"{case_file}: {len(errors)} to mend, listed above")
    summary = (
        f"{checked.id}: {len(checked.products)} products, {len(checked.deals)} deals, "
        f"{len(checked.suits)} suits, {len(checked.sources)} sources; no error\n"
    )
    write_bytes(summary.encode(), None)


def _known(checked: Case, record_dir: Path) -> dict[str, Any]:
    """What the record knows of a case's companies, suits, pools and standards."""
    from clearway.clearance.companies import Companies
    from clearway.record import open_record
    from clearway.small_facts import read_facts

    facts = read_facts(open_record(record_dir))
    return {
        "resolve": Companies(checked, facts.names).find,
        "suits": {suit.suit_id for suit in facts.suits},
        "pools": facts.listed_pools,
        "standards": {name for row in facts.standards for name in row if name},
    }


@click.command()
@click.option(
    "--output", metavar="DIR", default="demo-output", show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the record, the charts and the page.",
)  # fmt: skip
@click.option("--rows", default=200_000, show_default=True, help="Rows of the made-up register.")
def demo(output: Path, rows: int) -> None:
    """Xiaomi, July 2017: what the Nokia deal changed, on a sample of the register."""
    from clearway.demo import run_demo

    run_demo(output, rows, lambda text: write_bytes(text.encode(), None), _tell)


def _tell(message: str) -> None:
    click.echo(message, err=True)
