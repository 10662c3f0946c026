"""From what a form says of each proposal to the text of the case."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from clearway.reading.enter import appended, entries_of, likely_twice, tables_text
from clearway.reading.review import ENTERED, Row, source_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clearway.case import Case
    from clearway.reading import Proposal
    from clearway.reading.entering import RowError
    from clearway.web.reading.models import ReadArticle

MOST_SHOWN = 100
"""Proposals of one article; a page of more is for nobody to read."""
SOURCE = "source"


@dataclass(frozen=True)
class Item:
    """One row to decide about, as the page shows it.

    Attributes:
        key: `source`, or the place of the proposal.
        kind: of the proposal.
        quote: the words it rests on.
        fields: name and value of each that enters the case.
        told: what else is proposed, for the reader to see.
        decision: what was decided already, or chosen in the form, or empty.
        is_done: whether it was decided already.
        error: what is wrong with it, or empty.
    """

    key: str
    kind: str
    quote: str
    fields: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...] = ()
    decision: str = ""
    is_done: bool = False
    error: str = ""

    @property
    def given(self) -> tuple[tuple[str, str], ...]:
        """What would enter, seen without opening anything; of its quote nobody needs it twice."""
        return tuple((name, value) for name, value in self.fields if value and name != "says")


def items_of(
    read: ReadArticle, sent: Mapping[str, str], error: RowError | None = None
) -> list[Item]:
    """Return the rows of an article, with what a form has sent in place of what was proposed."""
    rows = [(SOURCE, SOURCE, "", source_fields(read.read()))]
    rows += [
        (str(place), each.kind, each.quote, dict(each.fields))
        for place, each in enumerate(read.proposed())
    ]
    return [_item(row, read.decisions, sent, error) for row in rows]


def _item(
    row: tuple[str, str, str, dict[str, str]],
    decided: Mapping[str, str],
    sent: Mapping[str, str],
    error: RowError | None,
) -> Item:
    key, kind, quote, values = row
    names = ENTERED[kind]
    is_wrong = error is not None and _key_of(error.row) == key
    return Item(
        key, kind, quote,
        fields=tuple((n, sent.get(f"{key}-{n}", values.get(n, "")).strip()) for n in names),
        told=tuple((n, v) for n, v in values.items() if n not in names and n != "says"),
        decision=decided.get(key) or sent.get(f"{key}-decision", ""),
        is_done=key in decided,
        error=error.message if error is not None and is_wrong else "",
    )  # fmt: skip


def rows_of(items: list[Item], proposals: list[Proposal]) -> list[Row]:
    """Return items as rows of a review; `correct` where a field is not as it was proposed.

    A source that entered before is accepted once more, so that it is found again and cited.
    """
    rows = []
    for line, item in enumerate(items):
        fields = dict(item.fields)
        decision = item.decision
        if item.is_done and item.key != SOURCE:
            decision = "proposed"
        elif decision == "accept" and item.key != SOURCE:
            before = proposals[int(item.key)].fields
            is_same = all(before.get(name, "") == value for name, value in fields.items())
            decision = "accept" if is_same else "correct"
        cells = {"quote": item.quote, **dict(item.told), **fields}
        rows.append(Row(line, item.kind, decision or "proposed", cells))
    return rows


def _key_of(row: Row) -> str:
    return SOURCE if row.kind == SOURCE else str(row.line - 1)


def as_entered(source: Row) -> dict[str, str | None]:
    """Return the article's facts as they entered, so that it is found again as that source."""
    if not source.is_accepted:
        return {}
    facts = {name: source[name] for name in ("publisher", "title", "address")}
    return {**facts, "published_on": source["published"] or None}


def decided_by(rows: list[Row]) -> dict[str, str]:
    """Return the decisions of rows by key, those without one left out."""
    return {_key_of(row): row.decision for row in rows if row.decision != "proposed"}


def text_with(
    before: bytes, case: Case, rows: list[Row], by: str
) -> tuple[bytes, list[tuple[str, str]]]:
    """Return the text of the case with what somebody accepted at its end.

    Returns:
        The text, and each new deal with the one of the case that it may be.

    Raises:
        RowError: a row cannot enter.
        SourceError: rows are accepted, but not the article.
    """
    entries = entries_of(rows, case, "article", by)
    after = appended(before, tables_text(entries)) if entries else before
    return after, likely_twice(entries, case)


@dataclass(frozen=True)
class Piece:
    """A piece of the article; `key` is the proposal whose span it lies in, or empty."""

    text: str
    key: str = ""
    kind: str = ""
    is_first: bool = False


def pieces_of(text: str, proposals: list[Proposal], part: str) -> list[Piece]:
    """Part a text at the ends of the spans; where spans overlap, the shortest one has the piece."""
    spans = [(p.start, p.end, str(n), p.kind) for n, p in enumerate(proposals) if p.part == part]
    marks = sorted({0, len(text), *(at for span in spans for at in span[:2])})
    begun: set[str] = set()
    pieces = []
    for start, end in pairwise(marks):
        inside = [span for span in spans if span[0] <= start and end <= span[1]]
        if not inside:
            pieces.append(Piece(text[start:end]))
            continue
        _, _, key, kind = min(inside, key=lambda span: span[1] - span[0])
        pieces.append(Piece(text[start:end], key, kind, key not in begun))
        begun.add(key)
    return pieces
