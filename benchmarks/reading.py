"""Ingest: against the floor, against scripts, its memory, and from the zip."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.measuring import Row, Run, in_gigabytes, in_seconds, middle, run
from benchmarks.rivals import SCRIPT_ROWS

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 3


def make_sample(work: Path, rows: int) -> tuple[Path, Path]:
    """Return the sample as CSV and as zip, made where they are absent."""
    from clearway.sample import write_sample

    csv_file, zip_file = work / f"sample-{rows}.csv", work / f"sample-{rows}.zip"
    if not csv_file.exists():
        write_sample(csv_file, rows, seed=1)
    if not zip_file.exists():
        partial = zip_file.with_suffix(".part")
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(csv_file, "ISLD-export.csv")
        partial.rename(zip_file)
    return csv_file, zip_file


def ingest(source: Path, record: Path) -> Run:
    """Ingest a file into a new record in a fresh process."""
    shutil.rmtree(record, ignore_errors=True)
    return run("-m", "clearway", "ingest", "etsi", str(source), "--record", str(record))


def laid_out(done: Run) -> float:
    """Return the seconds that laying out took, once the snapshot was complete."""
    return float(re.findall(r"laid out for questions in ([0-9.]+) s", done.output)[0])


def rival(name: str, source: Path, work: Path) -> Run:
    """Run a floor or a script on a file; what it writes is thrown away."""
    target = work / f"rival-{name}"
    target.unlink(missing_ok=True)
    done = run("-m", "benchmarks.rivals", name, str(source), str(target))
    target.unlink(missing_ok=True)
    return done


def measure_csv(work: Path, rows: int) -> list[Row]:
    """CSV to a complete snapshot: time against the floor and two scripts, and peak memory."""
    source, _ = make_sample(work, rows)
    ours, floor = [], []
    for _ in range(ROUNDS):
        floor.append(rival("polars_parquet", source, work))
        ours.append(ingest(source, work / "record"))
    done, bare, laid = middle(ours), middle(floor), median(laid_out(run) for run in ours)
    done = replace(done, seconds=done.seconds - laid)
    scale = max(rows / SCRIPT_ROWS, 1)
    table: list[Row] = [
        ("ingest CSV / bare Polars", in_seconds(done.seconds), in_seconds(bare.seconds),
         f"{done.seconds / bare.seconds:.2f} x", "at most 2.5 x"),
    ]  # fmt: skip
    for name, what, target in (
        ("dict_sqlite", "csv into SQLite, as open tools do", "at least 5 x faster"),
        ("csv_sqlite", "csv into SQLite, the least of it", "–"),
        ("pandas_parquet", "pandas in chunks", "–"),
    ):
        other = rival(name, source, work).seconds * scale
        scaled = f" (first {SCRIPT_ROWS:,} rows, times {scale:.1f})" if scale > 1 else ""
        table.append(
            (f"ingest CSV / {what}{scaled}", in_seconds(done.seconds), in_seconds(other),
             f"{other / done.seconds:.1f} x faster", target)
        )  # fmt: skip
    table.append(("laying the snapshot out for questions", in_seconds(laid), "–", "–", "–"))
    table.append(("peak memory of ingest", in_gigabytes(done.peak), in_gigabytes(bare.peak),
                  f"{done.peak / bare.peak:.2f} x", "1.5 GB"))  # fmt: skip
    return table


def measure_twice(work: Path, rows: int) -> list[Row]:
    """Peak memory of ingest for twice the rows, beside that for the rows."""
    sizes = [ingest(make_sample(work, n)[0], work / "record-size") for n in (rows, 2 * rows)]
    shutil.rmtree(work / "record-size", ignore_errors=True)
    one, two = (size.peak for size in sizes)
    return [("peak memory, twice the rows", in_gigabytes(two), in_gigabytes(one),
             f"{two / one:.2f} x", "the same, 1.5 GB")]  # fmt: skip


def measure_zip(work: Path, rows: int) -> list[Row]:
    """The zip against the CSV plus the bare inflate time."""
    source, packed = make_sample(work, rows)
    plain, zipped, bare = [], [], []
    for _ in range(ROUNDS):
        plain.append(ingest(source, work / "record"))
        bare.append(rival("inflate", packed, work))
        zipped.append(ingest(packed, work / "record-zip"))
    shutil.rmtree(work / "record-zip", ignore_errors=True)
    done, limit = middle(zipped).seconds, middle(plain).seconds + middle(bare).seconds
    return [("ingest zip / CSV plus bare inflate", in_seconds(done), in_seconds(limit),
             f"{done / limit:.2f} x", "at most 1 x")]  # fmt: skip
