"""What was said about a case in its discussion, for the page to publish: what is shown, in threads.

The rows are those of the site's export (JSON lines), which the site gives for itself too. What
waits for a moderator, was rejected, is spam or was taken back is in an export, never on a page.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lxml import etree, html
from markdown_it import MarkdownIt

from clearway.charts.remarks import Remark
from clearway.errors import SourceError, StorageError
from clearway.model.territory import country_code, in_country
from clearway.wording import gettext as _
from clearway.wording import retold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from markdown_it.token import Token

FORMAT = "clearway-discussion"
DEEPEST = 6
"""Steps that replies are set in."""
MOST = 500
"""Comments on a page, the last ones; it says how many there are."""


@dataclass(frozen=True)
class Discussion:
    """What a discussion shows to everybody.

    Attributes:
        remarks: in reading order, threads and replies by time.
        total: how many comments are shown in all.
    """

    remarks: tuple[Remark, ...]
    total: int


def read_discussion(path: Path) -> Discussion:
    """Return what an export of a discussion shows to everybody.

    Args:
        path: JSON lines, as the site exports them.

    Raises:
        SourceError: the file is no such export, or damaged.
        StorageError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; name a file that can be read") from error
    except UnicodeDecodeError:
        raise SourceError(f"{path}: no UTF-8; export the discussion as JSON lines") from None
    rows = [_row(path, number, line) for number, line in enumerate(text.splitlines(), 1)]
    if not rows or (rows[0].get("format"), rows[0].get("version")) != (FORMAT, 1):
        raise SourceError(
            f"{path}: no export of a discussion; on the site, open Discussion, Settings and take "
            "'Export all as JSON lines'"
        )
    try:
        return discussion_of(rows[1:])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(f"{path}: a comment is damaged ({error}); export it again") from error


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise SourceError(f"{path}, line {number}: not a JSON object; export the discussion again")
    return row


def discussion_of(rows: Iterable[Mapping[str, Any]]) -> Discussion:
    """Return the shown comments of a discussion, the last `MOST` of them.

    Args:
        rows: every comment, as in an export; of those that are not shown, `uid`, `parent` and
            `state` are enough: they only hold the threads together.
    """
    every = {row["uid"]: row for row in rows}
    shown = [uid for uid, row in every.items() if row["state"] == "shown"]
    ordered = sorted(shown, key=lambda uid: (_moment(every[uid]["at"]), uid))
    kept = dict.fromkeys(ordered[-MOST:])
    below: dict[str | None, list[str]] = defaultdict(list)
    for uid in kept:
        below[_nearest(uid, every, kept)].append(uid)
    remarks = [_remark(every[uid], depth, every) for uid, depth in _walk(below)]
    return Discussion(tuple(remarks), len(shown))


def _nearest(uid: str, every: Mapping[str, Any], kept: Mapping[str, None]) -> str | None:
    """Return the nearest comment above that is kept; None where there is none, or a circle."""
    passed = {uid}
    above = every[uid].get("parent")
    while above in every and above not in passed:
        if above in kept and _is_earlier(every, above, uid):
            return str(above)
        passed.add(above)
        above = every[above].get("parent")
    return None


def _is_earlier(every: Mapping[str, Any], one: str, other: str) -> bool:
    """Say whether one comes before another; a reply comes later, so that no circle arises."""
    first, then = every[one], every[other]
    return (_moment(first["at"]), one) < (_moment(then["at"]), other)


def _walk(below: Mapping[str | None, Sequence[str]]) -> Iterator[tuple[str, int]]:
    stack = [(uid, 0) for uid in reversed(below.get(None, ()))]
    while stack:
        uid, depth = stack.pop()
        yield uid, depth
        stack += [(each, min(depth + 1, DEEPEST)) for each in reversed(below.get(uid, ()))]


def _remark(row: Mapping[str, Any], depth: int, every: Mapping[str, Any]) -> Remark:
    edited, above = row.get("edited_at"), row.get("parent")
    return Remark(
        uid=row["uid"],
        depth=depth,
        name=row["author"].get("name") or _("a guest"),
        kind=row["author"]["kind"],
        at=_moment(row["at"]),
        about="" if above else _about(row.get("target", "case")),
        text=words_of(row.get("text", ""), row["markup"]),
        edited_at=_moment(edited) if edited else None,
        is_loose=above is not None and every.get(above, {}).get("state") != "shown",
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _about(target: str) -> str:
    """Return what a place in the case is called; empty for the whole."""
    kind, _colon, key = target.partition(":")
    if kind == "cell":
        market, _slash, product = key.partition("/")
        where = in_country(market) if country_code(market) == market else market
        return _("on %(product)s %(in_place)s") % {"product": product, "in_place": where}
    return _("on %(kind)s %(key)s") % {"kind": retold(kind), "key": key} if key else ""


def words_of(text: str, markup: str) -> str:
    """Return the words of a comment by paragraphs, without its Markdown or HTML."""
    if markup == "html":
        return _words_of_html(text)
    blocks = _markdown().parse(text)
    return "\n\n".join(filter(None, _blocks(blocks)))


def _markdown() -> MarkdownIt:
    """Return what reads a comment, as the discussion reads it."""
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    return reader.disable(["image", "heading", "lheading", "hr"])


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the paragraphs of Markdown; quoted ones and items of lists keep their sign."""
    quotes, is_item = 0, False
    for token in tokens:
        if token.type.startswith("blockquote"):
            quotes += token.nesting
        elif token.type == "list_item_open":
            is_item = True
        elif token.type in {"fence", "code_block"}:
            yield token.content.strip("\n")
        elif token.type == "inline":
            yield "> " * quotes + ("\u2022 " if is_item else "") + _inline(token.children or [])
            is_item = False


def _inline(tokens: Sequence[Token]) -> str:
    parts, target = list[str](), ""
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif token.type == "link_open":
            target = str(token.attrGet("href"))
        elif token.type == "link_close":
            parts.append(f" ({target})" if target not in parts[-1:] else "")
        else:
            parts.append(token.content)
    return "".join(parts)


def _words_of_html(text: str) -> str:
    """Return the words of imported HTML; what is no text of it falls away."""
    if not text.strip():
        return ""
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError):
        return text.strip()
    for gone in root.xpath(".//script|.//style"):
        gone.drop_tree()
    for element in root.xpath(".//p|.//div|.//li|.//blockquote|.//pre|.//ul|.//ol"):
        element.tail = "\n\n" + (element.tail or "")
    for element in root.xpath(".//br"):
        element.tail = "\n" + (element.tail or "")
    return str(root.text_content()).strip()
