"""The rules give the same rows and the same types on Spark as on DuckDB."""

from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from clearway.case import read_case
from clearway.clearance.assess import clear_by_rules
from clearway.clearance.engine import rules
from clearway.clearance.question import ask
from clearway.clearance.setting import Setting
from clearway.record.backends.duckdb import DuckDBEngine
from clearway.small_facts import read_facts
from engines import FlatRecord
from oracle.worlds import random_question, random_world, write_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clearway.record.backends.spark import SparkEngine

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
        reason="needs the Spark extra and a Java 17 runtime",
    ),
]

TYPES = {
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "INTEGER": "int",
    "DATE": "date",
    "BOOLEAN": "boolean",
}


@pytest.fixture(scope="module", autouse=True)
def _small_spark() -> Iterator[None]:
    """One partition: the worlds are small, and each task costs more than its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWAY_SPARK_PARTITIONS", "1")
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        yield


def run(folder: Path, seed: int) -> tuple[Any, Any, DuckDBEngine, SparkEngine]:
    """Answer one world on both engines; return the answers and the engines as they are left."""
    from clearway.record.backends.spark import SparkEngine

    world, case = random_world(seed)
    write_world(world, case, folder)
    record = FlatRecord(folder)
    read = read_case(folder / "case.toml")
    setting = Setting(read, read_facts(record), ask(read, **random_question(seed, case)))  # type: ignore[arg-type]
    near, far = DuckDBEngine(record.connect()), SparkEngine(record, "local[2]")
    return clear_by_rules(setting, near), clear_by_rules(setting, far), near, far


def schema_of(engine: Any, name: str) -> list[tuple[str, str]]:
    """Return the columns of a relation with their types, in Spark's words."""
    rows = engine.rows(f"DESCRIBE {name}")
    return [(row[0], TYPES.get(row[1], row[1])) for row in rows]


@pytest.mark.parametrize("seed", [1, 17])
def test_spark_agrees(seed: int, tmp_path: Path) -> None:
    """Every relation of the rules has the same rows and types, and the answers are equal."""
    here, there, near, far = run(tmp_path, seed)
    assert here.to_dict() == there.to_dict()
    for rule in rules():
        select = f"SELECT * FROM {rule.name}"
        assert schema_of(near, rule.name) == schema_of(far, rule.name), rule.name
        assert sorted(map(repr, near.rows(select))) == sorted(map(repr, far.rows(select))), (
            rule.name
        )
