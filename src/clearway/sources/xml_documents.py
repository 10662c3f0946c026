"""Documents of an XML file one by one, in constant memory: what every XML reader reads through.

A source of patents is an envelope around thousands of documents (DOCDB), or thousands of whole XML
files one after another (the USPTO's red book). The bytes are parted at the documents' own tags, and
each document is parsed alone, within its envelope's start tags; so one that is damaged is set aside
with its place and bytes, and the next is read. No DTD is loaded, no entity is resolved, nothing is
fetched; size and depth are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from lxml import etree

from clearway.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MAX_DOCUMENT = 32 << 20
"""Bytes of one document; the largest grants known, with long tables, stay below."""
MAX_DEPTH = 64
"""Elements around a document; the envelopes known hold at most six."""
RAW_KEPT = 64 << 10
"""Bytes kept of a document that is set aside."""
MAX_RUN = 1000
"""Damaged documents one after another before the whole file is given up."""

_CHUNK = 1 << 20
_MAX_MARKUP = 1 << 20
"""Bytes of one start tag, comment or DOCTYPE between documents."""
_NAME = rb"[A-Za-z_\x80-\xff][\w.:\x80-\xff-]*"
_START = re.compile(rb"<(%s)((?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+)>" % _NAME)
_END = re.compile(rb"</(%s)\s*>" % _NAME)
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s(?:[^\[\]<>\"']++|\"[^\"]*+\"|'[^']*+')*+"
    rb"(\[(?:<!--.*?-->|[^\]\"']|\"[^\"]*+\"|'[^']*+')*+\]\s*)?+>",
    re.DOTALL,
)
_EXTERNAL = re.compile(rb"<!DOCTYPE\s+%s\s+(?:SYSTEM|PUBLIC)\s" % _NAME)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_PARSED_ENTITY = re.compile(rb"<!ENTITY(?:(?!NDATA)[^>])*>")
_ENTITY_USED = re.compile(r"Entity '([^']+)' not defined")
_DECLARATION = re.compile(rb"<\?xml\s(?:[^>?]|\?(?!>))*+\?>")
_PASSED_BY = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")
_READ_AS_BYTES = re.compile(r"utf-?8|us-ascii|ascii|iso-8859-\d+|latin-?1|windows-125\d", re.I)
"""Encodings in which markup is ASCII, so that tags can be found before they are decoded."""


class Bytes(Protocol):
    """What is read from: `archives.ByteSource`, or any binary stream with a name."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, b"" at the end."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document.

    Attributes:
        ordinal: its place among the file's documents, from 1; damaged ones count.
        element: its root. Ancestors, reached by `iterancestors()`, are those of the file with their
            attributes, but without what stands beside the document.
        raw: its bytes.
        parent: a number of the element around it, equal for all documents in that one.
    """

    ordinal: int
    element: etree._Element
    raw: bytes
    parent: int


@dataclass(frozen=True, slots=True)
class Damaged:
    """A document that cannot be read: its place, the first 64 KiB of its bytes, and why."""

    ordinal: int
    reason: str
    raw: bytes


def documents(
    stream: Bytes, tags: Collection[str], max_document: int = MAX_DOCUMENT
) -> Iterator[Document | Damaged]:
    """Yield the documents of a file, in order; memory stays that of one document.

    Args:
        stream: the unpacked bytes (`archives.open_source`): one XML document, or several one after
            another, each with its XML declaration.
        tags: local names of the elements that are documents (`exchange-document`); of two that lie
            in one another the outer one is taken.
        max_document: bytes of the largest document that is read; a larger one is damaged.

    Yields:
        Each document, or why it is set aside: not well-formed, not in its encoding, too large, too
        deep, cut off by the next one, or using an entity that the file itself declares. Entities
        of an external DTD, which is not loaded, stay as they are written.

    Raises:
        SourceError: no XML, UTF-16, or a file that ends too early.
    """
    return _Splitter(stream, tags, max_document).run()


class _Splitter:
    """The file as a window of bytes that always begins at the next thing to read."""

    def __init__(self, stream: Bytes, tags: Collection[str], max_document: int) -> None:
        self._stream = stream
        self._tags = frozenset(tag.encode() for tag in tags)
        self._max = max_document
        self._window = bytearray()
        self._ordinal = 0
        self._open: list[tuple[bytes, bytes, int]] = []
        """Name, start tag and number of the elements around the next document."""
        self._tags_read = 0
        self._encoding = "UTF-8"
        self._doctype = b""

    def run(self) -> Iterator[Document | Damaged]:
        self._begin()
        run = 0
        while self._window or self._more():
            item = self._next()
            if item is not None:
                yield item
            if isinstance(item, Document):
                run = 0
            elif item is not None:
                run += 1
                self._check_run(run, item)
        if self._open:
            raise self._cut(_shown(self._open[-1][0]))

    def _begin(self) -> None:
        self._more()
        head = bytes(self._window[:4])
        if head.startswith(_WIDE):
            raise SourceError(f"{self._stream.name}: UTF-16 or UTF-32 text; save it as UTF-8")
        if head.startswith(_BOM):
            self._drop(len(_BOM))
        if not self._window.lstrip().startswith(b"<"):
            raise SourceError(f"{self._stream.name}: not XML; name the XML file, or its archive")

    def _check_run(self, run: int, item: Damaged) -> None:
        if run >= MAX_RUN:
            raise SourceError(
                f"{self._stream.name}: document {item.ordinal}: the {run:,}th damaged one in a row "
                f"({item.reason}); fetch the file again"
            )

    def _more(self) -> bool:
        """Read on; False at the end of the file."""
        data = self._stream.read(_CHUNK)
        self._window += data
        return bool(data)

    def _drop(self, size: int) -> bytes:
        """Take so many bytes off the window; return the first of them."""
        taken = bytes(self._window[: min(size, RAW_KEPT)])
        del self._window[:size]
        return taken

    def _cut(self, place: str) -> SourceError:
        return SourceError(
            f"{self._stream.name}: ends inside {place}, after {self._ordinal:,} documents: "
            "truncated; fetch it again"
        )

    def _damaged(self, reason: str, raw: bytes) -> Damaged:
        self._ordinal += 1
        return Damaged(self._ordinal, reason, raw[:RAW_KEPT])

    def _next(self) -> Document | Damaged | None:
        """Read one thing off the window: text, markup around the documents, or a document."""
        if not self._window.startswith(b"<"):
            return self._text()
        while len(self._window) < len(b"<![CDATA[") and self._more():
            pass
        if self._window.startswith(b"<!DOCTYPE"):
            self._read_doctype()
            return None
        for opening, closing in _PASSED_BY.items():
            if self._window.startswith(opening):
                return self._pass_by(opening, closing)
        if self._window.startswith(b"</"):
            return self._end_tag()
        return self._start_tag()

    def _text(self) -> Damaged | None:
        """Text around the documents says nothing, but none may stand outside the root."""
        size = self._window.find(b"<")
        text = self._drop(size if size >= 0 else len(self._window))
        if text.strip() and not self._open:
            return self._damaged("text outside any element", text)
        return None

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Match at the window's beginning, reading on as far as markup may reach."""
        while True:
            match = pattern.match(self._window)
            if match or len(self._window) > _MAX_MARKUP or not self._more():
                return match

    def _pass_by(self, opening: bytes, closing: bytes) -> Damaged | None:
        """Pass by a comment, a section or an instruction; an XML declaration begins a document."""
        if opening == b"<?" and (declared := self._match(_DECLARATION)):
            return self._declare(declared[0])
        start = len(opening)
        while (end := self._window.find(closing, start)) < 0:
            self._drop(max(len(self._window) - len(closing), 0))
            start = 0
            if not self._more():
                raise self._cut(_shown(opening[1:]))
        self._drop(end + len(closing))
        return None

    def _declare(self, declaration: bytes) -> Damaged | None:
        around = self._open[-1][0] if self._open else None
        encoding = _ENCODING.search(declaration)
        self._encoding = encoding[1].decode() if encoding else "UTF-8"
        self._open.clear()
        self._doctype = b""
        self._drop(len(declaration))
        if around is None:
            return None
        return self._damaged(f"{_shown(around)} is cut off by the next XML document", declaration)

    def _read_doctype(self) -> None:
        """Keep of a DOCTYPE only that there is one elsewhere: then an entity may be left as is."""
        found = self._match(_DOCTYPE)
        if found is None:
            raise SourceError(
                f"{self._stream.name}: the DOCTYPE before document {self._ordinal + 1} does not "
                "end, or is too long; fetch the file again"
            )
        own = _PARSED_ENTITY.search(found[0])
        elsewhere = _EXTERNAL.match(found[0])
        self._doctype = b"<!DOCTYPE x SYSTEM 'not-loaded'>" if elsewhere and not own else b""
        self._drop(found.end())

    def _end_tag(self) -> Damaged | None:
        found = self._match(_END)
        if found is None:
            return self._no_tag()
        # A match reads its groups off the window, so they are taken before the window moves.
        ended, left = found[1], [name for name, _, _ in self._open]
        raw = self._drop(found.end())
        if ended not in left:
            return self._damaged(f"</{_shown(ended)[1:]} ends what has not begun", raw)
        while self._open.pop()[0] != ended:
            pass
        if left[-1] != ended:
            return self._damaged(f"{_shown(left[-1])} does not end", raw)
        return None

    def _start_tag(self) -> Document | Damaged | None:
        found = self._match(_START)
        if found is None:
            return self._no_tag()
        name, closed = found[1], found[2].endswith(b"/")
        if name.rpartition(b":")[2] in self._tags:
            return self._document(name, found.end(), closed=closed)
        if not closed:
            self._tags_read += 1
            self._open.append((name, found[0], self._tags_read))
        if len(self._open) > MAX_DEPTH:
            raise SourceError(
                f"{self._stream.name}: more than {MAX_DEPTH} elements around document "
                f"{self._ordinal + 1}; this is no file of the kind"
            )
        self._drop(found.end())
        return None

    def _no_tag(self) -> Damaged:
        if len(self._window) <= _MAX_MARKUP and b">" not in self._window:
            raise self._cut("a tag")
        return self._damaged("a '<' that begins no tag", self._drop(1))

    def _document(self, name: bytes, start: int, *, closed: bool) -> Document | Damaged:
        if closed:
            return self._parse(bytes(self._window[:start]), start)
        size, problem = self._find_end(name, start)
        if problem is None:
            return self._parse(bytes(self._window[:size]), size)
        return self._damaged(problem, self._drop(size))

    def _find_end(self, name: bytes, start: int) -> tuple[int, str | None]:
        """Find where the document at the window's beginning ends; what is wrong with it, if so."""
        edges, overlap = _edges(name), len(name) + 64
        at, closing, kept = start, b"", b""
        while True:
            if closing:
                found = self._window.find(closing, at)
                if found >= 0:
                    at, closing = found + len(closing), b""
                    continue
            elif edge := edges.search(self._window, at):
                at, closing = edge.end(), _PASSED_BY.get(edge[0], b"")
                if closing:
                    continue
                whole = edge[0].startswith(b"</")
                return self._ending(edge.end() if whole else edge.start(), kept, whole=whole)
            at = max(at, len(self._window) - overlap)
            if at > self._max:
                kept = kept or bytes(self._window[:RAW_KEPT])
                self._drop(at)
                at = 0
            if not self._more():
                raise self._cut(f"document {self._ordinal + 1}")

    def _ending(self, size: int, kept: bytes, *, whole: bool) -> tuple[int, str | None]:
        if kept or size > self._max:
            self._window[:size] = kept or self._window[:RAW_KEPT]
            return min(size, len(kept) or RAW_KEPT), f"larger than {self._max:,} bytes"
        return size, None if whole else "cut off: the next document begins inside it"

    def _parse(self, raw: bytes, size: int) -> Document | Damaged:
        self._drop(size)
        if not _READ_AS_BYTES.fullmatch(self._encoding):
            return self._damaged(
                f"encoding '{self._encoding}' is not read; save the file as UTF-8", raw
            )
        begin = b"<?xml version='1.0' encoding='%s'?>" % self._encoding.encode() + self._doctype
        around = b"".join(tag for _, tag, _ in self._open)
        end = b"".join(b"</%s>" % name for name, _, _ in reversed(self._open))
        try:
            element = etree.fromstring(begin + around + raw + end, _parser())
        except (etree.XMLSyntaxError, LookupError, ValueError) as error:
            return self._damaged(_reason(error), raw)
        for _ in self._open:
            element = element[0]
        self._ordinal += 1
        return Document(self._ordinal, element, raw, self._open[-1][2] if self._open else 0)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


@lru_cache(maxsize=64)
def _edges(name: bytes) -> re.Pattern[bytes]:
    """What can end a document, or hide its end."""
    tag = re.escape(name)
    return re.compile(rb"<(?:!--|!\[CDATA\[|\?xml\s|/%s\s*>|%s(?=[\s/>]))" % (tag, tag))


def _shown(name: bytes) -> str:
    return f"<{name[:80].decode(errors='replace')}>"


def _reason(error: Exception) -> str:
    used = _ENTITY_USED.search(str(error))
    if used:
        return f"uses the entity '{used[1]}', which is not resolved; write the text itself"
    return f"not well-formed: {error}"
