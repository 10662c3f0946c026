"""The benchmarks run and fill their table; nothing here holds a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import HEAD, main, to_table

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def test_the_whole_table_comes_out_of_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run on a small sample prints a row for everything that must be reached."""
    asked = ("ingest", "zip", "clear", "cold", "toggle", "series", "pairs", "read-markets")
    only = [word for name in asked for word in ("--only", name)]
    main(["--rows", "2000", "--work", str(tmp_path), "--pairs", "4", *only])
    out = capsys.readouterr().out
    for what in ("bare Polars", "SQLite", "pandas", "zip", "peak memory", "cold", "toggle",
                 "60 x 120", "4 pairs", "read markets"):  # fmt: skip
        assert what in out


def test_an_unknown_measure_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is no measure ends the command with the names that are."""
    with pytest.raises(SystemExit):
        main(["--only", "nothing"])
    assert "ingest, zip, clear" in capsys.readouterr().err


def test_columns_are_aligned() -> None:
    """Every column starts at one place."""
    lines = to_table([("a", "b", "c", "d", "e"), ("longer", "b", "c", "d", "e")]).splitlines()
    assert len({line.index(" b ") for line in lines[2:]}) == 1
    assert lines[0].startswith(HEAD[0])
