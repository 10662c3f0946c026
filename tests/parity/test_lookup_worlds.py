"""A sheet of a right says what `explain` says of it, in random small worlds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from clearway.app import Desk
from clearway.case import read_case
from clearway.lookup import look_up_right
from engines import FlatRecord
from oracle.world_record import MARKETS
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.lookup import RightSheet


@pytest.mark.parametrize("seed", [501, 502])
def test_a_sheet_agrees_with_the_explanation(seed: int, tmp_path: Path) -> None:
    """Bounds and their basis, effect in a market, phase, title and breaks are the explanation's."""
    assert compared(seed, tmp_path, families=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [511])
def test_sheets_agree_in_more_worlds(seed: int, tmp_path: Path) -> None:
    """They agree for every family of more worlds."""
    assert compared(seed, tmp_path, families=4)


def compared(seed: int, folder: Path, families: int) -> int:
    """Compare the rights of some families of a world with their explanation; return how many.

    The case is left its dates and its policy: a sheet knows no deals and no names but the record's.
    """
    world, drawn = random_world(seed)
    case = read_case(write_world(world, drawn, folder))
    case = replace(case, companies=(), ownership=(), deals=(), candidates=(), suits=(), orders=())
    assert case.as_of is not None
    record: Any = FlatRecord(folder)
    desk, seen = Desk(record), 0
    held = dict.fromkeys(row["family_id"] for row in world.rows("family_rights"))
    for family in list(held)[:families]:
        market = MARKETS[seen % len(MARKETS)]
        told = desk.explain(case, market, family=family).to_dict()
        for right in told["results"][0]["families"][0]["rights"]:
            sheet = look_up_right(record, right["right"], case.as_of, case.known_at, case.policy)
            check(sheet, right, market)
            seen += 1
    return seen


def check(sheet: RightSheet, told: dict[str, Any], market: str) -> None:
    """Hold one sheet against one entry of an explanation."""
    plain = sheet.to_dict()
    for name in ("granted", "ended"):
        assert plain["bounds"][name]["on"] == told[f"{name}_on"]
        if told[f"{name}_on"]:
            assert plain["bounds"][name]["basis"] == told[f"{name}_basis"]
    chain = [{"owner": s["owner"], "from": s["from_on"], "to": s["to_on"]}
             for s in plain["owners"]["chain"]]  # fmt: skip
    assert chain == told["owners"]
    breaks = [(b["on"], b["giver"], b["owner"]) for b in plain["owners"]["breaks"]]
    assert breaks == [(b["on"], b["from"], b["owner"]) for b in told["breaks"]]
    states = [state for state in plain["states"] if state["country"] == market]
    assert bool(states) == bool(told["effect"])
    if states:
        shown = {"in force": "in_force", "pending": "pending"}.get(states[0]["phase"], "none")
        assert shown == told["phase"] or not told["pairs"]
        assert (states[0]["from_on"], states[0]["to_on"]) in {
            (row["from"], row["to"]) for row in told["effect"]
        }
    else:
        assert not told["pairs"]
    if told["pairs"]:
        assert plain["owners"]["executed"] == told["owner"]
