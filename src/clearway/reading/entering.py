"""What is being entered into a case: what it has, what was made so far, and what a row lacks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from clearway.case import Case, Deal, Source, Statement, Suit, parse_date
from clearway.errors import SourceError

if TYPE_CHECKING:
    from clearway.case import Entry
    from clearway.reading.review import Row


class RowError(SourceError):
    """A row cannot enter; `row` is which, and `message` what is wrong and how to mend it."""

    def __init__(self, review: str, row: Row, message: str) -> None:
        super().__init__(f"{review}, line {row.line}, {row.kind}: {message}")
        self.row = row
        self.message = message


@dataclass
class Entering:
    """What has been made so far, and what the case has already."""

    case: Case
    review: str
    source: Source
    published: date | None
    by: str | None = None
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    made: list[Entry] = field(default_factory=list)

    def wrong(self, row: Row, message: str) -> RowError:
        """Return the error that says what is wrong with a row."""
        return RowError(self.review, row, message)

    def need(self, row: Row, *columns: str) -> list[str]:
        """Return cells that must be filled in, or say which is not."""
        for column in columns:
            if column == "market" and row["region"] and not row[column]:
                raise self.wrong(
                    row, f"market is empty: {row['region']} is no one country; write those meant, "
                    "parted by ;, or reject the row"
                )  # fmt: skip
            if not row[column]:
                raise self.wrong(row, f"{column} is empty; fill it in, or reject the row")
        return [row[column] for column in columns]

    def day(self, row: Row, column: str) -> date | None:
        """Return the day in a cell, or None for an empty one."""
        if not row[column]:
            return None
        try:
            return parse_date(row[column])
        except ValueError:
            raise self.wrong(
                row, f"{column}: {row[column]!r} is not a date; write it as 2017-07-05"
            ) from None

    def known_by(self, row: Row) -> date:
        """When it was at the latest: what the row says, else the day of publication."""
        found = interval_text(self.day(row, "start"), self.day(row, "end")) or self.published
        if found is None:
            raise self.wrong(row, "start is empty and the article has no date; fill in one of them")
        return found

    def id_for(self, text: str) -> str:
        """Return an id that nothing in the case has."""
        taken = {source.id for source in self.case.sources}
        taken |= {deal.id for deal in (*self.case.deals, *self.case.candidates)}
        taken |= {suit.id for suit in self.case.suits}
        taken |= {said.id for said in self.case.statements if said.id}
        named = Source | Deal | Suit | Statement
        taken |= {made.id for made in self.made if isinstance(made, named) and made.id}
        taken.add(self.source.id)
        base = slug(text)
        numbered = (f"{base}-{number}" for number in range(2, 1000))
        return base if base not in taken else next(each for each in numbered if each not in taken)


def slug(text: str) -> str:
    """Return a text as an id: lower-case letters of ASCII, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "article"


def interval_text(start: date | None, end: date | None) -> date | None:
    """Return an interval as a date of the case file: a day, or the month or year that holds it.

    A date known to the month counts at its latest day, so an interval is widened and never cut.
    """
    if start is None:
        return None
    last = end - timedelta(days=1) if end and end > start else start
    if last == start:
        return start
    if (start.year, start.month) == (last.year, last.month):
        return parse_date(f"{start:%Y-%m}")
    return parse_date(f"{start:%Y}") if start.year == last.year else last
