"""Warming up: what the first question of a process would pay for is paid before anybody asks.

The views and what they stand on are loaded, compiled kernels and the laid out record read from disk
or made, the outlines of maps and the script of charts drawn, and the pages of the latest cases
drawn in every language. One worker at a time: what the first one puts on disk the others only read.
"""

from __future__ import annotations

import atexit
import gc
import logging
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.urls import get_resolver
from django.utils import translation
from filelock import FileLock

from clearway.app import Desk
from clearway.case import Policy
from clearway.clearance.groups import MAX
from clearway.errors import ClearwayError
from clearway.record import open_record
from clearway.web.cases.keeping import text_of
from clearway.web.cases.models import Case
from clearway.web.pages.assets import script
from clearway.web.pages.outlines import outlines
from clearway.web.pages.pieces import pieces_of, remaining_piece, steps_piece
from clearway.web.pages.state import State
from clearway.wording import speaking

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = 8
"""Cases whose pages are drawn: those changed last, the demo among them or not."""

THRESHOLDS = (10_000, 10, 20)
"""When Python looks for garbage again: seldom through the answers kept, a million small objects."""

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
        _ = get_resolver().url_patterns
        outlines()
        script()
        with FileLock(settings.HOME / "warming.lock"):
            latest = Case.objects.annotate(last=Max("revisions__at")).order_by("-last")[:CASES]
            for place, case in enumerate(latest):
                _draw(case, is_whole=place == 0)
            _lay_record()
    finally:
        connection.close()


def settle() -> None:
    """Leave what is there now, and stays, out of every later search for garbage.

    Walking through all of it took some request a fifth of a second, now and then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    atexit.register(gc.unfreeze)  # libraries in C look for what was not given back at the end


def _draw(case: Case, *, is_whole: bool) -> None:
    """Draw the page of a case; the whole one with what is fetched as its reader comes to it."""
    raw = text_of(case)
    try:
        for lang, _name in settings.LANGUAGES:
            with translation.override(lang), speaking(lang):
                pieces_of(case, raw, State())
                if is_whole:
                    remaining_piece(case, raw, State())
                    steps_piece(case, raw, State())
    except ClearwayError as error:
        _log.info("case %s has no answer over this record: %s", case.pk, error)


def _lay_record() -> None:
    """Put on disk what pages of holders and changes count from: seconds in a large record."""
    with suppress(ClearwayError):
        Desk(open_record(settings.RECORD_DIR)).layout(MAX, Policy())
