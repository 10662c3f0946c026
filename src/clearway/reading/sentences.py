"""Sentences of a text, with their offsets; abbreviations and ordinal numbers end none."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"[.!?…]+[\"”“’»«)]*(?=\s)|\n")
_OPENS = re.compile(r"\W{1,8}[A-ZÄÖÜ0-9]")
_ABBREVIATIONS = frozenset(
    "inc corp ltd co mr mrs ms dr prof st no vs e.g i.e u.s u.k u.s.a approx jan feb mar apr aug "
    "sept oct nov dez bzw ca etc usw z.b d.h u.a s.a nr mio mrd sog inkl evtl ggf".split()
)
_LAST_WORD = re.compile(r"[\w.]+$")
_MONTH = re.compile(
    r"\s*(?:Jan|Feb|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec|Quartal|Halbjahr)"
)


LONGEST = 1500
"""Characters of a sentence; what is longer is a list or a table, of which rules make nothing."""


@dataclass(frozen=True)
class Sentence:
    """A sentence; `start` is its offset in the whole text, `line` the paragraph it stands in."""

    text: str
    start: int
    line: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


def sentences_of(text: str) -> list[Sentence]:
    """Part a text at the ends of its sentences and lines, without blanks and what is too long."""
    found: list[Sentence] = []
    start = line = 0
    for mark in _END.finditer(text):
        if mark[0] != "\n" and not _is_end(text, mark):
            continue
        _add(found, text, start, mark.end(), line)
        start = mark.end()
        line += mark[0] == "\n"
    _add(found, text, start, len(text), line)
    return found


def _add(found: list[Sentence], text: str, start: int, end: int, line: int) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if bare and len(bare) <= LONGEST:
        found.append(Sentence(bare, start + piece.index(bare[0]), line))


def _is_end(text: str, mark: re.Match[str]) -> bool:
    """Say whether a full stop ends a sentence: not after `Inc`, not in `16. April`."""
    if not mark[0].startswith("."):
        return bool(_OPENS.match(text, mark.end()))
    before = _LAST_WORD.search(text, max(0, mark.start() - 30), mark.start())
    word = before[0] if before else ""
    if word.casefold() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()):
        return False
    if word.isdecimal() and len(word) <= 2 and _MONTH.match(text, mark.end()):
        return False
    return bool(_OPENS.match(text, mark.end()))
