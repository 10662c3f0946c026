"""A table damaged in its pages, not in its footer, is found when its rows are read, and named."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.question import ask
from clearway.errors import RecordDamagedError
from clearway.lookup import coverage, look_up_company, look_up_family, look_up_right, stale_owners
from clearway.record import open_record
from clearway.record.compare import compare, two_snapshots
from record.given import ESTATE, add_forms, made, write_forms

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clearway.record import Record

DAY = date(2018, 1, 1)
CASE = """
[case]
id = "case"
company = "Maker AG"
as_of = 2018-01-01
[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]
"""


def spoil(path: Path) -> None:
    """Turn over the bytes between the first four and the footer, and leave both as they are."""
    content = bytearray(path.read_bytes())
    footer = int.from_bytes(content[-8:-4], "little") + 8
    for place in range(4, len(content) - footer):
        content[place] ^= 0xFF
    path.unlink()  # it may be shared with another snapshot
    path.write_bytes(content)


def _clear(record: Record) -> object:
    path = record.path / "case.toml"
    path.write_text(CASE)
    case = read_case(path)
    return Desk(record).clear(case, ask(case))


ASKED: dict[str, Callable[[Record], object]] = {
    "clear": _clear,
    "right": lambda record: look_up_right(record, "US7654321", DAY),
    "family": lambda record: look_up_family(record, "F1", DAY),
    "company": lambda record: look_up_company(record, "Example Radio Oy", DAY),
    "stale": lambda record: stale_owners(record, DAY),
    "coverage": coverage,
}


@pytest.mark.parametrize("ask_for", ASKED)
def test_whoever_reads_a_damaged_table_says_which(tmp_path: Path, ask_for: str) -> None:
    """Each way to ask ends in one error that names the table's file and the remedy."""
    record = made(tmp_path, ESTATE)
    spoil(record.folder / "rights.parquet")
    with pytest.raises(RecordDamagedError, match=r"rights\.parquet is not as .*ingest"):
        ASKED[ask_for](record)


def test_a_table_whose_file_is_gone_is_not_an_empty_one(tmp_path: Path) -> None:
    """Without its file a table that has rows is damage, not a record without transfers."""
    record = made(tmp_path, ESTATE)
    (record.folder / "transfers.parquet").unlink()
    with pytest.raises(RecordDamagedError, match=r"transfers\.parquet is missing"):
        look_up_right(record, "US7654321", DAY)


def test_damage_of_either_snapshot_is_named_by_a_comparison(tmp_path: Path) -> None:
    """A comparison names the damaged file of the older snapshot as of the newer."""
    record = made(tmp_path, ESTATE)
    spoil(record.folder / "suits.parquet")
    more = {"suits": ESTATE["suits"].replace("S1", "S2")}
    add_forms(record.path, write_forms(tmp_path / "more", more))
    with pytest.raises(RecordDamagedError, match=record.snapshot_id):
        compare(*two_snapshots(record.path, None, None))


@pytest.mark.parametrize("harm", [spoil, lambda path: path.write_bytes(b"PAR1 no more PAR1")])
def test_an_ingest_over_damaged_parts_leaves_the_record(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    """Where what another source said cannot be read, an ingest says so and changes nothing."""
    record = made(tmp_path, ESTATE)
    (part,) = record.folder.glob("parts/*/right_rows.parquet")
    harm(part)
    forms = write_forms(tmp_path / "more", {"suits": ESTATE["suits"]})
    with pytest.raises(RecordDamagedError, match=r"right_rows\.parquet is not as it was"):
        add_forms(record.path, forms)
    assert open_record(record.path).snapshot_id == record.snapshot_id


def test_nothing_but_the_answer_is_drawn(tmp_path: Path) -> None:
    """DuckDB draws no bar of its own on standard output, however long a query takes."""
    with made(tmp_path, ESTATE).connect() as connection:
        (drawn,) = connection.execute("SELECT current_setting('enable_progress_bar')").fetchone()
    assert drawn is False
