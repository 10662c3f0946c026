"""What every table of a case file has: a place to which messages point."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Place:
    """Where an entry stands: file, 1-based line, and its heading such as `[[deal]] "id"`."""

    file: str
    line: int
    heading: str
    keys: Mapping[str, int] = dataclasses.field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.heading}"

    def line_of(self, key: str) -> int:
        """Return the line of a dotted key (`members.0.from`), or of the nearest one around it."""
        while key and key not in self.keys:
            key = key.rpartition(".")[0]
        return self.keys[key] if key else self.line


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Anything written as a table of the case file; knows where it stands."""

    place: Place | None = dataclasses.field(default=None, compare=False, repr=False)
