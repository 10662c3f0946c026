"""The register's ingest is killed at any moment: reading, merging, writing, laying out."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
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
for seconds in map(float, sys.stdin):
    child = os.fork()
    if not child:
        clearway.ingest.ingest_etsi(Path(sys.argv[1]), Path(sys.argv[2]))
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, 9)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def _run(nursery: subprocess.Popen[str], seconds: float) -> int:
    """Run an ingest for some seconds, kill it and return how it ended: 0 is done before."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{seconds}\n")
    return int(nursery.stdout.readline())


@pytest.mark.slow
def test_fifty_kills_leave_the_old_snapshot_or_the_whole_new_one(tmp_path: Path) -> None:
    """What opens after a kill passes every audit, and the next ingest succeeds and sweeps."""
    before = made(tmp_path, ESTATE, rows(20))
    forms = tmp_path / "forms"
    export = tmp_path / "more.csv"
    export.write_bytes(text(rows(2_000)))
    command = [sys.executable, "-B", "-c", NURSERY, str(export), str(before.path)]
    moments = random.Random(7)
    ended = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as nursery:
        assert nursery.stdout is not None
        assert nursery.stdout.readline() == "ready\n"
        for number in range(KILLS):
            ended.append(_run(nursery, moments.uniform(0, 1.2)))
            record = open_record(before.path)
            (file,) = record.manifest["sources"]["etsi"]["files"]
            assert file["rows_in"] in {20, 2_000}
            assert verify(record) == []
            if number % 10 == 9:
                add_forms(before.path, forms)
                assert not list((before.path / "snapshots").glob(".building-*"))
    assert ended.count(-signal.SIGKILL) > KILLS / 2
