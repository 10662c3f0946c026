"""Seconds and peak memory of fresh processes and of calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Row = tuple[str, str, str, str, str]
"""(what, measured, floor or rival, ratio, must reach)"""


@dataclass(frozen=True)
class Run:
    """Wall seconds and peak resident bytes of a process that has ended, and what it printed."""

    seconds: float
    peak: int
    output: str = ""


_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""A user's modules are compiled once, not at every start."""


def run(*arguments: str) -> Run:
    """Run `python ARGUMENTS` in a fresh process.

    Raises:
        RuntimeError: it did not end well.
    """
    launched = subprocess.run(
        [sys.executable, "-S", "-m", "benchmarks.launch", sys.executable, *arguments],
        capture_output=True, text=True, check=True, env=_ENVIRONMENT,
    )  # fmt: skip
    told = json.loads(launched.stderr)
    if told["code"]:
        raise RuntimeError(f"{' '.join(arguments)} ended with {told['code']}")
    return Run(told["seconds"], told["peak"], launched.stdout)


def middle(runs: Sequence[Run]) -> Run:
    """Return the median seconds and the highest peak of several runs."""
    return Run(median(r.seconds for r in runs), max(r.peak for r in runs), runs[-1].output)


def seconds(call: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of a call, after one that does not count."""
    call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return median(taken)


def in_seconds(value: float) -> str:
    """Write seconds for people."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def in_gigabytes(size: float) -> str:
    """Write bytes for people."""
    return f"{size / 1e9:.2f} GB"
