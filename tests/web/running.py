"""The site as people start it: `clearway serve` in a process of its own, over a small record."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from clearway.demo import make_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ROWS = 3000
"""As small as a sample gets that still has holders, pools and suits in most markets."""
PATIENCE = 90


@dataclass
class Running:
    """A site that answers.

    Attributes:
        address: where, without a slash at the end.
        process: the server; its children are in its group.
        said: what it wrote until it answered, the first password among it.
        log: file of what it writes.
    """

    address: str
    process: subprocess.Popen[bytes]
    log: Path
    said: str = field(default="", repr=False)

    @property
    def password(self) -> str:
        """The administrator's, which a first start shows once."""
        found: str = re.findall(r"^password: (\S+)$", self.said, re.MULTILINE)[0]
        return found

    def kill(self) -> None:
        """End it and its workers at once, as a loss of power would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order; what does not listen is killed."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.kill()

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait()


def make_small_record(folder: Path) -> Path:
    """Make the sample's record, small, and return its folder."""
    sample = folder / "sample"
    sample.mkdir()
    make_record(sample, folder / "record", ROWS, lambda _: None, lambda _: None)
    return folder / "record"


@contextmanager
def serving(
    home: Path, record_dir: Path, env: Mapping[str, str] | None = None, workers: int = 1
) -> Iterator[Running]:
    """Start the site and stop it at the end, whatever happened."""
    port, log = _free_port(), home.with_suffix(".log")
    command = [
        sys.executable, "-m", "clearway", "serve", "--home", str(home), "--record", str(record_dir),
        "--address", f"127.0.0.1:{port}", "--workers", str(workers),
    ]  # fmt: skip
    with log.open("ab") as file:
        begin = file.tell()
        process = subprocess.Popen(
            command, stderr=file, stdout=file, start_new_session=True,
            env={**_surroundings(), **(env or {})},
        )  # fmt: skip
    running = Running(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(running)
        running.said = log.read_bytes()[begin:].decode()
        yield running
    finally:
        running.stop()


def _surroundings() -> dict[str, str]:
    """Return the environment without the settings of the tests in this process."""
    ours = ("DJANGO_", "CLEARWAY_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(running: Running) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.process.poll() is None:
        with suppress(httpx.TransportError):
            httpx.get(f"{running.address}/health/", timeout=5)
            return
        time.sleep(0.2)
    raise RuntimeError(running.log.read_text()[-3000:])
