"""Every scenario, on every engine: the answer holds what the scenario expects."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.engines import answers
from scenarios.given import Scenario, case_of, read_scenarios, world_of

SCENARIOS = read_scenarios()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario) -> None:
    """On every engine each result expected is there, and every figure that it names is as said."""
    case = case_of(scenario)
    asked = {"company": case["case"]["company"], **scenario.ask}
    for engine, results in answers(world_of(scenario), case, **asked).items():
        for expected in scenario.expect:
            (result,) = [row for row in results if _is_asked_for(row, expected)]
            shown = {key: _shown(result, key, value) for key, value in expected.items()}
            assert shown == expected, engine


def test_every_scenario_expects_something() -> None:
    """A scenario names a figure or a status beside its market."""
    empty = {
        str(scenario)
        for scenario in SCENARIOS
        for expected in scenario.expect
        if not set(expected) - {"product", "market"}
    }
    assert not empty
    assert all(scenario.expect for scenario in SCENARIOS)


def test_names_are_unique() -> None:
    """No two scenarios of a file have one name."""
    names = [str(scenario) for scenario in SCENARIOS]
    assert len(names) == len(set(names))


def _is_asked_for(row: dict[str, Any], expected: dict[str, Any]) -> bool:
    return all(row[key] == expected[key] for key in ("product", "market") if key in expected)


def _shown(result: dict[str, Any], key: str, expected: Any) -> Any:
    """Return what the result has under a key; of holders, the rows and figures expected."""
    if key != "holders":
        return result[key]
    rows = {row["holder"]: row for row in result["holders"]}
    return {
        name: {figure: rows[name][figure] for figure in figures or ()} if name in rows else None
        for name, figures in expected.items()
    }
