"""What the compiled readings are given: columns of the record, of a board and of its channels.

Days count from 1970-01-01 and intervals are [from, to). An `at` of length n + 1 holds CSR offsets:
the rows of i lie at at[i] to at[i + 1]. R rights, M markets and C channels are numbered from 0, D
days are bits of W = ceil(D / 64) words.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


def offsets(owner: np.ndarray, count: int) -> np.ndarray:
    """Return the CSR offsets, int64[count + 1], of rows sorted by `owner` (0 to count - 1)."""
    at = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner.astype(np.int64), minlength=count), out=at[1:])
    return at


def spread(first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the places of rows of which `counts` lie in a row from each `first` on."""
    starts = np.cumsum(counts) - counts
    return np.asarray(np.arange(counts.sum()) + np.repeat(first - starts, counts))


class Title(NamedTuple):
    """Who owns each right when, CSR by right."""

    at: np.ndarray  # int64[R + 1]
    owner: np.ndarray  # int32, place among the owners
    from_day: np.ndarray  # int32
    to_day: np.ndarray  # int32


class Holders(NamedTuple):
    """Who is the ultimate parent of each owner when, CSR by owner."""

    at: np.ndarray  # int64[owners + 1]
    holder: np.ndarray  # int32, place among the holders
    from_day: np.ndarray  # int32
    to_day: np.ndarray  # int32


class States(NamedTuple):
    """What is on record of single states, CSR by right."""

    at: np.ndarray  # int64[R + 1]
    market: np.ndarray  # int16: -1 when not asked for
    kind: np.ndarray  # uint8: 0 on a whole list, 1 took effect there, 2 ceased there
    from_day: np.ndarray  # int32; for kind 2 the day on which it ceased
    to_day: np.ndarray  # int32


class Rights(NamedTuple):
    """The bounds of each right, where it has effect and whose it is."""

    filed: np.ndarray  # int32[R]
    granted: np.ndarray  # int32[R], LAST when never
    ended: np.ndarray  # int32[R]
    flags: np.ndarray  # uint8[R]: 1 grant estimated, 2 end estimated
    designation: np.ndarray  # int32[R]: set of `Designations`, -1 for no market asked for
    states: States
    title: Title


class Designations(NamedTuple):
    """Where rights have effect, as sets of markets: CSR by set."""

    pending_at: np.ndarray  # int64[sets + 1]
    pending_market: np.ndarray  # int32: where an application has effect
    patent_at: np.ndarray  # int64[sets + 1]
    patent_market: np.ndarray  # int32: where a patent of unknown validation has


class Touched(NamedTuple):
    """What a product touches: N of the record's F families, CSR their rights, their holders."""

    family: np.ndarray  # int32[N], place in the record
    right_at: np.ndarray  # int64[N + 1]
    right: np.ndarray  # int32: those that have effect where asked
    first_filed: np.ndarray  # int32[F]
    leaf_at: np.ndarray  # int64[F + 1]
    leaf: np.ndarray  # int32: less those that assessments take out
    holders: Holders  # numbered among those touched; -1 for one not seen


class Part(NamedTuple):
    """Some of the families laid out: CSR by family its units, CSR by unit its rows, one per market.

    A unit is the rights of a family that have had the same owners; it has a row for each market in
    which one of them is alive on some day asked for.
    """

    first_place: int  # of the first family among those touched
    unit_at: np.ndarray  # int64[families + 1]
    unit_right: np.ndarray  # int32[units]: a right of each
    row_at: np.ndarray  # int64[units + 1]
    market: np.ndarray  # int16[rows]
    force: np.ndarray  # uint64[rows, W]: the days on which it is in force
    pending: np.ndarray  # uint64[rows, W]

    @property
    def family_of_row(self) -> np.ndarray:
        """Place of each row's family among those touched."""
        units = np.repeat(np.arange(len(self.unit_at) - 1), np.diff(self.unit_at))
        return np.repeat(units, np.diff(self.row_at)) + self.first_place


class Grants(NamedTuple):
    """When an owner counts as grantor of which channel, lists apart: CSR by owner."""

    at: np.ndarray  # int64[owners + 1]
    channel: np.ndarray  # int32
    from_day: np.ndarray  # int32
    to_day: np.ndarray  # int32


class Lists(NamedTuple):
    """When the list of a pool names a right: CSR by listed channel and right."""

    row: np.ndarray  # int32[C]: row of `at`, of channels by list
    at: np.ndarray  # int64[listed channels, R + 1]
    from_day: np.ndarray  # int32
    to_day: np.ndarray  # int32


class Channels(NamedTuple):
    """The ways in which a product may be cleared.

    Leaves that no channel tells apart are one class, and so are markets.
    """

    leaf_class: np.ndarray  # int16[leaves]: -1 for a leaf that the product does not touch
    class_ok: np.ndarray  # bool[classes of leaves, C]
    market_class: np.ndarray  # int16[M]
    market_ok: np.ndarray  # bool[classes of markets, C]
    kind: np.ndarray  # int8[C]: LISTED, OWNED, GRANTED or STANDING
    label: np.ndarray  # int32[C]: row of the counts by reason
    from_day: np.ndarray  # int64[C]: what is owned or listed from then on is captured
    until_day: np.ndarray  # int64[C]
    days: np.ndarray  # uint64[C, W]: the days on which it may be used
    limit: np.ndarray  # int32[C]: row of `right_ok`, -1 for all rights
    right_ok: np.ndarray  # bool[rows, R]
    grants: Grants
    lists: Lists


LISTED, OWNED, GRANTED, STANDING = 0, 1, 2, 3
"""Kinds of channel: pool by list; owner on the day; captured; captured and still with a grantor."""
