"""Sign-in with OpenID Connect: the whole exchange with a provider, and who may come in by it."""

from __future__ import annotations

import json
import logging
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from allauth.idp.oidc.models import Client as Reader
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clearway.web.accounts.models import User
from clearway.web.accounts.oidc.configured import providers
from clearway.web.accounts.oidc.rules import Rules
from web.identity import (
    CALLBACK,
    CLIENT_ID,
    ISSUER,
    PROVIDER,
    SECRET,
    Provider,
    make_key,
    path_of,
    query_of,
    session,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from clearway.web.cases.models import Case

PHRASE = "a long enough phrase"
LOGIN = "/accounts/oidc/oidc/login/"
ENVIRONMENT = {"CLEARWAY_OIDC": f"Example,{ISSUER},{CLIENT_ID}", "CLEARWAY_OIDC_SECRET": SECRET}
ADA: dict[str, Any] = {"email": "ada@example.org", "email_verified": True}


@pytest.fixture(scope="module")
def key() -> str:
    """The provider's key."""
    return make_key()


@pytest.fixture(autouse=True)
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch, key: str) -> Provider:
    """A site with a provider, and nobody there yet."""
    settings.ROOT_URLCONF = "web.identity"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "id.example.org"]
    settings.SOCIALACCOUNT_PROVIDERS = providers(ENVIRONMENT)
    settings.OIDC_DOMAINS = frozenset()
    for name, value in settings_of(key).items():
        setattr(settings, name, value)
    monkeypatch.setattr(Rules, "get_requests_session", lambda _: session())
    reader = Reader(id=CLIENT_ID, name="Clearway", skip_consent=True, redirect_uris=CALLBACK)
    reader.set_scopes(["openid", "profile", "email"])
    reader.set_secret(SECRET)
    reader.save()
    cache.clear()
    PROVIDER.__init__()  # type: ignore[misc]  # as new
    return PROVIDER


def _onward(client: Client, **form: str) -> str:
    """Press the button; return the address that the browser is sent to."""
    page = client.post(LOGIN, form).content.decode()
    return unescape(re.findall(r'content="0; url=([^"]+)"', page)[0])


def _back(browser: Client, onward: str) -> str:
    """Visit the provider; return the address that it sends the browser back to."""
    back: str = browser.get(path_of(onward), secure=True).headers["Location"]
    assert back.startswith(CALLBACK)
    return back


def _come(client: Client, browser: Client, **form: str) -> HttpResponse:
    """Sign in by the provider, all the way."""
    return client.get(path_of(_back(browser, _onward(client, **form))))  # type: ignore[return-value]


def _who(client: Client) -> str | None:
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number).username if number else None


def _invited(name: str = "ada", **more: Any) -> User:
    one = User(username=name, email="Ada@Example.org", **more)
    one.set_unusable_password()
    one.save()
    return one


def test_an_invited_address_comes_in_and_is_known_by_its_subject_from_then_on(
    provider: Provider,
) -> None:
    """The first sign-in takes up the invitation; later ones need no address, and change nothing."""
    _invited()
    client = Client()
    assert "Sign in with Example" in client.get("/accounts/login/").content.decode()
    answer = _come(client, provider.browser_of("7", **ADA), next="/me/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/")
    assert _who(client) == "ada"
    later = Client()
    _come(later, provider.browser_of("7", email="new@example.org", email_verified=False))
    assert _who(later) == "ada"
    assert User.objects.get(username="ada").email == "Ada@Example.org"
    assert SocialAccount.objects.get().extra_data["sub"] == "7"


def test_the_exchange_carries_state_nonce_and_a_proof_of_this_browser(provider: Provider) -> None:
    """They are new each time, and neither scope nor parameters follow what the address says."""
    first, second = (
        query_of(_onward(Client(), scope="admin", auth_params="nonce=x&prompt=none"))
        for _ in range(2)
    )
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name]) >= 16
    assert first["code_challenge_method"] == "S256"
    assert (set(first["scope"].split()), "prompt" in first) == (
        {"openid", "profile", "email"},
        False,
    )
    address = f"{LOGIN}?{urlencode({'auth_params': 'nonce=x', 'scope': 'admin'})}"
    page = unescape(Client().post(address).content.decode())
    assert "nonce=x" not in page
    assert "admin" not in page


def _other_state(back: str) -> str:
    return re.sub(r"state=\w+", "state=AAAAAAAAAAAAAAAA", back)


def _without_code(back: str) -> str:
    return re.sub(r"code=[^&]+", "code=guessed", back)


@pytest.mark.parametrize(
    ("change", "twist"),
    [
        (_other_state, {}),
        (_without_code, {}),
        (str, {"nonce": "another"}),
        (str, {"nonce": None}),
        (str, {"iss": "https://evil.example"}),
        (str, {"aud": "another site"}),
        (str, {"exp": 1}),
        (str, {"sub": None}),
    ],
)
def test_an_answer_that_does_not_hold_signs_nobody_in(
    change: Callable[[str], str], twist: dict[str, Any], provider: Provider
) -> None:
    """Another state, code, nonce, issuer, reader or an old token: one page, nobody signed in."""
    _invited()
    client, browser = Client(), provider.browser_of("7", **ADA)
    provider.twist = lambda token: token.update(twist)
    back = change(_back(browser, _onward(client)))
    answer = client.get(path_of(back))
    assert answer.status_code == 401
    assert "Sign-in with Example did not work" in answer.content.decode()
    assert _who(client) is None
    assert not SocialAccount.objects.exists()


def test_an_answer_works_once_and_in_its_own_browser(provider: Provider) -> None:
    """A used address signs nobody in again, nor does one that another browser asked for."""
    _invited()
    client, browser = Client(), provider.browser_of("7", **ADA)
    back = _back(browser, _onward(client))
    assert Client().get(path_of(back)).status_code == 401
    assert client.get(path_of(back)).status_code == 302
    client.logout()
    assert client.get(path_of(back)).status_code == 401
    assert _who(client) is None


def _as_somebody_else(content: bytes) -> bytes:
    answer = json.loads(content)
    if "id_token" not in answer:
        return content
    head, body, signature = answer["id_token"].split(".")
    claims = json.loads(urlsafe_b64decode(body + "==")) | {"sub": "8"}
    body = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return json.dumps(answer | {"id_token": f"{head}.{body}.{signature}"}).encode()


def test_a_token_changed_on_its_way_is_refused(provider: Provider) -> None:
    """What the provider's key has not signed, the provider has not said."""
    _invited()
    client, browser = Client(), provider.browser_of("7", **ADA)
    provider.tamper = _as_somebody_else
    assert _come(client, browser).status_code == 401
    assert _who(client) is None


@pytest.mark.parametrize(
    ("account", "claims", "words"),
    [
        ({}, {"email": "ada@example.org"}, "vouches for no mail address"),
        ({}, {"email": "ada@example.org", "email_verified": "false"}, "vouches for no mail"),
        ({}, {}, "vouches for no mail address"),
        ({}, {"email": "eve@example.org", "email_verified": True}, "Nobody has invited"),
        ({"is_active": False}, ADA, "There is an account"),
        ({"is_staff": True}, ADA, "There is an account"),
        ({"last_login": timezone.now()}, ADA, "There is an account"),
        ({"password": "set"}, ADA, "There is an account"),
    ],
)
def test_an_address_opens_no_account_but_a_waiting_one(
    account: dict[str, Any], claims: dict[str, Any], words: str, provider: Provider, settings: Any
) -> None:
    """Unverified, uninvited, closed, in use, an administrator's: a page says why; no link."""
    settings.OIDC_DOMAINS = frozenset({"example.com"})
    one = _invited(**account)
    if "password" in account:
        one.set_password(PHRASE)
        one.save()
    client, count = Client(), User.objects.count() + 1  # the provider's own row of the person
    answer = _come(client, provider.browser_of("7", **claims))
    assert (answer.status_code, words in answer.content.decode()) == (403, True)
    assert (_who(client), User.objects.count()) == (None, count)
    assert not SocialAccount.objects.exists()


def test_an_invitation_is_taken_up_in_one_way_only(provider: Provider) -> None:
    """After a sign-in by the provider the link for a password is spent; after it, the provider."""
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss", password=PHRASE))
    form = {"username": "ada", "email": "ada@example.org"}
    page = boss.post("/people/invite/", form).content.decode()
    assert "signs in with Example" in page
    link = re.findall(r"<code>http://testserver(/[^<]+)</code>", page)[0]
    assert "token_fail" not in str(Client().get(link, follow=True).context)
    _come(Client(), provider.browser_of("7", **ADA))
    assert User.objects.get(username="ada").last_login is not None
    assert "token_fail" in str(Client().get(link, follow=True).context)
    assert _come(Client(), provider.browser_of("8", **ADA)).status_code == 403


def test_two_accounts_of_one_address_are_neither_taken(provider: Provider) -> None:
    """Where it is not plain whose the invitation is, nobody comes in."""
    _invited()
    _invited(name="ada2")
    client = Client()
    assert _come(client, provider.browser_of("7", **ADA)).status_code == 403
    assert _who(client) is None


def test_a_domain_of_the_settings_makes_accounts_without_any_right(
    provider: Provider, settings: Any, case: Case
) -> None:
    """Named by its address, whatever name the provider gives; no role, no administration; once."""
    settings.OIDC_DOMAINS = frozenset({"example.org"})
    client = Client()
    for _ in range(2):
        _come(client, provider.browser_of("7", **ADA, preferred_username="owner"))
        assert _who(client) == "ada@example.org"
    one = User.objects.get(username="ada@example.org")
    assert not any((one.is_staff, one.is_superuser, one.has_usable_password()))
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    lookalike = {"email": "eve@sub.example.org", "email_verified": True}
    assert _come(Client(), provider.browser_of("8", **lookalike)).status_code == 403


def test_the_address_may_come_with_the_second_answer_if_it_is_of_the_same_person(
    provider: Provider,
) -> None:
    """Some providers tell addresses at the userinfo address alone; its subject must be the same."""
    _invited()
    browser = provider.browser_of("7", userinfo={**ADA, "sub": "8"})
    assert _come(Client(), browser).status_code == 401
    browser, client = provider.browser_of("7", userinfo=ADA), Client()
    _come(client, browser)
    assert _who(client) == "ada"


def test_a_closed_account_stays_out_though_it_is_connected(provider: Provider) -> None:
    """Who was shut out here does not come back by the provider."""
    one = _invited()
    browser = provider.browser_of("7", **ADA)
    _come(Client(), browser)
    one.is_active = False
    one.save(update_fields=["is_active"])
    client = Client()
    answer = _come(client, browser)
    assert "inactive" in answer.headers["Location"]
    assert _who(client) is None


def test_who_is_signed_in_connects_after_the_password_and_takes_it_away_again(
    provider: Provider,
) -> None:
    """An account in use is connected by its owner alone, who shows the password anew."""
    User.objects.create_user("grace", password=PHRASE)
    client, browser = Client(), provider.browser_of("9")
    client.force_login(User.objects.get(username="grace"))
    assert "Connect Example" in client.get("/accounts/3rdparty/").content.decode()
    answer = _come(client, browser, process="connect")
    assert "/accounts/reauthenticate/" in answer.headers["Location"]
    assert not SocialAccount.objects.exists()
    client.post(answer.headers["Location"], {"password": PHRASE})
    other = Client()
    _come(other, browser)
    assert _who(other) == "grace"
    page = client.get("/accounts/3rdparty/").content.decode()
    assert "Connected since" in page
    client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()
    assert _come(Client(), browser).status_code == 403


def test_an_account_without_a_password_keeps_its_only_way_in(provider: Provider) -> None:
    """Taking away the last way to sign in is refused, and said."""
    _invited()
    client = Client()
    _come(client, provider.browser_of("7", **ADA))
    account = SocialAccount.objects.get()
    page = client.post("/accounts/3rdparty/", {"account": account.pk}).content.decode()
    assert "no password" in page
    assert SocialAccount.objects.filter(pk=account.pk).exists()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "does not answer"), ("de", "antwortet nicht")]
)
def test_a_provider_that_is_down_is_told_and_the_password_still_works(
    language: str, words: str, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    """Before the way there and after it: a page in the reader's language, a line in the log."""
    User.objects.create_user("grace", password=PHRASE)
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    back = _back(provider.browser_of("7", **ADA), _onward(client))
    provider.is_down = True
    for answer in (client.post(LOGIN), client.get(path_of(back))):
        assert (answer.status_code, words in answer.content.decode()) == (502, True)
    assert "sign-in with Example failed" in caplog.text
    client.post("/accounts/login/", {"login": "grace", "password": PHRASE})
    assert _who(client) == "grace"


def test_a_provider_that_speaks_nonsense_is_an_error_page_too(provider: Provider) -> None:
    """Neither half an answer nor the configuration of another issuer is a fault of the site."""
    for content in (b"<html>", b"{}", b"[]", b'{"issuer": "https://evil.example"}'):
        provider.tamper = lambda _, content=content: content  # type: ignore[misc]
        assert Client().post(LOGIN).status_code in {401, 502}


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"]
)
def test_the_way_back_stays_within_the_site(elsewhere: str, provider: Provider) -> None:
    """Whatever address is asked for after the sign-in, no other site is reached."""
    _invited()
    answer = _come(Client(), provider.browser_of("7", **ADA), next=elsewhere)
    assert answer.headers["Location"] == "/cases/"


def test_the_button_is_a_form_that_no_other_site_can_send(provider: Provider) -> None:
    """Following a link begins no sign-in, and a form without its token none either."""
    page = Client().get(f"{LOGIN}?process=connect").content.decode()
    assert ISSUER not in page
    assert Client(enforce_csrf_checks=True).post(LOGIN).status_code == 403


def test_the_way_to_the_provider_is_limited_as_sign_in_is(provider: Provider) -> None:
    """A machine that presses the button without end is refused, and the provider left alone."""
    codes = [Client().post(LOGIN).status_code for _ in range(31)]
    assert (codes[29], codes[30]) == (200, 429)


def test_neither_secret_nor_code_is_written_down(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    """Not of a sign-in that works, nor of one whose error repeats the secret."""
    _invited()
    with caplog.at_level(logging.DEBUG):
        client = Client()
        back = _back(provider.browser_of("7", **ADA), _onward(client))
        client.get(path_of(back))
        provider.tamper = lambda _: json.dumps({"error": f"{SECRET} is wrong"}).encode()
        Client().post(LOGIN)
    others = ("django.db.backends", "oauthlib")  # the latter is the provider's
    ours = [one for one in caplog.records if not one.name.startswith(others)]
    written = "\n".join(one.getMessage() + str(one.exc_text) for one in ours)
    assert SECRET not in written
    assert query_of(back)["code"] not in written
