"""What each office's legal codes mean: the bundled table, or the EPO's list where it is given."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.model.vocabulary import read_vocabulary
from clearway.sources.inpadoc.categories import categorize
from clearway.sources.sheets import read_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
    rows = read_sheet(path, "fetch the EPO's list of legal event codes again")
    header = [cell.strip().lower() for cell in next(rows, ())]
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
        for row in ([cell.strip() for cell in cells] for cells in rows)
        if row[office] and row[code]
    }
