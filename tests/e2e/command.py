"""Runs the real command line in a process of its own and gives what came out.

A command is a child of the nursery; one with an input of its own starts from nothing, as a person's
does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nursery import call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COMMAND = (sys.executable, "-m", "clearway")
MOST_SECONDS = 300


@dataclass(frozen=True)
class Outcome:
    """Exit code and both outputs of one command."""

    code: int
    out: bytes
    err: str

    def ok(self) -> Outcome:
        """Return itself, having asserted that all went well."""
        assert self.code == 0, self.err
        return self

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()

    def json(self) -> Any:
        """Standard output, all of it, as JSON."""
        return json.loads(self.ok().out)


def run(
    *words: object,
    env: Mapping[str, str] | None = None,
    stdin: int | None = subprocess.DEVNULL,
    preexec_fn: Callable[[], None] | None = None,
) -> Outcome:
    """Run `clearway` with these words, standard input empty unless told otherwise."""
    told = [str(word) for word in words]
    surrounding = {**os.environ, **(env or {})}
    if stdin == subprocess.DEVNULL and preexec_fn is None:
        return _run_in_nursery(told, surrounding)
    done = subprocess.run(
        [*COMMAND, *told],
        capture_output=True,
        check=False,
        timeout=MOST_SECONDS,
        env=surrounding,
        stdin=stdin,
        preexec_fn=preexec_fn,
    )
    return Outcome(done.returncode, done.stdout, done.stderr.decode())


def _run_in_nursery(words: list[str], env: Mapping[str, str]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        order = {"words": words, "env": env, "cwd": str(Path.cwd())}
        told = json.dumps({**order, "out": str(out), "err": str(err)})
        code = call("e2e.child:become", told, seconds=MOST_SECONDS)
        return Outcome(code, out.read_bytes(), err.read_text())


def refused(outcome: Outcome, code: int, *parts: str) -> str:
    """Assert one clear message on standard error, nothing on the other, and return it."""
    assert outcome.code == code, (outcome.code, outcome.err)
    assert outcome.out == b""
    assert "Traceback" not in outcome.err
    for part in parts:
        assert part in outcome.err, outcome.err
    said = [line for line in outcome.err.splitlines() if line.startswith(("clearway: ", "Error: "))]
    assert len(said) == 1, outcome.err
    return said[0]


def state(record: Path) -> tuple[str, list[str]]:
    """What a failure must not change: the current snapshot, and every file of the record."""
    files = sorted(
        str(path.relative_to(record))
        for path in (record / "snapshots").rglob("*")
        if path.is_file()
    )
    return (record / "CURRENT").read_text(), files
