"""Asks the desk for everything a burden rests on, and puts the answer together."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from clearway.app import Desk
from clearway.case import date_text
from clearway.clearance.diff import deals_of, questions_of
from clearway.clearance.groups import MAX
from clearway.clearance.holdings import lay_holdings
from clearway.errors import UsageError
from clearway.essentiality.studies import studies
from clearway.model.standards import canonical
from clearway.royalty.apportion import Shares, apportion, joined
from clearway.royalty.burden import Bill, Plans
from clearway.royalty.library import Programme, find_entry
from clearway.royalty.methods import Number, exact, half_up
from clearway.royalty.prices import price_of
from clearway.royalty.results import EssentialPart, Range, Royalty, SourceNote
from clearway.royalty.stacks import BUNDLED, CASE, bundled_hash, stacks_of, weighting_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from fractions import Fraction

    from clearway.case import Case, Product
    from clearway.clearance.question import Question
    from clearway.essentiality.studies import Study
    from clearway.record import Record
    from clearway.royalty.stacks import Stack


def royalty_burden(  # noqa: PLR0913 - the question and what it is told in
    case: Case,
    record: Record | Desk,
    *,
    deals: Sequence[str] = (),
    bundle: str | None = None,
    units: Number | None = None,
    essential: Mapping[str, tuple[Number, Number]] | None = None,
    **question: Any,
) -> Royalty:
    """Return the unlicensed royalty burden by product, market, standard, holder and deal.

    Args:
        case: from `read_case`.
        record: from `open_record`, or a desk over it.
        deals: tell the burden without these too; or give a `bundle` of them.
        bundle: deals signed together.
        units: sold in a year in each market, in place of what the case says of its products.
        essential: by standard, the least and the greatest part (0 to 1) of a holder's declared
            families that may be essential, for the burden corrected for over-declaration; None:
            what the bundled studies leave possible; empty: no correction.
        question: company, as_of, known_at, products, markets, with_deals, without_deals.

    Raises:
        UsageError: for an unknown product, market, deal or bundle, units below 0, or parts of
            essential families that are not above 0, up to 1, and in order.
        CaseError: when the case cannot be read as a question over this record.
    """
    desk = record if isinstance(record, Desk) else Desk(record)
    compared = deals_of(case, deals, bundle) if deals or bundle else ()
    before, after = questions_of(case, compared, **question)
    asked = [replace(after, deals=after.deals[:count]) for count in range(len(after.deals) + 1)]
    plans = Plans(after.deals, len(asked) if compared else None)
    asked += [before] if compared else []
    clearance, sold = desk.clear(case, after), _units(units)
    parts = bounds_of_studies() if essential is None else _parts(essential)
    bills = {
        product.name: Bill(
            product, price_of(product, case.policy), _counted(desk, case, product, asked), plans,
            desk.facts.offices, sold, {name: each.part for name, each in parts.items()},
        )
        for product in after.products
    }  # fmt: skip
    header = replace(
        clearance.header,
        with_deals=tuple(sorted(question.get("with_deals", ()))),
        without_deals=tuple(sorted(question.get("without_deals", ()))),
    ).of_answer(
        "royalty", compared=compared, bundle=bundle,
        units=None if sold is None else float(sold), bundled_figures=bundled_hash(),
        essential={name: each.to_dict() for name, each in parts.items()},
    )  # fmt: skip
    stacks = [stack for bill in bills.values() for stack, _ in bill.stacks]
    return Royalty(
        header, compared, bundle, weighting_of(case.policy), parts, _sources(case, after, stacks),
        results=tuple(bills[row.product].in_market(row) for row in clearance),
    )  # fmt: skip


def _units(units: Number | None) -> Fraction | None:
    if units is None:
        return None
    found = exact(units)
    if found < 0:
        raise UsageError(f"{units} units a year; give a number from 0 on")
    return found


@cache
def bounds_of_studies() -> dict[str, EssentialPart]:
    """Return, by generation, the least and the greatest share that a bundled study allows."""
    found: dict[str, list[Study]] = {}
    for study in studies():
        found.setdefault(study.generation, []).append(study)
    return {generation: _spread(those) for generation, those in found.items()}


def _spread(those: Sequence[Study]) -> EssentialPart:
    """The studies are not pooled: the lowest bound of any, and the highest."""
    least = min(those, key=lambda study: study.share.low)
    most = max(those, key=lambda study: study.share.high)
    low, high = (half_up(exact(end), 4) for end in (least.share.low, most.share.high))
    return EssentialPart(Range(low, high), tuple(dict.fromkeys((least.id, most.id))))


def _parts(essential: Mapping[str, tuple[Number, Number]]) -> dict[str, EssentialPart]:
    found = {
        canonical(name): Range(exact(low), exact(high)) for name, (low, high) in essential.items()
    }
    for name, part in found.items():
        if not 0 < part.low <= part.high <= 1:
            raise UsageError(
                f"{name}: from {float(part.low):g} to {float(part.high):g} of the families are "
                "essential; give two parts above 0 and up to 1, the smaller first"
            )
    return {name: EssentialPart(part) for name, part in found.items()}


def _counted(
    desk: Desk, case: Case, product: Product, asked: Sequence[Question]
) -> list[tuple[Stack, Shares]]:
    """Count each stack of a product as a product of its standards alone."""
    tree = desk.setting(case, asked[0]).tree
    return [
        (stack, _shares(desk, case, replace(product, standards=stack.standards), asked))
        for stack in stacks_of(product, case, tree)
    ]


def _shares(desk: Desk, case: Case, product: Product, asked: Sequence[Question]) -> Shares:
    """Count each question's deals as a plan; those that buy the same rights share one pass."""
    boards: dict[tuple[Any, ...], list[Question]] = {}
    places: list[tuple[int, int]] = []
    for question in asked:
        bought = tuple(row[:-1] for row in desk.setting(case, question).purchases)
        alike = boards.setdefault(bought, [])
        places.append(([*boards].index(bought), len(alike)))
        alike.append(question)
    shares = []
    for alike in boards.values():
        every = {deal.id: deal for question in alike for deal in question.deals}
        deals = tuple(sorted(every.values(), key=lambda deal: (deal.effective, deal.id)))
        board = desk.board(desk.setting(case, replace(alike[0], deals=deals)))
        plans = [frozenset(deal.id for deal in question.deals) for question in alike]
        shares.append(apportion(lay_holdings(board, product, alike[0].as_of, plans)))
    return joined(shares, places)


def _sources(case: Case, question: Question, stacks: Iterable[Stack]) -> tuple[SourceNote, ...]:
    """Who vouches for what: of the case, with its day, or of the library."""
    used = dict.fromkeys(_used(case, stacks))
    return tuple(
        _case_source(case, question, name) if origin == CASE else _bundled_source(name)
        for name, origin in used
    )


def _used(case: Case, stacks: Iterable[Stack]) -> Iterator[tuple[str, str]]:
    for stack in stacks:
        if stack.aggregate:
            yield from ((name, stack.aggregate.origin) for name in stack.aggregate.sources)
    weighting = weighting_of(case.policy)
    yield weighting.source, weighting.origin
    yield from ((rate.source, CASE) for rate in case.policy.exchange_rates.values())
    for product in case.products:
        if product.units_per_year:
            yield product.units_per_year.source, CASE


def _case_source(case: Case, question: Question, name: str) -> SourceNote:
    source = next((each for each in case.sources if each.id == name), None)
    if source is None:
        return SourceNote(name, CASE, None, None, None, is_later=False)
    published = source.published
    return SourceNote(
        name, CASE, source.title or source.publisher, source.url,
        date_text(published) if published else None,
        is_later=published is not None and published > (question.known_at or MAX),
    )  # fmt: skip


def _bundled_source(name: str) -> SourceNote:
    entry = find_entry(name)
    published = entry.published if isinstance(entry, Programme) else entry.decided
    return SourceNote(
        name, BUNDLED, entry.publication, entry.address, published or None, is_later=False
    )
