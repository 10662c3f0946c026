"""What is fuzzed: each reader with the file it is given, and what must hold whatever is in it.

Readers may refuse a file with an error of ours. Else every row is loaded or set aside with its
reason: the reader's counts agree with the rejects on disk, and with another program's count of the
rows where the bytes are plain enough for one.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from lxml import etree

from clearway.case.read import read_text
from clearway.errors import ClearwayError
from clearway.history.entries import read_entries
from clearway.matching import read_review
from clearway.readers import READERS
from clearway.sources.devices import read_table
from clearway.sources.etsi import read_etsi
from clearway.sources.inpadoc import read_inpadoc
from clearway.sources.plain import read_tables
from fuzz import seeds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

Outcome = tuple[int, int, int]
"""Rows read, loaded and set aside."""


@dataclass(frozen=True)
class Target:
    """One file of one reader.

    Attributes:
        reader: its name, as of `READERS` where it stands there.
        file: what the file is called.
        seeds: sound files to begin with.
        read: reads a folder that holds the file into the folder `parts`, and returns the counts.
        count: rows by another program; None where the bytes are not plain enough for it.
        beside: other files that the reader needs, by name.
    """

    reader: str
    file: str
    seeds: tuple[bytes, ...]
    read: Callable[[Path, str], Outcome]
    count: Callable[[bytes], int | None] = lambda _: None
    beside: Mapping[str, bytes] = field(default_factory=dict)


def check(target: Target, data: bytes, folder: Path) -> Outcome | None:
    """Read bytes; return the counts, or None where the file is refused with an error of ours.

    Args:
        target: the reader and its file.
        data: the file.
        folder: scratch; emptied first.

    Raises:
        AssertionError: rows are lost.
        Exception: anything else is a defect of the reader.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "parts").mkdir(parents=True)
    for name, content in {**target.beside, target.file: data}.items():
        (folder / name).write_bytes(content)
    try:
        rows, loaded, rejected = target.read(folder, target.file)
    except ClearwayError:
        return None
    assert rows == loaded + rejected, f"{rows} rows, {loaded} loaded, {rejected} set aside"
    counted = target.count(data)
    assert counted is None or counted == rows, f"{rows} rows where {counted} stand in the file"
    return rows, loaded, rejected


def _parts(name: str) -> Callable[[Path, str], Outcome]:
    """A reader that hands over parts, of which the rejects are counted on disk."""

    def read(folder: Path, file: str) -> Outcome:
        parts = folder / "parts"
        whole = folder if name == "uspto-suits" else folder / file
        if name == "etsi":
            one = read_etsi(whole, parts)
            counts = [(one.rows_in, one.rows_loaded, one.rows_rejected)]
        else:
            if name == "tables":
                report = read_tables(whole, parts)
            else:
                module, function = READERS[name].place.split(":")
                report = getattr(import_module(module), function)([whole], parts, None)
            counts = [(f.rows_in, f.rows_loaded, f.rows_rejected) for f in report.files]
        rows, loaded, rejected = (sum(column) for column in zip(*counts, strict=True))
        kept = pq.read_metadata(parts / "rejects.parquet").num_rows
        assert kept == rejected, f"{rejected} rows set aside, {kept} of them kept"
        return rows, loaded, rejected

    return read


def _devices(folder: Path, file: str) -> Outcome:
    table = read_table(folder / file)
    loaded, rejected = len(table.devices), len(table.rejects)
    return loaded + rejected, loaded, rejected


def _entries(folder: Path, file: str) -> Outcome:
    loaded = len(read_entries(folder / file))
    return loaded, loaded, 0


def _names(folder: Path, file: str) -> Outcome:
    loaded = len(read_review(folder / file).rows)
    return loaded, loaded, 0


def _case(folder: Path, file: str) -> Outcome:
    """A case is whole, or what is wrong in it is told."""
    case, findings = read_text((folder / file).read_bytes(), file)
    assert (case is None) == bool(findings)
    return 1, int(case is not None), int(case is None)


def _lines(before: int) -> Callable[[bytes], int | None]:
    """Rows of a table without quotes, behind some lines."""

    def count(data: bytes) -> int | None:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return None
        if set('"\r\0') & set(text) or not text.isascii():
            return None
        return sum(1 for row in csv.reader(text.split("\n")) if any(row)) - before

    return count


def _elements(*tags: str) -> Callable[[bytes], int | None]:
    """Outermost elements of a well-formed document."""

    def count(data: bytes) -> int | None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            return None
        found = [e for e in root.iter("{*}*") if etree.QName(e).localname in tags]
        inner = {id(below) for one in found for below in one.iterdescendants()}
        return None if any(id(one) in inner for one in found) else len(found)

    return count


def _codes(folder: Path, file: str) -> Outcome:
    """The EPO's list of codes, beside a file of events that it speaks of."""
    files = read_inpadoc([folder / file, folder / "legal.xml"], folder / "parts").files
    listed = files[0]
    return listed.rows_in, listed.rows_loaded, listed.rows_rejected


_SUITS = {"cases.csv": seeds.CASES, "names.csv": seeds.PARTIES, "patents.csv": seeds.PATENTS}

TARGETS: dict[str, Target] = {
    "etsi": Target("etsi", "ISLD-export.csv", (seeds.ISLD,), _parts("etsi")),
    "etsi-gd": Target(
        "etsi-gd", "GD-export.csv", (seeds.GENERAL,), _parts("etsi-gd")
    ),
    "etsi-dynamic": Target(
        "etsi-dynamic", "DynamicReport_2023-12-08_173218.csv", (seeds.DYNAMIC,),
        _parts("etsi-dynamic"),
    ),
    "docdb": Target(
        "docdb", "docdb.xml", (seeds.DOCDB, seeds.OPS_FAMILY), _parts("docdb"),
    ),
    "inpadoc": Target(
        "inpadoc", "legal.xml", (seeds.OPS_EVENT, seeds.OPS_BULK), _parts("inpadoc")
    ),
    "etsi-zip": Target("etsi", "ISLD-export.zip", (seeds.ZIPPED,), _parts("etsi")),
    "etsi-dynamic-sheet": Target(
        "etsi-dynamic", "DynamicReport_2023-12-08_173218.xlsx", (seeds.DYNAMIC_SHEET,),
        _parts("etsi-dynamic"),
    ),
    "docdb-gz": Target("docdb", "docdb.xml.gz", (seeds.GZIPPED,), _parts("docdb")),
    "inpadoc-zips": Target(
        "inpadoc", "legstat_xml_202613.zip", (seeds.ZIPS_IN_A_ZIP,), _parts("inpadoc")
    ),
    "inpadoc-codes": Target(
        "inpadoc", "codes.xlsx", (seeds.CODES,), _codes, beside={"legal.xml": seeds.OPS_BULK}
    ),
    "pool-zst": Target("pool", "hevc_2022-02-04.csv.zst", (seeds.ZSTANDARD,), _parts("pool")),
    "uspto-grants": Target(
        "uspto-grants", "ipg141202.xml", (seeds.GRANT, seeds.GRANT * 2), _parts("uspto-grants")
    ),
    "uspto-assignments": Target(
        "uspto-assignments", "ad20120827.xml", (seeds.ASSIGNMENT,), _parts("uspto-assignments"),
        _elements("patent-assignment"),
    ),
    "uspto-assignments-portal": Target(
        "uspto-assignments", "answer-16021001.json", (seeds.PORTAL,), _parts("uspto-assignments")
    ),
    "uspto-fees": Target(
        "uspto-fees", "MaintFeeEvents_20260914.txt", (seeds.FEES,), _parts("uspto-fees")
    ),
    **{
        f"uspto-suits-{name.removesuffix('.csv')}": Target(
            "uspto-suits", name, (seed,), _parts("uspto-suits"),
            beside={other: text for other, text in _SUITS.items() if other != name},
        )
        for name, seed in _SUITS.items()
    },
    "pool": Target("pool", "hevc_2022-02-04.csv", (seeds.POOL,), _parts("pool"), _lines(1)),
    "markets": Target("markets", "population.csv", (seeds.MARKETS_LONG, seeds.MARKETS_WIDE),
                      _parts("markets")),
    **{
        f"tables-{form}": Target(
            "tables", f"{form}.csv", (seed,), _parts("tables"), _lines(1)
        )
        for form, seed in seeds.FORMS.items()
    },
    "devices": Target("devices", "phones.csv", (seeds.DEVICES,), _devices, _lines(1)),
    "case": Target("case", "case.toml", (seeds.CASE,), _case),
    "names-review": Target("names-review", "names-review.csv", (seeds.NAMES,), _names),
    "market-entries": Target(
        "market-entries", "entries.csv", (seeds.ENTRIES,), _entries, _lines(1)
    ),
}  # fmt: skip
"""Each target by its name. Judgments of essentiality come as the plain form `assessments`."""
