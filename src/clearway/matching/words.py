"""Words of a name by what they say: a name is told from another by those that are in no list.

The list is `data/vocabulary/name_words.csv`; it is data, and every word has one kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clearway.model.names import normalize_name
from clearway.model.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

WordKind = Literal["joining", "legal", "office", "place", "trade", "mark", "name"]
"""`joining` (of, and), `legal` (Ltd), `office` (as represented by the secretary), `place`,
`trade` (electronics), `mark` (a number or a single letter), `name` (any other word)."""

_ADDRESS_CODES = re.compile(r"\b(?:cnt|sta) [a-z]{2}[a-z\d]? cod \d\d\b")
"""Codes of an address that US patent data of the 1980s and 1990s carry at the end of a name."""
_REPRESENTATION = 10
"""Words within which `as represented by` is looked for."""
_ELIDED = frozenset({"d", "l"})
_FREE_WORD, _LONG_WORD = 6, 9
"""Letters that a legal form needs to be known with one letter wrong, and with two."""
_THE_STATE = frozenset({"united", "states", "us", "usa"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """A normalized name, cut for comparison.

    Attributes:
        key: as `normalize_name` gives it.
        words: without joining words.
        letters: its words written together.
        whole: the same with joining words.
        initials: first letters of a name of three words and more, else empty.
    """

    key: str
    words: tuple[str, ...]
    letters: str
    whole: str
    initials: str


@cache
def known_words() -> Mapping[str, WordKind]:
    """Return the words of the bundled list, by word."""
    kinds: dict[str, WordKind] = {}
    for row in read_vocabulary("name_words"):
        kinds[row["word"]] = row["kind"]  # type: ignore[assignment]
    return kinds


def kind_of(word: str) -> WordKind:
    """Return what a lower-case word says in a name."""
    known = known_words().get(word)
    if known is not None:
        return known
    return "mark" if len(word) == 1 or not word.isalpha() else "name"


def _without_representation(words: list[str]) -> list[str]:
    """Drop `the United States of America as represented by`; another country's name stays."""
    for place, word in enumerate(words[:_REPRESENTATION]):
        if OSA.distance(word, "represented", score_cutoff=2) <= 2:
            before, after = words[:place], words[place + 1 :]
            american = not _THE_STATE.isdisjoint(before)
            kept = [] if american else [word for word in before if kind_of(word) == "place"]
            return kept + [word for word in after if word not in (*_THE_STATE, "by")]
    return words


def _without_mistyped_forms(words: list[str]) -> list[str]:
    """Drop `coporation` and the like from the end; never all words."""
    end = len(words)
    while end > 1 and "legal" in (kind_of(words[end - 1]), free_word_near(words[end - 1])):
        end -= 1
    return words[:end]


@lru_cache(maxsize=20_000)
def free_word_near(word: str) -> Literal["legal", "office"] | None:
    """Return whether an unknown word is a legal form or an office mistyped, and which."""
    if len(word) < _FREE_WORD or word in known_words():
        return None
    allowed = 2 if len(word) >= _LONG_WORD else 1
    near = process.extractOne(
        word, _free_words(), scorer=OSA.distance, score_cutoff=allowed, processor=None
    )
    return None if near is None else "legal" if kind_of(near[0]) == "legal" else "office"


@cache
def _free_words() -> tuple[str, ...]:
    free = (word for word in known_words() if kind_of(word) in ("legal", "office"))
    return tuple(sorted(word for word in free if len(word) >= _FREE_WORD))


def _joins(word: str, place: int, words: list[str]) -> bool:
    """Return whether a word only joins others; a letter at an end is an initial or a number.

    The elided articles of L'Air Liquide and d'Etude are none, wherever they stand.
    """
    at_an_end = place == len(words) - 1 or (place == 0 and word not in _ELIDED)
    return known_words().get(word) == "joining" and not (len(word) == 1 and at_an_end)


def cut(name: str) -> Spelling:
    """Return a spelling as it is compared; a name of joining words alone keeps them."""
    key = normalize_name(name)
    words = _ADDRESS_CODES.sub(" ", key).split()
    words = _without_mistyped_forms(_without_representation(words)) or key.split()
    told = tuple(word for place, word in enumerate(words) if not _joins(word, place, words))
    told = told or tuple(words)
    initials = "".join(word[0] for word in told) if len(told) >= 3 else ""
    return Spelling(key, told, "".join(told), "".join(words), initials)
