"""Clearance, burden and arsenals on the day of each market entry, as known on that day.

An entry tells of a market; beside it stand the markets that the company had not entered by then, on
the same day and by the same knowledge. Without them a rise over time would look like a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from clearway.arsenal import compare_arsenals
from clearway.case.dates import date_text
from clearway.clearance.question import ask
from clearway.errors import UsageError
from clearway.royalty import royalty_burden

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from clearway.app import Desk
    from clearway.arsenal import Exposure
    from clearway.case import Case, Product
    from clearway.clearance.question import Question
    from clearway.clearance.results import Clearance, Header, MarketResult
    from clearway.history.entries import Entry
    from clearway.royalty import Owed

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
        burden: what is owed for the product there, unlicensed.
        arsenals: of the company and of each rival whose products the case lists, against one
            another in the market; empty when it lists none.
    """

    entry: Entry
    product: str
    is_stand_in: bool
    result: MarketResult
    deals: tuple[str, ...]
    new_deals: tuple[str, ...]
    elsewhere: Elsewhere
    burden: Owed
    arsenals: tuple[Exposure, ...]

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
            "burden": self.burden.to_dict(),
            "arsenals": [row.to_dict() for row in self.arsenals],
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

        flat = [_flat(moment) for moment in self.moments]
        return self.header.recipe.stamp(pa.Table.from_pylist(flat))


def _flat(moment: Moment) -> dict[str, Any]:
    row = moment.to_dict()
    kept = {k: v for k, v in row.items() if k not in ("elsewhere", "burden", "arsenals")}
    rate = moment.burden.rate
    return {
        **kept,
        **{f"elsewhere_{name}": value for name, value in row["elsewhere"].items()},
        "burden_low": float(rate.low) if rate else None,
        "burden_high": float(rate.high) if rate else None,
    }


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
    past = _Past(desk, case, wanted)
    for entry, product, is_stand_in in pairs:
        tell(f"{date_text(entry.on)}: {entry.market} ...")
        past.add(entry, product.name, is_stand_in=is_stand_in)
    header = past.headers[0].of_answer("history", entries=wanted, products=list(products))
    return History(header, tuple(past.moments), left_out)


def _names_of(case: Case) -> set[str]:
    own = next((c for c in case.companies if c.name == case.company), None)
    return {case.company, *(own.aliases if own else ())}


def _stand_ins(case: Case, entry: Entry, products: Sequence[str]) -> list[tuple[Product, bool]]:
    """Return the product that an entry names, else the case's own of its category."""
    own = case.products_of(case.company)
    named = [p for p in own if p.name == entry.what]
    found = named or [p for p in own if p.category == entry.category]
    return [(p, not named) for p in found if not products or p.name in products]


def _told(entry: Entry) -> str:
    return f"{date_text(entry.on)} {entry.market} {entry.category} ({entry.event})"


class _Past:
    """Asks one moment after another, and keeps what the next is compared with."""

    def __init__(self, desk: Desk, case: Case, entries: Sequence[Entry]) -> None:
        self._desk, self._case, self._entries = desk, case, entries
        self._markets = sorted({*(case.markets or ()), *(entry.market for entry in entries)})
        self._rivals = sorted(
            {p.company for p in case.products if p.company not in (None, case.company)}
        )
        self.headers: list[Header] = []
        self.moments: list[Moment] = []

    def add(self, entry: Entry, product: str, *, is_stand_in: bool) -> None:
        """Ask for the product on the day of the entry, as known then."""
        when: dict[str, Any] = {"products": [product], "as_of": entry.on, "known_at": entry.on}
        question = ask(self._case, markets=self._markets, **when)
        answer = self._desk.clear(self._case, question)
        there = {**when, "markets": [entry.market]}
        owed = royalty_burden(self._case, self._desk, **there).at(product, entry.market).owed
        deals = _in_effect(question)
        before = self.moments[-1].deals if self.moments else ()
        self.headers.append(answer.header)
        self.moments.append(
            Moment(
                entry=entry,
                product=product,
                is_stand_in=is_stand_in,
                result=answer.at(product, entry.market),
                deals=deals,
                new_deals=tuple(deal for deal in deals if deal not in before),
                elsewhere=_elsewhere(answer, self._entered(entry)),
                burden=owed,
                arsenals=self._arsenals(there),
            )
        )

    def _entered(self, entry: Entry) -> set[str]:
        past = (e for e in self._entries if e.event in ARRIVALS and e.on <= entry.on)
        return {entry.market, *(e.market for e in past)}

    def _arsenals(self, there: dict[str, Any]) -> tuple[Exposure, ...]:
        if not self._rivals:
            return ()
        return compare_arsenals(self._case, self._desk, self._rivals, **there).results


def _in_effect(question: Question) -> tuple[str, ...]:
    on = question.as_of
    return tuple(
        deal.id for deal in question.deals
        if deal.effective <= on and (deal.ends is None or on < deal.ends)
    )  # fmt: skip


def _elsewhere(answer: Clearance, entered: set[str]) -> Elsewhere:
    shares = [r.share for r in answer if r.market not in entered and r.share is not None]
    if not shares:
        return Elsewhere(0, None, None, None)
    return Elsewhere(len(shares), min(shares), median(shares), max(shares))
