"""The commands that look into a record, and what they say of one that is damaged or in use."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from e2e.command import refused, run
from e2e.forms import WORKED_CASE, write_worked_example


def _copied(record: Path, folder: Path) -> Path:
    return Path(shutil.copytree(record, folder / "copy"))


def test_info_lists_sources_and_tables(record: Path) -> None:
    """`record info` names the snapshot, each file with its rows, and the tables."""
    printed = run("record", "info", "--record", record).ok().text
    for word in ("sample.zip", "rights.csv", "declarations", "set aside"):
        assert word in printed
    manifest = run("record", "info", "--record", record, "--format", "json").json()
    assert manifest["snapshot"] == (record / "CURRENT").read_text().strip()
    for source in manifest["sources"].values():
        for file in source["files"]:
            assert file["rows_in"] == file["rows_loaded"] + file["rows_rejected"]


def test_names_lists_every_merge(record: Path) -> None:
    """`record names` lists each spelling that was merged, with its company and the method."""
    printed = run("record", "names", "--record", record).ok().text
    assert "Huawei" in printed
    assert "alias" in printed


def test_verify_passes_a_whole_record(record: Path) -> None:
    """`record verify` says that every audit passed."""
    assert "every audit passed" in run("record", "verify", "--record", record).ok().text


def test_verify_fails_a_changed_table(worked: Path, tmp_path: Path) -> None:
    """A table that is not as written fails the audit with code 5 and its name."""
    copy = _copied(worked, tmp_path)
    table = next((copy / "snapshots").glob("*/rights.parquet"))
    table.write_bytes(table.read_bytes()[:-20] + bytes(20))
    done = run("record", "verify", "--record", copy)
    assert "rights" in refused(done, 5) + done.err


@pytest.mark.parametrize("content", ["", "{", None])
def test_a_damaged_manifest(worked: Path, tmp_path: Path, content: str | None) -> None:
    """A snapshot without a readable manifest is damaged: code 5, the file, and what to do."""
    copy = _copied(worked, tmp_path)
    manifest = next((copy / "snapshots").glob("*/manifest.json"))
    manifest.unlink()
    if content is not None:
        manifest.write_text(content)
    refused(run("record", "info", "--record", copy), 5, "manifest.json", "ingest")


def test_a_damaged_table(worked: Path, tmp_path: Path) -> None:
    """A question over a record with a broken table ends in code 5 and a remedy."""
    copy = _copied(worked, tmp_path)
    shutil.rmtree(copy / "cache", ignore_errors=True)
    for table in (copy / "snapshots").glob("*/*.parquet"):
        table.write_bytes(b"PAR1 no more PAR1")
    path = tmp_path / "case.toml"
    path.write_text(WORKED_CASE)
    refused(run("clear", path, "--record", copy), 5, "ingest")


@pytest.mark.slow
def test_diff_of_two_snapshots(worked: Path, tmp_path: Path) -> None:
    """`record diff` compares the last two snapshots, and two named ones."""
    copy = _copied(worked, tmp_path)
    refused(run("record", "diff", "--record", copy), 2, "snapshot")
    first = (copy / "CURRENT").read_text().strip()
    write_worked_example(tmp_path / "forms", sold_on="2017-09-01")
    run("ingest", "tables", tmp_path / "forms", "--record", copy).ok()
    second = (copy / "CURRENT").read_text().strip()
    printed = run("record", "diff", "--record", copy).ok().text
    assert "transfers" in printed
    assert f"{first} -> {second}" in " ".join(printed.split())
    words = ("record", "diff", "--record", copy, "--from", first, "--to", second)
    told = run(*words, "--on", "2017-06-01", "--format", "json").json()
    assert [(row["before"], row["after"], row["rights"]) for row in told["owners"]] == [
        ("N", "A", 1)
    ]
    refused(run("record", "diff", "--record", copy, "--from", "nonsense"), 4, "nonsense")


def test_rejects_lists_rows_set_aside(record: Path) -> None:
    """`record rejects` gives file, line, reason and the row."""
    printed = run("record", "rejects", "--record", record, env={"COLUMNS": "200"}).ok().text
    assert "rights.csv" in printed
    assert "2020-02-30" in printed
    assert "EP1002002B1" in printed


@pytest.mark.slow
def test_rejects_of_any_bytes(worked: Path, tmp_path: Path) -> None:
    """Rows of bytes that are no text, or steer a terminal, are shown and steer nothing."""
    copy = _copied(worked, tmp_path)
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "rights.csv").write_bytes(
        b"family,publication\nF7,EP1003001B1\n\xff\xfe,EP1\nF8,\x1b[31m\n[red]F9,EP\0\n"
    )
    run("ingest", "tables", folder, "--record", copy).ok()
    printed = run("record", "rejects", "--record", copy).ok().out
    assert b"\x1b" not in printed
    assert b"\0" not in printed
    assert printed.count(b"rights.csv") == 3
    limited = run("record", "rejects", "--record", copy, "--limit", "1").ok().out
    assert limited.count(b"rights.csv") == 1


def test_a_record_in_use(worked: Path, tmp_path: Path) -> None:
    """A second writer is refused with code 6; readers are not."""
    copy = _copied(worked, tmp_path)
    with FileLock(copy / "lock"):
        refused(run("ingest", "tables", worked.parent / "forms", "--record", copy), 6, "try again")
        run("record", "info", "--record", copy).ok()


@pytest.mark.parametrize(
    "command", ["info", "names", "verify", "diff", "rejects", "coverage", "stale"]
)
def test_no_record(tmp_path: Path, command: str) -> None:
    """Without a record each command says so with code 4."""
    refused(run("record", command, "--record", tmp_path / "none"), 4, "none")
