"""In which order to make the deals of a plan, and what each contributes.

The rule: the next market is the one that opens the most demand, with all that opens beside it, for
the cost of the deals that it still needs; these deals come in turn, the one that clears the most
for its cost first. What opens nothing by itself follows at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clearway.planning.part import Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clearway.planning.model import Model


@dataclass(frozen=True)
class Stage:
    """One deal of a plan in its place.

    Attributes:
        deal: place in the model.
        opens: places of the cells that open with it, after the deals before it.
        cleared: families that it clears beyond those before it, counted in every cell.
        alone: places of the cells that it opens by itself, without the others.
        lost: places of the cells that close when it alone is left out of the plan.
    """

    deal: int
    opens: tuple[int, ...]
    cleared: int
    alone: tuple[int, ...]
    lost: tuple[int, ...]


def stages(model: Model, choice: np.ndarray) -> tuple[Stage, ...]:
    """Return the deals of a choice in a sensible order.

    Args:
        model: what choices open.
        choice: bool[n].
    """
    order = _order(model, choice)
    n = len(model.deals)
    before = [model.choice(order[:count]) for count in range(len(order) + 1)]
    alone = [model.choice([deal]) for deal in order]
    without = [model.choice([d for d in order if d != deal]) for deal in order]
    outcome = model.outcome(np.array([*before, *alone, *without]).reshape(-1, n).T)
    is_open, cleared = outcome.is_open, outcome.cleared.sum(axis=0)
    count = len(order)
    always, whole = is_open[:, 0], is_open[:, count]
    return tuple(
        Stage(
            deal=deal,
            opens=_places(is_open[:, i + 1] & ~is_open[:, i]),
            cleared=int(cleared[i + 1] - cleared[i]),
            alone=_places(is_open[:, count + 1 + i] & ~always),
            lost=_places(whole & ~is_open[:, 2 * count + 1 + i]),
        )
        for i, deal in enumerate(order)
    )


def _places(flags: np.ndarray) -> tuple[int, ...]:
    return tuple(np.flatnonzero(flags).tolist())


def _order(model: Model, choice: np.ndarray) -> list[int]:
    """Market by market, as the rule says."""
    chosen = np.flatnonzero(choice).tolist()
    needs = _needs(model, chosen)
    weights = {need.cells[0]: need.weight for need in model.needs}
    order: list[int] = []
    placed: frozenset[int] = frozenset()
    while needs := {cell: need for cell, need in needs.items() if not need <= placed}:
        wanted = max(sorted(set(needs.values()), key=sorted),
                     key=lambda need: _worth(model, needs, weights, placed, need))  # fmt: skip
        order += _by_clearing(model, order, sorted(wanted - placed))
        placed |= wanted
    return order + _by_clearing(model, order, [deal for deal in chosen if deal not in placed])


def _worth(
    model: Model,
    needs: Mapping[int, frozenset[int]],
    weights: Mapping[int, int],
    placed: frozenset[int],
    need: frozenset[int],
) -> float:
    """Demand that opens with what one need still takes, by the price of that."""
    had = placed | need
    opened = sum(weights[cell] for cell, other in needs.items() if other <= had)
    return opened / (_price(model, need - placed) or 0.5)


def _price(model: Model, deals: frozenset[int]) -> int:
    return sum(model.costs[deal] for deal in deals) if model.costs else len(deals)


def _needs(model: Model, chosen: Sequence[int]) -> dict[int, frozenset[int]]:
    """Of each need that the deals meet, those it takes: the costliest are spared where they can.

    Keyed by the need's first cell.
    """
    by_price = sorted(chosen, key=lambda deal: (-_price(model, frozenset([deal])), deal))
    none, whole = model.choice([]), model.choice(chosen)
    is_open = model.outcome(np.array([none, whole]).T).is_open
    found = {}
    for need in model.needs:
        if is_open[need.cells[0], 1] and not is_open[need.cells[0], 0]:
            part, kept = Part(model, need), whole.copy()
            for deal in by_price:
                kept[deal] = False
                kept[deal] = not part.is_met(part.holds(kept))
            found[need.cells[0]] = frozenset(_places(kept))
    return found


def _by_clearing(model: Model, done: Sequence[int], deals: Sequence[int]) -> list[int]:
    """Put deals in order of what each clears, added to those done, for its price; most first."""
    tried = np.array([model.choice([*done, *more]) for more in ([], *([d] for d in deals))]).T
    cleared = model.outcome(tried).cleared.sum(axis=0)
    ratio = {
        deal: float(total - cleared[0]) / (_price(model, frozenset([deal])) or 0.5)
        for deal, total in zip(deals, cleared[1:], strict=True)
    }
    return sorted(deals, key=lambda deal: (-ratio[deal], deal))
