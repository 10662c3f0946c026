"""Answers for pages: one record held open per process, and answers kept while nothing changed.

A desk is not for sharing between threads, so one thread asks at a time; an answer once given is
kept under the text of the case, the record's snapshot and the question, and costs nothing again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

from clearway.app import Desk
from clearway.record import open_record
from clearway.record.snapshots import current_id
from clearway.web.cases.keeping import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from clearway.case import Case

Answer = TypeVar("Answer")

HELD_ANSWERS = 512
HELD_CASES = 64


class Answers:
    """The record of the site, asked by one thread at a time."""

    def __init__(self) -> None:
        self._asking = RLock()
        self._keeping = Lock()
        self._desk: Desk | None = None
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    def case(self, raw: bytes) -> tuple[str, Case]:
        """Return the hash of a case's text, and the case; the same object for the same text."""
        key = hashlib.sha256(raw).hexdigest()
        with self._keeping:
            if key in self._cases:
                self._cases.move_to_end(key)
                return key, self._cases[key]
        read = parse(raw)
        with self._keeping:
            kept = self._cases.setdefault(key, read)
            _trim(self._cases, HELD_CASES)
        return key, kept

    def ask(
        self, raw: bytes, what: tuple[Any, ...], answer: Callable[[Desk, Case], Answer]
    ) -> Answer:
        """Return an answer, asked anew only if case, record or question changed.

        Args:
            raw: the text of the case.
            what: the question; equal questions have equal answers.
            answer: asks the desk.

        Raises:
            RecordMissingError: the site has no record yet.
        """
        key, case = self.case(raw)
        whole = (current_id(settings.RECORD_DIR), key, *what)
        with self._keeping:
            if whole in self._kept:
                self._kept.move_to_end(whole)
                found: Answer = self._kept[whole]
                return found
        with self._asking:
            made = answer(self.desk(), case)
        with self._keeping:
            self._kept[whole] = made
            _trim(self._kept, HELD_ANSWERS)
        return made

    def desk(self) -> Desk:
        """Return the desk over the current snapshot; a newer snapshot gets a new desk."""
        now = current_id(settings.RECORD_DIR)
        if self._desk is None or self._desk.record.snapshot_id != now:
            self._desk = Desk(open_record(settings.RECORD_DIR))
        return self._desk


def _trim(held: OrderedDict[Any, Any], most: int) -> None:
    while len(held) > most:
        held.popitem(last=False)


ANSWERS = Answers()
"""The answers of this process."""
