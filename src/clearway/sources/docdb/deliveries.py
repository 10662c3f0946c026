"""Later deliveries replace or delete earlier documents, in whatever order the files are named.

The EPO's rules for DOCDB: a back file gives every document as it stands; a front file creates
(`C`), amends (`A`, the whole document anew) or deletes (`D`, its number alone) documents, and notes
withdrawn publications (`CV`, and `DV` when that note is withdrawn). Of one delivery the deletions
count first, then what is created, then what is amended: a document given a new id is deleted and
created under the same number. What was read is logged here; at the end the rows of documents that
did not last are dropped, within a fixed amount of memory.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

MEMORY_LIMIT = "600MB"
"""What DuckDB may hold before it spills to disk."""

_BATCH = 100_000
_PHASES = {"D": 0, "DV": 0, "C": 2, "CV": 2, "A": 3}
_BARE = 1
"""Of documents alike in date, one that gives numbers alone yields to one with data."""
_EFFECTS = {"D": "delete", "CV": "delete", "DV": "none"}
_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("publication", pa.string()),
        ("doc_id", pa.string()),
        ("rank", pa.int64()),
        ("effect", pa.string()),
    ]
)
_DROPPED = """
CREATE TEMP TABLE dropped AS
WITH log AS (SELECT * FROM read_parquet($log)),
gone AS (
    SELECT publication, doc_id, max(rank) AS rank
    FROM log WHERE effect = 'delete' GROUP BY publication, doc_id
),
standing AS (
    SELECT publication, max(rank) AS rank
    FROM log
    WHERE effect = 'keep' AND NOT EXISTS (
        SELECT 1 FROM gone
        WHERE gone.publication = log.publication AND gone.rank > log.rank
            AND (gone.doc_id = log.doc_id OR gone.doc_id IS NULL OR log.doc_id IS NULL)
    )
    GROUP BY publication
)
SELECT file, line, s.publication IS NOT NULL AS replaced
FROM log
LEFT JOIN standing AS s ON s.publication = log.publication
WHERE effect = 'keep' AND (s.rank IS NULL OR s.rank <> log.rank)
"""


class Delivered(NamedTuple):
    """One document as delivered: where it stood, which it is, what is to be done, and when.

    `bare` says that it has no bibliographic data. One without a date yields to any that has one.
    """

    file: str
    line: int
    publication: str
    doc_id: str | None
    status: str | None
    on: date | None
    bare: bool = False


def has_content(status: str | None) -> bool:
    """Say whether a document of this status carries data, and not its number alone."""
    return status not in _EFFECTS


class DeliveryLog:
    """Which documents were delivered when, on disk; used in a `with` block."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "deliveries.parquet"
        self._writer = pq.ParquetWriter(self._path, _SCHEMA, compression="zstd")
        self._waiting: list[tuple[object, ...]] = []
        self._place = 0

    def add(self, document: Delivered) -> None:
        """Note a document; the order of the calls decides between those of one day."""
        self._place += 1
        days = document.on.toordinal() if document.on else 0
        status = document.status or ""
        phase = _BARE if document.bare else _PHASES.get(status, 2)
        rank = days << 40 | phase << 37 | self._place
        effect = _EFFECTS.get(status, "keep")
        self._waiting.append((*document[:4], rank, effect))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def close(self) -> None:
        """Write what waits."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        columns = zip(*self._waiting, strict=True) if self._waiting else [()] * len(_SCHEMA)
        arrays = [
            pa.array(list(column), field.type)
            for column, field in zip(columns, _SCHEMA, strict=True)
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=_SCHEMA))
        self._waiting.clear()

    def settle(self, parts: Path, names: Sequence[str]) -> Counter[str]:
        """Drop from the parts what did not last; rows of extended families stay.

        Args:
            parts: the folder of the parts, closed.
            names: the parts to go through.

        Returns:
            How many documents were `replaced` and how many `deleted`.
        """
        with duckdb.connect() as connection:
            connection.execute("SET enable_progress_bar = false")  # it draws on standard output
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            connection.execute("SET temp_directory = $folder", {"folder": str(self._path.parent)})
            connection.execute(_DROPPED, {"log": str(self._path)})
            counts = dict(
                connection.execute(
                    "SELECT if(replaced, 'replaced', 'deleted'), count(*) FROM dropped GROUP BY 1"
                ).fetchall()
            )
            for name in names if counts else ():
                _rewrite(connection, parts / f"{name}.parquet", self._path.parent)
        return Counter({str(kind): int(count) for kind, count in counts.items()})


def _rewrite(connection: duckdb.DuckDBPyConnection, part: Path, scratch: Path) -> None:
    if not part.exists():
        return
    target = scratch / part.name
    extended = "family_kind = 'inpadoc'" if part.stem == "right_rows" else "false"
    rows = connection.execute(
        f"COPY (SELECT p.* FROM read_parquet($part) AS p WHERE {extended} OR NOT EXISTS ("  # noqa: S608 -- our own words
        "SELECT 1 FROM dropped AS d WHERE d.file = p.file AND d.line = p.line)) "
        "TO $target (FORMAT parquet, COMPRESSION zstd)",
        {"part": str(part), "target": str(target)},
    ).fetchone()
    part.unlink()
    if rows and rows[0]:
        target.rename(part)
