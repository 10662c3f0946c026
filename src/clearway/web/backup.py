"""A copy of a site in one file, made while it runs, and a site made of such a copy.

The file is a gzipped tar of the database (SQLite's own online copy, or pg_dump's), the secret, what
visitors sent in, and a note of what it is. The record is left out unless asked for: it can be read
in anew from its sources, and is often larger than all the rest.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from clearway.errors import SourceError, StorageError, UsageError
from clearway.web.environment import database

NOTE, SECRET, MEDIA, RECORD = "clearway-backup.json", "secret-key", "media", "record"
SQLITE, DUMP = "site.sqlite3", "site.dump"
FORMAT = 1


def backup(home: Path, to: Path, record_dir: Path | None = None) -> None:
    """Write a site's copy to a file; readable by its owner alone, for it holds the secret.

    Args:
        home: folder of the site.
        to: the file; replaced only once the new copy is whole.
        record_dir: folder of a record to put in as well.

    Raises:
        UsageError: there is no site in the folder.
        StorageError: pg_dump failed.
    """
    address = database_of(home)
    if not (home / SECRET).exists():
        raise UsageError(f"{home}: no site here; name its folder with --home DIR")
    with TemporaryDirectory(dir=to.absolute().parent, prefix=".clearway-backup-") as folder:
        parts = {SECRET: home / SECRET, MEDIA: home / MEDIA}
        if record_dir is not None:
            parts[RECORD] = record_dir
        kept = _copy_database(address, Path(folder))
        parts[kept.name] = kept
        note = Path(folder) / NOTE
        note.write_text(json.dumps(_note(kept.name)), encoding="utf-8")
        whole = Path(folder) / "whole"
        with os.fdopen(os.open(whole, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as tar:
                for name, path in {NOTE: note, **parts}.items():
                    if path.exists():
                        tar.add(path, name)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(to)


def restore(file: Path, home: Path) -> None:
    """Make a site of a copy, in a folder that has none and, on PostgreSQL, in an empty database.

    Raises:
        SourceError: the file is no copy of a site, or of a kind that this release cannot read.
        StorageError: there is a site already, or pg_restore failed.
    """
    if (home / SECRET).exists() or (home / SQLITE).exists():
        raise StorageError(f"{home}: there is a site here already; choose an empty folder")
    address = database_of(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        _unpack(file, Path(folder))
        kept = Path(folder) / (DUMP if _is_postgresql(address) else SQLITE)
        if not kept.exists():
            raise SourceError(
                f"{file}: the copy is of another kind of database; set DATABASE_URL as it was "
                "where the copy was made"
            )
        if kept.name == DUMP:
            _postgresql("pg_restore", address, "--no-owner", "--exit-on-error",
                        "--single-transaction", str(kept))  # fmt: skip
        for name in (SQLITE, MEDIA, RECORD, SECRET):  # the secret last: with it the site is whole
            if (Path(folder) / name).exists():
                shutil.move(Path(folder) / name, home / name)


def database_of(home: Path) -> dict[str, Any]:
    """Return where the database of a site is, as Django says it."""
    return database((home / SQLITE).absolute())


def _is_postgresql(address: dict[str, Any]) -> bool:
    return str(address["ENGINE"]).endswith("postgresql")


def _note(database: str) -> dict[str, Any]:
    return {
        "format": FORMAT, "clearway": version("clearway"), "database": database,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip


def _copy_database(address: dict[str, Any], folder: Path) -> Path:
    if _is_postgresql(address):
        _postgresql("pg_dump", address, "--format=custom", f"--file={folder / DUMP}")
        return folder / DUMP
    if not Path(address["NAME"]).exists():
        raise UsageError(f"{address['NAME']}: no database here; name the site's folder with --home")
    with (
        closing(sqlite3.connect(address["NAME"], timeout=60)) as site,
        closing(sqlite3.connect(folder / SQLITE)) as copy,
    ):
        site.backup(copy)  # all pages in one step: one state, whatever is written meanwhile
    return folder / SQLITE


def _postgresql(program: str, address: dict[str, Any], *words: str) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, unseen by others."""
    known = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    there = {name: str(address[key]) for name, key in known.items() if address.get(key)}
    if shutil.which(program) is None:
        raise StorageError(
            f"{program} is not installed; on Debian: apt-get install postgresql-client"
        )
    ran = subprocess.run(  # noqa: S603 - our own words
        [program, f"--dbname={address['NAME']}", *words],
        env={**os.environ, **there}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        raise StorageError(f"{program}: {ran.stderr.strip().splitlines()[0]}")


def _plain(tar: tarfile.TarFile) -> list[tarfile.TarInfo]:
    """Return what a copy holds: files and folders below the one that it goes into."""
    for one in tar:
        path = PurePosixPath(one.name)
        if not (one.isfile() or one.isdir()) or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(f"{one.name} is nothing that a copy holds")
    return tar.getmembers()


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file) as tar:
            # Python's own care, which releases before 3.11.4 (Debian 12 has one) lack, and ours.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(folder, _plain(tar))  # noqa: S202 - that is what the filters are for
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise SourceError(f"{file}: not a whole copy of a site ({error})") from error
    if note.get("format") != FORMAT:
        raise SourceError(
            f"{file}: made by clearway {note.get('clearway')}; use that or a later one"
        )
