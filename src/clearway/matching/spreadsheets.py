"""CSV files that people edit in spreadsheets: cells kept from running, files replaced whole."""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

from clearway.errors import SourceError, StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What a cell begins with that a spreadsheet runs, and the apostrophe that says it must not."""


def csv_line(cells: Sequence[str], delimiter: str) -> str:
    """One row without its end; with this end given, every mark of a line within is quoted."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return written.getvalue().removesuffix("\r\n")


def guarded(cell: str) -> str:
    """Return a cell with an apostrophe in front where a spreadsheet would run it."""
    return f"'{cell}" if _is_risky(cell) else cell


def bare(cell: str) -> str:
    """Return a cell without the apostrophe that `guarded` put in front."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell[1:]) else cell


def _is_risky(cell: str) -> bool:
    return cell.startswith(_SIGNS) or cell.lstrip().startswith(_SIGNS)


def delimiter_of(text: str) -> str:
    """Return what parts the cells: comma, semicolon or tab, the most frequent in line 1."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def read_marked(path: Path) -> tuple[str, bytes]:
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


def replace_whole(path: Path, content: bytes) -> None:
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
