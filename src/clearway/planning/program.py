"""The plan as a mixed-integer program, solved by HiGHS.

    x_d  1 when deal d is made                               binary
    w_q  part to which clause q holds      w_q <= sum of x_d that make it hold
    z_g  part of group g that is cleared   z_g <= w_q of each of its clauses
    y_c  1 when need c is met              y_c <= w_q of each enforcer's clause
                                           missing_c y_c <= sum of n_cg z_g
    x_a + x_b <= 1 where a and b exclude each other

With whole x all the others may be taken as whole, so that only x and the y of needs by share are
declared so. A clause on which so many families hang that a share cannot be reached without it is
among those of the need: y_c <= w_q cuts off fractions that the line on the share lets pass.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import TYPE_CHECKING

import highspy
import numpy as np

from clearway.planning.model import bits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from clearway.planning.model import Model, Need

Term = tuple[int, float]
"""(column, coefficient)."""
LARGEST = 1e4
"""What coefficients are scaled down to where whole numbers would be too large for the solver."""


@dataclass
class Rows:
    """Lines of a program, row by row."""

    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, terms: Iterable[Term], lower: float = -math.inf, upper: float = math.inf) -> None:
        """Add lower <= sum of coefficient times column <= upper."""
        for column, value in terms:
            self.columns.append(column)
            self.values.append(value)
        self.starts.append(len(self.columns))
        self.lower.append(lower)
        self.upper.append(upper)

    def copy(self) -> Rows:
        """Return the same lines, to be added to."""
        return Rows(*(list(column) for column in vars(self).values()))


@dataclass(frozen=True)
class Answer:
    """What the solver found.

    Attributes:
        choice: bool[n] of deals, or None when it found none.
        bound: no choice has a better objective.
        is_optimal: the choice has been proven best, or that there is none.
        is_stopped: somebody pressed Ctrl-C.
    """

    choice: np.ndarray | None
    bound: float
    is_optimal: bool
    is_stopped: bool = False


class Program:
    """The columns and lines of a model; objectives and limits are added for each solve."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.deals = len(model.deals)
        self.rows = Rows()
        self.whole = [True] * self.deals
        self._clauses: dict[int, int] = {}
        self._groups: dict[int, int] = {}
        for a, b in sorted(model.excludes):
            self.rows.add([(a, 1), (b, 1)], upper=1)
        self.needs = [0] * len(model.needs)
        self._met: list[tuple[int, int]] = []
        order = sorted(range(len(model.needs)), key=lambda i: (len(model.needs[i].clauses), i))
        for place in order:
            self.needs[place] = self._need(model.needs[place])

    def _column(self, *, is_whole: bool) -> int:
        self.whole.append(is_whole)
        return len(self.whole) - 1

    def _clause(self, place: int) -> int:
        """Return the column of a clause; that of its deal where it hangs on one alone."""
        clause = self.model.clauses[place]
        chosen, left = bits_of(clause.chosen), bits_of(clause.left)
        if len(chosen) == 1 and not left:
            return chosen[0]
        if place not in self._clauses:
            column = self._clauses[place] = self._column(is_whole=False)
            terms = [(column, 1.0), *((d, -1.0) for d in chosen), *((d, 1.0) for d in left)]
            self.rows.add(terms, upper=len(left))
        return self._clauses[place]

    def _group(self, place: int) -> int:
        clauses = sorted(self.model.groups[place])
        if len(clauses) == 1:
            return self._clause(clauses[0])
        if place not in self._groups:
            parts = [self._clause(clause) for clause in clauses]
            column = self._groups[place] = self._column(is_whole=False)
            for part in parts:
                self.rows.add([(column, 1), (part, -1)], upper=0)
        return self._groups[place]

    def _need(self, need: Need) -> int:
        """Return the column of a need."""
        met, clauses = self._met_before(need)
        needed = {*met, *map(self._clause, clauses)}
        groups = {self._group(place): 0.0 for place in need.groups}
        for place, count in need.groups.items():
            groups[self._group(place)] += min(count, need.missing)
        column = self._column(is_whole=bool(need.missing))
        if not need.missing:
            self._met.append((sum(1 << place for place in need.clauses), column))
        for clause in sorted(needed):
            self.rows.add([(column, 1), (clause, -1)], upper=0)
        if need.missing:
            terms = [(group, -count) for group, count in groups.items()]
            self.rows.add([(column, need.missing), *terms], upper=0)
        return column

    def _met_before(self, need: Need) -> tuple[list[int], list[int]]:
        """Return columns of needs that this one includes, and the clauses that it adds.

        Whoever meets it meets those: one line y_c <= y_b does for all that b takes.
        """
        left = sum(1 << place for place in need.clauses)
        whole = left
        met: list[int] = []
        while True:
            shared = [
                ((left & clauses).bit_count(), column)
                for clauses, column in self._met
                if not clauses & ~whole
            ]
            most, column = max(shared, default=(0, 0))
            if most < 2:
                return met, bits_of(left)
            met.append(column)
            left &= ~next(clauses for clauses, other in self._met if other == column)

    @cached_property
    def opening(self) -> Scaled:
        """The demand opened beyond what is open anyway."""
        return scaled(self.needs, [need.weight for need in self.model.needs])

    @cached_property
    def spending(self) -> Scaled:
        """The cost of the deals."""
        return scaled(range(self.deals), self.model.costs or ())

    @cached_property
    def counting(self) -> Scaled:
        """The number of deals first, then the sum of their places."""
        more = self.deals * (self.deals + 1) // 2 + 1
        return scaled(range(self.deals), [more + deal for deal in range(self.deals)], more)

    def solve(  # noqa: PLR0913 - one solve: its aim, its lines, where it starts and stops
        self,
        aim: Scaled,
        rows: Rows,
        start: np.ndarray | None,
        seconds: float,
        watch: Watch,
        *,
        greatest: bool,
    ) -> Answer:
        """Find the choice for which an aim is greatest, or least.

        Args:
            aim: what is summed up.
            rows: the lines of the program and what limits this solve.
            start: bool[n], a choice to start from.
            seconds: when to stop at the latest.
            watch: is told of progress, and stops the solver on Ctrl-C.
            greatest: or least.
        """
        highs = SilentHighs()
        for name, value in _OPTIONS.items():
            highs.setOptionValue(name, value)
        highs.setOptionValue("time_limit", max(seconds, 0.01))
        # A warning is of coefficients too small to see; sums are checked in whole numbers anyway.
        if highs.passModel(self._lp(aim, rows, greatest=greatest)) == highspy.HighsStatus.kError:
            raise AssertionError("the solver refuses the program: a defect of ours")
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = self.columns(start).tolist()
            highs.setSolution(solution)
        is_stopped = watch.run(highs)
        status = highs.getModelStatus()
        info = highs.getInfo()
        has_choice = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array(highs.getSolution().col_value[: self.deals]) if has_choice else None
        return Answer(
            choice=None if values is None else values > 0.5,
            bound=info.mip_dual_bound,
            is_optimal=status
            in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible),
            is_stopped=is_stopped,
        )

    def _lp(self, aim: Scaled, rows: Rows, *, greatest: bool) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        count = len(self.whole)
        lp.num_col_, lp.num_row_ = count, len(rows.lower)
        costs = np.zeros(count)
        for column, value in aim.terms:
            costs[column] += value
        lp.col_cost_ = costs
        lp.sense_ = highspy.ObjSense.kMaximize if greatest else highspy.ObjSense.kMinimize
        lp.col_lower_, lp.col_upper_ = np.zeros(count), np.ones(count)
        lp.row_lower_, lp.row_upper_ = np.array(rows.lower), np.array(rows.upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(rows.starts)
        lp.a_matrix_.index_ = np.array(rows.columns)
        lp.a_matrix_.value_ = np.array(rows.values)
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if w else kinds.kContinuous for w in self.whole]
        return lp

    def columns(self, choice: np.ndarray) -> np.ndarray:
        """Return float64[columns]: a choice with everything that follows from it."""
        values = np.zeros(len(self.whole))
        values[: self.deals] = choice
        holds = self.model.holds(choice[:, None])[:, 0]
        is_open = self.model.outcome(choice[:, None]).is_open[:, 0]
        for place, column in self._clauses.items():
            values[column] = holds[place]
        for place, column in self._groups.items():
            values[column] = all(holds[clause] for clause in self.model.groups[place])
        for need, column in zip(self.model.needs, self.needs, strict=True):
            values[column] = is_open[need.cells[0]]
        return values


class SilentHighs(highspy.Highs):
    """The solver without its banner, which it else prints to standard output when it is made."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:  # noqa: N802 - its name
        """Silence the solver first: making it is when it speaks."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


_OPTIONS = {
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-6,
}
"""One thread and one seed: the same question gives the same plan."""


@dataclass(frozen=True)
class Scaled:
    """A sum over columns as the solver takes it.

    Attributes:
        terms: columns and coefficients.
        whole: the coefficients in whole numbers, unscaled.
        unit: what 1 of the scaled sum stands for.
        step: what is told of the sum is how often this goes into it.
    """

    terms: list[Term]
    whole: Sequence[int]
    unit: float
    step: int = 1


def scaled(columns: Iterable[int], whole: Sequence[int], step: int = 1) -> Scaled:
    """Divide whole numbers by what they share, and bring them below `LARGEST` if need be."""
    shared = reduce(math.gcd, whole, 0) or 1
    largest = max(whole, default=0) // shared
    scale = min(1.0, LARGEST / largest) if largest else 1.0
    values = [value // shared * scale for value in whole]
    return Scaled(list(zip(columns, values, strict=True)), whole, shared / scale, step)


class Watch:
    """Runs the solver so that it can be seen and stopped."""

    def __init__(self, tell: Callable[[float, float, float], None] | None = None) -> None:
        """Take what is told the objective, its bound and the seconds of the solve going on."""
        self.is_stopped = False
        self._tell = tell

    def run(self, highs: highspy.Highs) -> bool:
        """Solve in a thread; return whether Ctrl-C stopped it."""
        highs.cbMipInterrupt.subscribe(self._heed)
        thread = threading.Thread(target=highs.run, daemon=True)
        thread.start()
        while thread.is_alive():
            try:
                thread.join(0.05)
            except KeyboardInterrupt:
                self.is_stopped = True
        return self.is_stopped

    def _heed(self, event: highspy.HighsCallbackEvent) -> None:
        if self.is_stopped:
            event.interrupt()
        elif self._tell is not None:
            told = event.data_out
            self._tell(told.mip_primal_bound, told.mip_dual_bound, told.running_time)
