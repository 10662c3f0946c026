"""The review file of an article: what it seems to say, and what a person makes of each.

UTF-8 CSV, one proposal a row, `;`, `,` or tab between cells, as spreadsheets save it. `decision` is
`proposed` (nobody decided; no effect), `accept`, `correct` (cells were changed; it enters as it
stands now) or `reject`. The first row is the article itself as a source; nothing of an article
enters without it. A cell that a spreadsheet would run as a formula has an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clearway.errors import SourceError
from clearway.matching.spreadsheets import bare, csv_line, delimiter_of, guarded, read_marked
from clearway.reading.propose import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from clearway.reading.article import Article, Proposal

DECISIONS = ("proposed", "accept", "correct", "reject")
FIELDS = (
    "company", "deal", "parties", "grantor", "grantee", "seller", "buyer", "count", "status",
    "product", "category", "market", "channel", "speaker", "role", "forecaster", "event", "says",
    "denial", "when", "start", "end", "last_day", "opens", "deadline", "hedge", "standards",
    "field", "territory", "excluded", "region", "plaintiff", "defendant", "court", "action",
    "order", "suit", "cited", "publisher", "title", "author", "address",
    "published", "retrieved", "language", "sha256", "reliability", "credibility",
    "reader",
)  # fmt: skip
"""What a proposal can say; lists are parted by `; `, days are ISO, `end` is the day after."""
ENTERED: Mapping[str, tuple[str, ...]] = {
    "source": ("publisher", "published", "title", "address", "reliability"),
    "party": ("company",),
    "deal": (
        "deal", "status", "parties", "grantor", "grantee", "seller", "buyer", "count", "start",
        "last_day", "standards", "field", "territory", "excluded", "region",
    ),
    "suit": (
        "plaintiff", "defendant", "market", "court", "action", "start", "end", "standards",
    ),
    "order": ("suit", "plaintiff", "defendant", "market", "order", "start", "end", "last_day"),
    "launch": ("product", "category", "market", "channel", "seller", "start", "end"),
    "sighting": ("product", "category", "market", "channel", "seller", "start", "end"),
    "statement": ("speaker", "role", "says", "start", "credibility"),
    "forecast": (
        "forecaster", "event", "company", "category", "market", "opens", "deadline", "hedge",
        "when",
    ),
    "citation": ("cited",),
    "question": ("says",),
}  # fmt: skip
"""Of each kind, the fields that enter a case; what else is proposed is for the person to see."""
COLUMNS = ("kind", "decision", "quote", *FIELDS, "part", "span", "proposed_by", "note")
_MAX_BYTES = 16 << 20


@dataclass(frozen=True)
class Row:
    """One row of a review file and the line on which it begins."""

    line: int
    kind: str
    decision: str
    cells: Mapping[str, str]

    @property
    def is_accepted(self) -> bool:
        """Whether a person lets it in."""
        return self.decision in {"accept", "correct"}

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def items(self, column: str) -> tuple[str, ...]:
        """Return the items of a list."""
        return tuple(item.strip() for item in self[column].split(";") if item.strip())


def source_fields(article: Article) -> dict[str, str]:
    """Return the article as a source: where it appeared, when it was read, the copy's hash."""
    return {
        "publisher": article.publisher,
        "title": article.title,
        "author": article.author,
        "address": article.address,
        "published": article.published_on.isoformat() if article.published_on else "",
        "retrieved": datetime.now(UTC).date().isoformat(),
        "language": article.language,
        "sha256": article.sha256,
    }


def review_text(article: Article, proposals: Iterable[Proposal]) -> str:
    """Return a review file in which nothing is decided."""
    rows: list[dict[str, str]] = [{"kind": "source", **source_fields(article)}]
    rows += [
        {
            "kind": each.kind,
            "quote": each.quote,
            **each.fields,
            "part": each.part,
            "span": f"{each.start}-{each.end}",
            "proposed_by": each.by,
        }
        for each in proposals
    ]
    lines = [csv_line(COLUMNS, ",")]
    for row in rows:
        cells = {"decision": "proposed", **row}
        lines.append(csv_line([guarded(cells.get(name, "")) for name in COLUMNS], ","))
    return "".join(f"{line}\n" for line in lines)


def read_review(path: Path) -> list[Row]:
    """Read a review file.

    Raises:
        SourceError: it is missing, no review file, or a row cannot be read; with line and remedy.
    """
    if not path.is_file():
        raise SourceError(
            f"{path}: no such file; `clearway read ARTICLE --review {path}` makes one"
        )
    if path.stat().st_size > _MAX_BYTES:
        raise SourceError(f"{path}: more than {_MAX_BYTES >> 20} MB; that is no review file")
    return read_rows(read_marked(path)[0], str(path))


def read_rows(text: str, name: str) -> list[Row]:
    """Read the rows of a review file from its text; `name` is what errors call it."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        return list(_rows(rows, name))
    except csv.Error as error:
        raise SourceError(
            f"{name}, line {rows.line_num}: {error}; close the quotes, or remove the row"
        ) from None


def _rows(rows: Any, name: str) -> Iterator[Row]:
    header = [column.strip() for column in next(rows, [])]
    for column in ("kind", "decision"):
        if column not in header:
            raise SourceError(
                f"{name}, line 1: no column {column!r}; it is no review of an article"
            )
    line = rows.line_num + 1
    for cells in rows:
        if len(cells) > len(header):
            raise SourceError(
                f"{name}, line {line}: more cells than columns; quote cells that hold the separator"
            )
        if any(cells):
            told = {key: bare(cell).strip() for key, cell in zip(header, cells, strict=False)}
            yield _row(told, line, name)
        line = rows.line_num + 1


def _row(cells: dict[str, str], line: int, name: str) -> Row:
    kind, decision = cells["kind"].lower(), (cells["decision"] or "proposed").lower()
    if kind not in {"source", *KINDS}:
        raise SourceError(
            f"{name}, line {line}, kind: {cells['kind']!r} is none of source, {', '.join(KINDS)}"
        )
    if decision not in DECISIONS:
        raise SourceError(
            f"{name}, line {line}, decision: {cells['decision']!r} is none of "
            f"{', '.join(DECISIONS)}"
        )
    return Row(line, kind, decision, cells)
