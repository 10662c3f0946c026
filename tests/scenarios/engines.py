"""The engines that the scenarios run on, behind one call."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import oracle
from engines import Asked
from oracle.worlds import write_world

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oracle import World


def _on_disk(
    engine: str | None, world: World, case: Mapping[str, Any], **asked: Any
) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        write_world(world, case, Path(folder))
        return Asked(Path(folder)).clear(engine, **asked)


ENGINES: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "oracle": oracle.clear,
    "kernel": partial(_on_disk, None),
    "duckdb": partial(_on_disk, "duckdb"),
}
"""By name: a function with the arguments of `oracle.clear`."""


def run(engine: str, world: World, case: Mapping[str, Any], **asked: Any) -> list[dict[str, Any]]:
    """Return the engine's results for a record, a case and the arguments of `clear`."""
    return ENGINES[engine](world, case, **asked)
