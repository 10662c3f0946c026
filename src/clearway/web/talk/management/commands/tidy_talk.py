"""`tidy_talk`: delete what was never confirmed and send what is left, from a timer."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from clearway.web.talk.asking import tidy


class Command(BaseCommand):
    """Delete what was never confirmed, and counts that are over; send what is still to be sent."""

    help = __doc__

    def handle(self, *_args: object, **_options: object) -> None:
        """Do it once."""
        tidy()
