"""A file or page to an article: HTML, text or PDF, in English or German.

trafilatura parts the main text of a page from what stands around it and from its readers'
comments, and finds date, publisher and author; pypdf gives the text of a PDF. Nothing in a page is
run and nothing that it names is fetched. Sizes and depths are bounded here; what a hostile file can
still cost in time and memory is bounded in `apart`, which runs this in a process of its own.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from clearway.errors import SourceError
from clearway.reading.article import LANGUAGES, Article
from clearway.reading.charsets import decode
from clearway.reading.language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

MAX_BYTES = 10 << 20
"""Of a file; a long article with its comments has a tenth of it."""
MAX_TEXT = 200_000
"""Characters of text, and of comments, that are read: a book of 80 pages."""
MAX_DEPTH = 200
"""Elements within one another; browsers stop at 512, articles at 40."""
MAX_ELEMENTS = 200_000
MAX_PAGES = 200
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|meta|div|p)[\s>]", re.IGNORECASE)
_LANG = re.compile(r"<html[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2})", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[a-zäöüß])")
_LINE = re.compile(r"[ \t]*\n[ \t]*")
_ENDS = (".", "!", "?", ":", "”", "“", '"', "’", "»", "«", ")")
_PDF_DAY = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")


def read_article(raw: bytes, name: str, content_type: str = "") -> Article:
    """Read an article from the bytes of a file.

    Args:
        raw: the file, as it is archived.
        name: what errors call it.
        content_type: what the server said of it, if it was fetched.

    Raises:
        SourceError: it is too large or too deep, is damaged or locked, or holds no text.
    """
    if len(raw) > MAX_BYTES:
        raise SourceError(
            f"{name}: {len(raw):,} bytes; an article has at most {MAX_BYTES >> 20} MB. Save the "
            "article alone, without pictures."
        )
    found = _found(raw, name, content_type)
    text = _tidy(found.pop("text"))
    if not text:
        raise SourceError(
            f"{name}: holds no text that could be read. If it is a scan or a page made by a "
            "script, copy the text into a .txt file and read that."
        )
    if len(text) > MAX_TEXT:
        raise SourceError(f"{name}: {len(text):,} characters; cut it to what matters")
    comments = _tidy(found.pop("comments", ""))[:MAX_TEXT]
    told = found.pop("language", "")
    return Article(
        text=text,
        comments=comments,
        sha256=hashlib.sha256(raw).hexdigest(),
        language=told if told in LANGUAGES else language_of(text),
        **found,
    )


def _found(raw: bytes, name: str, content_type: str) -> dict[str, Any]:
    if b"%PDF-" in raw[:1024]:
        return _from_pdf(raw, name)
    if _HTML.search(raw[:_HEAD]) or "html" in content_type.lower():
        return _from_html(decode(raw, content_type), name)
    if b"\0" in raw[:_HEAD] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(f"{name}: neither HTML, text nor PDF; save the article as one of these")
    text = decode(raw, content_type)
    return {"text": text, "title": _headline(text)}


def _headline(text: str) -> str:
    """The first line of a plain text, if it is one: short, alone, and no sentence of its own."""
    first, line_end, _ = text.strip().partition("\n")
    is_one = bool(line_end) and len(first) <= _LONGEST_HEADLINE
    return first.strip() if is_one and not first.rstrip().endswith(_STOPS) else ""


_HEAD = 64 << 10
_LONGEST_HEADLINE = 150
_STOPS = (".", ".”", ".“", '."')


def _from_html(html: str, name: str) -> dict[str, Any]:
    from trafilatura import bare_extraction

    tree = _tree(html, name)
    try:
        found = bare_extraction(
            tree, include_comments=True, include_tables=False, with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )  # fmt: skip
    except Exception as error:
        # The extractor walks whatever tree a stranger wrote; no failure of it is ours to show.
        raise SourceError(f"{name}: the page cannot be read ({error}); save its text") from error
    if found is None or isinstance(found, dict):
        return {"text": ""}
    title = found.title or ""
    body = found.text or ""
    lang = _LANG.search(html[:_HEAD])
    return {
        "text": body if not title or body.startswith(title) else f"{title}\n{body}",
        "comments": found.comments or "",
        "title": title,
        "published_on": _day(found.date),
        "publisher": found.sitename or "",
        "author": found.author or "",
        "address": found.url or "",
        "language": lang[1].lower() if lang else "",
    }


def _tree(html: str, name: str) -> etree._Element:
    """Parse a page, without fetching anything, and refuse what is built to exhaust."""
    from lxml import etree
    from lxml import html as parsers

    parser = parsers.HTMLParser(no_network=True, huge_tree=False, recover=True, encoding="utf-8")
    try:
        tree = parsers.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise SourceError(f"{name}: holds nothing that could be read as a page") from None
    depth = elements = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH or elements > MAX_ELEMENTS:
        raise SourceError(
            f"{name}: {elements:,} elements, {deepest} deep; that is no article. Copy its text "
            "into a .txt file and read that."
        )
    return tree


def _from_pdf(raw: bytes, name: str) -> dict[str, Any]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{name}: needs a password; save a copy without one")
        if len(reader.pages) > MAX_PAGES:
            raise SourceError(f"{name}: {len(reader.pages)} pages; an article has fewer")
        about: Mapping[str, Any] = reader.metadata or {}
        language = str(reader.root_object.get("/Lang", ""))[:2].lower()
        text = "\n\n".join(_pages(reader))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise SourceError(f"{name}: damaged PDF ({error}); open it and print it anew") from error
    author = str(about.get("/Author") or "")
    return {
        "text": _paragraphs(text),
        "title": str(about.get("/Title") or ""),
        "publisher": author,
        "author": author,
        "published_on": _pdf_day(str(about.get("/CreationDate") or "")),
        "language": language,
    }


def _pages(reader: Any) -> Iterator[str]:
    """The text page by page, as long as it stays within bounds."""
    total = 0
    for page in reader.pages:
        text = page.extract_text()
        total += len(text)
        if total > MAX_TEXT:
            raise ValueError(f"more than {MAX_TEXT:,} characters")
        yield text


def _paragraphs(text: str) -> str:
    """Join the lines of a printed paragraph; a line that ends a sentence early ends it too."""
    text = _LINE.sub("\n", _HYPHEN.sub("", text.replace("\r", "\n")))
    lines = text.split("\n")
    width = max((len(line) for line in lines), default=0)
    out: list[str] = []
    open_line = False
    for line in lines:
        if open_line and line:
            out[-1] += " " + line
        else:
            out.append(line)
        is_end = line.endswith(_ENDS) and len(line) < 0.9 * width
        open_line = bool(line) and not is_end and (len(line) > 0.6 * width or len(out) != 1)
    return "\n".join(out)


def _pdf_day(text: str) -> date | None:
    found = _PDF_DAY.match(text)
    return _day("-".join(found.groups())) if found else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


_SPACE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")


def _tidy(text: str) -> str:
    """One form of each letter, one blank between words, one line a paragraph; no control marks."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    text = "".join(c if c in "\n\t" or c.isprintable() else " " for c in text)
    return _BREAKS.sub("\n", _SPACE.sub(" ", text)).strip()
