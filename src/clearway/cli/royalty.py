"""`royalty`: the unlicensed burden of a case, and `royalty library`, what was published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.cli.answers import open_desk, show, write_answer
from clearway.cli.options import (
    CASE_FILE,
    OUTPUT,
    RECORD_DIR,
    formats,
    language_of,
    market_options,
    write_json,
)
from clearway.wording import long_day, speaking

if TYPE_CHECKING:
    from clearway.royalty import Royalty


class _BurdenFirst(click.Group):
    """A group whose first word may be a case: `royalty CASE` is `royalty burden CASE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the word `burden` before what is no command of the group and no plea for help."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["burden", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_BurdenFirst)
def royalty() -> None:
    """What is still owed for declared patents that no deal clears, and what royalties were set.

    \b
    clearway royalty case.toml --record record                 the burden; `burden` may be left out
    clearway royalty library --standard LTE                    published determinations
    """


@royalty.command()
@CASE_FILE
@RECORD_DIR
@market_options
@click.option("--deal", "deals", metavar="ID", multiple=True, help="Show before and after it.")
@click.option("--bundle", metavar="ID", help="Show before and after all deals of this bundle.")
@click.option("--units", type=float, metavar="N", help="Sold in a year in each market.")
@click.option("--by-holder", is_flag=True, help="Whose burden it is, market by market.")
@click.option(
    "--chart", metavar="PATH", type=click.Path(path_type=Path, dir_okay=False),
    help="Also draw the holders of one product and market: .png, .svg, .html or .json.",
)  # fmt: skip
@language_of("chart")
@formats("table", "json", "csv", "parquet")
@OUTPUT
def burden(
    case_file: Path,
    record_dir: Path,
    units: float | None,
    *,
    by_holder: bool,
    chart: Path | None,
    language: str,
    form: str,
    output: Path | None,
    **question: Any,
) -> None:
    """The unlicensed royalty burden: in percent of the price, for a unit, and for a year.

    For each standard the aggregate times the exposed part of the families in force, low to high;
    generations share a device by their weights. A standard without an aggregate is unknown, never
    zero. One product and market asked for is shown in full: by standard, deal and holder.

    \b
    clearway royalty case.toml --record record
    clearway royalty case.toml --record record --market DE --product "Redmi Note 4" --units 100000
    clearway royalty case.toml --record record --bundle nokia-2017 --by-holder --format csv
    """
    from clearway.export.burdens import burden_table, holder_table
    from clearway.royalty import royalty_burden

    if question["deals"] and question["bundle"]:
        raise click.UsageError("give either --deal or --bundle")
    case, desk = open_desk(case_file, record_dir)
    answer = royalty_burden(case, desk, units=units, **question)
    if chart is not None:
        with speaking(language):
            _draw(answer, chart)
    if by_holder and form in {"csv", "parquet"}:
        _write_holders(answer, form, output)
    else:
        write_answer(answer, form, output, holder_table if by_holder else burden_table)


def _write_holders(answer: Royalty, form: str, output: Path | None) -> None:
    """Write one row for each market and holder."""

    class ByHolder:
        to_arrow = staticmethod(lambda: answer.to_arrow("holder"))

    write_answer(ByHolder(), form, output, lambda _: None)


def _draw(answer: Royalty, chart: Path) -> None:
    from clearway.charts.burdens import burden_bars
    from clearway.charts.render import render
    from clearway.export.terminal import notes

    touched = [row for row in answer if row.standards]
    if len(touched) != 1:
        raise click.UsageError("--chart draws one product in one market; name --product, --market")
    spec = burden_bars(
        touched[0].to_dict(), answer.header.company, long_day(answer.header.as_of),
        answer.deals, " ".join(notes(answer.header, ())),
    )  # fmt: skip
    click.echo(f"wrote {render(spec, chart)}", err=True)


@royalty.command()
@click.option("--standard", metavar="NAME", help="On this standard, or one above or below it.")
@click.option("--status", metavar="STATUS", help="Determinations of this status: final, vacated...")
@formats("table", "json")
@OUTPUT
def library(standard: str | None, status: str | None, form: str, output: Path | None) -> None:
    """Published determinations of courts, and programmes, pledges and studies, with sources.

    A determination says what became of it: final, vacated, superseded, under appeal, settled, or
    unknown. `sure` says who tells the figure: the court, the licensor or an author in a text of
    their own, a report, or that it was rebuilt by the method from inputs not all confirmed.

    \b
    clearway royalty library --standard Wi-Fi
    clearway royalty library --status final --format json
    """
    from clearway.export.burdens import library_tables
    from clearway.royalty.library import choose, determinations, programmes

    courts = choose(determinations(), standard, status)
    owners = choose(programmes(), standard, status)
    if form == "json":
        data = {"determinations": courts, "programmes": owners}
        write_json({name: [row.to_dict() for row in rows] for name, rows in data.items()}, output)
    else:
        show(library_tables(courts, owners), output)
