"""Who asks: the owner of a token, whoever is signed in on the site, or a guest; and how often.

A guest reads what is open to all. A session changes things only with the token of its forms (CSRF).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import BaseThrottle
from ninja.utils import check_csrf

from clearway.web.accounts.models import Scope, Token
from clearway.web.cases.access import member

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clearway.web.accounts.models import User

SAFE = ("GET", "HEAD", "OPTIONS")
A_MINUTE = 240
"""Requests a minute of a token, a person, or an address of a guest, over all workers."""


class TokenAuth(HttpBearer):
    """A token in the header: `Authorization: Bearer cw_...`."""

    openapi_description = "A token, made on the page /tokens/."

    def __call__(self, request: HttpRequest) -> Any:
        """Refuse a header that is no token of ours, instead of asking who else it may be."""
        found = super().__call__(request)
        if found is None and "Authorization" in request.headers:
            raise HttpError(401, "This is no token, or it was revoked.")
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token; the request is its owner's from then on."""
        found = Token.of(token)
        if found is not None:
            request.user = found.owner
        return found


class SiteAuth(APIKeyCookie):
    """The session of the site, or none."""

    param_name = "sessionid"
    openapi_description = "The session of the site; changes need the header X-CSRFToken."

    def __call__(self, request: HttpRequest) -> Any:
        """Return who it is; a session changes nothing without the token of the forms."""
        if request.method not in SAFE and check_csrf(request) is not None:
            raise HttpError(403, "Send a token, or the header X-CSRFToken of your session.")
        return request.user

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002
        """Return who it is."""
        return request.user


def writer(request: Any) -> User:
    """Return who changes something.

    Raises:
        PermissionDenied: nobody is signed in, or the token may only read.
    """
    if isinstance(request.auth, Token) and request.auth.scope != Scope.WRITE:
        raise PermissionDenied
    return member(request)


class Often(BaseThrottle):
    """So many requests a minute, for each token, person or guest's address."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count a request, and say whether it may pass."""
        key = f"api-{_who(request)}-{int(time.time() // 60)}"
        cache.add(key, 0, 120)
        try:
            return cache.incr(key) <= A_MINUTE
        except ValueError:  # dropped in between, as a cache may
            return True

    def wait(self) -> float:
        """Return the seconds until the count begins anew."""
        return 60 - time.time() % 60


def _who(request: Any) -> str:
    if isinstance(request.auth, Token):
        return f"token-{request.auth.pk}"
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    return f"guest-{request.META.get('REMOTE_ADDR')}"
