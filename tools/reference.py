"""Write the reference pages that are made from the code, so that they cannot lag behind it.

`python -m tools.reference` writes them; a test compares the files with what the code says now.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

import clearway
from clearway.cli import clearway as command_line
from clearway.errors import EXIT_CODES
from clearway.model.parts import PARTS
from clearway.model.tables import TABLES
from clearway.sources.plain_forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clearway.model.tables import Table
    from clearway.sources.plain_forms import Form

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
_MADE = "<!-- Made from the code by `make docs`. -->"
_WIDTH = 100

_CLI = (
    "Only the answer goes to standard output; progress, warnings and errors go to standard "
    "error. Exit codes: [exit-codes.md](exit-codes.md). The JSON: [json.md](json.md)."
)
_TABLES = (
    "A record is a folder: `CURRENT` names a snapshot, `snapshots/ID/` holds it, one Parquet "
    "file (or folder) per table and a `manifest.json`. Dates are days, intervals are "
    "`[from_on, to_on)`, and every row names its source. A cell that says nothing more is "
    "what its name says."
)
_FORMS = (
    "What `clearway ingest tables` reads: one file or a folder of them, `NAME.csv` (UTF-8, "
    "with a header), `NAME.csv.gz` or `NAME.parquet`. Columns come in any order, more columns "
    "are reported and ignored. Dates are ISO. A right is named by `publication` in any common "
    "spelling (`EP1848154B1`, `EP 1848154 B1`, `EP1848154`, `US 9,137,772 B2`) or with its "
    "`family`. Several names in one cell are separated by ` | `."
)
_PARTS = (
    "What a source hands over before sources are merged. Parts name rights by number; only "
    "consolidation gives ids. Parts not listed have the columns of their table less `source`."
)
_EXIT = (
    "Every message is one line on standard error: the place (file, line, field), what is "
    "wrong, and what to do. In Python the classes are in `clearway.errors`, all below "
    "`ClearwayError`."
)
_API = (
    "`import clearway as cw`. The names below are the whole public interface; whatever else "
    "can be imported may change without notice."
)
_ANSWERS = (
    "`clear` returns a `Clearance`: it iterates over its rows (`product`, `market`, `status`, "
    "`families`, `cleared`, `exposed`, `share`, `holders`, ...), has `at(product, market)`, "
    "`to_arrow()`, `to_polars()`, `to_pandas()` and `to_dict()`, and shows itself as a table "
    "in a notebook. So do what `diff` and `plan` return; every answer has `to_dict()`. The plain "
    "data is described in [json.md](json.md), a notebook in [the guide](../guides/notebooks.md)."
)
_KEYWORDS = (
    "The keywords of a question are `company`, `as_of`, `known_at` (dates), `products`, "
    "`markets`, `with_deals` and `without_deals` (lists), `essentiality`; what is not given is "
    "what the case says."
)


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command below a group with the words that call it, groups included."""
    yield path, group
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def help_text(path: str, command: click.Command) -> str:
    """Return what `--help` prints, at a fixed width."""
    command._help_option = None  # made once, with the names of whoever asked first
    context = click.Context(
        command, info_name=path, help_option_names=["-h", "--help"],
        terminal_width=_WIDTH, max_content_width=_WIDTH,
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def cli_page() -> str:
    """Return the reference of all commands."""
    parts = [
        "# Command line",
        _MADE,
        _CLI,
    ]
    for path, command in commands(command_line, "clearway"):
        parts.append(f"## `{path}`\n\n```text\n{help_text(path, command)}\n```")
    return _page(parts)


def tables_page() -> str:
    """Return the reference of all tables of a record, and of the parts that sources write."""
    parts = [
        "# Tables of the record",
        _MADE,
        _TABLES,
        *(_table(table) for table in TABLES.values()),
        "# Plain forms",
        _FORMS,
        _forms(),
        "# Parts",
        _PARTS,
        *(
            _table(table)
            for table in PARTS.values()
            if table.column_names != _without_source(table.name)
        ),
    ]
    return _page(parts)


def _forms() -> str:
    rows = [f"| `{name}` | {_columns(form)} | {_needed(form)} |" for name, form in FORMS.items()]
    return "\n".join(["| form | columns | needed |", "|---|---|---|", *rows])


def _columns(form: Form) -> str:
    return ", ".join(f"`{column}`" for column in form.columns)


def _needed(form: Form) -> str:
    return ", ".join(" or ".join(f"`{column}`" for column in group) for group in form.needed)


def _without_source(name: str) -> tuple[str, ...]:
    columns = TABLES[name].column_names if name in TABLES else ()
    return tuple(column for column in columns if column != "source")


def _table(table: Table) -> str:
    rows = [f"| `{c.name}` | {c.type} | {_sentence(c.doc)} |" for c in table.columns]
    return "\n".join(
        [f"## `{table.name}`", "", f"One row: {table.grain}.", "", "| column | type | what |",
         "|---|---|---|", *rows]
    )  # fmt: skip


def _sentence(text: str) -> str:
    return text.replace("|", "\\|")


def exit_codes_page() -> str:
    """Return the reference of exit codes and error classes."""
    rows = [
        f"| {code} | `{error.__name__}` | {inspect.getdoc(error)} |"
        for error, code in sorted(EXIT_CODES.items(), key=lambda item: item[1])
    ]
    return _page(
        [
            "# Exit codes",
            _MADE,
            _EXIT,
            "\n".join(
                ["| code | error | when |", "|---|---|---|", "| 0 | | done |",
                 "| 1 | | a defect of ours, with a traceback: please report it |", *rows,
                 "| 130 | | stopped by Ctrl-C |"]
            ),
        ]
    )  # fmt: skip


def api_page() -> str:
    """Return the reference of the public Python names."""
    parts = [
        "# Python",
        _MADE,
        _API,
        *(_name(name) for name in clearway.__all__ if not name.startswith("_")),
        "## Answers",
        _ANSWERS,
        _KEYWORDS,
    ]
    return _page(parts)


def _name(name: str) -> str:
    thing = getattr(clearway, name)
    signature = "" if inspect.isclass(thing) else str(inspect.signature(thing))
    code, text = f"{name}{signature}", inspect.getdoc(thing)
    return f"## `{name}`\n\n```python\n{code}\n```\n\n```text\n{text}\n```"


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


PAGES = {
    "cli.md": cli_page,
    "tables.md": tables_page,
    "exit-codes.md": exit_codes_page,
    "api.md": api_page,
}
"""Each page made from the code, and what makes it."""


def main() -> int:
    """Write every page; return the exit code."""
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
        print(REFERENCE / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
