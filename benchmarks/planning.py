"""Plans of full size: 300 holders, 60 markets, 10 products, beside what a user would write.

Rivals get the same clauses, for they are the engine's: a greedy that takes the deal that opens the
most for its cost, and a program with one binary for each family in each product and market.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import highspy
import numpy as np

from benchmarks.measuring import Row, in_seconds
from benchmarks.planning_world import make_world
from clearway.app import Desk
from clearway.case import read_case
from clearway.clearance.opening import open_when
from clearway.clearance.question import ask
from clearway.planning.build import build_model
from clearway.planning.certificate import certify
from clearway.planning.limits import Limits
from clearway.planning.model import bits_of
from clearway.planning.program import SilentHighs, Watch
from clearway.planning.search import Found, Search
from clearway.planning.sought import Sought
from clearway.record import open_record

if TYPE_CHECKING:
    from pathlib import Path

    from clearway.case import Case
    from clearway.planning.model import Model

MINUTE = 60.0
RULES: tuple[tuple[str, str | float, float, float, str], ...] = (
    ("all enforcers cleared", "quiet", 0.95, 0.1, "optimal in seconds"),
    ("all holders cleared", "covered", 1.0, 0.3, "optimal in seconds"),
    ("half of the families", 0.5, 0.95, 0.2, "a gap in a minute"),
    ("four fifths of the families", 0.8, 0.95, 0.3, "a gap in a minute"),
)
"""What is asked, the rule, the covered share, the budget as a part of all licenses, the aim."""


def measure_planning(work: Path, _: int) -> list[Row]:
    """Plan each form within a minute; the made-up world is kept beside the sample."""
    folder = work / "planning"
    if not (folder / "case.toml").exists():
        make_world(folder)
    case, desk = read_case(folder / "case.toml"), Desk(open_record(folder / "record"))
    return [row for rule in RULES for row in _measured(case, desk, *rule)]


def _measured(  # noqa: PLR0913 - one line of RULES
    case: Case, desk: Desk, what: str, asked: str | float, covered: float, part: float, aim: str
) -> list[Row]:
    rule = open_when(asked, covered)
    costs = {deal.id: round(deal.cost.amount * 100) for deal in case.candidates if deal.cost}
    deals = tuple(sorted(case.candidates, key=lambda deal: deal.id))
    sought = Sought(desk, case, ask(case), deals, tuple(costs[deal.id] for deal in deals))
    rows = desk.clear(case, sought.question).results
    begun = time.perf_counter()
    model = build_model(sought, rows, rule, {(r.product, r.market): 1 for r in rows})
    built = time.perf_counter() - begun
    licenses = sum(costs[deal.id] for deal in deals if deal.kind == "license")
    limits = Limits(budget=int(licenses * part))
    begun = time.perf_counter()
    found = Search(model, Watch()).most(limits, MINUTE)
    taken = time.perf_counter() - begun
    certify(sought, model, rule, found.choice)
    told: list[Row] = [
        (f"plan, {what}: engine asked for {len(deals)} deals, {len(model.cells)} cells",
         in_seconds(built), "–", "–", "–"),
        (f"plan, {what}: open / a plain greedy", _told(model, found, taken),
         _part(model, plain_greedy(model, limits)), _ratio(model, found, limits), aim),
    ]  # fmt: skip
    if asked != "quiet":  # there no family is counted, only enforcers
        told.append((f"plan, {what}: open / one binary per family", _told(model, found, taken),
                     naive(model, limits), "–", "–"))  # fmt: skip
    return told


def _told(model: Model, found: Found, taken: float) -> str:
    total = int(model.weights.sum())
    gap = (found.bound - model.opened(found.choice)) / found.bound if found.bound else 0.0
    sure = "optimal" if found.is_optimal else f"gap {gap:.1%}"
    return f"{model.opened(found.choice) / total:.1%}, {sure}, {in_seconds(taken)}"


def _part(model: Model, choice: np.ndarray) -> str:
    return f"{model.opened(choice) / int(model.weights.sum()):.1%}"


def _ratio(model: Model, found: Found, limits: Limits) -> str:
    theirs = model.opened(plain_greedy(model, limits))
    return f"{model.opened(found.choice) / theirs:.2f} x as much" if theirs else "–"


def plain_greedy(model: Model, limits: Limits) -> np.ndarray:
    """Take the deal that opens the most for its cost, else clears the most, while any fits."""
    price = np.maximum(np.array(model.costs, dtype=np.float64), 1.0)
    choice = model.choice(())
    while True:
        before = model.outcome(choice[:, None])
        able = [
            deal for deal in np.flatnonzero(~choice).tolist()
            if limits.allow(model, choice | model.choice([deal]))
        ]  # fmt: skip
        if not able:
            return choice
        after = model.outcome(np.array([choice | model.choice([deal]) for deal in able]).T)
        opened = model.weights @ (after.is_open.astype(np.int64) - before.is_open)
        cleared = (after.cleared - before.cleared).sum(axis=0)
        best = int(np.lexsort((cleared / price[able], opened / price[able]))[-1])
        if opened[best] <= 0 and cleared[best] <= 0:
            return choice
        choice = choice | model.choice([able[best]])


def naive(model: Model, limits: Limits) -> str:
    """Solve a program with one binary for each family and cell, for a minute."""
    families = sum(sum(cell.groups.values()) for cell in model.cells)
    deals, cells = len(model.deals), len(model.cells)
    highs = SilentHighs()
    highs.setOptionValue("time_limit", MINUTE)
    begun = time.perf_counter()
    highs.passModel(_naive_program(model, limits, deals + cells + families))
    highs.run()
    taken = f"{families:,} binaries, {in_seconds(time.perf_counter() - begun)}"
    feasible = highspy.SolutionStatus.kSolutionStatusFeasible
    if highs.getInfo().primal_solution_status != feasible:
        return f"nothing found, {taken}"
    choice = np.array(highs.getSolution().col_value[:deals]) > 0.5
    is_proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return f"{_part(model, choice)}, {'optimal' if is_proven else 'not proven'}, {taken}"


def _naive_program(model: Model, limits: Limits, columns: int) -> highspy.HighsLp:
    """X by deal, y by cell, z by family and cell; a cell is open when enough of it is cleared."""
    deals, cells = len(model.deals), len(model.cells)
    starts, index, value, upper = [0], list[int](), list[float](), list[float]()

    def add(terms: list[tuple[int, float]], bound: float) -> None:
        index.extend(column for column, _ in terms)
        value.extend(number for _, number in terms)
        starts.append(len(index))
        upper.append(bound)

    add([(d, float(c)) for d, c in enumerate(model.costs or ())], float(limits.budget or 0))
    hits = [bits_of(clause.chosen) for clause in model.clauses]
    family = deals + cells
    for place, cell in enumerate(model.cells):
        own = range(family, family + sum(cell.groups.values()))
        for group, count in sorted(cell.groups.items()):
            for _ in range(count):
                for clause in model.groups[group]:
                    add([(family, 1.0), *((d, -1.0) for d in hits[clause])], 0.0)
                family += 1
        for clause in cell.clauses:
            add([(deals + place, 1.0), *((d, -1.0) for d in hits[clause])], 0.0)
        add([(deals + place, float(cell.needed)), *((z, -1.0) for z in own)], float(cell.cleared))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, len(upper)
    costs = np.zeros(columns)
    shut = np.array([bool(cell.blocked) for cell in model.cells])
    costs[deals : deals + cells] = model.weights
    lp.col_cost_, lp.sense_ = costs, highspy.ObjSense.kMaximize
    able = np.ones(columns)
    able[deals : deals + cells] = ~shut
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), able
    lp.row_lower_, lp.row_upper_ = np.full(len(upper), -np.inf), np.array(upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = np.array(starts), np.array(index)
    lp.a_matrix_.value_ = np.array(value)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return lp
