"""People: teams, invitations, passwords, and the limits on attempts to sign in."""

from __future__ import annotations

import re
import threading
from smtplib import SMTPException
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client

from clearway.web.accounts.models import Team, User
from clearway.web.cases.models import Case, Level, Role

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.database
PASSWORD, OTHER = "a long enough phrase", "another long enough phrase"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    """Somebody with a password and an address."""
    return User.objects.create_user("ada", "ada@example.org", PASSWORD)


def _attempt(name: str, password: str, address: str = "10.0.0.1") -> int:
    form = {"login": name, "password": password}
    return Client().post("/accounts/login/", form, REMOTE_ADDR=address).status_code


def test_a_name_is_closed_after_five_wrong_passwords_even_to_the_right_one(person: User) -> None:
    """The sixth attempt on one name is refused, whichever machine it comes from."""
    for number in range(5):
        assert _attempt("ada", "wrong", f"10.0.0.{number}") == 200
    form = {"login": "ada", "password": PASSWORD}
    refused = Client().post("/accounts/login/", form, REMOTE_ADDR="10.0.0.9")
    assert refused.status_code == 200
    assert "Too many failed login attempts" in refused.content.decode()
    assert "_auth_user_id" not in refused.wsgi_request.session


def test_a_machine_is_closed_after_thirty_attempts_a_minute(person: User) -> None:
    """One address may try thirty times a minute, whatever the names; then 429, others unharmed."""
    codes = [_attempt(f"name{number}", "wrong") for number in range(31)]
    assert codes[:30] == [200] * 30
    assert codes[30] == 429
    assert _attempt("ada", PASSWORD) == 429
    assert _attempt("ada", PASSWORD, "10.0.0.2") == 302


def test_a_forged_address_buys_no_further_attempts(settings: object) -> None:
    """Behind one proxy, what counts is the address that the proxy saw, not what the client says."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    codes = []
    for number in range(31):
        seen = {"x-forwarded-for": f"192.0.2.{number}, 10.9.9.9"}
        form = {"login": f"n{number}", "password": "x"}
        codes.append(Client().post("/accounts/login/", form, headers=seen).status_code)
    assert codes[30] == 429


def test_attempts_are_counted_for_all_workers_together(settings: object) -> None:
    """The count lies in the database, not in the memory of one process."""
    backend = settings.CACHES["default"]["BACKEND"]  # type: ignore[attr-defined]
    assert backend.endswith("DatabaseCache")


def test_a_wrong_password_takes_as_long_for_no_account_as_for_one(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known, unknown, invited and closed names and addresses cost the same hashing."""
    invited = User.objects.create_user("bob", "bob@example.org")
    assert not invited.has_usable_password()
    User.objects.create_user("carl", "carl@example.org", PASSWORD, is_active=False)
    work, encode = list[str](), MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        work.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    cost = {}
    for name in ("ada", "bob", "carl", "nobody"):
        for login in ({"username": name}, {"email": f"{name}@example.org"}):
            work.clear()
            assert authenticate(None, password=OTHER, **login) is None
            cost[f"{name} by {next(iter(login))}"] = len(work)
    by_name = {count for name, count in cost.items() if name.endswith("username")}
    by_mail = {count for name, count in cost.items() if name.endswith("email")}
    assert (len(by_name), len(by_mail)) == (1, 1), cost


def test_the_administration_has_no_door_of_its_own(person: User) -> None:
    """Its sign-in page, which counts no attempts, leads to the one that does."""
    User.objects.create_superuser("boss", password=PASSWORD)
    client = Client()
    answer = client.post("/admin/login/", {"username": "boss", "password": PASSWORD})
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert "_auth_user_id" not in client.session
    client.force_login(person)
    assert client.get("/admin/").status_code in {302, 403}


def test_new_passwords_are_asked_for_five_times_a_minute(person: User) -> None:
    """Nobody's mailbox is filled by this site, from however many machines."""
    form = {"email": "ada@example.org"}
    codes = [
        Client().post("/accounts/password/reset/", form, REMOTE_ADDR=f"10.0.1.{n}").status_code
        for n in range(6)
    ]
    assert codes == [302] * 5 + [429]
    assert len(_mails()) == 5


def _mails() -> list[mail.EmailMessage]:
    """Return the mails sent, when those under way are."""
    for one in threading.enumerate():
        if one.name.startswith("mail"):
            one.join()
    return list(mail.outbox)


def test_a_mail_server_that_fails_tells_nobody_either(
    person: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer is the same, the log holds why."""

    def refuse(*_: object) -> None:
        raise SMTPException("refused")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    answer = Client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert (answer.status_code, _mails()) == (302, [])
    assert "a mail could not be sent" in caplog.text


def test_asking_for_a_new_password_tells_nobody_whether_there_is_an_account(person: User) -> None:
    """Known and unknown addresses get the same answer; only the known one gets a mail."""
    pages = []
    for address in ("ada@example.org", "nobody@example.org"):
        answer = Client().post("/accounts/password/reset/", {"email": address}, follow=True)
        pages.append(re.sub(r'value="[^"]{20,}"', "", answer.content.decode()))
    assert pages[0] == pages[1]
    assert [one.to for one in _mails()] == [["ada@example.org"]]


def test_the_link_of_the_mail_sets_a_password_once(person: User) -> None:
    """The new password signs in, the old one does not, and the link is spent."""
    Client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = re.findall(r"/accounts/password/reset/key/\S+", f"{_mails()[0].body}")[0]
    _choose_password(link, OTHER)
    assert Client().login(username="ada", password=OTHER)
    assert not Client().login(username="ada", password=PASSWORD)
    assert "token_fail" in str(Client().get(link, follow=True).context)


def _choose_password(link: str, password: str) -> None:
    client = Client()
    form = client.get(link, follow=True)
    form_at = form.redirect_chain[-1][0]
    answer = client.post(form_at, {"password1": password, "password2": password})
    assert answer.status_code == 302, answer.content.decode()


def test_a_new_password_ends_all_other_sessions(person: User) -> None:
    """Whoever changes the password stays signed in here and is signed out everywhere else."""
    here, there = Client(), Client()
    for client in (here, there):
        assert client.login(username="ada", password=PASSWORD)
        assert client.get("/me/").status_code == 200
    form = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_signing_in_gives_a_new_session(person: User) -> None:
    """A session that somebody else planted before is not the one that is signed in."""
    client = Client()
    client.get("/accounts/login/")
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["sessionid"] = planted.session_key or ""
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted.session_key or ""


def test_nobody_signs_up(person: User) -> None:
    """The page says so, and a form sent all the same makes no account."""
    form = {"username": "eve", "email": "e@example.org", "password1": OTHER, "password2": OTHER}
    assert "closed" in Client().get("/accounts/signup/").content.decode().lower()
    Client().post("/accounts/signup/", form)
    assert not User.objects.filter(username="eve").exists()


def test_an_invited_person_chooses_the_password_by_a_link_that_is_shown_once() -> None:
    """The administrator never knows the password; the page after the first has no link."""
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    client = Client()
    client.force_login(boss)
    page = client.post("/people/invite/", {"username": "bob", "email": ""}).content.decode()
    link = re.findall(r"<code>http://testserver(/\S+)</code>", page)[0]
    assert not User.objects.get(username="bob").has_usable_password()
    _choose_password(link, OTHER)
    assert Client().login(username="bob", password=OTHER)
    assert "<code>" not in client.get("/people/invite/").content.decode()


def test_no_invitation_to_a_name_or_address_that_somebody_has(person: User) -> None:
    """Not in other letters either: cases are shared by names, and addresses sign in."""
    client = Client()
    client.force_login(User.objects.create_superuser("boss", password=PASSWORD))
    for form in ({"username": "ADA", "email": ""}, {"username": "b", "email": "Ada@example.ORG"}):
        assert "Another account has this" in client.post("/people/invite/", form).content.decode()
    assert User.objects.count() == 2


def test_who_leads_a_team_says_who_is_in_it(case: Case, client_of: Callable[[str], Client]) -> None:
    """A member who does not lead can add nobody; the last lead cannot leave."""
    lead, member = client_of("owner"), client_of("viewer")
    address = lead.post("/me/", {"name": "IP"}).headers["Location"]
    lead.post(address, {"action": "add", "who": "viewer"})
    team = Team.objects.get(name="IP")
    assert member.post(address, {"action": "add", "who": "stranger"}).status_code == 403
    owner, viewer = User.objects.get(username="owner"), User.objects.get(username="viewer")
    lead.post(address, {"action": "remove", "member": owner.pk})
    assert set(team.members.all()) == {owner, viewer}
    lead.post(address, {"action": "lead", "member": viewer.pk})
    lead.post(address, {"action": "remove", "member": owner.pk})
    assert set(team.members.all()) == set(team.leads.all()) == {viewer}
    assert lead.get(address).status_code == 404


def test_the_last_owner_cannot_make_himself_less(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Giving oneself a lesser role, or leaving a case to a team of nobody, is undone and told."""
    client, share = client_of("owner"), f"/cases/{case.pk}/share/"
    client.post(share, {"action": "role", "who": "owner", "level": Level.VIEWER})
    owner = Role.objects.get(case=case, user__username="owner")
    assert owner.level == Level.OWNER
    Team.objects.create(name="empty")
    client.post(share, {"action": "role", "who": "empty", "level": Level.OWNER})
    page = client.post(share, {"action": "take", "role": owner.pk}, follow=True).content.decode()
    assert "A case needs an owner" in page
    assert Role.objects.filter(pk=owner.pk).exists()


def test_an_administrator_takes_over_what_a_deleted_account_alone_owned(case: Case) -> None:
    """The case, its history and its other roles stay; cases with another owner are left alone."""
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    User.objects.get(username="owner").delete()
    assert Role.objects.get(case=case, level=Level.OWNER).user == boss
    assert case.revisions.get().by is None
    assert case.roles.count() == 3
    Role.objects.filter(case=case, user__username="editor").update(level=Level.OWNER)
    boss.delete()
    assert [one.user for one in case.roles.filter(level=Level.OWNER)] == [
        User.objects.get(username="editor")
    ]
