"""A layout under other estimates: only the bounds of its rights are found anew.

Owners, families, leaves and states on record do not depend on how a missing date is estimated, and
they are most of the work of a layout.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clearway.clearance.engine import run_rules
from clearway.clearance.layout import BOUNDS, layout_key, layout_relations

if TYPE_CHECKING:
    from datetime import date

    from clearway.case import Policy
    from clearway.clearance.layout import ArrayEngine, Layout


def kin_key(snapshot: str, known_at: date, policy: Policy) -> str:
    """Return what layouts that differ in estimates alone have in common."""
    plain = type(policy)()
    return layout_key(
        snapshot,
        known_at,
        replace(
            policy,
            grant_lag_days=plain.grant_lag_days,
            term_years=plain.term_years,
            pending_max_years=plain.pending_max_years,
        ),
    )


def reestimate(engine: ArrayEngine, layout: Layout, known_at: date, policy: Policy) -> Layout:
    """Return a layout of the same record and day of knowledge under other estimates.

    Args:
        engine: over the record.
        layout: made for the same day, definition of a family and owners.
        known_at: last day whose facts count.
        policy: its estimates (grant lag, term, pending years).
    """
    relations = layout_relations(engine, known_at, policy)
    run_rules(engine, relations, after="title", until="bounds")
    bounds = engine.arrays(f"SELECT b.right_id, {BOUNDS} FROM bounds AS b ORDER BY b.right_id")  # noqa: S608
    return replace(
        layout,
        right_granted=bounds["granted"].astype(np.int32),
        right_ended=bounds["ended"].astype(np.int32),
        right_flags=bounds["flags"].astype(np.uint8),
    )
