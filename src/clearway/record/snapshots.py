"""Which snapshots a record holds, and what their manifests say; no engine is needed to know."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from clearway.errors import RecordDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def current_id(record_dir: Path) -> str | None:
    """Return the id of the current snapshot, or None when there is none."""
    try:
        return (record_dir / "CURRENT").read_text(encoding="utf-8").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_manifest(record_dir: Path, snapshot_id: str) -> dict[str, Any]:
    """Return the manifest of a snapshot.

    Raises:
        FileNotFoundError: there is no such snapshot.
        RecordDamagedError: it cannot be read, or lacks what every manifest has.
    """
    path = record_dir / "snapshots" / snapshot_id / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        missing = {"sources", "tables", "checksums"} - manifest.keys()
    except (ValueError, AttributeError) as error:
        raise RecordDamagedError(
            f"{path} cannot be read ({error}); ingest the sources into another folder"
        ) from None
    if missing:
        raise RecordDamagedError(
            f"{path} says nothing of {', '.join(sorted(missing))}; ingest the sources into another "
            "folder"
        )
    return dict(manifest)


def snapshot_ids(record_dir: Path) -> list[str]:
    """Return the ids of the current snapshot and of those kept before it, oldest first."""
    found: list[str] = []
    following = current_id(record_dir)
    with suppress(FileNotFoundError):
        while following and following not in found:
            previous = read_manifest(record_dir, following).get("previous")
            found.append(following)
            following = previous
    return found[::-1]


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def damaged_files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Say of each file of a snapshot that is not as its manifest says what is wrong with it.

    Args:
        folder: of the snapshot.
        manifest: what went into it.
    """
    written = dict(manifest["checksums"])
    for source, entry in manifest["sources"].items():
        for part, told in entry.get("parts", {}).items():
            written[f"parts/{quote(source, safe='')}/{part}.parquet"] = told["sha256"]
    for name, expected in sorted(written.items()):
        path = folder / name
        if not path.is_file():
            yield f"{path} is missing"
        elif checksum(path) != expected:
            yield f"{path} is not as it was written"
    for path in sorted(folder.glob("*.parquet")):
        if path.name not in written:
            yield f"{path} is not of this snapshot"
