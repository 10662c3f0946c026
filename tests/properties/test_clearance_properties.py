"""What must hold of any record and any case, on random worlds.

A world is put on disk once and every property is asked of it: the folder is what costs.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any
from unittest import mock

import pyarrow.parquet as pq
import pytest

import oracle
from clearway.app import Desk
from clearway.case import Deal, read_case
from clearway.clearance import force
from clearway.clearance.question import ask
from engines import FlatRecord
from oracle import World
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clearway.case import Case
    from clearway.clearance.arrays import Touched

SEEDS = range(1000, 1024)
FEW = pytest.mark.parametrize("given", SEEDS[:10], indirect=True)
"""Of those, the worlds written anew for what is asked of the files themselves."""
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Given:
    """A world on disk, and the dice of its seed."""

    seed: int
    folder: Path
    world: World
    raw: dict[str, Any]

    @cached_property
    def record(self) -> FlatRecord:
        """The record held open."""
        return FlatRecord(self.folder)

    @property
    def desk(self) -> Desk:
        """A desk that was asked nothing before."""
        return Desk(self.record)  # type: ignore[arg-type]

    @property
    def case(self) -> Case:
        """The case, read anew."""
        return read_case(self.folder / "case.toml")

    @property
    def dice(self) -> Random:
        """Dice that fall the same for every property."""
        return Random(self.seed)

    @cached_property
    def texts(self) -> list[str]:
        """The answers of the kernel and of the rules as texts of JSON."""
        desk, case = self.desk, self.case
        return [
            json.dumps(desk.clear(case, ask(case), engine).to_dict()) for engine in (None, "duckdb")
        ]


@pytest.fixture(scope="module", params=SEEDS)
def given(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """One world after another, each asked every property."""
    world, raw = random_world(request.param)
    folder = tmp_path_factory.mktemp("world")
    write_world(world, raw, folder)
    return Given(request.param, folder, world, raw)


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


def test_one_more_license_never_clears_less(given: Given) -> None:
    """A license added to a case takes nothing away from any market or holder."""
    desk, case, dice = given.desk, given.case, given.dice
    more = replace(case, deals=(*case.deals, a_license(case, dice)))
    assert_no_less(answer(desk, case), answer(desk, more))


def test_a_later_end_never_clears_less(given: Given) -> None:
    """A license that ends later, its capture unchanged, takes nothing away."""
    desk, case, dice = given.desk, given.case, given.dice
    deal = a_license(case, dice)
    until = deal.effective + timedelta(days=dice.choice([1, 30, 800]))
    short = replace(deal, ends=until, captured_until=until)
    long = replace(short, ends=until + timedelta(days=dice.choice([1, 400, 4000])))
    rows = [answer(desk, replace(case, deals=(*case.deals, d))) for d in (short, long)]
    assert_no_less(*rows)


def test_terms_add_up(given: Given) -> None:
    """Two licenses whose terms meet clear together what one over both terms clears."""
    desk, case, dice = given.desk, given.case, given.dice
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


def test_before_the_terms_meet_the_first_is_the_whole(given: Given) -> None:
    """While the first of two licenses runs, they clear exactly what one over both terms clears."""
    desk, case, dice = given.desk, given.case, given.dice
    whole = a_license(case, dice)
    middle = (case.as_of or pytest.fail("the world has no day")) + timedelta(days=1)
    first = replace(whole, ends=middle, captured_until=middle)
    second = replace(whole, id="second", effective=middle)
    one = answer(desk, replace(case, deals=(*case.deals, whole)))
    two = answer(desk, replace(case, deals=(*case.deals, first, second)))
    assert one == two


def test_the_kernel_tells_what_the_rules_tell(given: Given) -> None:
    """Their answers are one text of JSON."""
    assert given.texts[0] == given.texts[1]


@FEW
def test_row_order_never_matters(given: Given, tmp_path: Path) -> None:
    """Rows in another order give the same text of JSON, by the kernel and by the rules."""
    dice, tables = given.dice, given.world.tables
    shuffled = World(**{name: dice.sample(rows, len(rows)) for name, rows in tables.items()})
    write_world(shuffled, given.raw, tmp_path)
    assert replace(given, folder=tmp_path).texts == given.texts


@FEW
def test_row_groups_never_matter(given: Given, tmp_path: Path) -> None:
    """Tables in several row groups give the same text of JSON as tables in one."""
    parts = given.dice.randint(2, 5)
    for path in given.folder.glob("*.parquet"):
        table = pq.read_table(path)
        rows = max(1, -(-table.num_rows // parts))
        pq.write_table(table, tmp_path / path.name, row_group_size=rows)
    shutil.copy(given.folder / "case.toml", tmp_path)
    assert replace(given, folder=tmp_path).texts == given.texts


def parts_of(parts: int) -> Callable[[Touched], list[tuple[int, int]]]:
    """Return what cuts the families into some parts, whatever the machine."""

    def cut(touched: Touched) -> list[tuple[int, int]]:
        count = len(touched.family)
        return list(pairwise(count * part // parts for part in range(parts + 1)))

    return cut


def test_the_number_of_threads_never_matters(given: Given) -> None:
    """Families counted in one, two or five parts, or as the machine cuts them, add up alike."""
    desk, case = given.desk, given.case
    texts = {json.dumps(desk.clear(case, ask(case)).to_dict())}
    for parts in (1, 2, 5):
        with mock.patch.object(force, "_parts", parts_of(parts)):
            texts.add(json.dumps(Desk(desk.record).clear(case, ask(case)).to_dict()))
    for threads in (1, 3):
        with mock.patch.object(force, "THREADS", threads):
            texts.add(json.dumps(Desk(desk.record).clear(case, ask(case)).to_dict()))
    assert len(texts) == 1


def test_a_waterfall_is_that_of_the_reading(given: Given) -> None:
    """Every step of a waterfall is the one of the slow reading."""
    desk, case, world, raw = given.desk, given.case, given.world, given.raw
    for product, market in list(answer(desk, case))[:1]:
        steps = [step.to_dict() for step in desk.waterfall(case, product, market)]
        expected = oracle.waterfall(world, raw, **asked(raw), product=product, market=market)
        assert [{name: step[name] for name in expected[0]} for step in steps] == expected


def asked(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the company and the days of a case, as the slow reading takes them."""
    head = raw["case"]
    return {name: head.get(name) for name in ("company", "as_of", "known_at")}


def test_a_difference_is_that_of_two_answers(given: Given) -> None:
    """What a deal changes is the answer with it less the one without, as the reading has it."""
    desk, case, dice = given.desk, given.case, given.dice
    world, raw = given.world, given.raw
    ids = [deal.id for deal in (*case.deals, *case.candidates)]
    if not ids:
        return
    deal = dice.choice(ids)
    without, with_it = (
        answer(desk, case, **{name: [deal]}) for name in ("without_deals", "with_deals")
    )
    changes = desk.diff(case, [deal]).results
    for change in changes:
        cell = (change.after.product, change.after.market)
        assert (change.before.to_dict(), change.after.to_dict()) == (
            without[cell],
            with_it[cell],
        )
        told = {(c.holder, c.exposed_before, c.exposed_after) for c in change.holders}
        assert told >= moved(without[cell], with_it[cell])
    expected = oracle.diff(world, raw, [deal], **asked(raw))
    assert [(c.before.to_dict(), c.after.to_dict()) for c in changes] == expected


def moved(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, int, int]]:
    """Return the holders whose exposed families change in number: name, before, after."""
    earlier, later = (
        {h["holder"]: h["exposed"] for h in row["holders"]} for row in (before, after)
    )
    return {
        (holder, earlier.get(holder, 0), later.get(holder, 0))
        for holder in {*earlier, *later}
        if earlier.get(holder, 0) != later.get(holder, 0)
    }


def test_the_families_of_a_difference_add_up(given: Given) -> None:
    """The families said to change state add up to the change of the counts."""
    desk, case, dice = given.desk, given.case, given.dice
    more = replace(a_license(case, dice), status="hypothetical")
    for change in desk.diff(replace(case, deals=(*case.deals, more)), [more.id]).results:
        row = change.to_dict()
        for state in ("cleared", "exposed"):
            gained = sum(family["after"] == state for family in row["families"])
            lost = sum(family["before"] == state for family in row["families"])
            assert gained - lost == row["change"][state]


def test_the_same_question_gives_the_same_bytes(given: Given) -> None:
    """A record opened twice, and one asked twice, give the same bytes."""
    texts: set[bytes] = set()
    for record in (given.record, FlatRecord(given.folder)):
        desk = Desk(record)  # type: ignore[arg-type]
        for _again in range(2):
            texts.add(json.dumps(desk.clear(given.case, ask(given.case)).to_dict()).encode())
    assert len(texts) == 1


def test_step_by_step_equals_the_whole(given: Given) -> None:
    """The last step of a waterfall has the figures of the answer."""
    desk, case = given.desk, given.case
    for (product, market), row in list(answer(desk, case).items())[:4]:
        last = desk.waterfall(case, product, market)[-1]
        figures = (last.families, last.cleared, last.exposed)
        assert figures == (row["families"], row["cleared"], row["exposed"])


def test_a_series_equals_its_days(given: Given) -> None:
    """Counting many days at once gives what each day gives alone, by holder too."""
    desk, case = given.desk, given.case
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


def test_what_was_asked_before_never_matters(given: Given) -> None:
    """A desk asked about deals, days and companies in turn answers as a fresh one does."""
    desk, case, dice = given.desk, given.case, given.dice
    deals = [deal.id for deal in (*case.deals, *case.candidates)]
    start = case.as_of or pytest.fail("the world has no day")
    for _ in range(8):
        chosen = dice.sample(deals, dice.randint(0, len(deals)))
        cut = dice.randint(0, len(chosen))
        question = ask(
            case,
            with_deals=chosen[:cut],
            without_deals=chosen[cut:],
            as_of=start - timedelta(days=dice.choice([0, 0, 900])),
            company=dice.choice([case.company, *(c.name for c in case.companies)]),
        )
        fresh = Desk(desk.record)
        assert desk.clear(case, question).to_dict() == fresh.clear(case, question).to_dict()
