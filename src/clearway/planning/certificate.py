"""The engine has the last word: it answers the question with the plan's deals, and must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clearway.clearance.opening import OpenWhen
    from clearway.clearance.results import Clearance
    from clearway.planning.model import Model
    from clearway.planning.sought import Sought


class DisagreementError(AssertionError):
    """Model and engine count differently: a defect of ours, so that no plan may be given."""


def certify(sought: Sought, model: Model, rule: OpenWhen, choice: np.ndarray) -> Clearance:
    """Return the engine's answer with the deals of a plan.

    Raises:
        DisagreementError: it counts other families cleared, or other markets open, than the model.
    """
    chosen = [model.deals[deal] for deal in np.flatnonzero(choice).tolist()]
    answer = sought.desk.clear(sought.case, sought.asking(chosen))
    outcome = model.outcome(choice[:, None])
    for place, cell in enumerate(model.cells):
        row = answer.at(cell.product, cell.market)
        said = (int(outcome.cleared[place, 0]), bool(outcome.is_open[place, 0]))
        if (row.cleared, rule.is_open(row)) != said:
            raise DisagreementError(
                f"{cell.product} in {cell.market} with {', '.join(chosen) or 'no deal'}: the plan "
                f"counts {said[0]} families cleared (open: {said[1]}), the engine {row.cleared} "
                f"(open: {rule.is_open(row)}). This is a defect of Clearway; please report it"
            )
    return answer
