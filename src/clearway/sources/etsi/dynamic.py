"""Read ETSI's dynamic report, as CSV or as a spreadsheet: who declared what, in eleven columns.

Publisher: ETSI, https://ipr.etsi.org/DynamicReporting.aspx (a report that a person asks for there;
terms: ETSI IPR Policy and the notice on https://ipr.etsi.org). Layout: that of the report of
2023-12-08 (`DynamicReport_2023-12-08_173218.csv`): 16 lines that say what was asked for, a header,
then `,` separated rows, UTF-8. As read in public by github.com/vigneswar96/Patent_NLP.

The report is the ISLD export with most of its columns left out. It has neither ids of families nor
flags, so

- `Patent Families` holds the priority numbers: families are what has the same ones, and have ids of
  their own (`priorities-...`); where it is blank, one disclosure of one declaration is the family;
- whether the declarant owns the patent, and whether a right was named, it does not say;
- the generation follows from the specification, else from the project.

Each row is laid out as a row of the ISLD export and read by its reader. In a record the report
stands in for that export: beside it, the same patents would lie in two families.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from array import array
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from clearway.errors import SourceError, StorageError
from clearway.model.parts import PARTS
from clearway.sources.archives import checksum
from clearway.sources.etsi.layout import NEEDED, SEPARATOR
from clearway.sources.etsi.reader import read_etsi
from clearway.sources.listings import Record, open_listing, places_of, separator_of
from clearway.sources.report import FileReport, SourceReport
from clearway.sources.sheets import SUFFIXES, read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from clearway.sources.etsi.reader import EtsiReport
    from clearway.sources.listings import Listing

    Progress = Callable[[int, int | None], None] | None
    Batch = tuple[pl.DataFrame, list[int], list[Record]]

COLUMNS = {
    "project": "ETSI Projects",
    "standard": "Standards",
    "declarant": "Declarant Company",
    "families": "Patent Families",
    "application": "Application Number",
    "publications": "Publication Numbers",
    "title": "Title",
    "office": "Patent Offices",
    "declaration": "Declarations",
    "disclosure": "IPR Disclosures",
    "signed": "Declaration Date",
}
"""Columns of the report."""
NEEDED_COLUMNS = ("Declarant Company", "Application Number", "Declarations")

NOTE = (
    "the report does not say who owns a patent, nor ETSI's own families: families are those of "
    "equal priorities; use it in place of the ISLD export, not beside it"
)
"""What every reading says."""

_SHEET_REMEDY = "fetch the report again, or save it as CSV"
_SHEET_BATCH = 50_000
_3GPP = r"^(?:3GPP )?(TS|TR) (\d\d\.\d{2,3}\S*)(?: [vV]?([\d.]+))?$"
_ETSI = r"^(?:([A-Z]{2,4}) )?(.+?)(?: [vV]([\d.]+))?$"
_DAY = r"^(\d\d)[-/.](\d\d)[-/.](\d{4})$"


def read_dynamic(
    paths: Sequence[Path],
    parts: Path,
    progress: Callable[[int, int | None], None] | None = None,
) -> SourceReport:
    """Read a dynamic report into `declarations` and `right_rows`.

    Args:
        paths: the report: `.csv`, `.csv.gz`, `.zip`, `.xls` or `.xlsx`; one file.
        parts: an existing folder for the parts, which also holds the scratch files meanwhile.
        progress: told bytes read and in all.

    Returns:
        The rows of the file; notes on what the report does not say.

    Raises:
        SourceError: the file is damaged, has another layout, or too many rows are set aside.
        StorageError: the folder cannot be written.
    """
    if len(paths) != 1:
        raise SourceError(f"{len(paths)} files given; name the one dynamic report")
    scratch = parts / "dynamic"
    try:
        scratch.mkdir(exist_ok=True)
        return _Report(paths[0], parts, scratch).read(progress)
    except OSError as error:
        raise StorageError(
            f"{parts} cannot be written ({error}); free some space or name another folder"
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def edition_of(name: str) -> date | None:
    """Return the day in a name such as `DynamicReport_2023-12-08_173218.csv`."""
    found = re.search(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)", name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


class _Report:
    """One reading of one report."""

    def __init__(self, path: Path, parts: Path, scratch: Path) -> None:
        self._path = path
        self._parts = parts
        self._laid_out = scratch / path.with_suffix(".csv").name
        self._lines = array("q")
        self._misshapen: list[Record] = []

    def read(self, progress: Progress) -> SourceReport:
        with self._laid_out.open("wb") as file:
            file.write((SEPARATOR.join(f'"{name}"' for name in NEEDED) + "\n").encode())
            for frame, lines, misshapen in _batches(self._path, progress):
                self._lines.extend(lines)
                self._misshapen += misshapen
                to_isld(frame).write_csv(
                    file, include_header=False, separator=SEPARATOR, quote_style="always"
                )
        self._refuse()
        try:
            found = read_etsi(self._laid_out, self._parts)
        except SourceError as error:
            raise SourceError(self._in_place(str(error))) from error
        self._put_back()
        return self._report(found)

    def _refuse(self) -> None:
        """Raise when the file as a whole is not to be believed."""
        if not self._lines and not self._misshapen:
            raise SourceError(f"{self._path.name}: a header and no rows; ask for the report again")
        bad, rows = len(self._misshapen), len(self._lines) + len(self._misshapen)
        if not self._lines or (bad > 20 and bad > rows * 0.05):
            first = self._misshapen[0]
            raise SourceError(
                f"{self._path.name}:{first.line}: {first.problem}; {bad:,} of {rows:,} rows would "
                "be set aside: the file is damaged or in another layout; ask for it again"
            )

    def _line(self, laid_out: int) -> int:
        """The line of the report that a line of the ISLD layout came from."""
        return self._lines[laid_out - 2] if 2 <= laid_out < len(self._lines) + 2 else laid_out

    def _in_place(self, message: str) -> str:
        """Let an error of the ISLD reader speak of the report."""
        message = message.replace(str(self._laid_out), self._path.name)
        return re.sub(r"line (\d+)", lambda found: f"line {self._line(int(found[1]))}", message)

    def _put_back(self) -> None:
        """Give the rows set aside their own lines and bytes, and add those of a wrong shape."""
        path = self._parts / "rejects.parquet"
        rejects = pl.read_parquet(path)
        columns = [column.name for column in PARTS["rejects"].columns]
        rows = [
            {**row, "file": self._path.name, "line": self._line(row["line"])}
            for row in rejects.iter_rows(named=True)
        ]
        originals = self._originals({row["line"] for row in rows})
        rows = [{**row, "raw": originals.get(row["line"], row["raw"])} for row in rows]
        rows += [
            {"file": self._path.name, "line": r.line, "reason": r.problem, "raw": r.raw}
            for r in self._misshapen
        ]
        rows.sort(key=lambda row: row["line"])
        pl.DataFrame(rows, schema=rejects.schema).select(columns).write_parquet(path)

    def _originals(self, lines: set[int]) -> dict[int, bytes]:
        """Read the report again for the bytes of some of its lines."""
        if not lines:
            return {}
        if self._path.suffix.casefold() in SUFFIXES:
            rows = enumerate(read_sheet(self._path, _SHEET_REMEDY), start=1)
            return {line: "\t".join(row).encode() for line, row in rows if line in lines}
        with _open(self._path) as listing:
            return {r.line: r.raw for r in listing.records() if r.line in lines}

    def _report(self, found: EtsiReport) -> SourceReport:
        bad = len(self._misshapen)
        file = FileReport(
            self._path.name,
            self._path.stat().st_size,
            checksum(self._path),
            found.rows_in + bad,
            found.rows_loaded,
            found.rows_rejected + bad,
            edition_of(self._path.name) or found.edition,
        )
        notes = [note for note in found.notes if "columns" not in note]
        return SourceReport((file,), (NOTE, *notes))


def _is_header(fields: Sequence[str]) -> bool:
    names = {field.casefold() for field in fields}
    return {name.casefold() for name in NEEDED_COLUMNS} <= names


def _open(path: Path) -> AbstractContextManager[Listing]:
    return open_listing(path, separator=separator_of(path, _is_header), is_header=_is_header)


def _batches(path: Path, progress: Progress) -> Iterator[Batch]:
    """Yield the rows of a report under our names for its columns, "" where one is not there."""
    if path.suffix.casefold() in SUFFIXES:
        yield from _sheet_batches(path)
        return
    with _open(path) as listing:
        places, _ = listing.places(NEEDED_COLUMNS, tuple(COLUMNS.values()))
        for frame, lines, bad in listing.frames(_ours(places), progress):
            yield _completed(frame), lines, bad


def _ours(places: Mapping[str, int]) -> dict[str, int]:
    return {
        name: places[column.casefold()]
        for name, column in COLUMNS.items()
        if column.casefold() in places
    }


def _completed(frame: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit("").alias(name) for name in COLUMNS if name not in frame.columns]
    return frame.with_columns(missing).select(list(COLUMNS))


def _sheet_batches(path: Path) -> Iterator[Batch]:
    places: dict[str, int] | None = None
    width = 0
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, row in enumerate(read_sheet(path, _SHEET_REMEDY), start=1):
        if places is None:
            if _is_header([cell.strip() for cell in row]):
                found, _ = places_of(row, NEEDED_COLUMNS, tuple(COLUMNS.values()), path.name)
                places, width = _ours(found), len(row)
        elif any(row):
            rows.append(row[:width])
            lines.append(line)
            if len(rows) >= _SHEET_BATCH:
                yield _sheet_frame(rows, places), lines, []
                rows, lines = [], []
    if places is None:
        raise SourceError(
            f"{path.name}: no row names the columns of a dynamic report; ask for the report again"
        )
    if rows:
        yield _sheet_frame(rows, places), lines, []


def _sheet_frame(rows: Sequence[Sequence[str]], places: Mapping[str, int]) -> pl.DataFrame:
    columns = {name: [row[place] for row in rows] for name, place in places.items()}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(places, pl.String))
    return _completed(frame)


def to_isld(frame: pl.DataFrame) -> pl.DataFrame:
    """Lay rows of a report out as rows of the ISLD export: its needed columns, as text.

    Args:
        frame: the columns of a report by the names in `COLUMNS`, text without nulls.
    """
    frame = frame.with_columns(
        pl.all().str.replace_all(r"\s+", " ").str.strip_chars()
    ).with_columns(_family_ids(frame["families"]))
    standard, signed = pl.col("standard"), pl.col("signed")
    is_3gpp = standard.str.contains(_3GPP)
    number = pl.col("disclosure").str.extract(r"(\d+)$")
    columns = {
        "IPRD_REFERENCE": pl.col("declaration"),
        "COMP_LEGAL_NAME": pl.col("declarant"),
        "IPRD_SIGNATURE_DATE": signed.str.replace(_DAY, "$3-$2-$1"),
        "3GPP_Type": pl.when(is_3gpp).then(standard.str.extract(_3GPP, 1)),
        "TGPP_NUMBER": pl.when(is_3gpp).then(standard.str.extract(_3GPP, 2)),
        "TGPV_VERSION": pl.when(is_3gpp).then(standard.str.extract(_3GPP, 3)),
        "WI_Type": pl.when(~is_3gpp).then(standard.str.extract(_ETSI, 1)),
        "WOIT_ETSI_DELIVERABLE_NUMBER": pl.when(~is_3gpp).then(standard.str.extract(_ETSI, 2)),
        "WOIT_VERSION": pl.when(~is_3gpp).then(standard.str.extract(_ETSI, 3)),
        "ETPR_ACRONYM": pl.col("project"),
        "DIPG_PATF_ID": pl.col("family_id"),
        "DIPG_ID": pl.concat_str([pl.col("declaration"), number], separator="-", ignore_nulls=True),
        "PATT_APPLICATION_NUMBER": pl.col("application"),
        "PUBL_NUMBER": pl.col("publications").str.replace_all(r" ?\| ?", " | "),
        "PBPA_TITLEEN": pl.col("title"),
        "PBPA_PRIORITY_NUMBERS": pl.col("families"),
        "Country_Of_Registration": pl.col("office"),
    }
    return frame.select(columns.get(name, pl.lit("")).fill_null("").alias(name) for name in NEEDED)


def _family_ids(families: pl.Series) -> pl.Series:
    """Give each set of priority numbers an id; "" where there are none."""
    ids = {text: _family_id(text) for text in families.unique()}
    return pl.Series("family_id", [ids[text] for text in families], dtype=pl.String)


def _family_id(text: str) -> str:
    numbers = sorted({part for part in map(str.strip, text.split("|")) if part})
    if not numbers:
        return ""
    digest = hashlib.sha256("|".join(numbers).encode()).hexdigest()
    return f"priorities-{digest[:16]}"
