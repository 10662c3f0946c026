"""The model of a plan and its solvers, on random small models, against every subset."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from clearway.planning.floors import Floors
from clearway.planning.frontier import trace
from clearway.planning.greedy import Greedy
from clearway.planning.limits import Limits
from clearway.planning.model import NEVER, Cell, Clause, Model
from clearway.planning.order import stages
from clearway.planning.program import Answer, Program, Watch
from clearway.planning.search import Found, Nothing, Search

SECONDS = 20.0


def a_clause(random: Random, deals: int) -> Clause:
    """Draw a clause; some hold when a purchase is left out."""
    chosen = (1 << random.randrange(deals)) | (1 << random.randrange(deals))
    left = 1 << random.randrange(deals) if random.random() < 0.15 else 0
    return Clause(chosen & ~left, left)


def a_cell(random: Random, number: int, groups: int, clauses: int) -> Cell:
    """Draw a cell: by share, by clauses, by both, or shut."""
    some = random.sample(range(groups), random.randint(0, groups))
    counts = {group: random.randint(1, 9) for group in some}
    cleared = random.randint(0, 5)
    families = cleared + sum(counts.values())
    barriers = random.sample(range(clauses), random.randint(0, min(3, clauses)))
    return Cell(
        product="phone",
        market=f"{number}",
        weight=random.randint(1, 20),
        families=families,
        cleared=cleared,
        needed=random.choice([0, random.randint(0, families)]),
        groups=counts,
        clauses=frozenset(barriers if random.random() < 0.6 else ()),
        blocked="barred" if random.random() < 0.1 else "",
    )


def a_model(seed: int) -> tuple[Model, Limits]:
    """Draw a model and limits."""
    random = Random(seed)
    deals = random.randint(2, 7)
    clauses = list(dict.fromkeys(a_clause(random, deals) for _ in range(2 * deals)))
    clauses += [NEVER] if random.random() < 0.3 else []
    sizes = [random.choice([1, 1, 2, 3]) for _ in range(2 * deals)]
    groups = list(
        dict.fromkeys(
            frozenset(random.sample(range(len(clauses)), min(size, len(clauses)))) for size in sizes
        )
    )
    pairs = [sorted(random.sample(range(deals), 2)) for _ in range(random.randint(0, 2))]
    costs = tuple(random.randint(0, 30) for _ in range(deals))
    has_costs = random.random() < 0.8
    model = Model(
        deals=tuple(f"d{number}" for number in range(deals)),
        costs=costs if has_costs else None,
        excludes=frozenset((a, b) for a, b in pairs),
        clauses=tuple(clauses),
        groups=tuple(groups),
        cells=tuple(
            a_cell(random, number, len(groups), len(clauses))
            for number in range(random.randint(1, 7))
        ),
    )
    budget = random.choice([None, random.randint(0, 60)]) if has_costs else None
    return model, Limits(budget, random.choice([None, random.randint(0, deals)]))


def choices(model: Model, limits: Limits) -> list[np.ndarray]:
    """Return every choice that limits allow."""
    every = itertools.product([False, True], repeat=len(model.deals))
    return [x for x in map(np.array, every) if limits.allow(model, x)]


def plain_greedy(model: Model, limits: Limits) -> np.ndarray:
    """What one would write first: the deal that opens the most for its cost, again and again.

    While none opens anything, the one that clears the most families for its cost.
    """
    choice = model.choice(())
    while True:
        before = model.outcome(choice[:, None])
        tried = []
        for deal in np.flatnonzero(~choice).tolist():
            added = choice | model.choice([deal])
            if limits.allow(model, added):
                after = model.outcome(added[:, None])
                price = (model.costs[deal] if model.costs else 1) or 0.5
                opened = int(model.weights @ after.is_open[:, 0].astype(int))
                opened -= int(model.weights @ before.is_open[:, 0].astype(int))
                cleared = int((after.cleared - before.cleared).sum())
                tried.append(((opened / price, cleared / price), -deal, added))
        if not tried or max(tried, key=lambda each: each[:2])[0] <= (0, 0):
            return choice
        choice = max(tried, key=lambda each: each[:2])[2]


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_the_most_demand_is_that_of_the_best_subset(start: int) -> None:
    """Opened demand, cost, number and places are those of the best subset, and are proven."""
    for seed in range(start, start + 20):
        model, limits = a_model(seed)
        found = Search(model, Watch()).most(limits, SECONDS)
        value = Greedy(model, limits).value
        assert value(found.choice, ()) == max(value(x, ()) for x in choices(model, limits)), seed
        assert (found.is_optimal, found.is_least) == (True, True)
        assert found.bound == model.opened(found.choice)


@pytest.mark.parametrize("start", range(0, 40, 20))
def test_given_needs_are_met_at_the_least_cost_or_proven_out_of_reach(start: int) -> None:
    """The cheapest choice is that of the best subset; where no subset does, that is proven."""
    for seed in range(start, start + 20):
        model, limits = a_model(seed)
        if not model.needs:
            continue
        wanted = tuple(range(len(model.needs)))[:2]
        found = Search(model, Watch()).cheapest(wanted, limits, SECONDS)
        value = Greedy(model, limits).value
        values = [value(x, wanted) for x in choices(model, limits)]
        reached = [each for each in values if each[0] == len(wanted)]
        if not reached:
            assert isinstance(found, Nothing)
            assert found.is_proven, seed
        else:
            assert isinstance(found, Found)
            assert value(found.choice, wanted) == max(reached), seed


def test_never_worse_than_a_plain_greedy() -> None:
    """The plan opens at least what a plain greedy opens."""
    for seed in range(40):
        model, limits = a_model(seed)
        ours = model.opened(Search(model, Watch()).most(limits, SECONDS).choice)
        assert ours >= model.opened(plain_greedy(model, limits)), seed


def test_better_than_a_plain_greedy_where_a_market_takes_two_deals() -> None:
    """For 10, two deals open a market of 9; the one that opens 2 at once for 2 spoils it."""
    clauses = (Clause(1), Clause(2), Clause(4))
    cells = (
        Cell("phone", "large", 9, 2, 0, 0, {}, frozenset({0, 1})),
        Cell("phone", "small", 2, 1, 0, 0, {}, frozenset({2})),
    )
    model = Model(("a", "b", "c"), (5, 5, 2), frozenset(), clauses, (), cells)
    limits = Limits(budget=10)
    assert model.opened(plain_greedy(model, limits)) == 2
    assert model.opened(Search(model, Watch()).most(limits, SECONDS).choice) == 9


def test_the_greedy_keeps_to_the_limits() -> None:
    """What the solver starts from is itself a plan."""
    for seed in range(60):
        model, limits = a_model(seed)
        choice = Greedy(model, limits).best((), time.monotonic() + 1)
        assert limits.allow(model, choice), seed


def test_the_frontier_is_every_best_subset() -> None:
    """Each point opens the most for its price, none is missing, and it says that it is complete."""
    for seed in range(25):
        model, _ = a_model(seed)
        found = trace(Search(model, Watch()), None, model.choice(()), SECONDS)
        assert found.is_complete, seed
        free = choices(model, Limits())
        price = {id(x): model.cost(x) if model.costs else int(x.sum()) for x in free}
        best: dict[int, int] = {}
        for x in free:
            best[price[id(x)]] = max(best.get(price[id(x)], -1), model.opened(x))
        steps, most = [], -1
        for each in sorted(best):
            if best[each] > most:
                most = best[each]
                steps.append((each, most))
        told = [(point.price, point.opened) for point in found.points]
        assert [step for step in steps if step[1] > told[0][1]] == told[1:], seed


def test_floors_undercut_every_choice() -> None:
    """What a need, or two, is said to cost at least is no more than the cheapest choice costs."""
    for seed in range(60):
        model, _ = a_model(seed)
        if model.costs is None:
            continue
        floors = Floors(model, model.costs)
        free = choices(replace(model, excludes=frozenset()), Limits())
        met = [model.outcome(x[:, None]).is_open[:, 0] for x in free]
        for limit in (0, 10, 25, 50):
            dead, apart = floors.ruled_out(limit, time.monotonic() + SECONDS)
            within = [m for x, m in zip(free, met, strict=True) if model.cost(x) <= limit]
            for is_open in within:
                assert not any(is_open[model.needs[n].cells[0]] for n in dead), seed
                for members in apart:
                    assert sum(bool(is_open[model.needs[n].cells[0]]) for n in members) <= 1, seed


def test_the_order_holds_the_plan_and_opens_what_it_opens() -> None:
    """Every deal has one place, and what opens step by step is what the plan opens."""
    for seed in range(40):
        model, limits = a_model(seed)
        choice = Search(model, Watch()).most(limits, SECONDS).choice
        order = stages(model, choice)
        assert sorted(stage.deal for stage in order) == np.flatnonzero(choice).tolist()
        had: list[int] = []
        for stage in order:
            before = model.outcome(model.choice(had)[:, None])
            had.append(stage.deal)
            after = model.outcome(model.choice(had)[:, None])
            newly = after.is_open[:, 0] & ~before.is_open[:, 0]
            assert stage.opens == tuple(np.flatnonzero(newly).tolist()), seed
            assert stage.cleared == int((after.cleared - before.cleared).sum()), seed


def test_deals_in_another_order_make_the_same_plan() -> None:
    """The search is the same, run after run."""
    for seed in range(10):
        model, limits = a_model(seed)
        one, other = (Search(model, Watch()).most(limits, SECONDS).choice for _ in range(2))
        assert one.tolist() == other.tolist()


def test_costs_beyond_the_solvers_eyes_keep_to_the_budget() -> None:
    """A choice that exceeds the budget by a hundredth in a billion is not taken."""
    large = 10**14
    clauses = (Clause(1), Clause(2), Clause(4))
    cells = tuple(Cell("phone", f"{i}", 1, 1, 0, 0, {}, frozenset({i})) for i in range(3))
    model = Model(("a", "b", "c"), (large, large + 1, 3), frozenset(), clauses, (), cells)
    found = Search(model, Watch()).most(Limits(budget=2 * large), SECONDS)
    assert model.cost(found.choice) <= 2 * large
    assert model.opened(found.choice) == 2


def test_a_search_that_is_stopped_still_has_a_plan() -> None:
    """After Ctrl-C the best found so far is returned, marked as stopped."""
    model, limits = a_model(5)
    watch = Watch()
    watch.is_stopped = True
    found = Search(model, watch).most(limits, SECONDS)
    assert found.is_stopped
    assert not found.is_optimal
    assert limits.allow(model, found.choice)


@pytest.mark.parametrize("seconds", [1e-9, 0.001, 0.02])
def test_a_search_cut_short_promises_nothing_that_it_has_not_proven(seconds: float) -> None:
    """Whatever the time, the bound is one: no subset opens more, none that does costs less."""
    for seed in range(40):
        model, limits = a_model(seed)
        best = max(model.opened(x) for x in choices(model, limits))
        found = Search(model, Watch()).most(limits, seconds)
        assert model.opened(found.choice) <= best <= found.bound, seed
        wanted = tuple(range(len(model.needs)))[:1]
        cheap = Search(model, Watch()).cheapest(wanted, limits, seconds)
        value = Greedy(model, limits).value
        values = [value(x, wanted) for x in choices(model, limits)]
        prices = [-v[1] if model.costs else -v[2] for v in values if v[0] == len(wanted)]
        if wanted and prices and isinstance(cheap, Found):
            assert cheap.bound <= min(prices), seed


def test_an_unsound_bound_of_the_solver_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver cut short that tells what was reached, or infinity, has proven neither."""
    model, limits = a_model(3)
    every = int(model.weights.sum())
    for told in (float("inf"), float("-inf"), float("nan"), 0.0):
        answer = Answer(None, told, is_optimal=False)
        monkeypatch.setattr(Program, "solve", lambda *_, answer=answer, **__: answer)
        found = Search(model, Watch()).most(limits, 1.0)
        best = max(model.opened(x) for x in choices(model, limits))
        assert best <= found.bound <= every
        assert not found.is_optimal
