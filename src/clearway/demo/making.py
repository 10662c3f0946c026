"""The demo's record: a made-up register, a pool, real suits; then what offices say of it."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from clearway.ingest import ingest_etsi, ingest_source, ingest_tables
from clearway.sample import write_office_sample, write_pool_sample, write_sample
from clearway.sample.offices import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Say = Callable[[str], None]

CASE = "xiaomi-2017.toml"
SEED = 2017


def bundled_case(folder: Path) -> Path:
    """Copy the bundled case into a folder, to be read and changed; return its path."""
    target = folder / CASE
    with as_file(files("clearway.data") / "cases" / CASE) as source:
        shutil.copyfile(source, target)
    return target


def make_record(output: Path, record_dir: Path, rows: int, show: Say, tell: Say) -> None:
    """Make up the register's export, and read it, a pool's list and the bundled suits in."""
    tell(f"making up a register of about {rows:,} rows in the layout of ETSI's export ...")
    export, pool = output / "ISLD-sample.zip", output / "h265-pool"
    write_sample(export, rows, SEED)
    pool.mkdir(exist_ok=True)
    write_pool_sample(pool, SEED)
    tell("reading it into the record ...")
    show(ingest_etsi(export, record_dir).to_text())
    show(ingest_tables(pool, record_dir).to_text())
    with as_file(files("clearway.data") / "record") as suits:
        court = output / "suits"
        shutil.rmtree(court, ignore_errors=True)
        shutil.copytree(suits, court, ignore=shutil.ignore_patterns("__*"))
        show(ingest_tables(court, record_dir).to_text())


def add_offices(output: Path, record_dir: Path, rows: int, show: Say, tell: Say) -> None:
    """Make up what offices say of the same rights, and read it in, source by source."""
    tell("making up what offices say of these rights: grants, legal events, fees, assignments ...")
    offices = output / "offices"
    write_office_sample(offices, rows, SEED)
    tell("reading it into the record ...")
    for source, name in FILES.items():
        show(ingest_source(source, [offices / name], record_dir).to_text())
