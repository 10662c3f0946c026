"""What a user would do instead, and the floors: each run alone in a fresh process.

`python -m benchmarks.rivals NAME ARGUMENTS` runs one.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCRIPT_ROWS = 500_000
"""Rows that the row-by-row scripts read; their time is scaled to the whole file."""
_BATCH = 100_000


def polars_parquet(source: str, target: str) -> None:
    """Floor of reading: a bare Polars scan of the CSV into one Parquet file, all text."""
    import polars as pl

    pl.scan_csv(source, separator=";", infer_schema=False).sink_parquet(target)


def csv_sqlite(source: str, target: str) -> None:
    """The least a script can do: Python's csv into a table of SQLite, the first rows only."""
    with (
        Path(source).open(encoding="utf-8", newline="") as lines,
        sqlite3.connect(target) as database,
    ):
        reader = csv.reader(lines, delimiter=";")
        columns = next(reader)
        types = ", ".join(f'"{column}" TEXT' for column in columns)
        database.execute(f"CREATE TABLE isld ({types})")
        insert = f"INSERT INTO isld VALUES ({', '.join('?' * len(columns))})"
        for batch in _batches(reader):
            database.executemany(insert, batch)


def dict_sqlite(source: str, target: str) -> None:
    """Today's open tools: csv.DictReader into a numbered table of SQLite, the first rows only.

    The way of github.com/tmusimesabaoi4i/3gpp_ana_sep (std/table_sql.py): its pragmas, its batches,
    a lookup by name for every cell; its second pass, which normalizes the values, is left out.
    """
    with (
        Path(source).open(encoding="utf-8-sig", newline="") as lines,
        sqlite3.connect(target) as database,
    ):
        for pragma in (
            "journal_mode = WAL", "synchronous = NORMAL", "temp_store = MEMORY",
            "locking_mode = EXCLUSIVE",
        ):  # fmt: skip
            database.execute(f"PRAGMA {pragma}")
        reader = csv.DictReader(lines, delimiter=";")
        columns = list(reader.fieldnames or ())
        types = ", ".join(f'"{column}" TEXT' for column in ["row", *columns])
        database.execute(f"CREATE TABLE isld ({types})")
        insert = f"INSERT INTO isld VALUES ({', '.join('?' * (len(columns) + 1))})"
        numbered = (
            [str(number), *(row.get(column, "") for column in columns)]
            for number, row in enumerate(reader, start=1)
        )
        for batch in _batches(numbered):
            database.executemany(insert, batch)
            database.commit()


def _batches(reader: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    for number, row in enumerate(reader):
        if number == SCRIPT_ROWS:
            break
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def pandas_parquet(source: str, target: str) -> None:
    """A notebook's way: pandas in chunks, dates parsed, families and rights kept, as Parquet."""
    import pandas as pd

    chunks = pd.read_csv(source, sep=";", dtype=str, chunksize=100_000, nrows=SCRIPT_ROWS)
    kept = []
    for chunk in chunks:
        for column in ("IPRD_SIGNATURE_DATE", "Reflected_Date", "PBPA_APP_DATE"):
            chunk[column] = pd.to_datetime(chunk[column], errors="coerce")
        kept.append(chunk.drop_duplicates())
    pd.concat(kept).to_parquet(target)


def inflate(source: str, target: str) -> None:
    """Floor of the zip: its bytes, inflated and dropped."""
    with zipfile.ZipFile(source) as archive, Path(target).open("wb") as nothing:
        nothing.write(b"")
        with archive.open(archive.namelist()[0]) as member:
            while member.read(1 << 20):
                pass


RIVALS: dict[str, Callable[[str, str], None]] = {
    rival.__name__: rival
    for rival in (polars_parquet, csv_sqlite, dict_sqlite, pandas_parquet, inflate)
}

if __name__ == "__main__":
    RIVALS[sys.argv[1]](sys.argv[2], sys.argv[3])
