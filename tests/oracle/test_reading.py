"""The reading holds what the page says of any answer, and its own parts do what they say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from oracle import clear, diff, waterfall
from oracle.companies import Companies, Holding
from oracle.facts import publication_key
from oracle.names import Names, name_key
from oracle.world import World, latest_day, years_after
from oracle.worlds import random_question, random_world

SEEDS = range(25)
DAY = date(2018, 1, 1)


def _answers(seed: int, **changes: Any) -> list[dict[str, Any]]:
    world, case = random_world(seed)
    return clear(world, case, **{**random_question(seed, case), **changes})


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_add_up(seed: int) -> None:
    """Cleared and exposed make the families, also of each holder; rows are sorted as asked."""
    answers = _answers(seed)
    assert answers == sorted(answers, key=lambda row: (row["product"], row["market"]))
    for row in answers:
        for counts in [row, *row["holders"]]:
            assert counts["cleared"] + counts["exposed"] == counts["families"]
            assert all(0 < count <= counts["families"] for count in counts["cleared_by"].values())
        assert row["pending_exposed"] <= row["pending"]
        assert sum(holder["families"] for holder in row["holders"]) >= row["families"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_license_taken_away_never_clears_more(seed: int) -> None:
    """Without one of its licenses X is never cleared of more families."""
    _, case = random_world(seed)
    deals = [deal["id"] for deal in case.get("deal", []) if deal["kind"] != "purchase"]
    asked = {"with_deals": (), "without_deals": ()}
    whole = _answers(seed, **asked)
    for deal in deals[:2]:
        less = _answers(seed, **{**asked, "without_deals": (deal,)})
        assert all(a["cleared"] >= b["cleared"] for a, b in zip(whole, less, strict=True))


def test_the_order_of_rows_never_matters() -> None:
    """A record turned upside down gives the same answer."""
    for seed in range(5):
        world, case = random_world(seed)
        turned = World(**{name: rows[::-1] for name, rows in world.tables.items()})
        asked = random_question(seed, case)
        assert clear(turned, case, **asked) == clear(world, case, **asked)


def test_the_waterfall_ends_at_the_whole() -> None:
    """Its steps add up to the answer with every deal that counts."""
    world, case = random_world(1)
    product = case["product"][0]["name"]
    asked: dict[str, Any] = {"company": "Xeno", "as_of": DAY}
    steps = waterfall(world, case, product=product, market="DE", **asked)
    (whole,) = clear(world, case, products=[product], markets=["DE"], **asked)
    assert steps[0]["reason"] == "own"
    assert sum(step["added"] for step in steps) == steps[-1]["cleared"] == whole["cleared"]


def test_a_difference_is_the_answer_without_and_with() -> None:
    """The first of each pair lacks the deal, the second has it."""
    world, case = next(drawn for drawn in map(random_world, SEEDS) if "deal" in drawn[1])
    deal = case["deal"][0]["id"]
    asked: dict[str, Any] = {"company": "Xeno", "as_of": DAY}
    for before, after in diff(world, case, [deal], **asked):
        assert deal not in before["cleared_by"]
        assert (before["product"], before["market"]) == (after["product"], after["market"])


def test_two_parents_at_once_need_one_in_control() -> None:
    """Without control they are an error, as is a cycle."""
    two = [Holding("C", "A", None, None, control=False), Holding("C", "B", None, None, False)]
    with pytest.raises(ValueError, match="two parents"):
        Companies(two).ultimate("C", DAY)
    round_about = [Holding("A", "B", None, None, False), Holding("B", "A", None, None, False)]
    with pytest.raises(ValueError, match="cycle"):
        Companies(round_about).ultimate("A", DAY)


def test_names_are_resolved_by_the_case_then_by_the_record() -> None:
    """An alias of the case stands for every spelling of the record's company."""
    rows = [
        {"name": "Aleph Inc.", "company_id": "Aleph", "method": "exact"},
        {"name": "Aleph Wireless", "company_id": "Aleph", "method": "exact"},
        {"name": "Beth Ltd", "company_id": "Beth", "method": "exact"},
    ]
    names = Names({"company": [{"name": "The Aleph", "aliases": ["ALEPH"]}]}, rows)
    spellings = ["Aleph Wireless", "aleph", "Beth", "Gimel"]
    assert [names.company(s) for s in spellings] == ["The Aleph", "The Aleph", "Beth", "Gimel"]
    assert name_key("Béth Co., Ltd.") == "beth"


def test_days_and_numbers() -> None:
    """Partial days count at their latest; 29 February becomes 28; kind codes are left off."""
    assert latest_day("2016-02") == date(2016, 2, 29)
    assert latest_day("2016") == date(2016, 12, 31)
    assert years_after(date(2012, 2, 29), 1) == date(2013, 2, 28)
    assert {publication_key(text) for text in ("EP 1848154 B1", "EP-1848154")} == {"EP-1848154"}
