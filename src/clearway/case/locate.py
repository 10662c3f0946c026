"""Finds the lines of the tables and keys of a TOML text, which the standard parser does not tell.

It is run on text that the parser has accepted, so it only has to know where things begin and end:
headers, keys, strings of four kinds, arrays, inline tables, comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_INLINE_BLANK = re.compile(r"[ \t]*")
_KEY = re.compile(r"""([A-Za-z0-9_-]+)|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'""")
_STRING = re.compile(
    r'"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"{3,5}'
    r"|'''[\s\S]*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


@dataclass
class TableLines:
    """The lines of one table: of its header, and of its keys by dotted name (`members.0.from`)."""

    line: int
    keys: dict[str, int] = field(default_factory=dict)


class _Scanner:
    """Walks the text once, noting where each table and each key begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        self.counts: dict[str, int] = {}
        self.tables: dict[tuple[str, int], TableLines] = {}
        self.table = TableLines(1)
        self.prefix = ""
        self.rooted = True  # before the first header, where each key is a table of its own

    def line(self) -> int:
        return bisect_right(self.breaks, self.at - 1) + 1

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self.skip(_INLINE_BLANK)
            match = _KEY.match(self.text, self.at)
            if match is None:
                return parts
            parts.append(match[match.lastindex or 0])
            self.at = match.end()
            self.skip(_INLINE_BLANK)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def scan(self) -> None:
        self.skip(_BLANK)
        while self.at < len(self.text):
            before = self.at
            if self.text[self.at] == "[":
                self.header()
            else:
                self.pair(self.prefix)
            self.skip(_BLANK)
            if self.at == before:  # nothing understood: better no line than no end
                return

    def header(self) -> None:
        line, many = self.line(), self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        parts = self.key()
        self.at += 2 if many else 1
        self.rooted = False
        if not parts:
            return
        trail: list[str] = []
        path = ""
        for depth, part in enumerate(parts):
            path = f"{path}.{part}" if path else part
            if many and depth == len(parts) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            trail.append(part)
            if path in self.counts:
                trail.append(str(self.counts[path]))
                path = f"{path}.{self.counts[path]}"
        self._enter(trail, line)

    def _enter(self, trail: list[str], line: int) -> None:
        index = int(trail[1]) if trail[0] in self.counts else 0
        inner = trail[2:] if trail[0] in self.counts else trail[1:]
        self.table = self.tables.setdefault((trail[0], index), TableLines(line))
        self.prefix = ".".join(inner)
        self._note(inner, "", line)

    def pair(self, prefix: str) -> None:
        line, parts = self.line(), self.key()
        if self.rooted and parts:
            self._root(parts, line)
            return
        name = ".".join([prefix, *parts] if prefix else parts)
        self._note(parts, prefix, line)
        self._after_equals(name)

    def _root(self, parts: list[str], line: int) -> None:
        """Note a key that stands before any header."""
        self.table = self.tables.setdefault((parts[0], 0), TableLines(line))
        self._note(parts[1:], "", line)
        self._after_equals(".".join(parts[1:]))

    def _note(self, parts: list[str], prefix: str, line: int) -> None:
        for part in parts:
            prefix = f"{prefix}.{part}" if prefix else part
            self.table.keys.setdefault(prefix, line)

    def _after_equals(self, name: str) -> None:
        if self.text.startswith("=", self.at):
            self.at += 1
            self.skip(_INLINE_BLANK)
            self.value(name)

    def value(self, name: str) -> None:
        char = self.text[self.at : self.at + 1]
        if char in {'"', "'"}:
            self.skip(_STRING)
        elif char == "[":
            self.array(name)
        elif char == "{":
            self.inline_table(name)
        else:
            self.skip(_SCALAR)

    def array(self, name: str) -> None:
        self.at += 1
        for index in range(len(self.text)):
            self.skip(_BLANK)
            if self.text[self.at : self.at + 1] in {"]", ""}:
                break
            item = f"{name}.{index}" if name else str(index)
            self.table.keys[item] = self.line()
            self.value(item)
            self._comma()
        self.at += 1

    def inline_table(self, name: str) -> None:
        self.at += 1
        while True:
            self.skip(_BLANK)
            if self.text[self.at : self.at + 1] in {"}", ""}:
                break
            before = self.at
            parts, line = self.key(), self.line()
            self._note(parts, name, line)
            self._after_equals(".".join([name, *parts] if name else parts))
            self._comma()
            if self.at == before:
                break
        self.at += 1

    def _comma(self) -> None:
        self.skip(_BLANK)
        if self.text.startswith(",", self.at):
            self.at += 1


def locate(text: str) -> dict[tuple[str, int], TableLines]:
    """Return the lines of every table, by name and position among those of its name.

    Args:
        text: valid TOML, line feeds alone.
    """
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.tables
