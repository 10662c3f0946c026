"""Clearance on the day of each market entry, as known on that day.

An entry tells of a market; beside it stand the markets that the company had not entered by then, on
the same day and by the same knowledge. Without them a rise over time would look like a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from clearway.case.dates import date_text
from clearway.clearance.question import ask
from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    import pyarrow as pa

    from clearway.app import Desk
    from clearway.case import Case, Product
    from clearway.clearance.question import Question
    from clearway.clearance.results import Clearance, Header, MarketResult
    from clearway.history.entries import Entry

ARRIVALS = ("entry", "return")
"""Events after which a market counts as entered; an announcement is none."""


@dataclass(frozen=True)
class Elsewhere:
    """The same day in the markets not entered by then: cleared share, where families are in force.

    Attributes:
        markets: how many have such a share.
        low: the least share; None when there is no market, as are `middle` (median) and `high`.
    """

    markets: int
    low: float | None
    middle: float | None
    high: float | None


@dataclass(frozen=True)
class Moment:
    """One entry, and what stood in its way on that day as known then.

    Attributes:
        product: the product of the case that was asked for.
        is_stand_in: the entry names no product of the case; one of its category was asked for.
        result: the market's row.
        deals: counted, in effect and known on the day.
        new_deals: those of them that were not yet so at the moment before.
        elsewhere: the markets not entered by then.
    """

    entry: Entry
    product: str
    is_stand_in: bool
    result: MarketResult
    deals: tuple[str, ...]
    new_deals: tuple[str, ...]
    elsewhere: Elsewhere

    def to_dict(self) -> dict[str, Any]:
        """Return the moment as plain data."""
        row = self.result
        return {
            **self.entry.to_dict(),
            "product": self.product,
            "is_stand_in": self.is_stand_in,
            "status": row.status,
            "families": row.families,
            "cleared": row.cleared,
            "exposed": row.exposed,
            "estimated": row.estimated,
            "share": row.share,
            "enforcers": list(row.enforcers),
            "deals": list(self.deals),
            "new_deals": list(self.new_deals),
            "elsewhere": vars(self.elsewhere),
        }


@dataclass(frozen=True)
class History:
    """The entries in order of date.

    Attributes:
        header: of the first answer; each moment has a day and a knowledge of its own.
        moments: one for each entry and product.
        left_out: entries that no product of the case can stand for, as text.
    """

    header: Header
    moments: tuple[Moment, ...]
    left_out: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the history as the command line prints it in JSON."""
        kept = {k: v for k, v in self.header.to_dict().items() if k not in ("as_of", "known_at")}
        return {
            **kept,
            "moments": [moment.to_dict() for moment in self.moments],
            "left_out": list(self.left_out),
        }

    def to_arrow(self) -> pa.Table:
        """Return one Arrow row per moment."""
        import pyarrow as pa

        rows = [moment.to_dict() for moment in self.moments]
        flat = [
            {k: v for k, v in row.items() if k != "elsewhere"}
            | {f"elsewhere_{name}": value for name, value in row["elsewhere"].items()}
            for row in rows
        ]
        return self.header.recipe.stamp(pa.Table.from_pylist(flat))


def history(
    desk: Desk,
    case: Case,
    entries: Sequence[Entry],
    products: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> History:
    """Answer the case on the day of each entry of its company, as known on that day.

    Args:
        desk: the record.
        case: whose products stand for the entries.
        entries: of any company; those of others are left out.
        products: names to keep; empty keeps all.
        tell: takes progress, a line for each day.

    Raises:
        UsageError: no entry is left.
    """
    own = _names_of(case)
    wanted = [e for e in entries if e.company in own]
    pairs = [(e, *found) for e in wanted for found in _stand_ins(case, e, products)]
    if not pairs:
        raise UsageError(
            f"no market entry of {case.company} has a product of the case; give the products "
            "`launched`, or a table with --entries FILE.csv"
        )
    left_out = tuple(_told(e) for e in wanted if not _stand_ins(case, e, ()))
    moments: list[Moment] = []
    header: Header | None = None
    for entry, product, is_stand_in in pairs:
        tell(f"{date_text(entry.on)}: {entry.market} ...")
        question, answer = _ask(desk, case, product.name, entry.on, _watched(case, wanted))
        header = header or answer.header
        before = moments[-1].deals if moments else ()
        moments.append(_moment(entry, is_stand_in, question, answer, before, wanted))
    assert header is not None  # noqa: S101 - there is at least one pair
    stated = header.of_answer("history", entries=wanted, products=list(products))
    return History(stated, tuple(moments), left_out)


def _names_of(case: Case) -> set[str]:
    own = next((c for c in case.companies if c.name == case.company), None)
    return {case.company, *(own.aliases if own else ())}


def _stand_ins(case: Case, entry: Entry, products: Sequence[str]) -> list[tuple[Product, bool]]:
    """Return the product that an entry names, else the case's own of its category."""
    own = [p for p in case.products if p.company in (None, case.company)]
    named = [p for p in own if p.name == entry.what]
    found = named or [p for p in own if p.category == entry.category]
    return [(p, not named) for p in found if not products or p.name in products]


def _told(entry: Entry) -> str:
    return f"{date_text(entry.on)} {entry.market} {entry.category} ({entry.event})"


def _watched(case: Case, entries: Iterable[Entry]) -> list[str]:
    return sorted({*(case.markets or ()), *(entry.market for entry in entries)})


def _ask(
    desk: Desk, case: Case, product: str, on: date, markets: Sequence[str]
) -> tuple[Question, Clearance]:
    question = ask(case, products=[product], markets=markets, as_of=on, known_at=on)
    return question, desk.clear(case, question)


def _moment(  # noqa: PLR0913 - one entry with its answer and its surroundings
    entry: Entry,
    is_stand_in: bool,  # noqa: FBT001
    question: Question,
    answer: Clearance,
    before: tuple[str, ...],
    entries: Sequence[Entry],
) -> Moment:
    product = question.products[0].name
    deals = tuple(
        deal.id for deal in question.deals
        if deal.effective <= entry.on and (deal.ends is None or entry.on < deal.ends)
    )  # fmt: skip
    entered = {e.market for e in entries if e.event in ARRIVALS and e.on <= entry.on}
    return Moment(
        entry=entry,
        product=product,
        is_stand_in=is_stand_in,
        result=answer.at(product, entry.market),
        deals=deals,
        new_deals=tuple(deal for deal in deals if deal not in before),
        elsewhere=_elsewhere(answer, {entry.market, *entered}),
    )


def _elsewhere(answer: Clearance, entered: set[str]) -> Elsewhere:
    shares = [r.share for r in answer if r.market not in entered and r.share is not None]
    if not shares:
        return Elsewhere(0, None, None, None)
    return Elsewhere(len(shares), min(shares), median(shares), max(shares))
