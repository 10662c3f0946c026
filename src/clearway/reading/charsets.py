"""Bytes of a page to text, by what browsers do and not by what pages claim.

Source: the Encoding Standard (WHATWG): a byte order mark goes first, then what the server says,
then what the page says; `iso-8859-1` and `ascii` mean windows-1252. What fits none of these is
guessed by charset-normalizer.
"""

from __future__ import annotations

import codecs
import re

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LOOKED_AT = 4096
"""Bytes in which a page must name its charset; browsers look at 1024, pages are longer."""
_WESTERN = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}


def decode(raw: bytes, content_type: str = "") -> str:
    """Return the text of a page or a text file; never fails, bad bytes become U+FFFD."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace")
    for name in _claims(raw[:_LOOKED_AT], content_type):
        if (text := _as(raw, name)) is not None:
            return text
    return _guessed(raw)


def _claims(head: bytes, content_type: str) -> list[str]:
    """Charsets named by the server and by the page, and the one that nearly all use."""
    told = _HEADER.search(content_type)
    named = [told[1]] if told else []
    named += [found[1].decode("ascii") for rule in (_META, _XML) if (found := rule.search(head))]
    return [*named, "utf-8"]


def _as(raw: bytes, name: str) -> str | None:
    """Decode strictly; a page that can be read as ASCII cannot be in UTF-16, whatever it claims."""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return None
    if codec.startswith("utf-16"):
        codec = "utf-8"
    if codec not in _TEXT_CODECS:
        return None
    try:
        return raw.decode(_WESTERN.get(codec, codec))
    except UnicodeDecodeError:
        return None


_TEXT_CODECS = frozenset(
    codecs.lookup(name).name
    for name in (
        "utf-8 ascii latin-1 iso8859-2 iso8859-9 iso8859-15 cp1250 cp1251 cp1252 cp1254 koi8-r "
        "gbk gb2312 gb18030 big5 euc-jp shift_jis euc-kr iso2022_jp"
    ).split()
)
"""Codecs that make text of bytes; Python also has some that unpack and transform."""


def _guessed(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    return str(best) if best is not None else raw.decode("utf-8", "replace")
