"""What the environment says of the provider; read by the settings, so without Django."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

PROVIDER_ID = "oidc"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_FORM = (
    "CLEARWAY_OIDC must be NAME,SERVER_URL,CLIENT_ID, such as "
    "Example,https://id.example.org,clearway"
)


def providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the setting SOCIALACCOUNT_PROVIDERS: one provider at most, and our class for it.

    Raises:
        UsageError: a value is missing, or the provider is not reached over HTTPS.
    """
    apps = [_app(environment)] if environment.get("CLEARWAY_OIDC") else []
    kind = "clearway.web.accounts.oidc.provider.Provider"
    return {"openid_connect": {"provider_class": kind, "APPS": apps}}


def domains(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the mail domains whose people get an account on their first sign-in."""
    listed = environment.get("CLEARWAY_OIDC_DOMAINS", "").split(",")
    return frozenset(name.strip().lower() for name in listed if name.strip())


def _app(environment: Mapping[str, str]) -> dict[str, Any]:
    words = [word.strip() for word in environment["CLEARWAY_OIDC"].split(",")]
    if len(words) != 3 or not all(words):
        raise UsageError(_FORM)
    name, server, client = words
    address = urlsplit(server)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        raise UsageError(f"{server}: the provider must be reached over https; {_FORM}")
    secret = environment.get("CLEARWAY_OIDC_SECRET", "")
    if not secret:
        raise UsageError("CLEARWAY_OIDC is set, and CLEARWAY_OIDC_SECRET, its secret, is not")
    return {
        "provider_id": PROVIDER_ID, "name": name, "client_id": client, "secret": secret,
        "settings": {"server_url": server.rstrip("/")},
    }  # fmt: skip
