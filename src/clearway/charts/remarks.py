"""What people said about a case, as it stands on a page: threaded, in plain words, nothing trusted.

A remark comes from anybody, so every text of it is escaped; how deep it stands is a class of the
page's style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from clearway.charts.drawing import printable
from clearway.wording import gettext as _
from clearway.wording import retold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True)
class Remark:
    """One comment of a discussion.

    Attributes:
        uid: what it is known by.
        depth: steps from the beginning of its thread.
        name: as its author chose.
        kind: `member` or `guest`.
        at: when it was written.
        about: what it is about; empty for the whole case, and for replies.
        text: plain; an empty line begins a new paragraph.
        edited_at: when it was changed last; None for never.
        is_loose: whether what it replies to is not shown.
    """

    uid: str
    depth: int
    name: str
    kind: str
    at: datetime
    about: str
    text: str
    edited_at: datetime | None = None
    is_loose: bool = False

    @property
    def heading(self) -> str:
        """Who said it, when, and of what, on one line."""
        parts = [f"{self.name} ({retold(self.kind)})", f"{self.at:%Y-%m-%d %H:%M} UTC"]
        if self.edited_at:
            edited = f"{self.edited_at:%Y-%m-%d %H:%M} UTC"
            parts.append(_("edited %(moment)s") % {"moment": edited})
        if self.about:
            parts.append(self.about)
        if self.is_loose:
            parts.append(_("in reply to a comment that is not shown"))
        return " · ".join(parts)

    @property
    def paragraphs(self) -> list[str]:
        """The text by paragraphs."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


def remarks_html(remarks: Sequence[Remark]) -> str:
    """Return remarks as HTML, each an article of its own with an address within the page."""
    return "".join(_article(remark) for remark in remarks)


def _article(remark: Remark) -> str:
    body = "".join(f"<p>{_lines(part)}</p>" for part in remark.paragraphs)
    return (
        f'<article class="remark depth-{remark.depth}" id="comment-{_text(remark.uid)}">'
        f'<p class="note"><bdi>{_text(remark.heading)}</bdi></p><div dir="auto">{body}</div>'
        "</article>"
    )


def _lines(text: str) -> str:
    return "<br>".join(_text(line) for line in text.splitlines())


def _text(text: str) -> str:
    clean: str = printable(text)
    return escape(clean, quote=True)


def remarks_data(remarks: Sequence[Remark]) -> list[dict[str, Any]]:
    """Return remarks as `Comment`s of schema.org."""
    return [
        {
            "@type": "Comment",
            "identifier": remark.uid,
            "author": {"@type": "Person", "name": remark.name},
            "dateCreated": remark.at.isoformat(),
            "text": remark.text,
        }
        for remark in remarks
    ]
