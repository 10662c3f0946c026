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

_PATENT = r"^[ 0]*(|RE|D|PP|H|T|X|RX|AI)0*([1-9][0-9]*) *$"
_APPLICATION = r"^(?:[0-9]{8}| {8})$"
_CODE = r"^[A-Z0-9./]+ *$"
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
    columns: dict[str, pl.Series] = {
        name: _text(read_field(lines, getattr(layout, name)))
        for name in ("patent", "serial", "code")
    }
    for name in _DATES:
        days, good = read_days(lines, getattr(layout, name))
        columns[name] = pl.Series(days)
        fit &= good if name != "event" else ~np.isnat(days)
    columns["raw"] = _bytes(np.ascontiguousarray(text))
    frame = pl.DataFrame(columns)
    shaped = frame.select(
        pl.col("patent").str.contains(_PATENT)
        & pl.col("serial").str.contains(_APPLICATION)
        & pl.col("code").str.contains(_CODE)
    )
    fit &= shaped.to_series().to_numpy()
    return frame, fit


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
    events = frame.with_columns(
        pl.col("code").str.strip_chars_end(),
        ("US-" + _number()).alias("publication"),
    )
    table = code_table()
    known = {code: category for code, (category, _) in table.items()}
    ends = lapse_days(
        frame["granted"].to_numpy(),
        frame["event"].to_numpy(),
        patents,
        np.char.rstrip(events["code"].to_numpy().astype("S")),
    )
    category = pl.col("code").replace_strict(known, default="other", return_dtype=pl.String)
    return events.with_columns(category.alias("category"), pl.Series("end", ends)).with_columns(
        pl.when(pl.col("category") == "lapse")
        .then(pl.col("end"))
        .otherwise(pl.col("event"))
        .alias("dated_on")
    )


def _number() -> pl.Expr:
    """Letters and digits of the patent number, without zeros before either."""
    groups = pl.col("patent").str.extract_groups(_PATENT)
    return groups.struct.field("1") + groups.struct.field("2")


def _bytes(cells: NDArray[np.uint8]) -> pl.Series:
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(cells.shape[1]), len(cells), [None, pa.py_buffer(cells)]
    )
    return pl.Series(fixed.cast(pa.binary()))


def _text(cells: NDArray[np.uint8]) -> pl.Series:
    return _bytes(cells).cast(pl.String)
