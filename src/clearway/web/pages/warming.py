"""Warming up: what the first question of a process would pay for is paid before anybody asks.

Compiled kernels and the laid out record are read from disk or made, the outlines of maps and the
script of charts drawn, and the latest cases answered. One worker at a time: what the first one puts
on disk the others only read.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import Max
from filelock import FileLock

from clearway.errors import ClearwayError
from clearway.web.cases.keeping import text_of
from clearway.web.cases.models import Case
from clearway.web.pages.assets import script
from clearway.web.pages.outlines import outlines
from clearway.web.pages.state import State
from clearway.web.pages.view import view_of

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = 4
"""Cases that are answered: those changed last, the demo among them or not."""

_log = logging.getLogger(__name__)


class Warming:
    """Whether a process is warm; one that was never told to warm up is."""

    def __init__(self) -> None:
        self._done = Event()
        self._done.set()

    @property
    def state(self) -> str:
        """`warming` or `ready`."""
        return "ready" if self._done.is_set() else "warming"

    def start(self, work: Callable[[], None]) -> Thread:
        """Warm up beside whatever the process does; pages asked meanwhile wait their turn.

        What goes wrong is reported as of any thread; the process answers all the same.
        """
        self._done.clear()

        def run() -> None:
            try:
                work()
            finally:
                self._done.set()

        thread = Thread(target=run, name="warming", daemon=True)
        thread.start()
        return thread


WARMING = Warming()
"""The warming of this process."""


def warm() -> None:
    """Pay for what the first questions would pay for."""
    try:
        with FileLock(settings.HOME / "warming.lock"):
            latest = Case.objects.annotate(last=Max("revisions__at")).order_by("-last")[:CASES]
            for case in latest:
                _answer(case)
        outlines()
        script()
    finally:
        connection.close()


def _answer(case: Case) -> None:
    try:
        view_of(text_of(case), State())
    except ClearwayError as error:
        _log.info("case %s has no answer over this record: %s", case.pk, error)
