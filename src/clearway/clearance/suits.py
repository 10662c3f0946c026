"""Suits and orders of the record and the case in one form, cut to what was known.

Source: the semantics page, section 5: who enforces, what is barred. Suits of the case say what the
record lacks; one that lists standards is taken as brought over rights declared to them, unless it
says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from clearway.clearance.engine import Relation
from clearway.clearance.groups import MAX, MIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping
    from datetime import date

    from clearway.case import Case
    from clearway.clearance.companies import Companies
    from clearway.clearance.facts import RecordFacts
    from clearway.clearance.layout import Layout


class KnownSuit(NamedTuple):
    """One suit with its parties resolved; docket data brings a hundred thousand of them."""

    suit_id: str
    market: str
    filed_on: date
    action: str
    basis: str
    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]
    right_ids: tuple[str, ...]


@dataclass(frozen=True)
class KnownOrder:
    """One order; `reaches` of `*` is everything."""

    order_id: str
    suit_id: str
    from_on: date
    to_on: date
    kind: str
    reaches: tuple[str, ...]
    excepts: tuple[str, ...]


@dataclass(frozen=True)
class Suits:
    """The suits and orders known on the day.

    Attributes:
        enforcing: those that make an enforcer, by the layout that shows which rights are declared;
            kept, as many questions are asked over one.
    """

    suits: tuple[KnownSuit, ...]
    orders: tuple[KnownOrder, ...]
    enforcing: MutableMapping[Layout, tuple[KnownSuit, ...]] = field(
        default_factory=WeakKeyDictionary, compare=False, repr=False
    )

    @cached_property
    def by_place(self) -> dict[tuple[str, str], KnownSuit]:
        """The suits by id and market."""
        return {(suit.suit_id, suit.market): suit for suit in self.suits}

    @cached_property
    def markets(self) -> frozenset[str]:
        """Markets on whose suits some source speaks."""
        return frozenset(suit.market for suit in self.suits)

    def relations(self) -> list[Relation]:
        """Return the relations that the rules on status name."""
        text = "TEXT"
        return [
            Relation(
                "known_suits",
                (("suit_id", text), ("market", text), ("filed_on", "DATE"), ("action", text),
                 ("basis", text)),
                tuple((s.suit_id, s.market, s.filed_on, s.action, s.basis) for s in self.suits),
            ),
            _pairs("suit_plaintiffs", "suit_id", "company",
                   [(s.suit_id, c) for s in self.suits for c in s.plaintiffs]),
            _pairs("suit_defendants", "suit_id", "company",
                   [(s.suit_id, c) for s in self.suits for c in s.defendants]),
            _pairs("suit_rights", "suit_id", "right_id",
                   [(s.suit_id, r) for s in self.suits for r in s.right_ids]),
            Relation(
                "known_orders",
                (("order_id", text), ("suit_id", text), ("from_on", "DATE"), ("to_on", "DATE"),
                 ("kind", text)),
                tuple((o.order_id, o.suit_id, o.from_on, o.to_on, o.kind) for o in self.orders),
            ),
            _pairs("order_reaches", "order_id", "word",
                   [(o.order_id, w) for o in self.orders for w in o.reaches]),
            _pairs("order_excepts", "order_id", "supplier",
                   [(o.order_id, s) for o in self.orders for s in o.excepts]),
        ]  # fmt: skip


def _pairs(name: str, left: str, right: str, rows: list[tuple[Any, ...]]) -> Relation:
    return Relation(name, ((left, "TEXT"), (right, "TEXT")), tuple(dict.fromkeys(rows)))


def gather_suits(case: Case, facts: RecordFacts, companies: Companies, known_at: date) -> Suits:
    """Return the suits and orders of record and case that were known on the day."""
    named = cache(companies.as_spelled)  # a docket names its parties over and over
    suits = [*_recorded_suits(facts, named), *_case_suits(case, facts, named)]
    orders = [*_recorded_orders(facts, companies), *_case_orders(case, companies)]
    return Suits(
        tuple(suit for suit in suits if suit.filed_on <= known_at),
        tuple(_as_known(order, known_at) for order in orders if order.from_on <= known_at),
    )


def _as_known(order: KnownOrder, known_at: date) -> KnownOrder:
    """An end that came later was not known."""
    return order if order.to_on <= known_at else replace(order, to_on=MAX)


def _recorded_suits(facts: RecordFacts, named: Callable[[str], str]) -> Iterator[KnownSuit]:
    for suit in facts.suits:
        if suit.country is None:
            continue
        yield KnownSuit(
            suit_id=suit.suit_id,
            market=suit.country,
            # An unknown filing date is known to nobody's harm: it makes no enforcer (too old).
            filed_on=suit.filed_on or MIN,
            action=suit.action or "",
            basis=suit.basis or "",
            plaintiffs=tuple(map(named, suit.plaintiffs)),
            defendants=tuple(map(named, suit.defendants)),
            right_ids=suit.right_ids,
        )


def _case_suits(case: Case, facts: RecordFacts, named: Callable[[str], str]) -> Iterator[KnownSuit]:
    numbers = tuple(sorted({number for suit in case.suits for number in suit.patents}))
    found = facts.find_rights(numbers) if numbers else {}
    for suit in case.suits:
        yield KnownSuit(
            suit_id=suit.id,
            market=suit.market,
            filed_on=suit.filed,
            action=suit.action,
            basis=suit.basis or ("declared" if suit.standards else "unclear"),
            plaintiffs=tuple(map(named, suit.plaintiffs)),
            defendants=tuple(map(named, suit.defendants)),
            right_ids=tuple(r for number in suit.patents for r in found.get(number, ())),
        )


def _recorded_orders(facts: RecordFacts, companies: Companies) -> Iterator[KnownOrder]:
    for index, order in enumerate(facts.orders):
        yield KnownOrder(
            order_id=f"record/{index}",
            suit_id=order.suit_id,
            from_on=order.from_on or MIN,
            to_on=order.to_on or MAX,
            kind=order.kind or "",
            reaches=order.reaches or ("*",),
            excepts=tuple(companies.as_spelled(name) for name in order.except_suppliers),
        )


def _case_orders(case: Case, companies: Companies) -> Iterator[KnownOrder]:
    for index, order in enumerate(case.orders):
        yield KnownOrder(
            order_id=f"case/{index}",
            suit_id=order.suit,
            from_on=order.from_on,
            to_on=order.to_on or MAX,
            kind=order.kind,
            reaches=order.reaches or ("*",),
            excepts=tuple(
                companies.named_in_case(name, order.place) for name in order.except_suppliers
            ),
        )
