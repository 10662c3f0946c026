"""What a page of a discussion shows: threads, their comments in order, what one may do to each.

The order of a thread is made of numbers alone; only the comments of the page are then read whole.
So a thread of ten thousand comments costs one small query more than a short one, at any depth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from clearway.web.talk.markup import html_of
from clearway.web.talk.models import Comment, Earlier, State, Vote
from clearway.web.talk.targets import label_of, statement_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    import clearway.case
    from clearway.web.cases.models import Case
    from clearway.web.talk.people import Visit

THREADS_A_PAGE = 20
FIRST_OF_THREAD = 30
"""Comments of a thread on the page of all threads; the rest is on its own."""
COMMENTS_A_PAGE = 100
ORDERS = {"new": ("-at", "-pk"), "old": ("at", "pk"), "votes": ("-score", "-at", "-pk")}


@dataclass(frozen=True)
class Entry:
    """One comment as a page shows it.

    Attributes:
        comment: the comment.
        is_place: only that there was one: it is not for this reader, but replies to it are.
        html: its text, safe.
        label: what it is about.
        votes: for and against.
        mine: the reader's vote.
        may_change: whether the reader may still change it.
        is_mine: whether the reader wrote it.
        statement: key of the statement of the case that it became; "" for none.
        earlier: how many earlier texts of it the reader may see.
    """

    comment: Comment
    is_place: bool
    html: SafeString | str
    label: str
    votes: tuple[int, int]
    mine: int
    may_change: bool
    is_mine: bool
    statement: str
    earlier: int


@dataclass(frozen=True)
class Thread:
    """The first comments of a thread, and how many more there are."""

    root: int
    entries: Sequence[Entry]
    more: int


def roots(visit: Visit, target: str, order: str) -> QuerySet[Comment]:
    """Return the comments that begin threads in which the reader may see anything."""
    mine = _mine(visit).values("pk")
    inside = _mine(visit).filter(thread=OuterRef("pk"))
    found = Comment.objects.filter(case=visit.case, thread=None)
    found = found.filter(Q(pk__in=mine) | Exists(inside))
    if target:
        found = found.filter(target=target)
    score = Coalesce(Sum("votes__value"), Value(0))
    return found.annotate(score=score).order_by(*ORDERS.get(order, ORDERS["new"]))


def threads(visit: Visit, said: clearway.case.Case, page: Page[Comment]) -> list[Thread]:
    """Return the threads of a page, each with its first comments."""
    lines = _lines(visit, [root.pk for root in page])
    shown = [pk for line in lines.values() for pk in line[:FIRST_OF_THREAD]]
    entries = {entry.comment.pk: entry for entry in entries_of(visit, said, shown)}
    return [
        Thread(
            root, [entries[pk] for pk in line[:FIRST_OF_THREAD]],
            max(len(line) - FIRST_OF_THREAD, 0),
        )
        for root, line in lines.items()
    ]  # fmt: skip


def thread_pages(visit: Visit, root: int) -> Paginator[int]:
    """Return the numbers of a thread's comments, in order, by pages."""
    return Paginator(_lines(visit, [root])[root], COMMENTS_A_PAGE)


def entries_of(visit: Visit, said: clearway.case.Case, numbers: Sequence[int]) -> list[Entry]:
    """Return comments as the reader sees them, in the order of their numbers."""
    found = Comment.objects.select_related(
        "author", "parent__author", "thread", "case", "promotion"
    )
    found = found.prefetch_related("earlier")
    comments = found.filter(case=visit.case).in_bulk(list(numbers))
    seen = set(_mine(visit).filter(pk__in=numbers).values_list("pk", flat=True))
    votes, mine = _votes(visit, numbers)
    statements = {statement_key(statement) for statement in said.statements}
    return [
        Entry(
            comment, pk not in seen,
            html_of(comment.text, comment.markup) if pk in seen else "",
            label_of(said, comment.target), votes[pk], mine.get(pk, 0),
            comment.is_open_to_change(visit.author),
            visit.author is not None and comment.author_id == visit.author.pk,
            _statement_of(comment, statements), len(earlier_of(visit, comment)),
        )
        for pk in numbers
        if (comment := comments.get(pk))
    ]  # fmt: skip


def earlier_of(visit: Visit, comment: Comment) -> list[Earlier]:
    """Return what a comment said before, as far as the reader may know: once shown, shown still.

    What no moderator had let through before it was changed is for moderators and its author.
    """
    is_all = visit.is_moderator or (
        visit.author is not None and comment.author_id == visit.author.pk
    )
    return [one for one in comment.earlier.all() if one.was_shown or is_all]


def _statement_of(comment: Comment, there: set[str]) -> str:
    """Return the key of the statement that a comment became, while the case has it; else ""."""
    promotion = getattr(comment, "promotion", None)
    return promotion.statement if promotion and promotion.statement in there else ""


def counts_of(case: Case) -> dict[str, int]:
    """Return how many comments are shown at each place of a case."""
    found = Comment.objects.filter(case=case, state=State.SHOWN).order_by()
    return dict(found.values_list("target").annotate(Count("pk")))


def _mine(visit: Visit) -> QuerySet[Comment]:
    found = Comment.objects.filter(case=visit.case)
    return found.seen_by(visit.author, is_moderator=visit.is_moderator)


def _lines(visit: Visit, numbers: Sequence[int]) -> dict[int, list[int]]:
    """Return the comments of each thread in reading order: depth first, oldest first."""
    inside = Comment.objects.filter(Q(pk__in=numbers) | Q(thread__in=numbers), case=visit.case)
    rows = list(inside.order_by("at", "pk").values_list("pk", "parent", "thread"))
    seen = set(
        _mine(visit).filter(Q(pk__in=numbers) | Q(thread__in=numbers)).values_list("pk", flat=True)
    )
    parents = {pk: parent for pk, parent, _ in rows}
    kept = _with_places(seen, parents)
    below: dict[int, list[int]] = defaultdict(list)
    for pk, parent, thread in rows:
        if pk in kept and thread is not None:
            below[parent or thread].append(pk)
    return {root: _depth_first(root, below) if root in kept else [] for root in numbers}


def _with_places(seen: Iterable[int], parents: dict[int, int | None]) -> set[int]:
    """Add to what is seen the comments that were replied to, up to the first."""
    kept: set[int] = set()
    for pk in seen:
        at: int | None = pk
        while at is not None and at not in kept:
            kept.add(at)
            at = parents.get(at)
    return kept


def _depth_first(root: int, below: dict[int, list[int]]) -> list[int]:
    line, stack = [], [root]
    while stack:
        pk = stack.pop()
        line.append(pk)
        stack.extend(reversed(below.get(pk, ())))
    return line


def _votes(
    visit: Visit, numbers: Sequence[int]
) -> tuple[dict[int, tuple[int, int]], dict[int, int]]:
    counts: Counter[tuple[int, int]] = Counter()
    cast = Vote.objects.filter(comment__in=numbers).order_by()
    for pk, value, number in cast.values_list("comment", "value").annotate(n=Count(F("pk"))):
        counts[pk, value] = number
    both = {pk: (counts[pk, 1], counts[pk, -1]) for pk in numbers}
    if visit.author is None:
        return both, {}
    return both, dict(cast.filter(author=visit.author).values_list("comment", "value"))
