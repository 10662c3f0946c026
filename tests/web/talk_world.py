"""What tests of discussions do again and again: say something, read the mail, open its link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core import mail as sent

from clearway.web.accounts.models import User
from clearway.web.cases.models import Case, Link
from clearway.web.talk import mails
from clearway.web.talk.models import Comment, State
from clearway.web.talk.people import guest_author, member_author

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.test import Client

    from clearway.web.talk.models import Author

_LINK = re.compile(r"http://testserver(\S+)")
GUEST = {"text": "I saw it in Dubai.", "name": "Ann", "mail": "ann@example.org"}


def author(name: str = "stranger") -> Author:
    """Return a member of the tests as an author."""
    return member_author(User.objects.get(username=name))


def guest(mail: str = "ann@example.org", name: str = "Ann") -> Author:
    """Return a guest who has confirmed."""
    return guest_author(mail, name)


def say(
    case: Case,
    text: str = "said",
    by: Author | None = None,
    state: str = State.SHOWN,
    **more: object,
) -> Comment:
    """Put a comment there, as it stands in the table."""
    fields = {"author": by or author("owner"), "text": text, "state": state} | more
    return Comment.objects.create(case=case, **fields)


def open_to_all(case: Case) -> Case:
    """Make the case one that anybody reads."""
    Case.objects.filter(pk=case.pk).update(is_open=True)
    case.refresh_from_db()
    return case


def by_link(client: Client, case: Case) -> Link:
    """Let a client in by a link."""
    link, secret = Link.issue(case, User.objects.get(username="owner"), days=1)
    client.get(f"/link/{secret}/")
    return link


def post(client: Client, case: Case, what: str = "write/", **data: object) -> str:
    """Send a form of the discussion; return the page that comes of it."""
    answer = client.post(f"/cases/{case.pk}/talk/{what}", data, follow=True)
    return answer.content.decode()


def delivered() -> list[EmailMessage]:
    """Send what is in the outbox, and return it."""
    before = len(sent.outbox)
    mails.deliver()
    return list(sent.outbox[before:])


def links_of(message: EmailMessage) -> list[str]:
    """Return the addresses on this site that a mail holds."""
    return _LINK.findall(str(message.body))


def confirm(client: Client, message: EmailMessage) -> str:
    """Press the button behind the link of a mail; return the page that comes of it."""
    return client.post(links_of(message)[0], follow=True).content.decode()
