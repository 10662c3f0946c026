"""What the process of one run does: compute, say how far it is, keep what came out."""

from __future__ import annotations

import logging
import os
import time
from threading import Thread
from typing import TYPE_CHECKING

from clearway.errors import ClearwayError

if TYPE_CHECKING:
    from clearway.web.runs.models import Run

TOLD_EVERY = 0.5
"""Seconds between two notes of progress: each is a write."""

log = logging.getLogger(__name__)


def work(pk: int) -> None:
    """Work a run off, in a process of its own that may be killed at any time."""
    import django

    Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    from clearway.web.runs import keeping

    try:
        result = compute(pk)
    except ClearwayError as error:
        keeping.fail(pk, str(error))
    except Exception:
        log.exception("run %s failed", pk)
        keeping.fail(pk, "It failed by a defect of ours, which the log of the site holds.")
    else:
        keeping.finish(pk, result)


def compute(pk: int) -> bytes:
    """Return what a run asks for, as `Versions.to_bytes` writes it.

    Raises:
        ClearwayError: the engine cannot answer, and says why.
    """
    from django.conf import settings

    from clearway.app import Desk
    from clearway.record import open_record
    from clearway.web.cases.keeping import parse
    from clearway.web.look.changes import compared
    from clearway.web.meaning.told import Versions
    from clearway.web.runs.models import Run
    from clearway.web.runs.subjects import ASKED

    run = Run.objects.select_related("revision").get(pk=pk)
    if run.revision is None:
        return Versions.of(compared(run.options, _Progress(run))).to_bytes()
    desk, case = Desk(open_record(settings.RECORD_DIR)), parse(bytes(run.revision.text))
    telling = ASKED[run.subject].ask(desk, case, run.options, _Progress(run))
    return Versions.of(telling).to_bytes()


class _Progress:
    """Writes how far a run is, now and then."""

    def __init__(self, run: Run) -> None:
        self._pk = run.pk
        self._told_at = 0.0

    def __call__(self, words: str, fraction: float | None = None) -> None:
        from clearway.web.runs import keeping

        now = time.monotonic()
        if now - self._told_at >= TOLD_EVERY:
            self._told_at = now
            keeping.tell(self._pk, words, fraction)


def _end_with_parent() -> None:
    """End when the pool ends, however that came about: nobody would take the result."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
