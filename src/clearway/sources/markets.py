"""Read the World Bank's population and gross domestic product by country and year.

Publisher: World Bank, World Development Indicators, https://data.worldbank.org (indicators
SP.POP.TOTL and NY.GDP.MKTP.CD; terms: CC BY 4.0). Two layouts are read, both CSV, `,` separated,
UTF-8:

- long: `Country Name`, `Country Code`, `Year`, `Value`, as the data sets `population` and `gdp` of
  https://datahub.io/core lay the figures out (PDDL);
- wide, as the bank gives it: four lines, then `Country Name`, `Country Code`, `Indicator Name`,
  `Indicator Code` and a column per year.

Countries come as ISO 3166-1 alpha-3 and leave as alpha-2. The bank's groups of countries (`WLD`,
`EUU` ...) are no countries: their rows count as read, give nothing and are noted.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import pycountry

from clearway.errors import SourceError
from clearway.sources.listings import Tally, members_of, open_listing
from clearway.sources.part_writer import PartWriter
from clearway.sources.report import SourceReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from clearway.sources.listings import Listing, Record
    from clearway.sources.report import FileReport

MEASURES = {
    "population": ("population", "sp.pop.totl"),
    "gdp_usd": ("gdp_usd", "gdp", "ny.gdp.mktp.cd"),
}
"""Measure -> what in a file's name speaks of it."""
INDICATORS = {"SP.POP.TOTL": "population", "NY.GDP.MKTP.CD": "gdp_usd"}
"""The bank's indicators that are read."""
_GROUP_CODES = """
    AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX INX LAC LCN LDC
    LIC LMC LMY LTE MEA MIC MNA NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC
    WLD
"""
GROUPS = frozenset(_GROUP_CODES.split())
"""The bank's codes of groups of countries, as in its figures of 2024."""
WITHOUT_CODE = frozenset({"CHI", "XKX"})
"""Economies that the bank counts and ISO 3166-1 does not list: Channel Islands, Kosovo."""

_NEEDED = ("Country Name", "Country Code")
_YEAR = re.compile(r"(?:1[6-9]|20|21)\d\d", re.ASCII)


def read_markets(
    paths: Sequence[Path],
    parts: Path,
    progress: Callable[[int, int | None], None] | None = None,
) -> SourceReport:
    """Read figures by country and year into `markets`.

    Args:
        paths: the files, `.csv`, `.csv.gz` or the bank's `.zip`; in the long layout the name says
            the measure (`population.csv`, `gdp_usd.csv`), in the wide one the indicator does.
        parts: an existing folder for the parts.
        progress: told bytes read and in all.

    Returns:
        The rows of each file; notes on groups of countries and economies without a code.

    Raises:
        SourceError: a file is damaged, has another layout, or does not say its measure.
    """
    notes: list[str] = []
    seen: set[tuple[str, int, str]] = set()
    with PartWriter(parts) as writer:
        writer.open("rejects")
        files = tuple(_read(path, writer, seen, notes, progress) for path in paths)
    return SourceReport(files, tuple(notes))


def measure_of(name: str) -> str:
    """Return the measure that a file's name speaks of.

    Raises:
        SourceError: it speaks of none.
    """
    lowered = name.casefold()
    for measure, words in MEASURES.items():
        if any(word in lowered for word in words):
            return measure
    raise SourceError(
        f"{name}: the name does not say what is measured; name the file population.csv or "
        "gdp_usd.csv"
    )


def _read(
    path: Path,
    writer: PartWriter,
    seen: set[tuple[str, int, str]],
    notes: list[str],
    progress: Callable[[int, int | None], None] | None,
) -> FileReport:
    tally = Tally(path, writer)
    with open_listing(path, member=_member(path), is_header=_is_header) as listing:
        reading = _Reading(listing, tally, seen)
        for record in listing.records(progress):
            problem = record.problem or reading.take(record)
            if problem:
                tally.reject(record, problem)
            else:
                tally.loaded += 1
    notes += reading.notes()
    return tally.report(_updated(listing.preamble))


def _is_header(fields: Sequence[str]) -> bool:
    return {name.casefold() for name in _NEEDED} <= {field.casefold() for field in fields}


def _member(path: Path) -> str | None:
    """The figures in the bank's zip, beside which two files describe them."""
    if path.suffix.casefold() != ".zip":
        return None
    found = [
        name for name in members_of(path) if not name.rsplit("/", 1)[-1].startswith("Metadata_")
    ]
    if len(found) != 1:
        raise SourceError(
            f"{path.name} holds {len(found)} files of figures; unpack it and name one of them"
        )
    return found[0]


def _updated(preamble: Sequence[str]) -> date | None:
    """The day of the bank's line `"Last Updated Date","2024-06-28"`."""
    found = re.search(r"Last Updated Date\W+(\d{4}-\d\d-\d\d)", "\n".join(preamble))
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


class _Reading:
    """One file being read."""

    def __init__(self, listing: Listing, tally: Tally, seen: set[tuple[str, int, str]]) -> None:
        self._name, self._tally, self._seen = listing.name, tally, seen
        places, _ = listing.places(_NEEDED)
        self._country = places["country code"]
        self._years = {place: int(name) for name, place in places.items() if _YEAR.fullmatch(name)}
        self._long = (places["year"], places["value"]) if {"year", "value"} <= set(places) else None
        self._indicator = places.get("indicator code")
        if self._long is None and not (self._years and self._indicator is not None):
            raise SourceError(
                f"{self._name}:{len(listing.preamble) + 1}: neither Year and Value nor an "
                "Indicator Code and a column per year; fetch the CSV of the bank again"
            )
        self._measure = measure_of(self._name) if self._long else None
        self._groups: Counter[str] = Counter()
        self._uncoded: Counter[str] = Counter()

    def take(self, record: Record) -> str | None:
        """Load one row; return why not, where it cannot be used."""
        code = record.cells[self._country].upper()
        if code in GROUPS or code in WITHOUT_CODE:
            (self._groups if code in GROUPS else self._uncoded)[code] += 1
            return None
        country = _alpha_2(code)
        if country is None:
            return f"Country Code: '{code}' is neither ISO 3166-1 alpha-3 nor a group of the bank's"
        return self._long_row(record, country) if self._long else self._wide_row(record, country)

    def _long_row(self, record: Record, country: str) -> str | None:
        year, value = (record.cells[place] for place in self._long or ())
        if not _YEAR.fullmatch(year):
            return f"Year: '{year}' is no year; write it as 2017"
        return self._figures(record, country, self._measure or "", [(int(year), value)])

    def _wide_row(self, record: Record, country: str) -> str | None:
        indicator = record.cells[self._indicator or 0]
        measure = INDICATORS.get(indicator)
        if measure is None:
            return f"Indicator Code: '{indicator}' is none that is read ({', '.join(INDICATORS)})"
        cells = [(year, record.cells[place]) for place, year in self._years.items()]
        return self._figures(record, country, measure, [cell for cell in cells if cell[1]])

    def _figures(
        self, record: Record, country: str, measure: str, cells: Sequence[tuple[int, str]]
    ) -> str | None:
        """Write all figures of a row, or none and say why."""
        facts = []
        for year, text in cells:
            value = _number(text)
            if value is None:
                return f"{year}: '{text}' is no figure of 0 or more"
            if (country, year, measure) in self._seen:
                return f"{measure} of {country} in {year} is there twice; keep one of them"
            facts.append({"country": country, "year": year, "measure": measure, "value": value})
        for fact in facts:
            self._seen.add((country, int(str(fact["year"])), measure))
            self._tally.add(record, "markets", fact)
        return None

    def notes(self) -> Iterator[str]:
        """Say which rows are of no country."""
        if self._groups:
            yield (
                f"{self._name}: {sum(self._groups.values()):,} rows of {len(self._groups)} groups "
                "of countries read and left aside (WLD, EUU ...)"
            )
        if self._uncoded:
            yield (
                f"{self._name}: {sum(self._uncoded.values()):,} rows of economies without an ISO "
                f"code left aside ({', '.join(sorted(self._uncoded))})"
            )


@lru_cache(maxsize=1024)
def _alpha_2(code: str) -> str | None:
    found = pycountry.countries.get(alpha_3=code) if len(code) == 3 else None
    return str(found.alpha_2) if found else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
