"""What protects the site from outside: HTTPS where it is spoken, limits on what is sent."""

from __future__ import annotations

import io
import runpy
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

import clearway.web.settings
from clearway.errors import UsageError
from clearway.web.accounts.models import User
from clearway.web.pages.uploads import LARGEST_FORM
from clearway.web.talk.forms import LONGEST_IMPORT

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

PHRASE = "a long enough phrase"
MULTIPART = "multipart/form-data; boundary=x"


@pytest.fixture
def https(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings as they are behind a proxy that speaks HTTPS."""
    for name, value in {"CLEARWAY_HTTPS": "1", "CLEARWAY_HOSTS": "clearway.example.org"}.items():
        monkeypatch.setenv(name, value)
    made = runpy.run_path(str(clearway.web.settings.__file__))
    for name in made:
        if name.startswith(("SECURE_", "SESSION_", "CSRF_", "LANGUAGE_COOKIE", "ALLOWED_")):
            setattr(settings, name, made[name])


@pytest.mark.usefixtures("https")
def test_behind_https_cookies_stay_there_and_browsers_are_told_to() -> None:
    """Every cookie is for HTTPS alone and hidden from scripts; the host is HTTPS for a year."""
    User.objects.create_user("ada", password=PHRASE)
    client = Client(SERVER_NAME="clearway.example.org", headers={"x-forwarded-proto": "https"})
    page = client.get("/accounts/login/")
    assert page["Strict-Transport-Security"] == "max-age=31536000"
    client.post("/i18n/setlang/", {"language": "de", "next": "/"})
    client.post("/accounts/login/", {"login": "ada", "password": PHRASE})
    assert {"sessionid", "csrftoken", "django_language"} <= client.cookies.keys()
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
    assert client.cookies["sessionid"]["httponly"]


@pytest.mark.usefixtures("https")
def test_behind_https_a_form_from_another_origin_is_refused() -> None:
    """A form with the right token but from elsewhere, or from the host in the clear, is refused."""
    client = Client(
        enforce_csrf_checks=True, SERVER_NAME="clearway.example.org",
        headers={"x-forwarded-proto": "https"},
    )  # fmt: skip
    client.get("/accounts/login/")
    form = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "login": "x", "password": "x"}
    codes = [
        client.post("/accounts/login/", form, headers={"origin": origin}).status_code
        for origin in ("https://clearway.example.org", "https://evil.example",
                       "http://clearway.example.org")
    ]  # fmt: skip
    assert codes == [200, 403, 403]


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *_: Any) -> bytes:
        """Fail the test."""
        raise AssertionError("the body was read")

    readline = read


def _send(client: Client, address: str, size: int, kind: str = MULTIPART, **more: Any) -> Any:
    said: Any = {"CONTENT_LENGTH": str(size), "wsgi.input": Unread()} | more
    return client.generic("POST", address, b"x", kind, **said)


@pytest.mark.parametrize("kind", [MULTIPART, "application/x-www-form-urlencoded", "text/plain"])
def test_what_is_too_large_is_refused_before_it_is_read(kind: str, case: Case) -> None:
    """At every address that takes something: one page with the limit, nothing read of the body."""
    client = Client(HTTP_ACCEPT_LANGUAGE="de")
    client.force_login(User.objects.get(username="owner"))
    for address in ("/cases/new/", f"/cases/{case.pk}/edit/", "/accounts/login/", "/admin/"):
        answer = _send(client, address, 10**10, kind)
        assert answer.status_code == 413, address
        assert "MB; was Sie geschickt haben, ist größer" in answer.content.decode()


def test_the_api_says_the_same_in_its_own_shape(case: Case) -> None:
    """A problem as JSON; a body of unknown length is refused too."""
    answer = _send(Client(), "/api/v1/cases", 10**10, "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert "larger than the site takes" in answer.json()["detail"]
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert _send(Client(), "/api/v1/cases", 0, **chunked).status_code == 411
    assert _send(Client(), "/accounts/login/", 0, **chunked).status_code == 411


def test_only_an_import_takes_more_and_only_of_who_is_signed_in(case: Case) -> None:
    """A discussion may be large; a guest cannot fill the disk with one."""
    address, owner = f"/cases/{case.pk}/talk/import/", Client()
    owner.force_login(User.objects.get(username="owner"))
    assert _send(Client(), address, LARGEST_FORM + 1).status_code == 413
    assert _send(owner, address, LONGEST_IMPORT + LARGEST_FORM + 1).status_code == 413
    with pytest.raises(AssertionError, match="the body was read"):
        _send(owner, address, LONGEST_IMPORT)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("CLEARWAY_PROXIES", "one", "CLEARWAY_PROXIES must be a number"),
        ("CLEARWAY_OIDC", "Example,https://id.example.org", "NAME,SERVER_URL,CLIENT_ID"),
        ("CLEARWAY_OIDC", "Example,http://id.example.org,site", "over https"),
        ("CLEARWAY_OIDC", "Example,https://id.example.org,site", "CLEARWAY_OIDC_SECRET"),
        ("CLEARWAY_MAIL", "smtp://u:secret@host:mail", "CLEARWAY_MAIL must be smtp://"),
        ("DATABASE_URL", "mongo://u:secret@host/x", "DATABASE_URL must be postgresql://"),
        (
            "DATABASE_URL",
            "postgresql://u:secret@host:port/x",
            "DATABASE_URL must be postgresql://",
        ),
        ("DATABASE_URL", "mysql://u:secret@host/x", "DATABASE_URL must be postgresql://"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_one_clear_error(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the setting and its form, and not the password that it holds."""
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=remedy) as refused:
        runpy.run_path(str(clearway.web.settings.__file__))
    assert "secret@" not in str(refused.value)


def test_hosts_may_have_spaces_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is read as people write it."""
    monkeypatch.setenv("CLEARWAY_HOSTS", "a.example.org, b.example.org,")
    made = runpy.run_path(str(clearway.web.settings.__file__))
    assert made["ALLOWED_HOSTS"] == ["a.example.org", "b.example.org"]
