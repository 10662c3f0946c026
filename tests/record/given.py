"""Records for tests: small sources, invented, ingested for real."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearway import __version__
from clearway.record import open_record
from clearway.record.audits import verify
from clearway.record.snapshots import damaged_files
from clearway.record.store import SourceFile, begin_ingest
from clearway.sources.etsi import read_etsi
from clearway.sources.plain import read_tables
from sources import isld

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clearway.record import Record

ESTATE = {
    "rights": "family,publication,application,filed_on,granted_on\n"
    "9001,EP2081234 B1,EP20080101234,2008-02-04,2012-05-09\n"
    "F1,US7654321 B2,US20060123456,2006-03-01,2010-02-02\n"
    "F2,JP4567890 B2,JP20050333444,2005-11-11,2009-01-01\n",
    "declarations": "reference,declarant,family,generation,specification\n"
    "R-1,Example Radio Oy,F1,4G,3GPP TS 36.211\n"
    "R-2,Sample Wireless Inc,F2,4G,\n",
    "transfers": "publication,family,from,to,executed_on\n"
    "US7654321,,Example Radio Oy,Sample Wireless Inc.,2014-04-01\n"
    ",F2,Sample Wireless Inc,Third GmbH,2015-06-01\n",
    "status": "publication,category,country,dated_on\nUS 7654321 B2,lapse,,2016-02-02\n",
    "validations": "publication,country\nEP2081234,DE\nEP 2081234 B1,FR\n",
    "suits": "suit,country,filed_on,plaintiff,defendant,publication\n"
    "S1,DE,2015-01-02,Example Radio Oy,Maker AG,EP2081234B1\n",
    "orders": "suit,from,kind\nS1,2016-01-02,injunction\n",
    "pools": "pool,licensor,publication\nAlpha,Example Radio Oy,EP2081234\n",
    "assessments": "family,standard,assessor,verdict\nF1,3GPP TS 36.211,Panel,essential\n",
}
"""Plain forms by name, with at least one sound row each."""


def write_forms(folder: Path, forms: dict[str, str]) -> Path:
    """Write plain forms as CSV into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in forms.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def add_forms(record: Path, folder: Path) -> tuple[SourceFile, ...]:
    """Ingest a folder of plain forms and return what came of its files."""
    with begin_ingest(record, f"tables:{folder.name}") as build:
        report = read_tables(folder, build.parts)
        files = [
            SourceFile(f.name, f.size, f.sha256, f.rows_in, f.rows_loaded, f.rows_rejected)
            for f in report.files
        ]
        build.finish(files, __version__)
        return build.files


def add_etsi(record: Path, path: Path, content: Iterable[dict[str, str]]) -> tuple[SourceFile, ...]:
    """Write rows of the export to a file, ingest it, and return what came of it."""
    path.write_bytes(isld.text(content))
    with begin_ingest(record, "etsi") as build:
        report = read_etsi(path, build.parts)
        file = SourceFile(
            name=report.name,
            size=report.size,
            sha256=report.sha256,
            rows_in=report.rows_in,
            rows_loaded=report.rows_loaded,
            rows_rejected=report.rows_rejected,
            edition=report.edition,
        )
        build.finish([file], __version__)
        return build.files


def made(folder: Path, forms: dict[str, str], export: Iterable[dict[str, str]] = ()) -> Record:
    """Return a record under `folder` of the forms and, where there are rows, of an export."""
    rows = list(export)
    if rows:
        add_etsi(folder / "record", folder / "ISLD-export.csv", rows)
    if forms:
        add_forms(folder / "record", write_forms(folder / "forms", forms))
    return open_record(folder / "record")


def select(record: Record, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query over the tables of a record."""
    with record.connect() as connection:
        return connection.execute(query).fetchall()


def assert_whole(record: Record, seen: set[str]) -> None:
    """Assert that every audit passes; a snapshot that was seen to pass must have kept its bytes."""
    if record.snapshot_id in seen:
        assert not list(damaged_files(record.folder, record.manifest))
    else:
        assert verify(record) == []
        seen.add(record.snapshot_id)
