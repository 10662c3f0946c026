"""The register's ingest is killed at any moment: reading, merging, writing, laying out."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from clearway.record import open_record
from clearway.record.audits import verify
from record.given import ESTATE, add_forms, made
from sources.isld import rows, text

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 50

# The imports take longer than the ingest; they are done once, and every ingest is a child of that.
NURSERY = """
import os, sys, time
from pathlib import Path
import clearway.ingest, clearway.sources.etsi
print("ready", flush=True)
for line in sys.stdin:
    seconds, record = line.split()
    child = os.fork()
    if not child:
        clearway.ingest.ingest_etsi(Path(sys.argv[1]), Path(record))
        os._exit(0)
    deadline = time.monotonic() + float(seconds)
    done, status = 0, 0
    while not done and time.monotonic() < deadline:
        time.sleep(0.002)
        done, status = os.waitpid(child, os.WNOHANG)
    if not done:
        os.kill(child, 9)
        done, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


def _run(nursery: subprocess.Popen[str], seconds: float, record: Path) -> int:
    """Run an ingest for some seconds, kill it and return how it ended: 0 is done before."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{seconds} {record}\n")
    return int(nursery.stdout.readline())


@pytest.mark.slow
def test_fifty_kills_leave_the_old_snapshot_or_the_whole_new_one(tmp_path: Path) -> None:
    """What opens after a kill passes every audit, and the next ingest succeeds and sweeps."""
    before = made(tmp_path, ESTATE, rows(20))
    forms = tmp_path / "forms"
    export = tmp_path / "more.csv"
    export.write_bytes(text(rows(2_000)))
    spare = shutil.copytree(before.path, tmp_path / "spare")
    command = [sys.executable, "-B", "-c", NURSERY, str(export)]
    moments = random.Random(7)
    ended = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as nursery:
        assert nursery.stdout is not None
        assert nursery.stdout.readline() == "ready\n"
        begun = time.monotonic()
        assert _run(nursery, 60, spare) == 0
        reach = 1.2 * (time.monotonic() - begun)
        for number in range(KILLS):
            ended.append(_run(nursery, moments.uniform(0, reach), before.path))
            record = open_record(before.path)
            (file,) = record.manifest["sources"]["etsi"]["files"]
            assert file["rows_in"] in {20, 2_000}
            assert verify(record) == []
            if number % 10 == 9:
                add_forms(before.path, forms)
                assert not list((before.path / "snapshots").glob(".building-*"))
    assert ended.count(-signal.SIGKILL) > KILLS / 4
