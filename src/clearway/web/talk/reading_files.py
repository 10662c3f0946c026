"""Discussions from files: WordPress (WXR), Disqus (XML), and our own JSON lines, as a stream.

XML is read through the reader that patents are read by: one item at a time, no DTD, no entity, no
network, bounded in size and depth. Authors come in as names: a mail address in the file serves to
tell two people of one name apart, under a hash that only this site can make, and is thrown away.

Formats: WXR 1.0 to 1.2 as the WordPress exporter writes it (`wp-admin/includes/export.php`); the
Disqus comments export (`http://disqus.com`, help article "Comments Export").
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from clearway.errors import SourceError
from clearway.report.discussion import FORMAT
from clearway.sources.xml_documents import Damaged, documents
from clearway.web.talk.carried import Carried, Person, checked_date, checked_text, read
from clearway.web.talk.limits import hashed
from clearway.web.talk.markup import clean_name
from clearway.web.talk.models import Kind, Markup, Reason, State
from clearway.web.talk.targets import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from lxml.etree import _Element

META = "clearway"
"""Key of the `commentmeta` that carries a whole comment of ours in WXR."""
_LONGEST_LINE = 4 << 20
_DISQUS = "{http://disqus.com/disqus-internals}"
_WORDPRESS_STATES = {
    "1": State.SHOWN, "0": State.WAITING, "spam": State.SPAM,
    "trash": State.REJECTED, "post-trashed": State.REJECTED,
}  # fmt: skip


@dataclass(frozen=True)
class Aside:
    """What is not taken over, with its place and why."""

    place: str
    why: str


def comments_in(file: IO[bytes], post: str = "") -> Iterator[Carried | Aside]:
    """Yield the comments of a file, in its order.

    Args:
        file: opened for reading, seekable; its kind is told from its beginning.
        post: address of the page whose comments are wanted; "" for all.

    Raises:
        SourceError: the file is of no kind that is read, or ends too early.
    """
    head = file.read(8192)
    file.seek(0)
    if b"<rss" in head:
        return _wordpress(file, post)
    if b"<disqus" in head:
        return _disqus(file, post)
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{"):
        return _lines(file)
    raise SourceError(
        f"{file.name}: neither a WordPress export (WXR), a Disqus export (XML) nor JSON lines of "
        "Clearway; export the discussion again and name that file"
    )


def _wordpress(file: IO[bytes], post: str) -> Iterator[Carried | Aside]:
    for item in documents(file, {"item"}):
        if isinstance(item, Damaged):
            yield Aside(f"item {item.ordinal}", item.reason)
            continue
        link = _child(item.element, "link")
        if post and not _is_page(link, post):
            continue
        for comment in item.element.iterchildren("{*}comment"):
            place = f"item {item.ordinal}, comment {_child(comment, 'comment_id')[:20]}"
            try:
                yield _from_wordpress(comment, urlsplit(link).netloc)
            except (ValueError, RecursionError) as error:
                yield Aside(place, str(error))


def _from_wordpress(comment: _Element, host: str) -> Carried:
    """Return a comment of WXR; one that we wrote carries itself whole."""
    for meta in comment.iterchildren("{*}commentmeta"):
        if _child(meta, "meta_key") == META:
            return read(json.loads(_child(meta, "meta_value")))
    if (kind := _child(comment, "comment_type")) not in ("", "comment"):
        raise ValueError(f"a {kind}, not a comment")
    state = _WORDPRESS_STATES.get(_child(comment, "comment_approved"))
    if state is None:
        raise ValueError("comment_approved: neither 1, 0, spam nor trash")
    parent = _child(comment, "comment_parent")
    name, mail = _child(comment, "comment_author"), _child(comment, "comment_author_email")
    is_member = _child(comment, "comment_user_id") not in ("", "0")
    return Carried(
        uid=_wordpress_uid(host, _child(comment, "comment_id")),
        parent=None if parent in ("", "0") else _wordpress_uid(host, parent),
        target=WHOLE, author=_someone(f"wordpress {host} {mail or name}", name, is_member),
        at=_wordpress_date(comment), edited_at=None,
        text=checked_text(_child(comment, "comment_content")), markup=Markup.HTML, state=state,
        reasons=Reason.NEW if state == State.WAITING else "",
    )  # fmt: skip


def _wordpress_uid(host: str, number: str) -> UUID:
    if not number.isdigit():
        raise ValueError("comment_id: no number")
    return uuid5(NAMESPACE_URL, f"wordpress:{host}:{int(number)}")


def _wordpress_date(comment: _Element) -> datetime:
    """Return the date in UTC; where WordPress kept none (0000-00-00), the local one as UTC."""
    for name in ("comment_date_gmt", "comment_date"):
        text = _child(comment, name)
        if text and not text.startswith("0000"):
            return checked_date(datetime.fromisoformat(text).replace(tzinfo=UTC))
    raise ValueError("comment_date: no date")


def _disqus(file: IO[bytes], post: str) -> Iterator[Carried | Aside]:
    pages: dict[str, str] = {}
    for item in documents(file, {"thread", "post"}):
        if isinstance(item, Damaged):
            yield Aside(f"element {item.ordinal}", item.reason)
            continue
        number = item.element.get(f"{_DISQUS}id", "")
        if item.element.tag.endswith("}thread"):
            pages[number] = _child(item.element, "link")
            continue
        page = item.element.find("{*}thread")
        link = pages.get(page.get(f"{_DISQUS}id", "") if page is not None else "", "")
        if post and not _is_page(link, post):
            continue
        try:
            yield _from_disqus(item.element, number)
        except ValueError as error:
            yield Aside(f"post {number[:20]}", str(error))


def _from_disqus(said: _Element, number: str) -> Carried:
    if not number:
        raise ValueError("dsq:id: missing")
    parent, author = said.find("{*}parent"), said.find("{*}author")
    name = _child(author, "name") or _child(author, "username")
    who = _child(author, "username") or _child(author, "email") or name
    is_gone = _child(said, "isDeleted") == "true"
    state = State.WITHDRAWN if is_gone else State.SHOWN
    if _child(said, "isSpam") == "true":
        state = State.SPAM
    is_guest = _child(author, "isAnonymous") != "false"
    return Carried(
        uid=uuid5(NAMESPACE_URL, f"disqus:{number}"),
        parent=None if parent is None
        else uuid5(NAMESPACE_URL, f"disqus:{parent.get(f'{_DISQUS}id', '')}"),
        target=WHOLE, author=_someone(f"disqus {who}", name, not is_guest),
        at=checked_date(_disqus_date(_child(said, "createdAt"))), edited_at=None,
        text="" if state == State.WITHDRAWN else checked_text(_child(said, "message")),
        markup=Markup.HTML, state=state,
    )  # fmt: skip


def _disqus_date(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _lines(file: IO[bytes]) -> Iterator[Carried | Aside]:
    """Read our own lines; the first one says what the file is."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if not line.endswith(b"\n") and len(line) == _LONGEST_LINE:
            raise SourceError(f"{file.name}: line {number}: longer than {_LONGEST_LINE:,} bytes")
        try:
            said: Any = json.loads(line)
            if number == 1:
                _check_head(file.name, said)
            else:
                yield read(said)
        except (ValueError, RecursionError) as error:
            yield Aside(f"line {number}", str(error))


def _check_head(name: str, said: Any) -> None:
    if not isinstance(said, dict) or said.get("format") != FORMAT or said.get("version") != 1:
        raise SourceError(
            f'{name}: line 1: not {{"format": "{FORMAT}", "version": 1}}; this is no export of a '
            "discussion, or one of a later Clearway"
        )


def _someone(who: str, name: str, is_member: bool) -> Person:  # noqa: FBT001 - what it is of him
    kind = Kind.MEMBER if is_member else Kind.GUEST
    return Person(UUID(hashed(f"author {who.lower()}")[:32]), clean_name(name)[:150], kind)


def _is_page(link: str, post: str) -> bool:
    """Say whether two addresses are of one page, whatever their scheme and last slash."""
    return _page(link) == _page(post)


def _page(address: str) -> str:
    parts = urlsplit(address.strip())
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def _child(element: _Element | None, name: str) -> str:
    """Return the text of a child by its local name; "" where there is none."""
    found = element.find(f"{{*}}{name}") if element is not None else None
    return (found.text or "").strip() if found is not None else ""
