"""What a report is about: one question, the product and market that it looks at closely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearway.clearance.question import ask
from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.app import Desk
    from clearway.case import Case
    from clearway.clearance.diff import Difference
    from clearway.clearance.results import Clearance, Header, MarketResult


@dataclass(frozen=True)
class Scope:
    """The answers that a report rests on.

    Attributes:
        question: the options of the question, as `ask` takes them.
        answer: every product and market asked for.
        changes: the same before and after some deals; None when none are named.
        product: the product that the report looks at closely.
        market: the market that it looks at closely, ISO code.
    """

    desk: Desk
    case: Case
    question: dict[str, Any]
    answer: Clearance
    changes: Difference | None
    product: str
    market: str

    @property
    def header(self) -> Header:
        """What the answer states about itself."""
        return self.answer.header

    @property
    def rows(self) -> tuple[MarketResult, ...]:
        """The rows of the product, market by market."""
        return tuple(row for row in self.answer if row.product == self.product)

    @property
    def row(self) -> MarketResult:
        """The row of the product in the market."""
        return self.answer.at(self.product, self.market)


def scope_of(  # noqa: PLR0913 - what a report may be asked for
    desk: Desk,
    case: Case,
    *,
    market: str | None = None,
    product: str | None = None,
    deals: Sequence[str] = (),
    bundle: str | None = None,
    **question: Any,
) -> Scope:
    """Ask what the report rests on, and choose what it looks at where that is not said.

    Args:
        desk: the record.
        case: the question.
        market: to look at closely; by default the one with most families exposed.
        product: to look at closely; by default the one that most families touch.
        deals: to set before against after; by default what the case is about.
        bundle: the same, for deals signed together.
        question: as_of, known_at, with_deals, without_deals.

    Raises:
        UsageError: the product or market is not among those asked for.
    """
    if not (deals or bundle):
        deals, bundle = case.compared(case.about)
    changes = desk.diff(case, deals, bundle, **question) if deals or bundle else None
    answer = changes.after if changes else desk.clear(case, ask(case, **question))
    shown = product or max(answer, key=lambda row: row.families).product
    rows = [row for row in answer if row.product == shown]
    if not rows:
        raise UsageError(
            f"no product {shown!r} in the answer; it has "
            f"{', '.join(sorted({row.product for row in answer}))}"
        )
    place = market_in(rows, market.upper() if market else None)
    return Scope(desk, case, question, answer, changes, shown, place)


def market_in(rows: Sequence[MarketResult], wanted: str | None) -> str:
    """Return the market to look at: the one wanted, else the one with most families exposed.

    Raises:
        UsageError: it is not among the rows.
    """
    if wanted is None:
        return max(rows, key=lambda row: row.exposed).market
    if wanted not in {row.market for row in rows}:
        listed = ", ".join(row.market for row in rows)
        raise UsageError(f"{wanted} is not among the markets of the case: {listed}")
    return wanted
