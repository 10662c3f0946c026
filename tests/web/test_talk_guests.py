"""Guests and mail: nothing before an address has answered, nothing typed in a mail, no flood."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as sent
from django.core import signing
from django.test import Client
from django.utils import timezone

from clearway.web.accounts.models import User
from clearway.web.cases.models import Case, Role
from clearway.web.talk import asking, mails, news, rules
from clearway.web.talk.models import (
    Author,
    Comment,
    Follow,
    Letter,
    Pending,
    Refusal,
    Tally,
    Terms,
    Vote,
)
from web.talk_world import (
    GUEST,
    author,
    by_link,
    confirm,
    delivered,
    guest,
    links_of,
    open_to_all,
    post,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMessage
    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    """Links in mails lead to the site under test."""
    settings.SITE_ADDRESS = "http://testserver"


def test_a_guest_is_heard_once_the_address_has_answered(case: Case) -> None:
    """Nothing is there before; opening the link does nothing; the button does it once."""
    open_to_all(case)
    page = post(Client(), case, **GUEST)
    assert "Look into your mail" in page
    assert not Comment.objects.exists()
    assert not Author.objects.exists()
    (message,) = delivered()
    link, other = links_of(message)[0], Client()
    shown = other.get(link).content.decode()
    assert "I saw it in Dubai." in shown
    assert not Comment.objects.exists(), "mail programs open links"
    assert "waits for a moderator (new author)" in confirm(other, message)
    said = Comment.objects.get()
    assert (said.text, said.author.name, said.author.mail) == (
        "I saw it in Dubai.", "Ann", "ann@example.org",
    )  # fmt: skip
    assert other.post(link).status_code == 404, "the link works once"
    assert Comment.objects.count() == 1
    assert not Pending.objects.exists()


def test_who_confirmed_is_known_for_the_session_and_nobody_else_is(case: Case) -> None:
    """A second comment needs no second mail where the link was opened; elsewhere it does."""
    open_to_all(case)
    asker, owner_of_mail = Client(), Client()
    post(asker, case, **GUEST)
    confirm(owner_of_mail, delivered()[0])
    post(owner_of_mail, case, text="And another.")
    assert Comment.objects.count() == 2
    assert 'name="mail"' in asker.get(f"/cases/{case.pk}/talk/").content.decode()
    assert "errorlist" in post(asker, case, text="In her name?")


def test_a_mail_holds_nothing_that_anybody_typed(case: Case) -> None:
    """Name, text and the case's question are not in the mail; the link and fixed words are."""
    open_to_all(case)
    post(Client(), case, text="BUY https://spam.example", name="Buy Now", mail="ann@example.org")
    (message,) = delivered()
    whole = str(message.message())
    for typed in ("BUY", "spam.example", "Buy Now", case.title):
        assert typed not in whole
    assert message.to == ["ann@example.org"]
    assert len(links_of(message)) == 2


@pytest.mark.parametrize(
    ("name", "mail"),
    [
        ("Ann", "ann@example.org\nBcc: all@example.org"),
        ("Ann", "ann@example.org\r\nSubject: x"),
        ("Ann", "ann@example.org,bob@example.org"),
        ("Ann", "Ann <ann@example.org>"),
        ("Ann", "änn@exämple.org"),
        ("Ann", "ann@example.org" + "x" * 300),
        ("\u202e\u200b", "ann@example.org"),
        ("www.spam.example", "ann@example.org"),
        ("x" * 61, "ann@example.org"),
    ],
)
def test_an_address_or_name_that_is_none_sends_nothing(name: str, mail: str, case: Case) -> None:
    """No header is injected, no second address reached, no name made of what cannot be seen."""
    open_to_all(case)
    page = post(Client(), case, text="x", name=name, mail=mail)
    assert "errorlist" in page
    assert delivered() == []
    assert not Pending.objects.exists()


def test_a_name_that_would_break_a_header_stays_on_the_page(case: Case) -> None:
    """Line ends in a name become spaces; the mail of a reply does not hold it at all."""
    open_to_all(case)
    post(Client(), case, text="x", name="Ann\nBcc: b@x", mail="ann@example.org")
    assert delivered() == [], "an address in a name is refused"
    post(Client(), case, text="x", name="Ann\r\nSubject: y", mail="ann@example.org")
    message = delivered()[0]
    assert message.subject == "Clearway: please confirm"
    confirm(Client(), message)
    assert Author.objects.get().name == "Ann Subject: y"


def test_a_link_that_is_forged_or_old_does_nothing(case: Case) -> None:
    """A signature of another purpose, a changed token and one past its time are refused."""
    open_to_all(case)
    post(Client(), case, **GUEST)
    link = links_of(delivered()[0])[0]
    kept = Pending.objects.get()
    stop = signing.dumps(str(kept.key), salt=news.STOP)
    for wrong in (link[:-3] + "x/", f"/talk/confirm/{stop}/", f"/talk/confirm/{kept.key}/"):
        assert Client().post(wrong).status_code == 404
    Pending.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().post(link).status_code == 404
    asking.tidy()
    assert not Pending.objects.exists(), "what was not confirmed is deleted"


def test_what_was_never_confirmed_is_deleted_when_anybody_comes_by(case: Case) -> None:
    """Nobody has to start the deleting: opening a discussion does it."""
    open_to_all(case)
    post(Client(), case, **GUEST)
    Pending.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    Client().get(f"/cases/{case.pk}/talk/")
    assert not Pending.objects.exists()


def test_mails_to_one_address_are_limited_however_it_is_spelled(case: Case) -> None:
    """Tags and capitals do not make another mailbox; nor does coming from another network."""
    open_to_all(case)
    for number in range(rules.MAIL_ADDRESS.most + 3):
        mail = f"Ann+{number}@Example.org"
        post(Client(REMOTE_ADDR=f"192.0.2.{number}"), case, text="x", name="A", mail=mail)
    assert len(delivered()) == rules.MAIL_ADDRESS.most


def test_mails_from_one_network_are_limited(case: Case) -> None:
    """An IPv4 address and an IPv6 /64 are one network each; another one is free."""
    open_to_all(case)
    for number in range(rules.MAIL_IP.most + 3):
        client = Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
        page = post(client, case, text="x", name="A", mail=f"a{number}@example.org")
    assert "Too many mails" in page
    assert len(delivered()) == rules.MAIL_IP.most
    other = Client(REMOTE_ADDR="2001:db8:1:3::1")
    assert "Look into your mail" in post(other, case, **GUEST)


def test_mails_of_one_case_are_limited(case: Case) -> None:
    """Many networks and many addresses together reach the limit of the case."""
    open_to_all(case)
    for number in range(rules.MAIL_CASE.most + 2):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        page = post(client, case, text="x", name="A", mail=f"a{number}@example.org")
    assert "Too many mails" in page
    assert Letter.objects.count() == rules.MAIL_CASE.most


def test_counts_hold_no_address_and_end(case: Case) -> None:
    """What is counted is hashed with the site's key, and deleted when its window is over."""
    open_to_all(case)
    post(Client(REMOTE_ADDR="192.0.2.7"), case, **GUEST)
    kept = str(list(Tally.objects.values()))
    assert "192.0.2" not in kept
    assert "ann" not in kept
    Tally.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    asking.tidy()
    assert not Tally.objects.exists()


def test_guests_write_by_link_only_where_the_owner_allows(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A link reads; commenting by it is the owner's to allow, and ends with the link."""
    visitor = Client()
    link = by_link(visitor, case)
    assert "only members of the case comment" in post(visitor, case, **GUEST)
    assert visitor.post(f"/cases/{case.pk}/talk/follow/", {}).status_code == 403
    post(client_of("owner"), case, "terms/", guests_by_link=1)
    assert "Look into your mail" in post(visitor, case, **GUEST)
    (message,) = delivered()
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()
    assert Client().post(links_of(message)[0]).status_code == 409
    assert not Comment.objects.exists()


def test_a_guest_who_confirms_elsewhere_learns_nothing_of_a_private_case(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """On another device the comment is confirmed, but the case stays closed there."""
    post(client_of("owner"), case, "terms/", guests_by_link=1)
    visitor = Client()
    by_link(visitor, case)
    post(visitor, case, **GUEST)
    page = confirm(Client(), delivered()[0])
    assert Comment.objects.count() == 1
    assert case.title not in page


def test_a_member_who_came_by_link_is_no_colleague(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Having an account does not open what a link does not; nor does being staff open a case."""
    stranger = client_of("stranger")
    by_link(stranger, case)
    assert "only members of the case comment" in post(stranger, case, text="x")
    Terms.objects.create(case=case, guests_by_link=True)
    assert "waits for a moderator" in post(stranger, case, text="x")
    User.objects.filter(username="stranger").update(is_staff=True)
    assert client_of("stranger").get(f"/cases/{case.pk}/talk/queue/").status_code == 404
    assert stranger.get(f"/cases/{case.pk}/talk/queue/").status_code == 200


def test_a_guest_votes_and_flags_by_confirmed_mail_once(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A click asks for an address; the vote counts when it has answered, once per address."""
    open_to_all(case)
    said = say(case)
    visitor = Client()
    page = post(visitor, case, f"{said.pk}/vote/", value=1)
    assert 'name="mail"' in page
    for number in range(2):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        post(client, case, f"{said.pk}/vote/", value=1, name="Ann", mail="ann@example.org")
        assert Vote.objects.count() == number, "no vote before the answer"
        confirm(client, delivered()[0])
        assert Vote.objects.count() == 1
    post(visitor, case, f"{said.pk}/flag/", why="rude", name="Ann", mail="ann@example.org")
    confirm(visitor, delivered()[0])
    assert said.flags.get().why == "rude"


def test_a_reply_is_told_of_without_an_account_and_ended_by_one_click(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The mail carries RFC 8058 headers; posting to their address without a session ends it."""
    open_to_all(case)
    visitor = Client()
    post(visitor, case, **GUEST, tell_me="on")
    confirm(visitor, delivered()[0])
    said = Comment.objects.get()
    post(client_of("owner"), case, f"{said.pk}/decide/", verdict="shown", seen=said.version)
    post(client_of("owner"), case, text="Which phone?", to=said.pk)
    (message,) = delivered()
    assert message.to == ["ann@example.org"]
    assert "Which phone" not in str(message.message())
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(stop).status_code == 200
    assert Follow.objects.exists(), "opening the address ends nothing"
    assert strict.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follow.objects.exists()
    post(client_of("owner"), case, text="And where?", to=said.pk)
    assert delivered() == []


def test_an_address_can_refuse_all_mail_for_ever(case: Case) -> None:
    """The way out of a mail that one never asked for holds for every later one."""
    open_to_all(case)
    post(Client(), case, **GUEST)
    stop = links_of(delivered()[0])[1]
    Client().post(stop)
    post(Client(REMOTE_ADDR="192.0.2.9"), case, **GUEST)
    assert delivered() == []
    assert "ann" not in str(list(Refusal.objects.values()))


def test_who_follows_a_case_is_told_while_he_may_read_it(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """One mail for each comment, none of one's own, none for who has lost the role."""
    viewer = User.objects.get(username="viewer")
    EmailAddress.objects.create(user=viewer, email="viewer@example.org", verified=True)
    post(client_of("viewer"), case, "follow/", on="")
    post(client_of("viewer"), case, text="mine")
    assert delivered() == []
    post(client_of("editor"), case, text="news", on="deal:L1")
    assert [m.to for m in delivered()] == [["viewer@example.org"]]
    Role.objects.filter(user__username="viewer").delete()
    post(client_of("editor"), case, text="secret news")
    assert delivered() == []


def test_a_member_signs_up_no_address_that_he_has_not_confirmed(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """An address that somebody wrote into his account gets no mail until it has answered."""
    viewer = User.objects.get(username="viewer")
    User.objects.filter(pk=viewer.pk).update(email="victim@example.org")
    EmailAddress.objects.create(user=viewer, email="victim@example.org", primary=True)
    assert "no confirmed mail address" in post(client_of("viewer"), case, "follow/", on="")
    news.follow(author("viewer"), case)
    post(client_of("editor"), case, text="news")
    assert delivered() == []


def test_one_is_told_once_of_a_comment_and_not_without_end(case: Case) -> None:
    """Following the case, the place and the thread is one mail; an hour has a limit."""
    open_to_all(case)
    ann, first = guest(), say(case)
    for more in ({}, {"target": "case"}, {"thread": first}):
        news.follow(ann, case, **more)
    news.tell(say(case, parent=first, thread=first))
    assert Letter.objects.count() == 1
    for _number in range(rules.NEWS_ADDRESS.most + 5):
        news.tell(say(case, parent=first, thread=first))
    assert Letter.objects.count() == rules.NEWS_ADDRESS.most


def _failing(monkeypatch: pytest.MonkeyPatch, error: OSError) -> list[str]:
    """Let every sending fail; return the addresses that were tried, as they are."""
    tried: list[str] = []

    def send(message: EmailMessage, *_args: object, **_more: object) -> int:
        tried.extend(message.to)
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    return tried


def test_a_mail_server_that_fails_loses_neither_comment_nor_mail(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letters stay, are tried again later, one attempt at a time, and given up in the end."""
    open_to_all(case)
    post(Client(), case, **GUEST)
    post(Client(), case, **{**GUEST, "mail": "bob@example.org"})
    with monkeypatch.context() as patch:
        tried = _failing(patch, ConnectionRefusedError("no server"))
        assert mails.deliver() == 0
        assert mails.deliver() == 0, "not before its time"
        assert len(tried) == 1, "what cannot be reached is not waited for again and again"
    assert Pending.objects.count() == 2
    Letter.objects.update(due_at=timezone.now())
    assert mails.deliver() == 2
    post(Client(), case, **GUEST)
    with monkeypatch.context() as patch:
        tried = _failing(patch, ConnectionRefusedError("no server"))
        for _number in range(mails.MOST_TRIES):
            Letter.objects.update(due_at=timezone.now())
            mails.deliver()
        assert len(tried) == mails.MOST_TRIES
    assert not Letter.objects.exists()


def test_an_address_that_the_server_refuses_holds_up_no_other(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter that is not taken waits alone."""
    open_to_all(case)
    for name in ("ann", "bob"):
        post(Client(), case, **{**GUEST, "mail": f"{name}@example.org"})
    refused = SMTPRecipientsRefused({"ann@example.org": (550, b"no such user")})
    tried = _failing(monkeypatch, refused)
    mails.deliver()
    assert sorted(tried) == ["ann@example.org", "bob@example.org"]


def test_a_guest_can_be_forgotten_in_a_browser(case: Case) -> None:
    """On a shared computer the next one does not write under the name before."""
    open_to_all(case)
    visitor = Client()
    post(visitor, case, **GUEST)
    confirm(visitor, delivered()[0])
    assert 'name="mail"' not in visitor.get(f"/cases/{case.pk}/talk/").content.decode()
    assert 'name="mail"' in post(visitor, case, "leave/")


def test_who_reads_by_a_link_gets_no_feed_that_outlives_it(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A secret address is for members of the case."""
    stranger = client_of("stranger")
    by_link(stranger, case)
    assert stranger.post(f"/cases/{case.pk}/talk/feed-address/").status_code == 403


def test_imported_authors_are_never_written_to(case: Case) -> None:
    """Whoever came with an import has no address, though he follows by some mistake."""
    imported = Author.objects.create(case=case, name="Old", kind="guest")
    news.follow(imported, open_to_all(case))
    news.tell(say(case, by=author()))
    assert not Letter.objects.exists()
    assert sent.outbox == []
