"""The slow reading, the rules on DuckDB and the kernel agree on random small worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import oracle
from engines import Asked
from oracle.worlds import random_question, random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path


def check(seed: int, folder: Path, engine: str | None) -> None:
    """Hold one world's answer against the slow reading."""
    world, case = random_world(seed)
    question = random_question(seed, case)
    write_world(world, case, folder)
    assert Asked(folder).clear(engine, **question) == oracle.clear(world, case, **question)


@pytest.mark.parametrize("engine", ["duckdb", None], ids=["rules", "kernel"])
@pytest.mark.parametrize("seed", range(12))
def test_a_world(seed: int, engine: str | None, tmp_path: Path) -> None:
    """An engine gives the answer of the slow reading of the page."""
    check(seed, tmp_path, engine)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["duckdb", None], ids=["rules", "kernel"])
@pytest.mark.parametrize("start", range(100, 240, 20))
def test_many_worlds(start: int, engine: str | None, tmp_path: Path) -> None:
    """An engine gives the answer of the slow reading in many more worlds."""
    for seed in range(start, start + 20):
        check(seed, tmp_path / str(seed), engine)
