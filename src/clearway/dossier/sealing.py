"""Freezing forecasts: a seal is written into each, and the rest of the file stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.case import read_case, read_text, seal_of
from clearway.charts.drawing import write_bytes
from clearway.errors import CaseError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clearway.case import Forecast


def sealed_text(raw: bytes, name: str) -> tuple[bytes, int]:
    """Return a case's text with a seal under the deadline of each forecast that has none.

    Every other byte stays. Forecasts written as one list of inline tables are laid out by tomlkit,
    which keeps comments.

    Returns:
        The text, and how many seals were set.

    Raises:
        CaseError: the text is no case.
    """
    case, findings = read_text(raw, name)
    if case is None:
        raise CaseError(f"{findings[0]}")
    bare = [forecast for forecast in case.forecasts if forecast.seal is None]
    if not bare:
        return raw, 0
    if all(forecast.place and "deadline" in forecast.place.keys for forecast in bare):
        return _under_deadlines(raw, bare), len(bare)
    return _laid_out(raw, case.forecasts), len(bare)


def _under_deadlines(raw: bytes, bare: Sequence[Forecast]) -> bytes:
    lines = raw.split(b"\n")
    for forecast in reversed(bare):
        assert forecast.place is not None  # noqa: S101 - the caller looked
        at = forecast.place.line_of("deadline")
        above = lines[at - 1]
        key = b"seal".ljust(len(above.partition(b"=")[0]))
        ending = b"\r" if above.endswith(b"\r") else b""
        lines.insert(at, b'%s= "%s"%s' % (key, seal_of(forecast).encode(), ending))
    return b"\n".join(lines)


def _laid_out(raw: bytes, forecasts: Sequence[Forecast]) -> bytes:
    import tomlkit

    document = tomlkit.parse(raw.decode("utf-8-sig"))
    for table, forecast in zip(document["forecast"], forecasts, strict=True):
        if forecast.seal is None:
            table["seal"] = seal_of(forecast)
    return tomlkit.dumps(document).encode()


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
