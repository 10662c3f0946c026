"""The plain forms as a source: reads a file or a folder of them and writes the record's parts.

For anything a user has beyond the registers: declarations, rights, transfers, statuses, suits and
so on, as CSV, gzipped CSV or Parquet, told apart by the stem of the file's name.
"""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.sources.part_writer import PartWriter
from clearway.sources.plain_forms import FORMS
from clearway.sources.plain_rows import raw_bytes, read_rows
from clearway.sources.plain_values import BadValueError
from clearway.sources.report import FileReport, SourceReport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clearway.sources.plain_forms import Cells, Form
    from clearway.sources.plain_rows import Row

_SUFFIXES = (".csv.gz", ".csv", ".parquet")


def read_tables(path: Path, write_dir: Path) -> SourceReport:
    """Read plain forms and write their facts as parts.

    Args:
        path: one file, or a folder of files, named after the forms (`rights.csv`,
            `suits.csv.gz`, `transfers.parquet`).
        write_dir: folder for `<part>.parquet`, of parts that have rows, and `rejects.parquet`,
            always; made where it is missing.

    Returns:
        The rows of each file and notes on columns and files that were left out.

    Raises:
        SourceError: nothing to read, a file that cannot be read, a needed column missing.
    """
    files, notes = _find_files(path)
    write_dir.mkdir(parents=True, exist_ok=True)
    with PartWriter(write_dir) as parts:
        parts.open("rejects")
        reports = tuple(_read_file(file, parts, notes) for file in files)
    return SourceReport(reports, tuple(notes))


def _stem(name: str) -> str | None:
    """The form a file's name speaks of, `rights` of `Rights.csv.gz`; None for other files."""
    lowered = name.lower()
    return next((lowered.removesuffix(end) for end in _SUFFIXES if lowered.endswith(end)), None)


def _unknown(name: str) -> str:
    """Say that a file is no plain form, and what its name may be meant to be."""
    stem = _stem(name) or name.lower().partition(".")[0]
    near = difflib.get_close_matches(stem, FORMS, n=1, cutoff=0.7)
    meant = f"name it {near[0]}.csv or {near[0]}.parquet" if near else "expected"
    return f"{name}: not a plain form; {meant}" + ("" if near else f" {_names()}")


def _names() -> str:
    return ", ".join(FORMS) + " as .csv, .csv.gz or .parquet"


def _find_files(path: Path) -> tuple[list[Path], list[str]]:
    """The forms in form order, and notes on the files that are none."""
    if not path.exists():
        raise SourceError(f"{path}: not found; name a plain form or a folder of them")
    entries = [path]
    if path.is_dir():
        entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
    known = [entry for entry in entries if entry.is_file() and _stem(entry.name) in FORMS]
    others = [_unknown(entry.name) for entry in entries if entry not in known]
    if not known:
        hint = others[0] if len(others) == 1 else f"{path}: no plain form here; expected {_names()}"
        raise SourceError(hint)
    _refuse_doubles(known)
    order = list(FORMS)
    known.sort(key=lambda entry: order.index(_stem(entry.name) or ""))
    return known, [f"{other} (left out)" for other in others]


def _refuse_doubles(files: Sequence[Path]) -> None:
    times = Counter(_stem(file.name) for file in files)
    doubled = [file.name for file in files if times[_stem(file.name)] > 1]
    if doubled:
        raise SourceError(
            f"{doubled[0]} and {doubled[1]} are the same form; keep one of them in the folder"
        )


def _read_file(path: Path, parts: PartWriter, notes: list[str]) -> FileReport:
    form = FORMS[_stem(path.name) or ""]
    header, rows = read_rows(path)
    names = [_column_name(name, place) for place, name in enumerate(header, start=1)]
    _check_header(path.name, form, names)
    extra = [name for name in names if name not in form.columns]
    if extra:
        notes.append(f"{path.name}: columns ignored: {', '.join(extra)}")
    blanks = dict.fromkeys(form.columns, "")
    loaded = rejected = 0
    for number, row in enumerate(rows, start=1):
        stands = {"file": path.name, "line": row.line, "raw": raw_bytes(row)}
        reason = row.problem or _load(form, blanks | _cells(names, row), number, stands, parts)
        if reason is None:
            loaded += 1
        else:
            rejected += 1
            parts.add("rejects", {**stands, "reason": reason})
    size, digest = _fingerprint(path)
    return FileReport(path.name, size, digest, loaded + rejected, loaded, rejected)


def _column_name(name: str, place: int) -> str:
    return "_".join(name.lower().split()) or f"column {place}"


def _check_header(file: str, form: Form, names: Sequence[str]) -> None:
    doubled = [name for name, times in Counter(names).items() if times > 1]
    if doubled:
        raise SourceError(f"{file}:1: column {doubled[0]} twice; keep one of them")
    for group in form.needed:
        if not set(group) & set(names):
            raise SourceError(f"{file}:1: {_missing(group, names)}")


def _missing(group: Sequence[str], names: Sequence[str]) -> str:
    """Say which column is missing, and which of those found comes nearest."""
    wanted = " or ".join(group)
    if len(names) == 1 and any(mark in names[0] for mark in ";\t"):
        return f"column {wanted} is missing; part the columns with commas"
    pairs = ((name, near) for name in group for near in difflib.get_close_matches(name, names, n=1))
    found = next(pairs, None)
    if found:
        return f"column {wanted} is missing; rename {found[1]} to {found[0]}, or add it"
    return f"column {wanted} is missing; add it (found: {', '.join(names)})"


def _cells(names: Sequence[str], row: Row) -> Cells:
    return dict(zip(names, map(str.strip, row.cells), strict=True))


def _load(
    form: Form, cells: Cells, number: int, stands: Mapping[str, object], parts: PartWriter
) -> str | None:
    """Hand a row's facts to their parts; the reason where it cannot be used."""
    try:
        facts = form.read(cells, number)
    except BadValueError as problem:
        return str(problem)
    for part, fact in facts:
        parts.add(part, {**fact, **stands})
    return None


def _fingerprint(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
