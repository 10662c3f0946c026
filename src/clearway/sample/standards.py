"""The standards a declaration names: 3GPP specifications with versions and projects, and others.

Each specification has two lists of items, one with versions and one without; an item is what the
columns from `Standard` to `TGPV_VERSION`, the project columns and the four flags hold. An entry
of a declaration takes a run of items of one or more specifications.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from clearway.sample.tables import specifications

if TYPE_CHECKING:
    from clearway.sample.drawing import Floats, Ints

RELEASES = {"2G 3G": (3, 6), "3G": (4, 9), "4G": (8, 16), "5G": (15, 18), "": (8, 12)}
"""First and last 3GPP release of a specification, by the last generation it is flagged with."""

WORK_ITEMS = {
    "2G 3G": ((101, "GERAN | GSM EDGE Radio Access Network"), (108, "GPRS | Packet Radio Service")),
    "3G": ((112, "UMTS | UMTS FDD"), (118, "HSPA | High Speed Packet Access")),
    "4G": (
        (453, "LTE | Rel-8 LTE 3G Long Term Evolution - Evolved Packet System RAN part"),
        (241, "LTE_CA | Carrier Aggregation for LTE"),
        (401, "SAES | 3GPP System Architecture Evolution Specification"),
    ),
    "5G": ((1301, "NR_newRAT | New Radio Access Technology"), (1310, "5GS_Ph1 | 5G System")),
    "": ((453, "LTE | Rel-8 LTE 3G Long Term Evolution - Evolved Packet System RAN part"),),
}
"""Project number and acronym beside the releases, by the last generation."""

OTHER_STANDARDS = (
    ("TS", "102 221", "RTS/SCP-T102221v", "SCP | Smart Card Platform"),
    ("EN", "300 175-2", "REN/DECT-000", "DECT | Digital Enhanced Cordless Telecommunications"),
    ("EN", "300 392-2", "REN/TETRA-03", "TETRA | Terrestrial Trunked Radio"),
    ("EN", "302 307", "REN/JTC-DVB-2", "DVB | Digital Video Broadcasting"),
    ("EN", "300 744", "REN/JTC-DVB-1", "DVB | Digital Video Broadcasting"),
    ("TS", "102 796", "RTS/JTC-02", "HbbTV | Hybrid Broadcast Broadband TV"),
    ("TS", "103 190", "RTS/JTC-03", "AC4 | Digital Audio Compression"),
    ("ES", "201 108", "RES/STQ-00", "STQ | Speech processing, Transmission and Quality"),
)
"""Standards of ETSI outside 3GPP: type, number, work item and project; rows carry no flag."""

BARE_PROJECTS = (
    (133, "3GPP | Third Generation Partnership Project"),
    (112, "UMTS | Universal Mobile Telecommunications System"),
    (90, "GSM | Global System for Mobile communications"),
)
"""Projects named without any standard; rows carry no flag and `Standard` is blank."""

LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Catalog:
    """Every item as ready CSV text, and the lists that entries choose from.

    `standard`, `project` and `flags` are texts by item. A list is `first`, `length` and `weight`
    of its items, chosen among those of one kind: `kinds[(generations, versioned)]` are places of
    lists; the kinds `other`, `bare` and `unflagged` of the rows without flags stand under
    `("other", False)` and so on.
    """

    standard: tuple[str, ...]
    project: tuple[str, ...]
    flags: tuple[str, ...]
    first: Ints
    length: Ints
    weight: Floats
    kinds: dict[tuple[str, bool], Ints]


def quoted(*fields: str) -> str:
    """Fields as the export writes them: all quoted, quotes doubled, `;` between."""
    return ";".join('"' + field.replace('"', '""') + '"' for field in fields)


@cache
def standards_catalog() -> Catalog:
    """The catalog of all items, built once."""
    items: list[tuple[str, str, str]] = []
    lists: list[tuple[int, int, float]] = []
    kinds: dict[tuple[str, bool], list[int]] = {}

    def add(kind: tuple[str, bool], weight: float, new: list[tuple[str, str, str]]) -> None:
        kinds.setdefault(kind, []).append(len(lists))
        lists.append((len(items), len(new), weight))
        items.extend(new)

    for item in specifications():
        for versioned in (False, True):
            made = _versions(item.name, item.generations, versioned=versioned)
            add((item.generations, versioned), float(item.families), made)
            if item.generations == "4G" and not versioned:
                blank = [(standard, project, _flags(None)) for standard, project, _ in made]
                add(("unflagged", False), float(item.families), blank)
    for standard in OTHER_STANDARDS:
        add(("other", False), 1.0, _other(*standard))
    add(("bare", False), 1.0, [_bare(project) for project in _bare_projects()])
    return Catalog(
        standard=tuple(item[0] for item in items),
        project=tuple(item[1] for item in items),
        flags=tuple(item[2] for item in items),
        first=np.array([entry[0] for entry in lists], dtype=np.int64),
        length=np.array([entry[1] for entry in lists], dtype=np.int64),
        weight=np.array([entry[2] for entry in lists], dtype=np.float64),
        kinds={kind: np.array(places, dtype=np.int64) for kind, places in kinds.items()},
    )


def _flags(generations: str | None) -> str:
    """The four flags; `None` leaves them blank."""
    if generations is None:
        return quoted("", "", "", "")
    return quoted(*("1" if name in generations else "0" for name in ("2G", "3G", "4G", "5G")))


def _versions(name: str, generations: str, *, versioned: bool) -> list[tuple[str, str, str]]:
    """Items of one specification: its versions, or its releases and work items."""
    kind, number = name.split(" ", 1)
    last = generations if generations in RELEASES else generations.rsplit(" ", maxsplit=1)[-1]
    low, high = RELEASES[last]
    flags = _flags(generations)
    releases = range(low, high + 1)
    if versioned:
        pairs = [
            (release, minor) for release in releases for minor in range(1, 1 + 60 // len(releases))
        ]
        return [
            (_versioned(kind, number, release, minor), _release(release), flags)
            for release, minor in pairs
        ]
    projects = [_release(release) for release in releases]
    projects += [_project(*project) for project in WORK_ITEMS[last]]
    return [
        (_unversioned(kind, number, form), project, flags)
        for project in projects
        for form in range(4)
    ]


def _etsi_number(number: str) -> str:
    """`36.211` as the number of the ETSI deliverable, `136 211`."""
    series, rest = number.split(".", 1)
    return f"1{series} {rest}"


def _versioned(kind: str, number: str, release: int, minor: int) -> str:
    """The standard columns of one version, in one of the two ways the export writes it."""
    version = f"{release}.{minor}.0"
    name = f"3GPP {kind} {number} version {version}"
    if (release + minor) % 5 == 0:
        return quoted(name, "1", "", "", "", "", kind, number, version)
    digits = f"{number.replace('.', '')}v{LETTERS[release]}{LETTERS[minor]}0"
    work_item = f"R{kind}/TSGR-0{minor % 4 + 1}{digits}"
    deliverable = _etsi_number(number)
    full = f"{kind} {deliverable} ({work_item}) version {version} -- {name}"
    return quoted(full, "1", kind, deliverable, work_item, version, kind, number, version)


def _unversioned(kind: str, number: str, form: int) -> str:
    """The standard columns without a version, in one of the ways they are written."""
    name = f"3GPP {kind} {number}"
    deliverable = _etsi_number(number)
    specification = (kind, number, "")
    if form < 2:
        return quoted((f"{kind} {number}", name)[form], "1", "", "", "", "", *specification)
    if form == 2:
        full = f"{kind} {deliverable} -- {name}"
        return quoted(full, "1", kind, deliverable, "", "", *specification)
    work_item = f"D{kind}/TSGR-0{number.replace('.', '')}"
    full = f"{kind} {deliverable} ({work_item}) -- {name}"
    return quoted(full, "1", kind, deliverable, work_item, "", *specification)


def _project(number: int, acronym: str) -> str:
    """The project columns."""
    return quoted(str(number), acronym, "1")


def _release(release: int) -> str:
    """The project columns of one 3GPP release."""
    technology = "5G" if release >= 15 else "UMTS/LTE" if release >= 8 else "UMTS"
    acronym = f"3GPP-Release-{release} | GSM Phase 2+ and {technology} release {release}"
    return _project(150 + 7 * release, acronym)


def _other(kind: str, number: str, work_item: str, project: str) -> list[tuple[str, str, str]]:
    """Versions of a standard outside 3GPP."""
    versions = [f"1.{minor}.1" for minor in range(1, 25)]
    return [
        (
            quoted(
                f"{kind} {number} ({work_item}{minor}) version {version}",
                "1",
                kind,
                number,
                f"{work_item}{minor}",
                version,
                "",
                "",
                "",
            ),
            _project(20 + len(project), project),
            _flags(None),
        )
        for minor, version in enumerate(versions, start=1)
    ]


def _bare_projects() -> list[str]:
    """The project columns of every project that is declared without a standard."""
    work_items = [_project(*item) for items in WORK_ITEMS.values() for item in items]
    releases = [_release(release) for release in range(3, 19)]
    return sorted({*(_project(*item) for item in BARE_PROJECTS), *work_items, *releases})


def _bare(project: str) -> tuple[str, str, str]:
    """A project without a standard."""
    return quoted(*[""] * 9), project, _flags(None)
