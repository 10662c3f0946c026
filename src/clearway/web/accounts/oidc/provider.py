"""The exchange with the provider: django-allauth's, and what it leaves to who uses it.

Beside state, codes and the redirect address, which are allauth's, an answer is taken only when its
ID token is signed by a key of the provider, names the issuer that is configured and us as its
reader, and carries the nonce that was sent out with the state (OpenID Connect Core 1.0, 3.1.3.7);
the code is bound to this browser by PKCE (RFC 7636).
"""

from __future__ import annotations

import hashlib
import json
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures by a key that only the provider has."""
SKEW = 60
"""Seconds by which the clocks of the provider and of this machine may differ."""


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Asks the provider who has come."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself.

        Raises:
            OAuth2Error: it speaks for another issuer than the one that is configured.
        """
        found: dict[str, Any] = super().openid_config
        asked = self.get_provider().app.settings["server_url"]
        if str(found["issuer"]).rstrip("/") != asked.partition("/.well-known/")[0]:
            raise OAuth2Error(f"{asked} speaks for another issuer: {found['issuer']}")
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return who has come, by what the provider has signed."""
        signed = self._decode_id_token(app, kwargs["response"].get("id_token", ""))
        told = signed if "email" in signed else self._fetch_user_info(token.token)
        if told.get("sub") != signed["sub"]:
            raise OAuth2Error("the provider's two answers are of two people")
        claims = {
            "iss": signed["iss"], "sub": signed["sub"], "email": told.get("email") or "",
            "email_verified": told.get("email_verified") is True,  # a text "false" is true, too
        }  # fmt: skip
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.nonce = signed.get("nonce")
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        try:
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
            wanted = jwt.get_unverified_header(id_token).get("kid")
            key = next(one for one in keys if wanted in (None, one.key_id))
            return jwt.decode(
                id_token, key, algorithms=SIGNED_WITH, audience=app.client_id,
                issuer=self.openid_config["issuer"], leeway=SKEW,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )  # fmt: skip
        except (jwt.PyJWTError, StopIteration) as error:
            raise OAuth2Error(f"the ID token is not taken: {error!r}") from error


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """The provider that is configured."""

    package = "clearway.web.accounts.oidc"
    """Where allauth finds the addresses."""
    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> Exchange:
        """Return the exchange of one request."""
        return Exchange(request, self.app.provider_id)

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser to the provider; scope and nonce are ours, whatever the address says.

        By a page, not by a redirect: our policy keeps forms from leading elsewhere, and a browser
        holds every redirect that follows a form to it.
        """
        nonce = token_urlsafe(24)
        asked = {"scope": self.get_scope(), "auth_params": {"nonce": nonce}}
        answer = super().redirect(request, process, next_url, **{**kwargs, **asked}, nonce=nonce)
        if answer.status_code != 302:
            return answer  # type: ignore[no-any-return]
        context = {"provider": self, "address": answer["Location"]}
        return render(request, "oidc/onward.html", context)

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return what an account is known by: issuer and subject, the only lasting name of both."""
        return hashlib.sha256(json.dumps([data["iss"], data["sub"]]).encode()).hexdigest()
