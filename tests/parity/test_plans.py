"""Plans against every subset of the candidates, each answered by the slow reading of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import oracle
from clearway.app import Desk
from clearway.case import read_case
from clearway.errors import UsageError
from clearway.planning import Plan, plan
from engines import FlatRecord
from oracle.world_case import _deal as draw_deal
from oracle.world_record import Draft
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from clearway.case import Case
    from oracle.world import Row, World

RULES = ("quiet", "covered", 0.3, 0.6)


def draw_candidates(random: Random, world: World) -> list[Row]:
    """Draw candidates of every kind with costs, some of which exclude each other."""
    drawn = [
        draw_deal(Draft(random), world, f"c{number}") for number in range(random.randint(3, 4))
    ]
    candidates = [
        {
            **deal,
            "status": "hypothetical",
            "cost": {"amount": float(random.randint(1, 9)), "currency": "USD"},
        }
        for deal in drawn
    ]
    if random.random() < 0.4:
        candidates[0]["excludes"] = [candidates[1]["id"]]
    return candidates


@dataclass(frozen=True)
class Trial:
    """A world, its candidates and what is asked of a plan."""

    folder: Path
    seed: int

    @cached_property
    def dice(self) -> Random:
        """Of this trial."""
        return Random(self.seed)

    @cached_property
    def drawn(self) -> tuple[World, Row]:
        """The world and its case, on disk."""
        world, case = random_world(self.seed)
        case = {**case, "candidate": draw_candidates(self.dice, world)}
        markets = ["CN", "DE", "FR", "US"]
        case["case"] = {**case["case"], "markets": markets}
        weights = {market: float(2**place) for place, market in enumerate(markets)}
        policy = {**case.get("policy", {}), "market_weights": {**weights, "source": "s0"}}
        case["policy"] = policy
        write_world(world, case, self.folder)
        return world, case

    @cached_property
    def case(self) -> Case:
        """The case as read."""
        return self.drawn and read_case(self.folder / "case.toml")

    @cached_property
    def desk(self) -> Desk:
        """The record held open."""
        return self.drawn and Desk(FlatRecord(self.folder))  # type: ignore[arg-type]

    @cached_property
    def wish(self) -> dict[str, Any]:
        """Limits and the rule."""
        return {
            "open_when": self.dice.choice(RULES),
            "allow_unknown": self.dice.random() < 0.7,
            "budget": self.dice.choice([None, float(self.dice.randint(0, 20))]),
            "max_deals": self.dice.choice([None, self.dice.randint(0, 4)]),
        }

    def subsets(self, *, limited: bool = True) -> Iterator[tuple[Row, ...]]:
        """Yield the choices that limits and exclusions allow."""
        candidates = self.drawn[1]["candidate"]
        for size in range(len(candidates) + 1):
            for chosen in combinations(candidates, size):
                ids = {deal["id"] for deal in chosen}
                clash = any(ids & set(deal.get("excludes", [])) for deal in chosen)
                if not clash and not (limited and self.is_over(chosen)):
                    yield chosen

    def is_over(self, chosen: tuple[Row, ...]) -> bool:
        """Say whether a choice breaks a limit."""
        budget, most = self.wish["budget"], self.wish["max_deals"]
        return (budget is not None and cost_of(chosen) > budget) or (
            most is not None and len(chosen) > most
        )

    def rows(self, chosen: tuple[Row, ...]) -> list[Row]:
        """Return the slow reading's answer with some candidates."""
        world, case = self.drawn
        found = oracle.clear(
            world,
            case,
            company=case["case"]["company"],
            as_of=case["case"]["as_of"],
            known_at=case["case"].get("known_at"),
            with_deals=[deal["id"] for deal in chosen],
        )
        return [row for row in found if row["status"] != "not_touched"]

    def is_open(self, row: Row) -> bool:
        """Say whether a market is open, from the words of the decision."""
        rule, share = self.wish["open_when"], row["share"]
        covered = self.drawn[1]["policy"].get("covered_share", 0.95)
        if share is None or row["status"] == "barred":
            return False
        if isinstance(rule, float):
            return bool(share >= rule)
        if row["status"] == "unknown":
            return bool(self.wish["allow_unknown"] and (rule == "quiet" or share >= covered))
        return row["status"] in {"quiet": ("quiet", "covered"), "covered": ("covered",)}[rule]

    def demand(self, rows: list[Row]) -> float:
        """Return the part of the demand that is open."""
        weights: Mapping[str, Any] = self.drawn[1]["policy"]["market_weights"]
        total = sum(weights.get(row["market"], 0.0) for row in rows)
        opened = sum(weights.get(row["market"], 0.0) for row in rows if self.is_open(row))
        return opened / total if total else 0.0

    def made(self) -> Plan | None:
        """Return the plan; None where there is nothing to plan."""
        asked = {name: value for name, value in self.wish.items() if value is not None}
        try:
            return plan(self.case, self.desk, time_limit=20, **asked)
        except UsageError:
            return None


def cost_of(chosen: tuple[Row, ...]) -> float:
    """Return what a choice costs."""
    return float(sum(deal["cost"]["amount"] for deal in chosen))


def check(trial: Trial) -> int:
    """Hold a plan against every subset; return how many cells it opens."""
    answer = trial.made()
    if answer is None:
        return 0
    left_out = {each.id for each in answer.left_out}
    best = max(
        (round(trial.demand(trial.rows(chosen)), 7), -cost_of(chosen), -len(chosen))
        for chosen in trial.subsets()
        if not left_out & {deal["id"] for deal in chosen}
    )
    assert answer.proof.status == "optimal"
    assert answer.proof.is_least
    assert (round(answer.demand_after, 7), -(answer.cost or 0.0), -len(answer)) == best
    chosen = tuple(d for d in trial.drawn[1]["candidate"] if d["id"] in {p.id for p in answer})
    said = {(m.product, m.market): (m.status_after, m.is_open_after) for m in answer.markets}
    told = trial.rows(chosen)
    assert said == {(r["product"], r["market"]): (r["status"], trial.is_open(r)) for r in told}
    return sum(market.is_open_after and not market.is_open_before for market in answer.markets)


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_is_the_best_subset(seed: int, tmp_path: Path) -> None:
    """No subset opens more, or as much for less, and the statuses are those of the page."""
    check(Trial(tmp_path, seed))


@pytest.mark.slow
def test_many_plans_are_the_best_subsets(tmp_path: Path) -> None:
    """The same in more worlds, of which enough have something to open."""
    opened = [check(Trial(tmp_path / str(seed), seed)) for seed in range(100, 124)]
    assert sum(map(bool, opened)) >= 3
