"""What a recorded conveyance does: whether title moves, and which earlier recording it corrects.

Source: the bundled table `uspto_conveyances.csv`, with a reason in each row. Parties write the
text themselves (162,613 wordings by 2016), so words decide; a text that no row knows moves nothing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from clearway.model.vocabulary import read_vocabulary

UNKNOWN = "unknown"
MISSING = "none stated"
PERSONS = "assignment from persons"
"""An assignment whose assignors are clearly persons and whose assignee is an organization."""

_TAIL = re.compile(r"\(?\s*SEE (?:THE )?DOCUMENTS? FOR (?:FURTHER )?DETAILS?\s*\)?\.?")
_CORRECTION = re.compile(
    r"\bCORRECTIVE\b|\bCORRECTION\b|\bCORRECTED\b|\bTO CORRECT\b|\bRE-?RECORD"
    r"|\bPREVIOUSLY RECORDED\b|\bERROR\b|\bERRONEOUS"
)
_CONFIRMS = re.compile(r"\bHEREBY CONFIRMS?\b(.*)")
_NUMBER = r"[\s:/#.]*(?:NO|NOS|NUMBER)?[\s:/#.]*(\d{1,6})"
_APART = re.compile(rf"\bREELS?{_NUMBER}\b[\s,;:/&]*(?:AND\s+)?(?:AT\s+)?FRAMES?{_NUMBER}\b")
_TOGETHER = re.compile(
    r"\bREEL\s*/\s*FRAME[\s:#]*(?:NO\.?|NUMBER)?[\s:#]*(\d{1,6})\s*[/,]\s*(\d{1,4})"
)
_SLASHED = re.compile(r"(?<!\d)(\d{6})/(\d{4})(?!\d)")
_LAST_FRAME = 9999
_LONGEST = 1000
"""Characters of a text that are read; the longest known ones have some 500."""


class Conveyance(NamedTuple):
    """A kind of conveyance: its name, whether title moves, and whether it corrects another."""

    kind: str
    moves: bool
    corrects: bool = False

    @property
    def name(self) -> str:
        """What a transfer is called: the kind, and that it corrects an earlier recording."""
        return f"{self.kind} (correction)" if self.corrects else self.kind


@lru_cache(maxsize=65536)
def classify(text: str) -> Conveyance:
    """Return what a conveyance text says.

    A correction does what it says it confirms (`ASSIGNOR(S) HEREBY CONFIRMS THE SECURITY
    INTEREST`). Where it says nothing of that, a corrective assignment is an assignment, unless its
    words, which may be those of a company's name, speak of something else: then it is unknown.
    """
    words = " ".join(_TAIL.sub(" ", text[:_LONGEST].upper().replace("`", "'")).split())
    if not words.strip(" .-"):
        return Conveyance(MISSING, moves=False)
    if not _CORRECTION.search(words):
        return Conveyance(*_find(words))
    confirmed = _CONFIRMS.search(words)
    kind, moves = _find(confirmed[1] if confirmed else "")
    if kind == UNKNOWN:
        kind, moves = _find(words)
        if not moves:
            kind = UNKNOWN
    return Conveyance(kind, moves, corrects=True)


def corrected(text: str) -> list[int]:
    """Return the recordings that a correction names, as `place_of` numbers them."""
    words = text[:_LONGEST].upper()
    shapes = (_APART, _TOGETHER, _SLASHED)
    pairs = (found.groups() for shape in shapes for found in shape.finditer(words))
    places = (place_of(reel, frame) for reel, frame in pairs)
    return list(dict.fromkeys(place for place in places if place is not None))


def place_of(reel: str, frame: str) -> int | None:
    """Return reel and frame as one number, `reel * 10,000 + frame`; None where they are none."""
    if not (reel.isascii() and reel.isdigit() and frame.isascii() and frame.isdigit()):
        return None
    if len(reel) > 6 or int(frame) > _LAST_FRAME:
        return None
    return int(reel) * (_LAST_FRAME + 1) + int(frame)


def write_place(place: int) -> str:
    """Return reel and frame as the USPTO writes them, `018247/0405`."""
    return f"{place // (_LAST_FRAME + 1):06d}/{place % (_LAST_FRAME + 1):04d}"


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, bool]]:
    return [
        (re.compile(row["pattern"]), row["kind"], row["moves"] == "yes")
        for row in read_vocabulary("uspto_conveyances")
    ]


def _find(words: str) -> tuple[str, bool]:
    found = ((kind, moves) for pattern, kind, moves in _patterns() if pattern.search(words))
    return next(found, (UNKNOWN, False))
