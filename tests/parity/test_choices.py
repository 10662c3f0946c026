"""The slow reading, the rules and the kernel agree on what the policy's choices leave out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

import oracle
from engines import Asked
from oracle.world_choices import CHOICES, world_of_choices
from oracle.worlds import random_question, write_world

if TYPE_CHECKING:
    from pathlib import Path


def check(seed: int, folder: Path) -> None:
    """Hold one world's answers, of the rules and of the kernel, against the slow reading."""
    world, case = world_of_choices(seed)
    question = random_question(seed, case)
    write_world(world, case, folder)
    asked, expected = Asked(folder), oracle.clear(world, case, **question)
    for engine in ("duckdb", None):
        assert asked.clear(engine, **question) == expected, engine or "kernel"


@pytest.mark.parametrize("seed", range(8))
def test_a_world(seed: int, tmp_path: Path) -> None:
    """Both engines give the answer of the slow reading, whatever the choices."""
    check(seed, tmp_path)


@pytest.mark.slow
def test_many_worlds(tmp_path: Path) -> None:
    """Both engines give the answer of the slow reading in many more worlds."""
    for seed in range(300, 340):
        check(seed, tmp_path / str(seed))


@pytest.mark.slow
def test_every_choice_tells() -> None:
    """In some world each choice gives another answer than the default: the worlds test it."""
    tells: Counter[str] = Counter()
    for seed in range(300, 340):
        world, case = world_of_choices(seed)
        question = random_question(seed, case)
        answer = oracle.clear(world, case, **question)
        for key, values in CHOICES.items():
            plain = {**case, "policy": {**case["policy"], key: values[0]}}
            tells[key] += oracle.clear(world, plain, **question) != answer
    assert all(tells[key] >= 2 for key in CHOICES), tells
