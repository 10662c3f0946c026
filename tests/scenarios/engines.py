"""Every engine that the scenarios run on, asked one question over one record."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import oracle
from engines import Asked
from oracle.worlds import write_world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oracle import World


def answers(
    world: World, case: Mapping[str, Any], **question: Any
) -> dict[str, list[dict[str, Any]]]:
    """Return by engine the results for a record, a case and the arguments of `clear`."""
    with tempfile.TemporaryDirectory() as folder:
        write_world(world, case, Path(folder))
        asked = Asked(Path(folder))
        return {
            "oracle": oracle.clear(world, case, **question),
            "kernel": asked.clear(None, **question),
            "duckdb": asked.clear("duckdb", **question),
        }
