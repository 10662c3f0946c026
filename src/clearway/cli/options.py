"""Options that several commands share, and how an answer reaches the screen or a file."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable


class ISODate(click.ParamType[date]):
    """A date written as 2017-07-05."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date, or say how it is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2017-07-05", param, ctx)


CASE_FILE = click.argument("case_file", metavar="CASE.toml", type=click.Path(path_type=Path))
RECORD_DIR = click.option(
    "--record", "record_dir", metavar="DIR", required=True, type=click.Path(path_type=Path),
    help="Folder of the record.",
)  # fmt: skip
OUTPUT = click.option(
    "--output", metavar="PATH", type=click.Path(path_type=Path, dir_okay=False),
    help="Write the answer here instead of to standard output.",
)  # fmt: skip


def language_of(what: str) -> Callable[[Any], Any]:
    """The option `--language` of what is told or drawn."""
    return click.option(
        "--language", type=click.Choice(LANGUAGES), default="en", show_default=True,
        help=f"Of the {what}.",
    )  # fmt: skip


def formats(*names: str) -> Callable[[Any], Any]:
    """The option `--format` with these choices; the first is the default."""
    return click.option(
        "--format", "form", type=click.Choice(names), default=names[0], show_default=True
    )


_MARKETS = click.option(
    "--market", "markets", metavar="CC", multiple=True, help="ISO country code; may be repeated."
)


def market_options(command: Any) -> Any:
    """The options of a question over any number of markets."""
    return _MARKETS(question_options(command))


def question_options(command: Any) -> Any:
    """The options that make up a question, markets apart; each defaults to what the case says."""
    for option in reversed(
        (
            click.option("--company", metavar="NAME", help="Ask for another company."),
            click.option("--as-of", type=ISODate(), help="Day of the answer."),
            click.option("--known-at", type=ISODate(), help="Only what was public on that day."),
            click.option("--product", "products", metavar="NAME", multiple=True),
            click.option("--with", "with_deals", metavar="DEAL", multiple=True,
                         help="Count this deal whatever its status."),
            click.option("--without", "without_deals", metavar="DEAL", multiple=True,
                         help="Leave this deal out."),
            click.option("--essentiality", type=click.Choice(["declared", "assessed", "agreed"]),
                         help="Whether assessments on record take declared families out."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def write_bytes(content: bytes, output: Path | None) -> None:
    """Write an answer to a file, whole or not at all, or to standard output."""
    if output is None:
        _print(content)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    scratch = output.with_name(f".{output.name}.part")
    try:
        scratch.write_bytes(content)
        scratch.replace(output)
    finally:
        scratch.unlink(missing_ok=True)
    click.echo(f"wrote {output}", err=True)


def _print(content: bytes) -> None:
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader left (`| head`): not an error, and what is still in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_json(data: Any, output: Path | None) -> None:
    """Write plain data as JSON, keys in their own order.

    Letters of all scripts stand as they are; what a terminal could obey is escaped.
    """
    import json

    text = json.dumps(data, indent=2, ensure_ascii=False)
    lines = (line if line.isprintable() else _escaped(line) for line in text.split("\n"))
    write_bytes(("\n".join(lines) + "\n").encode(), output)


def _escaped(line: str) -> str:
    import json

    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)
