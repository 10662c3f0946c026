"""What each office's legal codes mean: the bundled table, or the EPO's list where it is given."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.model.vocabulary import read_vocabulary
from clearway.sources.inpadoc.categories import categorize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MAX_LIST = 256 << 20
"""Bytes that the EPO's list may unpack to; it unpacks to about 3 MB."""

_NEEDED = ("authority", "event-code", "influence", "description eng", "event-class")

CodeTable = dict[tuple[str, str], str]
"""(office, code) -> category."""


@lru_cache(maxsize=1)
def bundled_codes() -> Mapping[tuple[str, str], str]:
    """Return the codes that bear on force; every other one is `other`, or not known."""
    return {
        (row["office"], code): row["category"]
        for row in read_vocabulary("legal_codes")
        for code in row["codes"].split()
    }


def read_codes(path: Path) -> CodeTable:
    """Read the EPO's list of legal codes.

    Args:
        path: the workbook, as the EPO publishes it every week ("Legal event codes").

    Returns:
        The category of every code in it.

    Raises:
        SourceError: no workbook, none of the EPO's layout, or one that is too large.
    """
    rows = _sheet(path)
    header = [str(cell).strip().lower() for cell in rows[0]] if rows else []
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise SourceError(
            f"{path}: column '{missing[0]}' is missing; name the EPO's list of legal event codes"
        )
    office, code, influence, description, letter = (header.index(name) for name in _NEEDED)
    return {
        (row[office], row[code]): categorize(
            row[office], row[code], row[letter], row[influence], row[description].upper()
        )
        for row in ([str(cell).strip() for cell in cells] for cells in rows[1:])
        if row[office] and row[code]
    }


def _sheet(path: Path) -> Sequence[Sequence[object]]:
    from python_calamine import CalamineError, CalamineWorkbook, ZipError

    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist())
        if size > MAX_LIST:
            raise SourceError(f"{path} is refused: it unpacks to more than {MAX_LIST:,} bytes")
        workbook = CalamineWorkbook.from_path(path)
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ZipError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise SourceError(
            f"{path}: no readable workbook ({error}); fetch the EPO's list again"
        ) from error
