"""What would clear what is exposed: the exposed pairs in force, each with the deals that would do.

A question is asked with every deal that is thought of; the pairs that the deals counted anyway
leave open then come with those of the others that clear them. The same compiled reading as in
`kernel` says what a channel clears, so that a plan made from these facts and the counts agree.
"""

# ruff: noqa: PLR0912, PLR0913, C901 - compiled loops over plain arrays

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.bits import compiled
from clearway.clearance.channels import channels_of, pack_channels
from clearway.clearance.force import THREADS
from clearway.clearance.force_kernel import FAMILIES
from clearway.clearance.kernel import LISTED, days_cleared
from clearway.clearance.layout import day_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clearway.case import Product
    from clearway.clearance.board import Board
    from clearway.clearance.channels import Channels
    from clearway.clearance.force import Force, Part


@dataclass(frozen=True)
class Remedies:
    """The pairs of one product that nothing counted clears, on one day, and what would.

    Pairs of a family that lie in the same hands and have the same remedy are one of N rows.

    Attributes:
        family: int64[N], place in the layout.
        market: int64[N], place among the board's markets.
        right: int64[N], one of the rights, place in the layout.
        holder: int64[N], place among the board's holders.
        remedy: int64[N], row of `sets`.
        sets: bool[S, C]: which of the C deals asked about clear such a pair, each by itself.
        families: int64[M]: families in force in each market, exposed or not.
    """

    family: np.ndarray
    market: np.ndarray
    right: np.ndarray
    holder: np.ndarray
    remedy: np.ndarray
    sets: np.ndarray
    families: np.ndarray


def find_remedies(board: Board, product: Product, day: date, deals: Sequence[str]) -> Remedies:
    """Return what is exposed and which of some deals would clear it.

    Args:
        board: of a question that counts these deals too.
        product: one of the case's.
        day: of the answer.
        deals: ids of C deals whose effect is asked for; what clears without them is left out.
    """
    days = np.array([day_number(day)], dtype=np.int32)
    channels = pack_channels(board, product, days)
    force = board.force(product, channels.leaf_class, days, by_holder=True)
    number = {deal: i for i, deal in enumerate(deals)}
    deal_of = np.array([number.get(c.deal, -1) for c in channels_of(board, product)], np.int64)
    holder = _holders_on(board, int(days[0]))

    def find(part: Part) -> tuple[np.ndarray, ...]:
        return _rows(part, force, channels, *_open_units(board, force, channels, part, days,
                                                         deal_of, len(deals)))  # fmt: skip

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(find, force.parts))
    family, market, right, bits = (np.concatenate(parts) for parts in zip(*found, strict=True))
    distinct, remedy = np.unique(bits, axis=0, return_inverse=True)
    return Remedies(
        family=family,
        market=market,
        right=right,
        holder=holder[right],
        remedy=remedy.reshape(-1).astype(np.int64),
        sets=_as_sets(distinct, len(deals)),
        families=force.totals[FAMILIES, :, 0].astype(np.int64),
    )


def _open_units(
    board: Board,
    force: Force,
    channels: Channels,
    part: Part,
    days: np.ndarray,
    deal_of: np.ndarray,
    deals: int,
) -> tuple[np.ndarray, np.ndarray]:
    layout, title = board.layout, board.title
    return _find_open(  # type: ignore[no-any-return]
        days, part.first_place, part.unit_at, part.unit_right, force.touched.family,
        layout.family_first, force.touched.leaf_at, force.touched.leaf,
        title.at, title.owner, title.from_day, title.to_day,
        channels.leaf_class, channels.class_ok, channels.market_ok,
        channels.kind, channels.from_day, channels.until_day, channels.days,
        channels.limit, channels.right_ok, channels.owner_at, channels.owner_channel,
        channels.owner_from, channels.owner_to, channels.listed, channels.listed_at,
        channels.listed_from, channels.listed_to, deal_of, max(-(-deals // 64), 1),
    )  # fmt: skip


def _rows(
    part: Part, force: Force, channels: Channels, set_at: np.ndarray, sets: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Give every unit in force in a market the sets of remedies that it has there."""
    alive = np.flatnonzero(part.force[:, 0] & np.uint64(1))
    units = np.repeat(np.arange(len(part.unit_right)), np.diff(part.row_at))[alive]
    market = part.market[alive].astype(np.int64)
    place = units * len(channels.market_ok) + channels.market_class[market]
    counts = np.diff(set_at)[place]
    row = np.repeat(np.arange(len(alive)), counts)
    first = np.cumsum(counts) - counts
    chosen = set_at[place][row] + np.arange(len(row)) - first[row]
    family = force.touched.family[part.family_of_row[alive]].astype(np.int64)
    return family[row], market[row], part.unit_right[units[row]].astype(np.int64), sets[chosen]


def _as_sets(bits: np.ndarray, deals: int) -> np.ndarray:
    raw = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")
    return raw[:, :deals].astype(np.bool_)


def _holders_on(board: Board, day: int) -> np.ndarray:
    """int64[R]: in whose hands each right lies on a day; -1 for nobody's."""
    spans, holder_of = board.holder_rows
    holder = np.full(len(board.owners) + 1, -1, dtype=np.int64)
    of_day = (spans.from_day <= day) & (day < spans.to_day)
    holder[np.repeat(np.arange(len(board.owners)), np.diff(spans.at))[of_day]] = holder_of[of_day]
    title = board.title
    owner = np.full(len(title.at) - 1, -1, dtype=np.int64)
    owned = (title.from_day <= day) & (day < title.to_day)
    owner[np.repeat(np.arange(len(owner)), np.diff(title.at))[owned]] = title.owner[owned]
    return holder[owner]


@compiled
def _find_open(
    days: np.ndarray,  # int32[1]
    first_place: int,
    unit_at: np.ndarray,
    unit_right: np.ndarray,
    family_at: np.ndarray,
    family_first: np.ndarray,
    family_leaf_at: np.ndarray,
    family_leaf: np.ndarray,
    title_at: np.ndarray,
    title_owner: np.ndarray,
    title_from: np.ndarray,
    title_to: np.ndarray,
    leaf_class: np.ndarray,
    class_ok: np.ndarray,
    market_ok: np.ndarray,
    channel_kind: np.ndarray,
    channel_from: np.ndarray,
    channel_until: np.ndarray,
    channel_days: np.ndarray,
    channel_limit: np.ndarray,
    right_ok: np.ndarray,
    owner_at: np.ndarray,
    owner_channel: np.ndarray,
    owner_from: np.ndarray,
    owner_to: np.ndarray,
    channel_listed: np.ndarray,
    listed_at: np.ndarray,
    listed_from: np.ndarray,
    listed_to: np.ndarray,
    channel_deal: np.ndarray,  # int64[channels]: deal asked about, or -1 for what counts anyway
    words: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Find the leaves of each unit that stay open, by class of market.

    Returns:
        CSR by unit and class of market the different sets of deals that clear such a leaf, and
        the sets as bits, uint64[sets, words]; an empty one where no deal does.
    """
    channels = channel_kind.shape[0]
    market_classes = market_ok.shape[0]
    in_use = np.zeros(channels, np.bool_)
    used = np.zeros(channels, np.int64)
    first_day = np.zeros(channels, np.int64)
    clears = np.zeros((channels, 1), np.uint64)
    lists = np.flatnonzero(channel_kind == LISTED)
    has_class = np.zeros(class_ok.shape[0], np.bool_)
    found_at = np.zeros(unit_right.shape[0] * market_classes + 1, np.int64)
    found = np.zeros((1024, words), np.uint64)
    count = 0
    for place in range(unit_at.shape[0] - 1):
        family = family_at[first_place + place]
        has_class[:] = False
        for i in range(family_leaf_at[family], family_leaf_at[family + 1]):
            k = leaf_class[family_leaf[i]]
            if k >= 0:
                has_class[k] = True
        for u in range(unit_at[place], unit_at[place + 1]):
            kept = days_cleared(
                unit_right[u], family_first[family], days, title_at, title_owner, title_from,
                title_to, channel_kind, channel_from, channel_until, channel_days, channel_limit,
                right_ok, owner_at, owner_channel, owner_from, owner_to, channel_listed, listed_at,
                listed_from, listed_to, lists, in_use, first_day, clears, used,
            )  # fmt: skip
            for m in range(market_classes):
                first = count
                for k in range(has_class.shape[0]):
                    if not has_class[k]:
                        continue
                    if count == found.shape[0]:
                        found = np.concatenate((found, np.zeros_like(found)))
                    found[count, :] = np.uint64(0)
                    is_cleared = False
                    for n in range(kept):
                        c = used[n]
                        if not (class_ok[k, c] and market_ok[m, c]):
                            continue
                        deal = channel_deal[c]
                        if deal < 0:
                            is_cleared = True
                            break
                        found[count, deal >> 6] |= np.uint64(1) << np.uint64(deal & 63)
                    if is_cleared:
                        continue
                    is_new = True
                    for earlier in range(first, count):
                        same = True
                        for w in range(words):
                            same = same and found[earlier, w] == found[count, w]
                        is_new = is_new and not same
                    if is_new:
                        count += 1
                found_at[u * market_classes + m + 1] = count
    return found_at, found[:count].copy()
