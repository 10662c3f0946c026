"""A provider of OpenID Connect for the tests: allauth's own, reached without a network.

It is a real one: it checks client, redirect address and PKCE, and signs what it says. It lives in
the process of the site, under addresses of its own, and what the site sends it takes a short way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

import requests
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.test import Client
from django.urls import include, path
from django.utils import translation

from clearway.web.accounts.models import User
from clearway.web.urls import urlpatterns as _site

if TYPE_CHECKING:
    from collections.abc import Callable

urlpatterns = [*_site, path("", include("allauth.idp.urls"))]
ISSUER, HOST, CLIENT_ID, SECRET = (
    "https://id.example.org",
    "id.example.org",
    "clearway",
    "s3cr3t-w0rd",
)
CALLBACK = "http://testserver/accounts/oidc/oidc/login/callback/"


@dataclass
class Provider:
    """What the provider knows and how it errs.

    Attributes:
        people: what it says of each of its users, by subject.
        twist: changes an ID token before it is signed.
        tamper: changes an answer on its way.
        is_down: it does not answer.
    """

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    twist: Callable[[dict[str, Any]], object] = lambda _: None
    tamper: Callable[[bytes], bytes] = bytes
    is_down: bool = False

    def browser_of(self, sub: str, **claims: Any) -> Client:
        """Return a browser that is signed in at the provider, as somebody of whom it says this."""
        self.people[sub] = claims
        browser = Client(SERVER_NAME=HOST)
        browser.force_login(User.objects.get_or_create(username=f"at the provider: {sub}")[0])
        return browser


PROVIDER = Provider()


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Says of people what the test has said of them."""

    def get_issuer(self) -> str:
        """Return the one address, by whichever way it was asked."""
        return ISSUER

    def get_user_sub(self, client: Any, user: Any) -> str:  # noqa: ARG002
        """Return the subject out of the name."""
        return str(user.username).rpartition(" ")[2]

    def get_user_by_sub(self, client: Any, sub: str) -> User | None:  # noqa: ARG002
        """Return the row of a subject."""
        return User.objects.filter(username=f"at the provider: {sub}").first()

    def get_claims(self, purpose: str, user: Any, client: Any, *_: Any, **__: Any) -> Any:
        """Return subject and claims; those of userinfo alone stand under that name."""
        sub = self.get_user_sub(client, user)
        told = dict(PROVIDER.people[sub])
        extra = told.pop("userinfo", {})
        return {"sub": sub, **told, **(extra if purpose == "userinfo" else {})}

    def populate_id_token(self, id_token: dict[str, Any], *_: Any, **__: Any) -> None:
        """Twist the token as the test says."""
        PROVIDER.twist(id_token)


def make_key() -> str:
    """Return a private key as PEM."""
    return generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()  # fmt: skip


class Wire(requests.adapters.BaseAdapter):
    """Carries what the site asks to the provider in this process."""

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        """Answer as over a network."""
        if PROVIDER.is_down:
            raise requests.ConnectionError("connection refused")
        language, kind = translation.get_language(), "application/x-www-form-urlencoded"
        body, headers = request.body or b"", cast("dict[str, str]", dict(request.headers))
        headers.pop("Content-Length", None)
        with translation.override(language):  # the inner request leaves its own behind
            answer = Client(SERVER_NAME=HOST).generic(
                str(request.method), request.path_url, body, kind, secure=True, headers=headers
            )
        made = requests.Response()
        made.status_code, made._content = answer.status_code, PROVIDER.tamper(answer.content)
        made.headers.update(dict(answer.headers))
        return made

    def close(self) -> None:
        """Nothing is open."""


def session() -> requests.Session:
    """Return a session whose every address leads to the provider."""
    made = requests.Session()
    made.mount("https://", Wire())
    return made


def query_of(address: str) -> dict[str, str]:
    """Return the words of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def path_of(address: str) -> str:
    """Return an address without its host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def settings_of(key: str) -> dict[str, Any]:
    """Return what is set at the provider."""
    return {"IDP_OIDC_ADAPTER": "web.identity.Adapter", "IDP_OIDC_PRIVATE_KEY": key}
