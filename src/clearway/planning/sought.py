"""A question and the deals that could be added to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.clearance.question import ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clearway.app import Desk
    from clearway.case import Case, Deal
    from clearway.clearance.question import Question
    from clearway.clearance.setting import Setting


@dataclass(frozen=True)
class Sought:
    """What a plan is made for.

    Attributes:
        desk: the record held open.
        case: holds the candidates, generated ones too.
        question: without any candidate.
        deals: the candidates, sorted by id.
        costs: of each, in the smallest unit of the currency; None where costs do not count.
    """

    desk: Desk
    case: Case
    question: Question
    deals: tuple[Deal, ...]
    costs: tuple[int, ...] | None

    def asking(self, chosen: Iterable[str]) -> Question:
        """Return the question with some of the candidates added, by id."""
        asked = self.question
        return ask(
            self.case,
            company=asked.company,
            as_of=asked.as_of,
            known_at=asked.known_at,
            products=[product.name for product in asked.products],
            markets=asked.markets or (),
            with_deals=(*asked.with_deals, *chosen),
            without_deals=asked.without_deals,
        )

    def setting(self, chosen: Iterable[str]) -> Setting:
        """Return the question with some of the candidates added, its names resolved."""
        return self.desk.setting(self.case, self.asking(chosen))

    @property
    def excludes(self) -> frozenset[tuple[int, int]]:
        """Pairs of places of candidates that cannot go together, the lower first."""
        place = {deal.id: i for i, deal in enumerate(self.deals)}
        return frozenset(
            (min(i, place[other]), max(i, place[other]))
            for i, deal in enumerate(self.deals)
            for other in deal.excludes
            if other in place
        )
