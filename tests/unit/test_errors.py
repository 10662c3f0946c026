"""Every error has an exit code of its kind, and the command line gives it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from clearway import errors
from clearway.cli import clearway as command_line
from clearway.cli import exit_code
from clearway.errors import EXIT_CODES, ClearwayError

_CLASSES = [
    thing
    for _, thing in inspect.getmembers(errors, inspect.isclass)
    if issubclass(thing, ClearwayError) and thing is not ClearwayError
]
_REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "exit-codes.md"


def test_every_error_has_an_exit_code() -> None:
    """The table of exit codes is complete, and holds nothing else."""
    assert set(EXIT_CODES) == set(_CLASSES)


@pytest.mark.parametrize("kind", _CLASSES)
def test_every_error_is_documented(kind: type[ClearwayError]) -> None:
    """The page of exit codes lists each error with its code."""
    assert f"| {EXIT_CODES[kind]} | `{kind.__name__}` |" in _REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", _CLASSES)
def test_the_command_line_finds_the_code(kind: type[ClearwayError]) -> None:
    """An error raised anywhere ends in its code."""
    assert exit_code(kind("what is wrong")) == EXIT_CODES[kind]


@pytest.mark.parametrize("kind", _CLASSES)
def test_the_help_lists_every_code(kind: type[ClearwayError]) -> None:
    """`clearway --help` names the exit code of each error."""
    listed = (command_line.help or "").split("Exit codes:")[1].split()
    assert str(EXIT_CODES[kind]) in listed


def test_codes_leave_room_for_success_and_defects() -> None:
    """No error of ours takes 0 (done), 1 (a defect) or 130 (Ctrl-C)."""
    assert not {0, 1, 130} & set(EXIT_CODES.values())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        ([], 2),
        (["clear"], 2),
        (["no-such-command"], 2),
        (["clear", "no-such-case.toml", "--record", "no-such-record"], 2),
        (["record", "info", "--record", "no-such-record"], 4),
        (["ingest", "etsi", "no-such-export.zip", "--record", "new-record"], 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_commands_end_in_the_documented_code(
    arguments: list[str], code: int, tmp_path: Path
) -> None:
    """What goes wrong gives its code and one message, never a traceback."""
    done = subprocess.run(
        [sys.executable, "-c", "from clearway.cli import main; main()", *arguments],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert bool(done.stdout) == (code == 0)
    assert bool(done.stderr) == (code != 0)
