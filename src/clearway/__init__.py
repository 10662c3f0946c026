"""Which markets a device can be sold in, whose declared patents stand in the way, what deals clear.

    import clearway as cw
    record = cw.open_record("record")
    case = cw.read_case("xiaomi-2017.toml")
    cw.clear(case, record)

This is not legal advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clearway.app import Desk, clear, diff, explain, waterfall
    from clearway.arsenal import compare_arsenals, exposure_matrix
    from clearway.case import Case, read_case
    from clearway.litigation import survey_suits
    from clearway.planning import Plan, plan
    from clearway.ranges import count_ranges
    from clearway.ranking import rank_markets
    from clearway.record import Record, open_record
    from clearway.royalty import royalty_burden
    from clearway.unknowns import find_unknowns

_HOMES = {
    "Case": "clearway.case",
    "read_case": "clearway.case",
    "Record": "clearway.record",
    "open_record": "clearway.record",
    "Desk": "clearway.app",
    "clear": "clearway.app",
    "diff": "clearway.app",
    "explain": "clearway.app",
    "waterfall": "clearway.app",
    "compare_arsenals": "clearway.arsenal",
    "exposure_matrix": "clearway.arsenal",
    "survey_suits": "clearway.litigation",
    "royalty_burden": "clearway.royalty",
    "count_ranges": "clearway.ranges",
    "rank_markets": "clearway.ranking",
    "find_unknowns": "clearway.unknowns",
    "Plan": "clearway.planning",
    "plan": "clearway.planning",
}

__all__ = [
    "Case",
    "Desk",
    "Plan",
    "Record",
    "__version__",
    "clear",
    "compare_arsenals",
    "count_ranges",
    "diff",
    "explain",
    "exposure_matrix",
    "find_unknowns",
    "open_record",
    "plan",
    "rank_markets",
    "read_case",
    "royalty_burden",
    "survey_suits",
    "waterfall",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: a cold command must not pay for all of them."""
    if name == "__version__":
        from importlib.metadata import version

        return version("clearway")
    if name not in _HOMES:
        raise AttributeError(f"module 'clearway' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
