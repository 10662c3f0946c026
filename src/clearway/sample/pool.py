"""A sample of a pool's patent list for ITU-T H.265, in the plain forms.

Licensors and offices stand in the proportions of the HEVC Advance list; families, numbers and
dates are invented, as in the sample of the register.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.errors import StorageError
from clearway.sample.drawing import Ints, counted_within, spread, stream
from clearway.sample.numbering import number_fields
from clearway.sample.tables import Office, offices, read_rows

if TYPE_CHECKING:
    from pathlib import Path

POOL = "H.265 sample pool"
STANDARD = "ITU-T H.265"
RIGHTS = 3_400
"""Rights in the list: a fifth of the 17,361 of the list it is modeled on."""

PER_FAMILY = 12
NUMBERS_FROM = 200_000
"""Running numbers start here, so that no number is also one of the register's sample."""

OPENED = np.datetime64("2015-07-01", "D")
"""The first day on which the list has patents."""

FORMS = {
    "declarations.csv": (
        "reference",
        "declarant",
        "signed_on",
        "family",
        "generation",
        "specification",
    ),
    "rights.csv": (
        "family",
        "publication",
        "office",
        "application",
        "filed_on",
        "granted_on",
        "ended_on",
    ),
    "pools.csv": ("pool", "licensor", "publication", "from", "to"),
}


@dataclass(frozen=True)
class _List:
    """The list by right: licensor and office (places in the tables), family, days since 1970."""

    licensor: Ints
    office: Ints
    family: Ints
    filed: Ints
    granted: Ints
    ended: Ints


def write_pool_sample(directory: Path, seed: int) -> None:
    """Write `declarations.csv`, `rights.csv` and `pools.csv` of an invented H.265 pool.

    Args:
        directory: where they go; made if it is missing.
        seed: any integer; the same seed gives the same bytes.

    Raises:
        StorageError: a file cannot be written.
    """
    licensors = [row["licensor"] for row in read_rows("pool_licensors.csv")]
    rows = _rows(_draw(seed), licensors)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, columns in FORMS.items():
            with (directory / name).open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow(columns)
                writer.writerows(rows[name])
    except OSError as error:
        raise StorageError(f"{directory}: cannot write the pool list: {error.strerror}.") from error


def _draw(seed: int) -> _List:
    """Draw the list: families by licensor, offices spread over them, dates by family."""
    shares = [int(row["patents"]) for row in read_rows("pool_licensors.csv")]
    licensor = np.repeat(np.arange(len(shares)), spread(np.array(shares, dtype=np.float64), RIGHTS))
    within = counted_within(licensor) // PER_FAMILY
    _, family = np.unique(licensor * RIGHTS + within, return_inverse=True)
    weights = [int(row["patents"]) for row in read_rows("pool_offices.csv")]
    office = np.repeat(np.arange(len(weights)), spread(np.array(weights, dtype=np.float64), RIGHTS))
    office = stream(seed, "pool offices").permutation(office)
    rng = stream(seed, "pool dates")
    middle = np.datetime64("2010-06-01", "D").astype(np.int64)
    filing = np.clip(middle + rng.normal(0, 1_000, int(family.max()) + 1), 11_500, 16_400)
    filed = filing.astype(np.int64)[family]
    granted = filed + rng.integers(800, 2_300, RIGHTS)
    lapsed = rng.random(RIGHTS) < 0.03
    ended = np.where(lapsed, granted + rng.integers(700, 3_000, RIGHTS), -1)
    return _List(licensor, office, family, filed, granted, ended)


def _rows(drawn: _List, licensors: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """The rows of each form."""
    codes = [row["office"] for row in read_rows("pool_offices.csv")]
    tables = {office.code: office for office in offices()}
    running = (counted_within(drawn.office) + NUMBERS_FROM).tolist()
    rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in FORMS}
    seen: set[int] = set()
    for place, number in enumerate(running):
        family = int(drawn.family[place])
        name = f"H265-SAMPLE-{family + 1:04d}"
        licensor = licensors[int(drawn.licensor[place])]
        code = codes[int(drawn.office[place])]
        filed, granted = _day(drawn.filed[place]), _day(drawn.granted[place])
        application, publication = _numbers(tables.get(code), code, number, int(filed[:4]))
        ended = "" if drawn.ended[place] < 0 else _day(drawn.ended[place])
        if family not in seen:
            seen.add(family)
            signed = _day(drawn.filed[place] + 900)
            rows["declarations.csv"].append((name, licensor, signed, name, "", STANDARD))
        rows["rights.csv"].append((name, publication, code, application, filed, granted, ended))
        listed = str(max(OPENED, np.datetime64(granted, "D")))
        rows["pools.csv"].append((POOL, licensor, publication, listed, ""))
    return rows


def _day(day: int | np.integer) -> str:
    return str(np.datetime64(int(day), "D"))


def _numbers(office: Office | None, code: str, number: int, year: int) -> tuple[str, str]:
    """Application number and granted publication; offices without a format get a plain one."""
    fields = number_fields(number, number, year)
    if office is None or not office.grant:
        return f"{code}{year}0{fields['n6']}", f"{code}{fields['m7']}B1"
    kind = "C" if code == "CN" and year < 2006 else office.granted_kind
    return office.application.format_map(fields), f"{office.grant.format_map(fields)}{kind}"
