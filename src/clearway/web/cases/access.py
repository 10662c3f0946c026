"""The one door to a case: whoever may not see it is told that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from clearway.web.accounts.models import User
from clearway.web.cases.models import Case, Level, Link

if TYPE_CHECKING:
    from django.http import HttpRequest

LINKS = "links"
"""Key of a session: secrets of the links that its visitor has followed."""


def case_for(request: HttpRequest, pk: int, level: Level = Level.VIEWER) -> Case:
    """Return a case that the visitor has at least a role in, or may read by link.

    Raises:
        Http404: there is none, or none for this visitor: the two look alike.
        PermissionDenied: the visitor may read it, but not do this.
    """
    case = Case.objects.filter(pk=pk).first()
    if case is None or not may(request, case, Level.VIEWER):
        raise Http404
    if not may(request, case, level):
        raise PermissionDenied
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
    if Case.objects.allowed(request.user, level).filter(pk=case.pk).exists():
        return True
    return level == Level.VIEWER and any(
        Link.case_of(secret) == case for secret in request.session.get(LINKS, ())
    )
