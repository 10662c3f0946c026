"""Read the US patent cases of the USPTO's Patent Litigation Docket Reports Data.

Publisher: USPTO, Office of the Chief Economist, with the University of San Diego,
https://www.uspto.gov/ip-policy/economic-research/research-datasets/patent-litigation-docket-reports-data
(public domain; the authors ask to be cited: Toole, Miller and Sichelman, USPTO Economic Working
Paper 2024-01). Layout: that of the update of 2024 (96,966 cases of 1963 to 2020), CSV, `,`
separated, UTF-8. Its files are `cases`, `names`, `patents`, and, left aside here, `attorneys`,
`documents` and `pacer_cases`. Columns as CourtListener's importer of the same files reads them
(github.com/freelawproject/courtlistener, `import_uspto_ptlitig`).

The data set says what a suit is about by a coded case type; the code 1 is infringement. Codes
beyond that are not confirmed here, so any other one leaves the action open unless the cause of the
docket says that a declaratory judgment is asked for. Whether the patents are declared to a standard
the data set does not say: `basis` is `unclear`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.model.numbers import NumberError, parse_publication
from clearway.sources.etsi.values import ValueProblemError, read_date
from clearway.sources.listings import Tally, members_of, open_listing
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import SourceReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from clearway.sources.listings import Listing, Record
    from clearway.sources.report import FileReport

    Progress = Callable[[int, int | None], None] | None

USED = ("cases", "names", "patents")
"""The files that are read, in this order; attorneys, documents and PACER's cases are left aside."""

_CASES = ("case_row_id", "case_number", "district_id", "court_name", "date_filed", "date_closed")
_CASES_MORE = ("case_cause", "case_type_1")
_NAMES = ("case_row_id", "party_type", "name")
_PATENTS = ("case_row_id", "patent")
_PATENTS_MORE = ("patent_doc_type", "case_type_1")
_INFRINGEMENT = "1"
_NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none"})
"""How the data set says that it names no patent."""


@dataclass(frozen=True)
class Place:
    """Where one of the files is: on disk, and the member where that is a zip."""

    path: Path
    member: str | None

    @property
    def name(self) -> str:
        """What reports and messages call it."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    def open(self) -> AbstractContextManager[Listing]:
        """Open it as a listing."""
        return open_listing(self.path, member=self.member)


@dataclass(slots=True)
class Suit:
    """One case, gathered from the files."""

    suit_id: str
    line: int
    court: str | None
    filed_on: date | None
    closed_on: date | None
    cause: str
    kind: str
    plaintiffs: list[str] = field(default_factory=list)
    defendants: list[str] = field(default_factory=list)
    publications: list[str] = field(default_factory=list)

    @property
    def action(self) -> str | None:
        """`infringement`, `declaratory`, or None where the data set does not say."""
        if self.kind == _INFRINGEMENT:
            return "infringement"
        cause = self.cause.casefold()
        if "declarat" in cause:
            return "declaratory"
        infringes = "infring" in cause and "patent" in cause
        return "infringement" if infringes and not self.kind else None


def read_uspto_suits(
    paths: Sequence[Path],
    parts: Path,
    progress: Callable[[int, int | None], None] | None = None,
) -> SourceReport:
    """Read the docket reports into `suits`, and their patents into `right_rows`.

    The cases and their parties are held in memory: some 270 MB for 100,000 cases with 700,000
    parties.

    Args:
        paths: the folder or the zip as fetched, or the single files (`cases.csv`, `names.csv`,
            `patents.csv`, each plain or gzipped).
        parts: an existing folder for the parts.
        progress: told bytes read and in all, file by file.

    Returns:
        The rows of each file; notes on what was left aside.

    Raises:
        SourceError: `cases` is not there, a file is damaged or has another layout.
    """
    found = find_files(paths)
    with PartWriter(parts) as writer:
        writer.open("rejects")
        reading = _Reading(writer, progress)
        files = [reading.read(name, found[name]) for name in USED if name in found]
        reading.write(found["cases"].name)
    missing = [name for name in USED if name not in found]
    notes = [*reading.notes(), *(f"{name}.csv is not there: {_LOSS[name]}" for name in missing)]
    return SourceReport(tuple(files), tuple(notes))


_LOSS = {"names": "suits have no parties", "patents": "suits have no patents"}


def find_files(paths: Sequence[Path]) -> dict[str, Place]:
    """Find the files that are used, by their names, in folders and zips.

    Raises:
        SourceError: `cases` is not among them, or a file is there twice.
    """
    found: dict[str, Place] = {}
    for path in paths:
        for place in _places(path):
            name = (place.member or place.path.name).rsplit("/", 1)[-1].casefold()
            stem = name.partition(".")[0]
            if stem not in USED:
                continue
            if stem in found:
                raise SourceError(
                    f"{found[stem].name} and {place.name} are the same file of the data set; "
                    "name one of them"
                )
            found[stem] = place
    if "cases" not in found:
        raise SourceError(
            f"{', '.join(map(str, paths))}: no cases.csv of the docket reports here; name the "
            "folder or the zip that holds cases.csv, names.csv and patents.csv"
        )
    return found


def _places(path: Path) -> Iterator[Place]:
    if path.is_dir():
        for entry in sorted(path.iterdir()):
            if entry.is_file() and ".csv" in entry.name.casefold():
                yield from _places(entry)
    elif path.suffix.casefold() == ".zip":
        for name in members_of(path):
            yield Place(path, name)
    else:
        yield Place(path, None)


class _Reading:
    """The data set being read."""

    def __init__(self, writer: PartWriter, progress: Progress) -> None:
        self._writer = writer
        self._progress = progress
        self._suits: dict[str, Suit] = {}
        self._ids: set[str] = set()
        self._rights: set[str] = set()
        self._texts: dict[str, str] = {}
        self._aside: Counter[str] = Counter()

    def read(self, name: str, place: Place) -> FileReport:
        """Read one of the files."""
        take, needed, more = {
            "cases": (self._case, _CASES, _CASES_MORE),
            "names": (self._party, _NAMES, ()),
            "patents": (self._patent, _PATENTS, _PATENTS_MORE),
        }[name]
        tally = Tally(place.path, self._writer, place.name)
        with place.open() as listing:
            places, _ = listing.places(needed, more)
            for record in listing.records(self._progress):
                problem = record.problem
                if not problem:
                    cells = {c: record.cells[places[c]] for c in (*needed, *more) if c in places}
                    problem = take(cells, record, tally)
                if problem:
                    tally.reject(record, problem)
                else:
                    tally.loaded += 1
        return tally.report()

    def _once(self, text: str) -> str:
        """The one copy of a name or number, which many suits share."""
        return self._texts.setdefault(text, text)

    def _case(self, cells: dict[str, str], record: Record, _: Tally) -> str | None:
        row, number, district = (cells[c] for c in ("case_row_id", "case_number", "district_id"))
        if not row or not number or not district:
            return "case_row_id, case_number or district_id: blank; fill it in"
        suit_id = f"{district} {number}"
        if row in self._suits or suit_id in self._ids:
            return f"case {suit_id} is there twice; keep one of them"
        try:
            filed, closed = (read_date(c, cells[c]) for c in ("date_filed", "date_closed"))
        except ValueProblemError as problem:
            return str(problem)
        if filed and closed and closed < filed:
            return f"date_closed: {closed} lies before date_filed {filed}; correct one of the two"
        self._ids.add(suit_id)
        self._suits[row] = Suit(
            suit_id,
            record.line,
            self._once(cells["court_name"]) or None,
            filed,
            closed,
            self._once(cells.get("case_cause", "")),
            _code(cells.get("case_type_1", "")),
        )
        return None

    def _party(self, cells: dict[str, str], _: Record, __: Tally) -> str | None:
        suit = self._suits.get(cells["case_row_id"])
        if suit is None:
            return _no_case(cells)
        if not cells["name"]:
            return "name: blank; fill it in"
        side = side_of(cells["party_type"])
        if side == "plaintiff":
            suit.plaintiffs.append(self._once(cells["name"]))
        elif side == "defendant":
            suit.defendants.append(self._once(cells["name"]))
        else:
            self._aside[f"party as {cells['party_type'] or 'nothing'}"] += 1
        return None

    def _patent(self, cells: dict[str, str], record: Record, tally: Tally) -> str | None:
        suit = self._suits.get(cells["case_row_id"])
        if suit is None:
            return _no_case(cells)
        suit.kind = suit.kind or _code(cells.get("case_type_1", ""))
        number, kind = cells["patent"], cells.get("patent_doc_type", "")
        if number.casefold() in _NOTHING:
            self._aside["no patent named"] += 1
            return None
        if kind.casefold() not in {"", "patent", "published application"}:
            self._aside[f"patents named as {kind}"] += 1
            return None
        try:
            publication = parse_publication(_number(number), "US")
        except NumberError as problem:
            return f"patent: {problem}"
        name = self._once(publication.docdb)
        suit.publications.append(name)
        if name not in self._rights:
            self._rights.add(name)
            right = {
                "office": publication.office,
                "publication_numbers": [name],
                "original_publication_number": number,
            }
            tally.add(record, "right_rows", right)
        return None

    def write(self, file: str) -> None:
        """Write the suits, in the order of their file."""
        for suit in self._suits.values():
            row = {
                "suit_id": suit.suit_id,
                "court": suit.court,
                "country": "US",
                "filed_on": suit.filed_on,
                "closed_on": suit.closed_on,
                "plaintiffs": list(dict.fromkeys(suit.plaintiffs)),
                "defendants": list(dict.fromkeys(suit.defendants)),
                "action": suit.action,
                "basis": "unclear",
                "publications": list(dict.fromkeys(suit.publications)),
                "standards": [],
                "file": file,
                "line": suit.line,
            }
            self._writer.add("suits", row)

    def notes(self) -> Iterator[str]:
        """Say what a person should know of the suits."""
        suits = self._suits.values()
        actions = Counter(suit.action or "not said" for suit in suits)
        said = ", ".join(f"{name} {count:,}" for name, count in actions.most_common())
        patents = sum(bool(suit.publications) for suit in suits)
        named = f"{patents:,} of them name {len(self._rights):,} patents"
        yield f"{len(suits):,} suits ({said}); {named}"
        for what, count in self._aside.most_common():
            yield f"left aside: {what}: {count:,} rows"


def side_of(party_type: str) -> str | None:
    """Return `plaintiff`, `defendant` or None (counter-claimants, third parties, movants ...).

    Who sues back, or is drawn in later, neither brought the suit nor is whom it was brought
    against; that they are plaintiff or defendant as well, another row says.
    """
    words = party_type.casefold().replace("-", " ").split()
    if not words or words[0].startswith(("counter", "cross", "third", "3rd")):
        return None
    return next(
        (side for side in ("plaintiff", "defendant") if words[-1].rstrip("s") == side), None
    )


def _no_case(cells: dict[str, str]) -> str:
    return f"case_row_id: no case {cells['case_row_id'] or '(blank)'} in cases.csv"


def _code(text: str) -> str:
    """`1` of `1`, `1.0` and `01`."""
    code = text.strip().removesuffix(".0").lstrip("0")
    return "" if code.casefold() in _NOTHING else code


def _number(text: str) -> str:
    """`USRE38104` of `RE38,104`, whose letters are no office's; without a table program's `.0`."""
    number = text.removesuffix(".0").upper()
    return number if number.startswith("US") else f"US{number}"
