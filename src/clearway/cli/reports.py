"""`report` and `history`: what is handed on, and the case across time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.cli.options import (
    CASE_FILE,
    OUTPUT,
    RECORD_DIR,
    ISODate,
    formats,
    language_of,
)
from clearway.wording import speaking

if TYPE_CHECKING:
    from datetime import date

    from clearway.case import Case
    from clearway.history import Entry

_ENTRIES = click.option(
    "--entries", "entries_file", metavar="FILE.csv",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Market entries: columns company, market, category, event, on. "
    "By default the launches of the case's products.",
)  # fmt: skip


def _entries(case: Case, entries_file: Path | None) -> tuple[Entry, ...]:
    from clearway.history import entries_of, read_entries

    return read_entries(entries_file) if entries_file else entries_of(case)


def _tell(message: str) -> None:
    click.echo(message, err=True)


@click.command()
@CASE_FILE
@RECORD_DIR
@click.option("--deal", "deals", metavar="ID", multiple=True, help="Deal to set before and after.")
@click.option("--bundle", metavar="ID", help="All deals signed together under this name.")
@click.option("--product", metavar="NAME", help="Product to look at closely.")
@click.option("--market", metavar="CC", help="Market to look at closely, ISO country code.")
@click.option("--as-of", type=ISODate(), help="Day of the answer.")
@click.option("--known-at", type=ISODate(), help="Only what was public on that day.")
@_ENTRIES
@language_of("report")
@click.option(
    "--output", metavar="FILE", required=True, type=click.Path(path_type=Path, dir_okay=False),
    help="Ends in .pdf, .xlsx or .html.",
)  # fmt: skip
def report(
    case_file: Path,
    record_dir: Path,
    deals: tuple[str, ...],
    bundle: str | None,
    product: str | None,
    market: str | None,
    as_of: date | None,
    known_at: date | None,
    entries_file: Path | None,
    language: str,
    output: Path,
) -> None:
    """The whole answer as a PDF, an Excel workbook or a page, to be handed on.

    Question, answer, map, markets, deal by deal, holders, assumptions, sources, limits.

    \b
    clearway report case.toml --record record --output report.pdf
    clearway report case.toml --record record --bundle nokia-2017 --market DE --output report.xlsx
    clearway report case.toml --record record --language de --output bericht.pdf
    """
    from clearway.app import Desk
    from clearway.case import read_case
    from clearway.record import open_record
    from clearway.report import compose, scope_of, write_report
    from clearway.report.files import check_suffix

    if deals and bundle:
        raise click.UsageError("give either --deal or --bundle")
    check_suffix(output)
    case = read_case(case_file)
    entries = _entries(case, entries_file)
    desk = Desk(open_record(record_dir))
    scope = scope_of(
        desk, case, market=market, product=product, deals=deals, bundle=bundle,
        as_of=as_of, known_at=known_at,
    )  # fmt: skip
    with speaking(language):
        written = write_report(compose(scope, entries, _tell), output, scope.header.as_of)
    click.echo(f"wrote {written}", err=True)


@click.command()
@CASE_FILE
@RECORD_DIR
@click.option("--bundle", metavar="ID", help="Deals signed together, to set before and after.")
@click.option("--product", metavar="NAME", help="Product to look at closely.")
@click.option("--market", metavar="CC", help="Market to look at closely, ISO country code.")
@click.option("--on", type=ISODate(), help="Last day of the evidence; today by default.")
@click.option("--address", metavar="URL", default="", help="Where the page will stand.")
@click.option("--author", metavar="NAME", help="Who publishes it, for the metadata.")
@click.option(
    "--discussion", metavar="FILE.jsonl", type=click.Path(path_type=Path, dir_okay=False),
    help="Put in what is shown of this discussion: an export of the site.",
)  # fmt: skip
@click.option(
    "--feed-comments", is_flag=True, help="Tell of each comment in the feed too.",
)  # fmt: skip
@language_of("page")
@click.option(
    "--output", metavar="DIR", required=True, type=click.Path(path_type=Path, file_okay=False),
    help="Gets index.html, page.pdf and feed.xml.",
)  # fmt: skip
def publish(
    case_file: Path,
    record_dir: Path,
    bundle: str | None,
    product: str | None,
    market: str | None,
    on: date | None,
    address: str,
    author: str | None,
    discussion: Path | None,
    feed_comments: bool,  # noqa: FBT001 - a flag of click
    language: str,
    output: Path,
) -> None:
    """The page that a journalist would publish: question, answer, evidence, forecasts.

    With metadata, as PDF, and a feed of what was said, agreed, forecast, seen and resolved. Of a
    discussion only what every reader may see is taken over.

    \b
    clearway publish case.toml --record record --bundle nokia-2017 --output page
    clearway publish case.toml --record record --discussion discussion-1.jsonl --output page
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from clearway.cli.answers import open_desk
    from clearway.report import scope_of
    from clearway.report.discussion import read_discussion
    from clearway.report.publication import publication, with_discussion, write_publication

    if feed_comments and discussion is None:
        raise click.UsageError("--feed-comments goes with --discussion FILE.jsonl")
    with speaking(language):
        said = read_discussion(discussion) if discussion else None
    case, desk = open_desk(case_file, record_dir)
    scope = scope_of(desk, case, market=market, product=product, bundle=bundle)
    with speaking(language):
        made = publication(scope, on or datetime.now(UTC).date(), _tell)
        if said is not None:
            made = with_discussion(made, said, is_in_feed=feed_comments)
        made = replace(made, author=author or made.author)
        paths = write_publication(made, output, address)
    for path in paths:
        _tell(f"wrote {path}")


@click.command()
@CASE_FILE
@RECORD_DIR
@_ENTRIES
@click.option("--product", "products", metavar="NAME", multiple=True)
@formats("table", "json", "csv", "parquet")
@OUTPUT
def history(
    case_file: Path,
    record_dir: Path,
    entries_file: Path | None,
    products: tuple[str, ...],
    form: str,
    output: Path | None,
) -> None:
    """What stood in the way on the day of each market entry, as known on that day.

    Beside each entry: the markets that the company had not entered by then.

    \b
    clearway history case.toml --record record
    clearway history case.toml --record record --entries entries.csv --product "Redmi Note 4"
    """
    from clearway.app import Desk
    from clearway.case import read_case
    from clearway.cli.answers import write_answer
    from clearway.history import history as ask_history
    from clearway.record import open_record

    case = read_case(case_file)
    entries = _entries(case, entries_file)
    answer = ask_history(Desk(open_record(record_dir)), case, entries, products, _tell)
    write_answer(answer, form, output, _table)


def _table(answer: Any) -> Any:
    from clearway.report.history_part import history_figures

    return history_figures(answer).to_terminal()
