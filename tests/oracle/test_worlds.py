"""The random worlds are the same for a seed, hold what they should, and can be put on disk."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import tomlkit

from clearway.case import read_case
from clearway.model.tables import TABLES
from oracle import clear
from oracle.worlds import random_question, random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(40)


def test_a_seed_gives_one_world() -> None:
    """Two draws of one seed are equal, two seeds are not."""
    (world, case), (again, case_again) = random_world(7), random_world(7)
    assert (world.tables, case) == (again.tables, case_again)
    assert random_world(8)[0].tables != world.tables


def test_worlds_hold_every_kind_of_deal_and_most_statuses() -> None:
    """No kind of deal is missing, and markets come out in many ways."""
    kinds: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    for seed in SEEDS:
        world, case = random_world(seed)
        kinds.update(deal["kind"] for deal in case.get("deal", []))
        results = clear(world, case, **random_question(seed, case))
        statuses.update(result["status"] for result in results)
    assert len(kinds) == 6
    assert {"barred", "exposed", "unknown", "no_right_found", "covered"} <= set(statuses)


def test_a_world_on_disk_is_the_same_world(tmp_path: Path) -> None:
    """Every table is there with its columns, and the case reads back as it was."""
    world, case = random_world(3)
    path = write_world(world, case, tmp_path)
    for name, table in TABLES.items():
        read = pq.read_table(tmp_path / f"{name}.parquet")
        assert read.column_names == list(table.column_names)
        assert read.num_rows == len(world.rows(name))
    assert tomlkit.parse(path.read_text(encoding="utf-8")).unwrap() == case


def test_every_case_is_one_that_the_reader_accepts(tmp_path: Path) -> None:
    """The case reader finds no error in a random case."""
    for seed in SEEDS:
        path = write_world(*random_world(seed), tmp_path / f"{seed}")
        assert isinstance(read_case(path).as_of, date)
