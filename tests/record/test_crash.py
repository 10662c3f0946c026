"""An ingest may be killed at any moment: the record that was there still opens."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clearway.errors import RecordMissingError
from clearway.record import open_record
from clearway.record.audits import verify
from record.given import add_forms, write_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TESTS = Path(__file__).parent.parent
KILLS = 50
HEADER = "family,publication\n"

# Imports once, then for every line "SECONDS RECORD FOLDER" starts a process that ingests over and
# over, kills it after so many seconds, and answers.
KILLER = """
import os, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from record.given import add_forms
for line in sys.stdin:
    seconds, record_dir, folder = line.split()
    child = os.fork()
    while child == 0:
        add_forms(Path(record_dir), Path(folder))
    time.sleep(float(seconds))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("killed", flush=True)
"""


@contextmanager
def _killer() -> Iterator[Callable[[float, Path, Path], None]]:
    """Give a function that lets ingests of a folder run for some seconds and then kills them."""
    command = [sys.executable, "-B", "-c", KILLER, str(TESTS)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        given, told = process.stdin, process.stdout

        def kill_after(seconds: float, record_dir: Path, folder: Path) -> None:
            given.write(f"{seconds} {record_dir} {folder}\n")
            given.flush()
            assert told.readline() == "killed\n"

        yield kill_after
        given.close()


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
    seen = set()
    reach = 1.5 * span
    with _killer() as kill_after:
        for _ in range(KILLS):
            kill_after(moments.uniform(0, reach), record_dir, folder)
            record = open_record(record_dir)
            seen.add(record.snapshot_id)
            assert verify(record) == []
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
    with _killer() as kill_after:
        for number in range(10):
            record_dir = tmp_path / f"record-{number}"
            kill_after(0.05 * number, record_dir, folder)
            try:
                assert verify(open_record(record_dir)) == []
            except RecordMissingError:
                continue
