"""What differs between two spellings, word by word, each difference of a kind that can be weighed.

Words are aligned by RapidFuzz's edit operations; what remains is paired by typing errors and
abbreviations. Two names that each hold a word of their own which the other lacks say different
things and are not compared further, however alike they look.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA, Indel, Levenshtein

from clearway.matching.words import Spelling, free_word_near, kind_of, known_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Difference = Literal[
    "abbreviation",
    "acronym",
    "form",
    "initials",
    "legal",
    "mark",
    "name",
    "office",
    "order",
    "other office",
    "place",
    "plural",
    "spacing",
    "trade",
    "typo",
    "typo in a common word",
    "two typos",
]
"""What two spellings differ in.

`form` is a joining word, or a legal form mistyped at the end, and nothing else. `mark`, `name`,
`place` and `trade` are words that one of them lacks; `other office` says that each has an office
which the other lacks; `acronym` stands beside the words it is made of, `initials` for them.
"""

_LONG, _MIDDLE = 9, 5
"""Letters that a word needs for two typing errors, and for one."""
_ALIKE = 0.65
"""Share of letters in common without which two spellings are not taken apart."""
_TOLD = frozenset({"mark", "name", "place", "trade"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two spellings compare.

    Attributes:
        differences: how often each kind occurs.
        shared: letters of the words that tell a company from others, and that both hold.
        equal: letters of all words that both hold.
    """

    differences: Counter[Difference] = field(default_factory=Counter)
    shared: int = 0
    equal: int = 0


def compare(one: Spelling, other: Spelling) -> Comparison | None:
    """Return what two spellings differ in, or None where they say different things.

    The answer is the same whichever comes first.
    """
    if other.key < one.key:
        one, other = other, one
    if one.letters == other.letters or one.whole == other.whole:
        how: Difference = "form" if one.words == other.words else "spacing"
        same = Counter[Difference]() if one.key == other.key else Counter[Difference]([how])
        return Comparison(same, len(one.letters), len(one.letters))
    if other.letters == one.initials or one.letters == other.initials:
        return Comparison(Counter[Difference](["initials"]))
    if Indel.normalized_similarity(one.letters, other.letters, score_cutoff=_ALIKE) < _ALIKE:
        return None
    found: Counter[Difference] = Counter()
    mine, theirs, equal = _aligned(one.words, other.words, found)
    for word in [word for word in mine if word in theirs]:
        if word in theirs:
            mine.remove(word)
            theirs.remove(word)
            equal.append(word)
            found["order"] += 1
    if _left_over(mine, other, found) & _left_over(theirs, one, found):
        return None
    if mine and theirs and found["office"]:
        found["other office"] += 1
    shared = sum(len(word) for word in equal if kind_of(word) == "name")
    return Comparison(found, shared, sum(len(word) for word in equal))


def _aligned(
    one: Sequence[str], other: Sequence[str], found: Counter[Difference]
) -> tuple[list[str], list[str], list[str]]:
    """Return the words of each that stand alone, and those that are equal."""
    mine: list[str] = []
    theirs: list[str] = []
    equal: list[str] = []
    for start, stop, begin, end in _blocks(one, other):
        if one[start:stop] == other[begin:end]:
            equal += one[start:stop]
        else:
            left, right = _paired(list(one[start:stop]), list(other[begin:end]), found)
            mine += left
            theirs += right
    return mine, theirs, equal


def _blocks(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of equal words, and between them runs of different ones."""
    run: tuple[int, int, int, int] | None = None
    for step in Levenshtein.opcodes(one, other):
        start, stop, begin, end = step.src_start, step.src_end, step.dest_start, step.dest_end
        if step.tag == "equal":
            if run:
                yield run
            run = None
            yield start, stop, begin, end
        else:
            run = (run[0] if run else start, stop, run[2] if run else begin, end)
    if run:
        yield run


def _paired(
    mine: list[str], theirs: list[str], found: Counter[Difference]
) -> tuple[list[str], list[str]]:
    """Pair words that are one word mistyped, cut short or written apart; return the rest."""
    if mine and theirs and "".join(mine) == "".join(theirs):
        found["spacing"] += 1
        return [], []
    left: list[str] = []
    start = 0
    for word in mine:
        for place in range(start, len(theirs)):
            difference = differ(word, theirs[place])
            if difference:
                found[difference] += 1
                del theirs[place]
                start = place
                break
        else:
            left.append(word)
    return left, theirs


@lru_cache(maxsize=100_000)
def differ(one: str, other: str) -> Difference | None:
    """Return how two words may be one word, or None."""
    short, long = sorted((one, other), key=lambda word: (len(word), word))
    if not (short.isalpha() and long.isalpha()):
        return None
    if long in (short + "s", short + "es", short.removesuffix("y") + "ies"):
        return "plural"
    if _shortens(short, long):
        return "abbreviation"
    return _mistyped(short, long)


def _mistyped(short: str, long: str) -> Difference | None:
    """Two words of the list are two words, however near."""
    common = (short in known_words()) + (long in known_words())
    allowed = (len(short) >= _MIDDLE) + (len(short) >= _LONG)
    if common == 2 or not allowed:
        return None
    distance = OSA.distance(short, long, score_cutoff=allowed)
    if distance > allowed:
        return None
    if distance == 2:
        return "two typos"
    return "typo in a common word" if common else "typo"


def _shortens(short: str, long: str) -> bool:
    """`univ` or `intl`: the beginning of a common word, or its skeleton with both its ends.

    A word of the list is itself and shortens none: East and Eastern are two companies.
    """
    known = known_words()
    if len(short) < 4 or len(long) < len(short) + 3 or long not in known or short in known:
        return False
    if long.startswith(short):
        return True
    letters = iter(long)
    return short[0] == long[0] and short[-1] == long[-1] and all(x in letters for x in short)


def _left_over(words: Sequence[str], whole: Spelling, found: Counter[Difference]) -> bool:
    """Count the words that one name has more than another; True where they tell a company."""
    told = False
    for word in words:
        difference = _extra(word, whole)
        found[difference] += 1
        told = told or difference in _TOLD
    return told


def _extra(word: str, whole: Spelling) -> Difference:
    kind = kind_of(word)
    if kind in {"name", "joining"}:
        return "acronym" if word == whole.initials else free_word_near(word) or "name"
    return kind  # type: ignore[return-value]
