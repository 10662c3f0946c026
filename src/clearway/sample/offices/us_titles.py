"""Who assigned the sample's US patents to whom, as the USPTO records it.

Inventors assign to who declared the patent; later some portfolios are sold (`portfolios.csv`), and
ETSI goes on naming the seller. Layout: the bulk XML, as `clearway.sources.uspto.recordings` reads
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np

from clearway.sample.drawing import Ints, stream
from clearway.sample.families import NO_FLAG, WITH_4G, Units
from clearway.sample.numbering import PUBLISHED
from clearway.sample.offices.documents import Documents, compact
from clearway.sample.rights import US
from clearway.sample.tables import FULL_ROWS, declarants, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.sample.rights import Rights

REEL = 900_000
"""Reels count from here, above any that the Office has used."""

FRAMES = 900
RECORDED_AFTER = 45
"""Days from a sale to its recording, assumed for all: as of the assets that Xiaomi bought from
Broadcom (executed on 2015-10-23, recorded on 2015-12-07, by IAM)."""

RECORDED_BY_INVENTORS = (10, 61)
"""Days from an inventor's signature to its recording: within the three months of 35 USC 261."""

INVENTORS = ("DOE, JANE", "DOE, JOHN", "POE, MARY", "ROE, JOHN", "ROE, RICHARD")
TEXT = "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS)."

BEFORE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<us-patent-assignments date-produced="20261009">\n'
    "<patent-assignments>\n"
)
AFTER = "</patent-assignments>\n</us-patent-assignments>\n"
_ASSIGNMENT = (
    "<patent-assignment><assignment-record><reel-no>{reel}</reel-no><frame-no>{frame}</frame-no>"
    "<purge-indicator>N</purge-indicator><recorded-date><date>{recorded}</date></recorded-date>"
    "<conveyance-text>" + TEXT + "</conveyance-text></assignment-record><patent-assignors>"
    "<patent-assignor><name>{giver}</name><execution-date><date>{executed}</date></execution-date>"
    "</patent-assignor></patent-assignors><patent-assignees><patent-assignee><name>{taker}</name>"
    "</patent-assignee></patent-assignees><patent-properties>{properties}</patent-properties>"
    "</patent-assignment>\n"
)
_PROPERTY = (
    "<patent-property><document-id><country>US</country><doc-number>{number}</doc-number>"
    "<kind>{kind}</kind></document-id></patent-property>"
)


@dataclass(frozen=True)
class Conveyance:
    """One recorded assignment; days since 1970, rights as places."""

    giver: str
    taker: str
    executed: int
    recorded: int
    rights: Ints


class Assigned:
    """The US rights that can be assigned: their places, families, declarants and days of filing."""

    def __init__(self, units: Units, rights: Rights, right: Ints) -> None:
        self.units = units
        self.right = right
        self.unit = rights.unit[right]
        self.declarant = units.declarant[self.unit]
        self.filed = rights.filed[right]


def draw_conveyances(units: Units, rights: Rights, rows: int, seed: int) -> list[Conveyance]:
    """Draw the inventors' assignments and the sales of portfolios.

    Args:
        units: the families.
        rights: their rights.
        rows: rows asked for; sales are scaled by `rows / FULL_ROWS`.
        seed: any integer.

    Returns:
        The conveyances in order of recording.
    """
    own = rights.text == np.arange(len(rights))
    places = np.flatnonzero(own & (rights.office == US) & (rights.state >= PUBLISHED))
    assigned = Assigned(units, rights, places)
    found = [*_by_inventors(assigned, seed), *_sales(assigned, rows, seed)]
    return sorted(found, key=lambda row: (row.recorded, row.executed, row.giver, row.rights[0]))


def _by_inventors(assigned: Assigned, seed: int) -> Iterator[Conveyance]:
    rng = stream(seed, "inventors")
    size = assigned.right.size
    signed = assigned.filed + rng.integers(-20, 30, size)
    recorded = signed + rng.integers(*RECORDED_BY_INVENTORS, size)
    giver = rng.integers(0, len(INVENTORS), size)
    for place in range(size):
        yield Conveyance(
            INVENTORS[giver[place]],
            declarants()[assigned.declarant[place]].name,
            int(signed[place]),
            int(recorded[place]),
            assigned.right[place : place + 1],
        )


def _sales(assigned: Assigned, rows: int, seed: int) -> Iterator[Conveyance]:
    """One conveyance for each spelling of the seller that sold families with US rights."""
    units = assigned.units
    holders = np.array([item.holder for item in declarants()], dtype=object)[units.declarant]
    is_left = np.zeros(len(units), dtype=np.bool_)
    is_left[assigned.unit] = True
    for row in read_rows("portfolios.csv"):
        day = int(np.datetime64(row["executed_on"], "D").astype(np.int64))
        kinds = WITH_4G if row["generation"] == "4G" else np.arange(WITH_4G.size) != NO_FLAG
        fits = is_left & (holders == row["seller"]) & kinds[units.generations] & (units.day < day)
        candidates = np.flatnonzero(fits)
        share, families = row["share"] or "0", row["families"] or "0"
        wanted = float(share) * candidates.size + float(families) * rows / FULL_ROWS
        sold = stream(seed, f"sold to {row['buyer']}").permutation(candidates)[: round(wanted)]
        is_left[sold] = False
        went = np.isin(assigned.unit, sold) & (assigned.filed < day)
        for declarant in np.unique(assigned.declarant[went]).tolist():
            name = declarants()[declarant].name
            rights = assigned.right[went & (assigned.declarant == declarant)]
            yield Conveyance(name, row["buyer"], day, day + RECORDED_AFTER, rights)


def write_conveyances(rights: Rights, conveyances: list[Conveyance]) -> Iterator[str]:
    """Write one assignment for each conveyance, reels and frames in order."""
    documents = Documents(rights)
    executed = compact(np.array([row.executed for row in conveyances], dtype=np.int64))
    recorded = compact(np.array([row.recorded for row in conveyances], dtype=np.int64))
    for place, row in enumerate(conveyances):
        of_right = [documents.of(right) for right in row.rights.tolist()]
        properties = [_PROPERTY.format(number=d.number, kind=d.kind) for d in of_right]
        yield _ASSIGNMENT.format(
            reel=REEL + place // FRAMES,
            frame=place % FRAMES + 1,
            recorded=recorded[place],
            executed=executed[place],
            giver=escape(row.giver),
            taker=escape(row.taker),
            properties="".join(properties),
        )
