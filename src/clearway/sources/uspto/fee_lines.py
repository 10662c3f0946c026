"""A block of maintenance fee events as one frame: its fields read, and the lines that are unfit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa

from clearway.sources.uspto.fee_events import code_table, lapse_days
from clearway.sources.uspto.fixed_width import read_days, read_field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clearway.sources.uspto.fixed_width import Layout, Lines

_PATENT = r"^[ 0]*(|RE|D|PP|H|T|X|RX|AI)0*([1-9][0-9]{0,7}) *$"
_APPLICATION = r"^(?:[0-9]{8}| {8})$"
_CODE = r"^[A-Z0-9./]+ *$"
_ZERO, _BLANK = b"0 "
_LONGEST = 8
"""Digits of the longest patent number."""
_CODE_MARKS = np.zeros(256, bool)
_CODE_MARKS[list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./")] = True
_DATES = ("filed", "granted", "event")


def read_lines(lines: Lines, layout: Layout) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """Read every field of every line.

    Returns:
        A frame of as many rows as lines: `patent`, `serial`, `code` as text, `filed`,
        `granted`, `event` as dates, `raw`; and which lines are events.
    """
    text = lines.text
    fit: NDArray[np.bool_] = np.all(text < 0x80, axis=1)
    lines = lines if fit.all() else lines.masked(fit)
    columns: dict[str, pl.Series] = {}
    for name in ("patent", "serial", "code"):
        cells = read_field(lines, getattr(layout, name))
        columns[name] = _text(cells)
        fit &= _SHAPES[name](cells, columns[name])
    for name in _DATES:
        days, good = read_days(lines, getattr(layout, name))
        columns[name] = pl.Series(days)
        fit &= good if name != "event" else ~np.isnat(days)
    columns["raw"] = _bytes(np.ascontiguousarray(text))
    return pl.DataFrame(columns), fit


def _is_patent(cells: NDArray[np.uint8], text: pl.Series) -> NDArray[np.bool_]:
    """Digits are seen to at once, and letters only where there are some."""
    numbers = np.all(_is_digit(cells), axis=1)
    fit: NDArray[np.bool_] = numbers.copy()
    rest = np.flatnonzero(~numbers)
    fit[rest] = text.gather(rest).str.contains(_PATENT).to_numpy()
    fit &= np.all(cells[:, :-_LONGEST] <= _ZERO, axis=1) | ~numbers
    fit &= np.any(cells != _ZERO, axis=1)
    return fit


def _is_serial(cells: NDArray[np.uint8], _: pl.Series) -> NDArray[np.bool_]:
    digits, blank = _is_digit(cells), cells == _BLANK
    fit: NDArray[np.bool_] = digits.all(axis=1) | blank.all(axis=1)
    return fit


def _is_code(cells: NDArray[np.uint8], _: pl.Series) -> NDArray[np.bool_]:
    """Marks of a code, then blanks."""
    marks = _CODE_MARKS[cells]
    ends = (marks[:, 1:] <= marks[:, :-1]) & (marks[:, 1:] | (cells[:, 1:] == _BLANK))
    fit: NDArray[np.bool_] = marks[:, 0] & ends.all(axis=1)
    return fit


def _is_digit(cells: NDArray[np.uint8]) -> NDArray[np.bool_]:
    digit: NDArray[np.bool_] = (cells - np.uint8(_ZERO)) <= 9
    return digit


_SHAPES = {"patent": _is_patent, "serial": _is_serial, "code": _is_code}


def problem_of(row: dict[str, object]) -> str:
    """Say what is wrong with a line that is no event, by its row of the frame."""
    if not str(row["patent"]).strip():
        return "no patent number, or a byte that is not ASCII"
    checks = (("patent", _PATENT, "patent number"), ("serial", _APPLICATION, "application number"))
    for name, shape, called in (*checks, ("code", _CODE, "event code")):
        if not pl.Series([row[name]]).str.contains(shape).item():
            return f"'{row[name]}' stands where the {called} should"
    if row["event"] is None:
        return "the date of the event is no day of the calendar"
    return "the filing or grant date is no day of the calendar"


def with_effect(frame: pl.DataFrame, patents: NDArray[np.bytes_]) -> pl.DataFrame:
    """Add what the events mean: `publication`, `category` and `dated_on`, the day of effect.

    Args:
        frame: events of one block, those of one patent together.
        patents: the `patent` column as bytes.
    """
    codes = pl.col("code").str.strip_chars_end()
    table = code_table()
    categories = {code: category for code, (category, _) in table.items()}
    windows = {code: window or 0 for code, (_, window) in table.items()}
    events = frame.with_columns(
        codes,
        _publication().alias("publication"),
        codes.replace_strict(categories, default="other").alias("category"),
        codes.replace_strict(windows, default=0).alias("window"),
    )
    dated = frame["event"].to_numpy(writable=True)
    rows = np.flatnonzero((events["category"] == "lapse").to_numpy())
    years, granted = events["window"].to_numpy(), frame["granted"].to_numpy()
    dated[rows] = lapse_days(granted, dated, patents, years, rows)
    return events.with_columns(pl.Series("dated_on", dated))


def _publication() -> pl.Expr:
    """The patent's number as DOCDB has it, without zeros before its digits or its letters."""
    number = pl.col("patent").str.strip_chars(" ").str.strip_chars_start("0")
    return "US-" + number.str.replace("^([A-Z]+)0+", "$1")


def _bytes(cells: NDArray[np.uint8]) -> pl.Series:
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(cells.shape[1]), len(cells), [None, pa.py_buffer(cells)]
    )
    return pl.Series(fixed.cast(pa.binary()))


def _text(cells: NDArray[np.uint8]) -> pl.Series:
    return _bytes(cells).cast(pl.String)
