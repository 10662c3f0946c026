"""What the codes of maintenance fee events mean, and when a missed fee ends a patent.

Sources: the bundled table `uspto_fee_codes.csv`, which says of each code where it is from; 35 USC
41(b) and 37 CFR 1.362: fees fall due 3.5, 7.5 and 11.5 years after grant, and a patent whose fee is
not paid within six more months expires at the end of the 4th, 8th or 12th anniversary of its grant.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from clearway.model.vocabulary import read_vocabulary
from clearway.sources.uspto.fixed_width import add_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WINDOWS = (4, 8, 12)
"""Years after grant that a patent lives on only if the fee before has been paid."""

_NEVER = np.iinfo(np.int64).max


@lru_cache(maxsize=1)
def code_table() -> dict[str, tuple[str, int | None]]:
    """Return category and window of each known code."""
    return {
        row["code"]: (row["category"], int(row["window"]) if row["window"] else None)
        for row in read_vocabulary("uspto_fee_codes")
    }


def lapse_days(
    granted: NDArray[np.datetime64],
    happened: NDArray[np.datetime64],
    patents: NDArray[np.bytes_],
    codes: NDArray[np.bytes_],
) -> NDArray[np.datetime64]:
    """Return the day on which each event would end its patent, were it an expiry.

    The window missed is the first whose anniversary is not after the event and whose fee nobody
    had paid by then; where all were paid, the last of them. An event before the 4th anniversary, or
    of a patent without a grant date, ends it on its own date.

    Args:
        granted: day of grant, per event.
        happened: day of the event.
        patents: number of its patent; events of one patent stand together.
        codes: code of the event, without blanks.
    """
    firsts = np.flatnonzero(np.concatenate(([True], patents[1:] != patents[:-1])))
    group = np.repeat(np.arange(len(firsts)), np.diff(np.append(firsts, len(patents))))
    ends = happened.copy()
    settled = np.zeros(len(codes), bool)
    for years in WINDOWS:
        anniversary = add_years(granted, years)
        due = anniversary <= happened
        unpaid = _first_paid(codes, happened, firsts, years)[group] > happened.astype(np.int64)
        ends = np.where(due & ~settled, anniversary, ends)
        settled |= due & unpaid
    return ends


def _first_paid(
    codes: NDArray[np.bytes_],
    happened: NDArray[np.datetime64],
    firsts: NDArray[np.int64],
    years: int,
) -> NDArray[np.int64]:
    """Day number of the first payment for a window, by patent."""
    paying = np.isin(codes, paying_codes(years))
    return np.minimum.reduceat(np.where(paying, happened.astype(np.int64), _NEVER), firsts)


@lru_cache(maxsize=len(WINDOWS))
def paying_codes(years: int) -> Sequence[bytes]:
    """Return the codes of payments that carry a patent past so many years."""
    return [code.encode() for code, (_, window) in code_table().items() if window == years]
