"""Visitors who mean harm: forged forms, foreign hosts, redirects elsewhere, scripts in fields."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from clearway.errors import CaseError
from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from clearway.web.cases.models import Case, Link
from web.permissions import ADDRESSES, made_for
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable

WITHOUT_COOKIES = "/api/"
"""Addresses that take no cookie of a session, and so no token of a form."""
ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example")
PHRASE = "a long enough phrase"
SCRIPT = "<script>alert(1)</script>"


def test_no_address_takes_a_form_without_its_token(case: Case) -> None:
    """Every address of the site refuses a forged form, or takes none at all."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="owner"))
    words = made_for(case)
    for name, address in ADDRESSES.items():
        at = address.format(**words)
        if not at.startswith(WITHOUT_COOKIES):
            assert client.post(at).status_code in {403, 404, 405}, name


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_redirect_leads_to_another_site(elsewhere: str, case: Case) -> None:
    """Signing in and choosing a language go on within the site, whatever the address says."""
    User.objects.create_user("ada", password=PHRASE)
    form = {"login": "ada", "password": PHRASE, "next": elsewhere}
    for address, data in (
        ("/accounts/login/", form), ("/i18n/setlang/", {"language": "de", "next": elsewhere}),
    ):  # fmt: skip
        answer = Client().post(address, data)
        assert answer.status_code == 302
        assert "evil" not in answer.headers["Location"]


def test_a_foreign_host_is_refused() -> None:
    """A request under another name gets no page, so no link in a mail can be bent."""
    assert Client().get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("address", ["/cases/", "/accounts/login/", "/nowhere/", "/health/"])
def test_every_answer_carries_the_headers_that_protect_it(address: str) -> None:
    """Pages, errors and data alike: no sniffing, no framing, no address given on, our policy."""
    answer = Client().get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_script_in_the_words_of_a_case_stays_text(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Questions, products and reasons of change come out as typed; ids take no markup at all."""
    owner = User.objects.get(username="owner")
    text = CASE.replace("May X sell", f"{SCRIPT} May X sell").replace('"phone"', f"'{SCRIPT}'")
    keeping.revise(case, text.encode(), owner, SCRIPT, seen=1)
    with pytest.raises(CaseError, match="is no id"):
        keeping.parse(CASE.replace('"L1"', f"'{SCRIPT}'").encode())
    words, client = made_for(case), client_of("owner")
    for name in ("case", "history", "edit", "share", "cases"):
        page = client.get(ADDRESSES[name].format(**words)).content.decode()
        assert SCRIPT not in page, name
        assert "&lt;script&gt;" in page, name


def test_a_link_in_use_leaves_no_secret_in_the_log(
    case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a link that is followed nor a password that is tried is written down."""
    _link, secret = Link.issue(case, User.objects.get(username="owner"), days=1)
    with caplog.at_level(logging.DEBUG):
        Client().get(f"/link/{secret}/", follow=True)
        Client().post("/accounts/login/", {"login": "owner", "password": "my secret phrase"})
    ours = [one.getMessage() for one in caplog.records if one.name != "django.db.backends"]
    assert not [line for line in ours if secret in line or "my secret phrase" in line]


def test_addresses_with_wild_numbers_are_not_found() -> None:
    """A number beyond any table is no error of ours."""
    for number in ("0", "99999999999999999999999999"):
        assert Client().get(f"/cases/{number}/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("case", args=["../admin"])
