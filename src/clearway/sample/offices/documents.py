"""By which number offices name a right of the sample, and how they write a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clearway.model.kind_codes import is_granted
from clearway.sample.drawing import Ints, years_of
from clearway.sample.numbering import plain_numbers

if TYPE_CHECKING:
    from clearway.sample.rights import Rights

_EPOCH = date(1970, 1, 1)


class Document(NamedTuple):
    """One publication, and the application behind it as the register writes it."""

    office: str
    number: str
    kind: str
    application: str


class Documents:
    """The publication of each right: its grant where there is one, else its first.

    Args:
        rights: of the sample.
    """

    def __init__(self, rights: Rights) -> None:
        self._rights = rights
        self._years = years_of(rights.filed)

    def of(self, right: int) -> Document:
        """Return the publication of a right that has one."""
        numbers = plain_numbers(self._rights, right, int(self._years[right]))
        filed_on = _EPOCH + timedelta(days=int(self._rights.filed[right]))
        listed = [text.split(" ") for text in numbers.publication.split(" | ")]
        number, kind = next(
            (row for row in listed if is_granted(row[0][:2], row[1], filed_on)), listed[0]
        )
        return Document(number[:2], number[2:], kind, numbers.application)


def compact(days: Ints) -> list[str]:
    """Write days since 1970 as `20170705`."""
    return [day.replace("-", "") for day in np.datetime_as_string(days.astype("datetime64[D]"))]
