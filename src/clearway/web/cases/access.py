"""The one door to a case: whoever may not see it is told that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q
from django.http import Http404

from clearway.web.accounts.models import User
from clearway.web.cases.models import Case, Level, Link, Role

if TYPE_CHECKING:
    from django.http import HttpRequest

LINKS = "links"
"""Key of a session: secrets of the links that its visitor has followed."""


def case_for(request: HttpRequest, pk: int, level: Level = Level.VIEWER) -> Case:
    """Return a case that the visitor has at least a role in, or may read by link.

    The case knows from then on what the visitor may do with it (`Case.held`).

    Raises:
        Http404: there is none, or none for this visitor: the two look alike.
        PermissionDenied: the visitor may read it, but not do this.
    """
    case = Case.objects.filter(pk=pk).first()
    if case is None or not (held := level_of(request, case)):
        raise Http404
    if held < level:
        raise PermissionDenied
    case.held = held
    return case


def member(request: HttpRequest) -> User:
    """Return who is signed in; for views that let nobody else in.

    Raises:
        PermissionDenied: nobody is.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def may(request: HttpRequest, case: Case, level: Level) -> bool:
    """Say whether a visitor may do with a case what a level allows."""
    return level_of(request, case) >= level


def level_of(request: HttpRequest, case: Case) -> int:
    """Return the highest level that a visitor has in a case by role or link; 0 for none."""
    held = 0
    if isinstance(request.user, User):
        mine = Q(user=request.user) | Q(team__members=request.user)
        found = Role.objects.filter(mine, case=case).aggregate(highest=Max("level"))
        held = found["highest"] or 0
    if not held and (case.is_open or _has_link(request, case)):
        return Level.VIEWER
    return held


def _has_link(request: HttpRequest, case: Case) -> bool:
    return any(Link.case_of(secret) == case for secret in request.session.get(LINKS, ()))
