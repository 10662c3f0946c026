"""The answer of a page in a sentence or two: the report's words, in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.report.words import Change, told_in_words

if TYPE_CHECKING:
    from clearway.web.pages.view import View


def sentence(view: View) -> str:
    """Answer the question of a case with its hedge."""
    before = view.row_before
    named = view.named if view.set_against else ""
    change = Change(named, before, view.open_before, len(view.opened)) if before else None
    return told_in_words(view.row, len(view.rows), len(view.open_markets), change)
