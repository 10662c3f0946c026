"""Runs the real command line in a process of its own and gives what came out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

COMMAND = (sys.executable, "-m", "clearway")


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
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        capture_output=True,
        check=False,
        timeout=300,
        env={**os.environ, **(env or {})},
        stdin=stdin,
        preexec_fn=preexec_fn,
    )
    return Outcome(done.returncode, done.stdout, done.stderr.decode())


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
