"""The ISLD export, damaged: rows set aside one by one, and files refused as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clearway.errors import SourceError, StorageError
from clearway.sources.etsi import read_etsi
from sources.isld import HEADER, ingest, row, rows, text


def _rejects(parts: Path) -> list[dict[str, Any]]:
    return pl.read_parquet(parts / "rejects.parquet").to_dicts()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"PBPA_APP_DATE": "2020-02-30 00:00:00"},
            "PBPA_APP_DATE: '2020-02-30 00:00:00' is no day of the calendar",
        ),
        (
            {"IPRD_SIGNATURE_DATE": "20/01/2015"},
            "IPRD_SIGNATURE_DATE: '20/01/2015' is no date as YYYY-MM-DD [HH:MM:SS]",
        ),
        (
            {"Reflected_Date": "2015-13-01"},
            "Reflected_Date: '2015-13-01' is no day of the calendar",
        ),
        ({"g4": "yes"}, "4G: 'yes' is neither 1, 0 nor blank"),
        ({"DECL_IS_PROP_FLAG": "2"}, "DECL_IS_PROP_FLAG: '2' is neither 1, 0 nor blank"),
        ({"Explicitely_Disclosed": "x"}, "Explicitely_Disclosed: 'x' is neither 1, 0 nor blank"),
        ({"COMP_LEGAL_NAME": " "}, "COMP_LEGAL_NAME is blank: the declarant is not named"),
        ({"IPRD_ID": "", "IPRD_REFERENCE": ""}, "IPRD_ID and IPRD_REFERENCE are both blank"),
        (
            {"DIPG_ID": "", "DIPG_PATF_ID": ""},
            "DIPG_PATF_ID and DIPG_ID are both blank: no family",
        ),
        ({"PBPA_TITLEEN": "A\0B"}, "holds a NUL byte"),
    ],
)
@pytest.mark.parametrize("block_size", [700, 1 << 20])
def test_a_row_set_aside(
    tmp_path: Path, changes: dict[str, str], reason: str, block_size: int
) -> None:
    """A wrong value sets its row aside with line, reason and bytes; nothing else is lost."""
    content = [*rows(30), row(**changes), *rows(30)]
    report, parts = ingest(tmp_path, text(content), block_size=block_size)
    before = text([*rows(30)])
    raw = text(content)[len(before) :].split(b"\n")[0]
    assert _rejects(parts) == [
        {
            "file": "ISLD-export.csv",
            "line": before.count(b"\n") + 1,
            "reason": reason,
            "raw": raw,
        }
    ]
    assert (report.rows_in, report.rows_loaded, report.rows_rejected) == (61, 60, 1)


def test_a_row_with_fields_missing(tmp_path: Path) -> None:
    """A row cut short says how many fields it has and should have."""
    lines = text(rows(20) + [row()] * 3).split(b'\n"')
    lines[-2] = b'700";"cut'
    lines[-2] += b'"'
    report, parts = ingest(tmp_path, b'\n"'.join(lines))
    (reject,) = _rejects(parts)
    assert reject["reason"] == "2 fields where the header has 40"
    assert reject["raw"] == b'"700";"cut"'
    assert report.rows_in == report.rows_loaded + 1


def test_a_hundred_megabytes_in_one_field(tmp_path: Path) -> None:
    """A field beyond all bounds is set aside, without being held."""
    content = text([*rows(10), row(PBPA_TITLEEN="x" * 100_000_000), *rows(10)])
    report, parts = ingest(tmp_path, content, block_size=16 << 20)
    (reject,) = _rejects(parts)
    assert "longer than the 16,777,216 bytes" in reject["reason"]
    assert "only its first 1,048,576 bytes are kept" in reject["reason"]
    assert len(reject["raw"]) == 1 << 20
    assert (report.rows_in, report.rows_loaded) == (21, 20)


def test_rejects_do_not_depend_on_blocks(tmp_path: Path) -> None:
    """Rows set aside are the same for any block size, in the order of the file."""
    content = rows(300)
    for place in (7, 100, 101, 250):
        content[place] = row(Reflected_Date=f"bad {place}")
    _, plain = ingest(tmp_path, text(content))
    _, small = ingest(tmp_path, text(content), block_size=1000)
    assert len(_rejects(plain)) == 4
    assert (plain / "rejects.parquet").read_bytes() == (small / "rejects.parquet").read_bytes()


def test_too_many_rows_set_aside(tmp_path: Path) -> None:
    """Above the allowed share the file is refused, with the first line and reason."""
    content = rows(300) + [row(g5="?")] * 30
    with pytest.raises(
        SourceError, match=r"line \d+: 5G: '\?' .* 30 of 330 rows .*\(9.1%, at most 5%"
    ):
        ingest(tmp_path, text(content))


def test_no_sound_row(tmp_path: Path) -> None:
    """A file without a single sound row is refused, however short."""
    with pytest.raises(SourceError, match=r"ISLD-export.csv, line 2: .* 1 of 1 rows"):
        ingest(tmp_path, text([row(g5="?")]))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (text([]), "holds a header and no rows"),
        (text([row()], titles=["x"] * 40), "no header of the ISLD export"),
        (text([row()]).split(b"\n", 1)[1], "no header of the ISLD export"),
        (text([row()]).replace(b'";"', b'","'), "no header of the ISLD export.*parted by ';'"),
        (
            text([row()], titles=[c.replace("DIPG_PATF_ID", "DIPG_PATFID") for c in HEADER]),
            r"line 1: column DIPG_PATF_ID is missing \(nearest is DIPG_PATFID\)",
        ),
        (
            text([row()], header=[c for c in HEADER if c not in {"4G", "PUBL_NUMBER"}]),
            "column 4G is missing.*|column PUBL_NUMBER is missing.*as are 4G",
        ),
        (text([row()], header=[*HEADER, "4G"]), "column 4G is there twice"),
        (text([row()]).decode().encode("utf-16"), "is UTF-16"),
        ("".join(chr(233) for _ in range(9)).encode("latin-1"), "line 1: not UTF-8"),
        (text([row()])[:-2], "line 2: a quote is not closed"),
    ],
)
def test_a_file_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """Each way to be no ISLD export has one message with place and remedy, and leaves no files."""
    with pytest.raises(SourceError, match=message):
        ingest(tmp_path, content)
    assert not list(tmp_path.rglob("*.parquet"))
    assert not list(tmp_path.rglob("staging"))


def test_latin_1_rows_are_refused(tmp_path: Path) -> None:
    """A file in another encoding fails as a whole: too many rows are not UTF-8."""
    content = text(rows(100)).decode().encode("latin-1")
    with pytest.raises(SourceError, match=r"line 2: is not UTF-8; 100 of 100 rows"):
        ingest(tmp_path, content)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A missing or read-only folder is an error of storage, not of the source."""
    path = tmp_path / "x.csv"
    path.write_bytes(text(rows(5)))
    with pytest.raises(StorageError, match="cannot be written"):
        read_etsi(path, path / "nowhere")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to stand for a full disk")
def test_a_full_disk(tmp_path: Path) -> None:
    """A disk that fills up while parts are written is an error of storage."""
    path = tmp_path / "x.csv"
    path.write_bytes(text(rows(5)))
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "right_rows.parquet").symlink_to("/dev/full")
    with pytest.raises(StorageError, match="free some space"):
        read_etsi(path, parts)


def test_a_full_disk_while_blocks_are_staged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up while blocks are read is an error of storage too."""

    def full(*_: object, **__: object) -> None:
        raise pl.exceptions.ComputeError("No space left on device (os error 28)")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(StorageError, match="No space left on device"):
        ingest(tmp_path, text(rows(5)))
