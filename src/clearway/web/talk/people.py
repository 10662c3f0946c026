"""Who a visitor is in a discussion, what he may do there, and how far he is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.utils import timezone

from clearway.web.accounts.models import User, digest_of
from clearway.web.cases.access import LINKS, case_for
from clearway.web.cases.models import Level, Link, Role
from clearway.web.talk.models import Author, Comment, Kind, State, Terms
from clearway.web.talk.rules import COLLEAGUE, MEMORY, TRUST, Trust

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clearway.web.cases.models import Case

GUEST = "talk-guest"
"""Key of a session: the author of whom its visitor has shown that the address is his."""


@dataclass(frozen=True)
class Visit:
    """A visitor in the discussion of a case that he may read.

    Attributes:
        author: who he is known as; None for a guest who has confirmed nothing yet.
        link: what he reads the case by; None where a role or the open case lets him in.
    """

    case: Case
    author: Author | None
    link: Link | None
    may_write: bool
    is_moderator: bool


def visit_of(request: HttpRequest, pk: int) -> Visit:
    """Return the visit to a case's discussion.

    Raises:
        Http404: the visitor may not read the case.
    """
    case = case_for(request, pk)
    user = request.user if isinstance(request.user, User) else None
    has_role = user is not None and role_in(case, user)
    link = None if has_role or case.is_open else _link(request, case)
    may_write = link is None or Terms.objects.filter(case=case, guests_by_link=True).exists()
    is_moderator = case.held >= Level.EDITOR or (user is not None and user.is_staff)
    return Visit(case, author_of(request), link, may_write, is_moderator)


def moderator_of(request: HttpRequest, pk: int) -> Visit:
    """Return the visit of somebody who moderates.

    Raises:
        Http404: the visitor may not read the case.
        PermissionDenied: the visitor may read it, and no more.
    """
    visit = visit_of(request, pk)
    if not visit.is_moderator:
        raise PermissionDenied
    return visit


def role_in(case: Case, user: User) -> bool:
    """Say whether somebody holds a role in a case, himself or by a team."""
    mine = Q(user=user) | Q(team__members=user)
    return Role.objects.filter(mine, case=case).exists()


def author_of(request: HttpRequest) -> Author | None:
    """Return whom a visitor writes as: a member, or the guest who confirmed in this session."""
    if isinstance(request.user, User):
        return member_author(request.user)
    held: int = request.session.get(GUEST, 0)
    return Author.objects.filter(pk=held, mail__isnull=False, kind=Kind.GUEST).first()


def member_author(user: User) -> Author:
    """Return the author that a member is; his name is the one he has now."""
    author, _is_new = Author.objects.get_or_create(
        user=user, defaults={"name": user.username, "kind": Kind.MEMBER}
    )
    if author.name != user.username:
        author.name = user.username
        author.save(update_fields=["name"])
    return author


def guest_author(mail: str, name: str) -> Author:
    """Return the guest who answered from an address; the first name given stays his."""
    author, _is_new = Author.objects.get_or_create(
        mail=mail, defaults={"name": name, "kind": Kind.GUEST}
    )
    if name and not author.name:
        author.name = name
        author.save(update_fields=["name"])
    return author


def may_read(author: Author, case: Case, link: Link | None) -> bool:
    """Say whether somebody may read a case now, by role, link, or because it is open."""
    if author.user is not None:
        if not author.user.is_active:
            return False
        if role_in(case, author.user):
            return True
    return case.is_open or (link is not None and link.expires_at > timezone.now())


def may_answer(author: Author, case: Case, link: Link | None) -> bool:
    """Say whether somebody may write in a case now, who is not there to be asked."""
    if not may_read(author, case, link):
        return False
    has_role = author.user is not None and role_in(case, author.user)
    if has_role or case.is_open:
        return True
    return Terms.objects.filter(case=case, guests_by_link=True).exists()


def trust_in(author: Author, case: Case) -> Trust:
    """Return how far somebody is trusted in a case, by what its moderators let stand."""
    if author.user is not None and role_in(case, author.user):
        return COLLEAGUE
    mine = Comment.objects.filter(case=case, author=author)
    bad = Q(state__in=(State.REJECTED, State.SPAM), at__gt=timezone.now() - MEMORY)
    counts = mine.aggregate(
        shown=Count("pk", filter=Q(state=State.SHOWN)),
        bad=Count("pk", filter=bad),
        first=Min("at", filter=Q(state=State.SHOWN)),
    )
    if counts["bad"] or not counts["shown"]:
        return TRUST[0]
    days = (timezone.now() - counts["first"]).days
    return next(
        step for step in reversed(TRUST) if counts["shown"] >= step.shown and days >= step.days
    )


def _link(request: HttpRequest, case: Case) -> Link | None:
    kept = [digest_of(secret) for secret in request.session.get(LINKS, ())]
    return (
        Link.objects.filter(case=case, digest__in=kept, expires_at__gt=timezone.now())
        .order_by("-expires_at")
        .first()
    )
