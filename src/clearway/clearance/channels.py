"""The ways in which a product may be cleared, as arrays for the kernel.

One channel is one grant by one route (straight to the product, or through a component), or the own
rights of the company or of a supplier. Source: the semantics page, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.arrays import (
    GRANTED,
    LISTED,
    OWNED,
    STANDING,
    Channels,
    Grants,
    Lists,
    offsets,
)
from clearway.clearance.board import find
from clearway.clearance.groups import MAX, MIN, Span
from clearway.clearance.layout import day_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.case import Component, Product
    from clearway.clearance.board import Board
    from clearway.clearance.terms import Grant


@dataclass(frozen=True)
class Channel:
    """One way to be cleared; `leaves` None is all, `countries` None is all, `deal` "" is none."""

    kind: int
    label: str
    spans: tuple[Span, ...]
    usable: tuple[tuple[date, date], ...] = ((MIN, MAX),)
    effective: date = MIN
    until: date = MAX
    leaves: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    families: tuple[str, ...] = ("*",)
    pool: str = ""
    deal: str = ""


def channels_of(board: Board, product: Product) -> list[Channel]:
    """Return every channel of a product, own rights first."""
    setting = board.setting
    found = [Channel(OWNED, "own", tuple(setting.groups.group(setting.company)))]
    for grant in setting.grants:
        if {"*", product.name, product.category} & set(grant.field_words):
            found += _through(board, grant, setting.company, grant.deal.id, None)
    for _, supplier, component in setting.components(product):
        label = f"exhaustion:{supplier}"
        covered = board.setting.leaves_within([component.standards])
        if component.own_rights == "exhausted":
            spans = tuple(setting.groups.subsidiaries(supplier))
            found.append(Channel(OWNED, label, spans, leaves=covered))
        for grant in setting.grants:
            if _passes_through(grant, component):
                found += _through(board, grant, supplier, label, component)
    return found


def _passes_through(grant: Grant, component: Component) -> bool:
    return (
        grant.deal.exhausts
        and grant.deal.kind != "standstill"
        and bool({"*", component.category} & set(grant.field_words))
    )


def _through(
    board: Board, grant: Grant, user: str, label: str, component: Component | None
) -> Iterable[Channel]:
    usable = tuple(
        (max(start, grant.effective), min(end, grant.ends))
        for company, start, end in grant.grantee_spans
        if company == user and max(start, grant.effective) < min(end, grant.ends)
    )
    if not usable:
        return
    leaves = board.setting.leaves_within(grant.standards) if grant.standards else None
    countries: frozenset[str] | None = frozenset(m for m in board.markets if grant.reaches(m))
    if component is not None:
        covered = board.setting.leaves_within([component.standards])
        leaves = covered if leaves is None else leaves & covered
        if component.sold_in is not None:
            countries = None if grant.reaches(component.sold_in) else frozenset()
    kind = LISTED if grant.is_listed else STANDING if grant.deal.kind == "standstill" else GRANTED
    yield Channel(
        kind=kind,
        label=label,
        spans=grant.grantor_spans,
        usable=usable,
        effective=grant.effective,
        until=grant.captured_until,
        leaves=leaves,
        countries=countries,
        families=grant.families,
        pool=grant.pool,
        deal=grant.deal.id,
    )


def labels_of(channels: Iterable[Channel]) -> list[str]:
    """Return the reasons that clear, which number the counts by reason."""
    return sorted({channel.label for channel in channels})


def pack_channels(
    board: Board, product: Product, channels: Sequence[Channel], days: np.ndarray
) -> Channels:
    """Lay the channels of a product out for the days asked."""
    labels = labels_of(channels)
    leaf_class, class_ok = _leaf_classes(board, product, channels)
    market_class, market_ok = _market_classes(board.markets, channels)
    limit, right_ok = _limits(board, channels)
    return Channels(
        leaf_class=leaf_class,
        class_ok=class_ok,
        market_class=market_class,
        market_ok=market_ok,
        kind=np.array([c.kind for c in channels], dtype=np.int8),
        label=np.array([labels.index(c.label) for c in channels], dtype=np.int32),
        from_day=np.array([day_number(c.effective) for c in channels], dtype=np.int64),
        until_day=np.array([day_number(c.until) for c in channels], dtype=np.int64),
        days=np.array([_day_mask(c.usable, days) for c in channels], dtype=np.uint64),
        limit=limit,
        right_ok=right_ok,
        grants=_grants(board, channels),
        lists=_lists(board, channels),
    )


def _day_mask(spans: Iterable[tuple[date, date]], days: np.ndarray) -> np.ndarray:
    chosen = np.zeros(-(-len(days) // 64) * 64, dtype=np.uint8)
    for start, end in spans:
        chosen[: len(days)] |= (days >= day_number(start)) & (days < day_number(end))
    return np.packbits(chosen, bitorder="little").view(np.uint64)


def _leaf_classes(
    board: Board, product: Product, channels: Sequence[Channel]
) -> tuple[np.ndarray, np.ndarray]:
    """Leaves that no channel tells apart are one class; -1 for those the product does not touch."""
    setting = board.setting
    relevant = frozenset().union(*(setting.covered_by(name) for name in product.standards))
    classes: dict[tuple[bool, ...], int] = {}
    numbers = []
    for leaf in board.layout.words["leaves"]:
        if leaf not in relevant:
            numbers.append(-1)
            continue
        row = tuple(c.leaves is None or leaf in c.leaves for c in channels)
        numbers.append(classes.setdefault(row, len(classes)))
    ok = np.array(list(classes), dtype=np.bool_).reshape(len(classes), len(channels))
    return np.array(numbers, dtype=np.int16), ok


def _market_classes(
    markets: Sequence[str], channels: Sequence[Channel]
) -> tuple[np.ndarray, np.ndarray]:
    classes: dict[tuple[bool, ...], int] = {}
    numbers = [
        classes.setdefault(
            tuple(c.countries is None or market in c.countries for c in channels), len(classes)
        )
        for market in markets
    ]
    ok = np.array(list(classes), dtype=np.bool_).reshape(len(classes), len(channels))
    return np.array(numbers, dtype=np.int16), ok


def _limits(board: Board, channels: Sequence[Channel]) -> tuple[np.ndarray, np.ndarray]:
    """Which rights a channel limited to families reaches: those that lie in one of these."""
    layout = board.layout
    limits = [c.families for c in channels if "*" not in c.families]
    rows = np.zeros((max(len(limits), 1), len(layout.right_ids)), dtype=np.bool_)
    for row, families in zip(rows, limits, strict=False):
        for family in (place for name in families for place in find(layout.family_ids, name)):
            members = slice(layout.family_right_at[family], layout.family_right_at[family + 1])
            row[layout.family_right[members]] = True
    numbers = iter(range(len(limits)))
    limit = [-1 if "*" in c.families else next(numbers) for c in channels]
    return np.array(limit, dtype=np.int32), rows


def _grants(board: Board, channels: Sequence[Channel]) -> Grants:
    """Say when an owner counts as the grantor of a channel (or as one of the group)."""
    rows = [
        (owner, number, day_number(span.from_on), day_number(span.to_on))
        for number, channel in enumerate(channels)
        if channel.kind != LISTED
        for span in channel.spans
        for owner in board.owner_places.get(span.company, ())
    ]
    table = np.array(sorted(rows), dtype=np.int32).reshape(len(rows), 4)
    at = offsets(table[:, 0], len(board.owners))
    return Grants(at, *(np.ascontiguousarray(table[:, i]) for i in (1, 2, 3)))


def _lists(board: Board, channels: Sequence[Channel]) -> Lists:
    """Say when the list of a channel's pool names a right."""
    layout = board.layout
    rights = len(layout.right_ids)
    pools = [c.pool for c in channels if c.kind == LISTED]
    numbers = iter(range(len(pools)))
    row_of = np.array([next(numbers) if c.kind == LISTED else 0 for c in channels], dtype=np.int32)
    at = np.zeros((len(pools), rights + 1), dtype=np.int64)
    starts, ends, total = [], [], 0
    for row, pool in zip(at, pools, strict=True):
        names = layout.words["pools"]
        chosen = layout.pool_name == (names.index(pool) if pool in names else -1)
        row[0] = total
        counts = np.bincount(layout.pool_right[chosen], minlength=rights)
        row[1:] = np.cumsum(counts) + total
        total = int(row[-1])
        starts.append(layout.pool_from[chosen])
        ends.append(layout.pool_to[chosen])
    none = np.zeros(0, dtype=np.int32)
    return Lists(row_of, at, np.concatenate([none, *starts]), np.concatenate([none, *ends]))
