"""Damaged sources: one clear message, the right exit code, the record as it was."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from e2e.command import refused, run, state

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def export(record: Path) -> bytes:
    """The CSV of a small sample, some hundred rows of it."""
    with zipfile.ZipFile(record.parent / "sample.zip") as archive:
        lines = archive.read(archive.namelist()[0]).split(b"\n")
    return b"\n".join(lines[:400]) + b"\n"


@pytest.fixture
def own_record(worked: Path, tmp_path: Path) -> Path:
    """A record of one test alone, small, that holds something to lose."""
    return Path(shutil.copytree(worked, tmp_path / "own-record"))


def _zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return path


def _truncated_zip(folder: Path, export: bytes) -> Path:
    path = _zipped(folder / "short.zip", export=export)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def _bomb(folder: Path, export: bytes) -> Path:
    """300 MB of one byte in 300 kB, after a sound header."""
    path = folder / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("export.csv", "w", force_zip64=True) as member,
    ):
        member.write(export[: export.index(b"\n") + 1])
        for _ in range(300):
            member.write(b"0" * (1 << 20))
    return path


def _csv(change: Callable[[bytes], bytes]) -> Callable[[Path, bytes], Path]:
    def write(folder: Path, export: bytes) -> Path:
        path = folder / "export.csv"
        path.write_bytes(change(export))
        return path

    return write


REFUSED: dict[str, tuple[Callable[[Path, bytes], Path], tuple[str, ...]]] = {
    "truncated zip": (_truncated_zip, ("short.zip", "truncated or damaged", "fetch it again")),
    "two members": (
        lambda folder, export: _zipped(folder / "two.zip", one=export, two=export),
        ("two.zip", "exactly one .csv", "'one.csv', 'two.csv'", "unpack it"),
    ),
    "bomb": (_bomb, ("bomb.zip", "is refused", "unpack it")),
    "UTF-16": (_csv(lambda e: e.decode().encode("utf-16")), ("export.csv", "UTF-16", "UTF-8")),
    "Latin-1": (
        _csv(lambda e: e.replace(b"a", b"\xe9")),
        ("export.csv", "line 1", "UTF-8"),
    ),
    "no header": (_csv(lambda e: e.split(b"\n", 1)[1]), ("export.csv", "no header")),
    "missing column": (
        _csv(lambda e: e.replace(b"DIPG_PATF_ID", b"DIPG_PATFID", 1)),
        ("export.csv", "line 1", "DIPG_PATF_ID is missing", "nearest is DIPG_PATFID"),
    ),
    "empty file": (_csv(lambda _: b""), ("export.csv", "empty", "fetch the export again")),
    "header alone": (_csv(lambda e: e.split(b"\n", 1)[0] + b"\n"), ("export.csv", "no rows")),
    "no file": (lambda folder, _: folder / "export.zip", ("export.zip", "does not exist")),
    "a folder": (lambda folder, _: folder, ("is not a file", "name the .zip, .csv")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_damaged_export_is_refused(
    name: str, own_record: Path, tmp_path: Path, export: bytes
) -> None:
    """Each damage gives one message with file and remedy, code 3, and changes nothing."""
    write, parts = REFUSED[name]
    before = state(own_record)
    folder = tmp_path / "in"
    folder.mkdir()
    refused(run("ingest", "etsi", write(folder, export), "--record", own_record), 3, *parts)
    assert state(own_record) == before


def _with_row(export: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The export, row 100 (line 101, all rows being of one line) changed."""
    lines = export.split(b"\n")
    changed = change(lines[100])
    assert changed != lines[100]
    lines[100] = changed
    return b"\n".join(lines)


def _first_date(row: bytes) -> bytes:
    fields = row.split(b";")
    place = next(i for i, field in enumerate(fields) if b"00:00:00" in field)
    fields[place] = b'"2020-02-30 00:00:00"'
    return b";".join(fields)


def _lengthened(row: bytes) -> bytes:
    fields = row.split(b";")
    fields[0] = b'"' + b"x" * 100_000_000 + b'"'
    return b";".join(fields)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_first_date, "2020-02-30"),
        (lambda row: row.replace(b'"', b'"\0', 1), "NUL"),
        (_lengthened, "longer than"),
    ],
    ids=["2020-02-30", "NUL", "100 MB"],
)
def test_a_bad_row_is_set_aside(
    own_record: Path, tmp_path: Path, export: bytes, change: Callable[[bytes], bytes], reason: str
) -> None:
    """A row that cannot be used is set aside with its line and reason; rows in = loaded + aside."""
    path = tmp_path / "export.csv"
    path.write_bytes(_with_row(export, change))
    done = run("ingest", "etsi", path, "--record", own_record).ok()
    assert "1 set aside" in done.text
    file = run("record", "info", "--record", own_record, "--format", "json").json()["sources"][
        "etsi"
    ]["files"][0]
    assert file["rows_in"] == file["rows_loaded"] + file["rows_rejected"]
    words = ("record", "rejects", "--record", own_record, "--source", "etsi")
    shown = run(*words, env={"COLUMNS": "250"}).ok()
    assert reason in " ".join(shown.text.split())
    assert "\0" not in shown.text


@pytest.mark.parametrize(
    ("files", "parts"),
    [
        ({"rights.csv": ""}, ("rights.csv", "empty", "first line")),
        ({"rights.csv": "familly,publication\nF,EP1\n"}, ("rights.csv:1", "family", "familly")),
        ({"rights.csv": "F1,EP1001001B1\n"}, ("rights.csv:1", "family", "missing")),
        ({"rigths.csv": "family\n"}, ("rigths.csv", "name it rights.csv")),
        ({"notes.txt": "?"}, ("notes.txt", "not a plain form")),
        ({}, ("no plain form here", "declarations")),
    ],
    ids=["empty", "misspelled column", "no header", "misspelled name", "no form", "no file"],
)
def test_damaged_plain_forms_are_refused(
    own_record: Path, tmp_path: Path, files: dict[str, str], parts: tuple[str, ...]
) -> None:
    """Plain forms that cannot be read are refused with file and remedy, and change nothing."""
    folder = tmp_path / "plain"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    before = state(own_record)
    refused(run("ingest", "tables", folder, "--record", own_record), 3, *parts)
    assert state(own_record) == before


def test_a_record_that_is_a_file(tmp_path: Path, record: Path) -> None:
    """A file where the folder of the record should be is refused by reader and writer alike."""
    path = tmp_path / "record"
    path.write_text("no folder")
    refused(run("record", "info", "--record", path), 4, str(path))
    refused(run("ingest", "tables", record.parent / "forms", "--record", path), 7, str(path))
    assert path.read_text() == "no folder"


def test_a_failed_first_ingest_leaves_no_record(tmp_path: Path) -> None:
    """After a first ingest that failed, the record is still said to be missing."""
    path = tmp_path / "record"
    refused(run("ingest", "tables", tmp_path / "nothing", "--record", path), 3, "not found")
    refused(run("record", "info", "--record", path), 4, "clearway ingest")
