"""An ingest may be killed at any moment: the record that was there still opens."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from clearway.errors import RecordMissingError
from clearway.record import open_record
from clearway.record.audits import verify
from nursery import call
from record.given import add_forms, assert_whole, write_forms

KILLS = 50
HEADER = "family,publication\n"


def again_and_again(record_dir: str, folder: str) -> None:
    """Ingest a folder over and over, until killed."""
    while True:
        add_forms(Path(record_dir), Path(folder))


def _kill_after(seconds: float, record_dir: Path, folder: Path) -> None:
    """Let ingests of a folder run for some seconds and then kill them."""
    ended = call("record.test_crash:again_and_again", str(record_dir), str(folder), seconds=seconds)
    assert ended == -signal.SIGKILL


@pytest.mark.slow
def test_fifty_kills_at_random_moments_leave_a_whole_record(tmp_path: Path) -> None:
    """After each kill the current snapshot passes every audit; after all, an ingest cleans up."""
    record_dir = tmp_path / "record"
    rows = [f"F{n},EP{n + 1_000_000}B1\n" for n in range(500)]
    folder = write_forms(tmp_path / "one", {"rights": HEADER + "".join(rows)})
    add_forms(record_dir, write_forms(tmp_path / "kept", {"rights": HEADER + "K,US9137772B2\n"}))
    started = time.monotonic()
    add_forms(record_dir, folder)
    span = time.monotonic() - started
    moments = random.Random(1)
    seen: set[str] = set()
    reach = 1.5 * span
    for _ in range(KILLS):
        _kill_after(moments.uniform(0, reach), record_dir, folder)
        record = open_record(record_dir)
        assert_whole(record, seen)
        assert "tables:kept" in record.manifest["sources"]
        if len(seen) == 1:
            reach *= 1.2  # a child slower than we were: some kills must come after a publish
    add_forms(record_dir, folder)
    assert not list((record_dir / "snapshots").glob(".building-*"))
    assert open_record(record_dir).manifest["tables"]["rights"] == len(rows) + 1
    assert len(seen) > 1


@pytest.mark.slow
def test_a_kill_in_the_first_ingest_leaves_no_record_or_a_whole_one(tmp_path: Path) -> None:
    """Where there was nothing before, there is nothing or all of it."""
    folder = write_forms(tmp_path / "one", {"rights": HEADER + "F,EP1848154B1\n"})
    for number in range(10):
        record_dir = tmp_path / f"record-{number}"
        _kill_after(0.05 * number, record_dir, folder)
        try:
            assert verify(open_record(record_dir)) == []
        except RecordMissingError:
            continue
