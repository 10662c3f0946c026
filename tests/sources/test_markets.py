"""Figures by country and year: both layouts, groups of countries, and what is set aside."""

from __future__ import annotations

import os
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.markets import measure_of, read_markets
from clearway.sources.plain import read_tables

if TYPE_CHECKING:
    from clearway.sources.report import SourceReport

LONG = "Country Name,Country Code,Year,Value\n"
WIDE = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2016","2017",\n'
    '"Germany","DEU","Population, total","SP.POP.TOTL","82348669","",\n'
    '"Euro area","EMU","Population, total","SP.POP.TOTL","1","2",\n'
)


def _read(folder: Path, text: str, name: str = "population.csv") -> SourceReport:
    (folder / name).write_text(text, encoding="utf-8")
    return read_markets([folder / name], folder)


def _rows(folder: Path) -> list[tuple[Any, ...]]:
    frame = pl.read_parquet(folder / "markets.parquet")
    return frame.select("country", "year", "measure", "value").rows()


def test_long_layout(tmp_path: Path) -> None:
    """A row is a figure of a country, whose code becomes alpha-2."""
    _read(tmp_path, LONG + '"Korea, Rep.",KOR,2017,51361911\nIndia,IND,2017,1.35e9\n')
    assert _rows(tmp_path) == [
        ("KR", 2017, "population", 51361911.0),
        ("IN", 2017, "population", 1.35e9),
    ]


def test_groups_of_countries(tmp_path: Path) -> None:
    """Groups and economies without a code count as read, give nothing and are noted."""
    report = _read(tmp_path, LONG + "World,WLD,2017,7\nKosovo,XKX,2017,1\nIndia,IND,2017,1\n")
    assert (report.files[0].rows_in, report.files[0].rows_loaded) == (3, 3)
    assert len(_rows(tmp_path)) == 1
    assert any("1 rows of 1 groups" in note for note in report.notes)
    assert any("XKX" in note for note in report.notes)


def test_wide_layout_in_the_zip(tmp_path: Path) -> None:
    """The bank's zip is read past its preamble; blank years are no figures, its day the edition."""
    with zipfile.ZipFile(tmp_path / "API.zip", "w") as archive:
        archive.writestr("API_SP.POP.TOTL_DS2.csv", WIDE)
        archive.writestr("Metadata_Country_API.csv", "a,b\n")
    report = read_markets([tmp_path / "API.zip"], tmp_path)
    assert _rows(tmp_path) == [("DE", 2016, "population", 82348669.0)]
    assert report.files[0].edition == date(2024, 6, 28)


def test_bad_rows_are_set_aside(tmp_path: Path) -> None:
    """Unknown codes, years and figures that are none, and repeats have their reason and line."""
    rows = (
        "India,IND,2017,1\nIndia,IND,2017,1\nNowhere,ZZQ,2017,1\nIndia,IND,17,1\n"
        "India,IND,2018,-1\nIndia,IND,2019,nan\nIndia,IND,2020,\n"
    )
    report = _read(tmp_path, LONG + rows)
    rejects = pl.read_parquet(tmp_path / "rejects.parquet")
    assert rejects["line"].to_list() == [3, 4, 5, 6, 7, 8]
    assert report.files[0].rows_loaded == 1


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("gdp_usd.csv", "gdp_usd"),
        ("API_NY.GDP.MKTP.CD_DS2_en.csv", "gdp_usd"),
        ("API_SP.POP.TOTL_DS2_en.csv", "population"),
    ],
)
def test_measure_by_the_name(name: str, measure: str) -> None:
    """The file's name says what is measured."""
    assert measure_of(name) == measure


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("figures.csv", LONG + "India,IND,2017,1\n", "does not say what is measured"),
        ("population.csv", "a,b\n1,2\n", "names the columns"),
        ("population.csv", "Country Name,Country Code,When\nIndia,IND,1\n", "neither Year"),
        ("population.csv", LONG, "no rows"),
    ],
)
def test_refused_files(tmp_path: Path, name: str, text: str, message: str) -> None:
    """A file of another layout, or without a measure, is one error that says what to do."""
    with pytest.raises(SourceError, match=message):
        _read(tmp_path, text, name)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, len(WIDE)), junk=st.binary(max_size=6))
def test_fuzz(tmp_path: Path, at: int, junk: bytes) -> None:
    """Whatever bytes stand in the file, there is one error or counts that add up."""
    path = tmp_path / "population.csv"
    content = WIDE.encode()
    path.write_bytes(content[:at] + junk + content[at + len(junk) // 2 :])
    try:
        file = read_markets([path], tmp_path).files[0]
    except SourceError:
        return
    assert file.rows_in == file.rows_loaded + file.rows_rejected


def test_plain_form(tmp_path: Path) -> None:
    """`markets.csv` takes demand by country and year, and refuses measures that nobody knows."""
    (tmp_path / "markets.csv").write_text(
        "country,year,measure,value\nIN,2017,devices,124000000\nIN,2017,wishes,1\nIN,x,devices,1\n",
        encoding="utf-8",
    )
    report = read_tables(tmp_path / "markets.csv", tmp_path)
    assert _rows(tmp_path) == [("IN", 2017, "devices", 124000000.0)]
    assert report.files[0].rows_rejected == 2


def test_real_figures(tmp_path: Path) -> None:
    """The real files: every row is a country's or a group's, none is set aside."""
    shared = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("CLEARWAY_SHARED_DATA", shared)) / "markets"
    if not folder.exists():
        pytest.skip("real World Bank figures absent; see CLEARWAY_SHARED_DATA")
    report = read_markets([folder / "population.csv", folder / "gdp_usd.csv"], tmp_path)
    assert [(file.rows_in, file.rows_rejected) for file in report.files] == [
        (17_195, 0),
        (13_979, 0),
    ]
    assert ("IN", 2017, "population") in {row[:3] for row in _rows(tmp_path)}
