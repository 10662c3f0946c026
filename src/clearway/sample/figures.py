"""The figures of a sample, the same that `clearway ingest etsi` prints of an export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.sample.families import NO_FLAG, WITH_4G, Units
from clearway.sample.tables import declarants

if TYPE_CHECKING:
    from clearway.sample.declarations import Entries
    from clearway.sample.rights import Rights


@dataclass(frozen=True)
class SampleFigures:
    """What was written: rows, families, publications and the largest holders.

    Generations are those of the rows' flags. `holders` counts the 4G families with a family id
    that each holder declared, all spellings together, largest first.
    """

    rows: int
    rows_4g: int
    rows_without_flag: int
    families: int
    families_4g: int
    families_4g_contested: int
    groups_4g_without_family: int
    first_publications: int
    holders: tuple[tuple[str, int], ...]


def measure_sample(units: Units, rights: Rights, entries: Entries) -> SampleFigures:
    """Count the figures of a sample from its parts.

    Args:
        units: families and entries without one.
        rights: their rights.
        entries: the entries of the declarations.
    """
    rows = np.diff(rights.first)[entries.unit] * entries.count
    four = WITH_4G[entries.generations]
    family = units.has_family[entries.unit]
    published = np.unique(rights.text[rights.state[rights.text] > 0])
    return SampleFigures(
        rows=int(rows.sum()),
        rows_4g=int(rows[four].sum()),
        rows_without_flag=int(rows[entries.generations == NO_FLAG].sum()),
        families=int(units.has_family.sum()),
        families_4g=int(np.unique(entries.unit[four & family]).size),
        families_4g_contested=int((units.second >= 0).sum()),
        groups_4g_without_family=int(np.unique(entries.group[four & ~family]).size),
        first_publications=int(published.size),
        holders=_holders(entries, four & family),
    )


def _holders(entries: Entries, chosen: np.ndarray) -> tuple[tuple[str, int], ...]:
    """Families by holder, largest first, then by name."""
    names = sorted({item.holder for item in declarants()})
    place = np.array([names.index(item.holder) for item in declarants()])
    pairs = np.unique(entries.unit[chosen] * len(names) + place[entries.declarant[chosen]])
    counts = np.bincount(pairs % len(names), minlength=len(names))
    found = [(name, int(count)) for name, count in zip(names, counts, strict=True) if count]
    return tuple(sorted(found, key=lambda item: (-item[1], item[0])))
