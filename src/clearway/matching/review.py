"""The review file: what people decided about names, and what they are asked.

`<record>/names-review.csv` lies beside the snapshots and outlives them. It is UTF-8 CSV with the
columns `name, company, decision, score, by, on, note`, separated by commas, semicolons or tabs, as
spreadsheets save it. `decision` is `merge` (the name is that company), `apart` (it is not) or
`proposed` (nobody has decided; no effect). Of several rows about one pair the last counts.

Nothing that stands in the file is ever rewritten: rows are appended, and the file is replaced
whole. A cell that a spreadsheet would run as a formula has an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from clearway.errors import SourceError, StorageError, UsageError
from clearway.model.names import normalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

REVIEW_FILE = "names-review.csv"
"""Its name in the folder of the record."""
Verdict = Literal["merge", "apart", "proposed"]
_COLUMNS = ("name", "company", "decision", "score", "by", "on", "note")
_NEEDED = ("name", "company", "decision")
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the review file.

    Attributes:
        name: a spelling, or any other of the same normalized key.
        company: a company or one of its spellings.
        verdict: what holds of the two.
        score: of the proposal, 0 to 1; None where a person came first.
        by: who decided; empty for a proposal.
        on: when.
        note: reasons, free text.
        line: in the file; 0 when it is not in one yet.
    """

    name: str
    company: str
    verdict: Verdict
    score: float | None = None
    by: str = ""
    on: date | None = None
    note: str = ""
    line: int = 0

    @property
    def pair(self) -> frozenset[str]:
        """What it is about, in either order: two keys, or two spellings of one key."""
        keys = normalize_name(self.name), normalize_name(self.company)
        return frozenset(keys if keys[0] != keys[1] else (self.name, self.company))


@dataclass(frozen=True)
class Review:
    """The rows of a review file, in their order."""

    rows: tuple[Decision, ...] = ()

    def standing(self) -> tuple[Decision, ...]:
        """Return the last row of every pair on which a person decided, in order of the pairs."""
        last = {row.pair: row for row in self.rows if row.verdict != "proposed"}
        return tuple(sorted(last.values(), key=lambda row: (row.name, row.company)))

    def open_proposals(self) -> tuple[Decision, ...]:
        """Return the proposals on whose pair nobody has decided, from the highest score."""
        decided = {row.pair for row in self.rows if row.verdict != "proposed"}
        waiting = {row.pair: row for row in self.rows if row.pair not in decided}
        return tuple(
            sorted(waiting.values(), key=lambda row: (-(row.score or 0), row.name, row.company))
        )

    def pairs(self) -> frozenset[frozenset[str]]:
        """Return the pairs of all rows."""
        return frozenset(row.pair for row in self.rows)


def read_review(path: Path) -> Review:
    """Read a review file; one that is not there holds no rows.

    Raises:
        SourceError: the file is not UTF-8, lacks a column, or a row cannot be read; the message
            names the file, the line and the remedy.
    """
    text, _ = _read(path)
    if not text.strip():
        return Review()
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [(column or "").strip() for column in rows.fieldnames or ()]
        for column in _NEEDED:
            if column not in header:
                raise SourceError(
                    f"{path}, line 1: no column {column!r}; the first line must read "
                    f"{','.join(_COLUMNS)}"
                )
        rows.fieldnames = header
        return Review(tuple(_decisions(path, rows)))
    except csv.Error as error:
        raise SourceError(
            f"{path}, line {rows.line_num}: {error}; close the quotes, or remove the row"
        ) from None


def _decisions(path: Path, rows: csv.DictReader[str]) -> Iterator[Decision]:
    start = 2
    for row in rows:
        if any(value for value in row.values() if isinstance(value, str)):
            yield _decision(path, start, row)
        start = rows.line_num + 1


def _decision(path: Path, line: int, row: dict[str, str]) -> Decision:
    place = f"{path}, line {line}"
    if None in row:
        raise SourceError(f"{place}: more cells than columns; quote cells that hold the separator")
    cells = {column: _bare((row.get(column) or "").strip()) for column in _COLUMNS}
    for column in _NEEDED:
        if not cells[column]:
            raise SourceError(f"{place}, {column}: empty; fill it in, or remove the row")
    verdict = cells["decision"].lower()
    if verdict not in get_args(Verdict):
        raise SourceError(
            f"{place}, decision: {cells['decision']!r} is none of {', '.join(get_args(Verdict))}"
        )
    if cells["name"] == cells["company"] and verdict == "apart":
        raise SourceError(f"{place}: a name cannot stand apart from itself; remove the row")
    return Decision(
        cells["name"], cells["company"], verdict,  # type: ignore[arg-type]
        _score(place, cells["score"]), cells["by"], _day(place, cells["on"]), cells["note"], line,
    )  # fmt: skip


def _score(place: str, text: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise SourceError(f"{place}, score: {text!r} is no number from 0 to 1; it may be empty")
    return value


def _day(place: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SourceError(
            f"{place}, on: {text!r} is not a date; write it as 2026-11-23, or leave it empty"
        ) from None


def add_proposals(path: Path, proposals: Iterable[Decision]) -> int:
    """Append proposals about pairs of which the file says nothing yet; return how many.

    Raises:
        SourceError: the file cannot be read; it is left as it is.
        StorageError: it cannot be written.
    """
    known = read_review(path).pairs()
    new = {row.pair: row for row in proposals if row.pair not in known}
    if new:
        _append(path, tuple(new.values()))
    return len(new)


def add_decision(path: Path, decision: Decision) -> None:
    """Append what a person decided; it counts from the next ingest on.

    Raises:
        UsageError: a name is empty, or stands apart from itself.
        SourceError: the file cannot be read; it is left as it is.
        StorageError: it cannot be written.
    """
    if not decision.name.strip() or not decision.company.strip():
        raise UsageError("a decision needs a name and a company; neither may be empty")
    if decision.name == decision.company:
        raise UsageError(f"{decision.name!r} is named twice; name another company")
    read_review(path)
    _append(path, (decision,))


def _append(path: Path, rows: Sequence[Decision]) -> None:
    text, mark = _read(path)
    line_end = "\r\n" if "\r\n" in text else "\n"
    written = io.StringIO(newline="")
    delimiter = _delimiter(text)
    out = csv.writer(written, delimiter=delimiter, lineterminator=line_end)
    header = [c.strip() for c in next(csv.reader(io.StringIO(text), delimiter=delimiter), [])]
    if not header:
        header = list(_COLUMNS)
        out.writerow(header)
    elif not text.endswith("\n"):
        written.write(line_end)
    for row in rows:
        cells = _cells(row)
        out.writerow([cells.get(column, "") for column in header])
    _replace(path, mark + (text + written.getvalue()).encode("utf-8"))


def _cells(row: Decision) -> dict[str, str]:
    return {
        "name": _guarded(row.name),
        "company": _guarded(row.company),
        "decision": row.verdict,
        "score": "" if row.score is None else f"{row.score:.4f}",
        "by": _guarded(row.by),
        "on": row.on.isoformat() if row.on else "",
        "note": _guarded(row.note),
    }


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_SIGNS, "'")) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_SIGNS, "'")) else cell


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _read(path: Path) -> tuple[str, bytes]:
    """Return the text and the byte order mark before it; both empty where there is no file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return "", b""
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; make it readable") from None
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    try:
        return content[len(mark) :].decode("utf-8"), mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, len(mark) + error.start) + 1
        raise SourceError(
            f"{path}, line {line}: not UTF-8; save it as CSV in UTF-8 encoding"
        ) from None


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        with scratch.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        scratch.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; free some space, or allow writing") from None
    finally:
        scratch.unlink(missing_ok=True)
