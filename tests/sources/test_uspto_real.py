"""Real files of the USPTO: 25 grants of 2013-04-16 and three answers on assignments."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from clearway.model.us_term import kind_of, us_term_end
from clearway.sources.uspto.assignments import read_uspto_assignments
from clearway.sources.uspto.grants import read_uspto_grants

SHARED = Path(
    os.environ.get("CLEARWAY_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)
REAL = SHARED / "uspto"


def _part(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


@pytest.fixture(name="real", scope="module")
def read_real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the 25 real grants were read into."""
    if not REAL.exists():
        pytest.skip(f"no shared data at {REAL}; set CLEARWAY_SHARED_DATA")
    folder = tmp_path_factory.mktemp("grants")
    report = read_uspto_grants([REAL / "grants_2013-04-16_small.xml"], folder)
    assert (report.files[0].rows_in, report.files[0].rows_rejected) == (25, 0)
    return folder


def test_real_adjustments(real: Path) -> None:
    """The days of adjustment of the real grants, read off the file by hand."""
    days = {r["publication"]: r["days"] for r in _part(real, "terms") if r["kind"] == "adjustment"}
    assert days == {
        "US-8418590-B2": 331, "US-8418612-B2": 1020, "US-8418880-B2": 600, "US-8419064-B2": 323,
        "US-8419496-B1": 359, "US-8419845-B2": 11, "US-8420016-B2": 786, "US-8420054-B2": 749,
        "US-8420456-B2": 341, "US-8420484-B2": 42, "US-8420530-B2": 189, "US-8420690-B2": 597,
        "US-8421271-B2": 706, "US-8421425-B1": 373, "US-8421436-B2": 691, "US-8421615-B2": 887,
    }  # fmt: skip


def test_real_chain(real: Path) -> None:
    """US 8,420,883 goes back to 1994 over six applications, under a terminal disclaimer."""
    terms = [r for r in _part(real, "terms") if r["publication"] == "US-8420883-B2"]
    assert [(r["kind"], r["dated_on"]) for r in terms] == [
        ("disclaimer", None),
        ("parent", date(2010, 11, 16)),
        ("parent", date(2006, 6, 21)),
        ("parent", date(2001, 12, 20)),
        ("parent", date(1997, 9, 10)),
        ("parent", date(1997, 6, 27)),
        ("parent", date(1994, 11, 28)),
    ]


@pytest.mark.parametrize(
    ("publication", "ended_on"),
    [
        ("US-8418590-B2", date(2029, 5, 2)),
        ("US-8420883-B2", date(2014, 11, 29)),
        ("US-8420530-B2", date(2028, 2, 16)),
        ("US-D680087-S1", date(2027, 4, 17)),
        ("US-8420021-B2", date(2028, 7, 13)),
    ],
)
def test_real_ends(real: Path, publication: str, ended_on: date) -> None:
    """Terms counted by hand: filing, parents, international filing, adjustment, a design."""
    (right,) = [
        row for row in _part(real, "right_rows") if row["publication_numbers"][0] == publication
    ]
    terms = [row for row in _part(real, "terms") if row["publication"] == publication]
    parents = [row["dated_on"] for row in terms if row["kind"] == "parent"]
    end = us_term_end(
        right["filed_on"],
        right["granted_on"],
        min(parents, default=None),
        sum(row["days"] or 0 for row in terms),
        (),
        kind_of(publication),
    )
    assert end.ended_on == ended_on


def test_real_parties(real: Path) -> None:
    """Of 25 real grants 24 name assignees, 25 in all, each an organization by its role."""
    rows = _part(real, "applicants")
    assignees = [row for row in rows if row["role"] == "assignee"]
    assert (len(assignees), {row["organization"] for row in assignees}) == (25, {True})
    assert {row["organization"] for row in rows if row["role"] == "inventor"} == {False}


def test_real_assignments(tmp_path: Path) -> None:
    """The real answers: a nunc pro tunc of five patents, and an assignment of five inventors."""
    if not REAL.exists():
        pytest.skip(f"no shared data at {REAL}; set CLEARWAY_SHARED_DATA")
    portal = tmp_path / "assignment-16016123.json"
    shutil.copy(REAL / "odp_assignment.json", portal)
    files = [REAL / "assignments_1.xml", REAL / "assignments_2.xml", portal]
    read_uspto_assignments(files, tmp_path)
    rows = _part(tmp_path, "transfers")
    columns = ("publication", "conveyance", "executed_on", "recorded_on")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        *(
            (number, "nunc pro tunc", date(2006, 9, 14), date(2006, 9, 14))
            for number in ("US-7130913", "US-7321937", "US-6195024", "US-6309424", "US-6601104")
        ),
        ("US-2018114740", "assignment from persons", date(2017, 8, 28), date(2017, 8, 29)),
        (None, "assignment from persons", date(2018, 9, 23), date(2018, 10, 25)),
    ]  # fmt: skip
    assert [row["to_name"] for row in rows[4:]] == [
        "REALTIME DATA LLC", "TESLA MOTORS, INC.", "THE GENERAL HOSPITAL CORPORATION",
    ]  # fmt: skip
