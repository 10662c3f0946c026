"""What the readers of publication and of application numbers share: errors, years, separators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clearway.model.territory import OFFICES

if TYPE_CHECKING:
    from collections.abc import Sequence

SEPARATORS = re.compile(r"[\s./_-]+")
"""What stands between the parts of a number and says nothing itself."""

NUMBERING_OFFICES: frozenset[str] = OFFICES | {"CS", "DD", "SU", "YU"}
"""The offices of today and those of states that are no more, whose documents are still cited."""

_OLDEST_TWO_DIGIT_YEAR = 78
"""The PCT and the EPO opened in 1978: a later two-digit year is of the 20th century."""


class NumberError(ValueError):
    """A text that is no publication or application number."""


class AmbiguousNumberError(NumberError):
    """A text that reads as several numbers; `candidates` are these, for a person to choose."""

    def __init__(self, text: str, candidates: Sequence[str], remedy: str) -> None:
        """Say which numbers `text` may be, and how to write the one that is meant."""
        self.candidates = tuple(candidates)
        super().__init__(f"'{text}' may be {' or '.join(candidates)}: {remedy}")


def compact(text: str) -> str:
    """Return a number without separators."""
    return SEPARATORS.sub("", text)


def full_year(year: str) -> str:
    """Return four digits of a year written with two or four: `98` is 1998, `06` is 2006."""
    if len(year) == 4:
        return year
    return f"19{year}" if int(year) >= _OLDEST_TWO_DIGIT_YEAR else f"20{year}"


def without_zeros(number: str) -> str:
    """Drop zeros before the first digit, after letters if any: `RE045123` is `RE45123`."""
    parted = re.fullmatch(r"([A-Z]*)0*(\d.*)", number)
    return parted[1] + parted[2] if parted else number
