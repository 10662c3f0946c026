"""Where an answer is found again: commands that the command line takes, pages that a site has."""

from __future__ import annotations

import shlex
from datetime import date
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import click
import pytest

from clearway.case import read_case
from clearway.cli import clearway
from clearway.finding_again import PAGES, FoundAgain

if TYPE_CHECKING:
    from pathlib import Path

QUESTION: dict[str, Any] = {
    "company": None, "as_of": date(2018, 1, 1), "known_at": None, "products": ["Redmi Note 4"],
    "with_deals": [], "without_deals": ["nokia-2017"], "essentiality": None,
}  # fmt: skip
MORE: dict[str, dict[str, Any]] = {
    "diff": {"deals": ["nokia-2017"]}, "explain": {"market": "DE", "holder": "Ericsson"},
    "royalty burden": {"units": 5.0}, "arsenal": {"against": ["Nokia"]},
    "suits": {"holders": ["Nokia"]},
    "unknowns": {"top": 20},
    "plan": {"reach": "DE,FR", "max_deals": 2, "allow_unknown": True, "time_limit": 20},
}  # fmt: skip
SHEETS = {"right": "EP1001001", "family": "F1", "company": "A & B", "record coverage": None}


def _parsed(words: list[str]) -> dict[str, Any]:
    """Let the command line read a command, without running it."""
    found: click.Command = clearway
    context = click.Context(found)
    while isinstance(found, click.Group):
        _, command, words = found.resolve_command(context, words)
        assert command is not None
        found, context = command, click.Context(command, parent=context)
    return found.make_context(found.name, words, parent=context.parent).params


@pytest.mark.parametrize("command", PAGES)
def test_the_command_line_takes_each_command(command: str, tmp_path: Path) -> None:
    """Every command reads back as what was asked; nothing that was left out is in it."""
    again = FoundAgain(tmp_path, "https://example.org/")
    if command in SHEETS:
        asked = {} if command == "record coverage" else {"on": date(2018, 1, 1), "known_at": None}
        told = again.of_record(command, SHEETS[command], asked)
        read = _parsed(shlex.split(told["command"])[1:])
        assert SHEETS[command] in {None, *read.values()}
        return
    with as_file(files("clearway.data") / "cases" / "xiaomi-2017.toml") as path:
        told = again.of_case(command, path, read_case(path), {**MORE.get(command, {}), **QUESTION})
        read = _parsed(shlex.split(told["command"])[1:])
    assert (read["as_of"], read["without_deals"]) == (date(2018, 1, 1), ("nokia-2017",))
    assert f"page={PAGES[command]}&" in told["page"]


def test_without_a_site_there_is_no_page(tmp_path: Path) -> None:
    """A link that leads nowhere is worse than none."""
    assert set(FoundAgain(tmp_path, None).of_record("right", "EP1", {})) == {"command"}
