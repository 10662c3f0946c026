"""Who may come in by the provider: decision 0028."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from requests import RequestException

from clearway.web.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)


class Rules(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An account is known by issuer and subject; an address opens an invitation, and no more."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Hold an answer to its question; who comes for the first time takes up an invitation.

        Raises:
            OAuth2Error: it is the answer to another question than this browser's.
        """
        if not sociallogin.nonce or sociallogin.nonce != sociallogin.state.get("nonce"):
            raise OAuth2Error("the answer carries another nonce")
        if sociallogin.state.get("process") == AuthProcess.CONNECT or sociallogin.is_existing:
            return
        invited = _invited(_vouched(sociallogin))
        if invited is not None:
            sociallogin.connect(request, invited)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Let in who has an address of a domain that the settings name; refuse others by a page."""
        address = _vouched(sociallogin)
        if not address:
            reason = "unverified"
        elif User.objects.filter(email__iexact=address).exists():
            reason = "taken"
        elif address.rpartition("@")[2].lower() not in settings.OIDC_DOMAINS:
            reason = "uninvited"
        else:
            return True
        context = {"provider": sociallogin.provider, "reason": reason, "address": address}
        raise ImmediateHttpResponse(render(request, "oidc/refused.html", context, status=403))

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> User:
        """Name a new account by its address.

        Cases are shared by name, and one that is chosen at the provider may be another's here.
        """
        user: User = super().populate_user(request, sociallogin, {"email": data.get("email")})
        user.username = user.email.lower()
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:  # noqa: ARG002
        """Return where one goes on after connecting: one's own page."""
        return reverse("me")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        **_: Any,
    ) -> None:
        """Tell the log what went wrong, without the secret, and the visitor what to do."""
        if error == AuthError.CANCELLED:
            return
        said = request.GET.get("error")
        why = exception or f"no such question is open in that browser, or its error is {said!r}"
        words = repr(why)[:300].replace(provider.app.secret, "***")
        log.warning("sign-in with %s failed: %s", provider.name, words)
        is_away = isinstance(exception, RequestException)
        context = {"provider": provider, "is_away": is_away}
        raise ImmediateHttpResponse(
            render(request, "oidc/failed.html", context, status=502 if is_away else 401)
        )


def _vouched(sociallogin: Any) -> str:
    """Return the address that the provider vouches for, or nothing."""
    return next((str(one.email) for one in sociallogin.email_addresses if one.verified), "")


def _invited(address: str) -> User | None:
    """Return the account that waits for who has an address: made for it, and never yet used.

    An account with a password, with a sign-in behind it or with rights over the site is never
    taken over by an address; its owner connects it when signed in.
    """
    if not address:
        return None
    waiting = User.objects.filter(
        email__iexact=address, is_active=True, is_staff=False, is_superuser=False,
        last_login=None, socialaccount=None,
    )  # fmt: skip
    found = [one for one in waiting if not one.has_usable_password()]
    return found[0] if len(found) == 1 else None
