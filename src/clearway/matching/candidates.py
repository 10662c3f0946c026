"""Which spellings are worth comparing: those that share a rare word, exactly or but for a letter.

Comparing all pairs of 20,000 spellings would be 200 million comparisons; a pair that differs by
typing errors shares one of its rarest words, or one that a letter separates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clearway.matching.words import Spelling

RAREST = 3
"""Words of a name, from the rarest, by which it is looked up."""
LARGEST_BLOCK = 250
"""Spellings under one lookup word; words that more of them share tell too little."""
LONGEST = 400
"""Letters of a name beyond which it is left alone: no company is called so."""
_SHORTEST_MISTYPED = 5
_BEGINNING = 7


def candidate_pairs(spellings: Sequence[Spelling]) -> Iterator[tuple[int, int]]:
    """Return pairs of places in `spellings`, each once, the lesser first, in ascending order.

    Memory grows with the spellings, not with the pairs: the pairs of one spelling are held at once.
    """
    frequency = Counter(word for spelling in spellings for word in set(spelling.words))
    lookups = [_lookups(spelling, frequency) for spelling in spellings]
    blocks: Mapping[str, list[int]] = _blocks(lookups)
    for place, words in enumerate(lookups):
        others = {other for word in words for other in blocks.get(word, ()) if other > place}
        for other in sorted(others):
            yield place, other


def _blocks(lookups: Sequence[set[str]]) -> dict[str, list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(lookups):
        for word in words:
            blocks[word].append(place)
    return {word: places for word, places in blocks.items() if 1 < len(places) <= LARGEST_BLOCK}


def _lookups(spelling: Spelling, frequency: Mapping[str, int]) -> set[str]:
    if len(spelling.whole) > LONGEST:
        return set()
    rarest = sorted(set(spelling.words), key=lambda word: (frequency[word], word))[:RAREST]
    found = {form for word in rarest for form in _forms(word)}
    found.add("<" + spelling.letters[:_BEGINNING])
    initials = "".join(word[0] for word in spelling.words)
    found.add("." + (spelling.letters if len(initials) == 1 else initials))
    return found


def _forms(word: str) -> Iterator[str]:
    """A word, and the word without any one of its letters: words a letter apart share one."""
    yield word
    if len(word) >= _SHORTEST_MISTYPED:
        for left_out in combinations(word, len(word) - 1):
            yield "".join(left_out)
