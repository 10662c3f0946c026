"""From every deal down: leave out, one at a time, the deal that opens least for its price.

What markets need overlaps (one license serves many), so that building up market by market buys each
its own deals. Taking away from the whole keeps what serves many.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from clearway.planning.limits import Limits
    from clearway.planning.model import Model

STRAIN = 1e-3
"""What nearing the loss of a market counts, beside losing it."""


def peel(model: Model, limits: Limits, price: np.ndarray, deadline: float) -> np.ndarray:
    """Return a choice within limits, come to by leaving deals out.

    Args:
        model: what choices open.
        limits: what a choice may take.
        price: float64[n], what each deal counts for, all above 0.
        deadline: by `time.monotonic`; after it the dearest go first, unseen.
    """
    choice = np.ones(len(price), dtype=np.bool_)
    while not limits.allow(model, choice):
        loss = _losses(model, choice) if time.monotonic() < deadline else np.zeros(len(price))
        worth = np.where(_removable(model, choice), loss / price, np.inf)
        choice[int(np.lexsort((-price, worth))[0])] = False
    return choice


def _removable(model: Model, choice: np.ndarray) -> np.ndarray:
    """bool[n]: chosen deals; of such as exclude each other, if there are any, only these."""
    clashing = np.zeros(len(choice), dtype=np.bool_)
    for a, b in model.excludes:
        clashing[[a, b]] |= choice[a] and choice[b]
    return clashing if clashing.any() else choice


def _losses(model: Model, choice: np.ndarray) -> np.ndarray:
    """float64[n]: demand that closes with each deal of a choice, and a little for what comes near.

    Only a clause that holds by one deal alone hangs on it.
    """
    x = choice.astype(np.int32)
    by_choice = model.chosen @ x
    hangs = (by_choice + model.left @ (1 - x) == 1) & (by_choice == 1)
    places = model.chosen @ (x * np.arange(len(x)))  # of the one deal, where it is one
    deal_of = np.where(hangs, places, -1)
    outcome = model.outcome(choice[:, None])
    is_open, cleared = outcome.is_open[:, 0], outcome.cleared[:, 0]
    closes = _hanging(model.barriers, deal_of, len(x)).toarray() > 0
    lost = (model.counts @ _hanging(model.members, deal_of, len(x)).sign()).toarray()
    spare = np.array([cell.needed for cell in model.cells])
    spare = np.where(is_open, cleared - spare, 0)[:, None]
    closes |= lost > spare
    demand = (model.weights * is_open).astype(np.float64)
    return np.asarray(demand @ closes + STRAIN * (demand @ (lost / (spare + 1.0))))


def _hanging(rows: sparse.csr_array, deal_of: np.ndarray, deals: int) -> sparse.csr_array:
    """int32[rows, n]: how many of the clauses of each row hang on each deal."""
    hung = np.flatnonzero(deal_of >= 0)
    ones = np.ones(len(hung), np.int32)
    to_deal = sparse.csr_array((ones, (hung, deal_of[hung])), shape=(len(deal_of), deals))
    return rows @ to_deal
