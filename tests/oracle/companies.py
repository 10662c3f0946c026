"""Groups and subsidiaries on a day, from the ownership intervals (page: Terms)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oracle.world import holds

if TYPE_CHECKING:
    from collections.abc import Mapping
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

    def __init__(
        self, holdings: list[Holding], joint: Mapping[str, set[str]] | None = None
    ) -> None:
        """Take the holdings known, and who owns in common; a holding in itself says nothing."""
        self.joint = joint or {}
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
        """Return the ultimate parent on a day; owners in common have one where all have it."""
        parents = {self.chain(owner, day)[-1] for owner in self.joint.get(company, ())}
        if len(parents) == 1:
            return parents.pop()
        return self.chain(company, day)[-1]

    def same_group(self, one: str, other: str, day: date) -> bool:
        """Say whether a company, or one of the owners in common, has the other's parent."""
        if any(self.same_group(owner, other, day) for owner in self.joint.get(one, ())):
            return True
        return self.ultimate(one, day) == self.ultimate(other, day)

    def is_reached(self, company: str, named: str, affiliates: str, day: date) -> bool:
        """Say whether naming `named`, with these affiliates, reaches `company` on a day.

        It reaches what is owned in common as soon as it reaches one of the owners.
        """
        owners = self.joint.get(company, ())
        if any(self.is_reached(owner, named, affiliates, day) for owner in owners):
            return True
        if affiliates == "none":
            return company == named
        if affiliates == "group":
            return self.same_group(company, named, day)
        return named in self.chain(company, day)
