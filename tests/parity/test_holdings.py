"""Whose families are in force, and under which deals they are exposed: as the slow reading says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clearway.case import read_case
from clearway.clearance.holdings import lay_holdings
from clearway.clearance.question import ask
from engines import Asked
from oracle.deals import reasons
from oracle.facts import Facts
from oracle.owners import holder
from oracle.reading import relevant
from oracle.rights import state_in
from oracle.world_record import MARKETS
from oracle.worlds import random_question, random_world, write_world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from oracle.world import Row, World

Exposed = dict[tuple[str, str, str], bool]
"""(market, family, holder) of what is in force -> whether the holder's rights there are exposed."""


def read_slowly(facts: Facts, company: str, product: Row, market: str, day: Any) -> Exposed:
    """Return the families in force in one market, by holder."""
    cleared_by = reasons(facts, company, product, market, day)
    found: Exposed = {}
    for family, leaves in relevant(facts, product).items():
        for right in facts.counted_rights_of[family]:
            if state_in(facts, right, market, day) != "in force":
                continue
            key = (market, family, holder(facts, right, day))
            is_open = any(not cleared_by[right, leaf] for leaf in leaves)
            found[key] = found.get(key, False) or is_open
    return found


def plans_of(world: World, case: Mapping[str, Any], question: Row) -> Iterator[Facts]:
    """Yield what counts when the deals come one by one; purchases move rights in every plan."""
    known = Facts(world, case, **_known(question))
    others = [deal["id"] for deal in known.deals if deal["kind"] != "purchase"]
    for count in range(len(others) + 1):
        left_out = {*question["without_deals"], *others[count:]}
        yield Facts(world, case, **{**_known(question), "without_deals": left_out})


def _known(question: Row) -> Row:
    names = ("known_at", "with_deals", "without_deals")
    return {name: question[name] for name in names}


@pytest.mark.parametrize("seed", range(6))
def test_holdings_of_a_world(seed: int, tmp_path: Path) -> None:
    """One pass over many plans gives what reading each plan on its own gives."""
    check(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("start", [100])
def test_holdings_of_many_worlds(start: int, tmp_path: Path) -> None:
    """The same in more worlds."""
    for seed in range(start, start + 10):
        check(seed, tmp_path / str(seed))


def check(seed: int, folder: Path) -> None:
    """Hold one world's families against the slow reading, market by market and plan by plan."""
    world, case = random_world(seed)
    question = random_question(seed, case)
    write_world(world, case, folder)
    asked, read = Asked(folder), read_case(folder / "case.toml")
    given = {key: value for key, value in question.items() if value is not None}
    whole = ask(read, markets=MARKETS, **given)
    setting = asked.desk.setting(read, whole)
    board = asked.desk.board(setting)
    facts = list(plans_of(world, case, question))
    plans = [frozenset(deal["id"] for deal in each.deals) for each in facts]
    for product, row in ((p, r) for p in whole.products for r in case["product"]):
        if product.name != row["name"] or not product.standards:
            continue
        found = lay_holdings(board, product, whole.as_of, plans)
        ids = [board.layout.family_ids[f].decode() for f in found.family]
        keys = [
            (found.markets[m], family, found.holders[h])
            for m, family, h in zip(found.market, ids, found.holder, strict=True)
        ]
        assert len(set(keys)) == len(keys)
        company = facts[0].names.company(question["company"])
        for plan, each in enumerate(facts):
            slow: Exposed = {}
            for market in board.markets:
                slow |= read_slowly(each, company, row, market, whole.as_of)
            assert dict(zip(keys, found.is_exposed[:, plan].tolist(), strict=True)) == slow
