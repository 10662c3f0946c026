"""Settings out of the environment: a word that cannot be meant is one clear error, no traceback.

Values are not repeated in errors, for they may hold passwords.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import dj_database_url

from clearway.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path
    from urllib.parse import SplitResult


def names(name: str, default: str) -> list[str]:
    """Return what a setting lists by comma."""
    return [one.strip() for one in os.environ.get(name, default).split(",") if one.strip()]


def number(name: str, default: int) -> int:
    """Return a setting that counts something."""
    said = os.environ.get(name, "").strip()
    if said and not said.isdecimal():
        raise UsageError(f"{name} must be a number")
    return int(said or default)


def mail_server() -> SplitResult:
    """Return where mail goes; without a host where nothing is set."""
    try:
        server = urlsplit(os.environ.get("CLEARWAY_MAIL", "").strip())
        is_good = not server.netloc or (server.port != 0 and server.hostname is not None)
    except ValueError:
        is_good = False
    if not is_good:
        raise UsageError("CLEARWAY_MAIL must be smtp://user:password@host:port")
    return server


def database(sqlite: Path, **options: Any) -> dict[str, Any]:
    """Return where the database is, as Django says it: DATABASE_URL, or a file of SQLite."""
    try:
        found = dict(dj_database_url.config(default=f"sqlite:///{sqlite}", **options))
    except ValueError:
        found = {}
    if not str(found.get("ENGINE")).endswith(("sqlite3", "postgresql")):
        raise UsageError(
            "DATABASE_URL must be postgresql://user:password@host:port/name; signs such as / and @ "
            "in a part are written %2F and %40"
        )
    return found
