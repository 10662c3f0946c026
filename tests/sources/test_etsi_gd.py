"""General declarations: what they say, that they touch nothing, and what is set aside."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.etsi.gd import EVERYTHING, read_gd

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.sources.report import SourceReport

HEADER = (
    '"IPRD_ID";"IPR_COMP_ID";"IPRD_REFERENCE";"Reflected Date";"IPRD_SIGNATURE_DATE";'
    '"IPRD_CREATION_DATE";"COMP_LEGAL_NAME";"GEND_APP_TO_ALL_FLAG";"ETPR_ACRONYM";"Standard";'
    '"LICD_REC_CONDI_FLAG"\n'
)
ROWS = (
    '"7";"1";"GL-201001-001";"2010-01-05 00:00:00";"2010-01-04 00:00:00";"";"Alpha Oy";"0";"LTE";'
    '"TS 102 223";"1"\n'
    '"7";"1";"GL-201001-001";"2010-01-05 00:00:00";"2010-01-04 00:00:00";"";"Alpha Oy";"0";"UMTS";'
    '"";"1"\n'
    '"8";"2";"GL-201102-002";"";"1900-01-01 00:00:00";"";"Beta Inc.";"1";"";"";""\n'
)


def _read(folder: Path, text: str, name: str = "GD-export.csv") -> SourceReport:
    (folder / name).write_text(text, encoding="utf-8")
    return read_gd([folder / name], folder)


def _declared(folder: Path) -> list[dict[str, Any]]:
    return pl.read_parquet(folder / "declarations.parquet").to_dicts()


def test_a_general_declaration(tmp_path: Path) -> None:
    """Its rows become one declaration, with what it is declared to as written."""
    report = _read(tmp_path, HEADER + ROWS)
    first, second = _declared(tmp_path)
    assert (first["declaration_id"], first["reference"]) == ("7", "GL-201001-001")
    assert (first["declarant"], first["reciprocity"]) == ("Alpha Oy", True)
    assert (first["signed_on"], first["reflected_on"]) == (date(2010, 1, 4), date(2010, 1, 5))
    assert first["project"] == "LTE | TS 102 223 | UMTS"
    assert (second["project"], second["signed_on"]) == (EVERYTHING, None)
    assert (report.files[0].rows_in, report.files[0].rows_loaded) == (3, 3)


def test_it_touches_nothing(tmp_path: Path) -> None:
    """It has a family of its own, no leaf and no right: nothing can be relevant through it."""
    _read(tmp_path, HEADER + ROWS)
    for row in _declared(tmp_path):
        assert row["family_id"] == f"general-{row['declaration_id']}"
        assert (row["generation"], row["specification"]) == (None, None)
        assert (row["is_proprietor"], row["explicit"]) == (None, False)
    assert not (tmp_path / "right_rows.parquet").exists()


def test_zip_and_unknown_columns(tmp_path: Path) -> None:
    """The zip is read as fetched; columns that ETSI does not explain are reported."""
    with zipfile.ZipFile(tmp_path / "GD-export.zip", "w") as archive:
        archive.writestr("GD-export.csv", "IPRD_ID,COMP_LEGAL_NAME,Colour\n7,Alpha Oy,red\n")
    report = read_gd([tmp_path / "GD-export.zip"], tmp_path)
    assert len(_declared(tmp_path)) == 1
    assert any("Colour" in note for note in report.notes)


def test_rows_set_aside(tmp_path: Path) -> None:
    """A blank declarant, a wrong day or flag, and two names for one declaration are set aside."""
    bad = (
        '"9";"";"";"";"";"";"";"";"";"";""\n'
        '"9";"";"";"";"4 May";"";"C";"";"";"";""\n'
        '"9";"";"";"";"";"";"C";"maybe";"";"";""\n'
        '"7";"";"";"";"";"";"Other";"";"";"";""\n'
    )
    report = _read(tmp_path, HEADER + ROWS + bad)
    assert report.files[0].rows_rejected == 4
    assert pl.read_parquet(tmp_path / "rejects.parquet")["line"].to_list() == [5, 6, 7, 8]


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", HEADER, HEADER + "1;2\n"])
def test_refused_files(tmp_path: Path, text: str) -> None:
    """A file without the declarants, or without a sound row, is one error."""
    with pytest.raises(SourceError):
        _read(tmp_path, text)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, len(HEADER + ROWS)), junk=st.binary(max_size=6))
def test_fuzz(tmp_path: Path, at: int, junk: bytes) -> None:
    """Whatever bytes stand in the export, there is one error or counts that add up."""
    content = (HEADER + ROWS).encode()
    path = tmp_path / "fuzz.csv"
    path.write_bytes(content[:at] + junk + content[at + len(junk) // 2 :])
    try:
        file = read_gd([path], tmp_path).files[0]
    except SourceError:
        return
    assert file.rows_in == file.rows_loaded + file.rows_rejected
