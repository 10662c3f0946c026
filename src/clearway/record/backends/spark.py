"""Spark, for records that one machine cannot hold: the same rules, unchanged.

Needs the extra `clearway[spark]` and a Java 17 runtime.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

from clearway.errors import EngineError
from clearway.model.tables import TABLES
from clearway.record.backends.duckdb import to_arrow

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    class Tables(Protocol):
        """What Spark needs of a record: where each table lies."""

        def table_path(self, name: str) -> Path | None:
            """Return the Parquet file or folder of a table, or None when it is empty."""


_TYPES = {
    "TEXT": "string",
    "TEXT[]": "array<string>",
    "DATE": "date",
    "BOOLEAN": "boolean",
    "INTEGER": "int",
    "BIGINT": "bigint",
    "DOUBLE": "double",
    "BLOB": "binary",
}


def start_session(master: str | None) -> Any:
    """Start Spark, or join the session of this process; EngineError when it cannot be had."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError(
            "Spark is not installed: pip install 'clearway[spark]' (it also needs Java 17)"
        ) from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise EngineError(
            "Spark needs a Java 17 runtime: install one (Debian: openjdk-17-jre-headless)"
        )
    builder = (
        SparkSession.builder.appName("clearway")
        .master(master or os.environ.get("CLEARWAY_SPARK_MASTER", "local[*]"))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", os.environ.get("CLEARWAY_SPARK_PARTITIONS", "8"))
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.sql.adaptive.enabled", "false")
    )
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise EngineError(f"Spark cannot start on {master or 'local[*]'}: {error}") from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def _schema(columns: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in columns)


class SparkEngine:
    """Runs rules on Spark over the Parquet files of a record."""

    def __init__(self, record: Tables, master: str | None = None) -> None:
        self._session = start_session(master)
        for table in TABLES.values():
            path = record.table_path(table.name)
            columns = tuple((column.name, column.type) for column in table.columns)
            if path is None:
                frame = self._session.createDataFrame([], _schema(columns))
            else:
                frame = self._session.read.schema(_schema(columns)).parquet(str(path))
            frame.createOrReplaceTempView(table.name)

    def register(self, relation: Any) -> None:
        """Make a relation known under its name, replacing one of that name."""
        # From Arrow, rows stay a local relation; from Python they would start a worker each time.
        frame = self._session.createDataFrame(to_arrow(relation.columns, relation.rows))
        frame.createOrReplaceTempView(relation.name)

    def define(self, name: str, select: str) -> None:
        """Evaluate a SELECT now and keep its rows under a name."""
        # A checkpoint cuts the plan, which would else be planned anew by each rule upon it.
        self._session.sql(select).localCheckpoint().createOrReplaceTempView(name)

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        return [tuple(row) for row in self._session.sql(select).collect()]
