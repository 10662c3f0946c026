"""`mcp`: the answers as tools for language models."""

from __future__ import annotations

from pathlib import Path

import click

from clearway.cli.options import RECORD_DIR
from clearway.errors import EngineError


@click.command()
@RECORD_DIR
@click.option(
    "--cases", "cases_dir", metavar="DIR", required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of case files; nothing outside of it is read.",
)  # fmt: skip
@click.option(
    "--site", metavar="URL", envvar="CLEARWAY_ADDRESS",
    help="A site with the same record and cases: answers link to its pages.",
)  # fmt: skip
def mcp(record_dir: Path, cases_dir: Path, site: str | None) -> None:
    """Answer a language model over its standard input and output (Model Context Protocol).

    Read-only tools over a record and the case files of a folder. Each answer is the JSON of the
    command of its name, with its recipe, the file and line of each deal, and where the answer is
    found again: by which command and, with --site, on which page. For a program that starts it,
    such as an assistant on a desktop; see docs/guides/language-models.md.

    \b
    clearway mcp --record record --cases cases
    clearway mcp --record record --cases cases --site https://clearway.example.org
    """
    try:
        from clearway.language_tools import make_server
    except ModuleNotFoundError as error:  # pragma: no cover - the extra is in the lock
        raise EngineError(
            f"this needs a package that is not installed ({error.name}): pip install '.[mcp]'"
        ) from error
    make_server(record_dir, cases_dir, site).run()
