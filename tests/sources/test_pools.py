"""The patent list of a pool: numbers, licensors, days, and what is set aside."""

from __future__ import annotations

import csv
import gzip
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.pools import pool_of, read_pool

if TYPE_CHECKING:
    from clearway.sources.report import SourceReport

HEADER = "Profile,Country,Patent Number,Licensor\n"
ROWS = (
    "Main/Main10,US,US10003793,Alpha\n"
    "Optional,US,US10003793,Alpha\n"
    'Main/Main10,AT,AT-EP3474552,"Alpha, Beta"\n'
    "Main/Main10,KR,KR10-0583552,Beta\n"
)


def _read(folder: Path, text: str, name: str = "hevc_2022-02-04.csv") -> SourceReport:
    (folder / name).write_text(text, encoding="utf-8")
    return read_pool([folder / name], folder)


def _part(folder: Path, name: str) -> list[dict[str, Any]]:
    return pl.read_parquet(folder / f"{name}.parquet").to_dicts()


def test_patents_and_licensors(tmp_path: Path) -> None:
    """A patent is listed once per licensor, joint ones apart, from the day of the list."""
    report = _read(tmp_path, HEADER + ROWS)
    listed = _part(tmp_path, "pool_patents")
    assert [(row["publication"], row["licensor"]) for row in listed] == [
        ("US-10003793", "Alpha"),
        ("EP-3474552", "Alpha"),
        ("EP-3474552", "Beta"),
        ("KR-100583552", "Beta"),
    ]
    assert {row["pool"] for row in listed} == {"HEVC Advance"}
    assert {row["from_on"] for row in listed} == {date(2022, 2, 4)}
    assert (report.files[0].rows_in, report.files[0].rows_loaded) == (4, 4)
    assert any("ITU-T H.265" in note for note in report.notes)


def test_commas_in_names(tmp_path: Path) -> None:
    """A comma before the form of a company parts no licensors."""
    _read(tmp_path, HEADER + 'Main,US,US9000001,"Alpha, Inc., Beta Co., Ltd., KAIST"\n')
    names = [row["licensor"] for row in _part(tmp_path, "pool_patents")]
    assert names == ["Alpha, Inc.", "Beta Co., Ltd.", "KAIST"]


def test_rights_without_a_family(tmp_path: Path) -> None:
    """Each patent becomes one right without a family, and nothing becomes a declaration."""
    _read(tmp_path, HEADER + ROWS)
    rights = _part(tmp_path, "right_rows")
    assert [row["publication_numbers"] for row in rights] == [
        ["US-10003793"],
        ["EP-3474552"],
        ["KR-100583552"],
    ]
    assert {row["family_id"] for row in rights} == {None}
    assert not (tmp_path / "declarations.parquet").exists()


def test_bad_rows_are_set_aside(tmp_path: Path) -> None:
    """A number that is none, a blank licensor and a short row are kept with line and reason."""
    bad = 'Main,XX,none,Alpha\nMain,US,US9000001,\nMain,US\nMain,US,"US9000002\n'
    report = _read(tmp_path, HEADER + bad + ROWS)
    rejects = _part(tmp_path, "rejects")
    assert sorted(row["line"] for row in rejects) == [2, 3, 4, 5]
    assert [row["raw"] for row in rejects if row["line"] == 4] == [b"Main,US"]
    assert report.files[0].rows_in == 8
    assert report.files[0].rows_rejected == 4


@pytest.mark.parametrize(
    ("name", "pool", "day"),
    [
        ("HEVC-Advance_2022-02-04.csv", "HEVC Advance", date(2022, 2, 4)),
        ("hevc_advance_2022.csv", "HEVC Advance", None),
        ("my-pool_2020_01_31.csv.gz", "my-pool", date(2020, 1, 31)),
        ("other.csv", "other", None),
    ],
)
def test_pool_and_day_by_the_name(name: str, pool: str, day: date | None) -> None:
    """The file's name gives the pool and the day of its list, and an incomplete day none."""
    assert pool_of(Path(name)) == (pool, day)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "Profile,Country,Number,Licensor\nx,US,US1,A\n", "Patent Number is missing"),
        ("a.csv", HEADER, "a header and no rows"),
        ("a.csv", HEADER + "Main,US,none,A\n", "1 of 1 rows would be set aside"),
        ("a_2022-02-30.csv", HEADER + ROWS, "no day of the calendar"),
        ("a.csv", "", "empty"),
    ],
)
def test_refused_files(tmp_path: Path, name: str, text: str, message: str) -> None:
    """A file that cannot be believed is one error that says what to do."""
    with pytest.raises(SourceError, match=message):
        _read(tmp_path, text, name)


def test_several_lists_and_gzip(tmp_path: Path) -> None:
    """Several lists are read at once, packed ones too; the same pool and day twice is refused."""
    first, second = tmp_path / "hevc_2020-01-01.csv", tmp_path / "hevc_2021-01-01.csv.gz"
    first.write_text(HEADER + ROWS, encoding="utf-8")
    second.write_bytes(gzip.compress((HEADER + ROWS).encode()))
    report = read_pool([first, second], tmp_path)
    assert [file.edition for file in report.files] == [date(2020, 1, 1), date(2021, 1, 1)]
    with pytest.raises(SourceError, match="two lists of one pool and day"):
        read_pool([first, first], tmp_path)


def test_truncated_gzip(tmp_path: Path) -> None:
    """A gzip file cut short is one error that names it."""
    cut = tmp_path / "hevc.csv.gz"
    cut.write_bytes(gzip.compress((HEADER + ROWS * 500).encode())[:60])
    with pytest.raises(SourceError, match="truncated or damaged"):
        read_pool([cut], tmp_path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 150), junk=st.binary(max_size=6))
def test_fuzz(tmp_path: Path, at: int, junk: bytes) -> None:
    """Whatever bytes stand in the list, there is one error or counts that add up."""
    content = (HEADER + ROWS).encode()
    path = tmp_path / "fuzz.csv"
    path.write_bytes(content[:at] + junk + content[at + len(junk) // 2 :])
    try:
        file = read_pool([path], tmp_path).files[0]
    except SourceError:
        return
    assert file.rows_in == file.rows_loaded + file.rows_rejected
    assert len(_part(tmp_path, "rejects")) == file.rows_rejected


def test_real_list(tmp_path: Path) -> None:
    """The list of 2022: nearly all its 17,361 rows are read, and no derived column is needed."""
    shared = Path(__file__).parents[3] / "shared" / "data"
    found = Path(os.environ.get("CLEARWAY_SHARED_DATA", shared)) / "pools" / "hevc_advance_2022.csv"
    if not found.exists():
        pytest.skip("real HEVC Advance list absent; see CLEARWAY_SHARED_DATA")
    report = read_pool([found], tmp_path)
    assert report.files[0].rows_in == 17_361
    assert report.files[0].rows_rejected <= 10
    mine = {row["publication"] for row in _part(tmp_path, "pool_patents")}
    with found.open(encoding="utf-8-sig", newline="") as lines:
        european = {
            f"EP-{row['Patent Number New'][2:]}"
            for row in csv.DictReader(lines)
            if row["Country New"] == "EP"
        }
    assert european == {name for name in mine if name.startswith("EP-")}
