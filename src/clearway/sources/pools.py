"""Read the patent list of a pool, in the layout of the HEVC Advance (now Access Advance) list.

Publisher: Access Advance LLC, https://accessadvance.com (its patent list is published as a table;
terms: those of its site, no license is stated for the list). Layout: that of the list of 2022-02-04
as CSV, `,` separated, UTF-8, with a header: `Profile`, `Country`, `Patent Number`, `Licensor`.
Columns that others derived from these (`Country New`, `Patent Number New`, `Inventor`) are left
aside.

A row is one patent in one country under one licensor, and repeats for each part of the standard
(`Profile`). The part of a European patent in a state is written `AT-EP3474552` and is the right
`EP-3474552`; the states are counted and noted, for a list says nothing of the states it lacks.
Nothing here is a declaration: a patent that no one declared becomes a right without a family.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from clearway.errors import SourceError
from clearway.model.numbers import NumberError, Publication, parse_publication
from clearway.sources.listings import Tally, open_listing
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import SourceReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from clearway.sources.listings import Listing, Record
    from clearway.sources.report import FileReport

NEEDED = ("Profile", "Country", "Patent Number", "Licensor")
KNOWN = ("Country New", "Patent Number New", "Inventor")
STANDARD = "ITU-T H.265"
"""What the HEVC Advance list covers, whatever the profile."""

_DAY = re.compile(r"(?<!\d)(\d{4})[-_](\d\d)[-_](\d\d)(?!\d)", re.ASCII)
_REGIONAL = re.compile(r"[A-Z]{2}[- ]((?:EP|AP|OA|EA|GC)\d+)", re.ASCII)
"""The part of a regional patent in a state: `AT-EP3474552`, `KE-AP3686`."""
_JOINT = re.compile(
    r",(?!\s*(?:inc|ltd|llc|l\.l\.c|co|corp|gmbh|ag|s\.?a|n\.?v|b\.?v|k\.?k|plc|lp|limited)\b)",
    re.IGNORECASE,
)
"""The comma between joint licensors; not the one before the form of a company."""


def read_pool(
    paths: Sequence[Path],
    parts: Path,
    progress: Callable[[int, int | None], None] | None = None,
) -> SourceReport:
    """Read patent lists of pools into `pool_patents` and `right_rows`.

    Args:
        paths: the lists, `.csv`, `.csv.gz` or `.zip`; `HEVC` in the name makes the pool
            `HEVC Advance`, of others the name without its day is the pool's. A day in the name
            (`..._2022-02-04.csv`) is the day of the list.
        parts: an existing folder for the parts.
        progress: told bytes read and in all.

    Returns:
        The rows of each list; notes on days, profiles and states.

    Raises:
        SourceError: a list is damaged, has another layout, or names one pool on one day twice.
    """
    names = [pool_of(path) for path in paths]
    doubled = [name for name, count in Counter(names).items() if count > 1]
    if doubled:
        raise SourceError(
            f"{doubled[0][0]}: two lists of one pool and day; name each file after its day, "
            "as hevc_advance_2022-02-04.csv"
        )
    notes: list[str] = []
    with PartWriter(parts) as writer:
        writer.open("rejects")
        files = tuple(_read(path, writer, notes, progress) for path in paths)
    return SourceReport(files, tuple(notes))


def pool_of(path: Path) -> tuple[str, date | None]:
    """Return the pool that a file's name speaks of, and the day of its list.

    Raises:
        SourceError: the day in the name is none of the calendar.
    """
    stem = path.name.partition(".")[0]
    found = _DAY.search(stem)
    day = None
    if found:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise SourceError(
                f"{path.name}: {found[0]} is no day of the calendar; name the file after the day "
                "of the list"
            ) from None
        stem = (stem[: found.start()] + stem[found.end() :]).strip("-_ ") or "pool"
    return ("HEVC Advance" if "hevc" in stem.casefold() else stem), day


def _read(
    path: Path,
    writer: PartWriter,
    notes: list[str],
    progress: Callable[[int, int | None], None] | None,
) -> FileReport:
    pool, day = pool_of(path)
    tally = Tally(path, writer)
    with open_listing(path) as listing:
        counts = _Reading(pool, day, listing, tally)
        for record in listing.records(progress):
            counts.take(record)
    notes += counts.notes()
    return tally.report(day)


class _Reading:
    """One list being read."""

    def __init__(self, pool: str, day: date | None, listing: Listing, tally: Tally) -> None:
        self._pool, self._day, self._tally = pool, day, tally
        self._name = listing.name
        places, self._unknown = listing.places(NEEDED, KNOWN)
        self._places = [places[name.casefold()] for name in NEEDED]
        self._profiles: Counter[str] = Counter()
        self._seen: set[tuple[str, str]] = set()
        self._rights: set[str] = set()
        self._states: set[tuple[str, str]] = set()

    def take(self, record: Record) -> None:
        """Load one row, or set it aside."""
        if record.problem:
            self._tally.reject(record, record.problem)
            return
        profile, country, number, licensor = (record.cells[place] for place in self._places)
        publication, problem = _publication(number, country)
        if publication is None or not licensor:
            self._tally.reject(record, problem or "Licensor: blank; fill it in")
            return
        self._tally.loaded += 1
        self._profiles[profile or "(blank)"] += 1
        if publication.office != country:
            self._states.add((publication.docdb, country))
        self._load(record, publication, number, licensor)

    def _load(self, record: Record, publication: Publication, number: str, licensor: str) -> None:
        name = publication.docdb
        if name not in self._rights:
            self._rights.add(name)
            right = {
                "office": publication.office,
                "publication_numbers": [name],
                "original_publication_number": number,
            }
            self._tally.add(record, "right_rows", right)
        for owner in filter(None, map(str.strip, _JOINT.split(licensor))):
            if (name, owner) not in self._seen:
                self._seen.add((name, owner))
                listed = {
                    "pool": self._pool,
                    "licensor": owner,
                    "publication": name,
                    "from_on": self._day,
                }
                self._tally.add(record, "pool_patents", listed)

    def notes(self) -> Iterator[str]:
        """Say what a person should know of the list."""
        owners = len({owner for _, owner in self._seen})
        yield (
            f"{self._name}: pool {self._pool}, {len(self._rights):,} patents, {owners} licensors, "
            + (f"as of {self._day}" if self._day else "day unknown: put it into the file's name")
        )
        profiles = ", ".join(f"{name} {count:,}" for name, count in self._profiles.most_common())
        covers = f"{STANDARD}; " if self._pool == "HEVC Advance" else "not said by the list; "
        yield f"{self._name}: standards {covers}rows by profile: {profiles}"
        if self._states:
            yield (
                f"{self._name}: {len(self._states):,} parts of regional patents in single states; "
                "the right is the regional one, and the list is no evidence for states it lacks"
            )
        if self._unknown:
            yield f"{self._name}: columns ignored: {', '.join(self._unknown)}"


def _publication(number: str, country: str) -> tuple[Publication | None, str]:
    """Read `US10003793`, `KR10-0583552` or, of the part in Austria, `AT-EP3474552`; else why not.

    What follows `AT-` names its own office, so the country is no hint there.
    """
    if not number:
        return None, "Patent Number: blank; fill it in"
    part = _REGIONAL.fullmatch(number)
    try:
        if part:
            return parse_publication(part[1]), ""
        return parse_publication(number, country or None), ""
    except NumberError as problem:
        return None, f"Patent Number: {problem}"
