"""The sentences of an article with what they name, and what stands before them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from clearway.reading.article import Part, Proposal
from clearway.reading.cues import FUTURE, is_conditional
from clearway.reading.people import Person, people_in
from clearway.reading.sentences import Sentence, sentences_of
from clearway.reading.times import find_times

if TYPE_CHECKING:
    from clearway.reading.article import Article
    from clearway.reading.intervals import Tense
    from clearway.reading.mentions import Gazetteer, Mention
    from clearway.reading.times import Time


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

    def names(self, kind: str) -> list[str]:
        """Return what it names of a kind, each once, in order."""
        return list(dict.fromkeys(mention.value for mention in getattr(self, kind)))

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
        """Those named with a role anywhere in the text, by surname."""
        found = [person for passage in self.text for person in people_in(passage.text)]
        return {person.name.split()[-1]: person for person in reversed(found)}

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
        names.categories(text), names.standards(text),
    )  # fmt: skip
