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
    windows: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> NDArray[np.datetime64]:
    """Return the days on which expiries end their patents.

    The window missed is the first whose anniversary is not after the event and whose fee nobody
    had paid by then; where all were paid, the last of them. An event before the 4th anniversary, or
    of a patent without a grant date, ends it on its own date.

    Args:
        granted: day of grant, per event.
        happened: day of the event.
        patents: number of its patent; events of one patent stand together.
        windows: years after grant that the event pays for, 0 for none.
        rows: the events that are expiries.

    Returns:
        A day for each of `rows`.
    """
    begins = np.concatenate(([True], patents[1:] != patents[:-1]))
    firsts, group = np.flatnonzero(begins), (np.cumsum(begins) - 1)[rows]
    days = happened.astype(np.int64)
    ends, noted = happened[rows], days[rows]
    settled = np.zeros(len(rows), bool)
    for years in WINDOWS:
        paid = np.minimum.reduceat(np.where(windows == years, days, _NEVER), firsts)[group]
        anniversary = add_years(granted[rows], years)
        due = anniversary <= happened[rows]
        ends = np.where(due & ~settled, anniversary, ends)
        settled |= due & (paid > noted)
    return ends
