"""`plan`: which deals next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.cli.answers import open_desk, write_answer
from clearway.cli.options import CASE_FILE, OUTPUT, RECORD_DIR, formats, language_of, market_options
from clearway.cli.progress import words
from clearway.wording import gettext as _
from clearway.wording import long_day, retold, speaking

if TYPE_CHECKING:
    from clearway.planning import Plan


@click.command()
@CASE_FILE
@RECORD_DIR
@click.option("--budget", type=float, metavar="AMOUNT", help="What all deals together may cost.")
@click.option("--currency", metavar="CUR", help="Of budget and answer; that of the costs.")
@click.option("--max-deals", type=int, metavar="K", help="How many deals at most.")
@click.option(
    "--open-when", metavar="RULE",
    help="When a market counts as open: quiet, covered, or a share such as 0.5; the policy's.",
)  # fmt: skip
@click.option(
    "--allow-unknown", is_flag=True, help="Count markets too that are only unknown, and say so."
)
@click.option("--reach", metavar="CC,CC", help="Open these markets at the least cost.")
@click.option(
    "--candidates", type=click.Choice(["case", "generated", "both"]),
    help="The case's, or one license per exposed holder and pool; the case's where it has any.",
)  # fmt: skip
@click.option(
    "--price", type=click.Choice(["low", "mid", "high"]), default="mid", show_default=True,
    help="End of a year's royalty burden that a generated license costs.",
)  # fmt: skip
@click.option("--units", type=float, metavar="N", help="Sold in a year in each market, for that.")
@click.option(
    "--demand", type=click.Choice(["weights", "devices", "population", "gdp_usd", "none"]),
    help="How markets count: the policy's weights, else devices, else people, else alike.",
)  # fmt: skip
@click.option(
    "--time-limit", type=float, default=60.0, show_default=True, metavar="S",
    help="Seconds for the plan, and again for the frontier.",
)  # fmt: skip
@click.option(
    "--chart", metavar="PATH", type=click.Path(path_type=Path, dir_okay=False),
    help="Also draw cost against demand opened: .png, .svg, .html or .json.",
)  # fmt: skip
@language_of("chart")
@market_options
@formats("table", "json", "csv", "parquet")
@OUTPUT
def plan(
    case_file: Path,
    record_dir: Path,
    *,
    reach: str | None,
    chart: Path | None,
    language: str,
    form: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Which deals next: those that open the most demand, or open given markets for the least.

    Chosen from the case's [[candidate]] entries, or from one license per exposed holder and pool.
    The plan is proven best, or says how far from the best it can be; the engine recomputes what it
    clears and must agree. Ctrl-C gives the best plan found so far.

    \b
    clearway plan case.toml --record record --budget 30000000 --max-deals 5
    clearway plan case.toml --record record --reach DE,FR --open-when 0.5
    clearway plan case.toml --record record --candidates generated --units 1000000 --budget 5e6
    """
    from clearway.export.plans import plan_table
    from clearway.planning import plan as make_plan

    markets = [word.strip() for word in reach.split(",") if word.strip()] if reach else []
    if reach is not None and not markets:
        raise click.UsageError("--reach names no market; write --reach DE,FR")
    case, desk = open_desk(case_file, record_dir)
    with words("planning") as tell:
        answer = make_plan(case, desk, tell=tell, reach=markets, **asked)
    if chart is not None:
        with speaking(language):
            _draw(answer, chart)
    write_answer(answer, form, output, plan_table)


def _draw(answer: Plan, chart: Path) -> None:
    from clearway.charts.frontier import frontier_chart
    from clearway.charts.render import render
    from clearway.export.terminal import notes

    spec = frontier_chart(
        [point.to_dict() for point in answer.frontier],
        {"cost": answer.cost, "deals": len(answer), "demand_open": answer.demand_after},
        _("%(company)s: what opens for how much") % {"company": answer.header.company},
        _("Open when %(open_when)s, %(day)s")
        % {
            "open_when": retold(str(answer.terms.open_when)),
            "day": long_day(answer.header.as_of),
        },
        " ".join(notes(answer.header, ())),
        currency=answer.terms.currency if answer.terms.aim == "cost" else None,
    )
    click.echo(f"wrote {render(spec, chart)}", err=True)
