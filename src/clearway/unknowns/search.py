"""Gathers what is unknown of each product and market, and ranks it by what could change."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from clearway.app import Desk
from clearway.clearance.assess import Assessment, header_of
from clearway.clearance.board import Board
from clearway.clearance.counting import count_series, enforcers_of
from clearway.clearance.question import ask
from clearway.clearance.setting import Setting
from clearway.errors import UsageError
from clearway.model.territory import COUNTRIES
from clearway.unknowns.deals import Ask, Deals, WhatIf
from clearway.unknowns.results import Outcome, Unknown, Unknowns, rank
from clearway.unknowns.rights import RightsOf, Sides, ceases
from clearway.unknowns.slots import Views, lay_slots
from clearway.unknowns.tally import EXPOSED, Tally
from clearway.unknowns.titles import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from clearway.case import Case, Product
    from clearway.clearance.assess import Cell
    from clearway.clearance.results import Clearance, MarketResult
    from clearway.record import Record

    Progress = Callable[[int, int | None], None] | None


def find_unknowns(
    case: Case,
    record: Record | Desk,
    *,
    markets: Sequence[str] = (),
    top: int | None = None,
    progress: Progress = None,
    **question: Any,
) -> Unknowns:
    """Say what to find out first: the unknowns by how much they could change the answer.

    Args:
        case: from `read_case`.
        record: from `open_record`, or a desk over it.
        markets: the case's by default; a plan is its markets here and its deals in `with_deals`.
        top: only so many, those that matter most; None is all.
        progress: told how many steps are done, and of how many.
        question: company, as_of, known_at, products, with_deals, without_deals.

    Raises:
        UsageError: for an unknown product, market or deal, for no market at all, or a `top` of 0.
        CaseError: when the case cannot be read as a question over this record.
    """
    if top is not None and top < 1:
        raise UsageError(f"the first {top} unknowns are none; give at least 1")
    wanted = tuple(markets) or case.markets
    if not wanted:
        raise UsageError("name a market (--market CC), or let the case name its markets")
    desk = record if isinstance(record, Desk) else Desk(record)
    search = _Search(desk, case, ask(case, markets=wanted, **question))
    rows = rank(list(search.unknowns(progress)))
    return Unknowns(
        header=header_of(search.setting).of_answer("unknowns", top=top),
        today=search.today(),
        found=len(rows),
        results=tuple(rows[:top]),
    )


class _Search:
    """One search: the answer as it stands, and what it would be otherwise."""

    def __init__(self, desk: Desk, case: Case, question: Any) -> None:
        self._desk = desk
        self.setting = desk.setting(case, question)
        self._ask = Ask(case, question)
        self._products = [product for product in question.products if product.standards]
        self._answer = desk.clear(case, question)
        self._board = self._own_board(self.setting)
        self._views = {p.name: Views(p, lay_slots(self._board, p)) for p in self._products}
        self._states = self._states_of(self._ask)

    def _own_board(self, setting: Setting) -> Board:
        """Return a board that no other question of the desk changes."""
        shared: Board = self._desk.board(setting)
        return shared.over(shared.layout)

    def today(self) -> tuple[tuple[str, str, Outcome], ...]:
        """Return the answer as it stands, cell by cell."""
        return tuple(
            (row.product, row.market, _outcome(row, "as the answer stands", is_assumed=True))
            for row in self._answer
        )

    def unknowns(self, progress: Progress) -> Iterator[Unknown]:
        """Yield every unknown on which something hangs."""
        what_ifs = list(self._deals().what_ifs())
        steps = len(what_ifs) + len(self._products)
        for done, product in enumerate(self._products):
            yield from self._of_rights(product)
            _tell(progress, done + 1, steps)
        for done, what_if in enumerate(what_ifs):
            yield from self._of_deal(what_if)
            _tell(progress, len(self._products) + done + 1, steps)

    def _deals(self) -> Deals:
        return Deals(self.setting, self._board.markets, self._exposed, self._exposed_holders)

    # ---- what hangs on rights, families and owners

    def _of_rights(self, product: Product) -> Iterator[Unknown]:
        board, markets = self._board, self._board.markets
        views = self._views[product.name]
        slots = views.slots
        today = views.view(board)
        named = self._validated()
        asked = frozenset(markets)
        sides = Sides(*(views.view(self._under(n)) for n in (named | asked, named - asked)))
        others = [(r.topic, views.view(r.board)) for r in readings(self._desk, board)]
        assessed = self._assessed()
        for place, market in enumerate(markets):
            cell = (product.name, market)
            tally = Tally(
                cell, self.setting, self._found, slots.family, today, place,
                self._is_rough(market)[slots.right], views.names,
            )  # fmt: skip
            of_cell = RightsOf(cell, place, board.layout, slots, views.names, tally)
            yield from of_cell.force(sides)
            yield from of_cell.essentiality(assessed)
            for topic, view in others:
                yield from of_cell.owners(topic, view)

    def _validated(self) -> frozenset[str]:
        """Return where the policy takes European patents as validated."""
        policy = self.setting.case.policy
        return COUNTRIES if policy.ep_validation == "all" else frozenset(policy.ep_validation)

    def _under(self, validated: frozenset[str]) -> Board:
        """Return the board on which European patents count as validated in these states."""
        case = self.setting.case
        policy = replace(case.policy, ep_validation=tuple(sorted(validated)))
        setting = Setting(replace(case, policy=policy), self.setting.facts, self.setting.question)
        return Board(self._board.layout, setting, self._board.markets)

    @property
    def _found(self) -> Assessment:
        """Who enforces and what is barred, whatever is unknown of rights."""
        return Assessment(
            counts={},
            enforcers=enforcers_of(self.setting, self._board.layout),
            barred=frozenset(_cell(row) for row in self._answer if row.status == "barred"),
            declared_leaves=frozenset(self._board.layout.words["leaves"]),
        )

    def _is_rough(self, market: str) -> np.ndarray:
        """bool[R]: rights whose being in force in a market rests on an estimate."""
        layout = self._board.layout
        flags = np.asarray(layout.right_flags)
        rough: np.ndarray = (flags & 1 != 0) | ((flags & 2 != 0) & ~ceases(layout, market))
        return rough

    def _assessed(self) -> np.ndarray:
        """bool[F]: the families of which somebody read the claims, whatever the verdict."""
        rows = self._desk.record.connect().execute("SELECT DISTINCT family_id FROM assessments")
        ids = np.array([family.encode() for (family,) in rows.fetchall() if family], dtype="S")
        return np.isin(self._board.layout.family_ids, ids)

    # ---- what hangs on deals

    def _of_deal(self, what_if: WhatIf) -> Iterator[Unknown]:
        answers = [
            (found, self._desk.clear(asked.case, asked.question), self._states_of(asked))
            for found, asked in what_if.ways
        ]
        for row in self._answer:
            if what_if.product in (None, row.product) and what_if.market in (None, row.market):
                yield from self._row(what_if, row, answers)

    def _row(
        self,
        what_if: WhatIf,
        row: MarketResult,
        answers: Iterable[tuple[str, Clearance, Mapping[str, np.ndarray]]],
    ) -> Iterator[Unknown]:
        outcomes = [_outcome(row, what_if.today, is_assumed=True)]
        differs: set[int] = set()
        for found, answer, states in answers:
            outcomes.append(_outcome(answer.at(*_cell(row)), found, is_assumed=False))
            differs |= set(self._changed(row, states).tolist())
        unknown = Unknown(
            "deal", what_if.topic, row.product, row.market, what_if.subject, what_if.check, (),
            len(differs), tuple(outcomes),
        )  # fmt: skip
        if unknown.families or unknown.flips:
            yield unknown

    def _changed(self, row: MarketResult, states: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the places of the families that are in force, cleared or exposed otherwise."""
        if row.product not in states:
            return np.zeros(0, dtype=np.int64)
        market = self._board.markets.index(row.market)
        return np.flatnonzero(
            states[row.product][:, market] != self._states[row.product][:, market]
        )

    def _states_of(self, asked: Ask) -> dict[str, np.ndarray]:
        """Return uint8[F, M] by product: 0 not in force, 1 cleared, 3 exposed."""
        board = self._desk.board(self._desk.setting(asked.case, asked.question))
        day = asked.question.as_of
        series = partial(count_series, board, days=[day], by_holder=False, families=True)
        return {p.name: series(p).families_of for p in asked.question.products if p.standards}

    def _exposed(self, market: str, holder: str) -> list[str]:
        """Return the families that a holder's rights alone expose in a market, of any product."""
        place = self._board.markets.index(market)
        found: set[bytes] = set()
        for views in self._views.values():
            today, names = views.view(self._board), views.names
            exposed = today.state[:, place] == EXPOSED
            is_holders = today.holder == (names.index(holder) if holder in names else len(names))
            theirs, others = (views.slots.family[exposed & of] for of in (is_holders, ~is_holders))
            found |= set(self._board.layout.family_ids[np.setdiff1d(theirs, others)].tolist())
        return [family.decode() for family in sorted(found)]

    def _exposed_holders(self, market: str) -> list[str]:
        """Return who holds an exposed family in a market, of any product."""
        return sorted(
            {
                holder.holder
                for row in self._answer
                if row.market == market
                for holder in row.holders
                if holder.exposed
            }
        )


def _outcome(row: MarketResult, found: str, *, is_assumed: bool) -> Outcome:
    return Outcome(found, row.families, row.cleared, row.status, is_assumed)


def _cell(row: MarketResult) -> Cell:
    return row.product, row.market


def _tell(progress: Progress, done: int, steps: int) -> None:
    if progress is not None:
        progress(done, steps)
