"""`dossier`, `forecasts` and `sightings`: who said what, what came of it, what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.cli.answers import open_case, open_desk, write_answer
from clearway.cli.options import CASE_FILE, OUTPUT, RECORD_DIR, ISODate, formats, language_of
from clearway.wording import speaking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_ON = click.option("--on", type=ISODate(), help="As things stood on this day; today by default.")
_FORMATS = formats("table", "json", "csv", "parquet")


@dataclass(frozen=True)
class _Listing:
    """Rows of the dossier, which need no record."""

    on: date
    name: str
    rows: Sequence[Any]

    def to_dict(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), self.name: [row.to_dict() for row in self.rows]}

    def to_arrow(self) -> Any:
        import pyarrow as pa

        return pa.Table.from_pylist(self._flat())

    def _flat(self) -> list[dict[str, Any]]:
        flat = []
        for row in (row.to_dict() for row in self.rows):
            accounts = row.pop("accounts", None)
            flat += [row] if accounts is None else [{**row, **each} for each in accounts]
        return flat


def _day(on: date | None) -> date:
    from datetime import UTC, datetime

    return on or datetime.now(UTC).date()


def _tell(message: str) -> None:
    click.echo(message, err=True)


@click.group()
def dossier() -> None:
    """The evidence of a case: statements as they stand, conflicts, history, changed answers."""


@dossier.command()
@CASE_FILE
@_ON
@click.option("--subject", metavar="NAME", help="Only what is about this deal, company or product.")
@_FORMATS
@OUTPUT
def statements(
    case_file: Path, on: date | None, subject: str | None, form: str, output: Path | None
) -> None:
    """Statements with their grades, and whether they stand.

    \b
    clearway dossier statements case.toml
    clearway dossier statements case.toml --on 2017-07-05 --subject nokia-2017
    """
    from clearway.dossier import accounts
    from clearway.report.dossier_parts import statement_figures

    day = _day(on)
    rows = [
        a for a in accounts(open_case(case_file), day) if subject in (None, a.statement.subject)
    ]
    listing = _Listing(day, "statements", rows)
    write_answer(listing, form, output, lambda _: statement_figures(rows).to_terminal())


@dossier.command("conflicts")
@CASE_FILE
@_ON
@_FORMATS
@OUTPUT
def conflicts_command(case_file: Path, on: date | None, form: str, output: Path | None) -> None:
    """Standing statements that disagree, side by side.

    \b
    clearway dossier conflicts case.toml
    """
    from clearway.dossier import conflicts
    from clearway.report.dossier_parts import conflict_figures

    day = _day(on)
    rows = conflicts(open_case(case_file), day)
    listing = _Listing(day, "conflicts", rows)
    write_answer(listing, form, output, lambda _: conflict_figures(rows).to_terminal())


@dossier.command()
@CASE_FILE
@_ON
@click.option("--of", "subject", metavar="NAME", help="A statement's id, or a subject.")
@_FORMATS
@OUTPUT
def history(
    case_file: Path, on: date | None, subject: str | None, form: str, output: Path | None
) -> None:
    """What was said by day, and what confirmed, disputed, corrected or retracted it.

    \b
    clearway dossier history case.toml
    clearway dossier history case.toml --of broadcom-2015
    """
    from clearway.dossier import chronicle
    from clearway.report.dossier_parts import moment_figures

    day = _day(on)
    rows = chronicle(open_case(case_file), day, subject)
    listing = _Listing(day, "history", rows)
    write_answer(listing, form, output, lambda _: moment_figures(rows).to_terminal())


@dossier.command("changes")
@CASE_FILE
@RECORD_DIR
@click.option("--on", type=ISODate(), help="Day of the evidence; the case's known_at by default.")
@click.option("--since", type=ISODate(), help="Compare with the evidence of this day.")
@click.option(
    "--retract",
    metavar="ID",
    multiple=True,
    help="What if this statement or source were taken back? May be repeated.",
)
@click.option("--as-of", type=ISODate(), help="Day of the answers.")
@click.option("--known-at", type=ISODate(), help="Only what was public on that day.")
@_FORMATS
@OUTPUT
def changes_command(
    case_file: Path, record_dir: Path, form: str, output: Path | None, **options: Any
) -> None:
    """Which answers change with the evidence: asked of the engine before and after.

    By default the case as written is set against what its statements tell of the deals.

    \b
    clearway dossier changes case.toml --record record
    clearway dossier changes case.toml --record record --retract nokia-signed
    clearway dossier changes case.toml --record record --since 2017-01-01 --on 2018-01-01
    """
    from rich.console import Group

    from clearway.dossier import changes
    from clearway.report.dossier_parts import change_figures

    case, desk = open_desk(case_file, record_dir)
    answer = changes(desk, case, **options)
    write_answer(
        answer, form, output,
        lambda found: Group(
            *(each.to_terminal() if each.rows else f"{each.caption}: none"
              for each in change_figures(found)),
            _sample(found.header),
        ),
    )  # fmt: skip


@click.command()
@CASE_FILE
@click.option(
    "--record", "record_dir", metavar="DIR", type=click.Path(path_type=Path),
    help="Also show Clearway's own signal: clearance when each forecast opened, as known then.",
)  # fmt: skip
@_ON
@click.option("--seal", is_flag=True, help="Freeze every question that has no seal yet.")
@click.option(
    "--plot", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the calibration; ends in .png, .svg, .html or .json.",
)  # fmt: skip
@language_of("drawing")
@_FORMATS
@OUTPUT
def forecasts(
    case_file: Path,
    record_dir: Path | None,
    on: date | None,
    seal: bool,  # noqa: FBT001 - a flag of the command line
    plot: Path | None,
    language: str,
    form: str,
    output: Path | None,
) -> None:
    """Forecasts, what came of them, and how good they were.

    Scored once the deadline has passed, never before. --seal writes into the case file, comments
    kept; a sealed question that is edited later is an error.

    \b
    clearway forecasts case.toml
    clearway forecasts case.toml --record record --plot calibration.png
    clearway forecasts case.toml --seal
    """
    from clearway.dossier import board
    from clearway.dossier.sealing import seal_file

    count = seal_file(case_file) if seal else 0
    case, desk = open_desk(case_file, record_dir) if record_dir else (open_case(case_file), None)
    if seal:
        _tell(f"sealed {count} of {len(case.forecasts)} forecasts")
    found = board(case, _day(on), desk, _tell)
    write_answer(found, form, output, _board)
    if plot is not None:
        with speaking(language):
            _plot(found, plot)


def _board(found: Any) -> Any:
    from rich.console import Group

    from clearway.report.dossier_parts import forecast_figures, group_figures, word_figures

    tables = [forecast_figures(found), group_figures(found), word_figures(found)]
    shown = [each.to_terminal() for each in tables if each.rows]
    return Group(*shown, _sample(found.header)) if shown else "No forecast is on record.\n"


def _sample(header: Any) -> str:
    """What must be said where a record is made up."""
    from clearway.export.terminal import SAMPLE

    return SAMPLE if header and header.record.is_sample else ""


def _plot(found: Any, path: Path) -> None:
    from clearway.charts.render import render
    from clearway.errors import UsageError
    from clearway.report.dossier_parts import calibration_chart

    chart = calibration_chart(found)
    if chart is None:
        raise UsageError(f"{path}: nothing is scored on {found.on}, so there is nothing to draw")
    _tell(f"wrote {render(chart, path)}")


@click.command()
@CASE_FILE
@RECORD_DIR
@_FORMATS
@OUTPUT
def sightings(case_file: Path, record_dir: Path, form: str, output: Path | None) -> None:
    """Products seen in markets, beside clearance on that day, as known then.

    \b
    clearway sightings case.toml --record record
    """
    from rich.console import Group

    from clearway.dossier import seen
    from clearway.report.dossier_parts import sighting_figures

    case, desk = open_desk(case_file, record_dir)
    answer = seen(case, desk, _tell)
    write_answer(
        answer, form, output,
        lambda found: Group(sighting_figures(found.rows).to_terminal(), _sample(found.header)),
    )  # fmt: skip
