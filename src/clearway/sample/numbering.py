"""How the sample's rights are written: application and publication numbers, priorities.

The formats are the register's; the numbers start above any that an office has issued, so that
none is a real patent's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from clearway.sample.rights import CODES, EP, US, WO, Rights, home_office
from clearway.sample.tables import Office, declarants, offices

UNPUBLISHED, PUBLISHED, GRANTED, TRANSLATION = range(4)
HEISEI = {1998: "10", 1999: "11"}
"""Publication years whose Japanese documents the register spells twice: `JP10..`, `JPH10..`."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of one right as the export holds them, publications joined by ` | `."""

    application: str
    publication: str
    original_application: str
    original_publication: str


@cache
def _table() -> tuple[Office, ...]:
    return offices()


def number_fields(in_year: int, in_office: int, filed_year: int) -> dict[str, str | int]:
    """The parts that the formats of `offices.csv` are filled with.

    Args:
        in_year: running number of the right among those filed at the office in the year.
        in_office: running number among all of the office.
        filed_year: the year of filing; publication is the year after.
    """
    return {
        "y": filed_year,
        "p": filed_year + 1,
        "n5": 90_000 + in_year,
        "n6": 700_000 + in_year,
        "m6": 950_000 + in_office,
        "m7": 8_600_000 + in_office,
        "m9": 600_000_000 + in_office,
    }


def write_numbers(office: int, state: int, fields: dict[str, str | int], variant: int) -> Numbers:
    """The application number and the publications of one right.

    Args:
        office: place in `offices()`.
        state: 0 unpublished, 1 published, 2 granted, 3 translation of a European patent.
        fields: from `number_fields`.
        variant: any number; picks among the ways the office publishes.
    """
    item = _table()[office]
    application = item.application.format_map(fields)
    if state == UNPUBLISHED:
        return Numbers(application, "", "", "")
    if state == TRANSLATION:
        number = item.translation.format_map(fields)
        return Numbers(application, f"{number} {item.translation_kind}", "", "")
    publications = _publications(item, office, state, fields, variant)
    return Numbers(application, " | ".join(sorted(publications)), "", "")


def _publications(
    item: Office, office: int, state: int, fields: dict[str, str | int], variant: int
) -> list[str]:
    """What one office has published of a right, each with its kind code."""
    year = int(fields["y"])
    if office == US and year < 2000:
        return [f"{item.grant.format_map(fields)} A"]
    found = []
    if item.publication:
        found.append(f"{item.publication.format_map(fields)} {item.published_kind}")
    if office in (EP, WO):
        found = _searched(found[0], variant)
    if item.code == "JP" and year + 1 in HEISEI:
        found.append(f"JPH{HEISEI[year + 1]}{fields['n6']} A")
        found[0] = f"JP{HEISEI[year + 1]}{fields['n6']} A"
    if item.grant and (state == GRANTED or not found):
        found.append(f"{item.grant.format_map(fields)} {_granted_kind(item, year)}")
    return found


def _searched(first: str, variant: int) -> list[str]:
    """Publications with and without the search report, as EP and WO issue them."""
    number = first.rsplit(" ", 1)[0]
    if variant % 4 == 0:
        return [f"{number} A2", f"{number} A3"]
    if variant % 4 == 1 and first.startswith("EP"):
        return [f"{number} A1", f"{number} A4"]
    return [f"{number} A1"]


def _granted_kind(item: Office, year: int) -> str:
    """The kind code of a grant in its era."""
    if item.code == "CN" and year < 2006:
        return "C"
    return item.granted_kind


def plain_numbers(rights: Rights, right: int, filed_year: int) -> Numbers:
    """The numbers of one right as its office writes them."""
    fields = number_fields(int(rights.in_year[right]), int(rights.in_office[right]), filed_year)
    return write_numbers(int(rights.office[right]), int(rights.state[right]), fields, right)


def typed_numbers(numbers: Numbers, office: int, variant: int) -> Numbers:
    """Numbers the register could not recognize: as somebody typed them, or still pending."""
    code = CODES[office]
    if variant % 9 == 0:
        return Numbers("", numbers.publication, "", "")
    if variant % 9 in (1, 2):
        return Numbers("Pending", numbers.publication, "Pending", "")
    digits = numbers.application.removeprefix(code)
    typed = f"{digits[:4]}-{digits[4:]}"
    if code == "US":
        typed = f"{digits[4:6]}/{digits[6:]}"
    first = numbers.publication.split(" | ", maxsplit=1)[0]
    return Numbers(typed, numbers.publication, typed, first)


@cache
def _homes() -> tuple[str, ...]:
    return tuple(home_office(place) for place in range(len(declarants())))


def write_priority(declarant: int, unit: int, year: int) -> str:
    """The number of the first filing of a family, at its declarant's home office.

    Args:
        declarant: place in `declarants()`.
        unit: place of the family.
        year: the year of the first filing.
    """
    home = _homes()[declarant]
    kind = "1" if home == "CN" else ""
    return f"{home}{year}{kind}{7_000_000 + unit % 2_000_000}"
