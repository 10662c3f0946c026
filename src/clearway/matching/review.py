"""The review file: what people decided about names, and what they are asked.

`<record>/names-review.csv` lies beside the snapshots and outlives them. It is UTF-8 CSV with the
columns `name, company, decision, score, by, on, note`, separated by commas, semicolons or tabs, as
spreadsheets save it. `decision` is `merge` (the name is that company), `apart` (it is not) or
`proposed` (nobody has decided; no effect). Of several rows about one pair the last counts. What is
in the other columns is for people.

Nothing that stands in the file is ever rewritten: rows are appended, and the file is replaced
whole. A cell that a spreadsheet would run as a formula has an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, get_args

from filelock import FileLock, Timeout

from clearway.errors import RecordBusyError, SourceError, UsageError
from clearway.matching.decisions import Certain, Decision, Review, Verdict
from clearway.matching.spreadsheets import (
    bare,
    csv_line,
    delimiter_of,
    guarded,
    read_marked,
    replace_whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

REVIEW_FILE = "names-review.csv"
"""Its name in the folder of the record."""
_COLUMNS = ("name", "company", "decision", "score", "by", "on", "note")
_NEEDED = ("name", "company", "decision")
_PATIENCE = 30
"""Seconds that a writer waits for another one."""
_NAMES = ("name", "company")
"""Kept to the last blank: two spellings may differ in nothing else."""


def read_review(path: Path) -> Review:
    """Read a review file; one that is not there holds no rows.

    Raises:
        SourceError: the file is not UTF-8, lacks a column, a row cannot be read, or decisions
            contradict each other; the message names the file, the line and the remedy.
    """
    text, _ = read_marked(path)
    if not text.strip():
        return Review()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        review = Review(tuple(_decisions(path, rows)))
    except csv.Error as error:
        raise SourceError(
            f"{path}, line {rows.line_num}: {error}; close the quotes, or remove the row"
        ) from None
    if conflict := Certain(review).conflict():
        raise SourceError(f"{path}: {conflict}")
    return review


def _decisions(path: Path, rows: Any) -> Iterator[Decision]:
    """Read rows one by one; each is named by the line on which it begins."""
    header = [column.strip() for column in next(rows)]
    for column in _NEEDED:
        if column not in header:
            raise SourceError(
                f"{path}, line 1: no column {column!r}; the first line must read "
                f"{','.join(_COLUMNS)}"
            )
    line = rows.line_num + 1
    for cells in rows:
        place = f"{path}, line {line}"
        if len(cells) > len(header):
            raise SourceError(
                f"{place}: more cells than columns; quote cells that hold the separator"
            )
        if any(cells):
            yield _decision(place, line, dict(zip(header, cells, strict=False)))
        line = rows.line_num + 1


def _decision(place: str, line: int, row: Mapping[str, str]) -> Decision:
    cells = {column: bare(row.get(column, "")) for column in _COLUMNS}
    cells |= {column: cells[column].strip() for column in _COLUMNS if column not in _NAMES}
    for column in _NEEDED:
        if not cells[column].strip():
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
        _score(place, cells["score"]), cells["by"], cells["on"], cells["note"], line,
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


def add_proposals(path: Path, proposals: Iterable[Decision]) -> int:
    """Append proposals about pairs of which the file says nothing yet; return how many.

    Raises:
        SourceError: the file cannot be read; it is left as it is.
        RecordBusyError, StorageError: it cannot be written.
    """
    with _locked(path):
        known = read_review(path).pairs()
        new = {row.pair: row for row in proposals if row.pair not in known}
        if new:
            _append(path, tuple(new.values()))
    return len(new)


def add_decision(path: Path, decision: Decision) -> None:
    """Append what a person decided; it counts from the next snapshot on.

    Raises:
        UsageError: a name is empty or named twice, or the decision contradicts others.
        SourceError: the file cannot be read; it is left as it is.
        RecordBusyError, StorageError: it cannot be written.
    """
    if not decision.name.strip() or not decision.company.strip():
        raise UsageError("a decision needs a name and a company; neither may be empty")
    if decision.name == decision.company:
        raise UsageError(f"{decision.name!r} is named twice; name another company")
    with _locked(path):
        rows = (*read_review(path).rows, decision)
        if conflict := Certain(Review(rows)).conflict():
            raise UsageError(conflict)
        _append(path, (decision,))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Two writers wait for each other; each reads what the other wrote."""
    try:
        with FileLock(path.with_suffix(".lock"), timeout=_PATIENCE):
            yield
    except Timeout:
        raise RecordBusyError(f"{path} is being written; try again") from None


def _append(path: Path, rows: Sequence[Decision]) -> None:
    text, mark = read_marked(path)
    line_end = "\r\n" if "\r\n" in text else "\n"
    delimiter = delimiter_of(text)
    header = [c.strip() for c in next(csv.reader(io.StringIO(text), delimiter=delimiter), [])]
    lines = [] if header else [csv_line(_COLUMNS, delimiter)]
    header = header or list(_COLUMNS)
    lines += [csv_line([_cells(row).get(c, "") for c in header], delimiter) for row in rows]
    between = "" if not text or text.endswith("\n") else line_end
    whole = text + between + "".join(line + line_end for line in lines)
    replace_whole(path, mark + whole.encode("utf-8"))


def _cells(row: Decision) -> dict[str, str]:
    return {
        "name": guarded(row.name),
        "company": guarded(row.company),
        "decision": row.verdict,
        "score": "" if row.score is None else f"{row.score:.4f}",
        "by": guarded(row.by),
        "on": guarded(row.on),
        "note": guarded(row.note),
    }
