"""What every page says where the site has no record yet, or one that holds nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from clearway.errors import RecordDamagedError
from clearway.record.snapshots import current_id, read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpRequest


def record_lack(request: HttpRequest) -> dict[str, Callable[[], str]]:  # noqa: ARG001 - as Django calls it
    """Let templates ask what the record lacks."""
    return {"record_lack": lack}


def lack() -> str:
    """Return `record` where there is none, `families` where it holds none, else nothing."""
    snapshot = current_id(settings.RECORD_DIR)
    return _lack(settings.RECORD_DIR, snapshot) if snapshot else "record"


@lru_cache(maxsize=8)
def _lack(record_dir: Path, snapshot: str) -> str:
    try:
        tables = read_manifest(record_dir, snapshot)["tables"]
    except (OSError, RecordDamagedError):
        return ""  # what is damaged says so itself where it is asked
    return "" if tables.get("families") and tables.get("rights") else "families"
