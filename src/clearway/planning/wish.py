"""What is asked of a plan, checked and made exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.clearance.opening import OpenWhen, open_when
from clearway.demand import WAYS
from clearway.errors import UsageError
from clearway.model.territory import COUNTRIES
from clearway.planning.candidates import SOURCES
from clearway.planning.money import whole
from clearway.planning.prices import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_SECONDS = 60.0
MOST_SECONDS = 86_400
MOST_DEALS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Wish:
    """The options of a plan; each defaults to what the case says, or to no limit.

    Attributes:
        budget: what all deals together may cost, in `currency`.
        max_deals: how many deals at most.
        open_when: `quiet`, `covered` or a share; the policy's by default.
        allow_unknown: count markets as open that are only unknown.
        reach: open these markets at the least cost, instead of the most demand.
        candidates: `case`, `generated` or `both`.
        price: `low`, `mid` or `high` of a year's burden, for generated candidates.
        units: sold in a year in each market, for the same.
        currency: of the budget and the answer.
        demand: one of `demand.WAYS`; the case's weights, else devices, else people by default.
        time_limit: seconds for the plan, and again for the frontier.
    """

    budget: float | None = None
    max_deals: int | None = None
    open_when: str | float | None = None
    allow_unknown: bool = False
    reach: Sequence[str] = ()
    candidates: str | None = None
    price: str = "mid"
    units: float | None = None
    currency: str | None = None
    demand: str | None = None
    time_limit: float = DEFAULT_SECONDS

    def checked(self) -> Wish:
        """Return the same.

        Raises:
            UsageError: an option is out of range or no word that is known.
        """
        for name, value, known in (
            ("candidates", self.candidates, SOURCES),
            ("price", self.price, LEVELS),
            ("demand", self.demand, WAYS),
        ):
            if value is not None and value not in known:
                raise UsageError(f"{name} {value!r}? one of {', '.join(known)}")
        if self.max_deals is not None and not 0 <= self.max_deals <= MOST_DEALS:
            raise UsageError(f"at most {self.max_deals} deals? give a whole number from 0 on")
        if not 0 < self.time_limit <= MOST_SECONDS:
            raise UsageError(
                f"a time limit of {self.time_limit} seconds? give more than 0 and at most "
                f"{MOST_SECONDS:,}"
            )
        for market in self.markets:
            if market not in COUNTRIES:
                raise UsageError(f"unknown market {market!r}: use ISO 3166-1 codes such as DE")
        if self.budget is not None:
            whole(self.budget, "the budget")
        return self

    @property
    def markets(self) -> tuple[str, ...]:
        """The markets to reach, sorted."""
        return tuple(sorted({market.upper() for market in self.reach}))

    @property
    def limit(self) -> int | None:
        """The budget in hundredths."""
        return None if self.budget is None else whole(self.budget, "the budget")

    def rule(self, policy_rule: str | float, covered_share: float) -> OpenWhen:
        """Return when a market counts as open."""
        asked = policy_rule if self.open_when is None else self.open_when
        return open_when(asked, covered_share, allow_unknown=self.allow_unknown)
