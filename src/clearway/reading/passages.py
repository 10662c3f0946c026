"""The sentences of an article with what they name, and what stands before them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from clearway.reading.article import Part, Proposal
from clearway.reading.cues import FUTURE, is_conditional
from clearway.reading.people import Person, people_in, untitled_in
from clearway.reading.sentences import Sentence, sentences_of
from clearway.reading.times import find_times

if TYPE_CHECKING:
    from clearway.reading.article import Article
    from clearway.reading.intervals import Tense
    from clearway.reading.mentions import Gazetteer, Mention
    from clearway.reading.times import Time


_JOINED = re.compile(r"\s*(?:and|or|und|oder|sowie|&)\s+(?:in\s+)?(?:the\s+|den\s+|der\s+)?$")
_IN_ROW = re.compile(rf"\s*,\s*$|{_JOINED.pattern}")
_LOOKED_BACK = 20
"""Sentences in which it is looked for who `it` and `she` are; further back, nobody knows either."""


@dataclass(frozen=True)
class Passage:
    """One sentence, with what it names; `place` counts the sentences of its part."""

    sentence: Sentence
    part: Part
    place: int
    companies: list[Mention]
    markets: list[Mention]
    products: list[Mention]
    categories: list[Mention]
    standards: list[Mention]
    regions: list[Mention]

    @property
    def text(self) -> str:
        """The sentence."""
        return self.sentence.text

    @property
    def is_reader(self) -> bool:
        """Whether a reader wrote it."""
        return self.part == "comments"

    @cached_property
    def is_future(self) -> bool:
        """Whether it speaks of what is to come."""
        return bool(FUTURE.search(self.text))

    @cached_property
    def is_conditional(self) -> bool:
        """Whether it speaks of what would be."""
        return is_conditional(self.text)

    @cached_property
    def untitled(self) -> tuple[Person, ...]:
        """Those who are said to speak, and of whom no role is told."""
        names = [*self.companies, *self.products, *self.markets, *self.regions]
        return untitled_in(self.text, [(each.at, each.to) for each in names])

    def names(self, kind: str) -> list[str]:
        """Return what it names of a kind, each once, in order."""
        return list(dict.fromkeys(mention.value for mention in getattr(self, kind)))

    def places(self, start: int = 0) -> list[dict[str, str]]:
        """Return the markets named from a position on, and the regions, as fields of a proposal.

        A region has no market: a person says which countries it is. Beside a country it counts
        only where it is joined to it (`Mexico and Western Europe`); else it tells where that lies.
        """
        markets = [mention for mention in self.markets if mention.at >= start]
        regions = [mention for mention in self.regions if mention.at >= start]
        if markets:
            regions = [r for r in regions if any(self._are_joined(r, m) for m in markets)]
        found = [{"market": value} for value in dict.fromkeys(m.value for m in markets)]
        return found + [{"region": value} for value in dict.fromkeys(r.value for r in regions)]

    def first_of_row(self, mention: Mention) -> int:
        """Return where a row of places begins that a place stands in: `in Asia and India`."""
        at = mention.at
        for other in sorted((*self.markets, *self.regions), key=lambda m: m.at, reverse=True):
            if other.to <= at and _IN_ROW.match(self.text[other.to : at]):
                at = other.at
        return at

    def _are_joined(self, one: Mention, other: Mention) -> bool:
        first, second = sorted((one, other), key=lambda mention: mention.at)
        return bool(_JOINED.match(self.text[first.to : second.at]))

    def proposal(
        self, kind: str, fields: dict[str, str], at: int = 0, to: int | None = None
    ) -> Proposal:
        """Return a proposal about a span of it, the whole where none is given."""
        end = len(self.text) if to is None else to
        start = self.sentence.start
        if self.is_reader:
            fields = {**fields, "reader": "yes"}
        told = {key: value for key, value in fields.items() if value}
        return Proposal(kind, self.part, start + at, start + end, self.text[at:end], told)


@dataclass(frozen=True)
class Reading:
    """An article parted into passages, with the names that are looked for."""

    article: Article
    names: Gazetteer
    text: list[Passage] = field(default_factory=list)
    comments: list[Passage] = field(default_factory=list)

    @classmethod
    def of(cls, article: Article, names: Gazetteer) -> Reading:
        """Part an article; its headline, which the body says again, only names companies."""
        body = [_passage("text", i, s, names) for i, s in enumerate(sentences_of(article.text))]
        comments = [
            _passage("comments", i, s, names) for i, s in enumerate(sentences_of(article.comments))
        ]
        return cls(article, names, body, comments)

    @property
    def passages(self) -> list[Passage]:
        """Every sentence but those of the headline."""
        title = self.article.title
        has_title = bool(title) and self.article.text.startswith(title)
        body = [p for p in self.text if p.sentence.line > 0 or not has_title]
        return [*body, *self.comments]

    def times(self, passage: Passage, tense: Tense) -> list[Time]:
        """Return the times in a passage."""
        return find_times(passage.text, self.article.published_on, tense)

    def before(self, passage: Passage) -> list[Passage]:
        """Return what stands before a passage of the text, the nearest first."""
        start = max(0, passage.place - _LOOKED_BACK)
        return [] if passage.is_reader else self.text[start : passage.place][::-1]

    def after(self, passage: Passage, count: int) -> list[Passage]:
        """Return what follows a passage of the text."""
        start = passage.place + 1
        return [] if passage.is_reader else self.text[start : start + count]

    def pair(self, passage: Passage) -> list[str]:
        """Return the two companies last named before a passage: `the two companies`."""
        for earlier in self.before(passage):
            if len(names := earlier.names("companies")) >= 2:
                return names[:2]
        return []

    def subject(self, passage: Passage) -> str:
        """Return the company that a passage is about: its own first one, or one named before."""
        for each in (passage, *self.before(passage)):
            for mention in each.companies:
                return mention.value
            for product in each.names("products"):
                if owner := self.names.products_of.get(product):
                    return owner
        return self.main_company

    @cached_property
    def main_company(self) -> str:
        """The company named most often in the text; empty if there is none."""
        named = [mention.value for passage in self.text for mention in passage.companies]
        return max(dict.fromkeys(named), key=named.count, default="")

    @cached_property
    def people(self) -> dict[str, Person]:
        """Those named anywhere in the text as speaking or with a role, by first and last name."""
        titled = [person for passage in self.text for person in people_in(passage.text)]
        others = [person for passage in self.text for person in passage.untitled]
        found = [*others[::-1], *titled[::-1]]
        by_first = {person.name.split()[0]: person for person in found}
        return {
            **{first: person for first, person in by_first.items() if "." not in first},
            **{person.name.split()[-1]: person for person in found},
        }

    def last_person(self, passage: Passage) -> Person | None:
        """Return who was last named before a passage."""
        for earlier in self.before(passage):
            named = people_in(earlier.text)
            if named:
                return named[-1]
            for surname, person in self.people.items():
                if surname in earlier.text:
                    return person
        return None


def _passage(part: Part, place: int, sentence: Sentence, names: Gazetteer) -> Passage:
    text = sentence.text
    return Passage(
        sentence, part, place, names.companies(text), names.markets(text), names.products(text),
        names.categories(text), names.standards(text), names.regions(text),
    )  # fmt: skip
