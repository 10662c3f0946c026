"""What was paid for the sample's US patents, as lines of the USPTO's maintenance fee events.

Layout: that of June 2018, as `clearway.sources.uspto.fixed_width` describes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.sample.drawing import Ints, stream
from clearway.sample.offices.documents import Documents, compact
from clearway.sample.offices.grants import UNGRANTED
from clearway.sample.rights import EDITION, US
from clearway.sample.tables import kept_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.sample.rights import Rights

CODES = ("M1551", "M1552", "M1553")
EXPIRED = "EXP."
PAID_BEFORE = (1, 183)
"""Days before the end of the half year in which a fee can be paid without a surcharge."""

NOTED_AFTER = (20, 50)
"""Days from the end of the grace period until the expiry is noted: some weeks."""

HALF_YEAR = 183


@dataclass(frozen=True)
class FeeEvents:
    """Events by right and day: `right` a place among the rights, `code` one in `CODES` or 3."""

    right: Ints
    code: Ints
    on: Ints

    def __len__(self) -> int:
        """The number of events."""
        return int(self.right.size)


def draw_us_fees(rights: Rights, granted: Ints, seed: int) -> FeeEvents:
    """Draw which fees were paid, in the published shares.

    Args:
        rights: of the sample.
        granted: day of grant by right, from `draw_grants`.
        seed: any integer.
    """
    rng = stream(seed, "us fees")
    own = rights.text == np.arange(len(rights))
    right = np.flatnonzero(own & (rights.office == US) & (granted != UNGRANTED))
    luck = rng.random(right.size)
    is_alive = np.ones(right.size, dtype=np.bool_)
    rows: list[tuple[Ints, Ints, Ints]] = []
    for stage, (year, kept) in enumerate(kept_of("US")):
        due = _anniversary(granted[right], year)
        pays = is_alive & (luck < kept)
        stops = is_alive & ~pays
        paid = due - HALF_YEAR - rng.integers(*PAID_BEFORE, right.size)
        noted = due + rng.integers(*NOTED_AFTER, right.size)
        rows += [
            (right[pays], np.full(pays.sum(), stage), paid[pays]),
            (right[stops], np.full(stops.sum(), len(CODES)), noted[stops]),
        ]
        is_alive = pays
    place, code, on = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((on, place))
    order = order[on[order] <= EDITION]
    return FeeEvents(place[order], code[order], on[order])


def _anniversary(day: Ints, years: int) -> Ints:
    """The same day of the month so many years later; of 29 February the next day."""
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    within = day - months.astype("datetime64[D]").astype(np.int64)
    return np.asarray((months + 12 * years).astype("datetime64[D]").astype(np.int64) + within)


def write_us_fees(rights: Rights, granted: Ints, events: FeeEvents) -> Iterator[str]:
    """Write one line for each event."""
    documents = Documents(rights)
    on, filed = compact(events.on), compact(rights.filed[events.right])
    issued = compact(granted[events.right])
    codes = (*CODES, EXPIRED)
    for row, right in enumerate(events.right.tolist()):
        document = documents.of(right)
        serial = document.application[-8:]
        code = codes[events.code[row]]
        yield f"{document.number:>013} {serial} N {filed[row]} {issued[row]} {on[row]} {code:<5}\n"
