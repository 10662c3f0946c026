"""Who declares what, and when it was filed: the families of the sample, before their rights.

A unit is one family, or one entry of a declaration that has no family id. Its generations are
those its rows will be flagged with; its day is the international filing that most of its rights
share. Counts per declarant come from the bundled table, days from the filing curve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.sample.drawing import Floats, Ints, pick, spread, stream
from clearway.sample.tables import (
    FULL_ROWS,
    GENERATION_SETS,
    TOTALS,
    Declarant,
    declarants,
    filing_curve,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPOCH_YEARS = {
    "2G 3G": (1998.0, 4.0),
    "3G": (2003.0, 4.0),
    "3G 4G": (2007.5, 3.5),
    "3G 4G 5G": (2010.0, 4.5),
    "4G": (2011.0, 3.0),
    "4G 5G": (2014.5, 3.0),
    "5G": (2018.5, 2.5),
    "": (2009.0, 6.0),
}
"""Middle and spread, in years, of the filings behind each generation; only their order counts."""

IDLESS_SHARES = {"3G": 0.13, "4G": 0.42, "5G": 0.37, "": 0.08}
"""Groups without a family id by generation; that of 4G is exact, the others follow from it."""

SET_OF = {flags: place for place, flags in enumerate(GENERATION_SETS)}
WITH_4G = np.array(["4G" in flags for flags in GENERATION_SETS])
NO_FLAG = SET_OF[""]


@dataclass(frozen=True)
class Units:
    """Families and entries without one, aligned arrays.

    `declarant` and `second` are places in `declarants()` (second -1 when nobody else declared
    it), `generations` a place in `GENERATION_SETS`, `day` a day since 1970.
    """

    declarant: Ints
    second: Ints
    generations: Ints
    day: Ints
    has_family: NDArray[np.bool_]

    def __len__(self) -> int:
        """The number of units."""
        return int(self.declarant.size)


def draw_units(rows: int, seed: int) -> Units:
    """Draw the families of a sample of about `rows` rows.

    Args:
        rows: rows asked for; families are scaled by `rows / FULL_ROWS`.
        seed: any integer.

    Returns:
        The units, families first; the number of families, of 4G families and of 4G groups
        without a family is exact to the unit at any size.
    """
    scale = rows / FULL_ROWS
    counts = _family_counts(scale)
    second = _second_counts(scale)
    first = counts.copy()
    first[:, SET_OF["4G"]] = np.maximum(first[:, SET_OF["4G"]] - second, 0)
    declarant, generations = _expand(first)
    other = _second_declarants(declarant, generations, second, stream(seed, "second"))
    idless = _idless_counts(scale, counts)
    idless_declarant, idless_generations = _expand(idless)
    all_declarants = np.concatenate([declarant, idless_declarant])
    all_generations = np.concatenate([generations, idless_generations])
    return Units(
        declarant=all_declarants,
        second=np.concatenate([other, np.full(idless_declarant.size, -1)]),
        generations=all_generations,
        day=_filing_days(all_declarants, all_generations, stream(seed, "filing")),
        has_family=np.arange(all_declarants.size) < declarant.size,
    )


def rights_by_age(months: NDArray[np.datetime64]) -> Floats:
    """How many more rights a family filed in each month has than one of 2015 and later.

    Old families went on in continuations and divisions; the factor falls from 3 to 1 between
    1995 and 2015 and turns counts of applications into counts of families.
    """
    years = months.astype(np.int64) / 12 + 1970
    return np.asarray(np.clip(3.0 - (years - 1995.0) / 10.0, 1.0, 3.0), dtype=np.float64)


def _generation_split(declarant: Declarant) -> list[float]:
    """Families of one declarant by set of generations, from its counts of each generation."""
    three, four, five = (float(declarant.families[key]) for key in ("3g", "4g", "5g"))
    all_three = 0.4 * min(three, four, five)
    three_four = 0.25 * min(three, four)
    four_five = 0.3 * min(four, five)
    only_three = three - all_three - three_four
    return [
        0.12 * only_three,
        0.88 * only_three,
        three_four,
        all_three,
        four - all_three - three_four - four_five,
        four_five,
        five - all_three - four_five,
        float(declarant.families["none"]),
    ]


def _family_counts(scale: float) -> Ints:
    """Families by declarant (row) and set of generations (column), second declarations counted."""
    exact = np.array([_generation_split(declarant) for declarant in declarants()])
    second = _second_weights(exact) * TOTALS.families_4g_contested
    flagged = exact[:, :NO_FLAG].sum()
    missing = TOTALS.families + second.sum() - flagged - exact[:, NO_FLAG].sum()
    exact[:, NO_FLAG] += missing * exact[:, :NO_FLAG].sum(axis=1) / flagged
    counts = np.zeros(exact.shape, dtype=np.int64)
    four = np.flatnonzero(WITH_4G)
    total_4g = round(scale * TOTALS.families_4g) + round(scale * TOTALS.families_4g_contested)
    counts[:, four] = spread(exact[:, four].ravel(), total_4g).reshape(-1, four.size)
    rest = np.flatnonzero(~WITH_4G)
    total = round(scale * TOTALS.families) - round(scale * TOTALS.families_4g)
    counts[:, rest] = spread(exact[:, rest].ravel(), total).reshape(-1, rest.size)
    return counts


def _second_weights(exact: Floats) -> Floats:
    """How second declarations fall on declarants: by 4G families, the six largest holders not."""
    largest = {declarant.holder for declarant in declarants()[:9]}
    small = np.array([declarant.holder not in largest for declarant in declarants()])
    weights: Floats = exact[:, SET_OF["4G"]] * small
    weights /= weights.sum()
    return weights


def _second_counts(scale: float) -> Ints:
    exact = np.array([_generation_split(declarant) for declarant in declarants()])
    return spread(_second_weights(exact), round(scale * TOTALS.families_4g_contested))


def _expand(counts: Ints) -> tuple[Ints, Ints]:
    """One entry per counted unit: its declarant and its set of generations."""
    place = np.repeat(np.arange(counts.size), counts.ravel())
    return place // counts.shape[1], place % counts.shape[1]


def _second_declarants(
    declarant: Ints, generations: Ints, second: Ints, rng: np.random.Generator
) -> Ints:
    """A second declarant for some 4G families, never of the same holder as the first."""
    result = np.full(declarant.size, -1, dtype=np.int64)
    holders = np.array([holder_place(item) for item in declarants()])
    four = np.flatnonzero(WITH_4G[generations])
    chosen = rng.permutation(four)[: second.sum()]
    others = np.repeat(np.arange(second.size), second)[: chosen.size]
    for _ in range(20):
        clash = np.flatnonzero(holders[declarant[chosen]] == holders[others])
        if clash.size == 0:
            break
        swap = rng.integers(0, others.size, clash.size)
        for here, there in zip(clash.tolist(), swap.tolist(), strict=True):
            others[here], others[there] = others[there], others[here]
    same = holders[declarant[chosen]] == holders[others]
    result[chosen[~same]] = others[~same]
    return result


def holder_place(declarant: Declarant) -> int:
    """The place of the first declarant of the same holder: a number that names the holder."""
    return next(place for place, item in enumerate(declarants()) if item.holder == declarant.holder)


def _idless_counts(scale: float, counts: Ints) -> Ints:
    """Groups without a family id by declarant and set of generations."""
    result = np.zeros(counts.shape, dtype=np.int64)
    four = TOTALS.groups_4g_without_family * scale
    for flags, share in IDLESS_SHARES.items():
        total = round(four * share / IDLESS_SHARES["4G"])
        place = SET_OF[flags]
        result[:, place] = spread(counts[:, place].astype(np.float64), total)
    return result


def _filing_days(declarant: Ints, generations: Ints, rng: np.random.Generator) -> Ints:
    """A day of filing for each unit: the curve's days, handed out in order of a likely year."""
    curve = filing_curve()
    order = np.argsort(_likely_years(declarant, generations, rng), kind="stable")
    filings = curve.counts["ALL"] / rights_by_age(curve.months)
    month = np.sort(pick(rng, filings, generations.size))
    starts = curve.months.astype("datetime64[D]").astype(np.int64)
    lengths = (curve.months + 1).astype("datetime64[D]").astype(np.int64) - starts
    days = np.sort(starts[month] + (rng.random(month.size) * lengths[month]).astype(np.int64))
    result = np.empty(generations.size, dtype=np.int64)
    result[order] = days
    return result


def _likely_years(declarant: Ints, generations: Ints, rng: np.random.Generator) -> Floats:
    """A year for each unit by its generation, within the years its declarant filed in."""
    middle = np.array([EPOCH_YEARS[flags][0] for flags in GENERATION_SETS])[generations]
    width = np.array([EPOCH_YEARS[flags][1] for flags in GENERATION_SETS])[generations]
    years = middle + width * rng.standard_normal(generations.size)
    bounds = np.array([item.years for item in declarants()], dtype=np.float64)[declarant]
    low, high = bounds[:, 0], bounds[:, 1] + 1
    inside: Floats = np.minimum(rng.exponential((high - low) / 5.0), high - low)
    years = np.where(years < low, low + inside, years)
    return np.where(years > high, high - inside, years)
