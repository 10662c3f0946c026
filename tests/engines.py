"""The engines under test, each answering over a folder of Parquet tables and a case file."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb

from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.question import ask
from clearway.model.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class FlatRecord:
    """A folder of `<table>.parquet` that stands for a record in tests of the rules."""

    path: Path
    snapshot_id: str = "flat"
    manifest: Mapping[str, Any] = field(default_factory=dict)
    editions: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def cache_dir(self) -> Path:
        """Where layouts are kept."""
        return self.path / "cache"

    def table_path(self, name: str) -> Path | None:
        """Return the table's file."""
        return self.path / f"{name}.parquet"

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return a connection with every table; all of them look at one database."""
        return self._database.cursor()

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        database = duckdb.connect(config={"threads": 1})
        for name in TABLES:
            database.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{self.table_path(name)}')"
            )
        return database


@dataclass(frozen=True)
class Asked:
    """A record and a case on disk, ready to be asked."""

    folder: Path

    @cached_property
    def desk(self) -> Desk:
        """The record held open."""
        return Desk(FlatRecord(self.folder))  # type: ignore[arg-type]

    def clear(self, engine: str | None, **question: Any) -> list[dict[str, Any]]:
        """Answer a question on an engine; None is the kernel."""
        case = read_case(self.folder / "case.toml")
        given = {name: value for name, value in question.items() if value is not None}
        answer = self.desk.clear(case, ask(case, **given), engine)
        return [row.to_dict() for row in answer]
