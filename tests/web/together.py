"""Several who act at the same moment, each on a connection of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

WRITERS = 4


def at_once(do: Callable[[int], object]) -> list[object]:
    """Let several threads do something at the same moment; return what each got."""
    gate = Barrier(WRITERS)

    def one(number: int) -> object:
        gate.wait()
        try:
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))
