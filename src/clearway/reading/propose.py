"""From an article to proposals, by rules: each with its span, each waiting for a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearway.reading.citations import cited_sources
from clearway.reading.deals import deals
from clearway.reading.forecasts import forecasts
from clearway.reading.passages import Reading
from clearway.reading.sales import sales
from clearway.reading.statements import statements
from clearway.reading.suits import legal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.reading.article import Article, Proposal
    from clearway.reading.mentions import Gazetteer
    from clearway.reading.passages import Passage

KINDS = (
    "party", "deal", "suit", "order", "launch", "sighting", "statement", "forecast", "citation",
    "question",
)  # fmt: skip
_SHORTEST = 4
"""Words of a reader's question; shorter ones are exclamations."""
_QUESTION = re.compile(r"\?[\s\"”“»)]*$")


def propose(article: Article, names: Gazetteer) -> list[Proposal]:
    """Return what an article seems to say, in the order of its text, comments after it.

    What readers wrote gives sightings, forecasts and questions only, each marked `reader`.
    """
    reading = Reading.of(article, names)
    found = [*_parties(reading)]
    for passage in reading.passages:
        found += _of_reader(passage, reading) if passage.is_reader else _of_text(passage, reading)
    return sorted(found, key=lambda each: (each.part == "comments", each.start))


def _parties(reading: Reading) -> Iterator[Proposal]:
    """Each company once, where it is first named."""
    seen: set[str] = set()
    for passage in reading.text:
        for mention in passage.companies:
            if mention.value not in seen:
                seen.add(mention.value)
                fields = {"company": mention.value}
                yield passage.proposal("party", fields, mention.at, mention.to)


def _of_text(passage: Passage, reading: Reading) -> list[Proposal]:
    found: list[Proposal] = []
    for rules in (legal, deals, forecasts, sales):
        found = found or [*rules(passage, reading)]
    said = statements(passage, reading, is_told=bool(found))
    return [*found, *said, *cited_sources(passage, reading)]


def _of_reader(passage: Passage, reading: Reading) -> list[Proposal]:
    found = [*sales(passage, reading)] or [*forecasts(passage, reading)]
    if not found and _QUESTION.search(passage.text) and len(passage.text.split()) >= _SHORTEST:
        found = [passage.proposal("question", {"says": passage.text})]
    return found
