"""Answers for pages: one record held open per process, and answers kept while nothing changed.

A desk is not for sharing between threads, so one thread asks at a time; an answer once given is
kept under the text of the case, the record's snapshot and the question, and costs nothing again.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
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

HELD = {"answers": 64, "counted": 24, "pieces": 4096}
"""Answers, counts over many days, and pieces of pages kept at hand: some megabytes each, and ten
kilobytes of a piece, for they are packed; what was not asked for longest goes first."""
HELD_CASES = 64
HELD_BOARDS = 12
"""Cases that are asked in turn without being laid out anew."""


class Answers:
    """The record of the site, asked by one thread at a time."""

    def __init__(self) -> None:
        self._asking = RLock()
        self._keeping = Lock()
        self._desk: Desk | None = None
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._kept: dict[str, OrderedDict[tuple[Any, ...], Any]] = {
            store: OrderedDict() for store in HELD
        }

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
        self,
        raw: bytes,
        what: tuple[Any, ...],
        answer: Callable[[Desk, Case], Answer],
        store: str = "answers",
    ) -> Answer:
        """Return an answer, asked anew only if case, record or question changed.

        Args:
            raw: the text of the case.
            what: the question; equal questions have equal answers.
            answer: asks the desk; may ask for other answers in turn.
            store: where it is kept, one of `HELD`.

        Raises:
            RecordMissingError: the site has no record yet.
        """
        key, case = self.case(raw)
        whole = (current_id(settings.RECORD_DIR), key, *what)
        found: Answer | None = self._found(store, whole)
        if found is not None:
            return found
        with self._asking:
            found = self._found(store, whole)  # another may have asked it meanwhile
            made = answer(self.desk(), case) if found is None else found
        self._keep(store, whole, made)
        return made

    def piece(self, raw: bytes, what: tuple[Any, ...], make: Callable[[], Answer]) -> Answer:
        """Return a piece of a page, made anew only if case, record or question changed.

        Args:
            raw: the text of the case.
            what: the question and the language; nothing of who asks.
            make: makes it, outside the turn of the desk.
        """
        whole = (current_id(settings.RECORD_DIR), hashlib.sha256(raw).hexdigest(), *what)
        packed: bytes | None = self._found("pieces", whole)
        if packed is not None:
            kept: Answer = pickle.loads(zlib.decompress(packed))  # noqa: S301 - our own
            return kept
        made = make()
        self._keep("pieces", whole, zlib.compress(pickle.dumps(made), 1))
        return made

    def forget(self) -> None:
        """Keep nothing; everything is asked and drawn anew."""
        with self._keeping:
            for held in self._kept.values():
                held.clear()

    def _found(self, store: str, whole: tuple[Any, ...]) -> Any:
        with self._keeping:
            held = self._kept[store]
            if whole in held:
                held.move_to_end(whole)
            return held.get(whole)

    def _keep(self, store: str, whole: tuple[Any, ...], made: Any) -> None:
        with self._keeping:
            self._kept[store][whole] = made
            _trim(self._kept[store], HELD[store])

    def desk(self) -> Desk:
        """Return the desk over the current snapshot; a newer snapshot gets a new desk."""
        now = current_id(settings.RECORD_DIR)
        if self._desk is None or self._desk.record.snapshot_id != now:
            self._desk = Desk(open_record(settings.RECORD_DIR), boards=HELD_BOARDS)
        return self._desk


def _trim(held: OrderedDict[Any, Any], most: int) -> None:
    while len(held) > most:
        held.popitem(last=False)


ANSWERS = Answers()
"""The answers of this process."""
