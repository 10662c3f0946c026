"""Rows of a spreadsheet (XLS or XLSX) as text, bounded as any source is."""

from __future__ import annotations

import datetime
import zipfile
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from clearway.errors import SourceError
from clearway.sources.archives import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SUFFIXES = (".xls", ".xlsx")
MAX_BYTES = 512 << 20
"""Bytes that a spreadsheet may have, packed; a full sheet of 65,536 rows has some 30 MB."""

_LIMITS = Limits(expanded=4 << 30)


def read_sheet(path: Path, remedy: str) -> Iterator[list[str]]:
    """Yield the rows of the first sheet from its first row on, empty ones too, as text.

    A day is written `2017-07-05`, a whole number without a decimal point.

    Args:
        path: the spreadsheet.
        remedy: what to do where it cannot be read.

    Raises:
        SourceError: no spreadsheet, damaged, or a bomb.
    """
    _refuse(path, remedy)
    for row in _rows(path, remedy):
        yield [_text(value) for value in row]


def _rows(path: Path, remedy: str) -> Sequence[Sequence[object]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False) if names else []
    except (CalamineError, OSError) as error:
        raise _unreadable(path, error, remedy) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the library's own, no Exception
            raise _unreadable(path, error, remedy) from None
        raise
    return rows


def _unreadable(path: Path, error: BaseException, remedy: str) -> SourceError:
    return SourceError(f"{path.name} is no readable spreadsheet ({error}); {remedy}")


def _refuse(path: Path, remedy: str) -> None:
    """Refuse what unpacks to more than it can be worth."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}); check the name") from error
    if size > MAX_BYTES:
        raise SourceError(f"{path.name}: a spreadsheet of {size:,} bytes; {remedy}")
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            expanded = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _unreadable(path, error, remedy) from error
    reason = _LIMITS.refuse(size, expanded)
    if reason:
        raise SourceError(f"{path.name} is refused: {reason}; {remedy}")


def _text(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
