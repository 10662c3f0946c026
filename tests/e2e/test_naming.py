"""Names on the command line: look, decide, apply, see the answer change, take it back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from clearway import clear, open_record, read_case
from e2e.command import refused, run, state

DECLARANTS = {
    "F1": "Exemplar Broadcasting Communications Inc",
    "F2": "Exemplar Brodcasting Communications Inc",
    "F3": "Shenzhen Exemplar Wireless",
    "F4": "Exemplar Wireless Ltd",
    "F5": "=cmd|calc!A0",
    "F6": "Nokia Corporation",
}
CASE = """\
[case]
id = "names"
company = "Maker"
as_of = 2018-01-01
markets = ["DE"]

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]
"""


def write_sources(folder: Path) -> Path:
    """Write one German right and one declaration for every declarant."""
    folder.mkdir()
    (folder / "rights.csv").write_text(
        "family,publication,application,filed_on,granted_on\n"
        + "".join(f"F{n},DE100000{n}B4,DE1000000{n},2008-01-01,2012-01-01\n" for n in range(1, 7))
    )
    (folder / "declarations.csv").write_text(
        "reference,declarant,signed_on,family,generation,specification\n"
        + "".join(
            f'D-{family},"{name}",2015-01-01,{family},4G,3GPP TS 36.211\n'
            for family, name in DECLARANTS.items()
        )
    )
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources, a record of them, and a case; tests take copies."""
    folder = tmp_path_factory.mktemp("names")
    write_sources(folder / "forms")
    (folder / "case.toml").write_text(CASE)
    run("ingest", "tables", folder / "forms", "--record", folder / "record").ok()
    return folder


@pytest.fixture
def estate(made: Path, tmp_path: Path) -> Path:
    """A copy of what was made."""
    return Path(shutil.copytree(made, tmp_path / "estate"))


def answer(estate: Path) -> dict[str, Any]:
    """The whole answer, less which snapshot it rests on."""
    told = clear(read_case(estate / "case.toml"), open_record(estate / "record")).to_dict()
    del told["record"]["snapshot"], told["recipe"]
    return told


def holders(estate: Path) -> dict[str, int]:
    """Families of every holder."""
    (row,) = answer(estate)["results"]
    return {holder["holder"]: holder["families"] for holder in row["holders"]}


def decide(estate: Path, *words: str) -> None:
    """Merge or split, then apply."""
    run("names", *words, "--by", "A. Lawyer", "--record", estate / "record").ok()
    run("names", "apply", "--record", estate / "record").ok()


def table_of_names(estate: Path) -> bytes:
    """The bytes of the table of names."""
    current = (estate / "record" / "CURRENT").read_text().strip()
    return (estate / "record" / "snapshots" / current / "names.parquet").read_bytes()


@pytest.mark.slow
def test_the_loop_of_names(estate: Path) -> None:
    """A merge changes the answer, outlives an ingest, and taken back leaves everything as it was.

    The names table is byte for byte the old one again, and so is the answer but for the snapshot.
    """
    told = run("names", "review", "--record", estate / "record", "--format", "json").json()
    (proposal,) = told["left_apart"]
    assert (proposal["name"], proposal["company"], proposal["differs_in"]) == (
        "Exemplar Wireless Ltd", "Shenzhen Exemplar Wireless", "place",
    )  # fmt: skip
    (merged,) = told["merged"]
    assert (merged["families"], proposal["families"]) == (1, 1)
    assert merged["name"] == "Exemplar Brodcasting Communications Inc"
    before, written = answer(estate), table_of_names(estate)
    holder = "Exemplar Broadcasting Communications Inc"
    assert holders(estate)[holder] == 2
    assert before["probable_names"] == [{"holder": holder, "names": [merged["name"]]}]
    shown = run("clear", estate / "case.toml", "--record", estate / "record").ok().text
    assert merged["name"] in " ".join(shown.split())

    decide(estate, "merge", "Exemplar Wireless", "Shenzhen Exemplar Wireless")
    assert holders(estate)["Shenzhen Exemplar Wireless"] == 2
    names = run("record", "names", "--record", estate / "record", "--format", "json").json()
    assert {"spelling": "Exemplar Wireless Ltd", "company": "Shenzhen Exemplar Wireless",
            "how": "reviewed", "score": 1.0} in names  # fmt: skip
    run("ingest", "tables", estate / "forms", "--record", estate / "record").ok()
    assert holders(estate)["Shenzhen Exemplar Wireless"] == 2

    formula = DECLARANTS["F5"]
    run("names", "merge", formula, "Nokia", "--by", "me", "--record", estate / "record").ok()
    cell = f"'{formula}"
    assert cell in (estate / "record" / "names-review.csv").read_text()
    run("names", "split", formula, "Nokia", "--by", "me", "--record", estate / "record").ok()
    decide(estate, "split", "Exemplar Wireless Ltd", "Shenzhen Exemplar Wireless")
    assert answer(estate) == before
    assert table_of_names(estate) == written


@pytest.mark.slow
def test_a_wrong_merge_of_the_machine_is_split_by_editing_the_file(estate: Path) -> None:
    """Proposals go into the file; changing one word there and applying it changes the answer."""
    record = estate / "record"
    run("names", "review", "--to-file", "--record", record).ok()
    path = record / "names-review.csv"
    text = path.read_text()
    assert text.count(",proposed,") == 2
    row = next(line for line in text.splitlines() if "Brodcasting" in line)
    path.write_text(text.replace(row, row.replace("proposed", "apart")))
    run("names", "apply", "--record", record).ok()
    assert holders(estate)["Exemplar Brodcasting Communications Inc"] == 1
    assert answer(estate)["probable_names"] == []
    snapshot = (record / "CURRENT").read_text()
    done = run("names", "apply", "--record", record).ok()
    assert "no name changes" in done.err
    assert (record / "CURRENT").read_text() == snapshot


@pytest.mark.slow
def test_a_file_with_a_mistake_stops_what_would_use_it(estate: Path) -> None:
    """Ingest, review and apply refuse it with the line; the record stays as it was."""
    record = estate / "record"
    before = state(record)
    (record / "names-review.csv").write_text("name,company,decision\nNokia,Sharp,same\n")
    for words in (
        ("names", "apply"),
        ("names", "review"),
        ("ingest", "tables", estate / "forms"),
        ("names", "merge", "Nokia", "Sharp", "--by", "me"),
    ):
        refused(run(*words, "--record", record), 3, "names-review.csv, line 2", "'same'")
    assert state(record) == before


@pytest.mark.slow
def test_names_that_nobody_knows_are_refused(estate: Path) -> None:
    """A name that is not on record, whatever is in it, is told with those near it."""
    record = estate / "record"
    for name in ("Exemplar Wireles", "\udcff" + "x" * 100_000):
        done = run("names", "merge", name, "Nokia", "--by", "me", "--record", record)
        refused(done, 2, "no name", "nearest")
    assert not (record / "names-review.csv").exists()
    missing = run("names", "apply", "--record", estate / "none")
    refused(missing, 4, "holds no record")
    assert not (estate / "none").exists()
