"""Arsenals over random worlds agree with the slow reading of section 8, cell for cell."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pytest

from clearway.app import Desk
from clearway.arsenal import exposure_matrix
from clearway.case import read_case
from clearway.clearance.question import ask
from engines import FlatRecord
from oracle.arsenal import Arsenals
from oracle.world_rivals import with_rivals
from oracle.worlds import random_question, random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.arsenal import Exposure

GROUPS = ("Xeno", "Alpha", "Beta", "Gamma")
MARKETS = ("CN", "DE", "FR", "US")


def flat(row: Exposure) -> dict[str, Any]:
    """Return the numbers of a row as the slow reading gives them."""
    count = asdict(row.now) if row.now else {"in_force": None, "uncleared": None}
    return {"state": row.state, "undeclared": row.undeclared, **count}


def check(seed: int, folder: Path) -> list[Exposure]:
    """Hold every pair of one world against the slow reading; return the rows."""
    world, plain = random_world(seed)
    case = with_rivals(seed, plain)
    asked = random_question(seed, case)
    path = write_world(world, case, folder)
    desk = Desk(FlatRecord(folder))  # type: ignore[arg-type]
    groups = _apart(desk, path, asked)
    if len(groups) < 2:
        return []
    answer = exposure_matrix(read_case(path), desk, groups, markets=MARKETS, **asked)
    slow = Arsenals(world, case, **asked)
    for row in answer:
        assert flat(row) == slow.exposure(row.owner, row.against, row.market), (seed, row)
    assert len(answer) == len(groups) * (len(groups) - 1) * len(MARKETS)
    return list(answer)


def check_deals(seed: int, folder: Path) -> bool:
    """Hold the views with and without all deals against the slow reading; say whether they part."""
    world, plain = random_world(seed)
    case = with_rivals(seed, plain)
    deals = [deal["id"] for deal in case["deal"]]
    asked = {"company": "Xeno", "as_of": case["case"]["as_of"]}
    path = write_world(world, case, folder)
    desk = Desk(FlatRecord(folder))  # type: ignore[arg-type]
    groups = _apart(desk, path, asked)
    answer = exposure_matrix(
        replace(read_case(path), known_at=None), desk, groups, markets=MARKETS, deals=deals, **asked
    )
    before = Arsenals(world, case, without_deals=deals, **asked)
    after = Arsenals(world, case, with_deals=deals, **asked)
    for row in answer:
        cell = (row.owner, row.against, row.market)
        earlier = replace(row, now=row.before, undeclared=row.undeclared_before)
        assert flat(earlier) == before.exposure(*cell), (seed, row)
        assert flat(row) == after.exposure(*cell), (seed, row)
    return any(row.before != row.now for row in answer)


def _apart(desk: Desk, path: Path, asked: dict[str, Any]) -> list[str]:
    """Return those of the companies that are in groups of their own on the day."""
    case = read_case(path)
    setting = desk.setting(case, ask(case, **asked))
    found = {setting.groups.holder(setting.companies.as_spelled(n), asked["as_of"]) for n in GROUPS}
    return sorted(found)


@pytest.mark.parametrize("seed", range(5))
def test_a_world(seed: int, tmp_path: Path) -> None:
    """What each group could assert against each other one is what the slow reading finds."""
    check(seed, tmp_path)


def test_before_and_after_deals(tmp_path: Path) -> None:
    """Each view of the deals, listed purchases among them, is what the slow reading finds."""
    parted = [check_deals(seed, tmp_path / str(seed)) for seed in (0, 4, 5, 6, 12)]
    assert sum(parted) > 1


@pytest.mark.slow
def test_many_worlds(tmp_path: Path) -> None:
    """The same in many more worlds, which hold every state, and deals that clear and do not."""
    rows = [row for seed in range(300, 314) for row in check(seed, tmp_path / str(seed))]
    assert {row.state for row in rows} == {"counted", "undeterred", "unknown"}
    assert any(row.now and row.now.uncleared for row in rows)
    assert any(row.now and row.now.in_force > row.now.uncleared for row in rows)
    assert any(row.undeclared for row in rows)
