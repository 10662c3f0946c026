"""To the provider and back; whatever goes wrong there becomes a page for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.ratelimit import consume_or_429
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404
from django.views.decorators.cache import never_cache
from requests import RequestException

from clearway.web.accounts.oidc.provider import Exchange

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FAILURES = (OAuth2Error, RequestException, AttributeError, KeyError, TypeError, ValueError)
"""The provider is down, refuses, or says what no provider should."""


@never_cache
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider, when a form asks for it; as often as one may sign in."""
    limited: HttpResponse | None = consume_or_429(request, action="login")
    return limited or _tried(OAuth2LoginView, request, provider_id)


@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the browser back, with what the provider says."""
    return _tried(OAuth2CallbackView, request, provider_id)


def _tried(
    view: type[OAuth2LoginView | OAuth2CallbackView], request: HttpRequest, provider_id: str
) -> HttpResponse:
    try:
        provider = get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    try:
        answer: HttpResponse = view.adapter_view(Exchange(request, provider_id))(request)
    except FAILURES as error:
        answer = render_authentication_error(request, provider, exception=error)
    return answer
