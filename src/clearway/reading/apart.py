"""Reading a stranger's file in a process of its own, with bounds on memory, time and output.

A page or a PDF can be built to unpack without end or to loop; nothing that reads one can promise
otherwise. So it is read by a child that the kernel stops, and only its text comes back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

from clearway.errors import SourceError
from clearway.reading.article import Article

MAX_MEMORY = 2 << 30
"""Bytes of address space; libraries alone map a quarter of it."""
MAX_SECONDS = 20
"""Of a core; the longest articles take one."""
_WAIT = 60


def read_apart(raw: bytes, name: str, content_type: str = "") -> Article:
    """Read an article as `read_article` does, whatever the file does to its reader.

    Raises:
        SourceError: as `read_article`; or it took more memory or time than an article can.
    """
    head = json.dumps({"name": name, "content_type": content_type}).encode() + b"\n"
    known = os.pathsep.join(filter(None, sys.path))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "clearway.reading.apart"],
            input=head + raw, capture_output=True, timeout=_WAIT, check=False,
            env={**os.environ, "PYTHONPATH": known},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise SourceError(_exhausted(name)) from None
    if done.returncode:
        raise SourceError(_exhausted(name))
    told = json.loads(done.stdout)
    if "error" in told:
        raise SourceError(told["error"])
    published = told["published_on"]
    return Article(**{**told, "published_on": date.fromisoformat(published) if published else None})


def _exhausted(name: str) -> str:
    return (
        f"{name}: reading it took more than {MAX_SECONDS} seconds or {MAX_MEMORY >> 30} GB; it may "
        "be damaged, or built to do harm. Copy its text into a .txt file and read that."
    )


def main() -> None:
    """Read one article from standard input, as the child."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from clearway.reading.extract import read_article

    head = json.loads(sys.stdin.buffer.readline())
    try:
        told = read_article(sys.stdin.buffer.read(), **head).to_dict()
    except SourceError as error:
        told = {"error": str(error)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
