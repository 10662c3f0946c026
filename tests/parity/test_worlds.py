"""The slow reading, the rules on DuckDB and the kernel agree on random small worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import oracle
from engines import Asked
from oracle.worlds import random_question, random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path


def check(seed: int, folder: Path) -> None:
    """Hold one world's answers, of the rules and of the kernel, against the slow reading."""
    world, case = random_world(seed)
    question = random_question(seed, case)
    write_world(world, case, folder)
    asked, expected = Asked(folder), oracle.clear(world, case, **question)
    for engine in ("duckdb", None):
        assert asked.clear(engine, **question) == expected, engine or "kernel"


@pytest.mark.parametrize("seed", range(12))
def test_a_world(seed: int, tmp_path: Path) -> None:
    """Both engines give the answer of the slow reading of the page."""
    check(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(100, 240, 20))
def test_many_worlds(start: int, tmp_path: Path) -> None:
    """Both engines give the answer of the slow reading in many more worlds."""
    for seed in range(start, start + 20):
        check(seed, tmp_path / str(seed))
