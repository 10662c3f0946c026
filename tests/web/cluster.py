"""A PostgreSQL server for tests: made in a temporary folder, on a socket there, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

FAST = ("fsync=off", "full_page_writes=off", "listen_addresses=", "max_connections=40")
"""A test needs no survival of a power cut, and no port."""


def binaries() -> Path | None:
    """Return the folder of the server's programs; Debian keeps it off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """Run a server; give its address without the name of a database: add one."""
    folder = Path(tempfile.mkdtemp(prefix="cw-pg-", dir="/tmp"))
    owner = _owner(folder)
    data, settings = folder / "data", [word for one in FAST for word in ("-c", one)]
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "clearway",
        "-A",
        "trust",
        "--no-sync",
    ]
    try:
        subprocess.run(initdb, check=True, capture_output=True, user=owner)
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *settings],
            user=owner, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            _wait(server)
            yield f"postgresql://clearway@{quote(str(folder), safe='')}"
        finally:
            server.terminate()
            server.communicate()
    finally:
        shutil.rmtree(folder)


def _owner(folder: Path) -> int | None:
    """Give the folder to somebody else than root, whom the server refuses to run as."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    folder.chmod(0o755)
    return nobody.pw_uid


def _wait(server: subprocess.Popen[str]) -> None:
    said = []
    for line in server.stderr or ():
        said.append(line)
        if "ready to accept connections" in line:
            return
    raise RuntimeError("".join(said))
