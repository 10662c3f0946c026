"""Discussions into a case and out: import without duplicates, export that imports back equal."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from lxml import etree

from clearway.errors import SourceError
from clearway.report.discussion import FORMAT, MOST
from clearway.web.cases.models import Case
from clearway.web.talk.carried import Carried, Person, carried
from clearway.web.talk.markup import html_of
from clearway.web.talk.models import (
    Author,
    Comment,
    Decision,
    Earlier,
    Flag,
    Promotion,
    State,
    Vote,
)
from clearway.web.talk.reading_files import META, Aside
from clearway.web.talk.rules import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

Row = TypeVar("Row")

BATCH = 500
MOST_COMMENTS = 50_000
ASIDES_KEPT = 100
_SET_PLACE = "UPDATE talk_comment SET parent_id = %s, thread_id = %s, depth = %s WHERE id = %s"
WP = "http://wordpress.org/export/1.2/"
_APPROVED = {State.SHOWN: "1", State.WAITING: "0", State.SPAM: "spam"}


@dataclass
class Outcome:
    """What an import did.

    Attributes:
        made: comments that are new.
        known: comments that were there already and stay as they are.
        aside: how many were not taken over.
        asides: the first of these, each with its place and why.
    """

    made: int = 0
    known: int = 0
    aside: int = 0
    asides: list[Aside] = field(default_factory=list)


@transaction.atomic
def bring(case: Case, comments: Iterable[Carried | Aside]) -> Outcome:
    """Take comments into a case, all or, on an error, none; nobody is written to.

    Raises:
        SourceError: as the reader, or more comments than one import takes.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    known = set(Comment.objects.filter(case=case).values_list("uid", flat=True))
    done, people, parents = Outcome(), _People(case), dict[UUID, "UUID | None"]()
    for batch in _batches(_fresh(comments, known, done)):
        _keep(case, batch, people)
        parents |= {one.uid: one.parent for one in batch}
        done.made += len(batch)
        if done.made > MOST_COMMENTS:
            raise SourceError(f"more than {MOST_COMMENTS:,} comments; part the export by pages")
    _thread(case, parents)
    return done


def _fresh(
    comments: Iterable[Carried | Aside], known: set[UUID], done: Outcome
) -> Iterator[Carried]:
    """Yield what is not there yet; count the rest."""
    for one in comments:
        if isinstance(one, Aside):
            done.aside += 1
            if len(done.asides) < ASIDES_KEPT:
                done.asides.append(one)
        elif one.uid in known:
            done.known += 1
        else:
            known.add(one.uid)
            yield one


class _People:
    """The authors of one import, each made once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._held = {author.uid: author for author in Author.objects.filter(case=case)}

    def author(self, person: Person) -> Author:
        found = self._held.get(person.uid)
        if found is None:
            found = self._held[person.uid] = Author.objects.create(
                case=self._case, uid=person.uid, name=person.name, kind=person.kind
            )
        return found


def _keep(case: Case, batch: Iterable[Carried], people: _People) -> None:
    pairs = [
        (one, Comment(
            case=case, uid=one.uid, target=one.target, author=people.author(one.author),
            text=one.text, markup=one.markup, at=one.at, edited_at=one.edited_at,
            state=one.state, reasons=one.reasons, is_settled=one.is_settled,
            closed_at=one.closed_at,
        ))
        for one in batch
    ]  # fmt: skip
    Comment.objects.bulk_create([comment for _one, comment in pairs])
    Vote.objects.bulk_create(
        [Vote(comment=c, author=people.author(who), value=value, at=at)
         for one, c in pairs for who, value, at in one.votes],
        ignore_conflicts=True,
    )  # fmt: skip
    Flag.objects.bulk_create(
        [Flag(comment=c, author=people.author(who), why=why, at=at, is_settled=is_settled)
         for one, c in pairs for who, why, at, is_settled in one.flags],
        ignore_conflicts=True,
    )  # fmt: skip
    Decision.objects.bulk_create(
        [Decision(comment=c, by_name=by, verdict=verdict, why=why, waited_for=waited, at=at)
         for one, c in pairs for by, verdict, why, waited, at in one.decisions]
    )  # fmt: skip
    Earlier.objects.bulk_create(
        [Earlier(comment=c, text=text, at=at, was_shown=was_shown)
         for one, c in pairs for text, at, was_shown in one.earlier]
    )  # fmt: skip
    Promotion.objects.bulk_create(
        [Promotion(comment=c, statement=statement, revision=revision, by_name=by, at=at)
         for one, c in pairs if one.promotion
         for statement, revision, by, at in (one.promotion,)]
    )  # fmt: skip


def _thread(case: Case, parents: dict[UUID, UUID | None]) -> None:
    """Give new comments their place in threads; a parent that is nowhere begins none."""
    rows = Comment.objects.filter(case=case).values_list("uid", "pk", "thread", "depth")
    numbers = {uid: pk for uid, pk, _thread, _depth in rows}
    placed = {uid: (thread or pk, depth) for uid, pk, thread, depth in rows if uid not in parents}
    changed = []
    for uid, parent in parents.items():
        _place(uid, parents, numbers, placed)
        root, depth = placed[uid]
        if parent in numbers and root != numbers[uid]:
            changed.append((numbers[parent], root, depth, numbers[uid]))
    with connection.cursor() as cursor:  # twenty times as fast as objects, on both databases
        cursor.executemany(_SET_PLACE, changed)


def _place(
    uid: UUID, parents: dict[UUID, UUID | None], numbers: dict[UUID, int],
    placed: dict[UUID, tuple[int, int]],
) -> None:  # fmt: skip
    """Find the root and depth of a comment; where parents run in a circle, the last is a root."""
    line: dict[UUID, None] = {}
    at: UUID | None = uid
    while at is not None and at in numbers and at not in placed and at not in line:
        line[at] = None
        at = parents.get(at)
    root, depth = placed.get(at, (0, -1)) if at is not None else (0, -1)
    for one in reversed(line):
        depth = min(depth + 1, DEEPEST)
        root = root or numbers[one]
        placed[one] = (root, depth)


def lines(case: Case) -> Iterator[str]:
    """Yield the discussion of a case as JSON lines, the first of which says what they are."""
    yield json.dumps({"format": FORMAT, "version": 1}) + "\n"
    for comment in _all(case).iterator(chunk_size=BATCH):
        yield json.dumps(carried(comment).to_dict(), ensure_ascii=False, sort_keys=True) + "\n"


def published(case: Case) -> list[dict[str, Any]]:
    """Return what `clearway.report.discussion` reads of a case: the words of shown comments alone.

    Of others it learns that they are there; so are names and states, and nobody's address.
    """
    comments = Comment.objects.filter(case=case).order_by("-at", "-pk")
    whole = comments.filter(state=State.SHOWN).select_related("author", "parent")[:MOST]
    told = {
        comment.uid: {
            "author": {"name": comment.author.name, "kind": comment.author.kind},
            "target": comment.target, "text": comment.text, "markup": comment.markup,
            "edited_at": comment.edited_at and comment.edited_at.isoformat(),
        }
        for comment in whole
    }  # fmt: skip
    skeleton = comments.values_list("uid", "parent__uid", "state", "at")
    return [
        {"uid": str(uid), "parent": above and str(above), "state": state, "at": at.isoformat()}
        | told.get(uid, {})
        for uid, above, state, at in skeleton
    ]


def wxr(case: Case) -> Iterator[bytes]:
    """Yield the discussion of a case as WXR 1.2, one item for each place; whole within comments."""
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:wp="{WP}">\n'
        "<channel>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
    ).encode()
    ordered = _all(case).order_by("target", "at", "uid").iterator(chunk_size=BATCH)
    for target, group in itertools.groupby(ordered, key=lambda comment: comment.target):
        for batch in _batches(group):
            yield etree.tostring(_item(case, target, batch), encoding="UTF-8") + b"\n"
    yield b"</channel>\n</rss>\n"


def _all(case: Case) -> QuerySet[Comment]:
    return (
        Comment.objects.filter(case=case)
        .select_related("author", "parent", "promotion")
        .prefetch_related("votes__author", "flags__author", "decisions", "earlier")
        .order_by("at", "uid")
    )


def _item(case: Case, target: str, comments: Iterable[Comment]) -> etree._Element:
    item = etree.Element("item", nsmap={"wp": WP})
    etree.SubElement(item, "title").text = f"{case.title}: {target}"
    etree.SubElement(item, "link").text = settings.SITE_ADDRESS + reverse("talk", args=[case.pk])
    _add(item, "post_id", str(case.pk))
    _add(item, "post_type", "post")
    _add(item, "status", "publish")
    for comment in comments:
        _add_comment(item, comment)
    return item


def _add_comment(item: etree._Element, comment: Comment) -> None:
    one = etree.SubElement(item, f"{{{WP}}}comment")
    at = f"{comment.at:%Y-%m-%d %H:%M:%S}"
    fields = {
        "comment_id": str(comment.pk), "comment_author": comment.author.name,
        "comment_date": at, "comment_date_gmt": at,
        "comment_content": html_of(comment.text, comment.markup),
        "comment_approved": _APPROVED.get(State(comment.state), "trash"), "comment_type": "comment",
        "comment_parent": str(comment.parent_id or 0),
    }  # fmt: skip
    for name, text in fields.items():
        _add(one, name, text)
    meta = etree.SubElement(one, f"{{{WP}}}commentmeta")
    _add(meta, "meta_key", META)
    _add(meta, "meta_value", json.dumps(carried(comment).to_dict(), sort_keys=True))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Part rows into lists of at most `BATCH`."""
    left = iter(rows)
    while batch := list(itertools.islice(left, BATCH)):
        yield batch


def _add(element: etree._Element, name: str, text: str) -> None:
    etree.SubElement(element, f"{{{WP}}}{name}").text = text
