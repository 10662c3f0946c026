"""How likely a forecast says its event is: stated, spread over days, or read off words.

The words are data: those of the policy go before the bundled table, and the table in use is part of
the answer.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clearway.case import Case, Forecast


@dataclass(frozen=True)
class Word:
    """Words of likelihood, what they count as, and who says so."""

    words: str
    probability: float
    low: float
    high: float
    source: str

    def to_dict(self) -> dict[str, object]:
        """Return the row as plain data."""
        return dict(vars(self))


@dataclass(frozen=True)
class Likelihood:
    """A probability and on what it rests: `stated`, `by days`, or the words it was read off."""

    probability: float
    basis: str


@cache
def bundled_words() -> tuple[Word, ...]:
    """Return the bundled table: each word at the middle of its interval."""
    path = files("clearway.data") / "dossier" / "probability_words.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Word(words, (low + high) / 2, low, high, found["source"])
        for words, (low, high) in found["words"].items()
    )


def words_of(case: Case) -> dict[str, Word]:
    """Return the table in use, by the words in lower case; the policy's go first."""
    table = {word.words: word for word in bundled_words()}
    own = case.policy.probability_words
    if own is not None:
        for words, share in own.weights.items():
            table[words.casefold()] = Word(words, share, share, share, own.source)
    return table


def likelihood(forecast: Forecast, table: dict[str, Word]) -> Likelihood | None:
    """Return what a forecast gives its event; None when its words are in no table."""
    if forecast.probability is not None:
        return Likelihood(forecast.probability, "stated")
    if forecast.by:
        return Likelihood(forecast.by[-1].probability, "by days")
    word = table.get((forecast.words or "").casefold())
    return Likelihood(word.probability, f'"{word.words}"') if word else None
