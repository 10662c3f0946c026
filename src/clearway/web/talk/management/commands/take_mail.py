"""`take_mail`: file a message from standard input as a reply, for a mail server to pipe into.

Exit codes are those of `sysexits.h`, which Postfix and Exim know: 0 filed, or dropped without a
word; 77 refused, with the reason for the sender on standard error; 75 try again later.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from clearway.web.talk import mails
from clearway.web.talk.incoming import MOST_BYTES, DroppedError, Envelope, take
from clearway.web.talk.writing import RefusedError

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

REFUSED, LATER = 77, 75
_log = logging.getLogger(__name__)


class Command(BaseCommand):
    """File a message from standard input as a reply in a discussion."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what the mail server knows of the message."""
        parser.add_argument("--to", help="the address that it came to; else its headers say")
        parser.add_argument("--from", dest="sender", help="where it would return to, may be empty")

    def handle(self, *_args: object, **options: Any) -> None:
        """File it, and send what is told of it."""
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            take(raw, Envelope(options["to"], options["sender"]))
        except DroppedError as error:
            _log.warning("a mail was dropped: %s", error)
        except RefusedError as error:
            self.stderr.write(str(error))
            sys.exit(REFUSED)
        except DatabaseError as error:
            self.stderr.write(f"the site cannot be reached: {error}")
            sys.exit(LATER)
        else:
            mails.deliver()
