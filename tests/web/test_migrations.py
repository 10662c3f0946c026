"""Every release upgrades the first schema: what was kept then is there now, byte for byte.

`data/schema-1.sql` is a site as the first schema kept it (accounts 0001, cases 0001): people, a
team, a token, cases with revisions by somebody who left, a variant, roles, a link. It is never made
anew; a later schema gets a file of its own beside it.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = sorted((Path(__file__).parent / "data").glob("schema-*.sql"))
KEPT = ("accounts_", "cases_", "socialaccount_", "account_")


def _rows(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    """Return what tables hold in some of their columns."""
    with closing(sqlite3.connect(path)) as base:
        return {
            table: sorted(base.execute(f"SELECT {', '.join(names)} FROM {table}"), key=str)
            for table, names in columns.items()
        }


def _columns(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Give the tables of ours with their columns."""
    with closing(sqlite3.connect(path)) as base:
        tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table.startswith(KEPT):
                found = base.execute(f"PRAGMA table_info({table})").fetchall()
                yield table, [f'"{column[1]}"' for column in found]


@pytest.mark.slow
@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_a_site_of_an_earlier_schema_is_upgraded_and_keeps_all(
    schema: Path, tmp_path: Path
) -> None:
    """Each table of ours has the same rows in the same columns after the upgrade as before."""
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as base:
        base.executescript(schema.read_text(encoding="utf-8"))
    columns = dict(_columns(path))
    before = _rows(path, columns)
    assert len(before["cases_revision"]) == 6
    there = os.environ | {"CLEARWAY_HOME": str(tmp_path), "DATABASE_URL": f"sqlite:///{path}"}
    there["DJANGO_SETTINGS_MODULE"] = "clearway.web.settings"
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=there, check=True)
    assert _rows(path, columns) == before


def test_no_model_has_changed_without_a_migration() -> None:
    """A field that no migration makes fails here, not at a user's upgrade."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
