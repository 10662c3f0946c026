"""The rights of each family: at which offices, filed when, published and granted or not.

Offices follow the declarant's own rates (applications per family) and the filing curve of the
office, so that the years of each office come out as counted. A right keeps the day of the
international filing, as the register does; continuations follow years later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearway.sample.drawing import Floats, Ints, counted_within, pick, stream
from clearway.sample.families import Units, rights_by_age
from clearway.sample.tables import (
    FIVE,
    FULL_ROWS,
    TOTALS,
    declarants,
    filing_curve,
    offices,
)

EDITION = int(np.datetime64("2026-10-09", "D").astype(np.int64))
"""The day the sample stands for: nothing is filed, published or declared after it."""

WO_PER_FAMILY = 0.55
"""International publications per family at most; the rest of `rights_other` is elsewhere."""

GRANT_SHARES = {"US": 0.86, "EP": 0.68, "CN": 0.78, "JP": 0.78, "KR": 0.74}
"""Applications that end in a grant, by office; 0.72 elsewhere."""

GRANT_LAGS = {"US": 1000.0, "EP": 1700.0, "CN": 1400.0, "JP": 1300.0, "KR": 1250.0}
"""Middle days from filing to grant, by office; 1500 elsewhere."""

IDLESS_RATE = 0.3
"""Rights of a group without a family id, as a share of a family's."""

CODES = tuple(office.code for office in offices())
WO = CODES.index("WO")
EP = CODES.index("EP")
US = CODES.index("US")


@dataclass(frozen=True)
class Rights:
    """The rights, sorted by unit, aligned arrays.

    `unit` and `office` are places; `filed` is a day since 1970; `state` is 0 unpublished,
    1 published, 2 granted, 3 a translation of the European patent; `in_year` and `in_office` are
    the running numbers its numbers are made of; `normalized` is 0 Yes, 1 No, 2 Error; `text` is
    the right whose numbers it bears (itself, but for a document listed under two families).
    `first[u]:first[u + 1]` are the rights of unit u.
    """

    unit: Ints
    office: Ints
    filed: Ints
    state: Ints
    in_year: Ints
    in_office: Ints
    normalized: Ints
    text: Ints
    first: Ints

    def __len__(self) -> int:
        """The number of rights."""
        return int(self.unit.size)


def draw_rights(units: Units, rows: int, seed: int) -> Rights:
    """Draw the rights of every unit.

    Args:
        units: families and entries without one.
        rows: rows asked for, which set how many distinct first publications there are.
        seed: any integer.

    Returns:
        The rights; each unit has at least one.
    """
    unit, office = _places(units, stream(seed, "offices"))
    filed = _filing(units, unit, office, stream(seed, "filed"))
    normalized = _normalized(units, unit, stream(seed, "normalized"))
    wanted = round(TOTALS.first_publications * rows / FULL_ROWS)
    state = _states(office, filed, normalized, wanted, stream(seed, "state"))
    _turn_into_translations(unit, office, state, stream(seed, "translations"))
    year = filed.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return Rights(
        unit=unit,
        office=office,
        filed=filed,
        state=state,
        in_year=counted_within(office * 1000 + year),
        in_office=counted_within(office),
        normalized=normalized,
        text=_shared_documents(units, unit, state, stream(seed, "shared")),
        first=np.searchsorted(unit, np.arange(len(units) + 1)).astype(np.int64),
    )


def _rates(units: Units) -> Floats:
    """Expected rights of each unit at each of the five offices, by declarant and month."""
    curve = filing_curve()
    table = np.array([[item.rights[key.lower()] for key in FIVE] for item in declarants()])
    months = units.day.astype("datetime64[D]").astype("datetime64[M]")
    years = (curve.months.astype(np.int64) // 12).astype(np.int64)
    years -= years[0]
    place = np.clip(months.astype(np.int64) // 12 + 1970 - 1985, 0, years[-1])
    every = np.bincount(years, curve.counts["ALL"])
    age = rights_by_age(months)
    columns = []
    for column, key in enumerate(FIVE):
        share = np.bincount(years, curve.counts[key]) / np.maximum(every, 1)
        share /= curve.counts[key].sum() / curve.counts["ALL"].sum()
        factor = np.clip(share, 0.1, 2.5)[place] * age / 1.4
        columns.append(table[units.declarant, column] * factor)
    return np.stack(columns, axis=1) * np.where(units.has_family, 1.0, IDLESS_RATE)[:, None]


def _counted(rng: np.random.Generator, rate: Floats) -> Ints:
    """A count with the mean `rate`: mostly one, more only where the rate is near or above one."""
    sure = np.minimum(rate, 0.9)
    return (rng.random(rate.size) < sure).astype(np.int64) + rng.poisson(rate - sure)


def _places(units: Units, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Unit and office of every right, sorted by unit and by office in the order of the table."""
    every = np.arange(len(units))
    pairs: list[tuple[Ints, Ints]] = []
    rates = _rates(units)
    for column, key in enumerate(FIVE):
        count = _counted(rng, rates[:, column])
        pairs.append((np.repeat(every, count), np.full(count.sum(), CODES.index(key))))
    other = np.array([item.rights["other"] for item in declarants()])[units.declarant]
    other = other * np.where(units.has_family, 1.0, IDLESS_RATE)
    abroad = rng.random(every.size) < np.minimum(0.8, other * WO_PER_FAMILY)
    pairs.append((every[abroad], np.full(abroad.sum(), WO)))
    pairs.append(_smaller_offices(units, np.maximum(other - 0.4, 0.1 * other), rng))
    unit = np.concatenate([pair[0] for pair in pairs])
    office = np.concatenate([pair[1] for pair in pairs])
    bare = np.setdiff1d(every, unit)
    home = np.array([CODES.index(home_office(place)) for place in range(len(declarants()))])
    unit = np.concatenate([unit, bare])
    office = np.concatenate([office, home[units.declarant[bare]]])
    order = np.lexsort((office, unit))
    return unit[order], office[order]


def _smaller_offices(units: Units, rate: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Rights at the other offices: few families go there, those that do go to many."""
    age = rights_by_age(units.day.astype("datetime64[D]").astype("datetime64[M]"))
    count = rng.poisson(rate * age / 1.4 * rng.gamma(0.5, 2.0, rate.size))
    unit = np.repeat(np.arange(rate.size), count)
    weights = np.array([item.weight for item in offices()], dtype=np.float64)
    office = pick(rng, weights, unit.size)
    distinct = np.unique(unit * len(CODES) + office)
    return distinct // len(CODES), distinct % len(CODES)


def home_office(declarant: int) -> str:
    """The office where a declarant files most often, taken for the one where it files first."""
    rights = declarants()[declarant].rights
    return max(FIVE, key=lambda key: rights[key.lower()])


def _filing(units: Units, unit: Ints, office: Ints, rng: np.random.Generator) -> Ints:
    """Days of filing: the unit's own, at home a year before it, continuations years after it."""
    day = units.day[unit]
    later = counted_within(unit * len(CODES) + office) > 0
    gap = rng.integers(150, 2200, unit.size)
    day = np.where(later, day + gap, day)
    home = np.array([CODES.index(home_office(place)) for place in range(len(declarants()))])
    first = (office == home[units.declarant[unit]]) & ~later & (rng.random(unit.size) < 0.35)
    day = np.where(first, day - rng.integers(330, 366, unit.size), day)
    return np.minimum(day, EDITION - 30)


def _normalized(units: Units, unit: Ints, rng: np.random.Generator) -> Ints:
    """Whether the register recognized the numbers: 0 Yes, 1 No, 2 Error."""
    drawn = rng.random(unit.size)
    bad = np.where(units.has_family[unit], 0.02, 0.55)
    return np.where(drawn < bad, 1, np.where(drawn < bad + 0.012, 2, 0)).astype(np.int64)


def _states(
    office: Ints, filed: Ints, normalized: Ints, wanted: int, rng: np.random.Generator
) -> Ints:
    """Unpublished, published or granted; exactly `wanted` rights have a publication."""
    waited = EDITION - filed
    keen = rng.random(office.size) + 2.0 * (waited < 550) + 0.7 * (normalized > 0)
    state = np.zeros(office.size, dtype=np.int64)
    state[np.argsort(keen, kind="stable")[:wanted]] = 1
    share = np.array([GRANT_SHARES.get(code, 0.72) for code in CODES])[office]
    lag = np.array([GRANT_LAGS.get(code, 1500.0) for code in CODES])[office]
    lag = lag * np.exp(0.35 * rng.standard_normal(office.size))
    granted = (rng.random(office.size) < share) & (waited > lag) & (office != WO)
    state[(state == 1) & granted] = 2
    return state


def _turn_into_translations(
    unit: Ints, office: Ints, state: Ints, rng: np.random.Generator
) -> None:
    """Where a family has a European patent, its Spanish, Austrian ... rights are translations."""
    translating = np.array([bool(item.translation) for item in offices()])[office]
    candidates = np.flatnonzero(translating & (state > 0))
    european = np.flatnonzero((office == EP) & (state > 0))
    place = np.searchsorted(unit[european], unit[candidates])
    found = european[np.minimum(place, max(european.size - 1, 0))] if european.size else place
    has = (unit[found] == unit[candidates]) if european.size else np.zeros(0, dtype=bool)
    chosen = has & (rng.random(candidates.size) < 0.97)
    state[found[chosen]] = 2
    state[candidates[chosen]] = 3


def _shared_documents(units: Units, unit: Ints, state: Ints, rng: np.random.Generator) -> Ints:
    """Which right each one repeats: itself, but for some rights listed under two families.

    The first right of a family may be that of the family before it, of the same declarant; only
    unpublished rights are replaced, so that the number of publications stays as it was.
    """
    text = np.arange(unit.size)
    published = np.flatnonzero(state > 0)
    spare = np.flatnonzero((state == 0) & (rng.random(unit.size) < 0.12))
    before = published[np.maximum(np.searchsorted(published, spare) - 1, 0)]
    near = units.declarant[unit[before]] == units.declarant[unit[spare]]
    fits = near & (unit[before] < unit[spare]) & (unit[spare] - unit[before] < 4)
    text[spare[fits]] = before[fits]
    return text
