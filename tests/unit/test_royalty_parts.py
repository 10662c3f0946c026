"""Families of several holders are cut exactly; the chart of a burden says what its row says."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import product
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearway.charts.burdens import burden_bars
from clearway.charts.frame import summary_of, table_of
from clearway.charts.render import render
from clearway.clearance.holdings import Holdings
from clearway.royalty.apportion import Shares, apportion, joined
from clearway.royalty.burden import essential_part
from clearway.royalty.results import Range
from clearway.wording import speaking

if TYPE_CHECKING:
    from pathlib import Path

MARKETS, HOLDERS, PLANS = ("DE", "US"), [f"h{number}" for number in range(5)], 2
Row = tuple[int, int, int]
"""Family, market, holder."""
ROWS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 1), st.integers(0, 4)),
    st.lists(st.booleans(), min_size=PLANS, max_size=PLANS),
)


def holdings(rows: dict[Row, list[bool]], holders: list[str] = HOLDERS) -> Holdings:
    """Lay rows out as the engine does: by family, market, holder."""
    order = sorted(rows)
    columns = np.array(order, dtype=np.int32).reshape(len(order), 3)
    exposed = np.array([rows[row] for row in order], dtype=np.bool_).reshape(len(order), PLANS)
    return Holdings(
        MARKETS, holders, columns[:, 0], columns[:, 1].astype(np.int16), columns[:, 2], exposed
    )


def part(shares: Shares, market: str, holder: str, plan: int) -> Fraction:
    """Return a holder's part of the exposed families."""
    pieces = shares.parts[market].get(holder)
    return Fraction(pieces[plan], shares.unit) if pieces else Fraction(0)


@given(ROWS)
def test_parts_are_those_of_sets(rows: dict[Row, list[bool]]) -> None:
    """Each exposed family goes in equal parts to who exposes it; the parts add up to the count."""
    shares = apportion(holdings(rows))
    for m, market in enumerate(MARKETS):
        families = {family for family, where, _ in rows if where == m}
        assert shares.families[market] == len(families)
        for plan in range(PLANS):
            through: dict[int, set[int]] = defaultdict(set)
            for (family, where, holder), exposed in rows.items():
                if where == m and exposed[plan]:
                    through[family].add(holder)
            assert shares.exposed[market][plan] == len(through)
            for number, name in enumerate(HOLDERS):
                mine = [Fraction(1, len(them)) for them in through.values() if number in them]
                assert part(shares, market, name, plan) == sum(mine, Fraction(0))


@pytest.mark.parametrize("count", [7, 45])
def test_families_of_many_holders_stay_exact(count: int) -> None:
    """Families of 1 to 45 holders each are cut without a remainder, beyond 64 bits if need be."""
    names = [f"h{number}" for number in range(count)]
    rows: dict[Row, list[bool]] = {
        (family, 0, holder): [True, family % 2 == 0]
        for family in range(count)
        for holder in range(family + 1)
    }
    shares = apportion(holdings(rows, names))
    assert shares.unit == lcm(*range(1, count + 1))
    for plan, families in enumerate((count, -(-count // 2))):
        assert shares.exposed["DE"][plan] == families
        assert sum(part(shares, "DE", name, plan) for name in names) == families
    assert part(shares, "DE", "h0", 0) == sum(Fraction(1, n) for n in range(1, count + 1))


def test_plans_of_several_boards_are_put_in_order() -> None:
    """Plans counted on two boards, cut into thirds and halves, come out in sixths."""
    thirds = Shares({"DE": 4}, {"DE": (2, 1)}, {"DE": {"A": (4, 2), "B": (2, 1)}}, 3)
    halves = Shares({"DE": 4}, {"DE": (1,)}, {"DE": {"B": (1,), "C": (1,)}}, 2)
    found = joined([thirds, halves], [(0, 1), (1, 0), (0, 0)])
    assert found.exposed == {"DE": (1, 1, 2)}
    assert found.unit == 6
    assert found.parts["DE"] == {"A": (4, 0, 8), "B": (2, 3, 4), "C": (0, 3, 0)}


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=6),
    st.fractions(Fraction(1, 20), Fraction(1)),
    st.fractions(Fraction(1, 20), Fraction(1)),
)
def test_over_declaration_is_bounded_by_every_choice(
    holders: list[tuple[int, bool]], one: Fraction, other: Fraction
) -> None:
    """Whatever rate within the bounds each holder declares at, the part lies in the range."""
    few, many = min(one, other), max(one, other)
    mine = sum(families for families, is_mine in holders if is_mine)
    others = sum(families for families, is_mine in holders if not is_mine)
    if not mine:
        return
    parts = []
    for rates in product((few, many), repeat=len(holders)):
        essential = [(n * rate, is_mine) for (n, is_mine), rate in zip(holders, rates, strict=True)]
        parts.append(sum(n for n, is_mine in essential if is_mine) / sum(n for n, _ in essential))
    found = essential_part(Fraction(mine), Fraction(others), Range(few, many))
    assert (found.low, found.high) == (min(parts), max(parts))
    alike = essential_part(Fraction(mine), Fraction(others), None)
    assert alike.low == alike.high == Fraction(mine, mine + others)
    assert found.low <= alike.low <= found.high


def burden(high: float, before: float | None = None) -> dict[str, Any]:
    """Return a burden as plain data; the low one is half of the high one."""

    def owed(end: float) -> dict[str, Any]:
        return {"rate": {"low": end / 2, "high": end}, "per_unit": None}

    return {**owed(high), "before": None if before is None else owed(before)}


MARKET = {
    **burden(0.0754, 0.0896), "product": "phone", "market": "DE", "unknown": ["AAC"],
    "holders": [
        {"holder": "Small", **burden(0.001, 0.001)},
        {"holder": "Cleared", **burden(0.0, 0.0141)},
        {"holder": "Large", **burden(0.0089, 0.0089)},
        {"holder": "Never", **burden(0.0, 0.0)},
    ],
}  # fmt: skip


def test_the_chart_says_what_the_row_says() -> None:
    """Holders come by the larger of before and after; who never counts is only in the table."""
    spec = burden_bars(MARKET, "X", "5 July 2017", ["deal"], "Not legal advice.")
    text = summary_of(spec)
    assert text.startswith("All holders: 3.77–7.54\u00a0%, Cleared: 0.00\u00a0%, Large: 0.45–0.89")
    assert "Never" not in text
    title = spec["title"]
    assert "before 4.48–8.96\u00a0%" in " ".join(title["subtitle"])
    footnote = " ".join(spec["vconcat"][0]["title"]["text"])
    assert footnote.startswith("Line: without deal. 1 further holders not shown. Unknown, not zero")
    table = table_of(spec)
    assert table is not None
    names = [row[0] for row in table.rows]
    assert names == ["All holders", "Cleared", "Large", "Small", "Never"]
    assert table.rows[1][1:3] == ("0.00\u00a0%", "0.70–1.41\u00a0%")


def test_the_chart_in_german(tmp_path: Path) -> None:
    """German has decimal commas; without deals compared there is no line; it can be drawn."""
    alone = {**MARKET, "before": None, "unknown": [], "holders": [
        {**holder, "before": None} for holder in MARKET["holders"]
    ]}  # fmt: skip
    with speaking("de"):
        spec = burden_bars(alone, "X", "5. Juli 2017")
    assert "Alle Inhaber: 3,77–7,54\u00a0%" in " ".join(spec["title"]["subtitle"])
    assert render(spec, tmp_path / "burden.svg").read_text(encoding="utf-8").startswith("<svg")


def test_an_unknown_burden_is_drawn_as_none() -> None:
    """A market of which nothing is known has no bars and says so."""
    nothing = {
        "rate": None, "per_unit": None, "before": None, "product": "phone", "market": "AE",
        "unknown": ["4G"], "holders": [],
    }  # fmt: skip
    spec = burden_bars(nothing, "X", "5 July 2017")
    assert summary_of(spec) == "All holders: unknown."
