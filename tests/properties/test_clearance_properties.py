"""What must hold of any record and any case, on worlds that Hypothesis draws."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearway.app import Desk
from clearway.case import Deal, read_case
from clearway.clearance.question import ask
from engines import FlatRecord
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from clearway.case import Case

SEEDS = st.integers(0, 5000)
RELAXED = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
pytestmark = pytest.mark.slow


def in_world(seed: int, use: Callable[[Desk, Case, Random], None]) -> None:
    """Put a world on disk and hand it over, with the seed's own dice."""
    world, case = random_world(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = write_world(world, case, Path(folder))
        use(Desk(FlatRecord(Path(folder))), read_case(path), Random(seed))  # type: ignore[arg-type]


def answer(desk: Desk, case: Case, **question: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Answer a case and return its rows by product and market."""
    rows = desk.clear(case, ask(case, **question))
    return {(row.product, row.market): row.to_dict() for row in rows}


def a_license(case: Case, dice: Random) -> Deal:
    """Draw a license from some company of the case to the one that asks."""
    others = [c.name for c in case.companies if c.name != case.company] or [case.company]
    start = case.as_of or pytest.fail("the world has no day")
    return Deal(
        id="one-more",
        kind="license",
        status="signed",
        grantors=(dice.choice(others),),
        grantees=(case.company,),
        effective=start - timedelta(days=dice.choice([0, 1, 400])),
    )


def assert_no_less(before: dict[Any, dict[str, Any]], after: dict[Any, dict[str, Any]]) -> None:
    """Nothing that was cleared is exposed now, in no market and for no holder."""
    assert before.keys() == after.keys()
    for cell, row in before.items():
        assert after[cell]["families"] == row["families"]
        assert after[cell]["cleared"] >= row["cleared"]
        assert after[cell]["pending_exposed"] <= row["pending_exposed"]
        later = {holder["holder"]: holder["cleared"] for holder in after[cell]["holders"]}
        assert all(later[h["holder"]] >= h["cleared"] for h in row["holders"])


@RELAXED
@given(SEEDS)
def test_one_more_license_never_clears_less(seed: int) -> None:
    """A license added to a case takes nothing away from any market or holder."""

    def check(desk: Desk, case: Case, dice: Random) -> None:
        more = replace(case, deals=(*case.deals, a_license(case, dice)))
        assert_no_less(answer(desk, case), answer(desk, more))

    in_world(seed, check)


@RELAXED
@given(SEEDS)
def test_a_later_end_never_clears_less(seed: int) -> None:
    """A license that ends later, its capture unchanged, takes nothing away."""

    def check(desk: Desk, case: Case, dice: Random) -> None:
        deal = a_license(case, dice)
        until = deal.effective + timedelta(days=dice.choice([1, 30, 800]))
        short = replace(deal, ends=until, captured_until=until)
        long = replace(short, ends=until + timedelta(days=dice.choice([1, 400, 4000])))
        rows = [answer(desk, replace(case, deals=(*case.deals, d))) for d in (short, long)]
        assert_no_less(*rows)

    in_world(seed, check)


@RELAXED
@given(SEEDS)
def test_terms_add_up(seed: int) -> None:
    """Two licenses whose terms meet clear together what one over both terms clears."""

    def check(desk: Desk, case: Case, dice: Random) -> None:
        whole = replace(a_license(case, dice), captured_until=case.as_of)
        middle = whole.effective + timedelta(days=1)
        first = replace(whole, id="first", ends=middle, captured_until=middle)
        second = replace(whole, id="second", effective=middle)
        if whole.captured_until is None or middle >= whole.captured_until:
            return
        one = answer(desk, replace(case, deals=(*case.deals, whole)))
        two = answer(desk, replace(case, deals=(*case.deals, first, second)))
        # What only the first captured is licensed by the whole, not by the second: never more.
        assert_no_less(two, one)

    in_world(seed, check)


@RELAXED
@given(SEEDS)
def test_row_order_never_matters(seed: int) -> None:
    """A record whose rows come in another order gives the same answer."""
    world, case = random_world(seed)
    dice = Random(seed)
    texts = []
    for shuffled in (False, True):
        if shuffled:
            for rows in world.tables.values():
                dice.shuffle(rows)
        with tempfile.TemporaryDirectory() as folder:
            path = write_world(world, case, Path(folder))
            desk, read = Desk(FlatRecord(Path(folder))), read_case(path)  # type: ignore[arg-type]
            texts.append(json.dumps(desk.clear(read, ask(read)).to_dict()))
    assert texts[0] == texts[1]


@RELAXED
@given(SEEDS)
def test_step_by_step_equals_the_whole(seed: int) -> None:
    """The last step of a waterfall has the figures of the answer."""

    def check(desk: Desk, case: Case, _: Random) -> None:
        for (product, market), row in list(answer(desk, case).items())[:4]:
            last = desk.waterfall(case, product, market)[-1]
            figures = (last.families, last.cleared, last.exposed)
            assert figures == (row["families"], row["cleared"], row["exposed"])

    in_world(seed, check)


@RELAXED
@given(SEEDS)
def test_a_series_equals_its_days(seed: int) -> None:
    """Counting many days at once gives what each day gives alone, by holder too."""

    def check(desk: Desk, case: Case, _: Random) -> None:
        start = case.as_of or pytest.fail("the world has no day")
        days = [start + timedelta(days=40 * step) for step in range(70)]
        question = ask(case)
        product = next((p for p in question.products if p.standards), None)
        if product is None:
            return
        series = desk.series(case, question, product.name, days)
        for d in (0, 1, 63, 64, 69):
            rows = answer(desk, case, as_of=days[d], products=[product.name])
            for m, market in enumerate(series.markets):
                row = rows.get((product.name, market))
                if row is None:
                    continue
                assert series.totals[0, m, d] == row["families"]
                assert series.totals[1, m, d] == row["exposed"]
                exposed = {
                    holder: int(series.by_holder[1, h, m, d])
                    for h, holder in enumerate(series.holders)
                    if series.by_holder[0, h, m, d]
                }
                assert exposed == {h["holder"]: h["exposed"] for h in row["holders"]}

    in_world(seed, check)
