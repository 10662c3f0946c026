"""What people write, made safe: text without hidden characters, Markdown without surprises.

markdown-it-py reads CommonMark with HTML shown as text, and without pictures and headings; nh3 then
lets through a short list of elements and nothing else. A picture would tell its host who reads; a
link is opened only by who clicks it, and gives its target no standing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache, lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from clearway.web.talk.models import Markup

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "em", "i", "li", "ol", "p", "pre", "strong", "ul",
}  # fmt: skip
REL = "nofollow ugc noopener"
MOST_MARKS = 4
"""Combining marks on one letter; more of them climb over the lines around."""

_KEPT_FORMATS = {"\u200c", "\u200d"}  # joiners, which Persian, Hindi and emoji need
_LINK = re.compile(r"https?://|www\.|mailto:", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACES = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """Return a text in NFC without controls, hidden and direction characters and piled-up marks.

    Line ends are single; what reverses the order of letters (U+202E and its kin) is dropped, and
    each comment stands in an element of its own, so that right-to-left text still reads well.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return _CONTROLS.sub("", text).strip()
    composed = unicodedata.normalize("NFC", text)
    kept, marks = [], 0
    for letter in composed:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MOST_MARKS and not _is_hidden(letter, category):
            kept.append(letter)
    return "".join(kept).strip()


def _is_hidden(letter: str, category: str) -> bool:
    """Say whether a letter is a control, a format, half of one, or none at all (U+FFFF)."""
    is_none = ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"
    return is_none or (
        category in ("Cc", "Cf", "Cs") and letter not in "\n\t" and letter not in _KEPT_FORMATS
    )


def clean_name(name: str) -> str:
    """Return a name on one line, in NFKC, without anything that cannot be seen."""
    seen = "".join(c for c in clean_text(name) if unicodedata.category(c) != "Cf")
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", seen)).strip()


@lru_cache(maxsize=1024)
def html_of(text: str, markup: str = Markup.MARKDOWN) -> SafeString:
    """Return a comment as HTML that is safe to show; kept, for what is hostile is slow to draw."""
    drawn = _reader(is_html=markup == Markup.HTML).render(text)
    return mark_safe(_safe(drawn))  # noqa: S308 - nh3 cleaned it


def plain_of(text: str, markup: str = Markup.MARKDOWN) -> str:
    """Return the words of a comment without any markup, on one line."""
    words = html.unescape(nh3.clean(html_of(text, markup), tags=set()))
    return _SPACES.sub(" ", words).strip()


def links_in(text: str, markup: str = Markup.MARKDOWN) -> int:
    """Count links: those that a click would follow, and addresses written out."""
    anchors = html_of(text, markup).count("<a ")
    return max(anchors, len(_LINK.findall(text)))


@cache
def _reader(*, is_html: bool) -> MarkdownIt:
    """Return what reads a comment; imported HTML has its blank lines as paragraphs, no Markdown."""
    if is_html:
        kept = ["html_block", "html_inline", "newline", "entity"]
        return MarkdownIt("zero", {"html": True, "breaks": True}).enable(kept)
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    return reader.enable("strikethrough").disable(["image", "heading", "lheading", "hr"])


def _safe(drawn: str) -> str:
    return nh3.clean(
        drawn.replace("<s>", "<del>").replace("</s>", "</del>"),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel=REL,
    )
