"""The register's ingest is killed at any moment: reading, merging, writing, laying out."""

from __future__ import annotations

import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from clearway.ingest import ingest_etsi
from clearway.record import open_record
from nursery import call
from record.given import ESTATE, add_forms, assert_whole, made
from sources.isld import rows, text

KILLS = 30


def ingest(export: str, record_dir: str) -> None:
    """Ingest an export of the register."""
    ingest_etsi(Path(export), Path(record_dir))


def _run(seconds: float, export: Path, record_dir: Path) -> int:
    """Run an ingest for some seconds, kill it and return how it ended: 0 is done before."""
    return call("record.test_crash_etsi:ingest", str(export), str(record_dir), seconds=seconds)


@pytest.mark.slow
def test_thirty_kills_leave_the_old_snapshot_or_the_whole_new_one(tmp_path: Path) -> None:
    """What opens after a kill passes every audit, and the next ingest succeeds and sweeps."""
    before = made(tmp_path, ESTATE, rows(20))
    forms = tmp_path / "forms"
    export = tmp_path / "more.csv"
    export.write_bytes(text(rows(2_000)))
    spare = shutil.copytree(before.path, tmp_path / "spare")
    moments = random.Random(7)
    ended: list[int] = []
    seen: set[str] = set()
    _run(0, export, spare)  # the imports
    begun = time.monotonic()
    assert _run(60, export, spare) == 0
    reach = 1.2 * (time.monotonic() - begun)
    for number in range(KILLS):  # one moment in each part of the span: no stretch of it is missed
        moment = reach * (number + moments.random()) / KILLS
        ended.append(_run(moment, export, before.path))
        record = open_record(before.path)
        (file,) = record.manifest["sources"]["etsi"]["files"]
        assert file["rows_in"] in {20, 2_000}
        assert_whole(record, seen)
        if number % 10 == 9:
            add_forms(before.path, forms)
            assert not list((before.path / "snapshots").glob(".building-*"))
    assert ended.count(-signal.SIGKILL) > KILLS / 4
