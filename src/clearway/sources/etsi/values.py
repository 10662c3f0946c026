"""What single values of the ISLD export mean, and which are wrong.

Each distinct value is read once: the export repeats every declaration and standard thousands of
times.
"""

from __future__ import annotations

import re
import threading
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PART = "\0"
"""Stands between the values of a key; none holds it, as rows with NUL bytes are set aside."""

UNKNOWN_DAY = date(1900, 1, 1)
"""What the register writes for an unknown date."""

_FLAGS = {"1": True, "0": False, "": None}
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?)?")


class ValueProblemError(ValueError):
    """A value that sets its row aside; the message is the reason."""


@lru_cache(maxsize=1 << 16)
def read_date(field: str, text: str) -> date | None:
    """Read `2011-09-03` or `2011-09-03 00:00:00`; blank and 1900-01-01 are None.

    Raises:
        ValueProblemError: not a day of the calendar, or another form.
    """
    text = text.strip()
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueProblemError(f"{field}: '{_shown(text)}' is no date as YYYY-MM-DD [HH:MM:SS]")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueProblemError(f"{field}: '{text}' is no day of the calendar") from None
    return None if day == UNKNOWN_DAY else day


def read_flag(field: str, text: str) -> bool | None:
    """Read `1`, `0` or blank.

    Raises:
        ValueProblemError: anything else.
    """
    flag = text.strip()
    if flag not in _FLAGS:
        raise ValueProblemError(f"{field}: '{_shown(flag)}' is neither 1, 0 nor blank")
    return _FLAGS[flag]


class Interned:
    """Numbers the distinct keys of one kind, having checked each; safe to use from threads.

    Args:
        check: raises `ValueProblemError` for a key whose rows must be set aside.
    """

    def __init__(self, check: Callable[[str], object]) -> None:
        self.keys: list[str] = []
        self.problems: list[str] = []
        self._check = check
        self._codes: dict[str, int] = {}
        self._lock = threading.Lock()

    def codes(self, keys: Iterable[str]) -> list[int]:
        """Return a number per key: its place in `keys`, or `-1 - place in problems`."""
        with self._lock:
            return [self._code(key) for key in keys]

    def problem(self, code: int) -> str:
        """Return the reason that a negative number stands for."""
        return self.problems[-1 - code]

    def _code(self, key: str) -> int:
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = self._judge(key)
        return code

    def _judge(self, key: str) -> int:
        try:
            self._check(key)
        except ValueProblemError as problem:
            self.problems.append(str(problem))
            return -len(self.problems)
        self.keys.append(key)
        return len(self.keys) - 1


class Respelled:
    """Numbers texts that stand for keys, each read once; safe to use from threads.

    Args:
        terms: the keys.
        key_of: reads a text; several texts may stand for one key.
    """

    def __init__(self, terms: Interned, key_of: Callable[[str], str]) -> None:
        self._terms = terms
        self._key_of = key_of
        self._codes: dict[str, int] = {}

    def codes(self, texts: Iterable[str]) -> list[int]:
        """Return the number of the key that each text stands for."""
        return [self._code(text) for text in texts]

    def _code(self, text: str) -> int:
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = self._terms.codes([self._key_of(text)])[0]
        return code


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
