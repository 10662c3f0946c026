"""Every reader is found under its source's name, and its files reach the record."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest

from clearway.errors import SourceError
from clearway.ingest import ingest_etsi, ingest_source
from clearway.readers import READERS
from clearway.record import open_record
from record.given import select
from sources import isld

PAGES = Path(__file__).parents[2] / "docs" / "reference" / "sources"


@pytest.mark.parametrize("source", READERS)
def test_a_reader_stands_where_it_is_said_to(source: str) -> None:
    """Each reader can be imported and takes files, the folder for parts and a progress."""
    module, function = READERS[source].place.split(":")
    read = getattr(import_module(module), function)
    assert list(inspect.signature(read).parameters) == ["paths", "parts", "progress"]


@pytest.mark.parametrize("source", READERS)
def test_a_reader_has_a_page(source: str) -> None:
    """Each source has a page on its publisher, layout and quirks."""
    assert (PAGES / f"{source}.md").is_file()


def test_a_source_is_ingested_and_replaces_what_it_loaded_before(tmp_path: Path) -> None:
    """Files of a source reach the record with their counts; a second ingest replaces the first."""
    record = tmp_path / "record"
    file = tmp_path / "population.csv"
    file.write_text("Country Name,Country Code,Year,Value\nGermany,DEU,2017,82657002\n")
    assert ingest_source("markets", [file], record).files[0].rows_loaded == 1
    file.write_text("Country Name,Country Code,Year,Value\nFrance,FRA,2017,66865144\n")
    summary = ingest_source("markets", [file], record)
    assert [step for step, _ in summary.seconds] == ["read", "merged", "laid out for questions"]
    found = select(open_record(record), "SELECT country, year, measure, value FROM markets")
    assert found == [("FR", 2017, "population", 66865144.0)]


def test_the_dynamic_report_is_refused_beside_the_export(tmp_path: Path) -> None:
    """ETSI's two exports give one patent two families, so a record takes one of them."""
    export = tmp_path / "export.csv"
    export.write_bytes(isld.text([isld.row()]))
    ingest_etsi(export, tmp_path / "record")
    with pytest.raises(SourceError, match="ingest into another record"):
        ingest_source("etsi-dynamic", [tmp_path / "report.csv"], tmp_path / "record")
