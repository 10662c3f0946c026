"""An article as it is read: its text, its readers' comments, and where and when it appeared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Part = Literal["text", "comments"]
"""Where a proposal stands: in the article, or in what its readers wrote under it."""
LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Article:
    """A read article; offsets of proposals count characters of `text` or of `comments`.

    Attributes:
        text: headline and body, one paragraph a line, without what stands around them.
        sha256: of the file as it came, in hexadecimal: the archived copy is known by it.
        comments: what readers wrote, one paragraph a line.
        language: `en` or `de`.
        published_on: None where neither page nor reader of it says.
        address: where it was fetched, or what the page calls its own address.
    """

    text: str
    sha256: str
    comments: str = ""
    title: str = ""
    language: str = "en"
    published_on: date | None = None
    publisher: str = ""
    author: str = ""
    address: str = ""

    def part(self, name: Part) -> str:
        """Return the text that offsets of this part count in."""
        return self.comments if name == "comments" else self.text

    def to_dict(self) -> dict[str, Any]:
        """Return what is known of the article as plain data, its text included."""
        published = self.published_on.isoformat() if self.published_on else None
        return {**self.__dict__, "published_on": published}


@dataclass(frozen=True)
class Proposal:
    """Something that an article seems to say; it enters a case only if a person accepts it.

    Attributes:
        kind: `party`, `deal`, `suit`, `order`, `launch`, `sighting`, `statement`, `forecast`,
            `citation` or `question`.
        part: where the span stands.
        start: offset of its first character there; `end` is that after its last.
        quote: the span as written.
        fields: what it says, by the columns of the review file; none is empty.
        by: `rules`, or the name of the language model that proposed it.
    """

    kind: str
    part: Part
    start: int
    end: int
    quote: str
    fields: Mapping[str, str]
    by: str = "rules"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**self.__dict__, "fields": dict(self.fields)}
