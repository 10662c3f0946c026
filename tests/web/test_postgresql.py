"""The site on PostgreSQL: what is marked `database` runs there as well as on SQLite."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from web.cluster import binaries, postgresql

HERE = Path(__file__).parent


@pytest.mark.slow
def test_what_leans_on_the_database_holds_on_postgresql_too() -> None:
    """Cases, revisions, roles, links and migrations are the same on both databases."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server here; on Debian: apt-get install postgresql")
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-m",
        "database",
        HERE,
    ]
    with postgresql(programs) as server:
        there = {name: value for name, value in os.environ.items() if name != "CLEARWAY_HOME"}
        there["DATABASE_URL"] = f"{server}/postgres"
        ran = subprocess.run(
            command, env=there, capture_output=True, text=True, check=False, cwd=HERE.parents[1]
        )
    assert ran.returncode == 0, ran.stdout[-6000:]
    assert int(re.findall(r"(\d+) passed", ran.stdout)[-1]) > 50
