"""A process whose children each call one function: what they import is imported once, in it.

Most of the time of a short command, and of an ingest of a few rows, are the imports.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from importlib import import_module


def call(function: str, *words: str, seconds: float = 300) -> int:
    """Call `module:name` with some words in a child, and return how it ended.

    0 is well, what is above its exit code, what is below the signal: a child that still runs after
    so many seconds is killed. It has no input, and what it prints goes to standard error.
    """
    nursery = _nursery()
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(json.dumps([function, words, seconds]) + "\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


@cache
def _nursery() -> subprocess.Popen[str]:
    """Start the process; it ends with its standard input."""
    return subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _serve() -> None:
    """Fork for every line; the child calls the function and ends as a script would."""
    for line in sys.stdin:
        function, words, seconds = json.loads(line)
        module, name = function.split(":")
        wanted = getattr(import_module(module), name)
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(2, 1)
            wanted(*words)
            sys.exit()
        sys.stdout.write(f"{_end_of(child, seconds)}\n")
        sys.stdout.flush()
    os._exit(0)


def _end_of(child: int, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    done, status = 0, 0
    while not done and time.monotonic() < deadline:
        time.sleep(0.002)
        done, status = os.waitpid(child, os.WNOHANG)
    if not done:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    _serve()
