"""What a reader reports: per file its rows, and notes for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class FileReport:
    """One file read.

    Attributes:
        name: the file's name, without its folder.
        size: bytes on disk.
        sha256: of the file on disk, in hexadecimal.
        rows_in: rows, documents or events read: loaded and rejected together.
        rows_loaded: those handed over.
        rows_rejected: those set aside, each with its line and reason.
        edition: the day the publisher dates the content, where it says so.
    """

    name: str
    size: int
    sha256: str
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    edition: date | None = None


@dataclass(frozen=True)
class SourceReport:
    """What was read: its files, and notes on what was left out."""

    files: tuple[FileReport, ...]
    notes: tuple[str, ...] = ()
