"""The pool: takes runs that wait, gives each a process, ends those that somebody stops.

A run is a process because only a process can be ended in the middle of a solver or of compiled
code, because it gives its memory back, and because its crash is its own. The database is the queue:
any number of pools may work on it.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from django.db import close_old_connections

from clearway.web.runs import keeping
from clearway.web.runs.models import Run
from clearway.web.runs.work import work

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess

LOOK_EVERY = 0.5
"""Seconds between two looks at the database."""
SEEN_EVERY = 5.0
PRUNE_EVERY = 3600.0
LONGEST = 3600.0
"""Seconds after which a run is ended, whatever it does."""
GRACE = 2.0
"""Seconds that a process has to end by itself."""

log = logging.getLogger(__name__)


@dataclass
class _Place:
    """A process at work on a run."""

    pk: int
    process: ForkServerProcess
    since: float = field(default_factory=time.monotonic)

    def end(self) -> None:
        """End the process, by force if need be."""
        self.process.terminate()
        self.process.join(GRACE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Pool:
    """A few processes at a time.

    Args:
        size: how many runs may run at a time.
        target: what a process does with the key of its run.
    """

    def __init__(self, size: int, target: Callable[[int], None] = work) -> None:
        self._size = size
        self._target = target
        self._places: list[_Place] = []
        self._seen_at = 0.0
        self._pruned_at = -PRUNE_EVERY
        # A server that has the engine loaded forks each process: it starts in no time, and
        # without the threads and connections of the pool.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["clearway.planning", "clearway.web.runs.work"])

    def look(self) -> None:
        """Look once: end what is over or stopped, take what waits."""
        for place in list(self._places):
            self._mind(place)
        while len(self._places) < self._size and (run := keeping.claim()):
            process = self._context.Process(target=self._target, args=(run.pk,))
            process.start()
            self._places.append(_Place(run.pk, process))
        if time.monotonic() - self._pruned_at >= PRUNE_EVERY:
            self._pruned_at = time.monotonic()
            keeping.prune()
        if time.monotonic() - self._seen_at >= SEEN_EVERY:
            self._seen_at = time.monotonic()
            keeping.seen([place.pk for place in self._places])
            keeping.interrupt_lost()

    def _mind(self, place: _Place) -> None:
        wanted = Run.objects.filter(pk=place.pk, is_stop_asked=False).exists()
        is_late = time.monotonic() - place.since > LONGEST
        if place.process.is_alive() and wanted and not is_late:
            return
        place.end()
        self._places.remove(place)
        if not wanted:
            keeping.stopped(place.pk)
        elif is_late:
            keeping.fail(place.pk, f"It was ended after {LONGEST / 60:.0f} minutes.")
        elif keeping.fail(place.pk, "Its process ended; perhaps the machine is short of memory."):
            log.error("run %s: process ended with %s", place.pk, place.process.exitcode)

    def close(self) -> None:
        """End every process; their runs say that a restart came between."""
        for place in self._places:
            place.end()
            keeping.interrupt(place.pk)
        self._places = []


def serve(pool: Pool) -> None:
    """Work until told to end, or until whoever started this is gone."""
    ending, parent = Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    while not ending.is_set() and os.getppid() == parent:
        try:
            close_old_connections()
            pool.look()
        except Exception:  # what ails it may pass: the database restarts, memory is short
            log.exception("the pool of runs could not look; it goes on")
        ending.wait(LOOK_EVERY)
    pool.close()
