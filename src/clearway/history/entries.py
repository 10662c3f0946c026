"""Dated market entries: of a case's products, or of a table of reported ones.

The table is a CSV with the columns company, market, category, event, on, and where known brand,
note and source_url. A date may be a month or a year, as in a case file, and counts at its latest
day: what had to be known by then is never claimed early.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from clearway.case.dates import date_text, parse_date
from clearway.case.words import CATEGORIES
from clearway.errors import SourceError
from clearway.model.territory import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from clearway.case import Case

EVENTS = ("entry", "return", "announced", "partial exit", "exit")
NEEDED = ("company", "market", "category", "event", "on")
_LARGEST_FIELD = 10_000


@dataclass(frozen=True)
class Entry:
    """One company's products of a category come to a market, or leave it.

    Attributes:
        on: the day, or the latest possible one.
        what: the product, where one is named, else the brand.
    """

    company: str
    market: str
    category: str
    event: str
    on: date
    what: str
    note: str = ""
    source: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as plain data; the date as it was known."""
        return {**vars(self), "on": date_text(self.on)}


def entries_of(case: Case) -> tuple[Entry, ...]:
    """Return the launches of the case's own products, in order of date."""
    return _sorted(
        Entry(case.company, launch.market, product.category, "entry", launch.on, product.name)
        for product in case.products_of(case.company)
        for launch in product.launched
    )


def bundled_entries() -> tuple[Entry, ...]:
    """Return the bundled table: phones and accessories of several makers, each with its source."""
    with as_file(files("clearway.data") / "cases" / "market_entries.csv") as path:
        return read_entries(path)


def read_entries(path: Path) -> tuple[Entry, ...]:
    """Read a table of market entries, in order of date.

    Raises:
        SourceError: it cannot be read, lacks a column, or a row is wrong; names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            _check_columns(path, reader.fieldnames or ())
            return _sorted(_entry(path, reader.line_num, row) for row in reader)
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except csv.Error as error:
        raise SourceError(f"{path}: not a CSV file ({error})") from error


def _check_columns(path: Path, found: Iterable[str]) -> None:
    missing = [name for name in NEEDED if name not in set(found)]
    if missing:
        raise SourceError(
            f"{path}:1: columns missing: {', '.join(missing)}; needed are {', '.join(NEEDED)}"
        )


def _entry(path: Path, line: int, row: Mapping[str, str | None]) -> Entry:
    def text(name: str) -> str:
        return (row.get(name) or "").strip()[:_LARGEST_FIELD]

    place = f"{path}:{line}"
    market, category, event = text("market"), text("category"), text("event")
    if market not in COUNTRIES:
        raise SourceError(f"{place}: market {market!r} is no ISO 3166-1 code such as DE")
    if category not in CATEGORIES:
        raise SourceError(f"{place}: category {category!r}: use one of {', '.join(CATEGORIES)}")
    if event not in EVENTS:
        raise SourceError(f"{place}: event {event!r}: use one of {', '.join(EVENTS)}")
    if not text("company"):
        raise SourceError(f"{place}: no company; name one")
    try:
        on = parse_date(text("on"))
    except ValueError as error:
        raise SourceError(f"{place}: {error}; write 2017-07-05, 2017-07 or 2017") from error
    what = text("brand") or text("company")
    return Entry(text("company"), market, category, event, on, what, text("note"),
                 text("source_url"))  # fmt: skip


def _sorted(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda e: (e.on, e.market, e.category, e.what, e.event)))
