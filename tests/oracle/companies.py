"""Groups and subsidiaries on a day, from the ownership intervals (page: Terms)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oracle.world import holds

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Holding:
    """`parent` holds `child` in `[start, end)`."""

    child: str
    parent: str
    start: date | None
    end: date | None
    control: bool


class Companies:
    """The corporate tree on any day."""

    def __init__(self, holdings: list[Holding]) -> None:
        """Take the holdings known; one of a company in itself says nothing."""
        self.holdings = [h for h in holdings if h.child != h.parent]
        self._chains: dict[tuple[str, date], list[str]] = {}

    def parent(self, company: str, day: date) -> str | None:
        """Return the parent on a day; two at once need exactly one with control."""
        held = [h for h in self.holdings if h.child == company and holds(h.start, h.end, day)]
        parents = {h.parent for h in held}
        if len(parents) > 1:
            parents = {h.parent for h in held if h.control}
            if len(parents) != 1:
                raise ValueError(f"{company} has two parents on {day}")
        return next(iter(parents), None)

    def chain(self, company: str, day: date) -> list[str]:
        """Return the company and all above it, the ultimate parent last."""
        if (company, day) not in self._chains:
            chain = [company]
            while (above := self.parent(chain[-1], day)) is not None:
                if above in chain:
                    raise ValueError(f"cycle of ownership on {day}: {chain}")
                chain.append(above)
            self._chains[company, day] = chain
        return self._chains[company, day]

    def ultimate(self, company: str, day: date) -> str:
        """Return the ultimate parent on a day."""
        return self.chain(company, day)[-1]

    def same_group(self, one: str, other: str, day: date) -> bool:
        """Say whether two companies have the same ultimate parent on a day."""
        return self.ultimate(one, day) == self.ultimate(other, day)

    def is_reached(self, company: str, named: str, affiliates: str, day: date) -> bool:
        """Say whether naming `named`, with these affiliates, reaches `company` on a day."""
        if affiliates == "none":
            return company == named
        if affiliates == "group":
            return self.same_group(company, named, day)
        return named in self.chain(company, day)
