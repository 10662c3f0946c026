"""Nobody signs up by himself; and what asks for a mail does not wait for it."""

from __future__ import annotations

import logging
from contextvars import copy_context
from threading import Thread
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the sign-up page, and sends mails beside the request."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: cases are private, and so is the list of who may read them."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail, and answer meanwhile.

        How long the mail server takes, or that it fails, would tell whether there is an account.
        """
        here = copy_context()  # the request and its language
        words = (self._send, template_prefix, email, context)
        Thread(target=here.run, args=words, name="mail").start()

    def _send(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # what mail servers and networks raise
            log.exception("a mail could not be sent: %s", template_prefix)
