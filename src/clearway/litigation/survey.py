"""Surveys the suits: the venues, who has sued there, and the rates of holders by venue."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from clearway.app import Desk
from clearway.clearance.assess import header_of
from clearway.clearance.question import ask
from clearway.errors import UsageError
from clearway.litigation.dockets import read_docket
from clearway.litigation.exposure import Exposure
from clearway.litigation.rates import fit_prior, posterior
from clearway.litigation.results import Litigation, Rate, Venue
from clearway.model.calendar import add_years

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from clearway.case import Case
    from clearway.clearance.results import Clearance
    from clearway.clearance.setting import Setting
    from clearway.litigation.dockets import Docket
    from clearway.litigation.rates import Prior
    from clearway.litigation.results import Suit
    from clearway.record import Record

Cell = tuple[str, str]
"""(holder, market)."""
UNKNOWN = "unknown"
"""How the name of a holder begins whom the record does not tell."""


def survey_suits(
    case: Case,
    record: Record | Desk,
    *,
    holders: Sequence[str] = (),
    years: int | None = None,
    **question: Any,
) -> Litigation:
    """Say who has sued where over the standards of the products, and how often holders sue.

    Args:
        case: from `read_case`.
        record: from `open_record`, or a desk over it.
        holders: only the rates and suits of these groups, in any spelling; all when empty.
        years: length of the window that ends on the day; the policy's `enforcer_years` by default.
        question: company, as_of, known_at, products, markets, with_deals, without_deals.

    Raises:
        UsageError: for an unknown company, product, market or deal, or a window of no years.
        CaseError: when the case cannot be read as a question over this record.
    """
    length = case.policy.enforcer_years if years is None else years
    if length < 1:
        raise UsageError(f"a window of {length} years holds no suit; give at least 1")
    desk = record if isinstance(record, Desk) else Desk(record)
    setting = desk.setting(case, ask(case, **question))
    window = (add_years(setting.question.as_of, -length), setting.question.as_of)
    survey = _Survey(desk, setting, window, length, question)
    wanted = frozenset(survey.exposure.group(setting.companies.asked_for(h)) for h in holders)
    return survey.answer(wanted)


class _Survey:
    """One survey: the suits of the window, and who could have sued whom."""

    def __init__(
        self,
        desk: Desk,
        setting: Setting,
        window: tuple[date, date],
        length: int,
        question: dict[str, Any],
    ) -> None:
        self._setting, self._window, self._length = setting, window, length
        asked = desk.clear(setting.case, setting.question)
        self._markets = sorted({row.market for row in asked})
        standards = {name for p in setting.question.products for name in p.standards}
        self._docket: Docket = read_docket(desk, setting, window, sorted(standards))
        self._sources = setting.suits.markets
        self.exposure = Exposure(
            setting, (*self._docket.earlier, *self._docket.suits), window, length
        )
        self._counted = [suit for suit in self._docket.suits if suit.counts]
        self._makers = self._sued() | {setting.holder}
        everywhere = sorted({*self._markets, *self._sources})
        answer = desk.clear(setting.case, ask(setting.case, **{**question, "markets": everywhere}))
        self._holders, self._exposed = _holders(answer)

    def _sued(self) -> frozenset[str]:
        return frozenset().union(*(self.exposure.groups(s.defendants) for s in self._counted))

    def answer(self, wanted: frozenset[str]) -> Litigation:
        """Count, fit the prior over all venues with a source, and draw each rate towards it."""
        suits, sued = self._counts()
        cells = {(holder, market) for holder, market in {*self._holders, *suits}
                 if holder != self._setting.holder}  # fmt: skip
        known = sorted(cell for cell in cells if cell[1] in self._sources)
        years = {cell: self.exposure.years(cell[0], self._makers, cell[1]) for cell in known}
        at_risk = [cell for cell in known if years[cell] > 0]
        prior = fit_prior([suits[cell] for cell in at_risk], [years[cell] for cell in at_risk])
        rates = [
            self._rate(cell, suits[cell], len(sued[cell]), years.get(cell), prior)
            for cell in cells
            if cell[1] in self._markets and (not wanted or cell[0] in wanted)
        ]
        listed = self._listed(wanted)
        return Litigation(
            header=header_of(self._setting).of_answer(
                "suits", holders=sorted(wanted), window_years=self._length
            ),
            from_on=self._window[0],
            to_on=self._window[1],
            makers=tuple(sorted(self._makers)),
            prior=prior,
            venues=self._venues(Counter(suit.market for suit in listed)),
            rates=tuple(sorted(rates, key=_order)),
            suits=listed,
        )

    def _counts(self) -> tuple[Counter[Cell], Mapping[Cell, set[str]]]:
        """Return the suits of each holder by market, and whom it sued."""
        suits: Counter[Cell] = Counter()
        sued: dict[Cell, set[str]] = defaultdict(set)
        for suit in self._counted:
            for holder in self.exposure.groups(suit.plaintiffs):
                suits[holder, suit.market] += 1
                sued[holder, suit.market] |= self.exposure.groups(suit.defendants)
        return suits, sued

    def _rate(
        self, cell: Cell, suits: int, makers: int, years: float | None, prior: Prior | None
    ) -> Rate:
        holder, market = cell
        day = self._setting.question.as_of
        deals = self.exposure.licenses(holder, self._setting.holder, market)
        is_known = years is not None
        return Rate(
            holder=holder,
            market=market,
            suits=suits if is_known else None,
            makers=makers if is_known else None,
            years=years,
            raw=suits / years if years else None,
            estimate=posterior(prior, suits, years) if years is not None and prior else None,
            is_exposed=cell in self._exposed,
            cleared_by=tuple(sorted(d for d, (start, end) in deals.items() if start <= day < end)),
        )

    def _listed(self, wanted: frozenset[str]) -> tuple[Suit, ...]:
        """Return the suits in the markets asked for, over a standard of the products."""
        return tuple(
            suit
            for suit in self._docket.suits
            if suit.touches
            and suit.market in self._markets
            and (not wanted or wanted & self.exposure.groups(suit.plaintiffs))
        )

    def _venues(self, listed: Mapping[str, int]) -> tuple[Venue, ...]:
        policy = self._setting.case.policy
        sources = {source.id: source for source in self._setting.case.sources}
        rows = []
        for market in self._markets:
            note = policy.venue.get(market)
            source = sources.get(note.source) if note else None
            rows.append(
                Venue(
                    market=market,
                    has_source=market in self._sources,
                    listed=listed.get(market, 0),
                    other_suits=self._docket.others.get(market, 0),
                    note=note.note if note else None,
                    publisher=source.publisher if source else None,
                    url=source.url if source else None,
                )
            )
        return tuple(rows)


def _holders(answer: Clearance) -> tuple[set[Cell], set[Cell]]:
    """Return who holds a family in force that touches a product where, and who an uncleared one."""
    rows = [
        (holder, row.market)
        for row in answer
        for holder in row.holders
        if not holder.holder.startswith(UNKNOWN)
    ]
    return (
        {(holder.holder, market) for holder, market in rows},
        {(holder.holder, market) for holder, market in rows if holder.exposed},
    )


def _order(row: Rate) -> tuple[str, int, float, str]:
    estimate = row.estimate.mean if row.estimate else 0.0
    return row.market, -(row.suits or 0), -estimate, row.holder
