"""Freezing forecasts: a seal is written beside each, and every comment of the file stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.case import read_case, read_text, seal_of
from clearway.charts.drawing import write_bytes
from clearway.errors import CaseError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def sealed_text(raw: bytes, name: str) -> tuple[bytes, int]:
    """Return a case's text with a seal beside each forecast that has none, and how many were set.

    Raises:
        CaseError: the text is no case.
    """
    import tomlkit

    case, findings = read_text(raw, name)
    if case is None:
        raise CaseError(f"{findings[0]}")
    document = tomlkit.parse(raw.decode("utf-8-sig"))
    count = 0
    tables = document.get("forecast", [])
    for table, forecast in zip(tables, case.forecasts, strict=True):
        if forecast.seal is None:
            table["seal"] = seal_of(forecast)
            count += 1
    return (tomlkit.dumps(document).encode() if count else raw), count


def seal_file(path: Path) -> int:
    """Seal the forecasts of a case file; return how many had no seal.

    Raises:
        UsageError: the case is a folder of files.
        CaseError: it cannot be read.
    """
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; seal the file in it that holds the forecasts")
    read_case(path)
    text, count = sealed_text(path.read_bytes(), str(path))
    if count:
        write_bytes(path, text)
    return count
