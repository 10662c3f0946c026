"""Answers by mail: whose they are, what of them is said, and what is never taken."""

from __future__ import annotations

import io
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from clearway.web.accounts.models import User
from clearway.web.cases.models import Case, Link, Role
from clearway.web.talk import answering, judging, news, rules
from clearway.web.talk.incoming import MOST_BYTES, DroppedError, Envelope, take, unquoted
from clearway.web.talk.models import Comment, Follow, Received, State, Terms
from clearway.web.talk.writing import RefusedError
from web.talk_world import author, delivered, guest, open_to_all, say

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def replies(settings: Settings) -> None:
    """The site takes mail."""
    settings.REPLY_DOMAIN = "reply.example.org"


@pytest.fixture
def told(case: Case) -> tuple[Follow, Comment]:
    """Ann, a guest, follows an open case in which something was said."""
    follow = news.follow(guest(), open_to_all(case))
    return follow, say(case, "Where is it sold?", target="deal:L1")


def message(to: str, text: str = "In Dubai.", **headers: str) -> EmailMessage:
    """Return an answer as a mail program sends it."""
    made = EmailMessage(policy=SMTP)
    sent = {"From": "Ann <ann@example.org>", "To": to, "Message-ID": "<1@example.org>"}
    for name, value in (sent | {n.replace("_", "-"): v for n, v in headers.items()}).items():
        made[name] = value
    made.set_content(text)
    return made


def filed(
    told: tuple[Follow, Comment], made: EmailMessage | None = None, sender: str = "ann@example.org"
) -> Comment | None:
    """File an answer to what was told."""
    to = answering.address_of(*told)
    return take((made or message(to)).as_bytes(), Envelope(to, sender))


def test_a_mail_can_be_answered_and_the_answer_is_a_reply(case: Case) -> None:
    """The mail names an address; what comes there is the person's, under what he was told of."""
    news.follow(guest(), open_to_all(case))
    said = say(case, "Where?")
    news.tell(said)
    (sent,) = delivered()
    (to,) = sent.reply_to
    assert len(to.partition("@")[0]) <= 64
    assert "Answer this mail" in sent.body
    raw = message(to, "In *Dubai*.\n\n> There is a new comment\n").as_bytes()
    reply = take(raw, Envelope())
    assert reply is not None
    assert (reply.author, reply.parent, reply.text) == (guest(), said, "In *Dubai*.")
    assert reply.state == State.WAITING, "the rules of the page hold"
    assert take(raw, Envelope()) is None, "a mail server may deliver twice"
    assert Comment.objects.count() == 2


def test_without_a_domain_mails_say_where_to_answer(case: Case, settings: Settings) -> None:
    """A site that takes no mail names no address that would take none."""
    settings.REPLY_DOMAIN = ""
    news.follow(guest(), open_to_all(case))
    news.tell(say(case))
    (sent,) = delivered()
    assert sent.reply_to == []
    assert "answers to this mail reach nobody" in sent.body


def test_an_address_is_one_persons_and_cannot_be_made_up(told: tuple[Follow, Comment]) -> None:
    """Any letter changed is another address, of nobody; upper case is the same."""
    to = answering.address_of(*told)
    assert answering.asked(to.upper()) == answering.asked(f"<{to}>")
    other = news.follow(guest("bob@example.org", "Bob"), told[0].case)
    assert answering.address_of(other, told[1]) != to
    for place in range(6, 46):
        letter = "b" if to[place] == "a" else "a"
        assert answering.asked(to[:place] + letter + to[place + 1 :]) is None
    for wrong in ("", "reply+@x", "ann@example.org", "reply+" + "7" * 40 + "@x", "\0"):
        assert answering.asked(wrong) is None


def _lose_role(follow: Follow, _said: Comment) -> None:
    Case.objects.update(is_open=False)


def _link_ended(follow: Follow, _said: Comment) -> None:
    Case.objects.update(is_open=False)
    link, _secret = Link.issue(follow.case, User.objects.get(username="owner"), days=1)
    Follow.objects.update(link=link)
    Terms.objects.create(case=follow.case, guests_by_link=False)


def _ended(follow: Follow, _said: Comment) -> None:
    follow.delete()


def _hidden(_follow: Follow, said: Comment) -> None:
    Comment.objects.filter(pk=said.pk).update(state=State.REJECTED)


def _closed(_follow: Follow, said: Comment) -> None:
    judging.close(said, User.objects.get(username="owner"), is_closed=True)


def _removed(follow: Follow, _said: Comment) -> None:
    Follow.objects.update(author=author("stranger"))
    User.objects.filter(username="stranger").delete()


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (_lose_role, "no longer open"), (_link_ended, "no longer open"), (_ended, "You ended"),
        (_hidden, "no longer shown"), (_removed, "from the address"), (_closed, "closed"),
    ],
)  # fmt: skip
def test_what_ended_since_the_mail_is_refused_with_a_reason(
    told: tuple[Follow, Comment], happened: Any, why: str
) -> None:
    """An address that was good is good no longer once its person, place or wish is gone."""
    raw, to = message(answering.address_of(*told)).as_bytes(), answering.address_of(*told)
    happened(*told)
    with pytest.raises(RefusedError, match=why):
        take(raw, Envelope(to, "ann@example.org"))
    assert Comment.objects.count() == 1


def test_an_old_address_is_refused(
    told: tuple[Follow, Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its days an address says so."""
    monkeypatch.setattr(answering, "ANSWER_TIME", timedelta(0))
    with pytest.raises(RefusedError, match="too old"):
        filed(told)


def test_a_member_answers_while_his_account_is_alive(case: Case) -> None:
    """A role is enough in a private case; an account switched off is not."""
    viewer = User.objects.get(username="viewer")
    EmailAddress.objects.create(user=viewer, email="ann@example.org", verified=True)
    told = news.follow(author("viewer"), case), say(case)
    reply = filed(told)
    assert reply is not None
    assert reply.state == State.SHOWN, "a role in the case is trust"
    User.objects.filter(pk=viewer.pk).update(is_active=False)
    with pytest.raises(RefusedError, match="no longer open"):
        filed(told, message("x", Message_ID="<2@x>"))
    assert Role.objects.filter(user=viewer).exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated (rejected)"},
        {"Precedence": "bulk"}, {"Precedence": "Auto_Reply"}, {"List_Id": "<l.example.org>"},
        {"X_Autoreply": "yes"},
    ],
)  # fmt: skip
def test_what_a_program_sent_is_dropped_without_a_word(
    told: tuple[Follow, Comment], headers: dict[str, str]
) -> None:
    """Absences and lists are no answers; refusing them would write to a program, and it back."""
    with pytest.raises(DroppedError):
        filed(told, message("x", **headers))


@pytest.mark.parametrize("sender", ["", "<>", "MAILER-DAEMON"])
def test_a_notice_of_a_mail_server_is_dropped(told: tuple[Follow, Comment], sender: str) -> None:
    """What may not be answered is none; the header tells it where the server does not."""
    with pytest.raises(DroppedError):
        filed(told, sender=sender)
    to = answering.address_of(*told)
    with pytest.raises(DroppedError):
        take(message(to, Return_Path="<>").as_bytes(), Envelope(to))
    assert not Received.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "mallory@example.org"}, {"From": "ann@example.org, mallory@example.org"},
        {"From": ""}, {"From": "=?utf-8?q?ann=40example.org=0ABcc=3A_x=40y?= <m@example.org>"},
    ],
)  # fmt: skip
def test_an_address_that_got_about_serves_nobody_else(
    told: tuple[Follow, Comment], headers: dict[str, str]
) -> None:
    """Who forwards a mail lends nobody his name; an author is one, and the one written to."""
    raw = message("x").as_bytes().replace(
        b"From: Ann <ann@example.org>", f"From: {headers['From']}".encode()
    )  # fmt: skip
    with pytest.raises(RefusedError, match="from the address"):
        take(raw, Envelope(answering.address_of(*told), "mallory@example.org"))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n\r\n", b"From: ann@example.org\r\n", b"\xff" * 2_000,
        b"From: ann@example.org\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe",
        b"From: ann@example.org\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"From: ann@example.org\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"From: <ann@example.org\r\n\t\r\n\r\n", b"From: ann@example.org\r\n\r\n> quoted\r\n",
        b"From: ann@example.org\r\nContent-Type: text/html\r\n\r\n<blockquote>q</blockquote>",
        b"From: ann@example.org\r\n\r\n" + b"long " * rules.MOST_CHARACTERS,
    ],
)  # fmt: skip
def test_broken_and_empty_messages_are_refused_and_never_fail(
    told: tuple[Follow, Comment], raw: bytes
) -> None:
    """Whatever comes to a good address ends in a sentence."""
    with pytest.raises((RefusedError, DroppedError)):
        take(raw, Envelope(answering.address_of(*told), "ann@example.org"))


def test_attachments_are_dropped_and_large_mail_is_refused(told: tuple[Follow, Comment]) -> None:
    """The words are taken, the rest is not; beyond the limit nothing is."""
    made = message("x", "See the picture.")
    made.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="<b>.jpg")
    reply = filed(told, made)
    assert reply is not None
    assert reply.text == "See the picture."
    with pytest.raises(RefusedError, match="5 MB"):
        take(message("x").as_bytes() + b" " * MOST_BYTES,
             Envelope(answering.address_of(*told), "ann@example.org"))  # fmt: skip


def test_html_is_read_as_words(told: tuple[Follow, Comment]) -> None:
    """A mail in HTML alone gives its words; what it quotes, hides or runs falls away."""
    made = message("x")
    made.set_content(
        "<html><head><title>t</title></head><body><div>In <b>Dubai</b>.</div><div>Yes.</div>"
        "<script>x()</script><div class='gmail_quote'>old</div></body></html>", subtype="html",
    )  # fmt: skip
    reply = filed(told, made)
    assert reply is not None
    assert reply.text.split() == ["In", "Dubai.", "Yes."]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("No.\n\nOn Mon, 20 Nov 2026 at 10:00, Clearway <c@example.org> wrote:\n> New\n", "No."),
        ("Nein.\n\nAm 20.11.2026 um 10:00 schrieb Clearway <c@example.org>:\n\n> Neu\n", "Nein."),
        ("Nein.\n\nVon: Clearway <c@example.org>\nGesendet: Montag\nAn: Ann\nBetreff: Neu\n\nNeu",
         "Nein."),
        ("Non.\n\nLe 20 nov. 2026 à 10:00, Clearway <c@example.org> a écrit :\n> New\n", "Non."),
        ("No.\n\n-- \nAnn\nACME Ltd\n", "No."), ("Nein.\n\nViele Grüße\nAnn\n", "Nein."),
        ("- one\n- two", "- one\n- two"),
        ("On Mon, 20 Nov 2026 at 10:00, Clearway <c@example.org> wrote:\n> New\n\nBelow it.",
         "Below it."),
        ("Hello,\nThanks, but I doubt it.\n" + "And why.\n" * 9,
         "Hello,\nThanks, but I doubt it.\n" + "And why.\n" * 8 + "And why."),
    ],
)  # fmt: skip
def test_of_an_answer_the_senders_own_words_stay(text: str, own: str) -> None:
    """Quotes of English, German and other programs and signatures go; lists and long texts stay."""
    assert unquoted(text) == own


def test_a_person_answers_so_often_and_no_more(
    told: tuple[Follow, Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood of answers is refused, as on the page."""
    monkeypatch.setattr("clearway.web.talk.incoming.is_within", lambda *_: False)
    with pytest.raises(RefusedError, match="more than can be read"):
        filed(told)


def test_the_command_tells_the_mail_server_what_became_of_it(
    told: tuple[Follow, Comment], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """Filed and dropped are success; refused is a code that returns the reason to the sender."""

    def piped(raw: bytes, *options: str) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("take_mail", *options)

    to = answering.address_of(*told)
    piped(message(to).as_bytes(), "--to", to, "--from", "ann@example.org")
    assert Comment.objects.count() == 2
    piped(message("x").as_bytes(), "--to", "reply+guessed@reply.example.org", "--from", "a@b.c")
    told[0].delete()
    with pytest.raises(SystemExit) as ended:
        piped(message(to).as_bytes(), "--to", to, "--from", "ann@example.org")
    assert ended.value.code == 77
    assert "You ended mail" in capsys.readouterr().err


def test_what_was_filed_is_forgotten_after_its_address_has_ended(
    told: tuple[Follow, Comment],
) -> None:
    """Hashes of mails are not kept for good."""
    from clearway.web.talk.asking import tidy

    filed(told)
    Received.objects.update(at=timezone.now() - 3 * rules.ANSWER_TIME)
    tidy()
    assert not Received.objects.exists()
