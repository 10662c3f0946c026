"""What a page tells: the answer as plain data, sentences, parts, and what stands beneath.

A run keeps it as compressed JSON, from which a page is drawn as from a fresh one.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from clearway.case.dates import date_text
from clearway.report import Part
from clearway.report.figures import Column, Figures
from clearway.wording import LANGUAGES, speaking

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Told:
    """An answer ready to be shown.

    Attributes:
        answer: as the command line prints it in JSON, recipe included.
        said: sentences to begin with.
        parts: charts and tables with their words.
        notes: what must stand beneath: sources, record, recipe.
        facts: of a report: what a reader must know first, name and text.
    """

    answer: Mapping[str, Any]
    said: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()


FORM = 1
"""The form in which a run keeps an answer; to be raised when a field of it changes."""


class UnreadableError(Exception):
    """An answer was kept in a form that this release does not read."""


Telling = Callable[[], Told]
"""Tells an answer that is known, in the language spoken."""


class Versions(dict[str, Told]):
    """One answer as it is told in every language, by language; asked once."""

    @classmethod
    def of(cls, tell: Telling) -> Self:
        """Tell an answer in every language."""
        versions = cls()
        for language in LANGUAGES:
            with speaking(language):
                versions[language] = tell()
        return versions

    def to_bytes(self) -> bytes:
        """Return it as a run keeps it: the answer once, its words in every language."""
        told = {language: {**asdict(told), "answer": None} for language, told in self.items()}
        kept = {"form": FORM, "answer": self["en"].answer, "told": told}
        return gzip.compress(json.dumps(kept, default=_written).encode(), mtime=0)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """Return what a run kept.

        Raises:
            UnreadableError: another release kept it, in another form.
        """
        data = json.loads(gzip.decompress(kept))
        if data.get("form") != FORM:
            raise UnreadableError
        return cls({lang: _told(data["answer"], words) for lang, words in data["told"].items()})


def _told(answer: Mapping[str, Any], words: Mapping[str, Any]) -> Told:
    parts = tuple(_part(part) for part in words["parts"])
    facts = tuple((name, text) for name, text in words["facts"])
    return Told(answer, tuple(words["said"]), parts, tuple(words["notes"]), facts)


def _written(value: object) -> str:
    if isinstance(value, date):
        return date_text(value)
    raise TypeError(f"{type(value).__name__} is nothing that a run keeps")


def _part(data: dict[str, Any]) -> Part:
    figures = data.pop("figures")
    return Part(**data, figures=_figures(figures) if figures else None)


def _figures(data: dict[str, Any]) -> Figures:
    columns = tuple(Column(**column) for column in data.pop("columns"))
    rows = tuple(tuple(row) for row in data.pop("rows"))
    return Figures(columns=columns, rows=rows, **data)
