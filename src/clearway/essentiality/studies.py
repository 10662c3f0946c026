"""Published studies of over-declaration, each by itself: their spread is the finding.

The studies, with their sources, are data: `clearway/data/essentiality/studies.csv`. They are never
pooled, for they differ by far more than their samples explain.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from clearway.essentiality.shares import Predicted, Share, posterior, predict, predict_by_share

if TYPE_CHECKING:
    from clearway.essentiality.shares import AssessorError


@dataclass(frozen=True)
class Study:
    """One study.

    Attributes:
        id: slug.
        title: authors and title.
        generation: `2G` to `5G`, whose declared families were read.
        sample: families read; None when not told, as then is `found`.
        share: of the essential ones, 0 to 1; its range is the sample's, or what the study gives.
        is_rounded: the source gives a rounded share; `found` is worked out from it.
        assessor: who read them, and who paid, as far as told.
    """

    id: str
    title: str
    year: int
    generation: str
    sample: int | None
    found: int | None
    share: Share
    is_rounded: bool
    assessor: str
    funder: str | None
    source: str
    url: str

    def predict(self, declared: int, error: AssessorError | None = None) -> Predicted:
        """Return how many of some other declared families the study leads one to expect."""
        if self.sample is not None and self.found is not None:
            return predict(self.found, self.sample, declared, error)
        return predict_by_share(self.share.low, self.share.high, declared, error)


@cache
def studies() -> tuple[Study, ...]:
    """Return the bundled studies, by generation and year."""
    text = (files("clearway.data") / "essentiality" / "studies.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(sorted((_study(row) for row in rows), key=lambda s: (s.generation, s.year, s.id)))


def _study(row: dict[str, str]) -> Study:
    sample, found = (int(row[name]) if row[name] else None for name in ("sample", "found"))
    if sample is not None and found is not None:
        share = posterior(found, sample)
    else:
        low, high = float(row["share_low"]), float(row["share_high"])
        share = Share((low + high) / 2, low, high)
    return Study(
        id=row["id"],
        title=row["study"],
        year=int(row["year"]),
        generation=row["generation"],
        sample=sample,
        found=found,
        share=share,
        is_rounded=row["is_rounded"] == "true",
        assessor=row["assessor"],
        funder=row["funder"] or None,
        source=row["source"],
        url=row["url"],
    )
