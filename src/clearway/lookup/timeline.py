"""Everything dated that is on record of one right, in order of its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.lookup.bounds import Bounds
    from clearway.lookup.reading import Reading


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a right.

    Attributes:
        on: the day it takes effect; None when the source does not say.
        what: in words: `filed`, `granted`, `lapse`, `validation (translation)`, `transfer`, ...
        code: the source's own code: of a legal event, or the reel and frame of a transfer.
        country: the state it concerns; None for the whole right.
        detail: parties of a transfer, days of an adjustment.
        published_on: when it became public, where the source says so.
        source: who says so.
    """

    on: date | None
    what: str
    code: str | None
    country: str | None
    detail: str | None
    published_on: date | None
    source: str | None


def timeline_of(reading: Reading, right: str, bounds: Bounds) -> tuple[Happening, ...]:
    """Return what happened to a right, undated things last.

    Estimated bounds are no happenings and are left out.
    """
    found = [
        *_bounds(bounds),
        *_events(reading, right),
        *_states(reading, right),
        *_terms(reading, right),
        *_transfers(reading, right),
    ]
    return tuple(sorted(set(found), key=_order))


def _order(row: Happening) -> tuple[date, str, str, str, str]:
    texts = (row.what, row.country or "", row.detail or "", row.source or "")
    return (row.on or date.max, *texts)


def _bounds(bounds: Bounds) -> Iterator[Happening]:
    """The recorded bounds; a grant or an end that an event tells is listed as that event."""
    for what, bound in (
        ("filed", bounds.filed), ("granted", bounds.granted), ("ended", bounds.ended)
    ):  # fmt: skip
        if bound.on is not None and bound.basis == "recorded" and not bound.by_event:
            yield Happening(bound.on, what, None, None, None, None, bound.source)


def _events(reading: Reading, right: str) -> Iterator[Happening]:
    for on, category, code, country, published, source in reading.of("events", right):
        yield Happening(on, category or "other", code, country, None, published, source)


def _states(reading: Reading, right: str) -> Iterator[Happening]:
    for start, end, country, basis, published, source in reading.of("validations", right):
        what = f"validation ({basis})" if basis else "validation"
        until = f"until {end}" if end else None
        yield Happening(start, what, None, country, until, published, source)


def _terms(reading: Reading, right: str) -> Iterator[Happening]:
    for on, kind, days, reference, published, source in reading.of("terms", right):
        told = (f"{days} days" if days is not None else None, reference)
        detail = ", ".join(part for part in told if part) or None
        yield Happening(on, f"term: {kind}", None, None, detail, published, source)


def _transfers(reading: Reading, right: str) -> Iterator[Happening]:
    for row in reading.of("transfers", right):
        executed, recorded, giver, taker, conveyance, reel_frame, _, source = row
        what = f"transfer ({conveyance})" if conveyance else "transfer"
        yield Happening(
            executed or recorded, what, reel_frame, None,
            f"{giver or 'unknown'} -> {taker or 'unknown'}", recorded, source,
        )  # fmt: skip
