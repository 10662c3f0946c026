"""What is found in a case: an error, a warning or a note, with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clearway.case.entry import Place

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes:
        severity: `error` must be mended, `warning` may be meant, `note` says what was understood.
        place: `FILE:LINE: [[deal]] "id": key`.
        message: what is wrong, and the remedy.
        file: the file's path, empty for a case made in memory.
        line: the line, from 1; 0 for a case made in memory.
    """

    severity: Severity
    place: str
    message: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def find(place: Place | None, key: str, message: str, severity: Severity = "error") -> Finding:
    """Return a finding at a dotted key of an entry; the numbers in the key are left out."""
    label = re.sub(r"\.\d+(?=\.|$)", "", key)
    if place is None:
        return Finding(severity, label, message)
    line = place.line_of(key)
    parts = [f"{place.file}:{line}", place.heading, label]
    return Finding(severity, ": ".join(p for p in parts if p), message, place.file, line)
