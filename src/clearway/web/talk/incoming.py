"""An answer by mail becomes a comment: whose, to what, and which of its words are his.

A message is a stranger's: its headers are read and never written anywhere, its attachments are
dropped. What another program wrote by itself is dropped without a word (RFC 3834), and so is what
goes to an address that we never made, since an answer would reach whoever was named as its sender.
Everything else is filed by the rules of the page, or refused with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.policy import default
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import etree, html
from mailparser_reply.parser import EmailMessage as Parted

from clearway.report.discussion import words_of
from clearway.web.talk import answering, news, writing
from clearway.web.talk.limits import hashed, is_within, mailbox_of
from clearway.web.talk.markup import clean_text
from clearway.web.talk.models import Comment, Follow, Received, State
from clearway.web.talk.people import may_answer
from clearway.web.talk.rules import ANSWERS, MOST_CHARACTERS

if TYPE_CHECKING:
    from email.message import EmailMessage

MOST_BYTES = 5_000_000
_MOST_READ = 3 * MOST_CHARACTERS
"""Characters of a text that are looked at: his own stand above what he quotes."""
_LONGEST_LINE = 2_000
"""Lines are broken at it: the patterns that find what is quoted slow down with its square."""
_NOBODY = {"", "<>", "mailer-daemon"}
_ROUTINE = {"bulk", "junk", "list", "auto_reply"}
_QUOTED = (
    ".//blockquote|.//*[contains(@class,'gmail_quote')]|.//*[contains(@class,'moz-cite-prefix')]"
    "|.//*[@id='divRplyFwdMsg']|.//style|.//script|.//head|.//title"
)
_INTRODUCED = re.compile(r"^(?!>)[^\n]*[@\d][^\n]*:[ \t]*\n\s*(?=>)", re.M)
_GREETING_LINES = 8
"""Lines of what may be a signature without its mark; a longer one is the text itself."""


class DroppedError(Exception):
    """A message that nobody is told of; the words are for the log."""


@dataclass(frozen=True)
class Envelope:
    """What the mail server knows of a message; each is None where it did not tell.

    Attributes:
        to: the address that it came to.
        sender: where it would return to; empty for a message that must not be answered.
    """

    to: str | None = None
    sender: str | None = None


def take(raw: bytes, envelope: Envelope) -> Comment | None:
    """File a message as a reply; None if it was filed before.

    Raises:
        DroppedError: it is no answer of a person to a mail of ours.
        RefusedError: it is one, and cannot be filed; the message says why, for the sender.
    """
    message = message_from_bytes(raw[:MOST_BYTES], policy=default)
    to = _recipient(message) if envelope.to is None else envelope.to
    asked = answering.asked(to)
    if asked is None:
        raise DroppedError("not an address of ours")
    _check_written(message, envelope.sender)
    follow = Follow.objects.filter(pk=asked.follow).select_related("author__user", "case").first()
    with override(follow.language if follow else None):
        if len(raw) > MOST_BYTES:
            raise writing.RefusedError(_("The mail is larger than 5 MB."))
        if asked.ends_on <= timezone.now().date():
            raise writing.RefusedError(
                _("The address of that mail is too old. Answer on the page that it named.")
            )
        if follow is None:
            raise writing.RefusedError(
                _("You ended mail of this discussion. Answer on the page that the mail named.")
            )
        return _filed(follow, _replied_to(follow, asked.comment), message, raw)


def _filed(follow: Follow, parent: Comment, message: EmailMessage, raw: bytes) -> Comment | None:
    author = follow.author
    if _sender(message) != mailbox_of(news.address_of(author) or "-"):
        raise writing.RefusedError(_("Answer from the address that the mail went to."))
    if not may_answer(author, follow.case, follow.link):
        raise writing.RefusedError(_("This discussion is no longer open to you."))
    digest = hashed(f"mail {follow.pk} {parent.pk} {_header(message, 'Message-ID') or raw!r}")
    if Received.objects.filter(digest=digest).exists():
        return None
    if not is_within(ANSWERS, str(author.pk)):
        raise writing.RefusedError(_("That is more than can be read. Write again in an hour."))
    text = own_words(message)
    with transaction.atomic():
        if not Received.objects.get_or_create(digest=digest)[1]:
            return None
        return writing.write(follow.case, author, text, parent.target, parent)


def _replied_to(follow: Follow, number: int) -> Comment:
    """Return the comment that the mail told of.

    Raises:
        RefusedError: it is no longer shown.
    """
    found = Comment.objects.filter(case=follow.case, pk=number, state=State.SHOWN).first()
    if found is None:
        raise writing.RefusedError(_("What you replied to is no longer shown."))
    return found


def _check_written(message: EmailMessage, sender: str | None) -> None:
    """Let through what a person wrote.

    Raises:
        DroppedError: a program did: a notice, an absence, a list. Answers to those go round in
            circles.
    """
    back = _header(message, "Return-Path") if sender is None else sender
    is_returned = "Return-Path" in message or sender is not None
    if is_returned and back.strip().lower() in _NOBODY:
        raise DroppedError("a notice of a mail server")
    if _header(message, "Auto-Submitted").partition(";")[0].strip().lower() not in {"", "no"}:
        raise DroppedError("sent by a program (Auto-Submitted)")
    if _header(message, "Precedence").lower() in _ROUTINE or "List-Id" in message:
        raise DroppedError("a list's, or sent to many")
    if any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Autogenerated")):
        raise DroppedError("sent by a program")
    if message.get_content_type() == "multipart/report":
        raise DroppedError("a report on a mail")


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as text; empty for none, and for one that nobody can read."""
    try:
        return str(message.get(name, "")).strip()
    except (HeaderParseError, ValueError, IndexError, KeyError, AttributeError, TypeError):
        return ""


def _recipient(message: EmailMessage) -> str:
    """Return the address of ours that a message came to, by its headers."""
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"):
        for word in re.split(r"[\s,<>]+", _header(message, name)):
            if answering.asked(word):
                return word
    return ""


def _sender(message: EmailMessage) -> str:
    """Return the mailbox of the one author; empty for none or several."""
    try:
        found = message["From"].addresses
        return mailbox_of(found[0].addr_spec) if len(found) == 1 else ""
    except (HeaderParseError, ValueError, IndexError, KeyError, AttributeError, TypeError):
        return ""


def own_words(message: EmailMessage) -> str:
    """Return what the sender wrote himself: no quotes, no signature, no attachments.

    Raises:
        RefusedError: there is nothing, too much, or no text that can be read.
    """
    text = clean_text(unquoted(_text(message)))
    if not text:
        raise writing.RefusedError(_("No words of yours were found in the mail."))
    if len(text) > MOST_CHARACTERS:
        most = {"n": f"{MOST_CHARACTERS}"}
        raise writing.RefusedError(_("A comment has at most %(n)s characters.") % most)
    return text


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain", "html"))
        content = part.get_content() if part is not None else ""
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        raise writing.RefusedError(_("The mail cannot be read. Send it as plain text.")) from error
    if part is not None and part.get_content_subtype() == "html":
        content = _words_of_html(content)
    return content.replace("\r\n", "\n")


def _words_of_html(text: str) -> str:
    """Return the words of a mail in HTML, without what it marks as quoted."""
    try:
        root = html.fragment_fromstring(text[: 10 * _MOST_READ], create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    for gone in root.xpath(_QUOTED):
        if gone.getparent() is not None:
            gone.drop_tree()
    return words_of(etree.tostring(root, encoding="unicode", method="html"), "html")


def unquoted(text: str) -> str:
    """Return a text without what it quotes and without its signature."""
    lines = (line[at : at + _LONGEST_LINE] for line in text[:_MOST_READ].splitlines()
             for at in range(0, max(len(line), 1), _LONGEST_LINE))  # fmt: skip
    short = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines))
    parted = Parted(short, ["en", "de"], keep_hyphen_lists=True).read()
    own = parted.replies[0]
    words = own.full_body
    if own.signatures and _is_signature(own.signatures):
        words = words.removesuffix(own.signatures)
    words = _INTRODUCED.sub("", words)
    return "\n".join(line for line in words.splitlines() if not line.startswith(">")).strip()


def _is_signature(text: str) -> bool:
    """Say whether what looks like the end of a letter is one, and not half of its text."""
    lines = [line for line in text.splitlines() if line.strip()]
    is_marked = bool(lines) and set(lines[0].strip()) <= set("-_")
    return is_marked or len(lines) <= _GREETING_LINES
