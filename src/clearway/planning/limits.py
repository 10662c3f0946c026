"""What a plan may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from clearway.planning.model import Model


@dataclass(frozen=True)
class Limits:
    """Its cost, in the smallest unit of the currency, and how many deals; None is no limit."""

    budget: int | None = None
    most_deals: int | None = None

    def allow(self, model: Model, choice: np.ndarray) -> bool:
        """Say whether a choice keeps to the limits and to what excludes what."""
        return (
            (self.budget is None or model.cost(choice) <= self.budget)
            and (self.most_deals is None or int(choice.sum()) <= self.most_deals)
            and not any(choice[a] and choice[b] for a, b in model.excludes)
        )
