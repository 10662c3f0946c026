"""The engines that the scenarios run on, behind one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import oracle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oracle import World

ENGINES = {"oracle": oracle.clear}
"""By name: a function with the arguments of `oracle.clear`."""


def run(engine: str, world: World, case: Mapping[str, Any], **asked: Any) -> list[dict[str, Any]]:
    """Return the engine's results for a record, a case and the arguments of `clear`."""
    return ENGINES[engine](world, case, **asked)
