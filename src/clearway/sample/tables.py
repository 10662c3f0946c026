"""The figures the sample is drawn from: small bundled tables, each stating its source on its face.

They are aggregates (families by declarant and generation, filings by month, offices by rows,
specifications by families); no row of the register is among them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIVE = ("CN", "EP", "JP", "KR", "US")
"""The five offices whose filings are counted by declarant and by month."""

GENERATION_SETS = ("2G 3G", "3G", "3G 4G", "3G 4G 5G", "4G", "4G 5G", "5G", "")
"""The combinations of generation flags a row carries; the last is a row without any."""

FULL_ROWS = 5_000_000
"""The number of rows asked for at which the sample has the size of the register."""


@dataclass(frozen=True)
class Totals:
    """Figures of the register on 2026-10-09, at full size; smaller samples scale them."""

    rows: int = 4_984_299
    rows_4g: int = 1_548_699
    rows_without_flag: int = 709_420
    families: int = 132_570
    families_4g: int = 38_941
    families_4g_contested: int = 1_578
    groups_4g_without_family: int = 9_026
    first_publications: int = 461_425
    largest_group: int = 84


TOTALS = Totals()


@dataclass(frozen=True)
class Declarant:
    """One spelling of a declarant: families by generation, rights per family, rows per right.

    `years` are those between which nearly all of its filings lie.
    """

    name: str
    holder: str
    families: dict[str, int]
    rights: dict[str, float]
    rows_per_right: float
    years: tuple[int, int]


@dataclass(frozen=True)
class Office:
    """One office: how rows name it, its weight among the smaller ones, how its numbers look."""

    code: str
    country: str
    weight: int
    application: str
    publication: str
    published_kind: str
    grant: str
    granted_kind: str
    translation: str
    translation_kind: str


@dataclass(frozen=True)
class Specification:
    """One specification, the generations its rows are flagged with, families that name it."""

    name: str
    generations: str
    families: int


def read_rows(name: str) -> list[dict[str, str]]:
    """Read one bundled table.

    Args:
        name: file name under `clearway/data/sample`.

    Returns:
        One dictionary per row, by the column names of the header; comment lines are left out.
    """
    text = (files("clearway") / "data" / "sample" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def declarants() -> tuple[Declarant, ...]:
    """The declarants, largest 4G holders first."""
    return tuple(
        Declarant(
            row["declarant"],
            row["holder"],
            {key: int(row[f"families_{key}"]) for key in ("3g", "4g", "5g", "none")},
            {key: float(row[f"rights_{key}"]) for key in ("cn", "ep", "jp", "kr", "us", "other")},
            float(row["rows_per_right"]),
            (int(row["filed_from"]), int(row["filed_to"])),
        )
        for row in read_rows("declarants.csv")
    )


@cache
def offices() -> tuple[Office, ...]:
    """The offices: the five, WO, then the others by weight."""
    return tuple(
        Office(
            row["office"],
            row["country"],
            int(row["weight"]),
            row["application"],
            row["publication"],
            row["published_kind"],
            row["grant"],
            row["granted_kind"],
            row["translation"],
            row["translation_kind"],
        )
        for row in read_rows("offices.csv")
    )


@cache
def specifications() -> tuple[Specification, ...]:
    """The 3GPP specifications with the generations their rows carry."""
    return tuple(
        Specification(row["specification"], row["generations"], int(row["families"]))
        for row in read_rows("specifications.csv")
    )


@dataclass(frozen=True)
class FilingCurve:
    """Filings by month: months as `datetime64[M]`, counts per office aligned with them."""

    months: NDArray[np.datetime64]
    counts: dict[str, NDArray[np.int64]]


@cache
def filing_curve() -> FilingCurve:
    """Filings by month, under `ALL` and the five offices."""
    rows = read_rows("filing_months.csv")
    months = np.array([row["month"] for row in rows], dtype="datetime64[M]")
    counts = {
        key: np.array([int(row[key.lower()]) for row in rows], dtype=np.int64)
        for key in ("ALL", *FIVE)
    }
    return FilingCurve(months, counts)


def kept_of(office: str) -> list[tuple[int, float]]:
    """Year and share of patents still paid for then, at the USPTO (`US`) or in Europe (`EP`)."""
    rows = read_rows("maintenance.csv")
    return [(int(row["year"]), float(row["kept"])) for row in rows if row["office"] == office]
