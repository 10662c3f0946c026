"""What `clearway company` counts as in force and pending, and where, is the slow reading's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from clearway.case import read_case
from clearway.clearance.board import Board
from clearway.clearance.layout import day_number
from clearway.clearance.question import ask
from clearway.lookup.estate import estate_on
from clearway.model.territory import COUNTRIES
from engines import Asked
from oracle.facts import Facts
from oracle.rights import state_in
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clearway.lookup.estate import Places


@pytest.mark.parametrize("seed", range(600, 604))
def test_rights_stand_where_the_reading_says(seed: int, tmp_path: Path) -> None:
    """Every right is in force and pending in the countries in which the slow reading puts it."""
    world, drawn = random_world(seed)
    case = read_case(write_world(world, drawn, tmp_path))
    setting = Asked(tmp_path).desk.setting(case, ask(case))
    desk = Asked(tmp_path).desk
    layout = desk.layout(setting.question.horizon, case.policy)
    board = Board(layout, setting, tuple(sorted(COUNTRIES)))
    estate = estate_on(
        board, np.ones(len(layout.right_ids), np.bool_), day_number(drawn["case"]["as_of"])
    )
    facts = Facts(world, drawn, known_at=case.known_at)
    for state, places in (("in force", estate.force), ("pending", estate.waiting)):
        assert named(places, layout.right_ids, board.markets) == {
            (right, country)
            for right in facts.rights
            for country in COUNTRIES
            if state_in(facts, right, country, drawn["case"]["as_of"]) == state
        }


def named(places: Places, ids: Any, markets: Iterable[str]) -> set[tuple[str, str]]:
    """Return (right, country) of numbered places."""
    codes = list(markets)
    return {
        (ids[right].decode(), codes[market])
        for right, market in zip(places.right.tolist(), places.market.tolist(), strict=True)
    }
