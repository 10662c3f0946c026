"""The burden equals the slow reading's, to the last fraction, and its parts add up."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from clearway.case import read_case
from clearway.royalty import royalty_burden
from clearway.royalty.results import MEASURES
from engines import Asked
from oracle.burden import Burden, add_figures, plans_of
from oracle.world_record import MARKETS
from oracle.worlds import random_question, random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.royalty.results import MarketBurden, Owed, Range, Royalty
    from oracle.world import Row


def bounds(owed: Owed | None) -> dict[str, Any]:
    """Return the measures of a burden as pairs of fractions."""
    found: dict[str, Range | None] = {name: getattr(owed, name) for name in MEASURES}
    return {name: (each.low, each.high) if each else None for name, each in found.items()}


def check_row(row: MarketBurden, slow: list[Burden], before: Burden, order: list[str]) -> None:
    """Hold one market's burden against the slow reading, plan by plan and holder by holder."""
    last = slow[-1]
    assert bounds(row.owed) == last.measures()
    assert bounds(row.before) == before.measures()
    assert [step.deal for step in row.steps] == ["own", *order]
    assert [bounds(step.owed) for step in row.steps] == [each.measures() for each in slow]
    assert set(row.unknown) == {name for name in last.stacks if not last.is_known(name)}
    for standard in row.standards:
        assert standard.families == len(last.families[standard.name])
        assert standard.exposed == len(last.exposers[standard.name])
    holders = {holder.holder: holder for holder in row.holders}
    assert set(holders) == {who for each in [*slow, before] for who in each.holders()}
    for who, holder in holders.items():
        known = [name for name in last.stacks if last.is_known(name)]
        parts = {name: last.exposed(name, who) for name in known}
        assert holder.exposed == {name: part for name, part in parts.items() if part}
        assert bounds(holder.owed) == last.measures(who)
        assert bounds(holder.before) == before.measures(who)
        told = {step.deal: bounds(step.owed) for step in holder.steps}
        for deal, each, earlier in zip(order, slow[1:], slow, strict=False):
            if each.measures(who) != earlier.measures(who):
                assert told[deal] == each.measures(who)
        assert told["own"] == slow[0].measures(who)


def check_sums(answer: Royalty) -> None:
    """The holders' burdens add up to the market's, before and after, in every measure."""
    for row in answer:
        for name in MEASURES:
            for whole, parts in (
                (row.owed, [holder.owed for holder in row.holders]),
                (row.before, [holder.before for holder in row.holders]),
            ):
                every = getattr(whole, name)
                if every is not None:
                    assert every.low == sum(getattr(part, name).low for part in parts)
                    assert every.high == sum(getattr(part, name).high for part in parts)


def check(seed: int, folder: Path) -> Royalty:
    """Hold the burdens of one world against the slow reading."""
    world, case = random_world(seed)
    policy = add_figures(Random(seed), case)
    question = random_question(seed, case)
    write_world(world, case, folder)
    ids = [deal["id"] for deal in (*case.get("deal", []), *case.get("candidate", []))]
    compared = Random(seed).sample(ids, min(2, len(ids)))
    given = {key: value for key, value in question.items() if value is not None}
    asked, read = Asked(folder), read_case(folder / "case.toml")
    answer = royalty_burden(read, asked.desk, deals=compared, markets=MARKETS, **given)
    order, plans, without = plans_of(world, case, question, compared)
    company = plans[0].names.company(question["company"])
    products: dict[str, Row] = {product["name"]: product for product in case["product"]}
    for row in answer:
        place = (company, products[row.product], row.market, policy)
        slow = [Burden(facts, *place).gather(question["as_of"]) for facts in plans]
        before = Burden(without, *place).gather(question["as_of"])
        if compared:
            check_row(row, slow, before, order)
        else:
            assert bounds(row.owed) == slow[-1].measures()
    if compared:
        check_sums(answer)
    return answer


def shown(answer: Royalty) -> set[str]:
    """Say what a world shows, so that the worlds chosen stay telling ones."""
    found = set()
    for row in answer:
        parts = [part for holder in row.holders for part in holder.exposed.values()]
        found |= {"joint families"} if any(part.denominator > 1 for part in parts) else set()
        partly = [s for s in row.standards if not s.unknown and 0 < s.exposed < s.families]
        found |= {"partly cleared"} if partly else set()
        found |= {"changed by a deal"} if row.steps[0].owed != row.owed else set()
        found |= {"changed by those compared"} if row.before != row.owed else set()
        found |= {"money a year"} if row.owed.per_year and row.owed.per_year.high else set()
        found |= {standard.unknown for standard in row.standards if standard.unknown}
    return found


def test_the_burden_of_worlds(tmp_path: Path) -> None:
    """Burdens are those of the slow reading, in worlds chosen for what they show."""
    seen = set()
    for seed in (4, 7, 9, 11, 33, 58):
        seen |= shown(check(seed, tmp_path / str(seed)))
    assert seen >= {
        "joint families", "partly cleared", "changed by a deal", "changed by those compared",
        "money a year", "no aggregate", "no source in the record",
        "no office of the market in the record",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", [18, 37, 69, 84, 118, 147])
def test_the_burden_of_more_worlds(seed: int, tmp_path: Path) -> None:
    """The same in more worlds."""
    check(seed, tmp_path)
