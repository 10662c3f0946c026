"""The readers of the USPTO's bulk files against bare parsers of the same bytes."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from benchmarks.readers import compare, emptied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from benchmarks.measuring import Row

_CODES = ("M1551", "M1552", "M1553", "REM. ", "EXP. ", "ASPN ", "RMPN ", "M2551", "BIG. ", "STOL ")
_DESCRIPTION = (
    "<p>" + "The radio device of claim 1 sends what it has been asked to send. " * 20 + "</p>"
)
_GRANT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE us-patent-grant SYSTEM '
    '"us-patent-grant-v45-2014-04-03.dtd" [ ]>\n<us-patent-grant file="US{n:08d}-20141202.XML">\n'
    "<us-bibliographic-data-grant><publication-reference><document-id><country>US</country>"
    "<doc-number>{n:08d}</doc-number><kind>B2</kind><date>20141202</date></document-id>"
    "</publication-reference><application-reference><document-id><country>US</country><doc-number>"
    "13{n:06d}</doc-number><date>20130523</date></document-id></application-reference>"
    "<us-term-of-grant><us-term-extension>331</us-term-extension></us-term-of-grant>"
    "<invention-title>Radio device</invention-title><us-parties><inventors><inventor><addressbook>"
    "<last-name>Doe</last-name><first-name>Jane</first-name></addressbook></inventor></inventors>"
    "</us-parties><assignees><assignee><addressbook><orgname>Acme {n}</orgname><role>02</role>"
    "</addressbook></assignee></assignees></us-bibliographic-data-grant><description>"
    + _DESCRIPTION * 20
    + "</description></us-patent-grant>\n"
)
_ASSIGNMENT = (
    "<patent-assignment><assignment-record><reel-no>{r}</reel-no><frame-no>{f}</frame-no>"
    "<purge-indicator>N</purge-indicator><recorded-date><date>20120822</date></recorded-date>"
    "<conveyance-text>{t}</conveyance-text></assignment-record><patent-assignors><patent-assignor>"
    "<name>DOE, JANE</name><execution-date><date>20120807</date></execution-date></patent-assignor>"
    "</patent-assignors><patent-assignees><patent-assignee><name>ACME RADIO {r}, INC.</name>"
    "</patent-assignee></patent-assignees><patent-properties><patent-property><document-id>"
    "<country>US</country><doc-number>{n}</doc-number><kind>B2</kind><date>20141202</date>"
    "</document-id></patent-property></patent-properties></patent-assignment>\n"
)
_TEXTS = ("ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).", "SECURITY INTEREST")


def _write(path: Path, texts: Iterable[str]) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(texts)
        partial.rename(path)
    return path


def _fee_lines(count: int) -> Iterator[str]:
    drawn = random.Random(1)
    patent = 4_300_000
    while count > 0:
        patent += 1
        year = 1983 + patent % 25
        for _ in range(drawn.randint(1, 8)):
            happened = f"{year + drawn.randint(3, 13)}0{drawn.randint(1, 9)}15"
            number = f"{patent:013d} {6_000_000 + patent % 999_999:08d}"
            yield f"{number} N {year - 2}0312 {year}0615 {happened} {drawn.choice(_CODES)}\n"
            count -= 1


def measure_fees(work: Path, rows: int) -> list[Row]:
    """Maintenance fee events: 2,000,000 lines, a tenth of the real file; polars alone beside it."""
    import polars as pl

    from clearway.sources.uspto.fees import read_uspto_fees

    count = min(rows, 2_000_000)
    path = _write(work / f"MaintFeeEvents-{count}.txt", _fee_lines(count))
    parts = work / "parts"

    def bare() -> None:
        pl.read_csv(
            path, separator=" ", has_header=False, infer_schema=False, truncate_ragged_lines=True
        )

    return [compare("uspto-fees", [path], lambda: read_uspto_fees([path], emptied(parts)), bare)]


def measure_grants(work: Path, rows: int) -> list[Row]:
    """Grants: 3,000 whole red book documents; lxml alone on each document beside it."""
    from clearway.sources.uspto.grants import read_uspto_grants

    count = min(rows, 3_000)
    path = _write(work / f"ipg-{count}.xml", (_GRANT.format(n=8_000_000 + n) for n in range(count)))
    parts = work / "parts"
    return [
        compare(
            "uspto-grants", [path], lambda: read_uspto_grants([path], emptied(parts)), _bare(path)
        )
    ]


def _bare(path: Path) -> Callable[[], object]:
    """Parse each XML document of a file with lxml alone."""
    from lxml import etree

    def read() -> None:
        for text in re.split(rb"(?=<\?xml )", path.read_bytes()):
            if text:
                etree.fromstring(text, etree.XMLParser(load_dtd=False, resolve_entities=False))

    return read


def _assignments(count: int) -> Iterator[str]:
    yield '<?xml version="1.0"?>\n<us-patent-assignments><patent-assignments>\n'
    for n in range(count):
        place = {"r": 20_000 + n // 900, "f": n % 900, "n": 8_000_000 + n}
        yield _ASSIGNMENT.format(t=_TEXTS[n % 10 == 0], **place)
    yield "</patent-assignments></us-patent-assignments>\n"


def measure_assignments(work: Path, rows: int) -> list[Row]:
    """Assignments: 100,000 conveyances of a patent each; `lxml.iterparse` alone beside it."""
    from lxml import etree

    from clearway.sources.uspto.assignments import read_uspto_assignments

    count = min(rows, 100_000)
    path = _write(work / f"ad-{count}.xml", _assignments(count))
    parts = work / "parts"

    def bare() -> None:
        for _, element in etree.iterparse(path, tag="patent-assignment"):
            element.clear()

    return [
        compare(
            "uspto-assignments", [path],
            lambda: read_uspto_assignments([path], emptied(parts)), bare,
        )
    ]  # fmt: skip


def measure_uspto(work: Path, rows: int) -> list[Row]:
    """All three, one after another."""
    return [
        row
        for measure in (measure_fees, measure_grants, measure_assignments)
        for row in measure(work, rows)
    ]
