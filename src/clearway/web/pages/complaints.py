"""What is wrong, as a page says it: in the reader's language, or marked as English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

from clearway.wording import complaint

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


def lines_of(error: Exception | str) -> list[str | SafeString]:
    """Return each line of an error of ours; one that nobody has put into German is English."""
    return [_line(line) for line in str(error).split("\n")]


def said_of(error: Exception | str) -> SafeString:
    """Return the lines of an error of ours as one text."""
    return format_html_join("\n", "{}", ((line,) for line in lines_of(error)))


def _line(line: str) -> str | SafeString:
    told = complaint(line)
    return format_html('<span lang="en">{}</span>', line) if told is None else told
