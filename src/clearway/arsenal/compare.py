"""Asks the engine for each pair of groups: the rights of one against the products of the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clearway.app import Desk
from clearway.arsenal.estates import EXPOSED, Estates
from clearway.arsenal.results import COUNTED, Count, Exposure, MutualExposure
from clearway.arsenal.selling import Sellers
from clearway.clearance.assess import header_of
from clearway.clearance.counting import markets_of
from clearway.clearance.diff import deals_of, questions_of
from clearway.clearance.question import ask
from clearway.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from clearway.arsenal.selling import Offer
    from clearway.case import Case
    from clearway.clearance.question import Question
    from clearway.clearance.setting import Setting
    from clearway.record import Record

    Progress = Callable[[int, int | None], None] | None

Pair = tuple[str, str]


def compare_arsenals(  # noqa: PLR0913
    case: Case,
    record: Record | Desk,
    against: Sequence[str],
    *,
    deals: Sequence[str] = (),
    bundle: str | None = None,
    progress: Progress = None,
    **question: Any,
) -> MutualExposure:
    """Say what a company could assert against others, market by market, and they against it.

    Args:
        case: from `read_case`; lists the products of both sides.
        record: from `open_record`, or a desk over it.
        against: the others, in any spelling.
        deals: compare the view without these deals with the one with them.
        bundle: the same for all deals signed together.
        progress: told how many pairs are done, and of how many.
        question: company, as_of, known_at, products, markets, with_deals, without_deals.

    Raises:
        UsageError: for an unknown company, product, market or deal, or twice the same group.
        CaseError: when the case cannot be read as a question over this record.
    """
    comparing = _Comparing(case, record, deals, bundle, question)
    asked, *others = comparing.groups([comparing.setting.company, *against])
    pairs = [pair for other in others for pair in ((asked, other), (other, asked))]
    return comparing.answer((asked, *others), pairs, progress)


def exposure_matrix(  # noqa: PLR0913
    case: Case,
    record: Record | Desk,
    companies: Sequence[str],
    *,
    deals: Sequence[str] = (),
    bundle: str | None = None,
    progress: Progress = None,
    **question: Any,
) -> MutualExposure:
    """Say for every two of some companies what each could assert against the other.

    Args:
        case: from `read_case`.
        record: from `open_record`, or a desk over it.
        companies: two or more, in any spelling; the company asked about need not be among them.
        deals: as in `compare_arsenals`, as are `bundle`, `progress` and `question`.
        bundle: as in `compare_arsenals`.
        progress: as in `compare_arsenals`.
        question: as in `compare_arsenals`.

    Raises:
        UsageError: for fewer than two companies, an unknown one, or twice the same group.
        CaseError: when the case cannot be read as a question over this record.
    """
    if len(companies) < 2:
        raise UsageError("name at least two companies for a matrix, such as Xiaomi,Ericsson")
    comparing = _Comparing(case, record, deals, bundle, question)
    groups = comparing.groups(companies)
    pairs = [(owner, other) for owner in groups for other in groups if owner != other]
    return comparing.answer(groups, pairs, progress)


class _Comparing:
    """One comparison: the question with and without the deals, and who sells what."""

    def __init__(
        self,
        case: Case,
        record: Record | Desk,
        deals: Sequence[str],
        bundle: str | None,
        question: dict[str, Any],
    ) -> None:
        self._case = case
        self._desk = record if isinstance(record, Desk) else Desk(record)
        self._deals = deals_of(case, deals, bundle) if deals or bundle else ()
        self._bundle = bundle
        if self._deals:
            before, now = questions_of(case, self._deals, **question)
            self._views: tuple[Question, ...] = (now, before)
        else:
            self._views = (ask(case, **question),)
        self.setting = self._desk.setting(case, self._views[0])
        self._sellers = Sellers(self.setting, question.get("products", ()))
        self._estates: dict[int, Estates] = {}
        self._markets = tuple(markets_of(self.setting))

    def groups(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the groups of some companies on the day; each only once."""
        found: dict[str, str] = {}
        day = self.setting.question.as_of
        for name in names:
            holder = self.setting.groups.holder(self.setting.companies.asked_for(name), day)
            if holder in found:
                raise UsageError(
                    f"{found[holder]!r} and {name!r} are one group on {day} ({holder}); "
                    "name each group once"
                )
            found[holder] = name
        return tuple(found)

    def answer(
        self, groups: tuple[str, ...], pairs: Sequence[Pair], progress: Progress
    ) -> MutualExposure:
        """Count every pair in every market, under each view of the deals."""
        views = [self._view(question) for question in self._views]
        rows = []
        for done, (owner, other) in enumerate(pairs):
            rows += self._rows(owner, other, [view.count(owner, other) for view in views], views)
            if progress is not None:
                progress(done + 1, len(pairs))
        kept = _touched(rows) if self._views[0].markets is None and not self._case.markets else rows
        header = header_of(self.setting).of_answer(
            "arsenal", pairs=pairs, compared=self._deals, bundle=self._bundle
        )
        if self._deals:
            header = replace(header, with_deals=(), without_deals=())
        return MutualExposure(
            header=header,
            companies=groups,
            markets=tuple(sorted({row.market for row in kept})),
            deals=self._deals,
            bundle=self._bundle,
            products=tuple(o.describe() for group in groups for o in self._sellers.of(group)),
            unidentified=self._unidentified(groups),
            results=tuple(kept),
        )

    def _view(self, question: Question) -> _View:
        setting = self._desk.setting(self._case, replace(question, markets=self._markets))
        board = self._desk.board(setting)  # one for both views, unless a purchase parts them
        estates = self._estates.setdefault(id(board), Estates(board))
        return _View(self._desk, setting, self._sellers, estates)

    def _rows(
        self,
        owner: str,
        other: str,
        counts: Sequence[dict[str, Count]],
        views: Sequence[_View],
    ) -> list[Exposure]:
        now, before = counts[0], counts[-1] if self._deals else {}
        rows = []
        for market in self._markets:
            state, why, offers = self._sellers.there(other, market)
            undeclared = [view.estates.undeclared(owner, market) for view in views]
            rows.append(
                Exposure(
                    owner=owner,
                    against=other,
                    market=market,
                    state=state,
                    why=why,
                    products=tuple(offer.product.name for offer in offers),
                    now=now.get(market),
                    before=before.get(market),
                    undeclared=undeclared[0],
                    undeclared_before=undeclared[-1] if self._deals else None,
                )
            )
        return rows

    def _unidentified(self, groups: Sequence[str]) -> tuple[tuple[str, str, int | None], ...]:
        setting = self.setting
        bought = [
            (deal, setting.companies.named_in_case(deal.buyer or "", deal.place))
            for deal in setting.question.deals
            if deal.kind == "purchase" and not deal.families and not deal.rights
        ]
        day = setting.question.as_of
        return tuple(
            (deal.id, holder, deal.count)
            for deal, buyer in bought
            if deal.effective <= day and (holder := setting.groups.holder(buyer, day)) in groups
        )


class _View:
    """One view of the deals: which of them count."""

    def __init__(self, desk: Desk, setting: Setting, sellers: Sellers, estates: Estates) -> None:
        self._desk, self._setting, self._sellers = desk, setting, sellers
        self.estates = estates
        self._asked: dict[str, Setting] = {}

    def count(self, owner: str, other: str) -> dict[str, Count]:
        """Count by market the owner's families that touch what the other sells there."""
        markets = self._setting.question.markets or ()
        shape = (self.estates.families, len(markets))
        in_force, uncleared = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        sold = {market: self._sellers.there(other, market) for market in markets}
        for offer in self._sellers.of(other):
            where = np.array([offer in offers for _, _, offers in sold.values()], dtype=np.bool_)
            if not offer.product.standards or not where.any():
                continue
            states = self.estates.states(owner, self._asked_by(offer))
            in_force |= (states > 0) & where
            uncleared |= (states == EXPOSED) & where
        totals = zip(in_force.sum(axis=0).tolist(), uncleared.sum(axis=0).tolist(), strict=True)
        return {
            market: Count(*total)
            for (market, (state, _, _)), total in zip(sold.items(), totals, strict=True)
            if state == COUNTED
        }

    def _asked_by(self, offer: Offer) -> Setting:
        """Return the view's question, asked by the seller of one product."""
        name = offer.product.name
        if name not in self._asked:
            question = replace(
                self._setting.question, company=offer.seller, products=(offer.product,)
            )
            self._asked[name] = self._desk.setting(self._setting.case, question)
        return self._asked[name]


def _touched(rows: Sequence[Exposure]) -> list[Exposure]:
    """Leave out markets in which nobody holds anything, where no market was asked for."""
    alive = {
        row.market
        for row in rows
        if row.undeclared or any(c.in_force for c in (row.now, row.before) if c)
    }
    return [row for row in rows if row.market in alive]
