"""Random small worlds, and how to put one on disk so that the real engines can be asked."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import tomlkit

from clearway.model.tables import TABLES
from oracle.world_case import draw_case
from oracle.world_record import draw_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from oracle.world import Row, World

ARROW_TYPES = {
    "TEXT": pa.string(),
    "TEXT[]": pa.list_(pa.string()),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BLOB": pa.binary(),
}


def random_world(seed: int) -> tuple[World, Row]:
    """Return a random record and a case over it, the same for the same seed."""
    random = Random(seed)
    world = draw_record(random)
    return world, draw_case(random, world)


def random_question(seed: int, case: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments for `clear`: company, days and deals to add or remove."""
    random = Random(seed)
    ids = [deal["id"] for kind in ("deal", "candidate") for deal in case.get(kind, [])]
    return {
        "company": random.choice([case["case"]["company"]] * 3 + ["Xeno Mobile", "Alpha"]),
        "as_of": case["case"]["as_of"],
        "known_at": case["case"].get("known_at"),
        "with_deals": tuple(name for name in ids if random.random() < 0.2),
        "without_deals": tuple(name for name in ids if random.random() < 0.1),
    }


def write_world(world: World, case: Mapping[str, Any], folder: Path) -> Path:
    """Write every table as `<table>.parquet` and the case as `case.toml`; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        schema = pa.schema([(column.name, ARROW_TYPES[column.type]) for column in table.columns])
        rows = [{**row, "source": row["source"] or "tables:world"} for row in world.rows(name)]
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{name}.parquet")
    path = folder / "case.toml"
    path.write_text(tomlkit.dumps(case), encoding="utf-8")
    return path
