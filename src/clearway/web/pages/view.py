"""What a case page shows of one view: the answer, the one before some deals, and their change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from clearway.clearance.diff import deals_of, questions_of
from clearway.errors import UsageError
from clearway.report.scope import market_in
from clearway.report.words import counts_as_open
from clearway.web.pages.answers import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.app import Desk
    from clearway.case import Case, Deal
    from clearway.clearance.counting import Counted
    from clearway.clearance.question import Question
    from clearway.clearance.results import Clearance, Header, HolderResult, MarketResult
    from clearway.web.pages.state import State


BLOCK = 48
"""Stops of the slider that are counted at once."""


@dataclass(frozen=True)
class Flip:
    """A market in which some deals change the status, or clear families.

    Attributes:
        gained: families cleared that were not before; less than zero if fewer are.
        by: id of a deal and the families that it clears more than before, most first.
    """

    before: MarketResult
    after: MarketResult
    gained: int
    by: tuple[tuple[str, int], ...]

    @property
    def is_status(self) -> bool:
        """Whether the status is another."""
        return self.before.status != self.after.status


@dataclass(frozen=True)
class View:
    """The answers that a page rests on, and what of them it looks at closely.

    Attributes:
        after: every product and market asked for.
        before: the same without the deals set against; None when none are.
        set_against: their ids, or of their bundle; empty where terms are changed instead.
        product: the product looked at.
        market: the market looked at, ISO code.
        deals: those counted in `after`.
    """

    case: Case
    after: Clearance
    before: Clearance | None
    set_against: tuple[str, ...]
    named: str
    product: str
    market: str
    deals: tuple[Deal, ...]

    @property
    def header(self) -> Header:
        """What the answer states about itself."""
        return self.after.header

    @cached_property
    def rows(self) -> tuple[MarketResult, ...]:
        """The rows of the product, market by market."""
        return tuple(row for row in self.after if row.product == self.product)

    @cached_property
    def rows_before(self) -> tuple[MarketResult, ...]:
        """The same before the deals; empty when none are set against."""
        return tuple(row for row in self.before or () if row.product == self.product)

    @cached_property
    def pairs(self) -> tuple[tuple[MarketResult, MarketResult], ...]:
        """Each market before and after."""
        earlier = {row.market: row for row in self.rows_before}
        return tuple((earlier[r.market], r) for r in self.rows if r.market in earlier)

    @property
    def row(self) -> MarketResult:
        """The row of the product in the market."""
        return self.after.at(self.product, self.market)

    @property
    def row_before(self) -> MarketResult | None:
        """The same before the deals."""
        return self.before.at(self.product, self.market) if self.before else None

    @cached_property
    def others(self) -> tuple[MarketResult, ...]:
        """The rows of other products that some declared patent touches."""
        return tuple(
            row for row in self.after
            if row.product != self.product and row.status != "not_touched"
        )  # fmt: skip

    @cached_property
    def untouched(self) -> tuple[str, ...]:
        """The other products that implement no standard."""
        silent = [row.product for row in self.after if row.status == "not_touched"]
        return tuple(dict.fromkeys(name for name in silent if name != self.product))

    @cached_property
    def open_markets(self) -> tuple[str, ...]:
        """The markets that count as open under the policy."""
        return tuple(r.market for r in self.rows if counts_as_open(r, self.case.policy))

    @cached_property
    def open_before(self) -> int:
        """How many count as open before the change."""
        return sum(counts_as_open(row, self.case.policy) for row in self.rows_before)

    @cached_property
    def opened(self) -> tuple[str, ...]:
        """The markets that the deals set against open."""
        policy = self.case.policy
        return tuple(
            new.market for old, new in self.pairs
            if counts_as_open(new, policy) and not counts_as_open(old, policy)
        )  # fmt: skip

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """The markets that change, those with another status first."""
        found = [_flip(old, new) for old, new in self.pairs]
        changed = [f for f in found if f.is_status or f.gained or f.by]
        return tuple(sorted(changed, key=lambda f: (not f.is_status, -f.gained, f.after.market)))

    @property
    def remaining(self) -> tuple[HolderResult, ...]:
        """The holders with an exposed family in the market, most first."""
        return tuple(holder for holder in self.row.holders if holder.exposed)

    @cached_property
    def estimates(self) -> float | None:
        """Share of the families in the market whose being in force rests on an estimate."""
        return self.row.estimated / self.row.families if self.row.families else None


def _flip(old: MarketResult, new: MarketResult) -> Flip:
    more = {
        deal: new.cleared_by.get(deal, 0) - old.cleared_by.get(deal, 0)
        for deal in {*old.cleared_by, *new.cleared_by}
    }
    by = sorted(((d, n) for d, n in more.items() if n > 0), key=lambda pair: (-pair[1], pair[0]))
    return Flip(old, new, new.cleared - old.cleared, tuple(by))


def view_of(raw: bytes, state: State) -> View:
    """Return what a case page shows; kept while case, record and state are the same."""
    return ANSWERS.ask(raw, ("view", state), lambda _desk, case: make_view(raw, case, state))


def make_view(raw: bytes, case: Case, state: State) -> View:
    """Ask what a page shows, and choose what it looks at where the state does not say.

    Raises:
        UsageError: the market is not among those asked for.
    """
    bundle = next((name for name in state.against if name in case.bundles), None)
    chosen = deals_of(case, () if bundle else state.against, bundle) if state.against else ()
    without, question = questions_of(case, chosen, **state.question)
    after = answer_of(raw, question)
    before = answer_of(raw, without) if chosen else None
    product = state.product or max(after, key=lambda row: row.families).product
    market = market_of(after, product, state.market)
    named = bundle or ", ".join(chosen)
    return View(case, after, before, chosen, named, product, market, question.deals)


def answer_of(raw: bytes, question: Question) -> Clearance:
    """Return the answer to a question of a case, counted with the days next to it on the slider.

    Counting four years of months takes hardly longer than one day, and a slider soon asks for them.
    """
    asked = (question.known_at, question.with_deals, question.without_deals)

    def count(desk: Desk, case: Case) -> Counted:
        return desk.count(case, question, days)

    def answer(desk: Desk, case: Case) -> Clearance:
        counted = ANSWERS.ask(raw, ("counted", *asked, days), count, store="counted")
        return desk.answer_on(case, question, counted)

    days = _neighbors(slider_days(ANSWERS.case(raw)[1]), question.as_of)
    return ANSWERS.ask(raw, ("answer", *asked, question.as_of), answer)


def _neighbors(stops: tuple[date, ...], day: date) -> tuple[date, ...]:
    """Return the stops that are counted along with a day; the day alone if it is no stop."""
    if day not in stops:
        return (day,)
    first = stops.index(day) // BLOCK * BLOCK
    return stops[first : first + BLOCK]


def market_of(answer: Clearance, product: str, wanted: str | None) -> str:
    """Return the market to look at: the one wanted, else the one with most families exposed."""
    rows = [row for row in answer if row.product == product]
    if not rows:
        raise UsageError(f"no product {product!r} in the answer")
    return market_in(rows, wanted)


def slider_days(case: Case) -> tuple[date, ...]:
    """Return the days that a slider stops at: month by month, and the day of the case.

    From the year before the earliest deal (at most ten years back) to two years after the day of
    the case or the last deal.
    """
    middle = case.as_of
    if middle is None:
        return ()
    dated = [deal.effective for deal in (*case.deals, *case.candidates)]
    first = max(min([middle, *dated]).year - 1, middle.year - 10)
    last = min(max([middle, *dated]).year, middle.year + 5) + 2
    months = [date(year, month, 1) for year in range(first, last + 1) for month in range(1, 13)]
    return tuple(sorted({*months, date(middle.year, middle.month, middle.day)}))


def nearest(days: Sequence[date], day: date) -> int:
    """Return the place of the stop nearest to a day."""
    return min(range(len(days)), key=lambda place: abs((days[place] - day).days))
