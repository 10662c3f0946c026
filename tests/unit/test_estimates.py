"""A layout under other estimates is the one that would have been made from the start."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from clearway.case import Policy
from clearway.clearance.estimates import kin_key, reestimate
from clearway.clearance.groups import MAX
from clearway.clearance.layout import Layout, make_layout
from clearway.record.backends.duckdb import DuckDBEngine
from engines import FlatRecord
from oracle.worlds import random_world, write_world

if TYPE_CHECKING:
    from pathlib import Path

OTHER = Policy(
    grant_lag_days={"default": 300, "US": 4000}, term_years={"default": 9}, pending_max_years=3
)


@pytest.mark.parametrize("known_at", [MAX, date(2012, 1, 1)])
@pytest.mark.parametrize("seed", range(3))
def test_other_estimates_give_the_layout_made_anew(
    seed: int, known_at: date, tmp_path: Path
) -> None:
    """Every array is the same, and some bound differs from the layout it was made from."""
    write_world(*random_world(seed), tmp_path)
    record = FlatRecord(tmp_path)
    first = make_layout(DuckDBEngine(record.connect()), known_at, Policy())
    again = reestimate(DuckDBEngine(record.connect()), first, known_at, OTHER)
    whole = make_layout(DuckDBEngine(record.connect()), known_at, OTHER)
    for field in fields(Layout):
        one, other = getattr(again, field.name), getattr(whole, field.name)
        same = one == other if field.name == "words" else np.array_equal(one, other)
        assert same, field.name
    assert not np.array_equal(again.right_ended, first.right_ended)


def test_kin_differ_in_estimates_alone() -> None:
    """Another lag, term or wait is kin; another family, owner or day of knowledge is not."""
    plain = kin_key("s", MAX, Policy())
    assert kin_key("s", MAX, OTHER) == plain
    for other in (Policy(family="docdb"), Policy(owners="declarants")):
        assert kin_key("s", MAX, other) != plain
    assert kin_key("s", date(2012, 1, 1), Policy()) != plain
